#include "config.h"

#include "judge/newest.h"
#include "support/drift_fixture.h"
#include "support/judge_fixture.h"
#include "unit/suites.h"

#include <math.h>
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

static struct seen_tenant tenant_between(int first, int end)
{
    return see_tenant(tenant, BETWEEN(first, end));
}

static struct seen_dimension seen_between(const char *name, int first, int end)
{
    return see_dimension(tenant, tenant_find_dimension(tenant, slice_of(name)),
                         BETWEEN(first, end));
}

static struct dimension_verdict dimension_between(const char *name, int first, int end)
{
    return seen_between(name, first, end).verdict;
}

/* --- tenants --- */

START_TEST(a_tenant_that_was_not_looked_at_is_unknown)
{
    tenant->looked_at = false;
    struct seen_tenant summary = tenant_between(0, 10);

    ck_assert_int_eq(summary.state, STATE_NO_DATA);
    ck_assert_uint_eq(summary.worst, DIMENSION_NONE);
    ck_assert(isnan(summary.worst_z));
    ck_assert_int_eq(summary.since.time_ms, INT64_MIN);
    ck_assert_int_eq(summary.newest_ms, INT64_MIN);
    ck_assert_int_eq(summary.age_ms, -1);
    ck_assert_uint_eq(summary.reports, 0);
}
END_TEST

START_TEST(a_stream_without_entries_is_empty)
{
    ck_assert_int_eq(tenant_between(0, 10).state, STATE_EMPTY);
    tenant->failed = true;
    ck_assert_int_eq(tenant_between(0, 10).state, STATE_NO_DATA);
}
END_TEST

START_TEST(a_stream_that_cannot_be_read_is_not_ok)
{
    tenant_add_unreadable(tenant, stream_id_at(AT(1)), "broken", true);
    ck_assert_int_eq(tenant_between(0, 10).state, STATE_NO_DATA);
    fixture_add(tenant, AT(2), "");
    struct seen_tenant summary = tenant_between(0, 10);
    ck_assert_int_eq(summary.state, STATE_NO_DATA);
    ck_assert_int_eq(summary.newest_ms, AT(2));
    ck_assert_uint_eq(summary.reports, 1);
}
END_TEST

START_TEST(the_worst_dimension_has_the_greatest_state_then_z)
{
    static const struct {
        const char *readings;
        enum state state;
        size_t worst;
    } cases[] = {
        {"a=O1 b=O-3 c=O2", STATE_OK, 1},    {"a=O9 b=W c=W-1", STATE_WARN, 2},
        {"a=D0.1 b=W9", STATE_DEGRADED, 0},  {"a=O9 b=N c=O1", STATE_NO_DATA, 1},
        {"a=W2 b=W-2", STATE_WARN, 0},       {"a=W b=W c=O3", STATE_WARN, 0},
        {"a=N b=W0 c=D", STATE_DEGRADED, 2},
    };

    fixture_add(tenant, AT(0), cases[_i].readings);
    struct seen_tenant summary = tenant_between(0, 1);
    ck_assert_int_eq(summary.state, cases[_i].state);
    ck_assert_uint_eq(summary.worst, cases[_i].worst);
}
END_TEST

START_TEST(dimensions_are_counted_by_state)
{
    fixture_fill(tenant, 0, 5, "a=O1 b=W2 c=D-4 d=N gone=D9");
    fixture_fill(tenant, 5, 10, "a=O1 b=W2 c=D-4 d=N e=O");
    struct seen_tenant summary = tenant_between(0, 10);

    ck_assert_uint_eq(summary.by_state[STATE_OK], 2);
    ck_assert_uint_eq(summary.by_state[STATE_WARN], 1);
    ck_assert_uint_eq(summary.by_state[STATE_DEGRADED], 1);
    ck_assert_uint_eq(summary.by_state[STATE_NO_DATA], 1);
    ck_assert_uint_eq(summary.by_state[STATE_STALE], 1);
    ck_assert_double_eq(summary.worst_z, -4);
}
END_TEST

