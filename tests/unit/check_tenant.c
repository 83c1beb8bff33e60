#include "config.h"

#include "base/duration.h"
#include "drift/tenant.h"
#include "judge/silence.h"
#include "support/drift_fixture.h"
#include "unit/suites.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static struct tenant *tenant;

static void setup(void)
{
    tenant = fixture_tenant();
}

static void teardown(void)
{
    tenant_free(tenant);
}

static struct stream_id newest_report_id(void)
{
    return recent_id(&tenant->recent, recent_newest_report(&tenant->recent));
}

static const struct dimension *dimension_named(const char *name)
{
    size_t column = tenant_find_dimension(tenant, slice_of(name));

    ck_assert_uint_lt(column, tenant->dimension_count);
    return &tenant->dimensions[column];
}

/* --- reports on their way in --- */

START_TEST(a_report_opens_columns_in_order_of_first_appearance)
{
    ck_assert_int_eq(fixture_add(tenant, AT(0), "b=O1 a=W-2"), TENANT_NEWER);
    ck_assert_int_eq(fixture_add(tenant, AT(1), "a=O3 c=O b=N"), TENANT_NEWER);

    ck_assert_uint_eq(tenant->dimension_count, 3);
    ck_assert_str_eq(tenant->dimensions[0].name, "b");
    ck_assert_str_eq(tenant->dimensions[1].name, "a");
    ck_assert_str_eq(tenant->dimensions[2].name, "c");
    ck_assert_double_eq(span_sample(history_live(&tenant->history), 0, 1).z, -2);
    ck_assert_double_eq(span_sample(history_live(&tenant->history), 1, 1).z, 3);
    ck_assert_int_eq(span_severity(history_live(&tenant->history), 1, 0), SEVERITY_NO_DATA);
    ck_assert_int_eq(span_severity(history_live(&tenant->history), 0, 2), SEVERITY_ABSENT);
    ck_assert_uint_eq(tenant_find_dimension(tenant, SLICE("B")), 3);
}
END_TEST

START_TEST(names_are_bytes_and_may_hold_nul)
{
    struct report report = {.id = {1, 0}};

    report_add(&report)->name = (struct slice){"a\0b", 3};
    report_add(&report)->name = (struct slice){"a\0c", 3};
    report_add(&report)->name = (struct slice){"a", 1};
    for (size_t i = 0; i < 3; i++)
        report.readings[i].severity = SEVERITY_OK;
    tenant_add(tenant, &report, true);
    report_free(&report);

    ck_assert_uint_eq(tenant->dimension_count, 3);
    ck_assert_uint_eq(tenant->dimensions[1].name_size, 3);
    ck_assert_uint_eq(tenant_find_dimension(tenant, (struct slice){"a\0c", 3}), 1);
    ck_assert_uint_eq(tenant->flaws.count[FLAW_DOUBLED_DIMENSIONS], 0);
}
END_TEST

START_TEST(reports_come_newer_older_or_known)
{
    ck_assert_int_eq(fixture_add(tenant, AT(5), "a=O"), TENANT_NEWER);
    ck_assert_int_eq(fixture_add(tenant, AT(5), "a=O"), TENANT_KNOWN);
    ck_assert_int_eq(fixture_add(tenant, AT(3), "a=O"), TENANT_OLDER);
    ck_assert_int_eq(fixture_add(tenant, AT(4), "a=O"), TENANT_KNOWN);
    ck_assert_int_eq(fixture_add(tenant, AT(7), "a=O"), TENANT_NEWER);
    ck_assert_uint_eq(history_rows(&tenant->history), 3);
    ck_assert_int_eq(stream_id_time(tenant->newest_id), AT(7));
}
END_TEST

START_TEST(only_the_newest_report_is_kept_when_nobody_looks)
{
    ck_assert_int_eq(fixture_add_newest(tenant, AT(5), "a=W-3 b=O"), TENANT_NEWER);
    ck_assert_int_eq(fixture_add_newest(tenant, AT(5), "a=O b=O"), TENANT_KNOWN);
    ck_assert_int_eq(fixture_add_newest(tenant, AT(4), "a=O b=O"), TENANT_KNOWN);
    ck_assert_uint_eq(history_rows(&tenant->history), 0);
    ck_assert(tenant->has_report);
    ck_assert_double_eq(dimension_named("a")->newest.z, -3);
    ck_assert_int_eq(fixture_add_newest(tenant, AT(6), "a=O1"), TENANT_NEWER);
    ck_assert_double_eq(dimension_named("a")->newest.z, 1);
    ck_assert_int_eq(stream_id_time(dimension_named("b")->last), AT(5));
}
END_TEST

