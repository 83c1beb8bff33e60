/* A trace is held against the same told by going over every report for every bucket. */
#include "config.h"

#include "drift/trace.h"
#include "support/dice.h"
#include "support/quick.h"
#include "unit/suites.h"

#include <string.h>

#define COLUMNS 3
#define ROWS_MAX 400
#define BEGIN_MS 1000000
#define ROUNDS 60

/* What was added, in the order of time. */
static struct {
    struct stream_id id;
    enum row_kind kind;
    struct sample samples[COLUMNS];
} rows[ROWS_MAX];
static size_t row_count;
static struct history history;

static double random_number(struct dice *dice)
{
    return dice_once_in(dice, 6) ? NAN : (double)dice_below(dice, 1000) / 7 - 70;
}

static struct sample random_sample(struct dice *dice)
{
    if (dice_once_in(dice, 4))
        return SAMPLE_ABSENT;
    return (struct sample){.value = random_number(dice),
                           .baseline = random_number(dice),
                           .z = random_number(dice),
                           .count = dice_once_in(dice, 5) ? SPAN_COUNT_UNKNOWN
                                                          : (uint32_t)dice_below(dice, 300),
                           .severity = (enum severity)(SEVERITY_OK + dice_below(dice, 4))};
}

static void fill(struct dice *dice)
{
    uint64_t time_ms = BEGIN_MS;

    history = (struct history){0};
    row_count = dice_below(dice, ROWS_MAX);
    for (size_t i = 0; i < row_count; i++) {
        uint64_t step_ms = dice_below(dice, 40);
        uint64_t seq = step_ms == 0 && i > 0 ? rows[i - 1].id.seq + 1 : 0;
        time_ms += step_ms;
        rows[i].id = (struct stream_id){time_ms, seq};
        rows[i].kind = dice_once_in(dice, 9) ? ROW_SKIPPED : ROW_REPORT;
        for (size_t column = 0; column < COLUMNS; column++)
            rows[i].samples[column] =
                rows[i].kind == ROW_REPORT ? random_sample(dice) : SAMPLE_ABSENT;
        const struct span_row row = {rows[i].id, rows[i].kind, 0, rows[i].samples, COLUMNS};
        history_add(&history, HISTORY_LIVE, &row);
    }
}

static bool is_within(size_t row, struct time_range range)
{
    int64_t time_ms = stream_id_time(rows[row].id);

    return time_ms >= range.start_ms && time_ms < range.end_ms;
}

static bool same(double a, double b)
{
    return (isnan(a) && isnan(b)) || a == b;
}

/* Every number of the point, by a pass of its own. */
static struct trace_point plain_point(size_t column, struct time_range range)
{
    struct trace_point point = {.worst = SEVERITY_ABSENT,
                                .value_min = NAN,
                                .value_max = NAN,
                                .value_last = NAN,
                                .baseline = NAN,
                                .z = NAN,
                                .samples = SPAN_COUNT_UNKNOWN};

    for (size_t i = 0; i < row_count; i++) {
        const struct sample *sample = &rows[i].samples[column];
        if (!is_within(i, range) || sample->severity == SEVERITY_ABSENT)
            continue;
        point.count++;
        point.newest = rows[i].id;
        if (sample->severity > point.worst)
            point.worst = sample->severity;
        if (sample->count < point.samples)
            point.samples = sample->count;
        if (!isnan(sample->value))
            point.value_last = sample->value;
        if (!isnan(sample->baseline))
            point.baseline = sample->baseline;
        if (isnan(point.z) || fabs(sample->z) > fabs(point.z))
            point.z = isnan(sample->z) ? point.z : sample->z;
        if (isnan(point.value_min) || sample->value < point.value_min)
            point.value_min = isnan(sample->value) ? point.value_min : sample->value;
        if (isnan(point.value_max) || sample->value > point.value_max)
            point.value_max = isnan(sample->value) ? point.value_max : sample->value;
    }
    return point;
}

static void check_points(struct dice *dice, size_t column)
{
    struct time_grid grid = {.start_ms = BEGIN_MS - 200 + (int64_t)dice_below(dice, 4000),
                             .width_ms = 1 + (int64_t)dice_below(dice, 300),
                             .count = 1 + dice_below(dice, 80)};
    struct trace_point points[80];

    trace_make(&history, column, &grid, points);
    for (size_t i = 0; i < grid.count; i++) {
        struct trace_point plain = plain_point(column, grid_bucket(&grid, i));
        QUICK_ASSERT(points[i].count == plain.count && points[i].worst == plain.worst);
        QUICK_ASSERT(same(points[i].value_min, plain.value_min));
        QUICK_ASSERT(same(points[i].value_max, plain.value_max));
        QUICK_ASSERT(same(points[i].value_last, plain.value_last));
        QUICK_ASSERT(same(points[i].baseline, plain.baseline));
        QUICK_ASSERT(same(points[i].z, plain.z));
        QUICK_ASSERT(points[i].samples == plain.samples);
        QUICK_ASSERT(stream_id_compare(points[i].newest, plain.newest) == 0);
    }
}

