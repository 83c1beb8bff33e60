/* The Redis source: what is found and read, whoever wrote it and however it is called. */
#include "config.h"

#include "judge/verdict.h"
#include "live/producer.h"
#include "live/suites.h"
#include "live/watcher.h"
#include "support/redis_server.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SINK_DIMS                                                                                  \
    "[{\"name\": \"QueryDistribution\", \"severity\": \"ok\", \"value\": NaN, \"baseline\": 0.1, " \
    "\"z_score\": null, \"sample_count\": 12, \"metadata\": null}, "                               \
    "{\"name\": \"faithfulness\", \"severity\": \"DEGRADED\", \"value\": 0.71, "                   \
    "\"baseline\": 0.84, \"z_score\": -4.2, \"sample_count\": 312, \"metadata\": {\"k\": 1}}, "    \
    "{\"name\": \"JudgeDrift\", \"severity\": \"ok\", \"value\": null, \"baseline\": null, "       \
    "\"z_score\": null, \"sample_count\": 0, \"metadata\": null}]"
#define OLD_REPORT                                                                                 \
    "[{\"name\": \"faithfulness\", \"severity\": \"ok\", \"value\": 0.9, \"baseline\": 0.84, "     \
    "\"z_score\": 1.5, \"sample_size\": 7, \"detail\": \"fine\"}, "                                \
    "{\"name\": \"relevance\", \"severity\": \"odd\", \"value\": 1e999, \"baseline\": 1, "         \
    "\"z_score\": Infinity, \"sample_size\": 8, \"detail\": \"\"}]"

static struct redis_server *server;
static struct watcher watcher;
static struct source_options options;

static void set_up(void)
{
    server = redis_server_create(NULL);
    options = watcher_options();
}

static void tear_down(void)
{
    redis_server_free(server);
}

/* Opens, waits for the tenants, and loads the windows of all of them back to the beginning. */
static void look(void)
{
    watcher_open(&watcher, server->unix_url, &options);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
    watcher_watch_all(&watcher, 0);
    WATCHER_WAIT(&watcher, is_loaded, NULL);
}

static const struct dimension *dimension_of(const char *tenant_name, const char *name)
{
    const struct tenant *tenant = watcher_tenant(&watcher, tenant_name);
    size_t column = tenant_find_dimension(tenant, slice_of(name));

    ck_assert_msg(column < tenant->dimension_count, "%s has no %s", tenant_name, name);
    return &tenant->dimensions[column];
}

START_TEST(both_dialects_are_read_from_one_stream)
{
    redis_server_command(server,
                         "XADD rag:telemetry:acme 1000-0 window_start %s window_end %s degraded %s "
                         "warned %s report %s",
                         "2026-11-22T13:00:00", "2026-11-22T13:01:00", "", "relevance", OLD_REPORT);
    redis_server_command(server,
                         "XADD rag:telemetry:acme 61000-0 ws %s we %s degraded %s warned %s dims "
                         "%s extra field",
                         "2026-11-22T13:01:00+00:00", "2026-11-22T13:02:00+00:00", "faithfulness",
                         "", SINK_DIMS);
    look();

    const struct tenant *tenant = watcher_tenant(&watcher, "acme");
    ck_assert_uint_eq(history_rows(&tenant->history), 2);
    ck_assert_uint_eq(tenant->entries, 2);
    ck_assert_uint_eq(tenant->skipped, 0);
    ck_assert_uint_eq(tenant->flaws.count[FLAW_NUMBERS_NOT_FINITE], 3);
    ck_assert_uint_eq(tenant->flaws.count[FLAW_UNKNOWN_SEVERITY], 1);
    ck_assert(history_is_loaded(&tenant->history));
    ck_assert(isnan(dimension_of("acme", "QueryDistribution")->newest.value));
    ck_assert_double_eq(dimension_of("acme", "QueryDistribution")->newest.baseline, 0.1);
    ck_assert_int_eq(dimension_of("acme", "JudgeDrift")->newest.severity, SEVERITY_NO_DATA);
    ck_assert_int_eq(dimension_of("acme", "faithfulness")->newest.severity, SEVERITY_DEGRADED);
    ck_assert_double_eq(dimension_of("acme", "faithfulness")->newest.z, -4.2);
    ck_assert_uint_eq(dimension_of("acme", "faithfulness")->sample_count, 312);
    ck_assert_int_eq(dimension_of("acme", "relevance")->newest.severity, SEVERITY_WARN);
    size_t column = tenant_find_dimension(tenant, SLICE("faithfulness"));
    ck_assert_double_eq(span_sample(history_live(&tenant->history), 0, column).value, 0.9);
    watcher_close(&watcher);
}
END_TEST