START_TEST(the_newest_report_goes_into_a_history_that_begins)
{
    fixture_add_newest(tenant, AT(5), "a=W-3");
    ck_assert_int_eq(fixture_add(tenant, AT(5), "a=W-3"), TENANT_OLDER);
    ck_assert_int_eq(fixture_add(tenant, AT(4), "a=O"), TENANT_OLDER);
    ck_assert_uint_eq(history_rows(&tenant->history), 2);
    ck_assert_uint_eq(tenant->recent.count, 2);
    ck_assert_double_eq(dimension_named("a")->newest.z, -3);
}
END_TEST

START_TEST(an_older_report_tells_of_a_dimension_that_went)
{
    fixture_add(tenant, AT(5), "a=O1");
    fixture_add(tenant, AT(4), "a=W2 gone=D-7");

    ck_assert_double_eq(dimension_named("a")->newest.z, 1);
    ck_assert_double_eq(dimension_named("gone")->newest.z, -7);
    ck_assert_int_eq(stream_id_time(dimension_named("gone")->last), AT(4));
    ck_assert_str_eq(dimension_named("gone")->severity_word, "degraded");
}
END_TEST

START_TEST(the_worse_of_two_readings_of_one_name_holds)
{
    fixture_add(tenant, AT(0), "a=O1 b=O a=D-5 a=W-2");

    ck_assert_uint_eq(tenant->dimension_count, 2);
    ck_assert_uint_eq(tenant->flaws.count[FLAW_DOUBLED_DIMENSIONS], 2);
    ck_assert_double_eq(span_sample(history_live(&tenant->history), 0, 0).z, -5);
    ck_assert_double_eq(dimension_named("a")->newest.z, -5);
    ck_assert_str_eq(dimension_named("a")->severity_word, "degraded");
}
END_TEST

START_TEST(the_first_of_two_equally_bad_readings_holds)
{
    fixture_add(tenant, AT(0), "a=W-2 a=W-3");
    ck_assert_double_eq(span_sample(history_live(&tenant->history), 0, 0).z, -2);
    ck_assert_uint_eq(tenant->flaws.count[FLAW_DOUBLED_DIMENSIONS], 1);
}
END_TEST

START_TEST(text_and_full_count_of_the_newest_reading_are_kept)
{
    struct report report = {.id = {10, 0},
                            .window_start = SLICE("2026-01-01T00:00:00Z"),
                            .window_end = SLICE("2026-01-01T00:05:00Z")};
    struct reading *reading = report_add(&report);

    reading->name = SLICE("a");
    reading->severity = SEVERITY_WARN;
    reading->severity_word = SLICE("Critical");
    reading->sample_count = UINT64_C(5000000000);
    reading->metadata = SLICE("{\"p\":1}");
    tenant_add(tenant, &report, true);
    ck_assert_str_eq(dimension_named("a")->severity_word, "Critical");
    ck_assert_str_eq(dimension_named("a")->metadata, "{\"p\":1}");
    ck_assert_uint_eq(dimension_named("a")->sample_count, UINT64_C(5000000000));
    ck_assert_uint_eq(span_sample(history_live(&tenant->history), 0, 0).count,
                      SPAN_COUNT_UNKNOWN - 1);
    ck_assert_str_eq(tenant->window_start, "2026-01-01T00:00:00Z");
    ck_assert_int_eq(tenant->window_length_ms, 5 * MS_PER_MINUTE);

    report.id.ms = 9;
    report.window_start = SLICE("2025-01-01T00:00:00Z");
    tenant_add(tenant, &report, true);
    ck_assert_str_eq(tenant->window_start, "2026-01-01T00:00:00Z");

    report.id.ms = 11;
    reading->metadata = (struct slice){0};
    reading->severity_word = SLICE("ok");
    reading->sample_count = SAMPLE_COUNT_UNKNOWN;
    report.window_end = (struct slice){0};
    tenant_add(tenant, &report, true);
    report_free(&report);
    ck_assert_str_eq(dimension_named("a")->severity_word, "ok");
    ck_assert_ptr_null(dimension_named("a")->metadata);
    ck_assert_uint_eq(span_sample(history_live(&tenant->history), 2, 0).count, SPAN_COUNT_UNKNOWN);
    ck_assert_ptr_null(tenant->window_end);
    ck_assert_int_eq(tenant->window_length_ms, 0);
}
END_TEST