START_TEST(points_are_what_going_over_every_report_tells)
{
    struct dice dice = {(uint64_t)_i + 1};

    for (int round = 0; round < ROUNDS; round++) {
        fill(&dice);
        for (size_t column = 0; column < COLUMNS; column++)
            check_points(&dice, column);
        history_clear(&history);
    }
}
END_TEST

static bool is_bad(enum severity severity)
{
    return severity >= SEVERITY_WARN;
}

/* Returns the time of the turns of a column, oldest first. */
static size_t plain_turns(size_t column, enum turn turn, int64_t out[ROWS_MAX])
{
    enum severity before = SEVERITY_ABSENT;
    size_t count = 0;

    for (size_t i = 0; i < row_count; i++) {
        enum severity now = rows[i].samples[column].severity;
        if (now == SEVERITY_ABSENT)
            continue;
        bool turned = turn == TURN_BAD ? is_bad(before) != is_bad(now) : before != now;
        if (before != SEVERITY_ABSENT && turned)
            out[count++] = stream_id_time(rows[i].id);
        before = now;
    }
    return count;
}

static void check_turns(struct dice *dice, size_t column, enum turn turn)
{
    int64_t turns[ROWS_MAX];
    size_t count = plain_turns(column, turn, turns);
    int64_t time_ms = BEGIN_MS - 50 + (int64_t)dice_below(dice, 8000);
    int64_t before_ms = -1;
    int64_t after_ms = -1;
    int64_t found_ms;

    for (size_t i = 0; i < count; i++) {
        if (turns[i] < time_ms)
            before_ms = turns[i];
        if (turns[i] > time_ms && after_ms < 0)
            after_ms = turns[i];
    }
    bool found = trace_turn_before(&history, column, turn, time_ms, &found_ms);
    QUICK_ASSERT(found == (before_ms >= 0) && (!found || found_ms == before_ms));
    found = trace_turn_after(&history, column, turn, time_ms, &found_ms);
    QUICK_ASSERT(found == (after_ms >= 0) && (!found || found_ms == after_ms));
}

START_TEST(turns_are_where_one_reading_differs_from_the_one_before)
{
    struct dice dice = {(uint64_t)_i + 1};

    for (int round = 0; round < ROUNDS; round++) {
        fill(&dice);
        for (int i = 0; i < 20; i++) {
            check_turns(&dice, dice_below(&dice, COLUMNS), TURN_SEVERITY);
            check_turns(&dice, dice_below(&dice, COLUMNS), TURN_BAD);
        }
        history_clear(&history);
    }
}
END_TEST

static void check_summary(size_t column, struct time_range range)
{
    struct trace_summary summary = trace_summarise(&history, column, range);
    struct trace_summary plain = {0, NAN, NAN, NAN};
    double sum = 0;

    for (size_t i = 0; i < row_count; i++) {
        double value = rows[i].samples[column].value;
        if (!is_within(i, range) || isnan(value))
            continue;
        plain.count++;
        sum += value;
        plain.min = isnan(plain.min) || value < plain.min ? value : plain.min;
        plain.max = isnan(plain.max) || value > plain.max ? value : plain.max;
    }
    QUICK_ASSERT(summary.count == plain.count);
    QUICK_ASSERT(same(summary.min, plain.min) && same(summary.max, plain.max));
    QUICK_ASSERT(plain.count == 0 ? isnan(summary.mean)
                                  : fabs(summary.mean - sum / (double)plain.count) < 1e-9);
}

/* The newest row up to a moment, found by looking at all of them. */
START_TEST(what_holds_at_a_moment_is_the_newest_report_before_it)
{
    struct dice dice = {(uint64_t)_i + 1};

    fill(&dice);
    for (int round = 0; round < 200; round++) {
        int64_t time_ms = BEGIN_MS - 50 + (int64_t)dice_below(&dice, 9000);
        int64_t longest_ms = (int64_t)dice_below(&dice, 200);
        size_t column = dice_below(&dice, COLUMNS);
        size_t expected = row_count;
        struct stream_id id;
        struct sample sample;
        for (size_t i = 0; i < row_count; i++) {
            if (stream_id_time(rows[i].id) <= time_ms &&
                rows[i].samples[column].severity != SEVERITY_ABSENT)
                expected = i;
        }
        bool found =
            expected < row_count && time_ms - stream_id_time(rows[expected].id) <= longest_ms;
        QUICK_ASSERT(trace_held(&history, column, time_ms, longest_ms, &id, &sample) == found);
        QUICK_ASSERT(!found || (stream_id_compare(id, rows[expected].id) == 0 &&
                                same(sample.value, rows[expected].samples[column].value)));
    }
    history_clear(&history);
}
END_TEST