START_TEST(what_cannot_be_read_is_counted_and_costs_no_neighbour)
{
    produce(server, PRODUCER_PREFIX "acme", "1-0", 1);
    redis_server_command(server, "XADD rag:telemetry:acme 2-0 dims %s", "[{\"name\": ");
    redis_server_command(server, "XADD rag:telemetry:acme 3-0 something else");
    produce(server, PRODUCER_PREFIX "acme", "4-0", 4);
    look();

    const struct tenant *tenant = watcher_tenant(&watcher, "acme");
    ck_assert_uint_eq(history_rows(&tenant->history), 4);
    ck_assert_uint_eq(tenant->skipped, 2);
    ck_assert(tenant->trouble != NULL);
    ck_assert_int_eq(span_kind(history_live(&tenant->history), 0), ROW_REPORT);
    ck_assert_int_eq(span_kind(history_live(&tenant->history), 1), ROW_SKIPPED);
    ck_assert_int_eq(span_kind(history_live(&tenant->history), 2), ROW_SKIPPED);
    ck_assert_int_eq(span_kind(history_live(&tenant->history), 3), ROW_REPORT);
    watcher_close(&watcher);
}
END_TEST

static bool has_rows(struct watcher *of, void *context)
{
    return history_rows(&watcher_tenant(of, "acme")->history) == *(const size_t *)context;
}

static bool bare_is_at_five(struct watcher *of, void *unused)
{
    (void)unused;
    return watcher_tenant(of, "bare")->newest_id.ms == 5;
}

START_TEST(new_entries_are_kept_where_somebody_watches)
{
    size_t rows = 3;

    produce(server, PRODUCER_PREFIX "acme", "1-0", 1);
    produce(server, PRODUCER_PREFIX "bare", "1-0", 1);
    watcher_open(&watcher, server->unix_url, &options);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
    watcher_watch(&watcher, 0, "acme", NULL);
    WATCHER_WAIT(&watcher, is_loaded, NULL);
    uint64_t revision = watcher.fleet.changes.revision;
    produce(server, PRODUCER_PREFIX "acme", "2-7", 2);
    produce(server, PRODUCER_PREFIX "acme", "2-8", 3);
    produce(server, PRODUCER_PREFIX "bare", "5-0", 2);
    WATCHER_WAIT(&watcher, has_rows, &rows);
    WATCHER_WAIT(&watcher, bare_is_at_five, NULL);

    ck_assert_uint_gt(watcher.fleet.changes.revision, revision);
    ck_assert_uint_eq(watcher_tenant(&watcher, "acme")->newest_id.seq, 8);
    ck_assert_double_eq(dimension_of("acme", "faithfulness")->newest.value, 3);
    ck_assert_uint_eq(history_rows(&watcher_tenant(&watcher, "bare")->history), 0);
    watcher_close(&watcher);
}
END_TEST

static bool knows_three(struct watcher *of, void *unused)
{
    (void)unused;
    return of->fleet.count == 3 && fleet_find(&of->fleet, SLICE("new"))->has_report;
}

START_TEST(a_stream_that_is_made_later_is_found_by_the_next_scan)
{
    produce(server, PRODUCER_PREFIX "acme", "1-0", 1);
    produce(server, PRODUCER_PREFIX "bare", "1-0", 1);
    look();
    produce(server, PRODUCER_PREFIX "new", "1-0", 1);
    source_refresh(watcher.source);
    WATCHER_WAIT(&watcher, knows_three, NULL);
    watcher_close(&watcher);
}
END_TEST

