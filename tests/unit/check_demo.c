#include "config.h"

#include "base/duration.h"
#include "base/memory.h"
#include "judge/event.h"
#include "judge/judgement.h"
#include "source/demo/fleet.h"
#include "source/selection.h"
#include "source/source.h"
#include "support/judge_fixture.h"
#include "support/wait.h"
#include "unit/suites.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NOW INT64_C(1795348800000)
#define SEEDS 25 /* stories must hold whatever the noise */

/* --- reports as a function of seed, tenant and number --- */

static bool same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static bool same_reading(const struct reading *a, const struct reading *b)
{
    return slice_equals(a->name, b->name) && slice_equals(a->severity_word, b->severity_word) &&
           slice_equals(a->metadata, b->metadata) && a->severity == b->severity &&
           same_number(a->value, b->value) && same_number(a->baseline, b->baseline) &&
           same_number(a->z, b->z) && a->sample_count == b->sample_count;
}

static bool same_report(const struct report *a, const struct report *b)
{
    if (stream_id_compare(a->id, b->id) != 0 || a->count != b->count ||
        !slice_equals(a->window_start, b->window_start) ||
        !slice_equals(a->window_end, b->window_end) || !slice_equals(a->degraded, b->degraded) ||
        !slice_equals(a->warned, b->warned))
        return false;
    for (size_t i = 0; i < a->count; i++) {
        if (!same_reading(&a->readings[i], &b->readings[i]))
            return false;
    }
    return true;
}

START_TEST(a_report_does_not_depend_on_when_it_is_asked_for)
{
    struct report first[60] = {0};
    struct report again = {0};
    struct demo_tenant tenant;

    demo_tenant_describe(7, (size_t)_i, NOW, &tenant);
    if (tenant.last < tenant.first)
        return;
    int64_t newest = demo_newest_report(&tenant, NOW);
    for (int i = 0; i < 60; i++)
        demo_report(&tenant, newest - i, &first[i]);
    demo_tenant_describe(7, (size_t)_i, NOW, &tenant);
    for (int i = 59; i >= 0; i--) {
        demo_report(&tenant, newest - i, &again);
        ck_assert_msg(same_report(&first[i], &again), "%s %d", tenant.name, i);
    }
    for (int i = 0; i < 60; i++)
        report_free(&first[i]);
    report_free(&again);
}
END_TEST

START_TEST(the_story_is_told_from_the_moment_of_opening)
{
    struct demo_tenant now;
    struct demo_tenant later;
    struct report a = {0};
    struct report b = {0};

    demo_tenant_describe(7, 0, NOW, &now);
    demo_tenant_describe(7, 0, NOW + 12345678, &later);
    demo_report(&now, -10, &a);
    demo_report(&later, -10, &b);
    ck_assert_int_eq(stream_id_time(b.id) - stream_id_time(a.id), 12345678);
    ck_assert_uint_eq(a.count, b.count);
    for (size_t i = 0; i < a.count; i++)
        ck_assert(same_reading(&a.readings[i], &b.readings[i]));
    report_free(&a);
    report_free(&b);
}
END_TEST

START_TEST(another_seed_and_another_tenant_give_other_figures)
{
    static const struct {
        uint64_t seed;
        size_t index;
    } others[] = {{8, 12}, {7, 13}, {0, 12}, {UINT64_MAX, 12}};
    struct demo_tenant tenant;
    struct report a = {0};
    struct report b = {0};

    demo_tenant_describe(7, 12, NOW, &tenant);
    demo_report(&tenant, 0, &a);
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        demo_tenant_describe(others[i].seed, others[i].index, NOW, &tenant);
        demo_report(&tenant, 0, &b);
        ck_assert(!same_number(a.readings[0].value, b.readings[0].value));
    }
    report_free(&a);
    report_free(&b);
}
END_TEST

START_TEST(report_numbers_and_times_are_each_others_inverse)
{
    struct demo_tenant tenant;

    demo_tenant_describe(1, (size_t)_i, NOW, &tenant);
    if (tenant.last < tenant.first) {
        ck_assert_int_lt(demo_newest_report(&tenant, NOW), tenant.first);
        return;
    }
    int64_t last = tenant.last < 5 ? tenant.last : 5;
    for (int64_t number = last - 100; number <= last; number++) {
        int64_t time_ms = demo_report_time(&tenant, number);
        ck_assert_int_eq(demo_newest_report(&tenant, time_ms), number);
        ck_assert_int_eq(demo_newest_report(&tenant, time_ms - 1), number - 1);
    }
    int64_t newest_ms = demo_report_time(&tenant, demo_newest_report(&tenant, NOW));
    ck_assert_int_le(newest_ms, NOW);
    if (tenant.last == INT64_MAX)
        ck_assert_int_gt(newest_ms, NOW - tenant.interval_ms);
}
END_TEST

