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
        int64_t candidate = stream_id_time(recent_entry(recent, i)->id) -
                            stream_id_time(recent_entry(recent, i - 1)->id);
        size_t within = 0;
        for (size_t j = 1; j <= steps; j++)
            within += stream_id_time(recent_entry(recent, j)->id) -
                          stream_id_time(recent_entry(recent, j - 1)->id) <=
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

/* --- recent entries --- */

/* All that came, in order; of these the newest ones must be there. */
struct model {
    struct recent_entry entries[ENTRIES];
    size_t count;
};

static struct recent_entry roll_entry(struct dice *dice, uint64_t ms,
                                      struct recent_reading *readings)
{
    struct recent_entry entry = {
        .id = {ms, 0},
        .fingerprint = dice_below(dice, 6),
        .count = (uint16_t)dice_below(dice, 5),
        .readable = true,
    };

    for (uint16_t i = 0; i < entry.count; i++)
        readings[i] = (struct recent_reading){.value = (double)ms + i, .dimension = i};
    return entry;
}

static size_t slow_repeats(const struct recent *recent, size_t index)
{
    const struct recent_entry *entry = recent_entry(recent, index);

    for (size_t before = 1; before <= index && entry->fingerprint != 0; before++) {
        const struct recent_entry *earlier = recent_entry(recent, index - before);
        if (earlier->fingerprint == entry->fingerprint && earlier->count == entry->count)
            return before;
    }
    return 0;
}

static bool is_like_entry(const struct recent *recent, size_t index,
                          const struct recent_entry *model)
{
    const struct recent_entry *entry = recent_entry(recent, index);
    size_t repeats = slow_repeats(recent, index);
    bool same = entry->id.ms == model->id.ms && entry->count == model->count;

    for (size_t i = 0; i < entry->count; i++)
        same = same && recent_reading(recent, entry, i)->value == (double)entry->id.ms + (double)i;
    return same && (repeats > 0 ? entry->repeats == repeats
                                : entry->repeats == 0 || entry->repeats > index);
}

static void assert_like_model(const struct recent *recent, const struct model *model, size_t first)
{
    size_t other = 0; /* the first that is not, by its number from one */

    for (size_t i = 0; i < recent->count && other == 0; i++)
        other = is_like_entry(recent, i, &model->entries[first + i]) ? 0 : i + 1;
    ck_assert_uint_eq(other, 0);
}

/* Rows come at both ends; `first` and `end` of the model are what is there. */
START_TEST(the_newest_entries_are_kept_whichever_end_they_come_to)
{
    struct dice dice = {5};

    for (int round = 0; round < 200; round++) {
        static struct model model;
        struct recent_reading readings[8];
        struct recent recent = {0};
        size_t first = ENTRIES / 2;
        size_t end = first;

        if (dice_once_in(&dice, 2))
            recent_make_room(&recent);
        size_t room = recent.room > 0 ? RECENT_MAX : RECENT_STATE;
        while (first > 0 && end < ENTRIES) {
            bool older = dice_once_in(&dice, 2) && end > first;
            size_t place = older ? first - 1 : end;
            struct recent_entry entry = roll_entry(&dice, 1000 + place, readings);
            if (older && !recent_has_room(&recent))
                break;
            model.entries[place] = entry;
            (older ? recent_prepend : recent_append)(&recent, &entry, readings);
            first = older ? place : first;
            end = older ? end : place + 1;
            if (end - first > room)
                first = end - room;
            ck_assert_uint_eq(recent.count, end - first);
            assert_like_model(&recent, &model, first);
        }
        recent_clear(&recent);
    }
}
END_TEST

START_TEST(what_goes_is_not_the_whole_stream_any_more)
{
    struct recent recent = {0};

    recent_asked(&recent, RECENT_STATE, true, true);
    for (uint64_t i = 0; i < RECENT_STATE; i++)
        recent_append(&recent, &(struct recent_entry){.id = {i + 1, 0}}, NULL);
    ck_assert(recent.whole && recent.complete);
    recent_append(&recent, &(struct recent_entry){.id = {1000, 0}}, NULL);
    ck_assert(!recent.whole && !recent.complete);
    ck_assert_uint_eq(recent.count, RECENT_STATE);
    recent_asked(&recent, RECENT_MAX, false, true);
    ck_assert(!recent.complete);
    ck_assert_uint_eq(recent.asked, RECENT_MAX);
    recent_clear(&recent);
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
    tcase_add_test(tcase, the_newest_entries_are_kept_whichever_end_they_come_to);
    tcase_add_test(tcase, what_goes_is_not_the_whole_stream_any_more);
    tcase_add_test(tcase, a_spread_is_told_by_the_middle);
    suite_add_tcase(suite, tcase);
    return suite;
}