START_TEST(summaries_are_of_all_values_between_two_moments)
{
    struct dice dice = {(uint64_t)_i + 1};

    for (int round = 0; round < ROUNDS; round++) {
        fill(&dice);
        for (int i = 0; i < 20; i++) {
            int64_t start_ms = BEGIN_MS - 50 + (int64_t)dice_below(&dice, 8000);
            int64_t end_ms = start_ms - 10 + (int64_t)dice_below(&dice, 8000);
            check_summary(dice_below(&dice, COLUMNS), (struct time_range){start_ms, end_ms});
        }
        history_clear(&history);
    }
}
END_TEST

START_TEST(the_mean_of_great_numbers_is_a_number)
{
    const struct sample great[] = {{.value = 1e308, .severity = SEVERITY_OK}};

    history = (struct history){0};
    for (uint64_t i = 0; i < 4; i++) {
        const struct span_row row = {{BEGIN_MS + i, 0}, ROW_REPORT, 0, great, 1};
        history_add(&history, HISTORY_LIVE, &row);
    }
    struct trace_summary summary =
        trace_summarise(&history, 0, (struct time_range){INT64_MIN, INT64_MAX});
    ck_assert_double_eq(summary.mean, 1e308);
    history_clear(&history);
}
END_TEST

START_TEST(what_came_twice_is_told_once)
{
    const struct sample one[] = {{.value = 1, .severity = SEVERITY_OK}};
    struct time_grid grid = {BEGIN_MS, 1000, 1};
    struct trace_point point;

    history = (struct history){0};
    for (uint64_t i = 0; i < 4; i++) {
        const struct span_row row = {{BEGIN_MS + i, 0}, ROW_REPORT, 77, one, 1};
        history_add(&history, HISTORY_LIVE, &row);
    }
    trace_make(&history, 0, &grid, &point);
    ck_assert_uint_eq(point.count, 1);
    history_clear(&history);
}
END_TEST

START_TEST(holes_that_no_report_could_fill_are_no_gaps)
{
    struct time_grid grid = {0, 10, 9};
    struct trace_point points[9] = {{0}};

    points[1] = points[3] = points[7] = (struct trace_point){.count = 1};
    trace_hold(points, &grid, 15);
    ck_assert_uint_eq(points[0].count, 0);
    ck_assert_uint_eq(points[2].count, 1);
    ck_assert_uint_eq(points[4].count, 0);
    ck_assert_uint_eq(points[8].count, 0);
}
END_TEST

START_TEST(a_report_is_found_by_its_id)
{
    const struct sample named[] = {{.value = 1, .severity = SEVERITY_WARN}};
    const struct sample hole[] = {SAMPLE_ABSENT};
    struct sample sample;

    history = (struct history){0};
    for (uint64_t i = 0; i < 3; i++) {
        const struct span_row row = {{BEGIN_MS, i}, ROW_REPORT, 0, i < 2 ? named : hole, 1};
        history_add(&history, HISTORY_LIVE, &row);
    }
    ck_assert(trace_sample(&history, 0, (struct stream_id){BEGIN_MS, 1}, &sample));
    ck_assert_int_eq(sample.severity, SEVERITY_WARN);
    ck_assert(!trace_sample(&history, 0, (struct stream_id){BEGIN_MS, 2}, &sample));
    ck_assert(!trace_sample(&history, 0, STREAM_ID_MIN, &sample));
    history_clear(&history);
}
END_TEST

Suite *suite_trace(void)
{
    Suite *suite = suite_create("trace");
    TCase *tcase = tcase_create("trace");

    tcase_add_loop_test(tcase, points_are_what_going_over_every_report_tells, 0, 4);
    tcase_add_loop_test(tcase, turns_are_where_one_reading_differs_from_the_one_before, 0, 4);
    tcase_add_loop_test(tcase, what_holds_at_a_moment_is_the_newest_report_before_it, 0, 4);
    tcase_add_loop_test(tcase, summaries_are_of_all_values_between_two_moments, 0, 4);
    tcase_add_test(tcase, the_mean_of_great_numbers_is_a_number);
    tcase_add_test(tcase, what_came_twice_is_told_once);
    tcase_add_test(tcase, holes_that_no_report_could_fill_are_no_gaps);
    tcase_add_test(tcase, a_report_is_found_by_its_id);
    suite_add_tcase(suite, tcase);
    return suite;
}
