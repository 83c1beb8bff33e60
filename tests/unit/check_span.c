#include "config.h"

#include "drift/metadata_table.h"
#include "drift/span.h"
#include "unit/suites.h"

#include <math.h>

static struct span span;

static void setup(void)
{
    span = (struct span){0};
}

static void teardown(void)
{
    span_clear(&span);
}

static struct sample sample_at(size_t number)
{
    return (struct sample){(double)number, 0.5, -(double)number, (uint32_t)number,
                           SEVERITY_WARN,  0,   METADATA_NONE};
}

/* Rows of the tests have the time `number` and, in the columns of `mask`, the value `number`. */
static struct span_row row_of(size_t number, unsigned mask, struct sample samples[static 8])
{
    for (size_t i = 0; i < 8; i++)
        samples[i] = mask >> i & 1 ? sample_at(number) : SAMPLE_ABSENT;
    return (struct span_row){
        .id = {number, 0}, .kind = ROW_REPORT, .samples = samples, .columns = 8};
}

static bool append(size_t number, unsigned mask, uint64_t fingerprint)
{
    struct sample samples[8];
    struct span_row row = row_of(number, mask, samples);

    row.fingerprint = fingerprint;
    return span_append(&span, &row);
}

static bool prepend(size_t number, unsigned mask, uint64_t fingerprint)
{
    struct sample samples[8];
    struct span_row row = row_of(number, mask, samples);

    row.fingerprint = fingerprint;
    return span_prepend(&span, &row);
}

static void skip(size_t number)
{
    const struct span_row row = {.id = {number, 0}, .kind = ROW_SKIPPED};

    span_append(&span, &row);
}

/* Checks that the rows are `first`, `first` + 1 and so on, with all that belongs to them. */
static void check_rows(size_t first, size_t count)
{
    ck_assert_uint_eq(span.rows, count);
    for (size_t i = 0; i < count; i++) {
        ck_assert_uint_eq(span_id(&span, i).ms, first + i);
        ck_assert_int_eq(span_kind(&span, i), ROW_REPORT);
        ck_assert_int_eq(span_severity(&span, i, 0), SEVERITY_WARN);
        struct sample sample = span_sample(&span, i, 0);
        ck_assert_double_eq(sample.value, (double)(first + i));
        ck_assert_double_eq(sample.baseline, 0.5);
        ck_assert_double_eq(sample.z, -(double)(first + i));
        ck_assert_uint_eq(sample.count, first + i);
    }
}

START_TEST(an_empty_span_has_nothing)
{
    ck_assert_uint_eq(span.rows, 0);
    ck_assert_uint_eq(span_find(&span, STREAM_ID_MIN), 0);
    ck_assert_uint_eq(span_find(&span, STREAM_ID_MAX), 0);
    ck_assert_uint_eq(span_previous(&span, 0, 0), SPAN_NO_ROW);
    ck_assert_uint_eq(span_count_reports(&span, 0, 0), 0);
    ck_assert_uint_eq(span_memory(&span), 0);
    span_trim(&span, STREAM_ID_MAX);
}
END_TEST

START_TEST(rows_are_added_behind)
{
    for (size_t i = 0; i < 3000; i++)
        append(i, 1, 0);
    check_rows(0, 3000);
}
END_TEST

START_TEST(rows_are_added_before)
{
    for (size_t i = 3000; i-- > 0;)
        prepend(i, 1, 0);
    check_rows(0, 3000);
}
END_TEST

START_TEST(rows_are_added_at_both_ends_in_turn)
{
    append(5000, 1, 0);
    for (size_t i = 1; i <= 2500; i++) {
        append(5000 + i, 1, 0);
        prepend(5000 - i, 1, 0);
    }
    check_rows(2500, 5001);
}
END_TEST

START_TEST(a_hole_is_absent_with_every_number_unknown)
{
    append(1, 0x1, 0);
    append(2, 0x4, 0);

    struct sample hole = span_sample(&span, 0, 2);
    ck_assert_int_eq(hole.severity, SEVERITY_ABSENT);
    ck_assert(isnan(hole.value) && isnan(hole.baseline) && isnan(hole.z));
    ck_assert_uint_eq(hole.count, SPAN_COUNT_UNKNOWN);
    ck_assert_int_eq(span_severity(&span, 1, 0), SEVERITY_ABSENT);
    ck_assert_int_eq(span_severity(&span, 1, 2), SEVERITY_WARN);
    ck_assert_int_eq(span_severity(&span, 1, 7), SEVERITY_ABSENT);
    ck_assert_int_eq(span_severity(&span, 1, 4000), SEVERITY_ABSENT);
}
END_TEST

