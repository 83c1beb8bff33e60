/* Events that are folded to episodes, and the chronicle of a fleet. */
#include "config.h"

#include "judge/chronicle.h"
#include "support/dice.h"
#include "support/drift_fixture.h"
#include "support/quick.h"
#include "unit/suites.h"

#include <stdio.h>

static struct fleet fleet;
static struct judgement judgement;
static struct chronicle chronicle;

static void setup(void)
{
    fleet = (struct fleet){0};
    judgement = (struct judgement){0};
    chronicle = (struct chronicle){0};
}

static void teardown(void)
{
    chronicle_free(&chronicle);
    judgement_free(&judgement);
    fleet_free(&fleet);
}

static struct tenant *tenant_called(const char *name)
{
    struct tenant *tenant = fleet_tenant(&fleet, slice_of(name));

    tenant->looked_at = true;
    fixture_asked(tenant);
    return tenant;
}

/* The newest entries alone, one a minute. */
static void report(struct tenant *tenant, int first, int end, const char *readings)
{
    for (int minute = first; minute < end; minute++)
        fixture_add_newest(tenant, AT(minute), readings);
}

static void renew(int minute, bool each)
{
    const struct chronicle_choice choice = {.until_ms = INT64_MAX, .each = each};

    judgement_renew(&judgement, &fleet, &JUDGE_LIVE_AT(AT(minute)));
    chronicle_renew(&chronicle, &judgement, &choice);
}

static void assert_row(size_t row, const char *name, enum event_kind kind, int minute)
{
    ck_assert_uint_lt(row, chronicle.count);
    ck_assert_str_eq(chronicle.rows[row].verdict->tenant->name, name);
    ck_assert_int_eq(chronicle.rows[row].event.kind, kind);
    ck_assert_int_eq(chronicle.rows[row].time_ms, AT(minute));
}

static void assert_fold(size_t row, enum severity from, enum severity worst, enum severity to,
                        size_t changes)
{
    const struct episode *episode = &chronicle.rows[row];

    ck_assert_int_eq(episode->event.from.severity, from);
    ck_assert_int_eq(episode->worst.severity, worst);
    ck_assert_int_eq(episode->event.to.severity, to);
    ck_assert_uint_eq(episode->changes, changes);
}

START_TEST(what_turns_bad_worse_and_well_again_is_one)
{
    struct tenant *tenant = tenant_called("acme");

    report(tenant, 0, 10, "a=O1 b=O1");
    report(tenant, 10, 12, "a=W1 b=O1");
    report(tenant, 12, 15, "a=D1 b=W1");
    report(tenant, 15, 30, "a=O1 b=W1");
    renew(30, false);
    ck_assert_uint_eq(chronicle.count, 2);
    assert_row(0, "acme", EVENT_CHANGE, 15);
    assert_fold(0, SEVERITY_OK, SEVERITY_DEGRADED, SEVERITY_OK, 3);
    ck_assert_int_eq(chronicle.rows[0].event.start_ms, AT(10));
    ck_assert_int_eq(chronicle.rows[0].event.end_ms, AT(15));
    ck_assert(!chronicle.rows[0].event.ongoing);
    assert_row(1, "acme", EVENT_CHANGE, 12);
    assert_fold(1, SEVERITY_OK, SEVERITY_WARN, SEVERITY_WARN, 1);
    ck_assert(chronicle.rows[1].event.ongoing);
    renew(30, true);
    ck_assert_uint_eq(chronicle.count, 4);
    assert_fold(0, SEVERITY_DEGRADED, SEVERITY_DEGRADED, SEVERITY_OK, 1);
}
END_TEST

START_TEST(the_newest_of_all_tenants_stands_first)
{
    struct tenant *early = tenant_called("early");
    struct tenant *late = tenant_called("late");

    report(early, 0, 10, "a=O1");
    report(late, 0, 12, "a=O1");
    report(early, 10, 20, "a=D1");
    report(late, 12, 20, "a=W1");
    renew(20, false);
    ck_assert_uint_eq(chronicle.count, 2);
    assert_row(0, "late", EVENT_CHANGE, 12);
    assert_row(1, "early", EVENT_CHANGE, 10);
    report(early, 20, 22, "a=O1");
    report(late, 20, 22, "a=W1");
    renew(22, false);
    ck_assert_uint_eq(chronicle.count, 2);
    assert_row(0, "early", EVENT_CHANGE, 20);
    fleet_remove(&fleet, SLICE("early"));
    renew(22, false);
    ck_assert_uint_eq(chronicle.count, 1);
    assert_row(0, "late", EVENT_CHANGE, 12);
}
END_TEST