START_TEST(reports_are_counted_in_the_window_alone)
{
    fixture_fill(tenant, 0, 600, "a=O1");
    fixture_add_marked(tenant, AT(600), "a=O1", 7);
    fixture_add_marked(tenant, AT(601), "a=O1", 7);
    tenant_add_unreadable(tenant, stream_id_at(AT(602)), "broken", true);

    ck_assert_uint_eq(tenant_between(0, 1000).reports, 601);
    ck_assert_uint_eq(tenant_between(590, 603).reports, 11);
    ck_assert_uint_eq(tenant_between(-10, 10).reports, 10);
    ck_assert_uint_eq(tenant_between(602, 1000).reports, 0);
}
END_TEST

START_TEST(the_windows_end_is_the_moment_of_the_judgement)
{
    fixture_fill(tenant, 0, 10, "a=O1");
    fixture_fill(tenant, 10, 20, "a=D-5 late=O");
    fixture_fill(tenant, 20, 30, "a=O1");

    ck_assert_int_eq(tenant_between(0, 10).state, STATE_OK);
    ck_assert_int_eq(tenant_between(0, 11).state, STATE_DEGRADED);
    ck_assert_int_eq(tenant_between(0, 11).newest_ms, AT(10));
    ck_assert_int_eq(tenant_between(0, 11).age_ms, MS_PER_MINUTE);
    ck_assert_int_eq(tenant_between(0, 30).by_state[STATE_STALE], 1);
    ck_assert_int_eq(tenant_between(0, 10).by_state[STATE_STALE], 0);
    /* Before all that is known there is nothing to judge. */
    ck_assert_int_eq(tenant_between(-20, 0).state, STATE_NO_DATA);
    ck_assert_int_eq(tenant_between(-20, 0).newest_ms, INT64_MIN);
}
END_TEST

START_TEST(silence_is_three_intervals_without_a_report)
{
    fixture_fill(tenant, 0, 10, "a=O1");
    struct time_range window = {AT(0), AT(12)};
    struct seen_tenant summary;

    summary = see_tenant(tenant, window);
    ck_assert_int_eq(summary.state, STATE_OK);
    window.end_ms++;
    summary = see_tenant(tenant, window);
    ck_assert_int_eq(summary.state, STATE_SILENT);
    ck_assert_int_eq(summary.since.time_ms, AT(9));
    ck_assert(!summary.since.before);
    ck_assert_int_eq(summary.age_ms, 3 * MS_PER_MINUTE + 1);
}
END_TEST

START_TEST(entries_that_cannot_be_read_do_not_break_a_silence)
{
    fixture_fill(tenant, 0, 10, "a=O1");
    for (int i = 10; i < 20; i++)
        tenant_add_unreadable(tenant, stream_id_at(AT(i)), "broken", true);
    ck_assert_int_eq(tenant_between(0, 20).state, STATE_SILENT);
    ck_assert_int_eq(tenant_between(0, 20).newest_ms, AT(9));
}
END_TEST

START_TEST(a_duplicate_is_a_sign_of_life)
{
    for (int i = 0; i < 10; i++)
        fixture_add_marked(tenant, AT(i), "a=W2", (uint32_t)i + 1);
    for (int i = 10; i < 20; i++)
        fixture_add_marked(tenant, AT(i), "a=W2", 10);
    struct seen_tenant summary = tenant_between(0, 20);

    ck_assert_int_eq(summary.state, STATE_WARN);
    ck_assert_int_eq(summary.newest_ms, AT(19));
    ck_assert_int_eq(summary.age_ms, MS_PER_MINUTE);
    ck_assert_uint_eq(summary.reports, 10);
    ck_assert_int_eq(dimension_between("a", 0, 20).state, STATE_WARN);
    ck_assert_int_eq(tenant_between(0, 23).state, STATE_SILENT);
    ck_assert_int_eq(tenant_between(0, 23).since.time_ms, AT(19));
}
END_TEST