START_TEST(keys_that_are_no_streams_are_left_out)
{
    produce(server, PRODUCER_PREFIX "acme", "1-0", 1);
    redis_server_command(server, "SET rag:telemetry:config yes");
    redis_server_command(server, "SET rag:other yes");
    produce(server, "elsewhere:acme", "1-0", 1);
    look();
    ck_assert_uint_eq(watcher.fleet.count, 1);
    watcher_close(&watcher);
}
END_TEST

START_TEST(a_named_key_of_another_type_says_so)
{
    const char *names[] = {"config", "acme", "nobody"};

    produce(server, PRODUCER_PREFIX "acme", "1-0", 1);
    redis_server_command(server, "SET rag:telemetry:config yes");
    options.tenants = names;
    options.tenant_count = 3;
    look();
    ck_assert_uint_eq(watcher.fleet.count, 2);
    ck_assert(watcher_tenant(&watcher, "config")->failed);
    ck_assert_str_eq(tenant_trouble(watcher_tenant(&watcher, "config")),
                     "the key holds no stream, but a string");
    ck_assert(history_is_loaded(&watcher_tenant(&watcher, "acme")->history));
    ck_assert_ptr_null(
        source_note(&watcher.source->status, "ignored_keys")); /* it is told as a tenant */
    watcher_close(&watcher);
}
END_TEST

static bool acme_failed(struct watcher *of, void *unused)
{
    (void)unused;
    return watcher_tenant(of, "acme")->failed;
}

static bool acme_is_back(struct watcher *of, void *unused)
{
    const struct tenant *tenant = watcher_tenant(of, "acme");

    (void)unused;
    return history_is_loaded(&tenant->history) && history_rows(&tenant->history) == 1 &&
           tenant->newest_id.ms == 9;
}

START_TEST(a_key_that_changes_its_type_costs_only_itself)
{
    produce(server, PRODUCER_PREFIX "acme", "1-0", 1);
    produce(server, PRODUCER_PREFIX "bare", "1-0", 1);
    look();
    redis_server_command(server, "SET rag:telemetry:acme yes");
    WATCHER_WAIT(&watcher, acme_failed, NULL);
    produce(server, PRODUCER_PREFIX "bare", "5-0", 2);
    WATCHER_WAIT(&watcher, bare_is_at_five, NULL);
    ck_assert_ptr_null(
        source_note(&watcher.source->status, "ignored_keys")); /* it is told as a tenant */
    ck_assert_int_eq(watcher.source->status.phase, SOURCE_LIVE);
    ck_assert_ptr_nonnull(strstr(tenant_trouble(watcher_tenant(&watcher, "acme")), "WRONGTYPE"));

    redis_server_command(server, "DEL rag:telemetry:acme");
    produce(server, PRODUCER_PREFIX "acme", "9-0", 2);
    source_refresh(watcher.source);
    WATCHER_WAIT(&watcher, acme_is_back, NULL);
    ck_assert_ptr_null(source_note(&watcher.source->status, "ignored_keys"));
    ck_assert_str_eq(tenant_trouble(watcher_tenant(&watcher, "acme")), "");
    watcher_close(&watcher);
}
END_TEST

