/* The line for a monitoring system. */
#include "config.h"

#include "headless/snapshot_check.h"
#include "headless/status.h"
#include "support/drift_fixture.h"
#include "support/environment.h"
#include "unit/suites.h"

#include <math.h>
#include <string.h>

#define TELLING ((struct telling){AT(60), ZONE_UTC})
#define TENANTS 3

/* The first of three tenants is in trouble, the others are ok. */
static struct tenant *tenant;
static struct dimension_verdict dimension;
static struct tenant_verdict verdicts[TENANTS];
static struct tenant_verdict *all[TENANTS];
static const struct tenant_verdict *rows[TENANTS];
static struct judgement judgement;
static struct listing tenants;
static struct buffer line;

static void name_tenant(const char *name)
{
    if (tenant != NULL)
        tenant_free(tenant);
    tenant = tenant_create(slice_of(name));
    fixture_add(tenant, AT(59), "faithfulness=D-4.2");
    verdicts[0].tenant = tenant;
}

static void set_state(enum state state)
{
    verdicts[0].state = verdicts[0].rank = state;
    dimension.state = dimension.rank = state;
    memset(judgement.by_state, 0, sizeof(judgement.by_state));
    judgement.by_state[state]++;
    judgement.by_state[STATE_OK] += TENANTS - 1;
}

static void setup(void)
{
    environment_utf8();
    line = (struct buffer){0};
    tenant = NULL;
    memset(verdicts, 0, sizeof(verdicts));
    dimension = (struct dimension_verdict){
        .newest = {.value = 0.71, .baseline = 0.84, .z = -4.2},
        .since = {.time_ms = AT(40)},
        .other = DIMENSION_NONE,
    };
    for (size_t i = 0; i < TENANTS; i++)
        rows[i] = all[i] = &verdicts[i];
    verdicts[0].dimensions = &dimension;
    verdicts[0].dimension_count = 1;
    judgement = (struct judgement){.all = {all, TENANTS, TENANTS}};
    tenants = (struct listing){.rows = rows, .count = TENANTS, .judgement = &judgement};
    name_tenant("acme");
    set_state(STATE_DEGRADED);
}

static void teardown(void)
{
    buffer_free(&line);
    tenant_free(tenant);
    environment_restore();
}

static void check(int status, const char *reason, const char *expected)
{
    buffer_clear(&line);
    check_line(&line, &tenants, status, reason, TELLING);
    ck_assert_str_eq(buffer_text(&line), expected);
}

START_TEST(the_worst_tenant_is_named)
{
    check(STATUS_USAGE, NULL,
          "DRIFT DEGRADED - acme faithfulness z -4.2 for 20m; 1 degraded, 2 ok of 3"
          " | degraded=1 warn=0 silent=0 no_data=0 stale=0 empty=0 ok=2 total=3\n");
}
END_TEST

START_TEST(a_small_z_is_told_by_the_change)
{
    set_state(STATE_WARN);
    dimension.newest.z = -0.2;
    dimension.since.before = true;
    check(STATUS_FAILED, NULL,
          "DRIFT WARN - acme faithfulness -0.130 for >20m; 1 warn, 2 ok of 3"
          " | degraded=0 warn=1 silent=0 no_data=0 stale=0 empty=0 ok=2 total=3\n");
    dimension.newest = (struct sample){.value = NAN, .baseline = NAN, .z = NAN};
    check(STATUS_FAILED, NULL,
          "DRIFT WARN - acme faithfulness for >20m; 1 warn, 2 ok of 3"
          " | degraded=0 warn=1 silent=0 no_data=0 stale=0 empty=0 ok=2 total=3\n");
}
END_TEST

START_TEST(silence_is_told_beside_the_state)
{
    verdicts[0].silent = true;
    verdicts[0].newest_ms = AT(56);
    check(STATUS_USAGE, NULL,
          "DRIFT DEGRADED - acme faithfulness z -4.2 for 20m, silent for 4m; 1 degraded, 2 ok of 3"
          " | degraded=1 warn=0 silent=0 no_data=0 stale=0 empty=0 ok=2 total=3\n");
    set_state(STATE_SILENT);
    dimension.state = dimension.rank = STATE_OK;
    check(STATUS_UNKNOWN, NULL,
          "DRIFT UNKNOWN - acme silent for 4m; 1 silent, 2 ok of 3"
          " | degraded=0 warn=0 silent=1 no_data=0 stale=0 empty=0 ok=2 total=3\n");
}
END_TEST