START_TEST(without_an_interval_an_hour_is_silence)
{
    struct seen_tenant summary;
    struct time_range window = {AT(0), AT(60)};

    fixture_add_newest(tenant, AT(0), "a=O1");
    summary = see_tenant(tenant, window);
    ck_assert_int_eq(summary.state, STATE_OK);
    window.end_ms++;
    summary = see_tenant(tenant, window);
    ck_assert_int_eq(summary.state, STATE_SILENT);
}
END_TEST

/* Whether it is still broken nobody knows, so the old judgement must not be passed off as today's.
 */
START_TEST(silence_takes_the_place_of_every_other_state)
{
    fixture_fill(tenant, 0, 10, "a=W2");
    ck_assert_int_eq(tenant_between(0, 60).state, STATE_SILENT);
    ck_assert_uint_eq(tenant_between(0, 60).worst, 0);
    fixture_add(tenant, AT(10), "a=D4");
    ck_assert_int_eq(tenant_between(0, 11).state, STATE_DEGRADED);
    ck_assert_int_eq(tenant_between(0, 60).state, STATE_SILENT);
    ck_assert_int_eq(tenant_between(0, 60).since.time_ms, AT(10));
    ck_assert_uint_eq(tenant_between(0, 60).by_state[STATE_DEGRADED], 1);
}
END_TEST

/* --- without a history --- */

START_TEST(without_history_the_newest_readings_are_judged)
{
    fixture_add_newest(tenant, AT(0), "old=O9 a=O1");
    fixture_add_newest(tenant, AT(1), "a=O1 b=W-3");
    struct seen_tenant summary = tenant_between(0, 2);

    ck_assert_int_eq(summary.state, STATE_WARN);
    ck_assert_double_eq(summary.worst_z, -3);
    ck_assert_int_eq(summary.newest_ms, AT(1));
    ck_assert_int_eq(summary.since.time_ms, AT(1));
    ck_assert(summary.since.before);
    ck_assert_uint_eq(summary.reports, 1);
    ck_assert_uint_eq(summary.by_state[STATE_DEGRADED] + summary.by_state[STATE_STALE], 0);

    struct seen_dimension b = seen_between("b", 0, 2);
    ck_assert_int_eq(b.verdict.state, STATE_WARN);
    ck_assert_uint_eq(b.window.count, 1);
    ck_assert_double_eq(b.window.z_mean, -3);
    ck_assert_int_eq(dimension_between("old", 0, 2).newest_ms, AT(0));
    /* Outside the window it is still the newest, but not counted. */
    b = seen_between("b", 5, 8);
    ck_assert_int_eq(b.verdict.state, STATE_WARN);
    ck_assert_uint_eq(b.window.count, 0);
    ck_assert_uint_eq(tenant_between(5, 8).reports, 0);
}
END_TEST

START_TEST(a_newest_report_from_the_future_has_no_age)
{
    fixture_add_newest(tenant, AT(10), "a=W1");
    struct seen_tenant summary = tenant_between(0, 5);

    ck_assert_int_eq(summary.state, STATE_WARN);
    ck_assert_int_eq(summary.age_ms, 0);
    ck_assert_uint_eq(summary.reports, 0);
}
END_TEST

START_TEST(a_history_of_unreadable_entries_leaves_the_newest_report)
{
    fixture_add_newest(tenant, AT(0), "a=W1");
    tenant_add_unreadable(tenant, stream_id_at(AT(1)), "broken", true);
    ck_assert_int_eq(tenant_between(0, 2).state, STATE_WARN);
    ck_assert_int_eq(tenant_between(0, 2).newest_ms, AT(0));
}
END_TEST

/* --- dimensions --- */

