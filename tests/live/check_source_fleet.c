/* The Redis source: many tenants, and windows that change while they are read. */
#include "config.h"

#include "live/producer.h"
#include "live/suites.h"
#include "live/watcher.h"
#include "support/redis_server.h"

#include <stdio.h>
#include <stdlib.h>

#define MANY 1000
#define LONG 20000

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
    watcher_close(&watcher);
    redis_server_free(server);
}

static void open_source(void)
{
    watcher_open(&watcher, server->unix_url, &options);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
}

static void name_of(size_t number, char name[static 16])
{
    snprintf(name, 16, "t%zu", number);
}

/* Adds the report `ms`-0 to each tenant from `first` to before `end`. */
static void produce_each(size_t first, size_t end, unsigned ms)
{
    redisContext *connection = redis_server_connect(server);

    for (size_t i = first; i < end; i++) {
        char name[16];
        name_of(i, name);
        redisAppendCommand(connection,
                           "XADD " PRODUCER_PREFIX "%s %u-0 dims "
                           "[{\"name\":\"a\",\"severity\":\"ok\",\"value\":%u}]",
                           name, ms, ms);
    }
    redis_server_drain(connection, end - first);
    redisFree(connection);
}

static bool all_are_at(struct watcher *of, void *context)
{
    uint64_t ms = *(const uint64_t *)context;

    for (size_t i = 0; i < of->fleet.count; i++) {
        if (of->fleet.tenants[i]->newest_id.ms != ms)
            return false;
    }
    return of->fleet.count == MANY;
}

START_TEST(the_newest_report_of_a_thousand_tenants_is_known_and_stays_so)
{
    uint64_t ms = 1000;

    produce_each(0, MANY, 1000);
    open_source();
    ck_assert(all_are_at(&watcher, &ms));
    for (size_t i = 0; i < MANY; i++)
        ck_assert_uint_eq(watcher.fleet.tenants[i]->entries, 1);
    produce_each(0, MANY, 2000);
    ms = 2000;
    WATCHER_WAIT(&watcher, all_are_at, &ms);
    ck_assert_uint_eq(watcher.source->status.loading, 0);
    for (size_t i = 0; i < MANY; i++)
        ck_assert_uint_eq(history_rows(&watcher.fleet.tenants[i]->history), 0);
}
END_TEST

START_TEST(one_look_at_a_thousand_windows_loads_them_all)
{
    produce_each(0, MANY, 1000);
    produce_each(0, MANY, 2000);
    options.follow = false;
    open_source();
    watcher_watch_all(&watcher, 0);
    ck_assert_uint_eq(watcher.source->status.loading, MANY);
    WATCHER_WAIT(&watcher, is_loaded, NULL);
    for (size_t i = 0; i < MANY; i++) {
        ck_assert(history_is_loaded(&watcher.fleet.tenants[i]->history));
        ck_assert_uint_eq(history_rows(&watcher.fleet.tenants[i]->history), 2);
    }
    ck_assert_double_eq(watcher.source->status.progress, 1);
}
END_TEST

static size_t count_failed(void)
{
    size_t count = 0;

    for (size_t i = 0; i < watcher.fleet.count; i++)
        count += watcher.fleet.tenants[i]->failed;
    return count;
}

/* Every chunk of the poll has a culprit; none of its neighbours may suffer. */
START_TEST(keys_that_change_their_type_cost_only_themselves_among_a_thousand)
{
    uint64_t ms = 2000;

    produce_each(0, MANY + 3, 1000);
    open_source();
    redis_server_command(server, "SET " PRODUCER_PREFIX "t1000 x");
    redis_server_command(server, "SET " PRODUCER_PREFIX "t1001 x");
    redis_server_command(server, "SET " PRODUCER_PREFIX "t1002 x");
    produce_each(0, MANY, 2000);
    while (count_failed() < 3)
        uv_run(&watcher.loop, UV_RUN_ONCE);
    for (size_t i = 0; i < MANY; i++) {
        char name[16];
        name_of(i, name);
        while (watcher_tenant(&watcher, name)->newest_id.ms != ms)
            uv_run(&watcher.loop, UV_RUN_ONCE);
    }
}
END_TEST

static bool has_begun(struct watcher *of, void *unused)
{
    (void)unused;
    return of->source->status.reports_loaded > 0;
}

