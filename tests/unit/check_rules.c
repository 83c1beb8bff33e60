/* The rules of a verdict as functions of entries that come from nowhere, beside slow ones. */
#include "config.h"

#include "judge/order.h"
#include "judge/rule.h"
#include "judge/silence.h"
#include "judge/spread.h"
#include "support/dice.h"
#include "unit/suites.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ENTRIES 200

/* --- order --- */

START_TEST(rank_then_distance_then_name)
{
    static const struct rank ranks[] = {
        {{false, STATE_DEGRADED, 0.1}, {"z", 1}}, {{false, STATE_SILENT, 0}, {"a", 1}},
        {{false, STATE_WARN, 9.04}, {"b", 1}},    {{false, STATE_WARN, 9.01}, {"c", 1}},
        {{false, STATE_WARN, 2}, {"a", 1}},       {{false, STATE_WARN, 0}, {"A", 1}},
        {{false, STATE_WARN, 0}, {"a", 1}},       {{false, STATE_WARN, 0}, {"a\0", 2}},
        {{false, STATE_WARN, 0}, {"aa", 2}},      {{false, STATE_WARN, 0}, {"\xff", 1}},
        {{false, STATE_NO_DATA, 0}, {"a", 1}},    {{false, STATE_STALE, 0}, {"a", 1}},
        {{false, STATE_EMPTY, 0}, {"a", 1}},      {{false, STATE_UNJUDGED, 0}, {"a", 1}},
        {{false, STATE_OK, 99}, {"", 0}},         {{true, STATE_DEGRADED, 99}, {"", 0}},
    };
    size_t count = sizeof(ranks) / sizeof(ranks[0]);

    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++) {
            int order = order_worst_first(ranks[i], ranks[j]);
            ck_assert_msg((order > 0) - (order < 0) == (i > j) - (i < j), "%zu and %zu", i, j);
        }
    }
}
END_TEST

/* --- rules --- */

static const struct {
    const char *text;
    struct rules rules;
} rules_texts[] = {
    {"3/5/3", {{3, 5, 3}, {3, 5, 3}}},
    {"warn:1/64/64", {{1, 64, 64}, {1, 1, 2}}},
    {"degraded:2/3/2", {{2, 3, 2}, {2, 3, 2}}},
};

START_TEST(a_rule_is_for_one_level_or_for_both)
{
    struct rules rules = RULES_DEFAULT;
    struct error error;

    ck_assert(rules_parse(&rules, rules_texts[_i].text, &error));
    ck_assert_mem_eq(&rules, &rules_texts[_i].rules, sizeof(rules));
}
END_TEST

static const char *const no_rules[] = {"",       "3",      "3/5",    "3/5/3/1",     "0/5/3",
                                       "3/2/3",  "3/5/0",  "3/65/3", "error:3/5/3", ":3/5/3",
                                       "3/5/3 ", "-1/5/3", "warn:",  "a/b/c"};

START_TEST(what_is_no_rule_is_refused_and_changes_nothing)
{
    struct rules rules = RULES_DEFAULT;
    const struct rules before = RULES_DEFAULT;
    struct error error;

    ck_assert(!rules_parse(&rules, no_rules[_i], &error));
    ck_assert_int_eq(error.class, ERROR_USAGE);
    ck_assert_ptr_nonnull(strstr(error.text, "K/N/M"));
    ck_assert_mem_eq(&rules, &before, sizeof(rules));
}
END_TEST

START_TEST(the_first_section_that_says_something_holds)
{
    static const char *const acme[] = {"acme", "glob*"};
    static const char *const cost[] = {"cost*"};
    static const struct rule_section sections[] = {
        {.name = "cost",
         .tenants = acme,
         .tenant_count = 2,
         .dimensions = cost,
         .dimension_count = 1,
         .has_warn = true,
         .rules = {.warn = {9, 9, 9}}},
        {.name = "acme",
         .tenants = acme,
         .tenant_count = 1,
         .has_warn = true,
         .has_degraded = true,
         .rules = {{5, 5, 5}, {6, 6, 6}},
         .silent_ms = 42},
    };
    const struct rule_book book = {.standard = RULES_DEFAULT, .sections = sections, .count = 2};

    ck_assert_uint_eq(rule_book_find(&book, "acme", "cost_total").warn.k, 9);
    ck_assert_uint_eq(rule_book_find(&book, "acme", "cost_total").degraded.k, 6);
    ck_assert_uint_eq(rule_book_find(&book, "acme", "f").warn.k, 5);
    ck_assert_uint_eq(rule_book_find(&book, "globex", "cost").warn.k, 9);
    ck_assert_uint_eq(rule_book_find(&book, "globex", "f").warn.k, 2);
    ck_assert_int_eq(rule_book_silent_after(&book, "acme"), 42);
    ck_assert_int_eq(rule_book_silent_after(&book, "globex"), 0);
}
END_TEST

/* --- silence --- */