START_TEST(a_dimension_is_told_by_its_newest_reading)
{
    fixture_add(tenant, AT(0), "a=O1");
    fixture_add(tenant, AT(1), "a=W-2");
    fixture_add(tenant, AT(2), "b=O");
    struct dimension_verdict a = dimension_between("a", 0, 3);

    ck_assert_uint_eq(a.dimension, 0);
    ck_assert_int_eq(a.state, STATE_WARN);
    ck_assert_int_eq(a.severity, SEVERITY_WARN);
    ck_assert_int_eq(a.newest_ms, AT(1));
    ck_assert_double_eq(a.newest.z, -2);
    ck_assert_double_eq(dimension_change(&a), -0.25);
    struct bucket window = seen_between("a", 0, 3).window;
    ck_assert_uint_eq(window.count, 2);
    ck_assert_double_eq(window.z_min, -2);
    ck_assert_double_eq(window.z_max, 1);
}
END_TEST

START_TEST(unknown_numbers_stay_unknown)
{
    fixture_add(tenant, AT(0), "a=N");
    struct dimension_verdict a = dimension_between("a", 0, 1);

    ck_assert_int_eq(a.state, STATE_NO_DATA);
    ck_assert(isnan(dimension_change(&a)) && isnan(a.newest.z) && isnan(a.newest.value));
    ck_assert_int_eq(a.since.time_ms, INT64_MIN);
}
END_TEST

START_TEST(a_dimension_is_stale_when_three_reports_do_without_it)
{
    fixture_add(tenant, AT(0), "a=D-5 b=O");
    fixture_add(tenant, AT(1), "b=O");
    fixture_add_marked(tenant, AT(2), "b=O", 7);
    ck_assert_int_eq(dimension_between("a", 0, 10).state, STATE_DEGRADED);
    /* Neither a duplicate nor an unreadable entry is a report. */
    fixture_add_marked(tenant, AT(3), "b=O", 7);
    tenant_add_unreadable(tenant, stream_id_at(AT(4)), "broken", true);
    ck_assert_int_eq(dimension_between("a", 0, 10).state, STATE_DEGRADED);
    fixture_add(tenant, AT(5), "b=O");
    struct dimension_verdict a = dimension_between("a", 0, 6);
    ck_assert_int_eq(a.state, STATE_STALE);
    ck_assert_int_eq(a.severity, SEVERITY_DEGRADED);
    ck_assert_int_eq(a.newest_ms, AT(0));
    ck_assert_int_eq(a.since.time_ms, AT(0));
    ck_assert(!a.since.before);
    ck_assert_int_eq(dimension_between("a", 0, 5).state, STATE_DEGRADED);
}
END_TEST

START_TEST(a_dimension_that_does_not_exist_yet_says_so)
{
    fixture_fill(tenant, 0, 5, "a=O1");
    fixture_fill(tenant, 5, 10, "a=O1 late=D-3");
    struct seen_dimension late = seen_between("late", 0, 5);

    ck_assert_int_eq(late.verdict.newest_ms, INT64_MIN);
    ck_assert_int_eq(late.verdict.severity, SEVERITY_ABSENT);
    ck_assert_uint_eq(late.window.count, 0);
    ck_assert_int_eq(late.window.worst, SEVERITY_ABSENT);
    ck_assert(isnan(dimension_change(&late.verdict)));
    ck_assert_int_eq(tenant_between(0, 5).state, STATE_OK);
}
END_TEST

/* --- since when --- */