START_TEST(names_beyond_the_limit_are_refused_and_counted)
{
    static char names[TENANT_MAX_DIMENSIONS + 10][16];
    struct report report = {.id = {1, 0}};

    for (size_t i = 0; i < TENANT_MAX_DIMENSIONS + 10; i++) {
        snprintf(names[i], sizeof(names[i]), "dimension%zu", i);
        struct reading *reading = report_add(&report);
        reading->name = slice_of(names[i]);
        reading->severity = SEVERITY_OK;
        reading->z = (double)i;
    }
    tenant_add(tenant, &report, true);
    report_free(&report);

    ck_assert_uint_eq(tenant->dimension_count, TENANT_MAX_DIMENSIONS);
    ck_assert_uint_eq(tenant->flaws.count[FLAW_NAMES_LEFT_OUT], 10);
    ck_assert_double_eq(span_sample(history_live(&tenant->history), 0, TENANT_MAX_DIMENSIONS - 1).z,
                        TENANT_MAX_DIMENSIONS - 1);
    /* What is known goes on, whatever the order. */
    fixture_add(tenant, AT(0), "dimension511=W1 other=O dimension0=D2");
    ck_assert_uint_eq(tenant->flaws.count[FLAW_NAMES_LEFT_OUT], 11);
    ck_assert_double_eq(span_sample(history_live(&tenant->history), 1, 511).z, 1);
    ck_assert_double_eq(span_sample(history_live(&tenant->history), 1, 0).z, 2);
}
END_TEST

START_TEST(flaws_are_counted_once_for_what_is_added)
{
    struct report report = {.id = {5, 0}};

    report.flaws.count[FLAW_NUMBERS_NOT_FINITE] = 2;
    report.flaws.count[FLAW_MISSING_FIELDS] = 1;

    tenant_add(tenant, &report, true);
    tenant_add(tenant, &report, true);
    ck_assert_uint_eq(tenant->flaws.count[FLAW_NUMBERS_NOT_FINITE], 2);
    ck_assert_uint_eq(tenant->flaws.count[FLAW_MISSING_FIELDS], 1);
    report.id.ms = 6;
    tenant_add(tenant, &report, true);
    ck_assert_uint_eq(tenant->flaws.count[FLAW_NUMBERS_NOT_FINITE], 4);
}
END_TEST

START_TEST(duplicates_are_counted_at_both_ends)
{
    fixture_add_marked(tenant, AT(5), "a=W-1", 7);
    fixture_add_marked(tenant, AT(6), "a=W-1", 7);
    fixture_add_marked(tenant, AT(4), "a=W-1", 7);

    ck_assert_uint_eq(tenant->history.duplicates, 2);
    ck_assert_uint_eq(span_count_reports(history_live(&tenant->history), 0, 3), 1);
    /* They tell how often the producer writes. */
    ck_assert_uint_eq(tenant->recent.count, 3);
    ck_assert_int_eq(fixture_add_marked(tenant, AT(6), "a=W-1", 7), TENANT_KNOWN);
    ck_assert_uint_eq(tenant->recent.count, 3);
    ck_assert_uint_eq(dimension_named("a")->bad_below, 1);
    ck_assert_int_eq(stream_id_time(tenant->newest_id), AT(6));
}
END_TEST

START_TEST(the_sign_of_z_is_learned_from_trouble)
{
    fixture_add(tenant, AT(0), "up=W3 down=D-2 mixed=W1 quiet=O5");
    fixture_add(tenant, AT(1), "up=D4 down=W-1 mixed=W-1 quiet=N");
    fixture_add(tenant, AT(2), "up=W down=W0 quiet=O-5");

    ck_assert_uint_eq(dimension_named("up")->bad_above, 2);
    ck_assert_uint_eq(dimension_named("up")->bad_below, 0);
    ck_assert_uint_eq(dimension_named("down")->bad_below, 2);
    ck_assert_uint_eq(dimension_named("mixed")->bad_above, 1);
    ck_assert_uint_eq(dimension_named("mixed")->bad_below, 1);
    ck_assert_uint_eq(dimension_named("quiet")->bad_above, 0);
    ck_assert_uint_eq(dimension_named("quiet")->bad_below, 0);
}
END_TEST

/* --- entries that cannot be read --- */

