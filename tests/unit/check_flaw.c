#include "config.h"

#include "drift/flaw.h"
#include "unit/suites.h"

#include <string.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

START_TEST(every_flaw_has_a_name_of_its_own_that_a_metric_can_bear)
{
    for (enum flaw a = 0; a < FLAW_COUNT; a++) {
        const char *name = flaw_name(a);
        ck_assert_uint_gt(strlen(name), 0);
        ck_assert_uint_eq(strspn(name, "abcdefghijklmnopqrstuvwxyz_"), strlen(name));
        for (enum flaw b = 0; b < a; b++)
            ck_assert_str_ne(name, flaw_name(b));
    }
}
END_TEST

START_TEST(flaws_add_up_one_by_one)
{
    struct report_flaws sum;
    struct report_flaws more;
    uint64_t total = 0;

    for (uint32_t i = 0; i < FLAW_COUNT; i++) {
        sum.count[i] = i + 1;
        more.count[i] = 10 * (i + 1);
        total += 11 * (i + 1);
    }
    report_flaws_add(&sum, &more);
    for (uint32_t i = 0; i < FLAW_COUNT; i++)
        ck_assert_uint_eq(sum.count[i], 11 * (i + 1));
    ck_assert_uint_eq(report_flaws_total(&sum), total);
}
END_TEST

START_TEST(a_flood_of_flaws_does_not_begin_again_at_zero)
{
    struct report_flaws sum = {{UINT32_MAX, UINT32_MAX - 1, UINT32_MAX}};
    const struct report_flaws more = {{1, 1, UINT32_MAX, UINT32_MAX}};

    report_flaws_add(&sum, &more);
    for (size_t i = 0; i < 4; i++)
        ck_assert_uint_eq(sum.count[i], UINT32_MAX);
    ck_assert_uint_eq(report_flaws_total(&sum), UINT64_C(4) * UINT32_MAX);
}
END_TEST

static const struct {
    struct report_flaws flaws;
    const char *words;
} descriptions[] = {
    {{{0}}, ""},
    {{{[FLAW_NUMBERS_NOT_FINITE] = 60, [FLAW_MISSING_FIELDS] = 1}},
     "60 numbers not finite, 1 missing field"},
    {{{[FLAW_NUMBERS_AS_TEXT] = 1, [FLAW_CONTRADICTORY_LISTS] = 2}},
     "1 number written as text, 2 lists that contradict the dimensions"},
    {{{[FLAW_UNKNOWN_SEVERITY] = 1, [FLAW_OVERSIZED] = UINT32_MAX}},
     "1 unknown severity, 4294967295 oversized"},
};

START_TEST(flaws_are_told_in_words)
{
    struct buffer out = {0};

    report_flaws_describe(&descriptions[_i].flaws, &out);
    ck_assert_str_eq(buffer_text(&out), descriptions[_i].words);
    buffer_free(&out);
}
END_TEST

Suite *suite_flaw(void)
{
    Suite *suite = suite_create("flaw");
    TCase *tcase = tcase_create("flaw");

    tcase_add_test(tcase, every_flaw_has_a_name_of_its_own_that_a_metric_can_bear);
    tcase_add_test(tcase, flaws_add_up_one_by_one);
    tcase_add_test(tcase, a_flood_of_flaws_does_not_begin_again_at_zero);
    tcase_add_loop_test(tcase, flaws_are_told_in_words, 0, COUNT(descriptions));
    suite_add_tcase(suite, tcase);
    return suite;
}