START_TEST(hostile_names_are_names_like_any_other)
{
    static const char *const names[] = {
        "\033[2J\033]0;x\007", "a\nb", "*", "?[a-z]^\\", "{x}", " ", "\xff\xfe", "\302\233[31m",
    };
    size_t count = sizeof(names) / sizeof(names[0]);
    char *huge = calloc(10001, 1);

    memset(huge, 'x', 10000);
    for (size_t i = 0; i < count; i++)
        redis_server_command(server, "XADD rag:telemetry:%b 1-0 dims []", names[i],
                             strlen(names[i]));
    redis_server_command(server, "XADD rag:telemetry:%s 1-0 dims []", huge);
    redis_server_command(server, "XADD rag:telemetry:%b 1-0 dims []", "nul\0nul", (size_t)7);
    redis_server_command(server, "XADD %b 1-0 dims []", "rag:telemetry:", (size_t)14);
    look();
    ck_assert_uint_eq(watcher.fleet.count, count + 3);
    for (size_t i = 0; i < count; i++) {
        const struct tenant *tenant = watcher_tenant(&watcher, names[i]);
        ck_assert(history_is_loaded(&tenant->history));
        ck_assert_uint_eq(history_rows(&tenant->history), 1);
    }
    ck_assert_uint_eq(history_rows(&watcher_tenant(&watcher, huge)->history), 1);
    ck_assert(fleet_find(&watcher.fleet, SLICE("nul\0nul"))->has_report);
    ck_assert(fleet_find(&watcher.fleet, SLICE(""))->has_report);
    ck_assert_ptr_null(source_note(&watcher.source->status, "ignored_keys"));
    free(huge);
    watcher_close(&watcher);
}
END_TEST

START_TEST(tenants_are_chosen_by_name_and_by_glob)
{
    const char *names[] = {"acme", "b*"};

    produce(server, PRODUCER_PREFIX "acme", "1-0", 1);
    produce(server, PRODUCER_PREFIX "acme2", "1-0", 1);
    produce(server, PRODUCER_PREFIX "bare", "1-0", 1);
    produce(server, PRODUCER_PREFIX "bold", "1-0", 1);
    options.tenants = names;
    options.tenant_count = 2;
    look();
    ck_assert_uint_eq(watcher.fleet.count, 3);
    ck_assert_ptr_null(fleet_find(&watcher.fleet, SLICE("acme2")));
    watcher_close(&watcher);
}
END_TEST

START_TEST(a_template_may_hold_the_environment)
{
    produce(server, "shop:drift:acme:prod", "1-0", 1);
    produce(server, "shop:drift:acme:test", "1-0", 2);
    produce(server, "other:drift:acme:prod", "1-0", 3);
    options.keys = (const char *[]){"{app}:drift:{tenant}:{env}"};
    options.app = "shop";
    look();
    ck_assert_uint_eq(watcher.fleet.count, 2);
    ck_assert_double_eq(dimension_of("acme/prod", "faithfulness")->newest.value, 1);
    ck_assert_double_eq(dimension_of("acme/test", "faithfulness")->newest.value, 2);
    watcher_close(&watcher);
}
END_TEST

START_TEST(a_single_key_of_the_old_dialect_is_a_tenant)
{
    redis_server_command(server,
                         "XADD myapp:rag:drift 1-0 window_start %s window_end %s degraded %s "
                         "warned %s report %s",
                         "2026-11-22T13:00:00", "2026-11-22T13:01:00", "", "relevance", OLD_REPORT);
    options.keys = (const char *[]){"myapp:rag:drift"};
    look();
    ck_assert_uint_eq(watcher.fleet.count, 1);
    ck_assert_double_eq(dimension_of("myapp:rag:drift", "faithfulness")->newest.value, 0.9);
    watcher_close(&watcher);
}
END_TEST

START_TEST(a_window_begins_with_its_first_moment)
{
    produce_many(server, PRODUCER_PREFIX "acme", 1000, 1000, 10);
    watcher_open(&watcher, server->unix_url, &options);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
    watcher_watch(&watcher, 5000, "acme", NULL);
    WATCHER_WAIT(&watcher, is_loaded, NULL);
    const struct tenant *tenant = watcher_tenant(&watcher, "acme");
    ck_assert_uint_eq(history_rows(&tenant->history), 6);
    ck_assert_uint_eq(span_id(history_live(&tenant->history), 0).ms, 5000);
    ck_assert_int_eq(history_live(&tenant->history)->known.start_ms, 5000);
    watcher_close(&watcher);
}
END_TEST

