#include "config.h"

#include "drift/report.h"
#include "unit/suites.h"

#include <math.h>
#include <string.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

START_TEST(a_new_reading_knows_nothing)
{
    struct report report = {0};
    struct reading *reading = report_add(&report);

    ck_assert_double_nan(reading->value);
    ck_assert_double_nan(reading->baseline);
    ck_assert_double_nan(reading->z);
    ck_assert_uint_eq(reading->sample_count, SAMPLE_COUNT_UNKNOWN);
    ck_assert_int_eq(reading->severity, SEVERITY_ABSENT);
    ck_assert_uint_eq(reading->name.size, 0);
    report_free(&report);
}
END_TEST

START_TEST(readings_keep_their_order_while_the_report_grows)
{
    struct report report = {0};

    for (int i = 0; i < 1000; i++)
        report_add(&report)->value = i;
    ck_assert_uint_eq(report.count, 1000);
    for (int i = 0; i < 1000; i++)
        ck_assert_double_eq(report.readings[i].value, i);
    report_free(&report);
}
END_TEST

START_TEST(a_reset_report_is_empty_and_keeps_its_memory)
{
    struct report report = {0};

    report_add(&report)->value = 1;
    report.id = (struct stream_id){1, 2};
    report.window_start = SLICE("2026-11-22");
    report.flaws.count[FLAW_NUMBERS_NOT_FINITE] = 3;
    report.dialect = DIALECT_BAR;
    struct reading *readings = report.readings;
    report_reset(&report);

    ck_assert_uint_eq(report.count, 0);
    ck_assert_ptr_eq(report.readings, readings);
    ck_assert_uint_eq(report.id.ms, 0);
    ck_assert_ptr_null(report.window_start.data);
    ck_assert_uint_eq(report_flaws_total(&report.flaws), 0);
    ck_assert_int_eq(report.dialect, DIALECT_NONE);
    ck_assert_double_nan(report_add(&report)->value);
    report_free(&report);
}
END_TEST

static const struct {
    const char *start;
    const char *end;
    int64_t length_ms;
} windows[] = {
    {"2026-11-22T14:30:00+00:00", "2026-11-22T14:31:00+00:00", 60000},
    {"2026-11-22T14:30:00", "2026-11-22T14:31:00", 60000},
    {"2026-11-22T14:30:00.250000Z", "2026-11-22T14:30:01.500000Z", 1250},
    {"2026-11-22T14:30:00+01:00", "2026-11-22T14:30:00Z", 3600000},
    /* An idle window ends before it starts. */
    {"2026-11-22T14:31:00Z", "2026-11-22T14:30:00Z", 0},
    {"2026-11-22T14:30:00Z", "2026-11-22T14:30:00Z", 0},
    /* A naive local time has no known distance from a time with an offset. */
    {"2026-11-22T14:30:00", "2026-11-22T14:31:00+00:00", 0},
    {"2026-11-22T14:30:00+00:00", "2026-11-22T14:31:00", 0},
    {"", "2026-11-22T14:31:00Z", 0},
    {"2026-11-22T14:30:00Z", "yesterday", 0},
    /* Numbers of the epoch, and dates. */
    {"1795357815", "1795357875", 60000},
    {"1795357815.5", "1795357815750", 250},
    {"1795357815", "2026-11-22T14:31:15Z", 60000},
    {"2026-11-22", "2026-11-23", 86400000},
};

START_TEST(the_window_has_a_length_where_it_can_be_told)
{
    struct report report = {.window_start = slice_of(windows[_i].start),
                            .window_end = slice_of(windows[_i].end)};

    ck_assert_int_eq(report_window(&report).length_ms, windows[_i].length_ms);
}
END_TEST

START_TEST(a_window_has_its_moments)
{
    struct report report = {.window_start = SLICE("2026-11-22T15:30:15.999999+01:00"),
                            .window_end = SLICE("2026-11-22T14:30:16")};

    ck_assert_int_eq(report_window(&report).start_ms, 1795357815999);
    ck_assert_int_eq(report_window(&report).end_ms, 1795357816000);
    report.window_start = SLICE("soon");
    ck_assert_int_eq(report_window(&report).start_ms, INT64_MIN);
    ck_assert_int_eq(report_window(&report).end_ms, 1795357816000);
}
END_TEST

START_TEST(a_report_without_a_window_has_no_length)
{
    struct report report = {0};

    ck_assert_int_eq(report_window(&report).start_ms, INT64_MIN);
    ck_assert_int_eq(report_window(&report).end_ms, INT64_MIN);
    ck_assert_int_eq(report_window(&report).length_ms, 0);
}
END_TEST

Suite *suite_report(void)
{
    Suite *suite = suite_create("report");
    TCase *tcase = tcase_create("report");

    tcase_add_test(tcase, a_new_reading_knows_nothing);
    tcase_add_test(tcase, readings_keep_their_order_while_the_report_grows);
    tcase_add_test(tcase, a_reset_report_is_empty_and_keeps_its_memory);
    tcase_add_loop_test(tcase, the_window_has_a_length_where_it_can_be_told, 0, COUNT(windows));
    tcase_add_test(tcase, a_window_has_its_moments);
    tcase_add_test(tcase, a_report_without_a_window_has_no_length);
    suite_add_tcase(suite, tcase);
    return suite;
}