START_TEST(trouble_is_dated_to_where_it_began)
{
    /* One report a minute; '.' is a report without the dimension. */
    static const struct {
        const char *letters;
        int since; /* -1: it is not in trouble */
        bool before;
    } cases[] = {
        {"OOO", -1, false},    {"OWW", 1, false}, {"OWD", 1, false},  {"ODW", 1, false},
        {"WWW", 0, true},      {"WOW", 2, false}, {"WWO", -1, false}, {"OWNW", 1, false},
        {"OWN", 1, false},     {"ONW", 2, false}, {"NNW", 2, true},   {"OW.W.", 1, false},
        {".W", 1, true},       {"O.W", 2, false}, {"NN", -1, false},  {"WON", -1, false},
        {"ODOD...", 3, false},
    };
    const char *letters = cases[_i].letters;
    int minute = 0;

    for (; letters[minute] != '\0'; minute++) {
        char readings[] = "x=O a=?";
        readings[6] = letters[minute];
        if (letters[minute] == '.')
            readings[3] = '\0';
        fixture_add(tenant, AT(minute), readings);
    }
    fixture_fill(tenant, minute, minute + 1, "a=O x=O"); /* after the moment: not seen */
    struct dimension_verdict a = dimension_between("a", 0, minute);
    int64_t since_ms = cases[_i].since < 0 ? INT64_MIN : AT(cases[_i].since);
    ck_assert_msg(a.since.time_ms == since_ms, "%s: since %lld", letters,
                  (long long)a.since.time_ms);
    ck_assert_msg(a.since.before == cases[_i].before, "%s", letters);
}
END_TEST

START_TEST(what_is_stale_is_so_since_its_last_reading)
{
    fixture_fill(tenant, 0, 5, "a=O1 gone=O1");
    fixture_fill(tenant, 5, 10, "a=O1");
    struct dimension_verdict gone = dimension_between("gone", 0, 10);
    struct seen_tenant summary = tenant_between(0, 10);

    ck_assert_int_eq(gone.state, STATE_STALE);
    ck_assert_int_eq(gone.since.time_ms, AT(4));
    ck_assert_int_eq(summary.state, STATE_STALE);
    ck_assert_int_eq(summary.since.time_ms, AT(4));
}
END_TEST

START_TEST(nothing_lies_before_a_stream_that_is_known_as_a_whole)
{
    fixture_fill(tenant, 0, 10, "a=W-2");
    tenant->entries = 11;
    ck_assert(dimension_between("a", 0, 10).since.before);
    tenant->entries = 10;
    ck_assert(!dimension_between("a", 0, 10).since.before);
    ck_assert(!tenant_between(0, 10).since.before);
    ck_assert_int_eq(tenant_between(0, 10).since.time_ms, AT(0));
    tenant_clear_history(tenant);
    ck_assert(tenant_between(0, 10).since.before);
    tenant->entries = 1;
    ck_assert(!tenant_between(0, 10).since.before);
}
END_TEST

START_TEST(trouble_may_be_older_than_the_window)
{
    fixture_fill(tenant, 0, 100, "a=O1");
    fixture_fill(tenant, 100, 1000, "a=W-2");
    struct seen_tenant summary = tenant_between(940, 1000);

    ck_assert_int_eq(summary.since.time_ms, AT(100));
    ck_assert(!summary.since.before);
    ck_assert_uint_eq(seen_between("a", 940, 1000).window.warn, 60);
}
END_TEST

START_TEST(what_was_told_is_gone_on_with)
{
    struct tenant_verdict verdict = {0};

    fixture_fill(tenant, 0, 1, "a=O");
    fixture_fill(tenant, 1, 5, "a=W");
    verdict_make(&verdict, tenant, &JUDGE_LIVE_AT(AT(5)));
    ck_assert_int_eq(verdict.since.time_ms, AT(1));
    fixture_add(tenant, AT(5), "a=D");
    verdict_make(&verdict, tenant, &JUDGE_LIVE_AT(AT(6)));
    ck_assert_int_eq(verdict.since.time_ms, AT(1));
    fixture_add(tenant, AT(6), "a=O");
    verdict_make(&verdict, tenant, &JUDGE_LIVE_AT(AT(7)));
    ck_assert_int_eq(verdict.since.time_ms, INT64_MIN);
    fixture_add(tenant, AT(7), "a=W");
    verdict_make(&verdict, tenant, &JUDGE_LIVE_AT(AT(8)));
    ck_assert_int_eq(verdict.since.time_ms, AT(7));
    ck_assert(!verdict.since.before);
    verdict_free(&verdict);
}
END_TEST

