/* The limits of silence and of the usual pause, each from both sides. */
#include "config.h"

#include "judge/silence.h"
#include "support/drift_fixture.h"
#include "unit/suites.h"

#define AFTER_MS (10 * MS_PER_MINUTE)
#define NOW_MS AT(10 * 24 * 60)

static struct tenant *tenant;

static void setup(void)
{
    tenant = fixture_tenant();
}

static void teardown(void)
{
    tenant_free(tenant);
}

static const struct {
    int64_t usual_ms;
    int64_t after_ms;
} silences[] = {
    {0, MS_PER_HOUR},
    {1, 3 * MS_PER_MINUTE},
    {MS_PER_MINUTE, 3 * MS_PER_MINUTE},
    {MS_PER_MINUTE + 1, 3 * MS_PER_MINUTE + 3},
    {3 * MS_PER_HOUR - 1, 9 * MS_PER_HOUR - 3},
    {3 * MS_PER_HOUR, 9 * MS_PER_HOUR},
    {3 * MS_PER_HOUR + 1, 9 * MS_PER_HOUR + 1},
    {INT64_MAX / 4 - 1, INT64_MAX / 4 - 1 + 6 * MS_PER_HOUR},
    {INT64_MAX, INT64_MAX / 4 + 6 * MS_PER_HOUR},
};

START_TEST(three_intervals_are_silence_and_six_hours_more_than_one)
{
    ck_assert_int_eq(silence_after(silences[_i].usual_ms), silences[_i].after_ms);
}
END_TEST

/* Its newest report came so long before now; of the days before it is known how long before and
 * after the same moment the nearest ones came. */
static void tell(int64_t newest_ms, int64_t before_ms, int64_t after_ms)
{
    fixture_add(tenant, NOW_MS - newest_ms, "f=O");
    tenant->recent.whole = false;
    tenant->pauses.known = true;
    for (int day = 0; day < PAUSE_DAYS; day++) {
        int64_t at_ms = NOW_MS - (day + 1) * MS_PER_DAY;
        tenant->pauses.days[day] = (struct quiet){at_ms - before_ms, at_ms + after_ms};
    }
}

static bool is_usual(int64_t *until_ms)
{
    return pause_is_usual(tenant, tenant->recent.count, AFTER_MS, NOW_MS, until_ms);
}

static const struct {
    int64_t newest_ms;
    int64_t before_ms;
    int64_t after_ms;
    bool usual;
    int64_t until_ms; /* from now, at which that may change; 0: not asked */
} pauses[] = {
    {MS_PER_HOUR, AFTER_MS + 1, MS_PER_HOUR, true, MS_PER_HOUR},
    {MS_PER_HOUR, AFTER_MS, MS_PER_HOUR, false, 1},
    {MS_PER_HOUR, AFTER_MS - 5, MS_PER_HOUR, false, 6},
    {MS_PER_HOUR, MS_PER_HOUR, MS_PER_DAY, true, MS_PER_DAY},
    {MS_PER_HOUR, MS_PER_HOUR, MS_PER_DAY + 1, false, 1},
    {MS_PER_HOUR, 0, 0, false, AFTER_MS + 1},
    {MS_PER_HOUR, -1, MS_PER_HOUR, false, 0},
    {MS_PER_HOUR, MS_PER_HOUR, -1, false, 0},
    {MS_PER_DAY - 1, MS_PER_HOUR, MS_PER_HOUR, true, MS_PER_HOUR},
    {MS_PER_DAY + 1, MS_PER_HOUR, MS_PER_HOUR, false, 0},
};

START_TEST(a_pause_is_usual_that_was_as_long_before_and_ended_within_a_day)
{
    int64_t until_ms;

    tell(pauses[_i].newest_ms, pauses[_i].before_ms, pauses[_i].after_ms);
    ck_assert_int_eq(is_usual(&until_ms), pauses[_i].usual);
    if (pauses[_i].until_ms != 0)
        ck_assert_int_eq(until_ms - NOW_MS, pauses[_i].until_ms);
}
END_TEST