START_TEST(counts_keep_29_bits_and_unknown_apart)
{
    static const struct {
        uint32_t in;
        uint32_t out;
    } cases[] = {
        {0, 0},
        {UINT32_C(0x1ffffffe), UINT32_C(0x1ffffffe)},
        {SPAN_COUNT_UNKNOWN, SPAN_COUNT_UNKNOWN},
        {UINT32_C(0x20000000), UINT32_C(0x1ffffffe)},
        {UINT32_MAX, UINT32_C(0x1ffffffe)},
    };
    struct sample sample = {NAN, NAN, NAN, cases[_i].in, SEVERITY_DEGRADED, 0, 0};
    const struct span_row row = {.id = {1, 0}, .samples = &sample, .columns = 1};

    span_append(&span, &row);
    ck_assert_uint_eq(span_sample(&span, 0, 0).count, cases[_i].out);
    ck_assert_int_eq(span_sample(&span, 0, 0).severity, SEVERITY_DEGRADED);
}
END_TEST

START_TEST(find_gives_the_first_row_not_before_an_id)
{
    for (size_t i = 0; i < 1000; i++)
        append(10 + i * 10, 1, 0);

    ck_assert_uint_eq(span_find(&span, STREAM_ID_MIN), 0);
    for (size_t i = 0; i < 1000; i++) {
        uint64_t ms = 10 + i * 10;
        ck_assert_uint_eq(span_find(&span, (struct stream_id){ms, 0}), i);
        ck_assert_uint_eq(span_find(&span, (struct stream_id){ms, 1}), i + 1);
        ck_assert_uint_eq(span_find(&span, (struct stream_id){ms - 5, 0}), i);
    }
    ck_assert_uint_eq(span_find(&span, STREAM_ID_MAX), 1000);
}
END_TEST

START_TEST(trim_releases_only_whole_blocks)
{
    for (size_t i = 0; i < 1000; i++)
        append(i, 1, 0);

    /* Blocks end with 255, 511 and 767. */
    span_trim(&span, (struct stream_id){255, 0});
    check_rows(0, 1000);
    span_trim(&span, (struct stream_id){256, 0});
    check_rows(256, 744);
    span_trim(&span, (struct stream_id){999, 0});
    check_rows(768, 232);
    span_trim(&span, (struct stream_id){1000, 0});
    check_rows(0, 0);
    append(2000, 1, 0);
    check_rows(2000, 1);
}
END_TEST

START_TEST(a_trimmed_span_grows_again_at_both_ends)
{
    for (size_t i = 1300; i-- > 1000;)
        prepend(i, 1, 0);

    span_trim(&span, (struct stream_id){1299, 0});
    size_t first = 1300 - span.rows;
    ck_assert_uint_gt(first, 1000);
    check_rows(first, span.rows);
    for (size_t i = 1; i <= 600; i++) {
        prepend(first - i, 1, 0);
        append(1299 + i, 1, 0);
    }
    check_rows(first - 600, 1300 - first + 1200);
}
END_TEST

/* A place that is used again says nothing of who stood there. */
START_TEST(rows_are_dropped_one_by_one)
{
    for (size_t i = 0; i < 600; i++)
        append(i, 3, 0);
    for (size_t i = 1; i <= 300; i += 7) {
        span_drop(&span, (struct stream_id){i, 0});
        check_rows(i, 600 - i);
        ck_assert_uint_eq(span_count_reports(&span, 0, span.rows), 600 - i);
    }
    prepend(1, 1, 0);
    ck_assert_int_eq(span_severity(&span, 0, 1), SEVERITY_ABSENT);
    ck_assert_uint_eq(span_count_reports(&span, 0, span.rows), span.rows);
    span_drop(&span, (struct stream_id){1000, 0});
    check_rows(0, 0);
}
END_TEST