/* Its newest report came at AT(10), with an ID five minutes ahead. */
START_TEST(a_clock_that_is_ahead_is_followed_from_a_minute_before_the_report_came)
{
    const int64_t ahead_ms = 5 * MS_PER_MINUTE;
    const int64_t first_ms = AT(9);

    fixture_add(tenant, AT(15), "a=O1");
    ck_assert_int_eq(tenant_clock(tenant, AT(12)), AT(12));
    tenant->ahead_ms = ahead_ms;
    ck_assert_int_eq(tenant_clock(tenant, AT(12)), AT(12) + ahead_ms);
    ck_assert_int_eq(tenant_clock(tenant, first_ms), first_ms + ahead_ms);
    ck_assert_int_eq(tenant_clock(tenant, first_ms - 1), first_ms - 1);
    ck_assert_int_eq(tenant_clock(tenant, INT64_MAX - ahead_ms), INT64_MAX);
    ck_assert_int_eq(tenant_clock(tenant, INT64_MAX - ahead_ms + 1), INT64_MAX - ahead_ms + 1);
    tenant->known_until_ms = AT(11);
    ck_assert_int_eq(tenant_known_clock(tenant, AT(12)), AT(11) + ahead_ms);
    ck_assert_int_eq(tenant_known_clock(tenant, AT(10)), AT(10) + ahead_ms);
}
END_TEST

START_TEST(an_unreadable_entry_holds_a_place_in_time)
{
    fixture_add(tenant, AT(0), "a=O1");
    ck_assert_int_eq(tenant_add_unreadable(tenant, stream_id_at(AT(1)), "no dims", true),
                     TENANT_NEWER);
    ck_assert_int_eq(tenant_add_unreadable(tenant, stream_id_at(AT(1)), "no dims", true),
                     TENANT_KNOWN);

    ck_assert_uint_eq(tenant->skipped, 1);
    ck_assert_str_eq(tenant_trouble(tenant), "no dims");
    ck_assert_uint_eq(history_rows(&tenant->history), 2);
    ck_assert_int_eq(span_kind(history_live(&tenant->history), 1), ROW_SKIPPED);
    ck_assert_int_eq(stream_id_time(tenant->newest_id), AT(1));
    ck_assert_uint_eq(tenant->recent.count, 2);
    ck_assert(!recent_is_readable(&tenant->recent, tenant->recent.count - 1U));
    ck_assert_double_eq(dimension_named("a")->newest.z, 1);
}
END_TEST

START_TEST(the_newest_reason_stays)
{
    char reason[400];

    tenant_add_unreadable(tenant, stream_id_at(AT(5)), "newest", true);
    tenant_add_unreadable(tenant, stream_id_at(AT(4)), "older", true);
    ck_assert_str_eq(tenant_trouble(tenant), "newest");
    memset(reason, 'x', sizeof(reason) - 1);
    reason[sizeof(reason) - 1] = '\0';
    tenant_add_unreadable(tenant, stream_id_at(AT(6)), reason, true);
    ck_assert_uint_eq(strlen(tenant_trouble(tenant)), TENANT_TROUBLE_MAX);
}
END_TEST

START_TEST(a_report_behind_an_unreadable_newest_entry_is_still_told)
{
    tenant_add_unreadable(tenant, stream_id_at(AT(5)), "broken", false);
    fixture_add_recent(tenant, AT(4), "a=W-3");
    ck_assert_int_eq(stream_id_time(tenant->newest_id), AT(5));
    ck_assert_int_eq(stream_id_time(newest_report_id()), AT(4));
    ck_assert_double_eq(dimension_named("a")->newest.z, -3);
    ck_assert_uint_eq(history_rows(&tenant->history), 0);
}
END_TEST

/* --- forgetting --- */

START_TEST(clearing_the_history_keeps_the_newest_report)
{
    history_reach(&tenant->history, HISTORY_LIVE, 0);
    fixture_fill(tenant, 0, 10, "a=W-1");
    tenant_add_unreadable(tenant, stream_id_at(AT(10)), "broken", true);
    tenant_clear_history(tenant);

    ck_assert_ptr_null(history_live(&tenant->history));
    ck_assert_uint_eq(history_rows(&tenant->history), 0);
    ck_assert_uint_eq(tenant->skipped, 0);
    ck_assert_str_eq(tenant_trouble(tenant), "");
    ck_assert(tenant->has_report);
    ck_assert_double_eq(dimension_named("a")->newest.z, -1);
    ck_assert_uint_eq(dimension_named("a")->bad_below, 10);
    ck_assert_int_eq(tenant_interval(tenant), MS_PER_MINUTE);
}
END_TEST