/* The same stream may be read again and say something else: a file that was mended. */
START_TEST(what_was_told_does_not_outlive_its_past)
{
    struct tenant_verdict verdict = {0};

    fixture_fill(tenant, 0, 1, "a=O");
    fixture_fill(tenant, 1, 5, "a=W");
    verdict_make(&verdict, tenant, &JUDGE_LIVE_AT(AT(5)));
    ck_assert_int_eq(verdict.since.time_ms, AT(1));
    tenant_clear_history(tenant);
    fixture_fill(tenant, 0, 3, "a=O");
    fixture_fill(tenant, 3, 5, "a=W");
    verdict_make(&verdict, tenant, &JUDGE_LIVE_AT(AT(5)));
    ck_assert_int_eq(verdict.since.time_ms, AT(3));
    verdict_free(&verdict);
}
END_TEST

START_TEST(an_entry_from_the_end_of_all_time_is_judged_at_each_moment)
{
    struct tenant_verdict verdict = {0};
    struct report report = {.id = STREAM_ID_MAX};

    fixture_fill(tenant, 0, 5, "a=O");
    tenant_add(tenant, &report, true);
    verdict_make(&verdict, tenant, &JUDGE_LIVE_AT(AT(5)));
    ck_assert_int_eq(verdict.state, STATE_OK);
    ck_assert_int_eq(verdict.holds.start_ms, AT(5));
    ck_assert_int_eq(verdict.holds.end_ms, AT(5) + 1);
    report_free(&report);
    verdict_free(&verdict);
}
END_TEST

START_TEST(dimensions_are_told_worst_first)
{
    struct tenant_verdict verdict = {0};
    char names[32] = "";

    fixture_fill(tenant, 0, 3, "e=O g=O");
    fixture_fill(tenant, 3, 9, "a=W b=W2 c=W-3 d=D0.1 f=O-9 g=O later=D");
    fixture_fill(tenant, 9, 12, "a=W b=W2 c=W-3 d=D0.1 f=N later=O99");
    verdict_make(&verdict, tenant, &JUDGE_LIVE_AT(AT(3)));
    ck_assert_uint_eq(verdict.dimension_count, 2);
    verdict_make(&verdict, tenant, &JUDGE_LIVE_AT(AT(12)));
    for (size_t i = 0; i < verdict.dimension_count; i++) {
        strncat(names, tenant->dimensions[verdict.dimensions[i].dimension].name, 1);
        strcat(names, " ");
    }
    ck_assert_str_eq(names, "d c b a f e g l ");
    verdict_free(&verdict);
}
END_TEST

START_TEST(without_history_a_dimension_goes_stale_all_the_same)
{
    fixture_add_newest(tenant, AT(9), "a=O");
    fixture_add_recent(tenant, AT(8), "a=O");
    fixture_add_recent(tenant, AT(7), "a=O b=W-2");
    ck_assert_int_eq(tenant_between(0, 10).state, STATE_WARN);
    ck_assert_int_eq(dimension_between("b", 0, 10).newest_ms, AT(7));
    fixture_add_recent(tenant, AT(6), "a=D-9 c=D-5");
    ck_assert_uint_eq(tenant_between(0, 10).by_state[STATE_STALE], 1);
    ck_assert_uint_eq(tenant_between(0, 10).by_state[STATE_OK], 1);
    ck_assert_int_eq(dimension_between("c", 0, 10).state, STATE_STALE);
}
END_TEST

/* --- sources that are away, and clocks that are ahead --- */

START_TEST(nobody_is_silent_for_a_time_of_which_nothing_is_known)
{
    fixture_fill(tenant, 0, 10, "a=O");
    tenant->known_until_ms = AT(12);
    ck_assert_int_eq(tenant_between(0, 30).state, STATE_OK);
    ck_assert_int_eq(tenant_between(0, 30).age_ms, 21 * MS_PER_MINUTE);
    tenant->known_until_ms = AT(20);
    ck_assert_int_eq(tenant_between(0, 30).state, STATE_SILENT);
    tenant->known_until_ms = INT64_MAX;
    ck_assert_int_eq(tenant_between(0, 30).state, STATE_SILENT);
}
END_TEST

