/* The snapshot as CSV and as OpenMetrics. */
#include "config.h"

#include "headless/snapshot.h"
#include "support/drift_fixture.h"
#include "support/judge_fixture.h"
#include "unit/suites.h"

#include <stdlib.h>
#include <string.h>

static struct fleet fleet;
static char *text;
static struct notes notes;

static void setup(void)
{
    fleet = (struct fleet){0};
    text = NULL;
}

static void teardown(void)
{
    fleet_free(&fleet);
    free(text);
}

static struct tenant *add_tenant(const char *name)
{
    struct tenant *tenant = fleet_tenant(&fleet, slice_of(name));

    tenant->looked_at = true;
    fixture_asked(tenant);
    history_reach(&tenant->history, HISTORY_LIVE, 0);
    return tenant;
}

typedef bool print_fn(FILE *out, const struct listing *tenants, const struct snapshot_frame *frame);

static bool prints(print_fn *format, FILE *out, const struct snapshot_frame *frame)
{
    struct judged_fleet judged;

    judge_fleet(&judged, &fleet, frame->window.end_ms, SORT_NAME);
    bool printed = format(out, &judged.listing, frame);
    judged_fleet_free(&judged);
    return printed;
}

static void print(print_fn *format)
{
    struct snapshot_frame frame = {
        .source = "demo:",
        .looked_for = "no stream",
        .generated_ms = AT(60),
        .window = BETWEEN(0, 60),
        .buckets = 60,
        .zone = ZONE_UTC,
        .notes = &notes,
    };
    size_t size = 0;

    free(text);
    FILE *out = open_memstream(&text, &size);
    ck_assert_ptr_nonnull(out);
    ck_assert(prints(format, out, &frame));
    ck_assert_int_eq(fclose(out), 0);
}

static void has(const char *part)
{
    ck_assert_msg(strstr(text, part) != NULL, "\"%s\" is not in:\n%s", part, text);
}

static void has_not(const char *part)
{
    ck_assert_msg(strstr(text, part) == NULL, "\"%s\" is in:\n%s", part, text);
}

static void fill_fleet(void)
{
    struct tenant *acme = add_tenant("acme");

    fixture_fill(acme, 0, 59, "relevance=O-0.5 faithfulness=W-2.5");
    fixture_fill(acme, 59, 60, "relevance=N faithfulness=D-4.25");
    acme->entries = 15004;
    acme->skipped = 2;
    add_tenant("empty");
}

START_TEST(csv_has_a_row_for_each_dimension_and_each_tenant_without_one)
{
    fill_fleet();
    print(snapshot_csv_format.print);
    has("tenant,tenant_state,last_id,last_time,age_ms,reports,entries,skipped,dimension,state,"
        "severity,value,baseline,z_score,sample_count,z_min,z_max,z_mean,worst,ok,warn,degraded,"
        "no_data,tenant_silent,tenant_forgotten,tenant_since,tenant_bad_since,tenant_alert,flaws,"
        "since,bad_since,held,alert,alert_severity,alert_since,value_before,baseline_before,"
        "replaced_by\r\n");
    has("\r\nacme,degraded,1699923540000-0,2023-11-14T00:59:00.000Z,60000,60,15004,2,"
        "faithfulness,degraded,degraded,0.5,0.75,-4.25,10,-4.25,-2.5,-2.529166666666667,"
        "degraded,0,59,1,0,");
    has("\r\nacme,degraded,1699923540000-0,2023-11-14T00:59:00.000Z,60000,60,15004,2,relevance,"
        "no_data,no_data,,,,,-0.5,-0.5,-0.5,no_data,59,0,0,1,");
    has("\r\nempty,empty,,,,0,0,0,,,,,,,,,,,,,,,,0,0,,,normal,,,,,,,,,,\r\n");
}
END_TEST

