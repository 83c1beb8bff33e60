#include "config.h"

#include "judge/event.h"
#include "judge/run.h"
#include "present/event_words.h"
#include "support/drift_fixture.h"
#include "unit/suites.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define CAPACITY 64

static struct tenant *tenant;
static struct past past;
static struct event events[CAPACITY];
static struct run runs[CAPACITY];

static void setup(void)
{
    tenant = fixture_tenant();
}

static void teardown(void)
{
    past_free(&past);
    tenant_free(tenant);
}

static size_t events_between(int first, int end)
{
    size_t total;
    size_t count =
        events_collect(&past, tenant, NULL, BETWEEN(first, end), events, CAPACITY, &total);

    ck_assert_uint_eq(count, total);
    return count;
}

static void check_change(const struct event *event, size_t dimension, enum severity from,
                         enum severity to, int start, int end, bool ongoing)
{
    ck_assert_int_eq(event->kind, EVENT_CHANGE);
    ck_assert_uint_eq(event->dimension, dimension);
    ck_assert_int_eq(event->from.severity, from);
    ck_assert_int_eq(event->to.severity, to);
    ck_assert_int_eq(event->start_ms, AT(start));
    ck_assert_int_eq(event->end_ms, AT(end));
    ck_assert(event->ongoing == ongoing);
    ck_assert_ptr_null(event->notice);
}

/* --- events --- */

START_TEST(nothing_happens_to_a_tenant_without_change)
{
    ck_assert_uint_eq(events_between(0, 10), 0);
    fixture_fill(tenant, 0, 10, "a=W1 b=N");
    ck_assert_uint_eq(events_between(0, 10), 0);
}
END_TEST

START_TEST(a_change_lasts_until_the_next)
{
    fixture_fill(tenant, 0, 10, "a=O1");
    fixture_fill(tenant, 10, 12, "a=W-2");
    fixture_add(tenant, AT(12), "a=D-4");
    fixture_fill(tenant, 13, 20, "a=D-6");
    fixture_fill(tenant, 20, 30, "a=O0.5");

    ck_assert_uint_eq(events_between(0, 30), 3);
    check_change(&events[0], 0, SEVERITY_DEGRADED, SEVERITY_OK, 20, 30, true);
    check_change(&events[1], 0, SEVERITY_WARN, SEVERITY_DEGRADED, 12, 20, false);
    check_change(&events[2], 0, SEVERITY_OK, SEVERITY_WARN, 10, 12, false);
    ck_assert_double_eq(events[0].z, 0.5);
    ck_assert_double_eq(events[1].z, -4);
    ck_assert_double_eq(events[2].z, -2);
}
END_TEST

START_TEST(only_events_that_begin_in_the_window_are_told)
{
    fixture_fill(tenant, 0, 10, "a=O1");
    fixture_fill(tenant, 10, 20, "a=W-2");
    fixture_fill(tenant, 20, 30, "a=O1");

    ck_assert_uint_eq(events_between(10, 20), 1);
    check_change(&events[0], 0, SEVERITY_OK, SEVERITY_WARN, 10, 20, true);
    ck_assert_uint_eq(events_between(11, 20), 0);
    ck_assert_uint_eq(events_between(11, 21), 1);
    check_change(&events[0], 0, SEVERITY_WARN, SEVERITY_OK, 20, 21, true);
    ck_assert_uint_eq(events_between(0, 10), 0);
}
END_TEST

START_TEST(holes_are_no_change)
{
    fixture_add(tenant, AT(0), "a=O1 b=O");
    fixture_add(tenant, AT(1), "b=O");
    fixture_add(tenant, AT(2), "a=O1 b=O");
    fixture_add(tenant, AT(3), "b=O");
    fixture_add(tenant, AT(4), "a=W b=O");
    ck_assert_uint_eq(events_between(0, 5), 1);
    check_change(&events[0], 0, SEVERITY_OK, SEVERITY_WARN, 4, 5, true);
    ck_assert(isnan(events[0].z));
}
END_TEST

