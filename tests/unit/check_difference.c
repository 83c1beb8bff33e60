/* Differences of two reports: metadata member by member, and what comes first. */
#include "config.h"

#include "support/dice.h"
#include "support/wire_fixture.h"
#include "unit/suites.h"
#include "wire/difference.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static struct report before;
static struct report now;
static struct differences differences;

static void tear_down(void)
{
    report_free(&before);
    report_free(&now);
    differences_free(&differences);
}

static void compare(const char *old, const char *new)
{
    struct error error;

    report_reset(&before);
    report_reset(&now);
    ck_assert(wire_read_dimensions(&before, old, &error));
    ck_assert(wire_read_dimensions(&now, new, &error));
    differences_make(&differences, &before, &now);
}

#define METADATA(name, json)                                                                       \
    "{\"name\":\"" name "\",\"severity\":\"ok\",\"value\":1,\"baseline\":1,\"z_score\":0,"         \
    "\"sample_count\":5,\"metadata\":" json "}"

static void expect_member(size_t index, const char *path, const char *old, const char *new)
{
    ck_assert_uint_lt(index, differences.count);
    const struct difference *difference = &differences.all[index];
    ck_assert_int_eq(difference->kind, DIFFERENCE_METADATA);
    ck_assert(slice_is(difference->path, path));
    ck_assert_int_eq(difference->before.data == NULL, old == NULL);
    ck_assert_int_eq(difference->now.data == NULL, new == NULL);
    ck_assert(old == NULL || slice_is(difference->before, old));
    ck_assert(new == NULL || slice_is(difference->now, new));
}

START_TEST(metadata_is_compared_member_by_member)
{
    compare("[" METADATA("x", "{\"model\":\"e5-v2\",\"k\":5,\"index\":{\"version\":1}}") "]",
            "[" METADATA(
                "x", "{\"k\":5,\"model\":\"e5-v3\",\"index\":{\"version\":2},\"new\":[1]}") "]");
    ck_assert_uint_eq(differences.count, 3);
    expect_member(0, "index.version", "1", "2");
    expect_member(1, "model", "\"e5-v2\"", "\"e5-v3\"");
    expect_member(2, "new", NULL, "[1]");
}
END_TEST

START_TEST(what_is_no_object_is_compared_as_a_whole)
{
    compare("[" METADATA("x", "\"fine\"") "]", "[" METADATA("x", "\"worse\"") "]");
    expect_member(0, "", "\"fine\"", "\"worse\"");
    compare("[" METADATA("x", "null") "]", "[" METADATA("x", "{\"k\":1}") "]");
    ck_assert_uint_eq(differences.count, 1);
    expect_member(0, "k", NULL, "1");
}
END_TEST

START_TEST(the_order_of_keys_is_no_difference)
{
    compare("[" METADATA("x", "{\"a\":1,\"b\":2}") "]", "[" METADATA("x", "{\"b\":2,\"a\":1}") "]");
    ck_assert_uint_eq(differences.count, 0);
}
END_TEST

START_TEST(what_changed_in_words_comes_before_figures)
{
    compare("[{\"name\":\"a\",\"severity\":\"ok\",\"value\":1,\"baseline\":1,\"z_score\":0.5,"
            "\"sample_count\":5},{\"name\":\"gone\",\"severity\":\"ok\",\"value\":1}]",
            "[{\"name\":\"a\",\"severity\":\"warn\",\"value\":2,\"baseline\":1,\"z_score\":null,"
            "\"sample_count\":6,\"metadata\":{\"k\":1}},"
            "{\"name\":\"come\",\"severity\":\"ok\",\"value\":1}]");
    static const enum difference_kind kinds[] = {
        DIFFERENCE_METADATA, DIFFERENCE_CAME, DIFFERENCE_WENT,   DIFFERENCE_SEVERITY,
        DIFFERENCE_VALUE,    DIFFERENCE_Z,    DIFFERENCE_SAMPLES};
    ck_assert_uint_eq(differences.count, sizeof(kinds) / sizeof(kinds[0]));
    for (size_t i = 0; i < differences.count; i++)
        ck_assert_int_eq(differences.all[i].kind, kinds[i]);
    ck_assert(slice_is(differences.all[2].dimension, "gone"));
    ck_assert(slice_is(differences.all[3].now, "warn"));
    ck_assert_double_eq(differences.all[4].number_now, 2);
    ck_assert(isnan(differences.all[5].number_now));
}
END_TEST

START_TEST(unknown_and_unknown_are_the_same)
{
    compare("[{\"name\":\"a\",\"severity\":\"ok\",\"value\":null,\"z_score\":NaN}]",
            "[{\"name\":\"a\",\"severity\":\"ok\",\"value\":NaN,\"z_score\":null}]");
    ck_assert_uint_eq(differences.count, 0);
}
END_TEST

/* Writes an object whose member i has the value values[i]; 0: there is none. */
static void write_object(char *out, size_t size, const unsigned *values, size_t count)
{
    size_t at = (size_t)snprintf(out, size, "[{\"name\":\"x\",\"severity\":\"ok\",\"metadata\":{");
    const char *comma = "";

    for (size_t i = 0; i < count; i++) {
        if (values[i] == 0)
            continue;
        at += (size_t)snprintf(out + at, size - at, "%s\"m%zu\":%u", comma, i, values[i]);
        comma = ",";
    }
    snprintf(out + at, size - at, "}}]");
}

START_TEST(random_members_are_compared_as_one_by_one)
{
    struct dice dice = {(uint64_t)_i + 1};
    char old[512];
    char new[512];

    for (int round = 0; round < 500; round++) {
        unsigned a[8];
        unsigned b[8];
        size_t expected = 0;
        for (int i = 0; i < 8; i++) {
            a[i] = (unsigned)dice_below(&dice, 3);
            b[i] = (unsigned)dice_below(&dice, 3);
            expected += a[i] != b[i];
        }
        write_object(old, sizeof(old), a, 8);
        write_object(new, sizeof(new), b, 8);
        compare(old, new);
        ck_assert_uint_eq(differences.count, expected);
    }
}
END_TEST

Suite *suite_difference(void)
{
    Suite *suite = suite_create("difference");
    TCase *tcase = tcase_create("difference");

    tcase_add_checked_fixture(tcase, NULL, tear_down);
    tcase_add_test(tcase, metadata_is_compared_member_by_member);
    tcase_add_test(tcase, what_is_no_object_is_compared_as_a_whole);
    tcase_add_test(tcase, the_order_of_keys_is_no_difference);
    tcase_add_test(tcase, what_changed_in_words_comes_before_figures);
    tcase_add_test(tcase, unknown_and_unknown_are_the_same);
    tcase_add_loop_test(tcase, random_members_are_compared_as_one_by_one, 0, 4);
    suite_add_tcase(suite, tcase);
    return suite;
}