START_TEST(a_reset_forgets_the_newest_report_too)
{
    fixture_fill(tenant, 0, 10, "a=W-1");
    tenant_note(tenant, NOTICE_RESET, AT(10), "made again");
    tenant_reset(tenant);

    ck_assert(!tenant->has_report);
    ck_assert(tenant->looked_at);
    ck_assert_uint_eq(tenant->recent.count, 0);
    ck_assert_uint_eq(tenant->dimension_count, 1);
    ck_assert_int_eq(dimension_named("a")->newest.severity, SEVERITY_ABSENT);
    ck_assert(isnan(dimension_named("a")->newest.z));
    ck_assert_uint_eq(tenant->notice_count, 1);
    /* A stream made again may begin with lower IDs. */
    ck_assert_int_eq(fixture_add(tenant, AT(-100), "a=O2"), TENANT_NEWER);
    ck_assert_double_eq(dimension_named("a")->newest.z, 2);
}
END_TEST

/* --- notices --- */

START_TEST(a_notice_repeated_within_a_minute_replaces_the_one_before)
{
    tenant_note(tenant, NOTICE_TRIMMED, AT(0), "%d entries", 5);
    tenant_note(tenant, NOTICE_SKEW, AT(0), "skew");
    tenant_note(tenant, NOTICE_TRIMMED, AT(1) - 1, "%d entries", 9);
    ck_assert_uint_eq(tenant->notice_count, 2);
    ck_assert_str_eq(tenant->notices[0].text, "9 entries");
    ck_assert_int_eq(tenant->notices[0].time_ms, AT(1) - 1);
    tenant_note(tenant, NOTICE_TRIMMED, AT(2), "later");
    ck_assert_uint_eq(tenant->notice_count, 3);
}
END_TEST

START_TEST(the_ring_of_notices_keeps_the_newest)
{
    for (int i = 0; i < 20; i++)
        tenant_note(tenant, NOTICE_TRIMMED, AT(i), "%d", i);
    ck_assert_uint_eq(tenant->notice_count, 20);
    ck_assert_str_eq(tenant->notices[19 % TENANT_NOTICES].text, "19");
    ck_assert_str_eq(tenant->notices[12 % TENANT_NOTICES].text, "12");
}
END_TEST

/* --- the usual interval --- */

static int64_t interval_of(const int *seconds, size_t count)
{
    for (size_t i = 0; i < count; i++)
        fixture_add_newest(tenant, MIDNIGHT + seconds[i] * MS_PER_SECOND, "a=O");
    return tenant_interval(tenant);
}

START_TEST(the_interval_is_not_moved_by_one_gap)
{
    int seconds[12];

    for (int i = 0; i < 12; i++)
        seconds[i] = 60 * i + (i > 6 ? 4000 : 0);
    ck_assert_int_eq(interval_of(seconds, 12), MS_PER_MINUTE);
}
END_TEST

/* Wherever in a burst the newest report stands. */
START_TEST(bursts_are_one_arrival)
{
    for (int i = 0; i < 60; i++) {
        fixture_add(tenant, AT(i / _i) + i % _i * 100, "a=O");
        if (i >= 5 * _i)
            ck_assert_int_eq(tenant_interval(tenant), MS_PER_MINUTE);
    }
}
END_TEST

START_TEST(of_two_intervals_the_longer_is_usual)
{
    static const int seconds[] = {0, 60, 300};

    ck_assert_int_eq(interval_of(seconds, 3), 4 * MS_PER_MINUTE);
}
END_TEST

START_TEST(the_interval_follows_the_newest_reports)
{
    for (int i = 0; i < 20; i++)
        fixture_add(tenant, AT(i), "a=O");
    ck_assert_int_eq(tenant_interval(tenant), MS_PER_MINUTE);
    for (int i = 0; i < RECENT_STATE; i++)
        fixture_add(tenant, AT(20) + i * MS_PER_SECOND, "a=O");
    ck_assert_int_eq(tenant_interval(tenant), MS_PER_SECOND);
}
END_TEST