START_TEST(duplicates_and_unreadable_entries_are_no_change)
{
    fixture_add_marked(tenant, AT(0), "a=W1", 7);
    fixture_add(tenant, AT(1), "a=O1");
    fixture_add_marked(tenant, AT(2), "a=W1", 7);
    tenant_add_unreadable(tenant, stream_id_at(AT(3)), "broken", true);
    ck_assert_uint_eq(events_between(0, 4), 1);
    check_change(&events[0], 0, SEVERITY_WARN, SEVERITY_OK, 1, 4, true);
}
END_TEST

START_TEST(losing_the_data_is_a_change)
{
    fixture_add(tenant, AT(0), "a=O1");
    fixture_add(tenant, AT(1), "a=N");
    ck_assert_uint_eq(events_between(0, 2), 1);
    check_change(&events[0], 0, SEVERITY_OK, SEVERITY_NO_DATA, 1, 2, true);
}
END_TEST

START_TEST(a_silence_begins_with_the_last_report_before_it)
{
    fixture_fill(tenant, 0, 10, "a=O1");
    fixture_fill(tenant, 30, 40, "a=O1");

    ck_assert_uint_eq(events_between(0, 60), 2);
    ck_assert_int_eq(events[0].kind, EVENT_SILENCE);
    ck_assert_int_eq(events[0].start_ms, AT(39));
    ck_assert_int_eq(events[0].end_ms, AT(60));
    ck_assert(events[0].ongoing);
    ck_assert_int_eq(events[1].kind, EVENT_SILENCE);
    ck_assert_int_eq(events[1].start_ms, AT(9));
    ck_assert_int_eq(events[1].end_ms, AT(30));
    ck_assert(!events[1].ongoing);
    /* Three intervals are still usual. */
    ck_assert_uint_eq(events_between(20, 42), 0);
}
END_TEST

START_TEST(a_duplicate_breaks_a_silence)
{
    fixture_fill(tenant, 0, 9, "a=O1");
    fixture_add_marked(tenant, AT(9), "a=O1", 7);
    for (int i = 10; i < 20; i++)
        fixture_add_marked(tenant, AT(i), "a=O1", 7);
    ck_assert_uint_eq(events_between(0, 20), 0);
}
END_TEST

START_TEST(notices_stand_among_the_changes)
{
    fixture_fill(tenant, 0, 10, "a=O1");
    fixture_fill(tenant, 10, 20, "a=W-2");
    tenant_note(tenant, NOTICE_TRIMMED, AT(5), "5 entries");
    tenant_note(tenant, NOTICE_SKEW, AT(15), "ahead");
    tenant_note(tenant, NOTICE_GONE, AT(20), "after the window");

    ck_assert_uint_eq(events_between(0, 20), 3);
    ck_assert_int_eq(events[0].kind, EVENT_NOTICE);
    ck_assert_str_eq(events[0].notice->text, "ahead");
    ck_assert_int_eq(events[1].kind, EVENT_CHANGE);
    ck_assert_int_eq(events[2].kind, EVENT_NOTICE);
    ck_assert_int_eq(events[2].start_ms, AT(5));
    ck_assert(!events[2].ongoing);
}
END_TEST

START_TEST(only_the_newest_notices_are_left)
{
    for (int i = 0; i < 20; i++)
        tenant_note(tenant, NOTICE_TRIMMED, AT(i), "%d", i);
    ck_assert_uint_eq(events_between(0, 30), TENANT_NOTICES);
    ck_assert_int_eq(events[0].start_ms, AT(19));
    ck_assert_int_eq(events[7].start_ms, AT(12));
}
END_TEST

