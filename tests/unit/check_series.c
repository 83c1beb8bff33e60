/* A series that is gone on with is what a sum from nothing is, bit for bit. */
#include "config.h"

#include "drift/series.h"
#include "drift/trace_series.h"
#include "unit/suites.h"

#include <math.h>
#include <string.h>

#define COLUMNS 3
#define STEPS 400
#define WIDTH_MS 50
#define BEGIN_MS 1000000

static struct history history;
static uint64_t random_state;
static uint64_t newest_ms;
static uint64_t oldest_ms;
static uint32_t severities = 4; /* that mostly come */

static uint32_t random_below(uint32_t limit)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(random_state >> 33) % limit;
}

static void add(uint64_t time_ms)
{
    struct sample samples[COLUMNS];

    for (size_t i = 0; i < COLUMNS; i++) {
        samples[i] = SAMPLE_ABSENT;
        if (random_below(5) == 0)
            continue;
        samples[i].severity = SEVERITY_OK + random_below(random_below(50) == 0 ? 4 : severities);
        samples[i].z = random_below(9) == 0 ? NAN : (double)random_below(1000) / 7 - 70;
        samples[i].value = samples[i].z / 3;
    }
    const struct span_row row = {{time_ms, 0},
                                 random_below(12) == 0 ? ROW_SKIPPED : ROW_REPORT,
                                 random_below(8) == 0 ? 1 + random_below(90) : 0,
                                 samples,
                                 COLUMNS};
    if (history_wants(&history, HISTORY_LIVE, row.id))
        history_add(&history, HISTORY_LIVE, &row);
}

static void change(void)
{
    uint32_t what = random_below(20);

    if (what < 12) {
        for (uint32_t i = random_below(40); i > 0; i--)
            add(newest_ms += 1 + random_below(8));
    } else if (what < 17) {
        for (uint32_t i = random_below(120); i > 0; i--)
            add(oldest_ms -= 1 + random_below(8));
    } else if (what < 19) {
        history_trim(&history, HISTORY_LIVE,
                     stream_id_at((int64_t)(newest_ms - random_below(6000))));
    } else if (random_below(2) == 0) {
        history_drop(&history, stream_id_at((int64_t)(newest_ms - random_below(6000))));
    } else if (random_below(3) == 0) {
        history_clear(&history);
        oldest_ms = newest_ms;
    }
}

/* Mostly the next grid of a window that runs; now and then quite another one. */
static struct time_grid next_grid(void)
{
    size_t count = random_below(10) == 0 ? 1 + random_below(90) : 60;
    int64_t width_ms = random_below(15) == 0 ? WIDTH_MS * 2 : WIDTH_MS;
    int64_t last_ms = (int64_t)newest_ms - (int64_t)newest_ms % width_ms;

    if (random_below(15) == 0)
        last_ms -= random_below(3000);
    return (struct time_grid){last_ms - (int64_t)(count - 1) * width_ms, width_ms, count};
}

static void assert_same(const struct bucket *kept, const struct bucket *summed, size_t count)
{
    size_t numbers = sizeof(struct bucket) - offsetof(struct bucket, z_min);

    for (size_t i = 0; i < count; i++) {
        bool same = memcmp(&kept[i].z_min, &summed[i].z_min, numbers) == 0 &&
                    kept[i].count == summed[i].count && kept[i].ok == summed[i].ok &&
                    kept[i].warn == summed[i].warn && kept[i].degraded == summed[i].degraded &&
                    kept[i].no_data == summed[i].no_data && kept[i].worst == summed[i].worst &&
                    kept[i].z_count == summed[i].z_count;
        if (!same)
            ck_abort_msg("bucket %zu of %zu", i, count);
    }
}

static void check(struct bucket_series *series, const struct time_grid *grid)
{
    struct bucket summed[200];

    series_renew(series, &history, COLUMNS, grid);
    if (series->column == SERIES_ALL_COLUMNS)
        buckets_of_tenant(&history, COLUMNS, grid, summed);
    else
        buckets_of_dimension(&history, series->column, grid, summed);
    assert_same(series->buckets, summed, grid->count);
}

