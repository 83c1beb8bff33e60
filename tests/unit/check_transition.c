/* What is told of tenants that turn worse or better. */
#include "config.h"

#include "judge/transition.h"
#include "support/drift_fixture.h"
#include "unit/suites.h"

#include <stdio.h>
#include <string.h>

static struct fleet fleet;
static struct judgement judgement;
static struct attention attention;
static struct transitions transitions;

static void setup(void)
{
    fleet = (struct fleet){0};
    judgement = (struct judgement){0};
    attention = (struct attention){0};
    transitions = (struct transitions){0};
}

static void teardown(void)
{
    transitions_free(&transitions);
    attention_free(&attention);
    judgement_free(&judgement);
    fleet_free(&fleet);
}

static void report(const char *name, int first, int end, const char *readings)
{
    struct tenant *tenant = fleet_tenant(&fleet, slice_of(name));

    tenant->looked_at = true;
    fixture_asked(tenant);
    fixture_fill(tenant, first, end, readings);
}

static void follow(int minute)
{
    judgement_renew(&judgement, &fleet, &JUDGE_LIVE_AT(AT(minute)));
    transitions_follow(&transitions, &judgement, &attention, true);
}

static void assert_told(const char *tenant, enum state from, enum state to)
{
    ck_assert_uint_gt(transitions.count, 0);
    struct transition told = transitions_take(&transitions);
    ck_assert_str_eq(told.tenant, tenant);
    ck_assert_int_eq(told.from, from);
    ck_assert_int_eq(told.to, to);
    ck_assert((told.dimension != NULL) == (to >= STATE_WARN));
    transition_free(&told);
}

START_TEST(nothing_is_told_of_what_was_so_before)
{
    report("bad", 0, 10, "x=D3");
    report("ok", 0, 10, "x=O1");
    follow(10);
    ck_assert_uint_eq(transitions.count, 0);
    follow(10);
    ck_assert_uint_eq(transitions.count, 0);
}
END_TEST

START_TEST(a_tenant_that_comes_later_and_is_bad_is_told)
{
    report("acme", 0, 10, "x=O1");
    follow(10);
    report("new", 0, 10, "x=D3");
    report("well", 0, 10, "x=O1");
    follow(10);
    assert_told("new", STATE_EMPTY, STATE_DEGRADED);
    ck_assert_uint_eq(transitions.count, 0);
}
END_TEST

START_TEST(a_stream_that_is_emptied_ends_no_alarm)
{
    report("acme", 0, 10, "x=D3");
    follow(10);
    tenant_reset(fleet_tenant(&fleet, SLICE("acme")));
    follow(11);
    ck_assert_uint_eq(transitions.count, 0);
    report("acme", 11, 20, "x=O1");
    follow(20);
    assert_told("acme", STATE_DEGRADED, STATE_OK);
}
END_TEST

START_TEST(turning_worse_silent_and_well_is_told)
{
    report("acme", 0, 10, "x=O1");
    follow(10);
    report("acme", 10, 11, "x=D3");
    follow(11);
    assert_told("acme", STATE_OK, STATE_DEGRADED);
    report("acme", 11, 15, "x=O1");
    follow(15);
    assert_told("acme", STATE_DEGRADED, STATE_OK);
    follow(30);
    assert_told("acme", STATE_OK, STATE_SILENT);
    ck_assert_uint_eq(transitions.count, 0);
}
END_TEST

START_TEST(one_bad_report_that_the_rule_does_not_count_is_not_told)
{
    report("acme", 0, 10, "x=O1");
    follow(10);
    report("acme", 10, 11, "x=W2");
    follow(11);
    ck_assert_uint_eq(transitions.count, 0);
    report("acme", 11, 12, "x=W2");
    follow(12);
    assert_told("acme", STATE_OK, STATE_WARN);
}
END_TEST

START_TEST(what_waits_is_told_once_from_where_it_began)
{
    report("acme", 0, 10, "x=O1");
    follow(10);
    report("acme", 10, 12, "x=W2");
    follow(12);
    report("acme", 12, 13, "x=D2");
    follow(13);
    ck_assert_uint_eq(transitions.count, 1);
    assert_told("acme", STATE_OK, STATE_DEGRADED);
}
END_TEST

START_TEST(nobody_is_called_for_what_is_muted_or_known)
{
    struct attention_entry entry = {.kind = (enum attention_kind)_i,
                                    .tenant = (char[]){"acme"},
                                    .why = (char[]){"known"},
                                    .until_ms = AT(1000),
                                    .state = STATE_DEGRADED};

    report("acme", 0, 10, "x=O1");
    attention_put(&attention, &entry);
    follow(10);
    report("acme", 10, 12, "x=D3");
    follow(12);
    ck_assert_uint_eq(transitions.count, 0);
    attention_take_back(&attention, &entry);
    report("acme", 12, 20, "x=O1");
    follow(20);
    assert_told("acme", STATE_DEGRADED, STATE_OK);
}
END_TEST

START_TEST(what_has_no_room_is_counted)
{
    char name[32];

    for (int i = 0; i < TRANSITIONS_MAX + 5; i++) {
        snprintf(name, sizeof(name), "t%d", i);
        report(name, 0, 10, "x=O1");
    }
    follow(10);
    for (int i = 0; i < TRANSITIONS_MAX + 5; i++) {
        snprintf(name, sizeof(name), "t%d", i);
        report(name, 10, 12, "x=D1");
    }
    follow(12);
    ck_assert_uint_eq(transitions.count, TRANSITIONS_MAX);
    ck_assert_uint_eq(transitions.lost, 5);
}
END_TEST

Suite *suite_transition(void)
{
    Suite *suite = suite_create("transition");
    TCase *tcase = tcase_create("transition");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, nothing_is_told_of_what_was_so_before);
    tcase_add_test(tcase, a_tenant_that_comes_later_and_is_bad_is_told);
    tcase_add_test(tcase, a_stream_that_is_emptied_ends_no_alarm);
    tcase_add_test(tcase, turning_worse_silent_and_well_is_told);
    tcase_add_test(tcase, one_bad_report_that_the_rule_does_not_count_is_not_told);
    tcase_add_test(tcase, what_waits_is_told_once_from_where_it_began);
    tcase_add_loop_test(tcase, nobody_is_called_for_what_is_muted_or_known, 0, ATTENTION_KINDS);
    tcase_add_test(tcase, what_has_no_room_is_counted);
    suite_add_tcase(suite, tcase);
    return suite;
}
