#include "config.h"

#include "action.h"
#include "input.h"
#include "keymap.h"
#include "range.h"
#include "screen/answers.h"
#include "screen/screens.h"
#include "unit/suites.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Returns which action a key has on a screen. */
static enum action action_of(uint32_t key, const struct screen *screen)
{
    size_t count;
    const struct binding *bindings = keys_table(&count);

    for (size_t i = 0; i < count; i++) {
        if (bindings[i].key == key && answer_find(screen, bindings[i].action) != NULL)
            return bindings[i].action;
    }
    return ACTION_NONE;
}

START_TEST(no_key_means_two_things_on_one_screen)
{
    size_t count;
    size_t screen_count;
    const struct binding *bindings = keys_table(&count);
    const struct screen *const *screens = screen_table(&screen_count);

    for (size_t s = 0; s < screen_count; s++) {
        for (size_t i = 0; i < count; i++) {
            if (answer_find(screens[s], bindings[i].action) != NULL)
                ck_assert_int_eq(action_of(bindings[i].key, screens[s]), bindings[i].action);
        }
    }
}
END_TEST

START_TEST(every_action_has_a_key_and_words)
{
    struct keymap keymap;
    char key[KEY_NAME_SIZE];

    keymap_init(&keymap);
    for (enum action action = ACTION_NONE + 1; action < ACTION_COUNT; action++) {
        ck_assert(keymap_first(&keymap, action, key));
        ck_assert_str_ne(action_info(action)->hint, "");
        ck_assert_str_ne(action_info(action)->help, "");
    }
    keymap_free(&keymap);
}
END_TEST

START_TEST(names_of_actions_are_words_of_a_configuration_and_each_is_one)
{
    for (enum action action = ACTION_NONE + 1; action < ACTION_COUNT; action++) {
        const char *name = action_info(action)->name;
        ck_assert(islower((unsigned char)name[0]));
        ck_assert_uint_eq(strspn(name, "abcdefghijklmnopqrstuvwxyz-"), strlen(name));
        for (enum action other = ACTION_NONE + 1; other < action; other++)
            ck_assert_str_ne(action_info(other)->name, name);
    }
}
END_TEST

START_TEST(every_action_is_answered_by_some_screen)
{
    size_t count;
    const struct screen *const *screens = screen_table(&count);

    for (enum action action = ACTION_NONE + 1; action < ACTION_COUNT; action++) {
        bool answered = false;
        for (size_t i = 0; i < count; i++)
            answered = answered || answer_find(screens[i], action) != NULL;
        ck_assert_msg(answered, "%s", action_info(action)->name);
    }
}
END_TEST

/* What keys and screens name in text must be there: it is found only when somebody presses the key.
 */
START_TEST(what_tables_name_exists)
{
    size_t count;
    size_t screen_count;
    const struct binding *bindings = keys_table(&count);
    const struct screen *const *screens = screen_table(&screen_count);

    for (size_t i = 0; i < count; i++) {
        struct error error;
        int64_t length_ms;
        if (bindings[i].action == ACTION_SET_WINDOW)
            ck_assert(range_parse_length(bindings[i].argument, &length_ms, &error));
        if (bindings[i].action == ACTION_HELP)
            ck_assert_ptr_nonnull(screen_find(bindings[i].argument));
    }
    for (size_t i = 0; i < screen_count; i++) {
        ck_assert_ptr_eq(screen_find(screens[i]->name), screens[i]);
        if (screens[i]->deeper != NULL)
            ck_assert_ptr_nonnull(screen_find(screens[i]->deeper));
        if (answer_find(screens[i], ACTION_OPEN) != NULL)
            ck_assert_ptr_nonnull(screens[i]->deeper);
        if (screens[i]->otherwise != ACTION_NONE)
            ck_assert_ptr_nonnull(answer_find(screens[i], screens[i]->otherwise));
    }
    ck_assert_ptr_null(screen_find("nowhere"));
}
END_TEST

