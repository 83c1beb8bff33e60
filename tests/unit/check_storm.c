/* A storm: what is typed, pasted and clicked at random, in whole events and in bytes that are torn
 * anywhere, while reports come, time goes on and the terminal changes its size. Nothing falls over,
 * every frame is whole, what is selected is there, and Esc leads back to the fleet from wherever
 * that ends.
 *
 * By hand: SEED=7 SEQUENCES=2000 CK_RUN_SUITE=storm ./check_unit, also built with the sanitizers.
 */
#include "config.h"

#include "base/text.h"
#include "input.h"
#include "page.h"
#include "screen/screens.h"
#include "support/dice.h"
#include "support/frame_check.h"
#include "support/quick.h"
#include "support/view_fixture.h"
#include "unit/suites.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SEQUENCES 24 /* of each fleet */
#define STEPS 250
#define FLEETS 3
#define WAY_OUT (STACK_LIMIT + 4) /* prompts, filters and windows can be left, too */

static struct dice dice;
static struct input input;
static struct buffer typed; /* the last of it, to be told when something does not hold */

static void note(const char *text)
{
    if (typed.size > 2000)
        buffer_consume(&typed, 1000);
    buffer_printf(&typed, " %s", text);
}

static void take(void *context, const struct input_event *event)
{
    (void)context;
    if (event->kind != INPUT_ANSWER)
        view_event(event);
}

static void press_bound(void)
{
    const struct keymap *keymap = &fixture.keymap;
    uint32_t key = keymap->bindings[dice_below(&dice, keymap->count)].key;
    char name[KEY_NAME_SIZE];

    keys_name(key, name);
    note(name);
    view_press(key);
}

/* What leads deeper, and to where the lists end. */
static void press_usual(void)
{
    static const uint32_t keys[] = {INPUT_ENTER, INPUT_ENTER, INPUT_DOWN,   INPUT_UP,
                                    INPUT_END,   INPUT_HOME,  INPUT_ESCAPE, INPUT_PAGE_DOWN};
    uint32_t key = keys[dice_below(&dice, COUNT(keys))];
    char name[KEY_NAME_SIZE];

    keys_name(key, name);
    note(name);
    view_press(key);
}

static void press_any(void)
{
    uint32_t key = (uint32_t)dice_below(&dice, dice_once_in(&dice, 4) ? 0x110020 : 0x80);

    note("any");
    view_press(key);
}

/* What operators type into prompts, and what they should not. */
static void type_words(void)
{
    static const char *const words[] = {
        ":w 90m\r",    ":at 00:30\r",    ":window x\r",  "/a\r",         "/!ac s:degraded\r",
        "/\x1b",       "tqu\r",          "W3h\r",        "@00:10\r",     ":sort z\r",
        ":nothing\r",  ":w 2000d\r",     ":theme x\r",   ":filter u*\r", ":open acme\r",
        ":mouse on\r", ":compare 24h\r", "/e\xcc\x81\r", ":slow on\r",   ":since 00:10\r",
        "@now-3h\r",   "/[\r",
    };
    const char *word = words[dice_below(&dice, COUNT(words))];

    note(word);
    for (struct slice rest = slice_of(word); rest.size > 0;) {
        uint32_t key;
        size_t length = text_decode(rest, &key);
        view_press(key);
        rest = (struct slice){rest.data + length, rest.size - length};
    }
}

static void paste(void)
{
    static const char *const texts[] = {"acme", "q\nq\n:q\n", "\x1b[31m\xff\xe2\x80\xae", "",
                                        "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e 1 2 3"};

    note("paste");
    view_event(&(struct input_event){.kind = INPUT_PASTE,
                                     .text = slice_of(texts[dice_below(&dice, COUNT(texts))])});
}

static void click(void)
{
    static const unsigned buttons[] = {0, 0, 0, 1, 2, 64, 65, 255};
    const struct frame *frame = &fixture.dashboard.frame;

    note("click");
    view_event(&(struct input_event){.kind = INPUT_MOUSE,
                                     .button = buttons[dice_below(&dice, COUNT(buttons))],
                                     .pressed = !dice_once_in(&dice, 4),
                                     .column = (int)dice_below(&dice, (size_t)frame->columns + 3),
                                     .row = (int)dice_below(&dice, (size_t)frame->rows + 3)});
}