START_TEST(too_many_events_leave_the_newest_and_are_counted)
{
    static const char *const readings[] = {"a=O b=W c=D", "a=W b=O c=D", "a=D b=O c=O"};
    struct event few[5];
    size_t total;

    for (int i = 0; i < 600; i++)
        fixture_add(tenant, AT(i), readings[i / 7 % 3]);
    size_t all = 0;
    for (size_t i = 0; i < 3; i++) {
        for (size_t row = 1; row < 600; row++)
            all += span_severity(history_live(&tenant->history), row, i) !=
                   span_severity(history_live(&tenant->history), row - 1, i);
    }
    ck_assert_uint_eq(events_collect(&past, tenant, NULL, BETWEEN(0, 600), few, 5, &total), 5);
    ck_assert_uint_eq(total, all);
    for (size_t i = 1; i < 5; i++)
        ck_assert_int_ge(few[i - 1].start_ms, few[i].start_ms);
    ck_assert_int_eq(few[0].start_ms, AT(595));
    ck_assert_uint_eq(few[0].dimension, 0);
    ck_assert_uint_eq(few[1].dimension, 1);
    ck_assert_int_eq(few[2].start_ms, AT(588));
    ck_assert_uint_eq(events_collect(&past, tenant, NULL, BETWEEN(0, 600), NULL, 0, &total), 0);
    ck_assert_uint_eq(total, all);
    ck_assert_uint_eq(events_collect(&past, tenant, NULL, BETWEEN(0, 600), few, 1, NULL), 1);
    ck_assert_int_eq(few[0].start_ms, AT(595));
}
END_TEST

START_TEST(events_of_one_moment_have_one_order)
{
    struct event found[CAPACITY];

    fixture_fill(tenant, 0, 5, "a=O b=W");
    fixture_add(tenant, AT(5), "a=W b=O");
    tenant_note(tenant, NOTICE_RESET, AT(5), "again");
    ck_assert_uint_eq(events_collect(&past, tenant, NULL, BETWEEN(0, 60), found, CAPACITY, NULL),
                      4);
    ck_assert_int_eq(found[0].kind, EVENT_NOTICE);
    ck_assert_int_eq(found[1].kind, EVENT_SILENCE);
    ck_assert_int_eq(found[2].kind, EVENT_CHANGE);
    ck_assert_uint_eq(found[2].dimension, 0);
    ck_assert_uint_eq(found[3].dimension, 1);
    for (size_t i = 0; i < 4; i++)
        ck_assert_int_eq(found[i].start_ms, AT(5));
}
END_TEST

/* --- who leaves and comes --- */

static const struct event *find_event(enum event_kind kind, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (events[i].kind == kind)
            return &events[i];
    }
    return NULL;
}

START_TEST(a_dimension_that_stays_away_is_gone_until_it_comes_again)
{
    fixture_fill(tenant, 0, 20, "a=O b=O");
    fixture_fill(tenant, 20, 22, "b=O");
    ck_assert_uint_eq(events_between(0, 22), 0);
    fixture_fill(tenant, 22, 30, "b=O");
    ck_assert_uint_eq(events_between(0, 30), 1);
    ck_assert_int_eq(events[0].kind, EVENT_GONE);
    ck_assert_uint_eq(events[0].dimension, 0);
    ck_assert_int_eq(events[0].start_ms, AT(20));
    ck_assert_int_eq(events[0].end_ms, AT(30));
    ck_assert(events[0].ongoing);
    fixture_fill(tenant, 30, 33, "a=O b=O");
    ck_assert_uint_eq(events_between(0, 33), 2);
    ck_assert_int_eq(events[0].kind, EVENT_BACK);
    ck_assert_int_eq(events[0].start_ms, AT(30));
    ck_assert_int_eq(events[1].kind, EVENT_GONE);
    ck_assert_int_eq(events[1].end_ms, AT(30));
    ck_assert(!events[1].ongoing);
}
END_TEST

START_TEST(whoever_comes_rarely_is_missed_later)
{
    for (int i = 0; i < 61; i++)
        fixture_add(tenant, AT(i), i % 10 == 0 ? "a=O cost=O" : "a=O");
    fixture_fill(tenant, 61, 90, "a=O");
    ck_assert_uint_eq(events_between(0, 90), 0);
    fixture_fill(tenant, 90, 91, "a=O");
    ck_assert_uint_eq(events_between(0, 91), 1);
    ck_assert_int_eq(events[0].kind, EVENT_GONE);
    ck_assert_int_eq(events[0].start_ms, AT(61));
}
END_TEST

