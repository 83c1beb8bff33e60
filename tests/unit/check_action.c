#include "config.h"

#include "action.h"
#include "input.h"
#include "unit/suites.h"

#include <stdlib.h>
#include <string.h>

static const unsigned screens[] = {SCREEN_FLEET_BIT, SCREEN_TENANT_BIT};

START_TEST(no_key_means_two_things_on_one_screen)
{
    size_t count;
    const struct action_info *actions = action_table(&count);

    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < ACTION_KEYS && actions[i].keys[k] != 0; k++) {
            if ((actions[i].screens & screens[_i]) != 0)
                ck_assert_int_eq(action_of_key(actions[i].keys[k], screens[_i]), actions[i].action);
        }
    }
}
END_TEST

START_TEST(every_action_has_a_key_and_words)
{
    size_t count;
    const struct action_info *actions = action_table(&count);

    ck_assert_uint_eq(count, ACTION_QUIT);
    for (size_t i = 0; i < count; i++) {
        ck_assert_uint_ne(actions[i].keys[0], 0);
        ck_assert_uint_ne(actions[i].screens, 0);
        ck_assert_str_ne(actions[i].hint, "");
        ck_assert_str_ne(actions[i].help, "");
        for (size_t other = 0; other < i; other++)
            ck_assert_int_ne(actions[i].action, actions[other].action);
    }
}
END_TEST

START_TEST(keys_mean_something_only_where_they_should)
{
    ck_assert_int_eq(action_of_key('q', SCREEN_FLEET_BIT), ACTION_QUIT);
    ck_assert_int_eq(action_of_key('s', SCREEN_FLEET_BIT), ACTION_SORT);
    ck_assert_int_eq(action_of_key('s', SCREEN_TENANT_BIT), ACTION_NONE);
    ck_assert_int_eq(action_of_key('n', SCREEN_FLEET_BIT), ACTION_NONE);
    ck_assert_int_eq(action_of_key('n', SCREEN_TENANT_BIT), ACTION_NEXT_TENANT);
    ck_assert_int_eq(action_of_key(0, SCREEN_FLEET_BIT), ACTION_NONE);
    ck_assert_int_eq(action_of_key(0x65e5, SCREEN_FLEET_BIT), ACTION_NONE);
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

START_TEST(keys_have_names)
{
    char name[16];

    action_key_name(names[_i].key, name);
    ck_assert_str_eq(name, names[_i].name);
}
END_TEST

START_TEST(the_manual_names_every_key)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    size_t count;
    const struct action_info *actions = action_table(&count);

    action_manual(out);
    fclose(out);
    for (size_t i = 0; i < count; i++) {
        char sentence[128];
        snprintf(sentence, sizeof(sentence), "%.20s", actions[i].help);
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

    tcase_add_loop_test(tcase, no_key_means_two_things_on_one_screen, 0, 2);
    tcase_add_test(tcase, every_action_has_a_key_and_words);
    tcase_add_test(tcase, keys_mean_something_only_where_they_should);
    tcase_add_loop_test(tcase, keys_have_names, 0, (int)(sizeof(names) / sizeof(names[0])));
    tcase_add_test(tcase, the_manual_names_every_key);
    suite_add_tcase(suite, tcase);
    return suite;
}