START_TEST(a_silence_is_told_when_its_verdict_says_so)
{
    report(tenant_called("quiet"), 0, 20, "a=O1");
    renew(21, false);
    ck_assert_uint_eq(chronicle.count, 0);
    renew(30, false);
    ck_assert_uint_eq(chronicle.count, 1);
    assert_row(0, "quiet", EVENT_SILENCE, 19);
    ck_assert(chronicle.rows[0].event.ongoing);
    report(tenant_called("quiet"), 31, 32, "a=O1");
    renew(32, false);
    ck_assert(!chronicle.rows[0].event.ongoing);
    ck_assert_int_eq(chronicle.rows[0].event.end_ms, AT(31));
}
END_TEST

START_TEST(history_tells_more_where_it_is_loaded)
{
    struct tenant *seen = tenant_called("seen");
    struct tenant *unseen = tenant_called("unseen");

    fixture_fill(seen, 0, 5, "a=W1");
    fixture_fill(seen, 5, 400, "a=O1");
    report(unseen, 0, 5, "a=W1");
    report(unseen, 5, 400, "a=O1");
    renew(400, false);
    ck_assert_uint_eq(chronicle.count, 1);
    assert_row(0, "seen", EVENT_CHANGE, 5);
    ck_assert_int_eq(chronicle_known_since(seen, INT64_MAX), AT(0));
    ck_assert_int_eq(chronicle_known_since(unseen, INT64_MAX), AT(400 - RECENT_MAX));
    seen->history.spans[0]->loading = true;
    tenant_changed(seen);
    renew(400, false);
    ck_assert_uint_eq(chronicle.count, 0);
}
END_TEST

/* Each of them turns once, one minute after the other. */
static void fill(size_t tenants)
{
    char name[32];

    for (size_t i = 0; i < tenants; i++) {
        snprintf(name, sizeof(name), "t%zu", i);
        struct tenant *tenant = tenant_called(name);
        report(tenant, (int)i, (int)i + 1, "a=O1");
        report(tenant, (int)i + 1, (int)i + 2, "a=D1");
        report(tenant, (int)i + 2, (int)i + 3, "a=O1");
    }
}

START_TEST(a_large_fleet_is_taken_in_part_by_part)
{
    fill(CHRONICLE_STEP + 10);
    renew(0, false);
    ck_assert(!chronicle.complete);
    ck_assert_uint_eq(chronicle.count, CHRONICLE_STEP);
    /* One that is not taken in yet is told once. */
    report(tenant_called("t2005"), 3000, 3001, "a=O1");
    renew(0, false);
    ck_assert(chronicle.complete);
    ck_assert_uint_eq(chronicle.count, CHRONICLE_STEP + 10);
}
END_TEST

START_TEST(the_newest_are_kept_and_no_more)
{
    fill(CHRONICLE_MAX + 100);
    for (int i = 0; i <= CHRONICLE_MAX / CHRONICLE_STEP; i++)
        renew(0, false);
    ck_assert(chronicle.complete);
    ck_assert(chronicle.cut);
    ck_assert_uint_eq(chronicle.count, CHRONICLE_MAX);
    assert_row(0, "t4195", EVENT_CHANGE, 4197);
    assert_row(CHRONICLE_MAX - 1, "t100", EVENT_CHANGE, 102);
    /* What was left out does not come back with what else is told of that tenant. */
    report(tenant_called("t50"), 5000, 5001, "a=O1");
    renew(0, false);
    ck_assert_uint_eq(chronicle.count, CHRONICLE_MAX);
    report(tenant_called("t50"), 5001, 5002, "a=W1");
    renew(0, false);
    assert_row(0, "t50", EVENT_CHANGE, 5001);
    assert_row(CHRONICLE_MAX - 1, "t101", EVENT_CHANGE, 103);
}
END_TEST

/* --- folding, beside a model --- */

#define EVENTS 40
#define DIMENSIONS 3

static const struct tenant_verdict someone = {.number = 7};