START_TEST(noise_stays_within_what_the_scenario_says)
{
    struct demo_tenant tenant;
    struct report report = {0};
    double least = 0;
    double greatest = 0;

    demo_tenant_describe(3, 10, NOW, &tenant);
    ck_assert_str_eq(tenant.name, "shop-assistant");
    for (int64_t number = -5000; number <= 0; number++) {
        demo_report(&tenant, number, &report);
        least = fmin(least, report.readings[0].z);
        greatest = fmax(greatest, report.readings[0].z);
        ck_assert_int_eq(report.readings[0].severity, SEVERITY_OK);
    }
    ck_assert_double_le(greatest, tenant.scenario->noise);
    ck_assert_double_ge(least, -tenant.scenario->noise);
    ck_assert_double_gt(greatest, tenant.scenario->noise / 2);
    ck_assert_double_lt(least, -tenant.scenario->noise / 2);
    report_free(&report);
}
END_TEST

static int compare_strings(const void *a, const void *b)
{
    return strcmp(a, b);
}

START_TEST(tenants_of_a_large_fleet_have_names_of_their_own)
{
    enum { COUNT = 5000 };
    char(*names)[DEMO_NAME_SIZE] = mem_zalloc(COUNT, DEMO_NAME_SIZE);

    for (size_t i = 0; i < COUNT; i++) {
        struct demo_tenant tenant;
        demo_tenant_describe(1, i, NOW, &tenant);
        memcpy(names[i], tenant.name, DEMO_NAME_SIZE);
    }
    qsort(names, COUNT, DEMO_NAME_SIZE, compare_strings);
    for (size_t i = 1; i < COUNT; i++)
        ck_assert_str_ne(names[i - 1], names[i]);
    free(names);
}
END_TEST

/* --- the source --- */

static uv_loop_t loop;
static struct fleet fleet;
static struct source *source;
static struct source_options options;
static struct error error;
static unsigned changes;
static bool closed;

static void on_changed(void *context)
{
    ck_assert_ptr_eq(context, &fleet);
    changes++;
}

static void on_closed(void *context)
{
    ck_assert_ptr_eq(context, &fleet);
    closed = true;
}

static void setup(void)
{
    ck_assert_int_eq(uv_loop_init(&loop), 0);
    fleet = (struct fleet){0};
    source = NULL;
    changes = 0;
    closed = false;
    options = (struct source_options){
        .refresh_ms = 1,
        .frozen_now_ms = NOW,
        .seed = 1,
        .follow = true,
    };
}

static void close_source(void)
{
    source_close(source, on_closed, &fleet);
    ck_assert_int_eq(uv_run(&loop, UV_RUN_DEFAULT), 0);
    ck_assert(closed);
    closed = false;
    source = NULL;
    fleet_free(&fleet);
}

static void teardown(void)
{
    if (source != NULL)
        close_source();
    ck_assert_int_eq(uv_loop_close(&loop), 0);
}

static void open_source(const char *spec)
{
    source = source_open(&loop, spec, &options, &fleet, on_changed, &fleet, &error);
    ck_assert_msg(source != NULL, "%s", error.text);
}