START_TEST(the_interval_is_the_same_when_loaded_newest_first)
{
    fixture_add_newest(tenant, AT(100), "a=O");
    for (int i = 100; i > 0; i--)
        fixture_add(tenant, AT(i), "a=O");
    ck_assert_uint_eq(tenant->recent.count, 100);
    ck_assert_int_eq(stream_id_time(newest_report_id()), AT(100));
    ck_assert_int_eq(stream_id_time(recent_id(&tenant->recent, 91)), AT(92));
    ck_assert_int_eq(tenant_interval(tenant), MS_PER_MINUTE);
}
END_TEST

static void add_window(int64_t time_ms, const char *start, const char *end)
{
    struct report report = {
        .id = stream_id_at(time_ms), .window_start = slice_of(start), .window_end = slice_of(end)};

    tenant_add(tenant, &report, true);
    report_free(&report);
}

START_TEST(without_intervals_the_window_length_stands_in)
{
    ck_assert_int_eq(tenant_interval(tenant), 0);
    ck_assert_int_eq(tenant_silent_after(tenant), SILENT_AFTER_UNKNOWN_MS);
    add_window(AT(0), "2023-11-14T00:00:00Z", "2023-11-14T01:00:00Z");
    ck_assert_int_eq(tenant_interval(tenant), MS_PER_HOUR);
    ck_assert_int_eq(tenant_silent_after(tenant), 3 * MS_PER_HOUR);
}
END_TEST

START_TEST(without_steps_the_windows_tell_by_how_much_they_move_on)
{
    add_window(AT(0), "2023-11-14T00:00:00Z", "2023-11-14T01:00:00Z");
    add_window(AT(0) + 500, "2023-11-14T04:00:00Z", "2023-11-14T05:00:00Z");
    ck_assert_int_eq(tenant_interval(tenant), 4 * MS_PER_HOUR);
    add_window(AT(0) + 600, "0001-01-01T00:00:00Z", "9999-01-01T00:00:00Z");
    ck_assert_int_gt(tenant_silent_after(tenant), 0);
}
END_TEST

Suite *suite_tenant(void)
{
    Suite *suite = suite_create("tenant");
    TCase *tcase = tcase_create("tenant");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_report_opens_columns_in_order_of_first_appearance);
    tcase_add_test(tcase, names_are_bytes_and_may_hold_nul);
    tcase_add_test(tcase, reports_come_newer_older_or_known);
    tcase_add_test(tcase, only_the_newest_report_is_kept_when_nobody_looks);
    tcase_add_test(tcase, the_newest_report_goes_into_a_history_that_begins);
    tcase_add_test(tcase, an_older_report_tells_of_a_dimension_that_went);
    tcase_add_test(tcase, the_worse_of_two_readings_of_one_name_holds);
    tcase_add_test(tcase, the_first_of_two_equally_bad_readings_holds);
    tcase_add_test(tcase, text_and_full_count_of_the_newest_reading_are_kept);
    tcase_add_test(tcase, names_beyond_the_limit_are_refused_and_counted);
    tcase_add_test(tcase, flaws_are_counted_once_for_what_is_added);
    tcase_add_test(tcase, duplicates_are_counted_at_both_ends);
    tcase_add_test(tcase, the_sign_of_z_is_learned_from_trouble);
    tcase_add_test(tcase, a_clock_that_is_ahead_is_followed_from_a_minute_before_the_report_came);
    tcase_add_test(tcase, an_unreadable_entry_holds_a_place_in_time);
    tcase_add_test(tcase, the_newest_reason_stays);
    tcase_add_test(tcase, a_report_behind_an_unreadable_newest_entry_is_still_told);
    tcase_add_test(tcase, clearing_the_history_keeps_the_newest_report);
    tcase_add_test(tcase, a_reset_forgets_the_newest_report_too);
    tcase_add_test(tcase, a_notice_repeated_within_a_minute_replaces_the_one_before);
    tcase_add_test(tcase, the_ring_of_notices_keeps_the_newest);
    tcase_add_test(tcase, the_interval_is_not_moved_by_one_gap);
    tcase_add_loop_test(tcase, bursts_are_one_arrival, 2, 8);
    tcase_add_test(tcase, of_two_intervals_the_longer_is_usual);
    tcase_add_test(tcase, the_interval_follows_the_newest_reports);
    tcase_add_test(tcase, the_interval_is_the_same_when_loaded_newest_first);
    tcase_add_test(tcase, without_intervals_the_window_length_stands_in);
    tcase_add_test(tcase, without_steps_the_windows_tell_by_how_much_they_move_on);
    suite_add_tcase(suite, tcase);
    return suite;
}