START_TEST(each_of_the_two_days_must_have_been_quiet_and_known)
{
    int64_t until_ms;

    tell(MS_PER_HOUR, MS_PER_HOUR, MS_PER_HOUR);
    ck_assert(is_usual(&until_ms));
    for (int day = 0; day < PAUSE_DAYS; day++) {
        struct quiet quiet = tenant->pauses.days[day];
        tenant->pauses.days[day].before_ms += MS_PER_HOUR - AFTER_MS;
        ck_assert(!is_usual(&until_ms));
        ck_assert_int_eq(until_ms, NOW_MS + 1);
        tenant->pauses.days[day] = (struct quiet){INT64_MIN, quiet.after_ms};
        ck_assert(!is_usual(&until_ms));
        tenant->pauses.days[day] = (struct quiet){quiet.before_ms, INT64_MAX};
        ck_assert(!is_usual(&until_ms));
        tenant->pauses.days[day] = quiet;
    }
    tenant->pauses.known = false;
    ck_assert(!is_usual(&until_ms));
    tenant->recent.whole = true; /* then nothing came before */
    ck_assert(!is_usual(&until_ms));
}
END_TEST

START_TEST(a_source_is_asked_for_the_pauses_of_who_is_silent_within_a_day)
{
    const struct rule_book rules = RULE_BOOK_DEFAULT;
    int64_t at_ms[PAUSE_DAYS];
    int64_t newest_ms = NOW_MS;

    ck_assert(!pause_is_asked(tenant, &rules, NOW_MS, at_ms));
    fixture_add(tenant, newest_ms, "f=O");
    tenant->recent.whole = false;
    int64_t silent_ms = tenant_silent_after(tenant);
    ck_assert_int_eq(silent_ms, MS_PER_HOUR);
    ck_assert(!pause_is_asked(tenant, &rules, newest_ms + silent_ms, at_ms));
    ck_assert(pause_is_asked(tenant, &rules, newest_ms + silent_ms + 1, at_ms));
    ck_assert_int_eq(at_ms[0], newest_ms + silent_ms + 1 - MS_PER_DAY);
    ck_assert_int_eq(at_ms[1], newest_ms + silent_ms + 1 - 2 * MS_PER_DAY);
    ck_assert(pause_is_asked(tenant, &rules, newest_ms + MS_PER_DAY, at_ms));
    ck_assert(!pause_is_asked(tenant, &rules, newest_ms + MS_PER_DAY + 1, at_ms));
    tenant->recent.whole = true;
    ck_assert(!pause_is_asked(tenant, &rules, newest_ms + silent_ms + 1, at_ms));
}
END_TEST

START_TEST(what_came_at_the_very_moment_came_before_it)
{
    int64_t until_ms;

    fixture_add(tenant, NOW_MS - 2 * MS_PER_DAY - MS_PER_HOUR, "f=O");
    fixture_add(tenant, NOW_MS - MS_PER_DAY, "f=O");
    fixture_add(tenant, NOW_MS - MS_PER_HOUR, "f=O");
    ck_assert(!is_usual(&until_ms));
}
END_TEST

START_TEST(a_pause_is_known_by_entries_on_both_sides_of_the_moment)
{
    const struct rule_book rules = RULE_BOOK_DEFAULT;
    int64_t at_ms[PAUSE_DAYS];

    tell(2 * MS_PER_HOUR, 0, 0);
    ck_assert(!pause_is_asked(tenant, &rules, NOW_MS, at_ms));
    tenant->pauses.days[1].before_ms++;
    ck_assert(pause_is_asked(tenant, &rules, NOW_MS, at_ms));
    tenant->pauses.days[1].before_ms--;
    tenant->pauses.days[0].after_ms--;
    ck_assert(pause_is_asked(tenant, &rules, NOW_MS, at_ms));
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

Suite *suite_silence(void)
{
    Suite *suite = suite_create("silence");
    TCase *tcase = tcase_create("silence");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, three_intervals_are_silence_and_six_hours_more_than_one, 0,
                        COUNT(silences));
    tcase_add_loop_test(tcase, a_pause_is_usual_that_was_as_long_before_and_ended_within_a_day, 0,
                        COUNT(pauses));
    tcase_add_test(tcase, each_of_the_two_days_must_have_been_quiet_and_known);
    tcase_add_test(tcase, a_source_is_asked_for_the_pauses_of_who_is_silent_within_a_day);
    tcase_add_test(tcase, what_came_at_the_very_moment_came_before_it);
    tcase_add_test(tcase, a_pause_is_known_by_entries_on_both_sides_of_the_moment);
    suite_add_tcase(suite, tcase);
    return suite;
}