START_TEST(what_has_no_figure_has_a_word)
{
    set_state(STATE_NO_DATA);
    check(STATUS_UNKNOWN, NULL,
          "DRIFT UNKNOWN - acme faithfulness no data for 20m; 1 no data, 2 ok of 3"
          " | degraded=0 warn=0 silent=0 no_data=1 stale=0 empty=0 ok=2 total=3\n");
    set_state(STATE_EMPTY);
    verdicts[0].dimension_count = 0;
    check(STATUS_UNKNOWN, NULL,
          "DRIFT UNKNOWN - acme empty; 1 empty, 2 ok of 3"
          " | degraded=0 warn=0 silent=0 no_data=0 stale=0 empty=1 ok=2 total=3\n");
}
END_TEST

START_TEST(what_recovers_is_ok_again)
{
    set_state(STATE_OK);
    dimension.alert = (struct alert){.state = ALERT_RECOVERING, .severity = SEVERITY_DEGRADED};
    verdicts[0].rank = dimension.rank = STATE_DEGRADED;
    check(STATUS_USAGE, NULL,
          "DRIFT DEGRADED - acme faithfulness ok again for 20m; 3 ok of 3"
          " | degraded=0 warn=0 silent=0 no_data=0 stale=0 empty=0 ok=3 total=3\n");
}
END_TEST

START_TEST(where_all_is_well_nobody_is_named)
{
    set_state(STATE_OK);
    check(STATUS_DONE, NULL,
          "DRIFT OK - 3 ok of 3"
          " | degraded=0 warn=0 silent=0 no_data=0 stale=0 empty=0 ok=3 total=3\n");
}
END_TEST

START_TEST(forgotten_tenants_are_part_of_the_total)
{
    set_state(STATE_OK);
    judgement.by_state[STATE_OK]--;
    judgement.forgotten = 1;
    check(STATUS_DONE, NULL,
          "DRIFT OK - 2 ok, 1 forgotten of 3"
          " | degraded=0 warn=0 silent=0 no_data=0 stale=0 empty=0 ok=2 total=3\n");
}
END_TEST

START_TEST(what_is_missing_is_told_first)
{
    set_state(STATE_OK);
    check(STATUS_UNKNOWN, "there is no tenant \"x|y\"",
          "DRIFT UNKNOWN - there is no tenant \"x/y\"; 3 ok of 3"
          " | degraded=0 warn=0 silent=0 no_data=0 stale=0 empty=0 ok=3 total=3\n");
}
END_TEST

START_TEST(nothing_found_is_unknown)
{
    judgement = (struct judgement){0};
    tenants.count = 0;
    check(STATUS_UNKNOWN, "nothing was found: no stream",
          "DRIFT UNKNOWN - nothing was found: no stream"
          " | degraded=0 warn=0 silent=0 no_data=0 stale=0 empty=0 ok=0 total=0\n");
}
END_TEST

START_TEST(a_source_that_is_away_is_unknown_and_nothing_is_counted)
{
    check_line_down(&line, "redis://x: refused\nby | it");
    ck_assert_str_eq(buffer_text(&line), "DRIFT UNKNOWN - redis://x: refused\xEF\xBF\xBD"
                                         "by / it\n");
}
END_TEST

START_TEST(names_neither_end_the_line_nor_begin_the_figures)
{
    name_tenant("a|b\nc\x1b");
    check(STATUS_USAGE, NULL,
          "DRIFT DEGRADED - a/b\xEF\xBF\xBD"
          "c\xEF\xBF\xBD faithfulness z -4.2 for 20m; 1 degraded, 2 ok of 3"
          " | degraded=1 warn=0 silent=0 no_data=0 stale=0 empty=0 ok=2 total=3\n");
    name_tenant("");
    check(STATUS_USAGE, NULL,
          "DRIFT DEGRADED - (empty) faithfulness z -4.2 for 20m; 1 degraded, 2 ok of 3"
          " | degraded=1 warn=0 silent=0 no_data=0 stale=0 empty=0 ok=2 total=3\n");
}
END_TEST

Suite *suite_snapshot_check(void)
{
    Suite *suite = suite_create("snapshot_check");
    TCase *tcase = tcase_create("snapshot_check");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, the_worst_tenant_is_named);
    tcase_add_test(tcase, a_small_z_is_told_by_the_change);
    tcase_add_test(tcase, silence_is_told_beside_the_state);
    tcase_add_test(tcase, what_has_no_figure_has_a_word);
    tcase_add_test(tcase, what_recovers_is_ok_again);
    tcase_add_test(tcase, where_all_is_well_nobody_is_named);
    tcase_add_test(tcase, forgotten_tenants_are_part_of_the_total);
    tcase_add_test(tcase, what_is_missing_is_told_first);
    tcase_add_test(tcase, nothing_found_is_unknown);
    tcase_add_test(tcase, a_source_that_is_away_is_unknown_and_nothing_is_counted);
    tcase_add_test(tcase, names_neither_end_the_line_nor_begin_the_figures);
    suite_add_tcase(suite, tcase);
    return suite;
}