START_TEST(a_ring_that_is_fed_and_trimmed_stays_small)
{
    for (size_t i = 0; i < 100000; i++) {
        append(i, 1, 0);
        if (i >= 600)
            span_trim(&span, (struct stream_id){i - 600, 0});
    }
    ck_assert_uint_le(span.rows, 600 + SPAN_BLOCK_ROWS);
    ck_assert_uint_le(span.ring_capacity, 8);
    check_rows(100000 - span.rows, span.rows);
}
END_TEST

START_TEST(previous_passes_over_holes_skipped_entries_and_duplicates)
{
    append(0, 0x3, 7);
    append(1, 0x2, 0);
    skip(2);
    append(3, 0x1, 7); /* a duplicate of row 0 */
    append(4, 0x2, 0);

    ck_assert_uint_eq(span_previous(&span, 1, 5), 4);
    ck_assert_uint_eq(span_previous(&span, 1, 4), 1);
    ck_assert_uint_eq(span_previous(&span, 0, 5), 0);
    ck_assert_uint_eq(span_previous(&span, 0, 0), SPAN_NO_ROW);
    ck_assert_uint_eq(span_previous(&span, 5, 5), SPAN_NO_ROW);
    ck_assert_uint_eq(span_previous(&span, SPAN_ANY_COLUMN, 4), 1);
    ck_assert_uint_eq(span_previous_arrival(&span, SPAN_ANY_COLUMN, 4), 3);
    ck_assert_uint_eq(span_previous_arrival(&span, SPAN_ANY_COLUMN, 3), 1);
    ck_assert_uint_eq(span_previous_arrival(&span, 0, 5), 3);
    ck_assert_uint_eq(span_previous_arrival(&span, 1, 4), 1);
    ck_assert_uint_eq(span_count_reports(&span, 0, 5), 3);
    ck_assert_uint_eq(span_count_reports(&span, 2, 4), 0);
}
END_TEST

START_TEST(previous_crosses_blocks_that_do_not_know_the_column)
{
    append(0, 0x2, 0);
    for (size_t i = 1; i < 2000; i++)
        append(i, 0x1, 0);

    ck_assert_uint_eq(span_previous(&span, 1, 2000), 0);
    ck_assert_uint_eq(span_previous(&span, 1, 1), 0);
    ck_assert_uint_eq(span_count_reports(&span, 100, 1900), 1800);
}
END_TEST

START_TEST(the_later_twin_is_the_duplicate_when_added_behind)
{
    ck_assert(!append(0, 1, 42));
    ck_assert(!append(1, 1, 43));
    ck_assert(append(2, 1, 42));
    ck_assert_int_eq(span_kind(&span, 0), ROW_REPORT);
    ck_assert_int_eq(span_kind(&span, 2), ROW_DUPLICATE);
}
END_TEST

START_TEST(the_later_twin_is_the_duplicate_when_added_before)
{
    ck_assert(!prepend(5, 1, 42));
    ck_assert(!prepend(4, 1, 43));
    ck_assert(prepend(3, 1, 42));
    ck_assert(prepend(2, 1, 42));
    ck_assert_int_eq(span_kind(&span, 0), ROW_REPORT);
    ck_assert_int_eq(span_kind(&span, 1), ROW_DUPLICATE);
    ck_assert_int_eq(span_kind(&span, 2), ROW_REPORT);
    ck_assert_int_eq(span_kind(&span, 3), ROW_DUPLICATE);
}
END_TEST

/* The twin may stand in another block, and its fingerprint may share a bit with others. */
START_TEST(twins_are_found_512_rows_away_and_not_further)
{
    append(0, 1, 42);
    for (size_t i = 1; i < SPAN_DUPLICATE_ROWS; i++)
        append(i, 1, (uint32_t)(42 + i * 2048));
    ck_assert(append(512, 1, 42));
    ck_assert(append(1023, 1, 42));

    span_clear(&span);
    append(0, 1, 42);
    for (size_t i = 1; i <= SPAN_DUPLICATE_ROWS; i++)
        append(i, 1, (uint32_t)(42 + i * 2048));
    ck_assert(!append(513, 1, 42));
}
END_TEST