START_TEST(reports_ahead_of_the_clock_are_judged_as_they_come)
{
    fixture_fill(tenant, 0, 10, "a=O");
    fixture_add(tenant, AT(20), "a=D-4");
    ck_assert_int_eq(tenant_between(0, 11).state, STATE_OK);
    tenant->ahead_ms = 10 * MS_PER_MINUTE; /* it came at minute 10 */
    struct seen_tenant summary = tenant_between(0, 11);
    ck_assert_int_eq(summary.state, STATE_DEGRADED);
    ck_assert_int_eq(summary.age_ms, MS_PER_MINUTE);
    ck_assert_uint_eq(summary.reports, 11);
    ck_assert_int_eq(dimension_between("a", 0, 11).severity, SEVERITY_DEGRADED);
    ck_assert_int_eq(tenant_between(0, 8).state, STATE_OK);
    ck_assert_int_eq(tenant_between(0, 15).state, STATE_SILENT);
}
END_TEST

Suite *suite_verdict(void)
{
    Suite *suite = suite_create("verdict");
    TCase *tcase = tcase_create("verdict");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_tenant_that_was_not_looked_at_is_unknown);
    tcase_add_test(tcase, a_stream_without_entries_is_empty);
    tcase_add_test(tcase, a_stream_that_cannot_be_read_is_not_ok);
    tcase_add_loop_test(tcase, the_worst_dimension_has_the_greatest_state_then_z, 0, 7);
    tcase_add_test(tcase, dimensions_are_counted_by_state);
    tcase_add_test(tcase, reports_are_counted_in_the_window_alone);
    tcase_add_test(tcase, the_windows_end_is_the_moment_of_the_judgement);
    tcase_add_test(tcase, silence_is_three_intervals_without_a_report);
    tcase_add_test(tcase, entries_that_cannot_be_read_do_not_break_a_silence);
    tcase_add_test(tcase, a_duplicate_is_a_sign_of_life);
    tcase_add_test(tcase, without_an_interval_an_hour_is_silence);
    tcase_add_test(tcase, silence_takes_the_place_of_every_other_state);
    tcase_add_test(tcase, without_history_the_newest_readings_are_judged);
    tcase_add_test(tcase, a_newest_report_from_the_future_has_no_age);
    tcase_add_test(tcase, a_history_of_unreadable_entries_leaves_the_newest_report);
    tcase_add_test(tcase, a_dimension_is_told_by_its_newest_reading);
    tcase_add_test(tcase, unknown_numbers_stay_unknown);
    tcase_add_test(tcase, a_dimension_is_stale_when_three_reports_do_without_it);
    tcase_add_test(tcase, a_dimension_that_does_not_exist_yet_says_so);
    tcase_add_loop_test(tcase, trouble_is_dated_to_where_it_began, 0, 17);
    tcase_add_test(tcase, what_is_stale_is_so_since_its_last_reading);
    tcase_add_test(tcase, nothing_lies_before_a_stream_that_is_known_as_a_whole);
    tcase_add_test(tcase, trouble_may_be_older_than_the_window);
    tcase_add_test(tcase, what_was_told_is_gone_on_with);
    tcase_add_test(tcase, what_was_told_does_not_outlive_its_past);
    tcase_add_test(tcase, an_entry_from_the_end_of_all_time_is_judged_at_each_moment);
    tcase_add_test(tcase, dimensions_are_told_worst_first);
    tcase_add_test(tcase, without_history_a_dimension_goes_stale_all_the_same);
    tcase_add_test(tcase, nobody_is_silent_for_a_time_of_which_nothing_is_known);
    tcase_add_test(tcase, reports_ahead_of_the_clock_are_judged_as_they_come);
    suite_add_tcase(suite, tcase);
    return suite;
}
