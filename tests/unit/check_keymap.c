/* Keys that an operator gave to actions. */
#include "config.h"

#include "input.h"
#include "keymap.h"
#include "support/view_fixture.h"
#include "unit/suites.h"

#include <string.h>

static struct error error;

static bool give(const char *setting, const char *keys)
{
    return keymap_bind(&fixture.keymap, slice_of(setting), slice_of(keys), &error);
}

START_TEST(an_action_has_the_keys_that_it_is_given)
{
    char keys[KEYS_SIZE];

    ck_assert(give("sort", "z  F1"));
    ck_assert(keymap_all(&fixture.keymap, ACTION_SORT, keys));
    ck_assert_str_eq(keys, "z F1");
    keymap_all(&fixture.keymap, ACTION_HELP, keys);
    ck_assert_str_eq(keys, "? h");
}
END_TEST

START_TEST(keys_do_what_they_were_bound_to_and_the_screen_says_so)
{
    view_fill_fleet();
    ck_assert(give("sort", "z"));
    ck_assert(give("back", "x"));
    ck_assert(give("set-window 6h", "F10"));
    view_assert_row(
        23, " Enter open  / filter  z sort  m map  e events  w window  ? help  q quit");
    view_type("s");
    ck_assert(view_shows("no such key: s"));
    view_type("z");
    ck_assert(view_shows("TENANT▼"));
    view_press(INPUT_F10);
    ck_assert(view_shows("last 6h"));
    view_press(INPUT_ENTER);
    ck_assert(view_shows(" x back "));
    view_type("x");
    ck_assert(view_shows("TENANT▼"));
    view_resize(120, 45);
    view_type("?");
    ck_assert(view_shows(" z                 sort by state"));
    ck_assert(view_shows(" 1 2 4 5 F10 "));
}
END_TEST

START_TEST(an_action_may_be_on_no_key)
{
    view_fill_fleet();
    ck_assert(give("pause", ""));
    view_assert_row(
        23, " Enter open  / filter  s sort  m map  e events  w window  ? help  q quit");
    view_type("p");
    ck_assert(view_shows("no such key: p"));
}
END_TEST

START_TEST(there_is_always_a_way_out)
{
    ck_assert(give("quit", "Q"));
    ck_assert_uint_eq(view_event(&(struct input_event){.kind = INPUT_KEY, .key = 3}),
                      REACTION_QUIT);
    ck_assert(!give("pause", "Ctrl-C"));
    ck_assert_str_eq(error.text, "Ctrl-C always leaves driftop");
}
END_TEST

static const struct {
    const char *setting;
    const char *keys;
    const char *text;
} refused[] = {
    {"sorted", "z", "there is no action \"sorted\"; the manual lists them"},
    {"sort", "zz",
     "there is no key \"zz\"; a key is one character, or a name such as Enter, PgDn, F10, Ctrl-L"},
    {"set-window", "z", "\"set-window\" goes with one of 15m, 1h, 6h, 24h, 7d"},
    {"set-window 2h", "z", "\"set-window\" goes with one of 15m, 1h, 6h, 24h, 7d"},
    {"sort", "z m", "m was given to \"pause\" already"},
};

START_TEST(what_cannot_be_bound_says_why_and_changes_nothing)
{
    struct keymap before;
    char keys[KEYS_SIZE];

    ck_assert(give("pause", "m"));
    before = fixture.keymap;
    ck_assert(!give(refused[_i].setting, refused[_i].keys));
    ck_assert_str_eq(error.text, refused[_i].text);
    ck_assert_uint_eq(fixture.keymap.count, before.count);
    keymap_all(&fixture.keymap, ACTION_SORT, keys);
    ck_assert_str_eq(keys, "s");
}
END_TEST

/* Counts the keys that do what a row of the table does. */
static size_t keys_of(const struct binding *meant)
{
    size_t count = 0;

    for (size_t i = 0; i < fixture.keymap.count; i++) {
        const struct binding *binding = &fixture.keymap.bindings[i];
        count += binding->action == meant->action && binding->argument == meant->argument &&
                 binding->key != INPUT_CONTROL('C');
    }
    return count;
}

/* Whatever actions there are. */
START_TEST(every_action_can_be_bound_and_unbound)
{
    size_t count;
    const struct binding *table = keys_table(&count);

    for (size_t i = 0; i < count; i++) {
        const char *name = action_info(table[i].action)->name;
        bool argued = table[i].argument != NULL && strcmp(table[i].argument, name) != 0;
        char setting[64];
        snprintf(setting, sizeof(setting), "%s%s%s", name, argued ? " " : "",
                 argued ? table[i].argument : "");
        ck_assert_msg(give(setting, "\u00e9"), "%s: %s", setting, error.text);
        ck_assert_uint_eq(keys_of(&table[i]), 1);
        ck_assert(give(setting, ""));
        ck_assert_uint_eq(keys_of(&table[i]), 0);
    }
}
END_TEST

Suite *suite_keymap(void)
{
    Suite *suite = suite_create("keymap");
    TCase *tcase = tcase_create("keymap");

    tcase_add_checked_fixture(tcase, view_fixture_setup, view_fixture_teardown);
    tcase_add_test(tcase, an_action_has_the_keys_that_it_is_given);
    tcase_add_test(tcase, keys_do_what_they_were_bound_to_and_the_screen_says_so);
    tcase_add_test(tcase, an_action_may_be_on_no_key);
    tcase_add_test(tcase, there_is_always_a_way_out);
    tcase_add_test(tcase, every_action_can_be_bound_and_unbound);
    tcase_add_loop_test(tcase, what_cannot_be_bound_says_why_and_changes_nothing, 0,
                        (int)(sizeof(refused) / sizeof(refused[0])));
    suite_add_tcase(suite, tcase);
    return suite;
}