/* Bytes as a terminal sends them, cut where a line may cut them. */
static void feed_bytes(void)
{
    static const char *const texts[] = {
        "\x1b[A",
        "\x1b[6~",
        "\x1bOB",
        "\x1b[<0;10;5M",
        "\x1b[<0;10;5m",
        "\x1b[<64;3;3M",
        "\x1b[200~pasted\x1b[201~",
        "\x1b[200~open",
        "\x1b[201~",
        "\x1b",
        "\xc3",
        "\xa4",
        "\x1b[1;5C",
        "\x1b]11;rgb:0/0/0\a",
        "\x1b[?62c",
        "\x1bj",
        "\xff\xfe",
        "\r",
        "\t",
        "\x1b[I",
    };
    const char *text = texts[dice_below(&dice, COUNT(texts))];
    size_t size = strlen(text);
    size_t cut = dice_below(&dice, size + 1);

    note("bytes");
    input_feed(&input, text, cut, take, NULL);
    if (dice_once_in(&dice, 3))
        input_settle(&input, take, NULL);
    input_feed(&input, text + cut, size - cut, take, NULL);
    if (dice_once_in(&dice, 2))
        input_settle(&input, take, NULL);
}

static void resize(void)
{
    static const int columns[] = {80, 200, 60, 59, 120, 1, 300};
    static const int rows[] = {24, 50, 12, 11, 35, 1, 100};

    note("resize");
    view_event(&(struct input_event){.kind = INPUT_RESIZE,
                                     .columns = columns[dice_below(&dice, COUNT(columns))],
                                     .rows = rows[dice_below(&dice, COUNT(rows))]});
}

static void wait_some_time(void)
{
    static const int64_t lengths[] = {
        1, 700, MS_PER_SECOND, 11 * MS_PER_SECOND, MS_PER_MINUTE, 20 * MS_PER_MINUTE};

    note("wait");
    view_wait(lengths[dice_below(&dice, COUNT(lengths))]);
}

static void add_report(void)
{
    static const char *const readings[] = {"relevance=O-0.5 faithfulness=D-4 judge=O",
                                           "relevance=W2 faithfulness=O0.5 judge=N",
                                           "faithfulness=O", "new=D5"};
    size_t count = fixture.fleet.count;

    if (count == 0)
        return;
    note("report");
    struct tenant *tenant = fixture.fleet.tenants[dice_below(&dice, count)];
    fixture_add(tenant, fixture.clock.now_ms, readings[dice_below(&dice, COUNT(readings))]);
}

static void lose_or_find_the_source(void)
{
    static const enum source_phase phases[] = {SOURCE_LIVE, SOURCE_LIVE, SOURCE_AWAY,
                                               SOURCE_CONNECTING, SOURCE_STOPPED};

    note("source");
    fixture.status.phase = phases[dice_below(&dice, COUNT(phases))];
    fixture.status.away_since_ms = fixture.clock.own_ms - 1;
    fixture.status.loading = dice_below(&dice, 2);
}

static void answer_for_entries(void)
{
    static const char *const fields[] = {
        "ws",   "1970-01-01T00:58:00Z",
        "we",   "x",
        "dims", "[{\"name\":\"faithfulness\",\"severity\":\"ok\"}]",
        "note", "\x1b[31m\xff",
        NULL};

    note("answer");
    view_answer(fields);
}

/* What may happen, and how often of a hundred times. */
static const struct {
    void (*happen)(void);
    size_t weight;
} happenings[] = {
    {press_bound, 44}, {press_usual, 16},   {press_any, 5},          {type_words, 6},
    {paste, 3},        {click, 6},          {feed_bytes, 6},         {resize, 3},
    {add_report, 4},   {wait_some_time, 4}, {answer_for_entries, 2}, {lose_or_find_the_source, 1},
};

static void happen(void)
{
    size_t at = dice_below(&dice, 100);
    size_t i = 0;

    while (i + 1 < COUNT(happenings) && at >= happenings[i].weight)
        at -= happenings[i++].weight;
    happenings[i].happen();
}

static void complain(const char *what)
{
    frame_check_abort(&fixture.dashboard.frame, "%s, behind%s", what, buffer_text(&typed));
}

static void check_cursor(void)
{
    const struct frame *frame = &fixture.dashboard.frame;
    bool asks = fixture.dashboard.state.prompt.rules != NULL;

    if (frame->cursor_row >= frame->rows || frame->cursor_column >= frame->columns)
        complain("the cursor is outside");
    if (!asks && frame->cursor_row >= 0)
        complain("there is a cursor without a prompt");
}

