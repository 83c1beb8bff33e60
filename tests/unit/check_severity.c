#include "config.h"

#include "judge/state.h"
#include "unit/suites.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

static const struct {
    enum severity severity;
    const char *name;
    enum state state;
} severities[] = {
    {SEVERITY_ABSENT, "", STATE_STALE},
    {SEVERITY_OK, "ok", STATE_OK},
    {SEVERITY_NO_DATA, "no_data", STATE_NO_DATA},
    {SEVERITY_WARN, "warn", STATE_WARN},
    {SEVERITY_DEGRADED, "degraded", STATE_DEGRADED},
};

START_TEST(each_severity_has_its_name_and_state)
{
    ck_assert_str_eq(severity_name(severities[_i].severity), severities[_i].name);
    ck_assert_int_eq(severity_state(severities[_i].severity), severities[_i].state);
}
END_TEST

START_TEST(severities_are_ordered_from_good_to_bad)
{
    ck_assert_int_lt(SEVERITY_ABSENT, SEVERITY_OK);
    ck_assert_int_lt(SEVERITY_OK, SEVERITY_NO_DATA);
    ck_assert_int_lt(SEVERITY_NO_DATA, SEVERITY_WARN);
    ck_assert_int_lt(SEVERITY_WARN, SEVERITY_DEGRADED);
}
END_TEST

static const struct {
    enum state state;
    const char *name;
    int exit_status;
} states[] = {
    {STATE_OK, "ok", 0},
    {STATE_SUPERSEDED, "superseded", 0},
    {STATE_UNJUDGED, "not_judged", 3},
    {STATE_EMPTY, "empty", 3},
    {STATE_STALE, "stale", 3},
    {STATE_NO_DATA, "no_data", 3},
    {STATE_WARN, "warn", 1},
    {STATE_SILENT, "silent", 3},
    {STATE_DEGRADED, "degraded", 2},
};

START_TEST(each_state_has_its_name_and_exit_status)
{
    ck_assert_str_eq(state_name(states[_i].state), states[_i].name);
    ck_assert_int_eq(state_exit_status(states[_i].state), states[_i].exit_status);
}
END_TEST

START_TEST(every_state_is_in_the_table)
{
    ck_assert_int_eq(COUNT(states), STATE_COUNT);
}
END_TEST

START_TEST(the_worse_exit_status_wins_whatever_the_order)
{
    static const int from_good_to_bad[] = {0, 3, 1, 2};

    for (int a = 0; a < COUNT(from_good_to_bad); a++) {
        for (int b = 0; b < COUNT(from_good_to_bad); b++)
            ck_assert_int_eq(exit_status_worst(from_good_to_bad[a], from_good_to_bad[b]),
                             from_good_to_bad[a > b ? a : b]);
    }
}
END_TEST

Suite *suite_severity(void)
{
    Suite *suite = suite_create("severity");
    TCase *tcase = tcase_create("severity");

    tcase_add_loop_test(tcase, each_severity_has_its_name_and_state, 0, COUNT(severities));
    tcase_add_test(tcase, severities_are_ordered_from_good_to_bad);
    tcase_add_loop_test(tcase, each_state_has_its_name_and_exit_status, 0, COUNT(states));
    tcase_add_test(tcase, every_state_is_in_the_table);
    tcase_add_test(tcase, the_worse_exit_status_wins_whatever_the_order);
    suite_add_tcase(suite, tcase);
    return suite;
}