#define run_until(condition)                                                                       \
    do {                                                                                           \
        struct deadline deadline = deadline_in(PATIENCE_MS);                                       \
        while (!(condition)) {                                                                     \
            ck_assert_msg(deadline_left(&deadline) > 0, "waited in vain for " #condition);         \
            uv_run(&loop, UV_RUN_NOWAIT);                                                          \
        }                                                                                          \
    } while (0)

static void watch(const char *const *names, size_t count, int64_t since_ms)
{
    struct watched_range *ranges = mem_zalloc(count, sizeof(*ranges));

    for (size_t i = 0; i < count; i++)
        ranges[i] = (struct watched_range){slice_of(names[i]), {since_ms, HISTORY_LIVE}};
    source_watch(source, &(struct source_watch){ranges, count});
    free(ranges);
}

static void watch_fleet(const struct fleet *watched, int64_t since_ms)
{
    const char **names = mem_zalloc(watched->count, sizeof(*names));

    for (size_t i = 0; i < watched->count; i++)
        names[i] = watched->tenants[i]->name;
    watch(names, watched->count, since_ms);
    free(names);
}

static void watch_all(int64_t since_ms)
{
    watch_fleet(&fleet, since_ms);
}

static void load_all(const char *spec, int64_t window_ms)
{
    open_source(spec);
    run_until(source->status.discovered);
    watch_all(NOW - window_ms);
    run_until(source->status.loading == 0);
}

static struct tenant *find(const char *name)
{
    struct tenant *tenant = fleet_find(&fleet, slice_of(name));

    ck_assert_msg(tenant != NULL, "no %s", name);
    return tenant;
}

static struct seen_tenant seen_of(const char *name)
{
    return see_tenant(find(name), (struct time_range){NOW - MS_PER_HOUR, NOW});
}

START_TEST(nothing_happens_within_the_call_that_opens)
{
    open_source("demo:");
    ck_assert_uint_eq(changes, 0);
    ck_assert_uint_eq(fleet.count, 0);
    ck_assert_int_eq(source->status.phase, SOURCE_CONNECTING);
    ck_assert_str_eq(source->name, "demo:");
}
END_TEST

START_TEST(tenants_are_found_with_their_newest_report_alone)
{
    open_source("demo:");
    run_until(source->status.discovered);
    ck_assert_int_eq(source->status.phase, SOURCE_LIVE);
    ck_assert_uint_eq(fleet.count, demo_scenario_count);
    ck_assert_uint_gt(changes, 0);
    ck_assert_uint_gt(fleet.changes.revision, 0);
    for (size_t i = 0; i < fleet.count; i++) {
        const struct tenant *tenant = fleet.tenants[i];
        ck_assert(tenant->looked_at);
        ck_assert_ptr_null(history_live(&tenant->history));
        ck_assert_uint_eq(history_rows(&tenant->history), 0);
        if (tenant->has_report)
            ck_assert_uint_eq(tenant->entries, DEMO_RETENTION);
    }
    ck_assert_int_eq(tenant_interval(find("acme-support")), 15 * MS_PER_SECOND);
    ck_assert_int_eq(tenant_interval(find("legal-docs")), MS_PER_MINUTE);
    ck_assert(!find("new-customer")->has_report);
    ck_assert_uint_eq(find("new-customer")->entries, 0);
}
END_TEST

START_TEST(every_tenant_tells_its_story_whatever_the_seed)
{
    static const struct {
        const char *name;
        enum state state;
        const char *worst; /* dimension */
        int64_t since_min; /* minutes ago, at least; -1: not in trouble */
        int64_t since_max;
    } stories[] = {
        {"acme-support", STATE_DEGRADED, "RetrievalRelevance", 18, 24},
        {"billing-faq", STATE_DEGRADED, "hit_rate@5", 48, 53},
        {"payments-kyc", STATE_WARN, "QueryDistribution", 16, 19},
        {"legal-docs", STATE_WARN, "ResponseQuality.faithfulness", 150, 210},
        {"news-digest", STATE_WARN, "JudgeDrift", 35, 39},
        {"docs-global", STATE_STALE, NULL, -1, -1},
        {"staging-bot", STATE_NO_DATA, NULL, -1, -1},
        {"search-eu", STATE_OK, NULL, -1, -1},
        {"shop-assistant", STATE_OK, NULL, -1, -1},
        {"new-customer", STATE_EMPTY, NULL, -1, -1},
    };

    options.seed = (uint64_t)_i;
    load_all("demo:", MS_PER_HOUR);
    for (size_t i = 0; i < sizeof(stories) / sizeof(stories[0]); i++) {
        struct seen_tenant summary = seen_of(stories[i].name);
        ck_assert_msg(summary.state == stories[i].state, "%s is %s", stories[i].name,
                      state_name(summary.state));
        if (stories[i].since_min < 0)
            continue;
        int64_t since = (NOW - summary.since.time_ms) / MS_PER_MINUTE;
        ck_assert_str_eq(find(stories[i].name)->dimensions[summary.worst].name, stories[i].worst);
        ck_assert_msg(since >= stories[i].since_min && since <= stories[i].since_max,
                      "%s since %" PRId64 " min", stories[i].name, since);
    }
}
END_TEST

START_TEST(an_incident_is_over_and_shows_in_the_hour)
{
    load_all("demo:", MS_PER_HOUR);
    const struct tenant *tenant = find("search-eu");
    struct seen_dimension summary =
        see_dimension(tenant, tenant_find_dimension(tenant, SLICE("latency_p95")),
                      (struct time_range){NOW - MS_PER_HOUR, NOW});

    ck_assert_int_eq(summary.verdict.state, STATE_OK);
    ck_assert_int_eq(summary.window.worst, SEVERITY_DEGRADED);
    ck_assert_uint_ge(summary.window.degraded, 10);
    ck_assert_double_gt(summary.window.z_max, 5);
    ck_assert_double_lt(fabs(summary.verdict.newest.z), 2);
}
END_TEST

START_TEST(a_relative_change_of_a_fifth_is_degraded)
{
    load_all("demo:", MS_PER_HOUR);
    struct seen_tenant summary = seen_of("billing-faq");

    ck_assert_double_eq_tol(summary.worst_z, -0.2, 0.05);
}
END_TEST

START_TEST(noise_flickers_between_ok_and_warn)
{
    load_all("demo:", 24 * MS_PER_HOUR);
    const struct tenant *tenant = find("hr-portal");
    struct time_range day = {NOW - 24 * MS_PER_HOUR, NOW};
    size_t total;

    for (size_t i = 0; i < tenant->dimension_count; i++) {
        struct seen_dimension summary = see_dimension(tenant, i, day);
        ck_assert_int_eq(summary.window.worst, SEVERITY_WARN);
        ck_assert_uint_gt(summary.window.ok, 18 * summary.window.warn);
    }
    struct past past = {0};
    events_collect(&past, tenant, NULL, day, NULL, 0, &total);
    past_free(&past);
    ck_assert_uint_gt(total, 20);
}
END_TEST

START_TEST(the_quality_dimension_has_had_three_names)
{
    load_all("demo:", MS_PER_HOUR);
    const struct tenant *tenant = find("docs-global");
    static const struct {
        const char *name;
        enum state state;
    } names[] = {
        {"ResponseQuality", STATE_OK},
        {"ResponseQuality.relevance", STATE_SUPERSEDED},
        {"ResponseQuality.faithfulness", STATE_SUPERSEDED},
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        size_t dimension = tenant_find_dimension(tenant, slice_of(names[i].name));
        struct seen_dimension summary =
            see_dimension(tenant, dimension, (struct time_range){NOW - MS_PER_HOUR, NOW});
        ck_assert_int_eq(summary.verdict.state, names[i].state);
    }
}
END_TEST

START_TEST(an_unusual_word_is_kept_and_counted_once_a_report)
{
    load_all("demo:", MS_PER_HOUR);
    const struct tenant *tenant = find("news-digest");
    size_t column = tenant_find_dimension(tenant, SLICE("JudgeDrift"));
    struct seen_dimension summary =
        see_dimension(tenant, column, (struct time_range){NOW - MS_PER_HOUR, NOW});

    ck_assert_str_eq(tenant->dimensions[column].severity_word, "elevated");
    ck_assert_uint_eq(tenant->flaws.count[FLAW_UNKNOWN_SEVERITY], summary.window.warn);
    ck_assert(isnan(summary.verdict.newest.z));
    ck_assert_double_eq(summary.verdict.newest.baseline, 0);
}
END_TEST

START_TEST(the_operator_knows_the_unusual_word)
{
    struct severity_words own = {0};
    struct report report = {.severity_words = &own};
    struct demo_tenant tenant = {.scenario = NULL};
    size_t elevated = 0;

    ck_assert(severity_words_add(&own, SLICE("elevated"), SEVERITY_DEGRADED, NULL));
    for (size_t i = 0; strcmp(tenant.name, "news-digest") != 0; i++)
        demo_tenant_describe(1, i, NOW, &tenant);
    demo_report(&tenant, demo_newest_report(&tenant, NOW), &report);
    for (size_t i = 0; i < report.count; i++) {
        if (!slice_is(report.readings[i].severity_word, "elevated"))
            continue;
        elevated++;
        ck_assert_int_eq(report.readings[i].severity, SEVERITY_DEGRADED);
    }
    ck_assert_uint_eq(elevated, 1);
    ck_assert_uint_eq(report_flaws_total(&report.flaws), 0);
    ck_assert(slice_is(report.degraded, "JudgeDrift"));
    report_free(&report);
    severity_words_free(&own);
}
END_TEST

START_TEST(one_name_is_hostile)
{
    open_source("demo:");
    run_until(source->status.discovered);
    size_t hostile = 0;
    for (size_t i = 0; i < fleet.count; i++)
        hostile += strchr(fleet.tenants[i]->name, '\x1b') != NULL;
    ck_assert_uint_eq(hostile, 1);
}
END_TEST

/* --- loading --- */

static void assert_same_history(const struct tenant *a, const struct tenant *b)
{
    ck_assert_msg(history_rows(&a->history) == history_rows(&b->history), "%s: %zu and %zu rows",
                  a->name, history_rows(&a->history), history_rows(&b->history));
    for (size_t row = 0; row < history_rows(&a->history); row++) {
        ck_assert_int_eq(stream_id_compare(span_id(history_live(&a->history), row),
                                           span_id(history_live(&b->history), row)),
                         0);
        for (size_t i = 0; i < a->dimension_count; i++) {
            const struct dimension *dimension = &a->dimensions[i];
            size_t column =
                tenant_find_dimension(b, (struct slice){dimension->name, dimension->name_size});
            struct sample left = span_sample(history_live(&a->history), row, i);
            struct sample right = span_sample(history_live(&b->history), row, column);
            ck_assert_int_eq(left.severity, right.severity);
            ck_assert(same_number(left.z, right.z) && same_number(left.value, right.value));
        }
    }
}

START_TEST(a_window_loaded_in_steps_is_the_same_as_loaded_at_once)
{
    struct fleet other = {0};

    load_all("demo:", 15 * MS_PER_MINUTE);
    watch_all(NOW - MS_PER_HOUR);
    run_until(source->status.loading == 0);
    watch_all(NOW - 6 * MS_PER_HOUR);
    run_until(source->status.loading == 0);
    struct source *first = source;
    struct source *second = source_open(&loop, "demo:", &options, &other, on_changed, &fleet, NULL);
    source = second;
    run_until(source->status.discovered);
    watch_fleet(&other, NOW - 6 * MS_PER_HOUR);
    run_until(source->status.loading == 0);

    ck_assert_uint_eq(fleet.count, other.count);
    for (size_t i = 0; i < fleet.count; i++)
        assert_same_history(fleet.tenants[i], other.tenants[i]);
    source_close(second, NULL, NULL);
    uv_run(&loop, UV_RUN_NOWAIT);
    fleet_free(&other);
    source = first;
}
END_TEST

START_TEST(windows_begin_where_they_were_asked_to)
{
    load_all("demo:", MS_PER_HOUR);
    for (size_t i = 0; i < fleet.count; i++) {
        const struct tenant *tenant = fleet.tenants[i];
        ck_assert(history_is_loaded(&tenant->history));
        ck_assert_int_eq(history_live(&tenant->history)->known.start_ms, NOW - MS_PER_HOUR);
    }
    ck_assert_uint_eq(history_rows(&find("legal-docs")->history), 60);
    ck_assert_uint_eq(history_rows(&find("acme-support")->history), 240);
    ck_assert_uint_eq(history_rows(&find("payments-kyc")->history), 46);
    ck_assert_uint_eq(history_rows(&find("new-customer")->history), 0);
}
END_TEST

START_TEST(a_stream_holds_no_more_than_its_retention)
{
    options.tenants = (const char *const[]){"shop-assistant"};
    options.tenant_count = 1;
    load_all("demo:", 30 * MS_PER_DAY);
    ck_assert_uint_eq(history_rows(&find("shop-assistant")->history), DEMO_RETENTION);
    ck_assert_int_eq(history_live(&find("shop-assistant")->history)->known.start_ms,
                     NOW - 30 * MS_PER_DAY);
}
END_TEST

START_TEST(only_what_is_watched_is_loaded)
{
    open_source("demo:");
    run_until(source->status.discovered);
    const char *const names[] = {"legal-docs", "nobody"};
    watch(names, 2, NOW - MS_PER_HOUR);
    ck_assert_uint_eq(source->status.loading, 1);
    run_until(source->status.loading == 0);
    ck_assert(history_is_loaded(&find("legal-docs")->history));
    ck_assert_ptr_null(history_live(&find("acme-support")->history));
    ck_assert_uint_eq(history_rows(&find("acme-support")->history), 0);
    ck_assert_uint_eq(source->status.reports_loaded, 60);
}
END_TEST

static void count_states(size_t by_state[STATE_COUNT])
{
    struct judgement judgement = {0};
    const struct judge_moment moment = JUDGE_LIVE_AT(NOW);

    judgement_renew(&judgement, &fleet, &moment);
    memcpy(by_state, judgement.by_state, sizeof(judgement.by_state));
    judgement_free(&judgement);
}

START_TEST(the_fleet_is_judged_when_it_is_seen_first_and_not_otherwise_by_what_is_loaded)
{
    static const char *const names[] = {"acme-support", "docs-global", "staging-bot", "hr-portal"};
    size_t first[STATE_COUNT];
    size_t loaded[STATE_COUNT];

    open_source("demo:");
    run_until(changes > 0);
    ck_assert_uint_eq(fleet.count, demo_scenario_count);
    ck_assert(source->status.discovered);
    for (size_t i = 0; i < fleet.count; i++)
        ck_assert_uint_ge(fleet.tenants[i]->recent.asked, RECENT_STATE);
    count_states(first);
    ck_assert_uint_eq(first[STATE_UNJUDGED], 0);
    for (size_t count = 1; count <= 4; count++) {
        watch(names, count, NOW - (int64_t)count * 6 * MS_PER_HOUR);
        run_until(source->status.loading == 0);
        count_states(loaded);
        ck_assert_mem_eq(first, loaded, sizeof(first));
    }
}
END_TEST

START_TEST(with_until_only_what_came_before_is_judged)
{
    options.until_ms = NOW - 3 * MS_PER_HOUR;
    load_all("demo:", 6 * MS_PER_HOUR);
    for (size_t i = 0; i < fleet.count; i++) {
        const struct recent *recent = &fleet.tenants[i]->recent;
        ck_assert_uint_ge(recent->asked, RECENT_STATE);
        for (size_t j = 0; j < recent->count; j++)
            ck_assert_int_lt(stream_id_time(recent_id(recent, j)), options.until_ms);
    }
    ck_assert_int_gt(stream_id_time(recent_newest_id(&find("shop-assistant")->recent)),
                     options.until_ms - MS_PER_MINUTE);
}
END_TEST

START_TEST(progress_grows_from_nothing_to_all)
{
    double last = 0;
    unsigned steps = 0;

    open_source("demo:?tenants=200");
    run_until(source->status.discovered);
    watch_all(NOW - 24 * MS_PER_HOUR);
    ck_assert_uint_eq(source->status.loading, 200);
    ck_assert_double_lt(source->status.progress, 0.01);
    while (source->status.loading > 0) {
        uv_run(&loop, UV_RUN_ONCE);
        ck_assert_double_ge(source->status.progress, last);
        last = source->status.progress;
        steps++;
    }
    ck_assert_double_eq(last, 1);
    ck_assert_uint_gt(steps, 3);
}
END_TEST

START_TEST(a_load_that_nobody_waits_for_any_more_stops_where_it_is)
{
    open_source("demo:?tenants=200");
    run_until(source->status.discovered);
    watch_all(NOW - 7 * MS_PER_DAY);
    uv_run(&loop, UV_RUN_ONCE);
    ck_assert_uint_gt(source->status.loading, 0);
    source_watch(source, &(struct source_watch){0});
    ck_assert_uint_eq(source->status.loading, 0);
    for (size_t i = 0; i < fleet.count; i++) {
        const struct tenant *tenant = fleet.tenants[i];
        const struct span *live = history_live(&tenant->history);
        ck_assert(live == NULL || !live->loading);
        if (history_rows(&tenant->history) > 0)
            ck_assert_int_le(history_live(&tenant->history)->known.start_ms,
                             stream_id_time(span_id(history_live(&tenant->history), 0)));
    }
    watch_all(NOW - MS_PER_HOUR);
    run_until(source->status.loading == 0);
    ck_assert_uint_ge(history_rows(&find("legal-docs")->history), 60);
}
END_TEST

START_TEST(closing_while_loading_leaves_nothing)
{
    open_source("demo:?tenants=500");
    run_until(source->status.discovered);
    watch_all(NOW - 7 * MS_PER_DAY);
    uv_run(&loop, UV_RUN_ONCE);
    ck_assert_uint_gt(source->status.loading, 0);
    close_source();
}
END_TEST

/* --- the present --- */

START_TEST(reports_come_as_time_passes)
{
    options.frozen_now_ms = 0;
    options.refresh_ms = MS_PER_HOUR;
    open_source("demo:");
    run_until(source->status.discovered);
    const char *const names[] = {"acme-support"};
    watch(names, 1, timestamp_now() - MS_PER_HOUR);
    run_until(source->status.loading == 0);
    const struct tenant *watched = find("acme-support");
    const struct tenant *other = find("legal-docs");
    const struct tenant *silent = find("payments-kyc");
    size_t rows = history_rows(&watched->history);
    struct stream_id silent_id = silent->newest_id;
    uint64_t revision = fleet.changes.revision;

    fleet.clock_offset_ms = 3 * MS_PER_MINUTE;
    source_refresh(source);
    run_until(history_rows(&watched->history) > rows);
    ck_assert_uint_eq(history_rows(&watched->history), rows + 12);
    ck_assert_uint_eq(watched->entries, DEMO_RETENTION + 12);
    ck_assert_uint_eq(history_rows(&other->history), 0);
    ck_assert_uint_eq(other->entries, DEMO_RETENTION + 3);
    ck_assert_int_gt(stream_id_time(other->newest_id), source_now(source) - MS_PER_MINUTE);
    ck_assert_int_eq(stream_id_compare(silent->newest_id, silent_id), 0);
    ck_assert_uint_gt(fleet.changes.revision, revision);
}
END_TEST

START_TEST(a_window_that_grew_unwatched_is_loaded_without_a_gap)
{
    options.frozen_now_ms = 0;
    options.refresh_ms = MS_PER_HOUR;
    open_source("demo:");
    run_until(source->status.discovered);
    fleet.clock_offset_ms = 10 * MS_PER_MINUTE;
    source_refresh(source);
    const struct tenant *tenant = find("legal-docs");
    run_until(tenant->entries == DEMO_RETENTION + 10);
    const char *const names[] = {"legal-docs"};
    watch(names, 1, source_now(source) - MS_PER_HOUR);
    run_until(source->status.loading == 0);
    ck_assert_uint_ge(history_rows(&tenant->history), 60);
    for (size_t row = 1; row < history_rows(&tenant->history); row++)
        ck_assert_int_eq(stream_id_time(span_id(history_live(&tenant->history), row)) -
                             stream_id_time(span_id(history_live(&tenant->history), row - 1)),
                         MS_PER_MINUTE);
}
END_TEST

START_TEST(a_frozen_clock_stands)
{
    load_all("demo:", MS_PER_HOUR);
    struct stream_id id = find("shop-assistant")->newest_id;

    source_refresh(source);
    uv_run(&loop, UV_RUN_ONCE);
    ck_assert_int_eq(source_now(source), NOW);
    ck_assert_int_eq(stream_id_compare(find("shop-assistant")->newest_id, id), 0);
    /* With nothing to come there is nothing to wait for. */
    ck_assert_int_eq(uv_run(&loop, UV_RUN_DEFAULT), 0);
}
END_TEST

START_TEST(one_look_ends_by_itself)
{
    options.frozen_now_ms = 0;
    options.follow = false;
    open_source("demo:");
    ck_assert_int_eq(uv_run(&loop, UV_RUN_DEFAULT), 0);
    ck_assert(source->status.discovered);
}
END_TEST

/* --- what is asked for --- */

START_TEST(tenants_are_selected_by_name_and_glob)
{
    options.tenants = (const char *const[]){"acme-support", "*-docs", "nobody"};
    options.tenant_count = 3;
    open_source("demo:");
    run_until(source->status.discovered);
    ck_assert_uint_eq(fleet.count, 2);
    find("acme-support");
    find("legal-docs");
}
END_TEST

START_TEST(a_pattern_is_a_name_or_a_glob)
{
    static const struct {
        const char *pattern;
        const char *name;
        bool glob;
        bool matches;
    } cases[] = {
        {"acme", "acme", false, true},    {"acme", "Acme", false, false},
        {"acme", "acme2", false, false},  {"acme*", "acme2", true, true},
        {"*", "a/b", true, true},         {"*", ".hidden", true, true},
        {"a?c", "abc", true, true},       {"[ab]*", "b1", true, true},
        {"[!ab]*", "b1", true, false},    {"a[1]", "a[1]", true, true},
        {"a\\*", "a*", true, true},       {"*", "\xff\x1b", true, true},
        {"*z", "a\xff\x1bz", true, true},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ck_assert(selection_is_glob(cases[i].pattern) == cases[i].glob);
        ck_assert_msg(selection_matches(&cases[i].pattern, 1, slice_of(cases[i].name)) ==
                          cases[i].matches,
                      "%s %s", cases[i].pattern, cases[i].name);
    }
    ck_assert(selection_has(&(struct selection){0}, SLICE("anything")));
}
END_TEST

START_TEST(parameters_choose_size_and_seed)
{
    open_source("demo:?tenants=3&seed=9");
    run_until(source->status.discovered);
    ck_assert_uint_eq(fleet.count, 3);
    ck_assert_str_eq(source->name, "demo:?tenants=3&seed=9");
    double value = find("acme-support")->dimensions[0].newest.value;
    close_source();
    options.seed = 9;
    open_source("demo:");
    run_until(source->status.discovered);
    ck_assert_double_eq(find("acme-support")->dimensions[0].newest.value, value);
}
END_TEST

START_TEST(wrong_parameters_are_named)
{
    static const struct {
        const char *spec;
        const char *part;
    } cases[] = {
        {"demo:x", "only parameters can stand"},
        {"demo:?", "no parameter \"\""},
        {"demo:?size=3", "no parameter \"size\"; it takes tenants and seed"},
        {"demo:?tenants", "tenants=: write a whole number from 1 to 10000"},
        {"demo:?tenants=0", "from 1 to 10000"},
        {"demo:?tenants=10001", "from 1 to 10000"},
        {"demo:?tenants=-1", "from 1 to 10000"},
        {"demo:?tenants=3&", "no parameter \"\""},
        {"demo:?seed=x", "seed=x: write a whole number"},
        {"demo:?seed=18446744073709551616", "write a whole number"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ck_assert_ptr_null(
            source_open(&loop, cases[i].spec, &options, &fleet, on_changed, &fleet, &error));
        ck_assert_int_eq(error.class, ERROR_USAGE);
        ck_assert_msg(strstr(error.text, cases[i].part) != NULL, "%s: %s", cases[i].spec,
                      error.text);
    }
}
END_TEST

Suite *suite_demo(void)
{
    Suite *suite = suite_create("demo");

    TCase *reports = tcase_create("reports");
    tcase_add_loop_test(reports, a_report_does_not_depend_on_when_it_is_asked_for, 0, 20);
    tcase_add_test(reports, the_story_is_told_from_the_moment_of_opening);
    tcase_add_test(reports, another_seed_and_another_tenant_give_other_figures);
    tcase_add_loop_test(reports, report_numbers_and_times_are_each_others_inverse, 0, 20);
    tcase_add_test(reports, noise_stays_within_what_the_scenario_says);
    tcase_add_test(reports, tenants_of_a_large_fleet_have_names_of_their_own);
    suite_add_tcase(suite, reports);

    TCase *stories = tcase_create("stories");
    tcase_add_checked_fixture(stories, setup, teardown);
    tcase_add_test(stories, nothing_happens_within_the_call_that_opens);
    tcase_add_test(stories, tenants_are_found_with_their_newest_report_alone);
    tcase_add_loop_test(stories, every_tenant_tells_its_story_whatever_the_seed, 0, SEEDS);
    tcase_add_test(stories, an_incident_is_over_and_shows_in_the_hour);
    tcase_add_test(stories, a_relative_change_of_a_fifth_is_degraded);
    tcase_add_test(stories, noise_flickers_between_ok_and_warn);
    tcase_add_test(stories, the_quality_dimension_has_had_three_names);
    tcase_add_test(stories, an_unusual_word_is_kept_and_counted_once_a_report);
    tcase_add_test(stories, the_operator_knows_the_unusual_word);
    tcase_add_test(stories, one_name_is_hostile);
    suite_add_tcase(suite, stories);

    TCase *loading = tcase_create("loading");
    tcase_add_checked_fixture(loading, setup, teardown);
    tcase_add_test(loading, a_window_loaded_in_steps_is_the_same_as_loaded_at_once);
    tcase_add_test(loading, windows_begin_where_they_were_asked_to);
    tcase_add_test(loading, a_stream_holds_no_more_than_its_retention);
    tcase_add_test(loading, only_what_is_watched_is_loaded);
    tcase_add_test(loading, progress_grows_from_nothing_to_all);
    tcase_add_test(loading, a_load_that_nobody_waits_for_any_more_stops_where_it_is);
    tcase_add_test(loading, closing_while_loading_leaves_nothing);
    suite_add_tcase(suite, loading);

    TCase *present = tcase_create("present");
    tcase_add_checked_fixture(present, setup, teardown);
    tcase_add_test(present, reports_come_as_time_passes);
    tcase_add_test(present, a_window_that_grew_unwatched_is_loaded_without_a_gap);
    tcase_add_test(present,
                   the_fleet_is_judged_when_it_is_seen_first_and_not_otherwise_by_what_is_loaded);
    tcase_add_test(present, with_until_only_what_came_before_is_judged);
    tcase_add_test(present, a_frozen_clock_stands);
    tcase_add_test(present, one_look_ends_by_itself);
    tcase_add_test(present, tenants_are_selected_by_name_and_glob);
    tcase_add_test(present, a_pattern_is_a_name_or_a_glob);
    tcase_add_test(present, parameters_choose_size_and_seed);
    tcase_add_test(present, wrong_parameters_are_named);
    suite_add_tcase(suite, present);
    return suite;
}