START_TEST(an_alternative_speaks_for_its_family)
{
    fixture_fill(tenant, 0, 8, "R.a=O b=O");
    fixture_fill(tenant, 8, 30, "R.b=O b=O");
    ck_assert_uint_eq(events_between(0, 30), 0);
}
END_TEST

START_TEST(sisters_that_come_together_do_not)
{
    fixture_fill(tenant, 0, 8, "R.a=O R.b=O");
    fixture_fill(tenant, 8, 30, "R.b=O");
    ck_assert_uint_eq(events_between(0, 30), 1);
    ck_assert_int_eq(events[0].kind, EVENT_GONE);
}
END_TEST

START_TEST(a_name_that_takes_the_place_of_another_is_its_new_one)
{
    fixture_fill(tenant, 0, 10, "b=O hit_rate=O");
    fixture_fill(tenant, 10, 20, "b=O hit_rate_5=O");
    ck_assert_uint_eq(events_between(0, 20), 1);
    ck_assert_int_eq(events[0].kind, EVENT_RENAMED);
    ck_assert_uint_eq(events[0].dimension, 1);
    ck_assert_uint_eq(events[0].other, 2);
    ck_assert_int_eq(events[0].start_ms, AT(10));
    /* It comes again: it was no new name. */
    fixture_fill(tenant, 20, 21, "b=O hit_rate=O hit_rate_5=O");
    size_t count = events_between(0, 21);
    ck_assert_ptr_null(find_event(EVENT_RENAMED, count));
    ck_assert_ptr_nonnull(find_event(EVENT_GONE, count));
    ck_assert_ptr_nonnull(find_event(EVENT_BACK, count));
}
END_TEST

START_TEST(what_was_bad_when_it_left_is_gone_and_not_renamed)
{
    fixture_fill(tenant, 0, 10, "b=O hit_rate=D");
    fixture_fill(tenant, 10, 20, "b=O hit_rate_5=O");
    ck_assert_uint_eq(events_between(0, 20), 1);
    ck_assert_int_eq(events[0].kind, EVENT_GONE);
}
END_TEST

/* --- words --- */

static const char *words_of(const struct event *event)
{
    static char text[200];
    struct buffer words = {0};

    event_words(&words, tenant, event, (struct telling){AT(60), ZONE_UTC}, true);
    snprintf(text, sizeof(text), "%s", buffer_text(&words));
    buffer_free(&words);
    return text;
}

START_TEST(a_word_that_nobody_knows_is_told_in_the_event_too)
{
    struct report report = {.id = stream_id_at(AT(10))};

    fixture_fill(tenant, 0, 10, "a=O");
    struct reading *reading = report_add(&report);
    reading->name = SLICE("a");
    reading->severity = SEVERITY_WARN;
    reading->severity_word = SLICE("ele\x1bvated");
    reading->word = WORD_UNKNOWN;
    tenant_add(tenant, &report, true);
    report_free(&report);
    fixture_fill(tenant, 11, 20, "a=D");
    ck_assert_uint_eq(events_between(0, 20), 2);
    ck_assert_str_eq(words_of(&events[1]), "ok -> ele?vated");
    ck_assert_str_eq(words_of(&events[0]), "ele?vated -> degraded");
}
END_TEST

START_TEST(many_changes_close_together_are_one_event)
{
    for (int i = 0; i < 60; i++)
        fixture_add(tenant, AT(i), i % 2 == 0 ? "a=O" : "a=D");
    ck_assert_uint_eq(events_between(0, 60), 1);
    ck_assert_int_eq(events[0].kind, EVENT_FLAPPING);
    ck_assert(events[0].ongoing);
    ck_assert_int_eq(event_severity(&events[0]), SEVERITY_DEGRADED);
    ck_assert_ptr_nonnull(strstr(words_of(&events[0]), "ok <-> degraded x 59 since "));
    ck_assert_ptr_nonnull(strstr(words_of(&events[0]), ", bad 30 of 60"));
    fixture_fill(tenant, 60, 66, "a=D");
    events_between(0, 66);
    ck_assert(!events[0].ongoing);
}
END_TEST