START_TEST(loading_shows_its_progress)
{
    produce_many(server, PRODUCER_PREFIX "long", timestamp_now() - LONG, 1, LONG);
    open_source();
    watcher_watch(&watcher, timestamp_now() - 2 * LONG, "long", NULL);
    ck_assert_uint_eq(watcher.source->status.loading, 1);
    ck_assert_double_lt(watcher.source->status.progress, 0.1);
    ck_assert(history_live(&watcher_tenant(&watcher, "long")->history)->loading);
    WATCHER_WAIT(&watcher, has_begun, NULL);
    uv_run(&watcher.loop, UV_RUN_ONCE);
    double progress = watcher.source->status.progress;
    WATCHER_WAIT(&watcher, is_loaded, NULL);
    ck_assert_double_lt(progress, 1);
    ck_assert_double_eq(watcher.source->status.progress, 1);
    ck_assert_uint_eq(watcher.source->status.reports_loaded, LONG);
}
END_TEST

START_TEST(a_load_that_nobody_waits_for_any_more_stops_and_can_go_on)
{
    produce_many(server, PRODUCER_PREFIX "long", 1000, 1000, LONG);
    produce_each(0, 1, 1000);
    open_source();
    struct tenant *tenant = watcher_tenant(&watcher, "long");
    watcher_watch(&watcher, 0, "long", NULL);
    WATCHER_WAIT(&watcher, has_begun, NULL);
    watcher_watch(&watcher, 0, "t0", NULL);
    ck_assert_uint_eq(watcher.source->status.loading, 1);
    WATCHER_WAIT(&watcher, is_loaded, NULL);
    watcher_refresh(&watcher);
    ck_assert(history_is_loaded(&watcher_tenant(&watcher, "t0")->history));
    ck_assert(history_live(&tenant->history) == NULL || history_is_loaded(&tenant->history));
    size_t rows = history_rows(&tenant->history);
    ck_assert_uint_lt(rows, LONG);

    watcher_watch(&watcher, 0, "long", NULL);
    WATCHER_WAIT(&watcher, is_loaded, NULL);
    ck_assert_uint_eq(history_rows(&tenant->history), LONG);
    ck_assert(history_is_loaded(&tenant->history));
    ck_assert_uint_eq(watcher.source->status.reports_loaded, LONG - rows);
}
END_TEST

START_TEST(a_wider_window_reads_only_what_is_missing)
{
    produce_many(server, PRODUCER_PREFIX "long", 1000, 1000, LONG);
    open_source();
    struct tenant *tenant = watcher_tenant(&watcher, "long");
    watcher_watch(&watcher, 1000 * (LONG - 99), "long", NULL);
    WATCHER_WAIT(&watcher, is_loaded, NULL);
    ck_assert_uint_eq(history_rows(&tenant->history), 100);
    watcher_watch(&watcher, 1000 * (LONG - 2999), "long", NULL);
    WATCHER_WAIT(&watcher, is_loaded, NULL);
    ck_assert_uint_eq(history_rows(&tenant->history), 3000);
    ck_assert_uint_eq(watcher.source->status.reports_loaded, 2900);
    ck_assert_int_eq(history_live(&tenant->history)->known.start_ms, 1000 * (LONG - 2999));
    watcher_watch(&watcher, 1000 * (LONG - 99), "long", NULL);
    ck_assert_uint_eq(watcher.source->status.loading, 0);
    watcher_watch(&watcher, 0, "long", NULL);
    WATCHER_WAIT(&watcher, is_loaded, NULL);
    ck_assert_uint_eq(history_rows(&tenant->history), LONG);
}
END_TEST

START_TEST(a_narrower_window_ends_the_load)
{
    produce_many(server, PRODUCER_PREFIX "long", 1000, 1000, LONG);
    open_source();
    watcher_watch(&watcher, 0, "long", NULL);
    WATCHER_WAIT(&watcher, has_begun, NULL);
    watcher_watch(&watcher, 1000 * (LONG - 99), "long", NULL);
    WATCHER_WAIT(&watcher, is_loaded, NULL);
    ck_assert_uint_lt(history_rows(&watcher_tenant(&watcher, "long")->history), LONG);
}
END_TEST