START_TEST(metrics_tell_what_is_known_and_leave_out_what_is_not)
{
    fill_fleet();
    print(snapshot_openmetrics_format.print);
    has("# TYPE drift_up gauge\n# HELP drift_up Whether the source could be read.\ndrift_up 1\n");
    has("drift_tenant_state{tenant=\"acme\",state=\"degraded\"} 1\n");
    has("drift_tenant_state{tenant=\"acme\",state=\"ok\"} 0\n");
    has("drift_tenant_state{tenant=\"empty\",state=\"empty\"} 1\n");
    has("# UNIT drift_report_timestamp_seconds seconds\n");
    has("drift_report_timestamp_seconds{tenant=\"acme\"} 1699923540.000\n");
    has_not("drift_report_timestamp_seconds{tenant=\"empty\"}");
    has("drift_window_reports{tenant=\"acme\"} 60\n");
    has("drift_stream_entries{tenant=\"acme\"} 15004\n");
    has("drift_stream_unreadable_entries{tenant=\"acme\"} 2\n");
    has("drift_dimension_z_score{tenant=\"acme\",dimension=\"faithfulness\"} -4.25\n");
    has_not("drift_dimension_z_score{tenant=\"acme\",dimension=\"relevance\"}");
    has("drift_dimension_value{tenant=\"acme\",dimension=\"faithfulness\"} 0.5\n");
    has("drift_dimension_severity{tenant=\"acme\",dimension=\"relevance\",severity=\"no_data\"} "
        "1\n");
    has("drift_dimension_severity{tenant=\"acme\",dimension=\"relevance\",severity=\"ok\"} 0\n");
    has("drift_dimension_stale{tenant=\"acme\",dimension=\"relevance\"} 0\n");
    ck_assert_str_eq(text + strlen(text) - 6, "# EOF\n");
}
END_TEST

START_TEST(the_samples_of_a_metric_stand_together)
{
    char before[64] = "";
    size_t families = 0;

    fill_fleet();
    fixture_fill(add_tenant("zulu"), 0, 3, "relevance=O1 other=D2");
    print(snapshot_openmetrics_format.print);
    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        size_t size = strcspn(line, "{ ");
        if (*line == '#')
            continue;
        if (strncmp(before, line, size) != 0 || before[size] != '\0') {
            snprintf(before, sizeof(before), "%.*s", (int)size, line);
            families++;
        }
    }
    ck_assert_uint_eq(families, 24);
}
END_TEST

static const struct {
    const char *name, *label;
} spellings[] = {
    {"a\"\xC3\xA4", "a\\\"\xC3\xA4"},
    {"a\n", "a\\\\u000a"},
    {"a\x1b", "a\\\\u001b"},
    {"a\\u001b", "a\\\\\\\\u001b"},
    {"a\xff", "a\\\\xff"},
    {"a\\xff", "a\\\\\\\\xff"},
    {"a\xEF\xBF\xBD", "a\xEF\xBF\xBD"},
    {"a\xF3\xA0\x80\x81", "a\\\\U000e0001"},
    {"a\xEE\x80\x80"
     "1",
     "a\\\\ue0001"},
};

START_TEST(labels_are_escaped_and_stay_different)
{
    size_t count = sizeof(spellings) / sizeof(spellings[0]);
    char line[128];

    for (size_t i = 0; i < count; i++)
        fixture_fill(add_tenant(spellings[i].name), 0, 60, "x=O1");
    print(snapshot_openmetrics_format.print);
    for (size_t i = 0; i < count; i++) {
        snprintf(line, sizeof(line), "drift_window_reports{tenant=\"%s\"} 60\n",
                 spellings[i].label);
        has(line);
    }
}
END_TEST

START_TEST(a_source_that_is_down_is_a_metric_too)
{
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    ck_assert(snapshot_openmetrics_format.print_down(out, "refused", false));
    ck_assert_int_eq(fclose(out), 0);
    has("drift_up 0\n# EOF\n");
}
END_TEST

START_TEST(an_output_that_fails_is_told)
{
    print_fn *const formats[] = {snapshot_csv_format.print, snapshot_openmetrics_format.print};
    struct snapshot_frame frame = {
        .source = "", .window = BETWEEN(0, 60), .buckets = 1, .notes = &notes};

    fill_fleet();
    for (size_t i = 0; i < 2; i++) {
        FILE *out = fopen("/dev/full", "w");
        ck_assert_ptr_nonnull(out);
        setvbuf(out, NULL, _IONBF, 0);
        ck_assert(!prints(formats[i], out, &frame));
        fclose(out);
    }
}
END_TEST

Suite *suite_snapshot_formats(void)
{
    Suite *suite = suite_create("snapshot_formats");
    TCase *tcase = tcase_create("snapshot_formats");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, csv_has_a_row_for_each_dimension_and_each_tenant_without_one);
    tcase_add_test(tcase, metrics_tell_what_is_known_and_leave_out_what_is_not);
    tcase_add_test(tcase, the_samples_of_a_metric_stand_together);
    tcase_add_test(tcase, labels_are_escaped_and_stay_different);
    tcase_add_test(tcase, a_source_that_is_down_is_a_metric_too);
    tcase_add_test(tcase, an_output_that_fails_is_told);
    suite_add_tcase(suite, tcase);
    return suite;
}