START_TEST(twins_are_found_512_rows_ahead_and_not_further)
{
    prepend(10000, 1, 42);
    for (size_t i = 1; i < SPAN_DUPLICATE_ROWS; i++)
        prepend(10000 - i, 1, (uint32_t)(42 + i * 2048));
    ck_assert(prepend(9000, 1, 42));
    ck_assert_int_eq(span_kind(&span, 512), ROW_DUPLICATE);

    span_clear(&span);
    prepend(10000, 1, 42);
    for (size_t i = 1; i <= SPAN_DUPLICATE_ROWS; i++)
        prepend(10000 - i, 1, (uint32_t)(42 + i * 2048));
    ck_assert(!prepend(9000, 1, 42));
    ck_assert_int_eq(span_kind(&span, 513), ROW_REPORT);
}
END_TEST

START_TEST(reports_without_fingerprint_are_no_duplicates)
{
    ck_assert(!append(0, 1, 0));
    ck_assert(!append(1, 1, 0));
    ck_assert(!prepend(0, 1, 0));
    skip(2);
    ck_assert_uint_eq(span_count_reports(&span, 0, 4), 3);
}
END_TEST

START_TEST(a_few_reports_take_little)
{
    for (size_t i = 0; i < 3; i++)
        prepend(10 - i, 0x7f, (uint32_t)i + 1);
    ck_assert_uint_le(span_memory(&span), 1100);
    for (size_t i = 0; i < 97; i++)
        append(11 + i, 0x7f, (uint32_t)i + 4);
    ck_assert_uint_le(span_memory(&span), 2 * 100 * (7 * 28 + 22));
    check_rows(8, 100);
}
END_TEST

/* The budget: 32 bytes a sample at 7 dimensions and 20,000 reports, wherever they are added. */
START_TEST(a_sample_takes_at_most_32_bytes)
{
    static const size_t added_before[] = {0, 200, 10000, 19999, 20000};

    for (size_t i = added_before[_i]; i < 20000; i++)
        append(20000 + i, 0x7f, (uint32_t)i + 1);
    for (size_t i = 0; i < added_before[_i]; i++)
        prepend(19999 - i, 0x7f, (uint32_t)i + 100001);
    ck_assert_uint_eq(span.rows, 20000);
    ck_assert_uint_le(span_memory(&span), 32 * 7 * 20000);
}
END_TEST

Suite *suite_span(void)
{
    Suite *suite = suite_create("span");
    TCase *rows = tcase_create("rows");
    TCase *twins = tcase_create("duplicates");

    tcase_add_checked_fixture(rows, setup, teardown);
    tcase_add_test(rows, an_empty_span_has_nothing);
    tcase_add_test(rows, rows_are_added_behind);
    tcase_add_test(rows, rows_are_added_before);
    tcase_add_test(rows, rows_are_added_at_both_ends_in_turn);
    tcase_add_test(rows, a_hole_is_absent_with_every_number_unknown);
    tcase_add_loop_test(rows, counts_keep_29_bits_and_unknown_apart, 0, 5);
    tcase_add_test(rows, find_gives_the_first_row_not_before_an_id);
    tcase_add_test(rows, trim_releases_only_whole_blocks);
    tcase_add_test(rows, a_trimmed_span_grows_again_at_both_ends);
    tcase_add_test(rows, rows_are_dropped_one_by_one);
    tcase_add_test(rows, a_ring_that_is_fed_and_trimmed_stays_small);
    tcase_add_test(rows, previous_passes_over_holes_skipped_entries_and_duplicates);
    tcase_add_test(rows, previous_crosses_blocks_that_do_not_know_the_column);
    tcase_add_test(rows, a_few_reports_take_little);
    tcase_add_loop_test(rows, a_sample_takes_at_most_32_bytes, 0, 5);
    suite_add_tcase(suite, rows);

    tcase_add_checked_fixture(twins, setup, teardown);
    tcase_add_test(twins, the_later_twin_is_the_duplicate_when_added_behind);
    tcase_add_test(twins, the_later_twin_is_the_duplicate_when_added_before);
    tcase_add_test(twins, twins_are_found_512_rows_away_and_not_further);
    tcase_add_test(twins, twins_are_found_512_rows_ahead_and_not_further);
    tcase_add_test(twins, reports_without_fingerprint_are_no_duplicates);
    suite_add_tcase(suite, twins);
    return suite;
}