/* The new entries come while older pages are still under way. */
START_TEST(entries_that_come_during_a_load_are_in_their_place)
{
    produce_many(server, PRODUCER_PREFIX "long", 1000, 1000, LONG);
    open_source();
    struct tenant *tenant = watcher_tenant(&watcher, "long");
    watcher_watch(&watcher, 0, "long", NULL);
    WATCHER_WAIT(&watcher, has_begun, NULL);
    produce_many(server, PRODUCER_PREFIX "long", 1000 * (LONG + 1), 1000, 30);
    while (history_rows(&tenant->history) < LONG + 30)
        uv_run(&watcher.loop, UV_RUN_ONCE);
    WATCHER_WAIT(&watcher, is_loaded, NULL);
    ck_assert_uint_eq(history_rows(&tenant->history), LONG + 30);
    for (size_t i = 1; i < history_rows(&tenant->history); i++)
        ck_assert_uint_eq(span_id(history_live(&tenant->history), i).ms,
                          span_id(history_live(&tenant->history), i - 1).ms + 1000);
}
END_TEST

START_TEST(a_lost_connection_in_the_middle_of_a_load_costs_nothing)
{
    produce_many(server, PRODUCER_PREFIX "long", 1000, 1000, LONG);
    open_source();
    watcher_watch(&watcher, 0, "long", NULL);
    WATCHER_WAIT(&watcher, has_begun, NULL);
    redis_server_command(server, "CLIENT KILL TYPE normal SKIPME yes");
    WATCHER_WAIT(&watcher, is_away, NULL);
    ck_assert_uint_eq(watcher.source->status.loading, 1);
    WATCHER_WAIT(&watcher, is_loaded, NULL);
    ck_assert_uint_eq(history_rows(&watcher_tenant(&watcher, "long")->history), LONG);
}
END_TEST

START_TEST(only_so_many_histories_are_kept)
{
    char name[16];
    size_t loaded = 0;

    produce_each(0, 100, 1000);
    open_source();
    for (size_t i = 0; i < 100; i++) {
        name_of(i, name);
        watcher_watch(&watcher, 0, name, NULL);
        WATCHER_WAIT(&watcher, is_loaded, NULL);
    }
    for (size_t i = 0; i < 100; i++) {
        name_of(i, name);
        const struct tenant *tenant = watcher_tenant(&watcher, name);
        ck_assert(tenant->has_report);
        if (!history_is_loaded(&tenant->history))
            continue;
        loaded++;
        ck_assert_uint_ge(i, 36);
    }
    ck_assert_uint_eq(loaded, 64);
}
END_TEST

START_TEST(one_look_does_not_poll)
{
    produce_each(0, 1, 1000);
    options.follow = false;
    open_source();
    watcher_watch(&watcher, 0, "t0", NULL);
    WATCHER_WAIT(&watcher, is_loaded, NULL);
    produce_each(0, 1, 2000);
    source_refresh(watcher.source);
    int64_t end = timestamp_monotonic() + 5 * options.refresh_ms;
    while (timestamp_monotonic() < end)
        uv_run(&watcher.loop, UV_RUN_ONCE);
    ck_assert_uint_eq(history_rows(&watcher_tenant(&watcher, "t0")->history), 1);
}
END_TEST

Suite *suite_source_fleet(void)
{
    Suite *suite = suite_create("source_fleet");
    TCase *cases = tcase_create("fleet");

    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, the_newest_report_of_a_thousand_tenants_is_known_and_stays_so);
    tcase_add_test(cases, one_look_at_a_thousand_windows_loads_them_all);
    tcase_add_test(cases, keys_that_change_their_type_cost_only_themselves_among_a_thousand);
    tcase_add_test(cases, loading_shows_its_progress);
    tcase_add_test(cases, a_load_that_nobody_waits_for_any_more_stops_and_can_go_on);
    tcase_add_test(cases, a_wider_window_reads_only_what_is_missing);
    tcase_add_test(cases, a_narrower_window_ends_the_load);
    tcase_add_test(cases, entries_that_come_during_a_load_are_in_their_place);
    tcase_add_test(cases, a_lost_connection_in_the_middle_of_a_load_costs_nothing);
    tcase_add_test(cases, only_so_many_histories_are_kept);
    tcase_add_test(cases, one_look_does_not_poll);
    suite_add_tcase(suite, cases);
    return suite;
}