START_TEST(three_changes_or_far_apart_are_told_one_by_one)
{
    for (int i = 0; i < 4; i++)
        fixture_add(tenant, AT(i), i % 2 == 0 ? "a=O" : "a=D");
    ck_assert_uint_eq(events_between(0, 4), 3);
    for (int i = 4; i < 100; i++)
        fixture_add(tenant, AT(i), i / 6 % 2 == 0 ? "a=O" : "a=D");
    ck_assert_ptr_null(find_event(EVENT_FLAPPING, events_between(12, 100)));
}
END_TEST

START_TEST(what_is_not_back_is_told_from_the_verdict)
{
    struct dimension_verdict dimension = {
        .since = {.time_ms = AT(5)},
        .newest = {.value = 0.69},
        .rare = &(struct dimension_rare){.not_back = {true, 0.92, 0.92, AT(1)}},
    };
    struct tenant_verdict verdict = {.dimensions = &dimension, .dimension_count = 1};

    fixture_fill(tenant, 0, 10, "a=O");
    ck_assert_uint_eq(
        events_collect(&past, tenant, &verdict, BETWEEN(0, 10), events, CAPACITY, NULL), 1);
    ck_assert_int_eq(events[0].kind, EVENT_NOT_BACK);
    ck_assert_int_eq(events[0].start_ms, AT(5));
    ck_assert_ptr_nonnull(
        strstr(words_of(&events[0]), "ok again, but not back: 0.690 against 0.920 before "));
}
END_TEST

/* --- runs --- */

/* Checks the runs of dimension 0 against "LETTER FIRST-END" in minutes, '.' for a gap. They are
 * without a hole between them and fill the window. */
struct expected_run {
    char letter;
    int start;
    int end;
};

static const char letters[] = {
    [SEVERITY_ABSENT] = '.', [SEVERITY_OK] = 'O',       [SEVERITY_NO_DATA] = 'N',
    [SEVERITY_WARN] = 'W',   [SEVERITY_DEGRADED] = 'D',
};

static void check_runs(int first, int end, const struct expected_run *expected, size_t count)
{
    ck_assert_uint_eq(runs_collect(&past, tenant, 0, BETWEEN(first, end), runs, CAPACITY), count);
    for (size_t i = 0; i < count; i++) {
        ck_assert_int_eq(letters[runs[i].severity], expected[i].letter);
        ck_assert_int_eq(runs[i].start_ms, AT(expected[i].start));
        ck_assert_int_eq(runs[i].end_ms, AT(expected[i].end));
    }
}

#define CHECK_RUNS(first, end, ...)                                                                \
    check_runs(first, end, (const struct expected_run[]){__VA_ARGS__},                             \
               sizeof((const struct expected_run[]){__VA_ARGS__}) / sizeof(struct expected_run))

START_TEST(a_dimension_that_was_never_named_is_one_gap)
{
    fixture_add(tenant, AT(20), "a=O");
    CHECK_RUNS(0, 10, {'.', 0, 10});
    tenant_reset(tenant);
    CHECK_RUNS(0, 10, {'.', 0, 10});
    ck_assert_uint_eq(runs_collect(&past, tenant, 0, BETWEEN(5, 5), runs, CAPACITY), 0);
}
END_TEST

START_TEST(equal_neighbours_are_one_run)
{
    fixture_fill(tenant, 0, 10, "a=O");
    fixture_fill(tenant, 10, 15, "a=W");
    fixture_fill(tenant, 15, 20, "a=D");
    fixture_fill(tenant, 20, 21, "a=N");
    CHECK_RUNS(0, 21, {'O', 0, 10}, {'W', 10, 15}, {'D', 15, 20}, {'N', 20, 21});
    CHECK_RUNS(12, 18, {'W', 12, 15}, {'D', 15, 18});
    CHECK_RUNS(13, 14, {'W', 13, 14});
}
END_TEST

