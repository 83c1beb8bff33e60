/* Where flapping begins and ends, and what more a source is asked for: each limit from both sides.
 * A word such as "3O 2D" says what one dimension says in reports a minute apart. */
#include "config.h"

#include "judge/verdict.h"
#include "support/drift_fixture.h"
#include "support/judge_fixture.h"
#include "unit/suites.h"

#include <stdlib.h>
#include <string.h>

static struct tenant *tenant;
static struct tenant_verdict verdict;
static int reports;

static void setup(void)
{
    tenant = fixture_tenant();
    reports = 0;
}

static void teardown(void)
{
    verdict_free(&verdict);
    tenant_free(tenant);
}

/* A report names f with the letter, and g too up to the one numbered `companions`. */
static void tell_with(const char *pattern, int companions)
{
    for (const char *at = pattern; *at != '\0'; at++) {
        char *letter;
        long count = strtol(at, &letter, 10);
        for (long i = 0; i < count; i++) {
            char readings[] = "f=O g=O";
            readings[2] = *letter;
            readings[reports < companions ? 7 : 3] = '\0';
            fixture_add(tenant, AT(reports), readings);
            reports++;
        }
        at = letter[1] == ' ' ? letter + 1 : letter;
    }
    verdict_make(&verdict, tenant, &JUDGE_LIVE_AT(AT(reports - 1)));
}

static const struct {
    const char *pattern;
    bool is;
    bool current;
    uint32_t changes;
    uint32_t readings;
    uint32_t bad;
    enum severity mildest;
    enum severity worst;
    int since; /* the report of the first change */
    int last;
} stretches[] = {
    {"10O 1D 1O 1D", false, false, 0, 0, 0, SEVERITY_OK, SEVERITY_OK, 0, 0},
    {"10O 1D 1O 1D 1O", true, true, 4, 5, 2, SEVERITY_OK, SEVERITY_DEGRADED, 10, 13},
    {"10O 1W 1O 1W 1O", true, true, 4, 5, 2, SEVERITY_OK, SEVERITY_WARN, 10, 13},
    {"10O 5D 5O 5D 5O", true, true, 4, 17, 10, SEVERITY_OK, SEVERITY_DEGRADED, 10, 25},
    {"10O 6D 6O 6D 6O", false, false, 0, 0, 0, SEVERITY_OK, SEVERITY_OK, 0, 0},
    {"10O 8W 1D 1W 1D 1W", true, true, 4, 5, 5, SEVERITY_WARN, SEVERITY_DEGRADED, 18, 21},
    {"10O 1D 1O 1D 6O", true, true, 4, 5, 2, SEVERITY_OK, SEVERITY_DEGRADED, 10, 13},
    {"10O 1D 1O 1D 7O", true, false, 4, 5, 2, SEVERITY_OK, SEVERITY_DEGRADED, 10, 13},
    {"1O 1D 1O 1D 1O", true, true, 4, 5, 2, SEVERITY_OK, SEVERITY_DEGRADED, 1, 4},
};

START_TEST(a_stretch_is_four_changes_of_which_each_comes_within_five_readings)
{
    tell_with(stretches[_i].pattern, 0);
    const struct flapping *flapping = &dimension_rare(&verdict.dimensions[0])->flapping;

    ck_assert_int_eq(flapping->is, stretches[_i].is);
    ck_assert_int_eq(flapping->current, stretches[_i].current);
    ck_assert_uint_eq(flapping->changes, stretches[_i].changes);
    ck_assert_uint_eq(flapping->readings, stretches[_i].readings);
    ck_assert_uint_eq(flapping->bad, stretches[_i].bad);
    if (!flapping->is)
        return;
    ck_assert_int_eq(flapping->mildest, stretches[_i].mildest);
    ck_assert_int_eq(flapping->worst, stretches[_i].worst);
    ck_assert_int_eq(flapping->since_ms, AT(stretches[_i].since));
    ck_assert_int_eq(flapping->last_ms, AT(stretches[_i].last));
}
END_TEST

static const struct {
    const char *pattern;
    int companions;
    bool asks;
} questions[] = {
    {"20O", 20, false},
    {"20N", 0, true},
    {"20O", 18, false},
    {"20O", 17, true},
    {"20O 1D", 0, true},
    {"22O 3D 30O", 0, false},
    {"21O 3D 30O", 0, true},
    {"30O 3D 3N", 0, true},
    {"21O 3D 20O 3D 10O", 0, true},
    {"22O 3D 10O 3D 20O", 0, false},
};

/* Returns whether more is asked for a while after the newest report, where what is here is not all
 * there is. */
static bool asks_after(int64_t age_ms)
{
    tenant->recent.asked = RECENT_STATE;
    tenant->recent.whole = false;
    tenant_changed(tenant);
    verdict_make(&verdict, tenant, &JUDGE_LIVE_AT(stream_id_time(tenant->newest_id) + age_ms));
    return verdict.question;
}

START_TEST(more_is_asked_for_where_it_could_tell_more)
{
    tell_with(questions[_i].pattern, questions[_i].companions);
    ck_assert_int_eq(asks_after(0), questions[_i].asks);
}
END_TEST

START_TEST(more_is_asked_for_of_the_silent_and_of_those_without_dimensions)
{
    tell_with("20O", 20);
    ck_assert(!asks_after(3 * MS_PER_MINUTE));
    ck_assert(asks_after(3 * MS_PER_MINUTE + 1));
    tenant_free(tenant);
    setup();
    fixture_add(tenant, AT(0), "");
    ck_assert(asks_after(0));
}
END_TEST

/* It comes in every fifth report, and so is not missed yet. */
START_TEST(more_is_asked_for_of_a_dimension_that_three_reports_did_not_name)
{
    for (int i = 0; i <= 42; i++)
        fixture_add(tenant, AT(i), i % 5 == 0 ? "f=O g=O" : "f=O");
    ck_assert(!asks_after(0));
    fixture_add(tenant, AT(43), "f=O");
    ck_assert(asks_after(0));
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

Suite *suite_flapping(void)
{
    Suite *suite = suite_create("flapping");
    TCase *tcase = tcase_create("flapping");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, a_stretch_is_four_changes_of_which_each_comes_within_five_readings,
                        0, COUNT(stretches));
    tcase_add_loop_test(tcase, more_is_asked_for_where_it_could_tell_more, 0, COUNT(questions));
    tcase_add_test(tcase, more_is_asked_for_of_the_silent_and_of_those_without_dimensions);
    tcase_add_test(tcase, more_is_asked_for_of_a_dimension_that_three_reports_did_not_name);
    suite_add_tcase(suite, tcase);
    return suite;
}