START_TEST(a_kept_series_is_what_a_sum_from_nothing_is)
{
    struct bucket_series one = {.column = 1};
    struct bucket_series all = {.column = SERIES_ALL_COLUMNS};

    random_state = (uint64_t)_i + 1;
    history = (struct history){0};
    newest_ms = oldest_ms = BEGIN_MS;
    for (int i = 0; i < STEPS; i++) {
        change();
        struct time_grid grid = next_grid();
        if (random_below(4) != 0)
            check(&one, &grid);
        check(&all, &grid);
    }
    series_free(&one);
    series_free(&all);
    history_clear(&history);
}
END_TEST

static bool same_number(double a, double b)
{
    return (isnan(a) && isnan(b)) || a == b;
}

static bool same_point(const struct trace_point *a, const struct trace_point *b)
{
    return a->count == b->count && a->worst == b->worst && a->mildest == b->mildest &&
           a->values == b->values && same_number(a->value_mean, b->value_mean) &&
           same_number(a->value_min, b->value_min) && same_number(a->value_max, b->value_max) &&
           same_number(a->value_last, b->value_last) && same_number(a->baseline, b->baseline) &&
           same_number(a->z, b->z) && a->samples == b->samples &&
           stream_id_compare(a->newest, b->newest) == 0;
}

static void check_summary(const struct trace_series *series, struct time_range range)
{
    struct trace_summary plain = trace_summarise(&history, 1, range);
    struct trace_summary kept =
        trace_summarise_points(&history, 1, &series->grid, series->points, range);

    ck_assert_uint_eq(kept.count, plain.count);
    ck_assert(same_number(kept.min, plain.min) && same_number(kept.max, plain.max));
    ck_assert(plain.count == 0 || fabs(kept.mean - plain.mean) < 1e-9);
}

static void check_turn(const struct trace_series *series, struct time_range range)
{
    int64_t plain_ms = 0;
    int64_t kept_ms = 0;
    bool plain = trace_turn_before(&history, 1, TURN_BAD, range.end_ms, &plain_ms) &&
                 plain_ms >= range.start_ms;
    bool kept = trace_turn_in_points(&history, 1, &series->grid, series->points, range, &kept_ms);

    ck_assert_int_eq(kept, plain);
    if (plain)
        ck_assert_int_eq(kept_ms, plain_ms);
}

/* The whole grid, and ranges that begin and end within its points or beyond them. */
static void check_trace(struct trace_series *series, const struct time_grid *grid)
{
    struct time_range range = grid_range(grid);
    struct trace_point made[200];

    trace_series_renew(series, &history, 1, grid);
    trace_make(&history, 1, grid, made);
    for (size_t i = 0; i < grid->count; i++)
        ck_assert_msg(same_point(&series->points[i], &made[i]), "point %zu", i);
    for (int i = 0; i < 3; i++) {
        check_summary(series, range);
        check_turn(series, range);
        range.start_ms += (int64_t)random_below(400) - 100;
        range.end_ms += (int64_t)random_below(400) - 300;
    }
}

START_TEST(a_kept_trace_is_what_going_over_every_report_tells)
{
    struct trace_series series = {0};

    random_state = (uint64_t)_i + 1;
    history = (struct history){0};
    newest_ms = oldest_ms = BEGIN_MS;
    severities = _i % 2 == 0 ? 4 : 1; /* seldom a turn */
    for (int i = 0; i < STEPS; i++) {
        change();
        struct time_grid grid = next_grid();
        if (random_below(4) != 0)
            check_trace(&series, &grid);
    }
    severities = 4;
    trace_series_free(&series);
    history_clear(&history);
}
END_TEST

Suite *suite_series(void)
{
    Suite *suite = suite_create("series");
    TCase *tcase = tcase_create("series");

    tcase_add_loop_test(tcase, a_kept_series_is_what_a_sum_from_nothing_is, 0, 20);
    tcase_add_loop_test(tcase, a_kept_trace_is_what_going_over_every_report_tells, 0, 20);
    suite_add_tcase(suite, tcase);
    return suite;
}