static void check_rows(const char *name, size_t rows)
{
    const struct tenant *tenant = watcher_tenant(&watcher, name);
    size_t column = tenant_find_dimension(tenant, SLICE("faithfulness"));

    ck_assert_uint_eq(history_rows(&tenant->history), rows);
    ck_assert_uint_eq(tenant->history.duplicates, 0);
    for (size_t i = 0; i < rows; i++)
        ck_assert_double_eq(span_sample(history_live(&tenant->history), i, column).value,
                            (double)i);
}

START_TEST(a_window_of_many_pages_is_whole)
{
    produce_many(server, PRODUCER_PREFIX "acme", 1000, 1000, 4001);
    look();
    check_rows("acme", 4001);
    watcher_close(&watcher);
}
END_TEST

START_TEST(a_burst_within_one_millisecond_is_whole)
{
    produce_many(server, PRODUCER_PREFIX "acme", 1000, 0, 2300);
    look();
    check_rows("acme", 2300);
    watcher_close(&watcher);
}
END_TEST

/* Sparse, then dense, then a long silence: no length of a page fits for long. */
START_TEST(an_uneven_window_is_whole)
{
    int64_t at = 1000;
    size_t rows = 0;
    redisContext *connection = redis_server_connect(server);

    for (int burst = 0; burst < 6; burst++) {
        size_t length = burst % 2 == 0 ? 700 : 40;
        for (size_t i = 0; i < length; i++) {
            at += burst % 2 == 0 ? 1 + burst : 60000;
            redisAppendCommand(connection,
                               "XADD rag:telemetry:acme %lld-0 dims "
                               "[{\"name\":\"faithfulness\",\"severity\":\"ok\",\"value\":%llu}]",
                               (long long)at, (unsigned long long)rows);
            rows++;
        }
        redis_server_drain(connection, length);
        at += 86400000;
    }
    redisFree(connection);
    look();
    check_rows("acme", rows);
    watcher_close(&watcher);
}
END_TEST

static bool interval_is_known(struct watcher *of, void *unused)
{
    const struct tenant *tenant = fleet_find(&of->fleet, SLICE("acme"));

    (void)unused;
    return tenant != NULL && tenant_interval(tenant) == 90000;
}

START_TEST(the_usual_interval_is_learned_without_a_window)
{
    produce_many(server, PRODUCER_PREFIX "acme", 1000, 90000, 20);
    watcher_open(&watcher, server->unix_url, &options);
    WATCHER_WAIT(&watcher, interval_is_known, NULL);
    ck_assert_uint_eq(history_rows(&watcher_tenant(&watcher, "acme")->history), 0);
    watcher_close(&watcher);
}
END_TEST

static bool is_stale(struct watcher *of, void *context)
{
    const struct tenant *tenant = watcher_tenant(of, "acme");
    struct tenant_verdict verdict = {0};

    (void)context;
    verdict_make(&verdict, tenant, &JUDGE_LIVE_AT(10000));
    bool stale = verdict.by_state[STATE_STALE] == 1 && tenant->dimension_count == 2;
    verdict_free(&verdict);
    return stale;
}

START_TEST(a_stale_dimension_is_seen_without_a_window)
{
    static const char both[] = "[{\"name\":\"a\",\"severity\":\"ok\",\"value\":1},"
                               "{\"name\":\"b\",\"severity\":\"ok\",\"value\":1}]";
    static const char one[] = "[{\"name\":\"a\",\"severity\":\"ok\",\"value\":1}]";

    for (int i = 1; i < 6; i++)
        redis_server_command(server, "XADD rag:telemetry:acme %d-0 dims %s", i * 1000,
                             i < 3 ? both : one);
    watcher_open(&watcher, server->unix_url, &options);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
    WATCHER_WAIT(&watcher, is_stale, NULL);
    ck_assert_uint_eq(history_rows(&watcher_tenant(&watcher, "acme")->history), 0);
    watcher_close(&watcher);
}
END_TEST

