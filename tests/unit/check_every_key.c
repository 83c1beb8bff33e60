/* Every key answers: each one that is bound, on each screen, changes what is seen or says why it
 * does nothing; and each one that is anything to a terminal, while something is typed. The screens
 * and the keys are those of the tables. */
#include "config.h"

#include "dashboard_open.h"
#include "input.h"
#include "prompts.h"
#include "screen/answers.h"
#include "screen/screens.h"
#include "support/frame_check.h"
#include "support/view_fixture.h"
#include "unit/suites.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* What the program does itself, and says so. */
#define BY_THE_PROGRAM                                                                             \
    (REACTION_QUIT | REACTION_THEME | REACTION_COPY | REACTION_SAVE | REACTION_RELOAD |            \
     REACTION_EXAMINE)

static const struct {
    int columns;
    int rows;
    bool empty; /* of tenants */
} stages[] = {{80, 24, true}, {80, 24, false}, {200, 50, false}, {60, 12, false}};

static const char *const entry[] = {
    "ws",
    "1970-01-01T00:58:00Z",
    "we",
    "1970-01-01T00:59:00Z",
    "dims",
    "[{\"name\":\"faithfulness\",\"severity\":\"degraded\",\"value\":0.5,\"baseline\":0.75,"
    "\"z_score\":-4.25,\"sample_count\":66,\"metadata\":{\"k\":[5],\"model\":\"e5-v3\"}}]",
    NULL};

static size_t screen_count(void)
{
    size_t count;

    screen_table(&count);
    return count;
}

static const struct screen *top(void)
{
    return stack_top(&fixture.dashboard.state.stack)->screen;
}

/* Opens a screen about the worst that there is. */
static void open_screen(const struct screen *screen, int stage)
{
    view_open(GLYPHS_BLOCK, stages[stage].columns, stages[stage].rows);
    dashboard_open(&fixture.dashboard, screen, VIEW_CLOCK);
    view_answer(entry);
}

static reaction_set press(uint32_t key)
{
    return view_event(&(struct input_event){.kind = INPUT_KEY, .key = key});
}

static bool says_something(void)
{
    const struct ui_state *state = &fixture.dashboard.state;

    return state->notice[0] != '\0' || state->prompt.error[0] != '\0';
}

/* Presses a key, and fails where nobody can see that it was. */
static void press_and_look(uint32_t key)
{
    const struct frame *frame = &fixture.dashboard.frame;
    const char *where = top()->name;
    struct frame before = frame_check_copy(frame);
    char name[KEY_NAME_SIZE];

    reaction_set reactions = press(key);
    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    frame_check_characters(frame);
    keys_name(key, name);
    if ((reactions & BY_THE_PROGRAM) == 0 && !says_something() &&
        frame_check_are_equal(&before, frame))
        frame_check_abort(frame, "%s does nothing on %s, and does not say so", name, where);
    frame_free(&before);
}

/* Twice: it may be there already the second time. */
static void try_key(const struct screen *screen, int stage, uint32_t key)
{
    open_screen(screen, stage);
    press_and_look(key);
    press_and_look(key);
}

static void try_screen(const struct screen *screen, int stage)
{
    const struct keymap *keymap = &fixture.keymap;

    for (size_t i = 0; i < keymap->count; i++)
        try_key(screen, stage, keymap->bindings[i].key);
    try_key(screen, stage, INPUT_OTHER);
    try_key(screen, stage, 0xE4);
}

START_TEST(every_key_of_every_screen_answers)
{
    const struct screen *const *screens = screen_table(&(size_t){0});

    for (int stage = 0; stage < (int)COUNT(stages); stage++) {
        if (!stages[stage].empty && fixture.fleet.count == 0)
            view_fill_fleet();
        try_screen(screens[_i], stage);
    }
}
END_TEST

/* What a terminal can send that is no text. */
static const uint32_t edit_keys[] = {
    INPUT_TAB,   INPUT_BACKTAB, INPUT_UP,           INPUT_DOWN,         INPUT_LEFT,
    INPUT_RIGHT, INPUT_HOME,    INPUT_END,          INPUT_F1,           INPUT_F10,
    'x',         ' ',           INPUT_BACKSPACE,    INPUT_DELETE,       0xE4,
    INPUT_OTHER, '/',           INPUT_PAGE_UP,      INPUT_PAGE_DOWN,    INPUT_CONTROL('W'),
    INPUT_ENTER, INPUT_ESCAPE,  INPUT_CONTROL('U'), INPUT_CONTROL('L'),
};

/* Opens the prompt of a key, and types into it; false when the key opens none. */
static bool open_prompt(const struct screen *screen, uint32_t key, const char *text)
{
    open_screen(screen, 0);
    press(key);
    if (fixture.dashboard.state.prompt.rules == NULL)
        return false;
    press(INPUT_CONTROL('U'));
    view_type(text);
    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    return true;
}

static void try_prompt(const struct screen *screen, uint32_t key, const char *text)
{
    for (size_t i = 0; i < COUNT(edit_keys); i++) {
        if (!open_prompt(screen, key, text))
            return;
        press_and_look(edit_keys[i]);
    }
}

START_TEST(every_key_answers_while_something_is_typed)
{
    const struct screen *screen = screen_table(&(size_t){0})[_i];
    const struct keymap *keymap = &fixture.keymap;

    view_fill_fleet();
    for (size_t i = 0; i < keymap->count; i++) {
        try_prompt(screen, keymap->bindings[i].key, "");
        try_prompt(screen, keymap->bindings[i].key, "a");
    }
}
END_TEST

/* Wherever one is, Esc leads out of it, and no longer than one was on the way. */
START_TEST(escape_leaves_every_screen)
{
    const struct screen *screen = screen_table(&(size_t){0})[_i];
    struct stack *stack = &fixture.dashboard.state.stack;

    view_fill_fleet();
    open_screen(screen, 0);
    for (size_t i = stack->count; i > 1; i--) {
        press_and_look(INPUT_ESCAPE);
        ck_assert_uint_eq(stack->count, i - 1);
    }
    ck_assert_ptr_eq(top(), screen_root());
}
END_TEST

/* The help page of a screen and its key bar name keys that it has. */
START_TEST(what_the_key_bar_names_is_answered)
{
    const struct screen *screen = screen_table(&(size_t){0})[_i];

    for (enum action action = ACTION_NONE + 1; action < ACTION_COUNT; action++) {
        const struct answer *answer = answer_find(screen, action);
        char key[KEY_NAME_SIZE];
        if (answer == NULL)
            continue;
        ck_assert(answer->run != NULL);
        ck_assert_msg(keymap_first(&fixture.keymap, action, key), "%s of %s has no key",
                      action_info(action)->name, screen->name);
    }
}
END_TEST

Suite *suite_every_key(void)
{
    Suite *suite = suite_create("every_key");
    TCase *tcase = tcase_create("every_key");
    int screens = (int)screen_count();

    tcase_add_checked_fixture(tcase, view_fixture_setup, view_fixture_teardown);
    tcase_add_loop_test(tcase, every_key_of_every_screen_answers, 0, screens);
    tcase_add_loop_test(tcase, every_key_answers_while_something_is_typed, 0, screens);
    tcase_add_loop_test(tcase, escape_leaves_every_screen, 0, screens);
    tcase_add_loop_test(tcase, what_the_key_bar_names_is_answered, 0, screens);
    suite_add_tcase(suite, tcase);
    return suite;
}