/* Rolls what happened, newest first, each at a moment of its own. */
static void roll_events(struct dice *dice, struct event *events)
{
    enum severity now[DIMENSIONS] = {SEVERITY_OK, SEVERITY_OK, SEVERITY_OK};

    for (size_t i = EVENTS; i-- > 0;) {
        size_t dimension = dice_below(dice, DIMENSIONS);
        enum severity to = (enum severity)(SEVERITY_OK + dice_below(dice, 4));
        bool flaps = dice_once_in(dice, 8);
        events[i] = (struct event){
            .kind = flaps ? EVENT_FLAPPING : EVENT_CHANGE,
            .dimension = dimension,
            .from = {now[dimension], 0},
            .to = {to, 0},
            .start_ms = (int64_t)(EVENTS - i) * 10,
            .end_ms = (int64_t)(EVENTS - i) * 10 + (flaps ? 5 : 1),
            .ongoing = dice_once_in(dice, 3),
        };
        now[dimension] = to;
    }
}

/* Returns the event behind which a change goes on, EVENTS: none. Both are indices. */
static size_t goes_on_from(const struct event *events, size_t change)
{
    for (size_t i = change + 1; i < EVENTS; i++) {
        bool same = events[i].dimension == events[change].dimension;
        if (same && events[i].kind == EVENT_CHANGE && events[i].to.severity >= SEVERITY_WARN &&
            events[i].to.severity == events[change].from.severity)
            return i;
        if (same)
            return EVENTS;
    }
    return EVENTS;
}

static bool is_gone_on_with(const struct event *events, size_t event)
{
    for (size_t i = 0; i < event; i++) {
        if (events[i].kind == EVENT_CHANGE && goes_on_from(events, i) == event)
            return true;
    }
    return false;
}

static void assert_episode_of(const struct event *events, size_t newest,
                              const struct episode *episode)
{
    bool change = events[newest].kind == EVENT_CHANGE;
    size_t oldest = newest;
    size_t changes = change ? 1 : 0;
    enum severity worst = events[newest].to.severity;

    for (size_t i = newest; change && i < EVENTS; i = goes_on_from(events, i)) {
        changes += i != newest ? 1 : 0;
        worst = events[i].to.severity > worst ? events[i].to.severity : worst;
        oldest = i;
    }
    if (events[oldest].from.severity > worst)
        worst = events[oldest].from.severity;
    bool ended = changes > 1 && events[newest].to.severity < SEVERITY_WARN;
    QUICK_ASSERT(episode->changes == changes);
    QUICK_ASSERT(episode->event.start_ms == events[oldest].start_ms);
    QUICK_ASSERT(episode->event.from.severity == events[oldest].from.severity);
    QUICK_ASSERT(episode->event.to.severity == events[newest].to.severity);
    QUICK_ASSERT(episode->worst.severity == worst);
    QUICK_ASSERT(episode->event.ongoing == (!ended && events[newest].ongoing));
    QUICK_ASSERT(episode->event.end_ms ==
                 (ended ? events[newest].start_ms : events[newest].end_ms));
}

START_TEST(folds_are_those_of_the_model)
{
    struct dice dice = {.state = (uint64_t)_i};
    struct event events[EVENTS];
    struct episode episodes[EVENTS];
    size_t expected = 0;

    roll_events(&dice, events);
    size_t count = episodes_fold(&someone, events, EVENTS, false, episodes);
    for (size_t i = 0; i < EVENTS; i++) {
        if (is_gone_on_with(events, i))
            continue;
        QUICK_ASSERT(expected < count);
        QUICK_ASSERT(episodes[expected].event.dimension == events[i].dimension);
        assert_episode_of(events, i, &episodes[expected++]);
    }
    ck_assert_uint_eq(count, expected);
    ck_assert_uint_lt(count, EVENTS);
    ck_assert_uint_eq(episodes_fold(&someone, events, EVENTS, true, episodes), EVENTS);
}
END_TEST

Suite *suite_episode(void)
{
    Suite *suite = suite_create("episode");
    TCase *tcase = tcase_create("episode");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, what_turns_bad_worse_and_well_again_is_one);
    tcase_add_test(tcase, the_newest_of_all_tenants_stands_first);
    tcase_add_test(tcase, a_silence_is_told_when_its_verdict_says_so);
    tcase_add_test(tcase, history_tells_more_where_it_is_loaded);
    tcase_add_test(tcase, a_large_fleet_is_taken_in_part_by_part);
    tcase_add_test(tcase, the_newest_are_kept_and_no_more);
    tcase_add_loop_test(tcase, folds_are_those_of_the_model, 0, 50);
    suite_add_tcase(suite, tcase);
    return suite;
}