START_TEST(a_run_reaches_into_the_window_from_before)
{
    fixture_add(tenant, AT(0), "a=W");
    fixture_add(tenant, AT(10), "a=O");
    fixture_add(tenant, AT(20), "a=O");
    CHECK_RUNS(5, 25, {'W', 5, 10}, {'O', 10, 25});
    CHECK_RUNS(-5, 25, {'.', -5, 0}, {'W', 0, 10}, {'O', 10, 25});
}
END_TEST

START_TEST(a_run_ends_one_interval_after_its_last_report)
{
    fixture_fill(tenant, 0, 10, "a=O");
    fixture_fill(tenant, 30, 40, "a=O");
    CHECK_RUNS(0, 40, {'O', 0, 10}, {'.', 10, 30}, {'O', 30, 40});
    CHECK_RUNS(0, 42, {'O', 0, 10}, {'.', 10, 30}, {'O', 30, 42});
    CHECK_RUNS(0, 60, {'O', 0, 10}, {'.', 10, 30}, {'O', 30, 40}, {'.', 40, 60});
    CHECK_RUNS(15, 35, {'.', 15, 30}, {'O', 30, 35});
    CHECK_RUNS(15, 25, {'.', 15, 25});
    CHECK_RUNS(5, 25, {'O', 5, 10}, {'.', 10, 25});
}
END_TEST

START_TEST(a_name_that_flips_has_gaps_only_where_it_is_long_away)
{
    fixture_fill(tenant, 0, 3, "a=O");
    for (int i = 3; i < 9; i++)
        fixture_add(tenant, AT(i), i % 2 == 0 ? "a=O" : "b=O");
    fixture_fill(tenant, 9, 19, "b=O");
    fixture_add(tenant, AT(19), "a=W b=O");
    CHECK_RUNS(0, 20, {'O', 0, 9}, {'.', 9, 19}, {'W', 19, 20});
}
END_TEST

START_TEST(duplicates_carry_a_run_on)
{
    for (int i = 0; i < 10; i++)
        fixture_add_marked(tenant, AT(i), "a=W2", (uint32_t)i + 1);
    fixture_add(tenant, AT(10), "a=O");
    for (int i = 11; i < 20; i++)
        fixture_add_marked(tenant, AT(i), "a=W2", 10);
    CHECK_RUNS(0, 20, {'W', 0, 10}, {'O', 10, 20});
    CHECK_RUNS(0, 30, {'W', 0, 10}, {'O', 10, 20}, {'.', 20, 30});
}
END_TEST

START_TEST(without_an_interval_a_run_ends_after_an_hour)
{
    fixture_add_newest(tenant, AT(0), "a=W");
    CHECK_RUNS(0, 60, {'W', 0, 60});
    CHECK_RUNS(0, 90, {'W', 0, 60}, {'.', 60, 90});
}
END_TEST

START_TEST(too_many_runs_leave_the_newest)
{
    for (int i = 0; i < 600; i++)
        fixture_add(tenant, AT(i), i % 2 == 0 ? "a=O" : "a=W");
    ck_assert_uint_eq(runs_collect(&past, tenant, 0, BETWEEN(0, 600), runs, CAPACITY), CAPACITY);
    ck_assert_int_eq(runs[CAPACITY - 1].end_ms, AT(600));
    ck_assert_int_eq(runs[0].start_ms, AT(600 - CAPACITY));
    ck_assert_uint_eq(runs_collect(&past, tenant, 0, BETWEEN(600 - CAPACITY, 600), runs, CAPACITY),
                      CAPACITY);
    ck_assert_uint_eq(runs_collect(&past, tenant, 0, BETWEEN(0, 600), NULL, 0), 0);
}
END_TEST