START_TEST(silence_is_three_usual_intervals_and_at_most_six_hours_more_than_one)
{
    ck_assert_int_eq(silence_after(0), MS_PER_HOUR);
    ck_assert_int_eq(silence_after(-5), MS_PER_HOUR);
    ck_assert_int_eq(silence_after(1), 3 * MS_PER_MINUTE);
    ck_assert_int_eq(silence_after(MS_PER_MINUTE), 3 * MS_PER_MINUTE);
    ck_assert_int_eq(silence_after(10 * MS_PER_MINUTE), 30 * MS_PER_MINUTE);
    ck_assert_int_eq(silence_after(MS_PER_HOUR), 3 * MS_PER_HOUR);
    ck_assert_int_eq(silence_after(MS_PER_DAY), 30 * MS_PER_HOUR);
    ck_assert_int_gt(silence_after(INT64_MAX), 1000 * 365 * MS_PER_DAY);
}
END_TEST

/* The step that nine in ten do not exceed: counted out. */
static int64_t slow_usual(const struct recent *recent)
{
    size_t steps = recent->count - 1;
    int64_t best = INT64_MAX;

    for (size_t i = 1; i <= steps; i++) {
        int64_t candidate = stream_id_time(recent_id(recent, i)) -
                            stream_id_time(recent_id(recent, i - 1));
        size_t within = 0;
        for (size_t j = 1; j <= steps; j++)
            within += stream_id_time(recent_id(recent, j)) -
                          stream_id_time(recent_id(recent, j - 1)) <=
                      candidate;
        if (10 * within >= 9 * steps && candidate < best)
            best = candidate;
    }
    return best;
}

START_TEST(the_usual_interval_is_that_of_nine_in_ten)
{
    struct dice dice = {2};

    for (int round = 0; round < 500; round++) {
        struct recent recent = {0};
        int64_t time_ms = MS_PER_DAY;
        size_t count = INTERVAL_STEPS_MIN + 1 + dice_below(&dice, 60);
        for (size_t i = 0; i < count; i++) {
            time_ms += 1000 + (int64_t)dice_below(&dice, 100000);
            recent_append(&recent,
                          &(struct recent_entry){.id = stream_id_at(time_ms),
                                                 .start_ms = INT64_MIN,
                                                 .end_ms = INT64_MIN},
                          NULL);
        }
        ck_assert_int_eq(interval_usual(&recent, recent.count), slow_usual(&recent));
        recent_clear(&recent);
    }
}
END_TEST

/* --- spread --- */

/* The middle one, or the mean of the two in the middle: by counting. */
static double slow_median(const double *values, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++) {
        size_t below = 0;
        size_t same = 0;
        for (size_t j = 0; j < count; j++) {
            below += values[j] < values[i];
            same += values[j] == values[i];
        }
        if (below <= count / 2 && count / 2 < below + same)
            sum += values[i] / 2 / (double)same;
        if (below <= (count - 1) / 2 && (count - 1) / 2 < below + same)
            sum += values[i] / 2 / (double)same;
    }
    return sum;
}

START_TEST(a_spread_is_told_by_the_middle)
{
    struct dice dice = {6};

    for (int round = 0; round < 500; round++) {
        double values[SPREAD_VALUES];
        double deviations[SPREAD_VALUES];
        size_t count = 1 + dice_below(&dice, SPREAD_VALUES);
        double squares = 0;
        double mean = 0;
        for (size_t i = 0; i < count; i++) {
            values[i] = (double)dice_below(&dice, 12) / 10;
            mean += values[i] / (double)count;
        }
        double middle = slow_median(values, count);
        for (size_t i = 0; i < count; i++) {
            deviations[i] = fabs(values[i] - middle);
            squares += (values[i] - mean) * (values[i] - mean);
        }
        double mad = 1.4826 * slow_median(deviations, count);
        double half = sqrt(squares / (double)count) / 2;
        struct spread spread = spread_of(values, count);
        ck_assert_double_eq_tol(spread.median, middle, 1e-9);
        ck_assert_double_eq_tol(spread.width, fmax(mad, half), 1e-9);
    }
}
END_TEST

Suite *suite_rules(void)
{
    Suite *suite = suite_create("rules");
    TCase *tcase = tcase_create("rules");

    tcase_add_test(tcase, rank_then_distance_then_name);
    tcase_add_loop_test(tcase, a_rule_is_for_one_level_or_for_both, 0,
                        (int)(sizeof(rules_texts) / sizeof(rules_texts[0])));
    tcase_add_loop_test(tcase, what_is_no_rule_is_refused_and_changes_nothing, 0,
                        (int)(sizeof(no_rules) / sizeof(no_rules[0])));
    tcase_add_test(tcase, the_first_section_that_says_something_holds);
    tcase_add_test(tcase, silence_is_three_usual_intervals_and_at_most_six_hours_more_than_one);
    tcase_add_test(tcase, the_usual_interval_is_that_of_nine_in_ten);
    tcase_add_test(tcase, a_spread_is_told_by_the_middle);
    suite_add_tcase(suite, tcase);
    return suite;
}