static void check_places(void)
{
    const struct stack *stack = &fixture.dashboard.state.stack;
    const struct sight *sight = &fixture.dashboard.sight;

    if (stack->count == 0 || stack->count > STACK_LIMIT || stack->places[0].screen != screen_root())
        complain("the way back is lost");
    for (size_t i = 0; i < stack->count; i++) {
        const struct extent *extent = &sight->extents[i];
        if (extent->selected != NO_ROW && extent->selected != 0 &&
            extent->selected >= extent->count)
            complain("what is selected is not there");
        if (extent->rows > 0 && extent->count > 0 && stack->places[i].top >= extent->count)
            complain("nothing of the list is shown");
    }
}

static bool is_too_small(void)
{
    const struct frame *frame = &fixture.dashboard.frame;

    return frame->columns < PAGE_MINIMUM_COLUMNS || frame->rows < PAGE_MINIMUM_ROWS;
}

static void check_times(void)
{
    const struct ui_state *state = &fixture.dashboard.state;
    const struct axis *axis = &fixture.dashboard.sight.axis;
    struct time_range window = range_window(&state->range, fixture.clock.now_ms);
    struct time_range shown = grid_range(&axis->grid);

    if (window.start_ms >= window.end_ms)
        complain("the window is empty");
    if (!is_too_small() && axis->cells > 0 && axis->cursor_ms != 0 &&
        (axis->cursor_ms < shown.start_ms || axis->cursor_ms > shown.end_ms))
        complain("the time cursor is outside");
}

static void look(int columns, int rows)
{
    const struct frame *frame = &fixture.dashboard.frame;

    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    if (!frame_is_size(frame, columns, rows))
        complain("the frame has another size");
    frame_check_characters(frame);
    check_cursor();
    check_places();
    check_times();
}

/* Returns whether nothing is open, typed, filtered or still to be left. */
static bool is_at_home(void)
{
    const struct ui_state *state = &fixture.dashboard.state;

    return state->stack.count == 1 && state->prompt.rules == NULL &&
           state->choices.filter[0] == '\0';
}

static void leave(void)
{
    for (int i = 0; i < WAY_OUT && !is_at_home(); i++) {
        view_press(INPUT_ESCAPE);
        dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    }
    if (!is_at_home())
        complain("Esc does not lead back to the fleet");
}

static void fill(int fleet)
{
    if (fleet == 1)
        view_fill_fleet();
    for (int i = 0; fleet == 2 && i < 40; i++) {
        char name[32];
        snprintf(name, sizeof(name), "team-%02d-\xe6\x97\xa5", i);
        fixture_fill(view_tenant(name), 40 + i % 10, 60, i % 3 ? "x=O1 y=W2" : "x=D-4 y=O z=N");
    }
}

static void run_sequence(void)
{
    static const enum glyph_set sets[] = {GLYPHS_BLOCK, GLYPHS_BRAILLE, GLYPHS_ASCII};

    input = (struct input){0};
    buffer_clear(&typed);
    fixture.status.phase = SOURCE_LIVE;
    fixture.status.loading = 0;
    view_open(sets[dice_below(&dice, COUNT(sets))], 80, 24);
    for (int i = 0; i < STEPS; i++) {
        happen();
        const struct frame *frame = &fixture.dashboard.frame;
        if (!dice_once_in(&dice, 3))
            look(frame->columns, frame->rows);
    }
    leave();
}

static uint64_t number_of(const char *variable, uint64_t standard)
{
    const char *text = getenv(variable);

    return text != NULL ? strtoull(text, NULL, 10) : standard;
}

START_TEST(nothing_falls_over)
{
    uint64_t seed = number_of("SEED", 1);
    uint64_t sequences = number_of("SEQUENCES", SEQUENCES);

    fill(_i);
    for (uint64_t i = 0; i < sequences; i++) {
        dice.state = (seed + i) * FLEETS + (uint64_t)_i;
        run_sequence();
    }
    buffer_free(&typed);
}
END_TEST

Suite *suite_storm(void)
{
    Suite *suite = suite_create("storm");
    TCase *tcase = tcase_create("storm");

    tcase_add_checked_fixture(tcase, view_fixture_setup, view_fixture_teardown);
    tcase_add_loop_test(tcase, nothing_falls_over, 0, FLEETS);
    suite_add_tcase(suite, tcase);
    return suite;
}
