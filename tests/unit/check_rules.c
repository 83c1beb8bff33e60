/* The rules of a verdict as functions of entries that come from nowhere, beside slow ones. */
#include "config.h"

#include "judge/order.h"
#include "judge/presence.h"
#include "judge/silence.h"
#include "judge/trouble.h"
#include "support/dice.h"
#include "unit/suites.h"

#include <math.h>
#include <string.h>

#define ENTRIES 40

/* --- order --- */

START_TEST(state_then_distance_then_name)
{
    static const struct rank ranks[] = {
        {{STATE_DEGRADED, -0.1}, {"z", 1}}, {{STATE_SILENT, NAN}, {"a", 1}},
        {{STATE_WARN, -9}, {"b", 1}},       {{STATE_WARN, 9}, {"c", 1}},
        {{STATE_WARN, 2}, {"a", 1}},        {{STATE_WARN, 0}, {"a", 1}},
        {{STATE_WARN, NAN}, {"A", 1}},      {{STATE_WARN, NAN}, {"a", 1}},
        {{STATE_WARN, NAN}, {"a\0", 2}},    {{STATE_WARN, NAN}, {"aa", 2}},
        {{STATE_WARN, NAN}, {"\xff", 1}},   {{STATE_OK, 99}, {"", 0}},
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

/* --- entries --- */

/* One report, of which a dimension says `severity`, or nothing. */
struct entry {
    struct stream_id id;
    enum severity severity;
};

/* Fills in entries, newest first; some come in the same millisecond. */
static size_t roll_entries(struct dice *dice, struct entry entries[static ENTRIES])
{
    size_t count = dice_below(dice, ENTRIES) + 1;
    struct stream_id id = {1000000, 0};
    size_t calm = dice_below(dice, 6) + 1;

    memset(entries, 0, ENTRIES * sizeof(*entries));
    for (size_t i = 0; i < count; i++) {
        if (dice_once_in(dice, 4))
            id = stream_id_previous((struct stream_id){id.ms, id.seq + 1});
        else
            id = (struct stream_id){id.ms - 1 - dice_below(dice, 100000 / ENTRIES - 1), 0};
        entries[i] = (struct entry){id, SEVERITY_WARN};
        if (dice_once_in(dice, calm))
            entries[i].severity = (enum severity)dice_below(dice, SEVERITY_DEGRADED + 1);
    }
    /* Sequence numbers within a millisecond run backwards. */
    for (size_t i = count - 1; i > 0; i--) {
        if (entries[i].id.ms == entries[i - 1].id.ms)
            entries[i - 1].id.seq = entries[i].id.seq + 1;
    }
    return count;
}

/* --- presence --- */

START_TEST(stale_is_missing_from_the_three_newest_reports)
{
    struct dice dice = {1};

    for (int round = 0; round < 2000; round++) {
        struct entry entries[ENTRIES];
        struct stream_id reports[ENTRIES] = {{0}};
        size_t count = roll_entries(&dice, entries);
        size_t reading = dice_below(&dice, count);
        for (size_t i = 0; i < count; i++)
            reports[i] = entries[i].id;
        ck_assert_int_eq(presence_is_stale(reports, count, reports[reading]), reading >= 3);
    }
    ck_assert(!presence_is_stale(NULL, 0, STREAM_ID_MIN));
}
END_TEST

/* --- silence --- */

START_TEST(silence_is_three_usual_intervals)
{
    ck_assert_int_eq(silence_after(0), MS_PER_HOUR);
    ck_assert_int_eq(silence_after(-5), MS_PER_HOUR);
    ck_assert_int_eq(silence_after(1), 2000);
    ck_assert_int_eq(silence_after(MS_PER_MINUTE), 3 * MS_PER_MINUTE);
    ck_assert_int_eq(silence_after(INT64_MAX / 3), INT64_MAX / 3 * 3);
    ck_assert_int_eq(silence_after(INT64_MAX / 2), INT64_MAX);
}
END_TEST

/* The interval that at least three quarters of those known do not exceed: counted out. */
static int64_t slow_usual(const struct stream_id *arrivals, size_t count, int64_t window_ms)
{
    size_t intervals = count > INTERVAL_ARRIVALS ? INTERVAL_ARRIVALS - 1 : count - 1;
    int64_t best = INT64_MAX;

    for (size_t i = 0; i < intervals; i++) {
        int64_t candidate = stream_id_time(arrivals[i]) - stream_id_time(arrivals[i + 1]);
        size_t within = 0;
        for (size_t j = 0; j < intervals; j++)
            within += stream_id_time(arrivals[j]) - stream_id_time(arrivals[j + 1]) <= candidate;
        if (within > intervals * 3 / 4 && candidate < best)
            best = candidate;
    }
    return best == INT64_MAX || best == 0 ? window_ms : best;
}

START_TEST(the_usual_interval_is_the_third_quartile)
{
    struct dice dice = {2};

    for (int round = 0; round < 2000; round++) {
        struct entry entries[ENTRIES];
        struct stream_id arrivals[ENTRIES] = {{0}};
        size_t count = roll_entries(&dice, entries);
        for (size_t i = 0; i < count; i++)
            arrivals[i] = entries[i].id;
        ck_assert_int_eq(interval_usual(arrivals, count, 7), slow_usual(arrivals, count, 7));
    }
    ck_assert_int_eq(interval_usual(NULL, 0, 7), 7);
}
END_TEST

/* --- since --- */

/* Hands the readings in, from the one at `first` on, going on with what was told. */
static struct trouble find_since(const struct entry *entries, size_t first, size_t count,
                                 const struct trouble *told, size_t *read)
{
    struct trouble since = trouble_start(entries[first].id);
    bool more = true;

    for (size_t i = first; more && i < count; i++) {
        if (entries[i].severity == SEVERITY_ABSENT)
            continue;
        if (told != NULL && stream_id_compare(entries[i].id, told->newest) == 0) {
            trouble_resume(&since, told);
            break;
        }
        more = trouble_take(&since, stream_id_time(entries[i].id), entries[i].severity);
        (*read)++;
    }
    return since;
}

/* The same from the oldest entry on, as one would tell it. */
static void slow_since(const struct entry *entries, size_t first, size_t count,
                       struct trouble *expected)
{
    *expected = (struct trouble){.time_ms = INT64_MIN};
    for (size_t i = count; i-- > first;) {
        enum severity severity = entries[i].severity;
        if (severity == SEVERITY_OK)
            *expected = (struct trouble){.time_ms = INT64_MIN, .begun = true};
        else if (severity >= SEVERITY_WARN && expected->time_ms == INT64_MIN)
            expected->time_ms = stream_id_time(entries[i].id);
    }
}

static void assert_since(struct trouble since, struct trouble expected)
{
    ck_assert_int_eq(since.time_ms, expected.time_ms);
    ck_assert_int_eq(since.begun, expected.begun);
}

START_TEST(since_is_where_the_trouble_began)
{
    struct dice dice = {3};
    size_t in_trouble = 0;

    for (int round = 0; round < 5000; round++) {
        struct entry entries[ENTRIES];
        size_t count = roll_entries(&dice, entries);
        struct trouble expected;
        size_t read = 0;

        slow_since(entries, 0, count, &expected);
        assert_since(find_since(entries, 0, count, NULL, &read), expected);
        in_trouble += expected.time_ms != INT64_MIN;
    }
    ck_assert_uint_gt(in_trouble, 1000);
}
END_TEST

START_TEST(since_goes_on_with_what_was_told_before)
{
    struct dice dice = {4};

    for (int round = 0; round < 5000; round++) {
        struct entry entries[ENTRIES];
        size_t count = roll_entries(&dice, entries);
        size_t before = dice_below(&dice, count);
        struct trouble expected;
        size_t read = 0;

        while (before < count && entries[before].severity == SEVERITY_ABSENT)
            before++;
        if (before == count)
            continue;
        struct trouble told = find_since(entries, before, count, NULL, &read);
        read = 0;
        slow_since(entries, 0, count, &expected);
        assert_since(find_since(entries, 0, count, &told, &read), expected);
        ck_assert_uint_le(read, before);
    }
}
END_TEST

Suite *suite_rules(void)
{
    Suite *suite = suite_create("rules");
    TCase *tcase = tcase_create("rules");

    tcase_add_test(tcase, state_then_distance_then_name);
    tcase_add_test(tcase, stale_is_missing_from_the_three_newest_reports);
    tcase_add_test(tcase, silence_is_three_usual_intervals);
    tcase_add_test(tcase, the_usual_interval_is_the_third_quartile);
    tcase_add_test(tcase, since_is_where_the_trouble_began);
    tcase_add_test(tcase, since_goes_on_with_what_was_told_before);
    suite_add_tcase(suite, tcase);
    return suite;
}