START_TEST(keys_mean_something_only_where_they_should)
{
    const struct screen *fleet = screen_find("fleet");
    const struct screen *tenant = screen_find("tenant");

    ck_assert_int_eq(action_of('q', fleet), ACTION_QUIT);
    ck_assert_int_eq(action_of('s', fleet), ACTION_SORT);
    ck_assert_int_eq(action_of('s', tenant), ACTION_NONE);
    ck_assert_int_eq(action_of('n', fleet), ACTION_NONE);
    ck_assert_int_eq(action_of('n', tenant), ACTION_NEXT);
    ck_assert_int_eq(action_of('q', screen_find("help")), ACTION_NONE);
    ck_assert_int_eq(action_of(0, fleet), ACTION_NONE);
    ck_assert_int_eq(action_of(0x65e5, fleet), ACTION_NONE);
}
END_TEST

static const struct {
    uint32_t key;
    const char *name;
} names[] = {{'k', "k"},
             {' ', "Space"},
             {INPUT_ENTER, "Enter"},
             {INPUT_ESCAPE, "Esc"},
             {INPUT_PAGE_DOWN, "PgDn"},
             {INPUT_F10, "F10"},
             {INPUT_CONTROL('L'), "Ctrl-L"},
             {0xe9, "é"}};

START_TEST(keys_have_names_and_are_read_by_them)
{
    char name[KEY_NAME_SIZE];
    uint32_t key;

    keys_name(names[_i].key, name);
    ck_assert_str_eq(name, names[_i].name);
    ck_assert(keys_parse(slice_of(name), &key));
    ck_assert_uint_eq(key, names[_i].key);
}
END_TEST

START_TEST(names_of_keys_are_read_in_any_case_and_others_are_refused)
{
    static const char *const refused[] = {"",       "nn",      "Ctrl-", "Ctrl-1",       "Ctrl-I",
                                          "Ctrl-M", "Ctrl-LL", "\x80",  "a special one"};
    uint32_t key;

    ck_assert(keys_parse(SLICE("pgdn"), &key));
    ck_assert_uint_eq(key, INPUT_PAGE_DOWN);
    ck_assert(keys_parse(SLICE("ctrl-l"), &key));
    ck_assert_uint_eq(key, INPUT_CONTROL('L'));
    ck_assert(keys_parse(SLICE("K"), &key));
    ck_assert_uint_eq(key, 'K');
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
        ck_assert_msg(!keys_parse(slice_of(refused[i]), &key), "%s", refused[i]);
}
END_TEST

START_TEST(the_manual_names_every_key)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    keys_manual(out);
    fclose(out);
    for (enum action action = ACTION_NONE + 1; action < ACTION_COUNT; action++) {
        char sentence[128];
        snprintf(sentence, sizeof(sentence), "%.20s", action_info(action)->help);
        ck_assert_msg(strstr(text, sentence) != NULL, "%s", sentence);
    }
    ck_assert_ptr_nonnull(strstr(text, ".It Sy \"q F10 Ctrl\\-C\"\n"));
    free(text);
}
END_TEST

Suite *suite_action(void)
{
    Suite *suite = suite_create("action");
    TCase *tcase = tcase_create("action");

    tcase_add_test(tcase, no_key_means_two_things_on_one_screen);
    tcase_add_test(tcase, every_action_has_a_key_and_words);
    tcase_add_test(tcase, names_of_actions_are_words_of_a_configuration_and_each_is_one);
    tcase_add_test(tcase, every_action_is_answered_by_some_screen);
    tcase_add_test(tcase, what_tables_name_exists);
    tcase_add_test(tcase, keys_mean_something_only_where_they_should);
    tcase_add_test(tcase, names_of_keys_are_read_in_any_case_and_others_are_refused);
    tcase_add_loop_test(tcase, keys_have_names_and_are_read_by_them, 0,
                        (int)(sizeof(names) / sizeof(names[0])));
    tcase_add_test(tcase, the_manual_names_every_key);
    suite_add_tcase(suite, tcase);
    return suite;
}
