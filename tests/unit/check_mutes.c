#include "config.h"

#include "route/mutes.h"
#include "support/dice.h"
#include "unit/suites.h"

#include <string.h>

static struct mute_list list;
static struct error error;

static void setup(void)
{
    list = (struct mute_list){0};
}

static void teardown(void)
{
    mute_list_free(&list);
}

static void add(const char *words, int64_t until_ms)
{
    struct mute mute;
    struct buffer field = {0};
    struct buffer value = {0};

    ck_assert_msg(mute_parse(words, &mute, &error), "%s", error.text);
    mute.until_ms = until_ms;
    mute_write(&mute, &field, &value);
    ck_assert(mute_take(&list, (struct slice){field.data, field.size},
                        (struct slice){value.data, value.size}));
    buffer_free(&field);
    buffer_free(&value);
    mute_free(&mute);
}

START_TEST(a_mute_is_for_a_tenant_or_for_a_dimension_of_it)
{
    add("acme", 10);
    add("glob*/Judge*", 10);
    ck_assert(mute_list_has(&list, 9, "acme", NULL));
    ck_assert(mute_list_has(&list, 9, "acme", "any"));
    ck_assert(!mute_list_has(&list, 9, "acme2", NULL));
    ck_assert(mute_list_has(&list, 9, "globex", "Judge.faith"));
    ck_assert(!mute_list_has(&list, 9, "globex", "other"));
    ck_assert(!mute_list_has(&list, 9, "globex", NULL));
}
END_TEST

START_TEST(a_mute_ends_when_its_time_is_over)
{
    add("acme", 10);
    ck_assert(mute_list_has(&list, 9, "acme", NULL));
    ck_assert(!mute_list_has(&list, 10, "acme", NULL));
}
END_TEST

START_TEST(a_tenant_may_have_a_slash)
{
    add("acme/prod", 10);
    add("one\\/two", 10);
    add("three\\/four/five", 10);
    ck_assert(mute_list_has(&list, 0, "acme/prod", "any"));
    ck_assert(mute_list_has(&list, 0, "acme", "prod"));
    ck_assert(!mute_list_has(&list, 0, "acme", "other"));
    ck_assert(mute_list_has(&list, 0, "one/two", NULL));
    ck_assert(!mute_list_has(&list, 0, "one", "two"));
    ck_assert(mute_list_has(&list, 0, "three/four", "five"));
    ck_assert(!mute_list_has(&list, 0, "three/four", "six"));
}
END_TEST

START_TEST(why_and_by_whom_are_kept)
{
    struct mute mute;
    struct buffer field = {0};
    struct buffer value = {0};

    ck_assert(mute_parse("a\\/b/c", &mute, &error));
    mute.until_ms = 1795723354193;
    mute.why = strdup("a \"new\" index\n");
    mute.by = strdup("ada@web1");
    mute_write(&mute, &field, &value);
    ck_assert_str_eq(buffer_text(&field), "a\\/b/c");
    ck_assert(mute_take(&list, (struct slice){field.data, field.size},
                        (struct slice){value.data, value.size}));
    ck_assert_str_eq(list.items[0].tenant, "a/b");
    ck_assert_str_eq(list.items[0].dimension, "c");
    ck_assert_int_eq(list.items[0].until_ms, 1795723354193);
    ck_assert_str_eq(list.items[0].why, mute.why);
    ck_assert_str_eq(list.items[0].by, "ada@web1");
    buffer_free(&field);
    buffer_free(&value);
    mute_free(&mute);
}
END_TEST

START_TEST(what_is_no_mute_is_refused)
{
    static const char *const words[] = {"", "/", "a/", "/b"};
    static const char *const values[] = {
        "", "{}", "7", "{\"until_ms\":\"1\"}", "{\"until_ms\":-1}", "{\"until_ms\":1e300}"};
    struct mute mute;

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        ck_assert(!mute_parse(words[i], &mute, &error));
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
        ck_assert(!mute_take(&list, SLICE("acme"), slice_of(values[i])));
    ck_assert_uint_eq(list.count, 0);
}
END_TEST

/* However it is typed, it comes back as it is written. */
START_TEST(each_field_reads_back_as_the_same)
{
    static const char letters[] = "a/\\*";
    struct dice dice = {(uint64_t)_i + 1};
    char words[12];

    for (int round = 0; round < 200; round++) {
        struct buffer field = {0}, again = {0}, value = {0};
        struct mute mute, copy;
        size_t size = dice_below(&dice, sizeof(words));
        for (size_t i = 0; i < size; i++)
            words[i] = letters[dice_below(&dice, 4)];
        words[size] = '\0';
        if (!mute_parse(words, &mute, &error))
            continue;
        mute_write(&mute, &field, &value);
        ck_assert_msg(mute_parse(buffer_text(&field), &copy, &error), "%s: %s", words, error.text);
        mute_write(&copy, &again, &value);
        ck_assert_str_eq(buffer_text(&field), buffer_text(&again));
        ck_assert_str_eq(mute.tenant, copy.tenant);
        ck_assert_int_eq(mute.dimension == NULL, copy.dimension == NULL);
        buffer_free(&field);
        buffer_free(&again);
        buffer_free(&value);
        mute_free(&mute);
        mute_free(&copy);
    }
}
END_TEST

Suite *suite_mutes(void)
{
    Suite *suite = suite_create("mutes");
    TCase *tests = tcase_create("mutes");

    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_mute_is_for_a_tenant_or_for_a_dimension_of_it);
    tcase_add_test(tests, a_mute_ends_when_its_time_is_over);
    tcase_add_test(tests, a_tenant_may_have_a_slash);
    tcase_add_test(tests, why_and_by_whom_are_kept);
    tcase_add_test(tests, what_is_no_mute_is_refused);
    tcase_add_loop_test(tests, each_field_reads_back_as_the_same, 0, 4);
    suite_add_tcase(suite, tests);
    return suite;
}