START_TEST(reports_of_one_moment_leave_the_last_word)
{
    struct report report = {.id = {(uint64_t)AT(5), 3}};

    fixture_fill(tenant, 0, 6, "a=O");
    struct reading *reading = report_add(&report);
    reading->name = SLICE("a");
    reading->severity = SEVERITY_DEGRADED;
    tenant_add(tenant, &report, true);
    report_free(&report);
    CHECK_RUNS(0, 7, {'O', 0, 5}, {'D', 5, 7});
}
END_TEST

START_TEST(without_history_the_newest_report_is_all_there_is)
{
    fixture_add_newest(tenant, AT(5), "a=W");
    CHECK_RUNS(0, 10, {'.', 0, 5}, {'W', 5, 10});
    CHECK_RUNS(0, 3, {'.', 0, 3});
    ck_assert_uint_eq(events_between(0, 10), 0);
    CHECK_RUNS(0, 90, {'.', 0, 5}, {'W', 5, 65}, {'.', 65, 90});
    ck_assert_uint_eq(events_between(0, 90), 1);
    ck_assert_int_eq(events[0].kind, EVENT_SILENCE);
    ck_assert_int_eq(events[0].start_ms, AT(5));
    ck_assert(events[0].ongoing);
}
END_TEST

Suite *suite_event(void)
{
    Suite *suite = suite_create("event");
    TCase *changes = tcase_create("events");
    TCase *timeline = tcase_create("runs");

    tcase_add_checked_fixture(changes, setup, teardown);
    tcase_add_test(changes, nothing_happens_to_a_tenant_without_change);
    tcase_add_test(changes, a_change_lasts_until_the_next);
    tcase_add_test(changes, only_events_that_begin_in_the_window_are_told);
    tcase_add_test(changes, holes_are_no_change);
    tcase_add_test(changes, duplicates_and_unreadable_entries_are_no_change);
    tcase_add_test(changes, losing_the_data_is_a_change);
    tcase_add_test(changes, a_silence_begins_with_the_last_report_before_it);
    tcase_add_test(changes, a_duplicate_breaks_a_silence);
    tcase_add_test(changes, notices_stand_among_the_changes);
    tcase_add_test(changes, only_the_newest_notices_are_left);
    tcase_add_test(changes, too_many_events_leave_the_newest_and_are_counted);
    tcase_add_test(changes, events_of_one_moment_have_one_order);
    tcase_add_test(changes, a_dimension_that_stays_away_is_gone_until_it_comes_again);
    tcase_add_test(changes, whoever_comes_rarely_is_missed_later);
    tcase_add_test(changes, an_alternative_speaks_for_its_family);
    tcase_add_test(changes, sisters_that_come_together_do_not);
    tcase_add_test(changes, a_name_that_takes_the_place_of_another_is_its_new_one);
    tcase_add_test(changes, what_was_bad_when_it_left_is_gone_and_not_renamed);
    tcase_add_test(changes, a_word_that_nobody_knows_is_told_in_the_event_too);
    tcase_add_test(changes, many_changes_close_together_are_one_event);
    tcase_add_test(changes, three_changes_or_far_apart_are_told_one_by_one);
    tcase_add_test(changes, what_is_not_back_is_told_from_the_verdict);
    suite_add_tcase(suite, changes);

    tcase_add_checked_fixture(timeline, setup, teardown);
    tcase_add_test(timeline, a_dimension_that_was_never_named_is_one_gap);
    tcase_add_test(timeline, equal_neighbours_are_one_run);
    tcase_add_test(timeline, a_run_reaches_into_the_window_from_before);
    tcase_add_test(timeline, a_run_ends_one_interval_after_its_last_report);
    tcase_add_test(timeline, a_name_that_flips_has_gaps_only_where_it_is_long_away);
    tcase_add_test(timeline, duplicates_carry_a_run_on);
    tcase_add_test(timeline, without_an_interval_a_run_ends_after_an_hour);
    tcase_add_test(timeline, too_many_runs_leave_the_newest);
    tcase_add_test(timeline, reports_of_one_moment_leave_the_last_word);
    tcase_add_test(timeline, without_history_the_newest_report_is_all_there_is);
    suite_add_tcase(suite, timeline);
    return suite;
}
