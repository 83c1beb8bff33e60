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

START_TEST(a_tenant_that_was_not_looked_at_is_not_judged_yet)
{
    tenant->looked_at = false;
    recent_clear(&tenant->recent);
    struct seen_tenant summary = tenant_between(0, 10);

    ck_assert_int_eq(summary.state, STATE_UNJUDGED);
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
    ck_assert_int_eq(tenant_between(0, 3).state, STATE_NO_DATA);
    fixture_add(tenant, AT(2), "");
    struct seen_tenant summary = tenant_between(0, 3);
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
        {"a=O1 b=O-3 c=O2", STATE_OK, 0},    {"a=O9 b=W c=W-1", STATE_WARN, 2},
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
    ck_assert_double_eq(summary.worst_z, 9); /* of what is gone and was degraded */
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
    ck_assert_int_eq(tenant_between(-20, 0).state, STATE_EMPTY);
    ck_assert_int_eq(tenant_between(-20, 0).newest_ms, INT64_MIN);
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
    ck_assert(!tenant_between(0, 22).silent);
    ck_assert(tenant_between(0, 23).silent);
    ck_assert_int_eq(tenant_between(0, 23).newest_ms, AT(19));
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
    struct tenant_verdict verdict = {0};

    verdict_make(&verdict, tenant, &JUDGE_LIVE_AT(AT(5)));
    ck_assert_int_eq(verdict.state, STATE_WARN);
    ck_assert_int_eq(verdict_age(&verdict, AT(5)), 0);
    verdict_free(&verdict);
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
    ck_assert_int_eq(a.since.time_ms, AT(0));
    ck_assert_int_eq(a.bad_since.time_ms, INT64_MIN);
}
END_TEST

START_TEST(a_dimension_is_stale_when_three_reports_do_without_it)
{
    fixture_add(tenant, AT(-1), "a=D-5 b=O");
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
    ck_assert_int_eq(a.since.time_ms, AT(1));
    ck_assert(!a.since.before);
    ck_assert(a.held);
    ck_assert_int_eq(a.counts, STATE_DEGRADED);
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
    tenant->recent.complete = false;
    struct dimension_verdict a = dimension_between("a", 0, minute);
    int64_t since_ms = cases[_i].since < 0 ? INT64_MIN : AT(cases[_i].since);
    ck_assert_msg(a.bad_since.time_ms == since_ms, "%s: since %lld", letters,
                  (long long)a.bad_since.time_ms);
    ck_assert_msg(a.bad_since.before == cases[_i].before, "%s", letters);
}
END_TEST

START_TEST(trouble_may_be_older_than_the_window)
{
    fixture_fill(tenant, 0, 100, "a=O1");
    fixture_fill(tenant, 100, 300, "a=W-2");
    struct seen_tenant summary = tenant_between(240, 300);

    ck_assert_int_eq(summary.since.time_ms, AT(100));
    ck_assert(!summary.since.before);
    ck_assert_uint_eq(seen_between("a", 240, 300).window.warn, 60);
}
END_TEST

START_TEST(dimensions_are_told_worst_first)
{
    struct tenant_verdict verdict = {0};
    char names[32] = "";

    fixture_fill(tenant, 0, 3, "e=O g=O");
    fixture_fill(tenant, 3, 9, "a=W b=W2 c=W-3 d=D0.1 f=O-9 g=O later=D");
    fixture_fill(tenant, 9, 12, "a=W b=W2 c=W-3 d=D0.1 f=N later=O99");
    verdict_make(&verdict, tenant, &(struct judge_moment){AT(3), AT(3), NULL});
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
    fixture_add_recent(tenant, AT(5), "a=D-9 c=D-5");
    ck_assert_uint_eq(tenant_between(0, 10).by_state[STATE_STALE], 1);
    ck_assert_uint_eq(tenant_between(0, 10).by_state[STATE_WARN], 1);
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

/* What is known moves on without a word: the verdict looks again, but not all the time. */
START_TEST(who_is_known_up_to_a_moment_that_moves_falls_silent_with_it)
{
    const struct judge_moment at = JUDGE_LIVE_AT(AT(13));
    struct tenant_verdict verdict = {0};

    fixture_fill(tenant, 0, 10, "a=O");
    tenant->known_until_ms = AT(12);
    tenant->known_moves = true;
    verdict_make(&verdict, tenant, &JUDGE_LIVE_AT(AT(11)));
    ck_assert_int_eq(verdict.holds.end_ms, AT(12) + 1);
    verdict_make(&verdict, tenant, &at);
    ck_assert(!verdict.silent);
    ck_assert_int_eq(verdict.holds.end_ms, AT(13) + MS_PER_SECOND);
    tenant->known_until_ms = AT(12) + 1;
    verdict_make(&verdict, tenant, &at);
    ck_assert(verdict.silent);
    ck_assert_int_ge(verdict.holds.end_ms, AT(13) + MS_PER_SECOND);
    verdict_free(&verdict);
}
END_TEST

Suite *suite_verdict(void)
{
    Suite *suite = suite_create("verdict");
    TCase *tcase = tcase_create("verdict");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_tenant_that_was_not_looked_at_is_not_judged_yet);
    tcase_add_test(tcase, a_stream_without_entries_is_empty);
    tcase_add_test(tcase, a_stream_that_cannot_be_read_is_not_ok);
    tcase_add_loop_test(tcase, the_worst_dimension_has_the_greatest_state_then_z, 0, 7);
    tcase_add_test(tcase, dimensions_are_counted_by_state);
    tcase_add_test(tcase, reports_are_counted_in_the_window_alone);
    tcase_add_test(tcase, the_windows_end_is_the_moment_of_the_judgement);
    tcase_add_test(tcase, a_duplicate_is_a_sign_of_life);
    tcase_add_test(tcase, without_history_the_newest_readings_are_judged);
    tcase_add_test(tcase, a_newest_report_from_the_future_has_no_age);
    tcase_add_test(tcase, a_dimension_is_told_by_its_newest_reading);
    tcase_add_test(tcase, unknown_numbers_stay_unknown);
    tcase_add_test(tcase, a_dimension_is_stale_when_three_reports_do_without_it);
    tcase_add_test(tcase, a_dimension_that_does_not_exist_yet_says_so);
    tcase_add_loop_test(tcase, trouble_is_dated_to_where_it_began, 0, 17);
    tcase_add_test(tcase, trouble_may_be_older_than_the_window);
    tcase_add_test(tcase, dimensions_are_told_worst_first);
    tcase_add_test(tcase, without_history_a_dimension_goes_stale_all_the_same);
    tcase_add_test(tcase, nobody_is_silent_for_a_time_of_which_nothing_is_known);
    tcase_add_test(tcase, who_is_known_up_to_a_moment_that_moves_falls_silent_with_it);
    suite_add_tcase(suite, tcase);
    return suite;
}