START_TEST(a_single_look_knows_the_interval_too)
{
    produce_many(server, PRODUCER_PREFIX "acme", 1000, 90000, 20);
    options.follow = false;
    watcher_open(&watcher, server->unix_url, &options);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
    watcher_watch(&watcher, 1000 + 19 * 90000, "acme", NULL);
    WATCHER_WAIT(&watcher, is_loaded, NULL);
    ck_assert_uint_eq(history_rows(&watcher_tenant(&watcher, "acme")->history), 1);
    ck_assert_int_eq(tenant_interval(watcher_tenant(&watcher, "acme")), 90000);
    watcher_close(&watcher);
}
END_TEST

/* What is asked because of an answer leaves with that answer: the poll is an hour away. */
START_TEST(one_known_report_does_not_wait_for_the_next_poll)
{
    options.refresh_ms = 3600000;
    options.follow = false;
    produce(server, PRODUCER_PREFIX "acme", "1000-0", 1);
    produce_many(server, PRODUCER_PREFIX "bare", 1000, 90000, 20);
    watcher_open(&watcher, server->unix_url, &options);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
    watcher_watch(&watcher, 1000 + 19 * 90000, "acme", "bare", NULL);
    WATCHER_WAIT(&watcher, is_loaded, NULL);
    ck_assert_uint_eq(history_rows(&watcher_tenant(&watcher, "acme")->history), 0);
    ck_assert_uint_eq(history_rows(&watcher_tenant(&watcher, "bare")->history), 1);
    ck_assert_int_eq(tenant_interval(watcher_tenant(&watcher, "bare")), 90000);
    watcher_close(&watcher);
}
END_TEST

START_TEST(an_empty_stream_is_known_and_empty)
{
    redis_server_command(server, "XGROUP CREATE rag:telemetry:acme g $ MKSTREAM");
    look();
    const struct tenant *tenant = watcher_tenant(&watcher, "acme");
    ck_assert(tenant->looked_at);
    ck_assert(!tenant->has_report);
    ck_assert(history_is_loaded(&tenant->history));
    watcher_close(&watcher);
}
END_TEST

START_TEST(a_server_without_any_stream_is_discovered_too)
{
    look();
    ck_assert_uint_eq(watcher.fleet.count, 0);
    ck_assert_int_eq(watcher.source->status.phase, SOURCE_LIVE);
    watcher_close(&watcher);
}
END_TEST

Suite *suite_source_read(void)
{
    Suite *suite = suite_create("source_read");
    TCase *cases = tcase_create("reading");

    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, both_dialects_are_read_from_one_stream);
    tcase_add_test(cases, what_cannot_be_read_is_counted_and_costs_no_neighbour);
    tcase_add_test(cases, new_entries_are_kept_where_somebody_watches);
    tcase_add_test(cases, a_stream_that_is_made_later_is_found_by_the_next_scan);
    tcase_add_test(cases, keys_that_are_no_streams_are_left_out);
    tcase_add_test(cases, a_named_key_of_another_type_says_so);
    tcase_add_test(cases, a_key_that_changes_its_type_costs_only_itself);
    tcase_add_test(cases, hostile_names_are_names_like_any_other);
    tcase_add_test(cases, tenants_are_chosen_by_name_and_by_glob);
    tcase_add_test(cases, a_template_may_hold_the_environment);
    tcase_add_test(cases, a_single_key_of_the_old_dialect_is_a_tenant);
    tcase_add_test(cases, a_window_begins_with_its_first_moment);
    tcase_add_test(cases, a_window_of_many_pages_is_whole);
    tcase_add_test(cases, a_burst_within_one_millisecond_is_whole);
    tcase_add_test(cases, an_uneven_window_is_whole);
    tcase_add_test(cases, the_usual_interval_is_learned_without_a_window);
    tcase_add_test(cases, a_stale_dimension_is_seen_without_a_window);
    tcase_add_test(cases, a_single_look_knows_the_interval_too);
    tcase_add_test(cases, one_known_report_does_not_wait_for_the_next_poll);
    tcase_add_test(cases, an_empty_stream_is_known_and_empty);
    tcase_add_test(cases, a_server_without_any_stream_is_discovered_too);
    suite_add_tcase(suite, cases);
    return suite;
}
