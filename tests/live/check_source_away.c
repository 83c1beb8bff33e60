/* The Redis source: a server that is away, comes back, or does not permit all. */
#include "config.h"

#include "live/producer.h"
#include "live/suites.h"
#include "live/watcher.h"
#include "support/redis_server.h"

#include <stdio.h>
#include <string.h>

#define ACME PRODUCER_PREFIX "acme"

/* The least rights, as the manual gives them. */
#define DASH_RIGHTS                                                                                \
    "user default on nopass ~* &* +@all\n"                                                         \
    "user dash on >pw resetkeys %R~rag:telemetry:* resetchannels -@all +client|setname "           \
    "+select +ping +info +scan +type +xlen +xrange +xrevrange +xread +xinfo|stream\n"

static struct watcher watcher;
static struct source_options options;

static bool has_rows(struct watcher *of, void *context)
{
    return history_rows(&watcher_tenant(of, "acme")->history) == *(const size_t *)context;
}

static void wait_rows(size_t rows)
{
    WATCHER_WAIT(&watcher, has_rows, &rows);
}

static void load_acme(const char *url)
{
    options = watcher_options();
    watcher_open(&watcher, url, &options);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
    watcher_watch(&watcher, 0, "acme", NULL);
    WATCHER_WAIT(&watcher, is_loaded, NULL);
}

static const char *url_as(const struct redis_server *server, const char *who)
{
    static char url[128];

    snprintf(url, sizeof(url), "redis://%s@127.0.0.1:%d/0", who, server->port);
    return url;
}

START_TEST(a_server_that_comes_up_later_is_found)
{
    struct redis_server *server = redis_server_create(NULL);

    options = watcher_options();
    redis_server_kill(server);
    watcher_open(&watcher, server->unix_url, &options);
    ck_assert_int_eq(watcher.source->status.phase, SOURCE_CONNECTING);
    WATCHER_WAIT(&watcher, is_away, NULL);
    ck_assert_int_ne(watcher.source->status.error.class, ERROR_NONE);
    ck_assert_int_gt(watcher.source->status.away_since_ms, 0);
    redis_server_start(server);
    produce(server, ACME, "1-0", 1);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
    ck_assert_uint_eq(watcher.fleet.count, 1);
    ck_assert_int_eq(watcher.source->status.phase, SOURCE_LIVE);
    ck_assert_int_eq(watcher.source->status.away_since_ms, 0);
    watcher_close(&watcher);
    redis_server_free(server);
}
END_TEST

START_TEST(a_wrong_password_stops_and_a_refresh_tries_again)
{
    struct redis_server *server =
        redis_server_create(&(struct redis_server_setup){.password = "right"});

    options = watcher_options();
    watcher_open(&watcher, url_as(server, ":wrong"), &options);
    WATCHER_WAIT(&watcher, is_stopped, NULL);
    ck_assert_int_eq(watcher.source->status.error.class, ERROR_STOP);
    ck_assert_int_eq(watcher.source->status.retry_at_ms, 0);
    ck_assert_ptr_null(strstr(watcher.source->name, "wrong"));
    redis_server_command(server, "CONFIG SET requirepass wrong");
    source_refresh(watcher.source);
    WATCHER_WAIT(&watcher, is_live, NULL);
    watcher_close(&watcher);
    redis_server_free(server);
}
END_TEST

/* What answered once may do so again: nobody has to press a key. */
START_TEST(a_refusal_after_an_answer_passes_by_itself)
{
    struct redis_server *server =
        redis_server_create(&(struct redis_server_setup){.password = "right"});

    options = watcher_options();
    watcher_open(&watcher, url_as(server, ":right"), &options);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
    redis_server_command(server, "CONFIG SET requirepass other");
    redis_server_command(server, "CLIENT KILL TYPE normal SKIPME yes");
    WATCHER_WAIT(&watcher, is_away, NULL);
    ck_assert_int_eq(watcher.source->status.error.class, ERROR_RETRY);
    redis_server_command(server, "CONFIG SET requirepass right");
    WATCHER_WAIT(&watcher, is_live, NULL);
    watcher_close(&watcher);
    redis_server_free(server);
}
END_TEST

static long long opened_before;

static bool is_reopened(struct watcher *of, void *server)
{
    ck_assert_int_eq(of->source->status.phase, SOURCE_LIVE);
    ck_assert_int_eq(of->source->status.away_since_ms, 0);
    ck_assert_int_eq(of->source->status.error.class, ERROR_NONE);
    return redis_server_info(server, "stats", "total_connections_received") >= opened_before + 2;
}

static bool has_the_new_one(struct watcher *of, void *unused)
{
    (void)unused;
    ck_assert_int_eq(of->source->status.phase, SOURCE_LIVE);
    return watcher_tenant(of, "acme")->newest_id.ms == 90000;
}

/* A server with `timeout 1`, and nothing to ask for. */
START_TEST(a_server_that_closes_what_idles_is_never_away)
{
    const char *arguments[] = {"--timeout", "1", NULL};
    struct redis_server *server =
        redis_server_create(&(struct redis_server_setup){.arguments = arguments});

    produce_many(server, ACME, 1000, 1000, 20);
    options = watcher_options();
    options.refresh_ms = 3600000;
    watcher_open(&watcher, server->tcp_url, &options);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
    opened_before = redis_server_info(server, "stats", "total_connections_received");
    WATCHER_WAIT(&watcher, is_reopened, server);
    produce(server, ACME, "90000-0", 1);
    source_refresh(watcher.source);
    WATCHER_WAIT(&watcher, has_the_new_one, NULL);
    watcher_close(&watcher);
    redis_server_free(server);
}
END_TEST

START_TEST(data_stays_while_the_server_is_away)
{
    struct redis_server *server = redis_server_create(NULL);

    produce_many(server, ACME, 1000, 1000, 20);
    load_acme(server->unix_url);
    redis_server_kill(server);
    WATCHER_WAIT(&watcher, is_away, NULL);
    ck_assert_uint_eq(history_rows(&watcher_tenant(&watcher, "acme")->history), 20);
    ck_assert(history_is_loaded(&watcher_tenant(&watcher, "acme")->history));
    ck_assert_int_gt(watcher.source->status.away_since_ms, 0);
    watcher_close(&watcher);
    redis_server_free(server);
}
END_TEST

static bool is_gone(struct watcher *of, void *unused)
{
    const struct tenant *tenant = watcher_tenant(of, "acme");

    (void)unused;
    return tenant->notice_count > 0 && tenant->notices[0].kind == NOTICE_GONE;
}

START_TEST(a_server_that_lost_everything_is_told_and_followed)
{
    struct redis_server *server = redis_server_create(NULL);

    produce_many(server, ACME, 1000, 1000, 20);
    produce_many(server, PRODUCER_PREFIX "bare", 1000, 1000, 20);
    load_acme(server->unix_url);
    redis_server_kill(server);
    WATCHER_WAIT(&watcher, is_away, NULL);
    redis_server_start(server);
    WATCHER_WAIT(&watcher, is_gone, NULL);
    ck_assert_uint_eq(history_rows(&watcher_tenant(&watcher, "acme")->history), 0);
    produce(server, ACME, "50-0", 1);
    wait_rows(1);
    watcher_refresh(&watcher);
    ck_assert(!watcher_tenant(&watcher, "bare")->has_report);
    watcher_close(&watcher);
    redis_server_free(server);
}
END_TEST

START_TEST(a_server_that_kept_its_data_is_followed_without_a_gap)
{
    struct redis_server *server = redis_server_create(NULL);

    produce_many(server, ACME, 1000, 1000, 20);
    load_acme(server->unix_url);
    redis_server_kill(server);
    WATCHER_WAIT(&watcher, is_away, NULL);
    redis_server_start(server);
    redis_server_command(server, "MULTI"); /* as if it had been loaded before anybody connects */
    for (int i = 0; i < 23; i++)
        redis_server_command(server, "XADD " ACME " %d-%d dims []", 1000 + i * 1000, i);
    redis_server_command(server, "EXEC");
    wait_rows(23);
    ck_assert_uint_eq(watcher_tenant(&watcher, "acme")->newest_id.ms, 23000);
    watcher_close(&watcher);
    redis_server_free(server);
}
END_TEST

static bool bare_is_older(struct watcher *of, void *unused)
{
    const struct tenant *tenant = watcher_tenant(of, "bare");

    (void)unused;
    return tenant->newest_id.ms == 7 && tenant->notice_count > 0 &&
           tenant->notices[tenant->notice_count - 1].kind == NOTICE_RESET;
}

START_TEST(a_server_that_comes_back_with_older_data_is_read_anew)
{
    struct redis_server *server = redis_server_create(NULL);

    produce_many(server, ACME, 1000, 1000, 20);
    produce_many(server, PRODUCER_PREFIX "bare", 1000, 1000, 20);
    load_acme(server->unix_url);
    redis_server_kill(server);
    WATCHER_WAIT(&watcher, is_away, NULL);
    redis_server_start(server);
    redis_server_command(server, "MULTI");
    redis_server_command(server, "XADD " ACME " 5-0 dims []");
    redis_server_command(server, "XADD " PRODUCER_PREFIX "bare 7-0 dims []");
    redis_server_command(server, "EXEC");
    WATCHER_WAIT(&watcher, bare_is_older, NULL);
    wait_rows(1);
    watcher_close(&watcher);
    redis_server_free(server);
}
END_TEST

static bool is_known_up_to_now(struct watcher *of, void *unused)
{
    (void)unused;
    return watcher_tenant(of, "acme")->known_until_ms == INT64_MAX;
}

/* Of a time without answers nothing is known: nobody is to be called silent for it. */
static bool is_unknown_since(struct watcher *of, void *unused)
{
    int64_t answered_ms = of->source->status.answered_ms + of->fleet.clock_offset_ms;

    (void)unused;
    return watcher_tenant(of, "acme")->known_until_ms <= answered_ms;
}

START_TEST(a_frozen_server_is_away_until_it_thaws)
{
    struct redis_server *server = redis_server_create(NULL);

    options = watcher_options();
    options.timeout_ms = 200;
    produce_many(server, ACME, 1000, 1000, 20);
    watcher_open(&watcher, server->unix_url, &options);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
    watcher_watch(&watcher, 0, "acme", NULL);
    WATCHER_WAIT(&watcher, is_loaded, NULL);
    redis_server_freeze(server);
    WATCHER_WAIT(&watcher, is_away, NULL);
    ck_assert_uint_eq(history_rows(&watcher_tenant(&watcher, "acme")->history), 20);
    WATCHER_WAIT(&watcher, is_unknown_since, NULL);
    redis_server_thaw(server);
    WATCHER_WAIT(&watcher, is_live, NULL);
    WATCHER_WAIT(&watcher, is_known_up_to_now, NULL);
    produce(server, ACME, "90000-0", 1);
    wait_rows(21);
    ck_assert_uint_eq(watcher_tenant(&watcher, "acme")->notice_count, 0);
    watcher_close(&watcher);
    redis_server_free(server);
}
END_TEST

START_TEST(a_reader_that_slept_catches_up_without_a_gap)
{
    struct redis_server *server = redis_server_create(NULL);

    produce_many(server, ACME, 1000, 1000, 20);
    load_acme(server->unix_url);
    produce_many(server, ACME, 100000, 1000, 1200); /* while the loop does not run */
    wait_rows(1220);
    redis_server_info(server, "commandstats", "cmdstat_xrange"); /* in pages, not poll by poll */
    watcher_close(&watcher);
    redis_server_free(server);
}
END_TEST

static bool is_whole(struct watcher *of, void *unused)
{
    const struct tenant *tenant = watcher_tenant(of, "acme");

    (void)unused;
    return history_is_loaded(&tenant->history) && history_rows(&tenant->history) == 8020;
}

START_TEST(a_reader_that_slept_for_long_reads_anew)
{
    struct redis_server *server = redis_server_create(NULL);

    produce_many(server, ACME, 1000, 1000, 20);
    load_acme(server->unix_url);
    produce_many(server, ACME, 100000, 1000, 8000);
    WATCHER_WAIT(&watcher, is_whole, NULL);
    watcher_close(&watcher);
    redis_server_free(server);
}
END_TEST

START_TEST(the_least_rights_are_enough)
{
    struct redis_server *server =
        redis_server_create(&(struct redis_server_setup){.acl = DASH_RIGHTS});

    produce_many(server, ACME, 1000, 1000, 1200);
    load_acme(url_as(server, "dash:pw"));
    wait_rows(1200);
    produce(server, ACME, "9000000-0", 1);
    wait_rows(1201);
    watcher_refresh(&watcher);
    redis_server_command(server, "DEL " ACME);
    source_refresh(watcher.source);
    WATCHER_WAIT(&watcher, is_gone, NULL);
    ck_assert_int_eq(watcher.source->status.phase, SOURCE_LIVE);
    ck_assert_uint_eq(redis_server_integer(server, "EXISTS " ACME), 0);
    watcher_close(&watcher);
    redis_server_free(server);
}
END_TEST

static bool bare_is_at_five(struct watcher *of, void *unused)
{
    (void)unused;
    return watcher_tenant(of, "bare")->newest_id.ms == 5;
}

START_TEST(a_key_without_permission_costs_only_itself)
{
    struct redis_server *server = redis_server_create(&(struct redis_server_setup){
        .acl = "user default on nopass ~* &* +@all\n"
               "user some on >pw resetkeys %R~rag:telemetry:b* resetchannels +@read +@connection "
               "+info\n"});

    options = watcher_options();
    produce(server, ACME, "1-0", 1);
    produce(server, PRODUCER_PREFIX "bare", "1-0", 1);
    watcher_open(&watcher, url_as(server, "some:pw"), &options);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
    ck_assert_uint_eq(watcher.fleet.count, 2);
    ck_assert(watcher_tenant(&watcher, "acme")->failed);
    ck_assert_ptr_nonnull(strstr(tenant_trouble(watcher_tenant(&watcher, "acme")), "NOPERM"));
    ck_assert_ptr_null(
        source_note(&watcher.source->status, "ignored_keys")); /* it is told as a tenant */
    produce(server, PRODUCER_PREFIX "bare", "5-0", 2);
    WATCHER_WAIT(&watcher, bare_is_at_five, NULL);
    watcher_close(&watcher);
    redis_server_free(server);
}
END_TEST

static bool acme_failed(struct watcher *of, void *unused)
{
    (void)unused;
    return watcher_tenant(of, "acme")->failed;
}

static bool acme_is_mended(struct watcher *of, void *unused)
{
    (void)unused;
    return history_is_loaded(&watcher_tenant(of, "acme")->history);
}

START_TEST(a_permission_that_comes_back_mends_the_tenant)
{
    struct redis_server *server =
        redis_server_create(&(struct redis_server_setup){.acl = DASH_RIGHTS});

    produce_many(server, ACME, 1000, 1000, 20);
    load_acme(url_as(server, "dash:pw"));
    redis_server_command(server, "ACL SETUSER dash resetkeys %%R~other:*");
    WATCHER_WAIT(&watcher, acme_failed, NULL);
    ck_assert_uint_eq(history_rows(&watcher_tenant(&watcher, "acme")->history), 20);
    produce(server, ACME, "90000-0", 1);
    redis_server_command(server, "ACL SETUSER dash resetkeys %%R~rag:telemetry:*");
    source_refresh(watcher.source);
    WATCHER_WAIT(&watcher, acme_is_mended, NULL);
    wait_rows(21);
    ck_assert_str_eq(tenant_trouble(watcher_tenant(&watcher, "acme")), "");
    watcher_close(&watcher);
    redis_server_free(server);
}
END_TEST

/* Only what cannot be done without. */
START_TEST(without_xinfo_and_info_and_xread_all_else_goes_on)
{
    struct redis_server *server = redis_server_create(&(struct redis_server_setup){
        .acl = "user default on nopass ~* &* +@all\n"
               "user poor on >pw resetkeys %R~* resetchannels -@all +scan +xrange +xrevrange "
               "+select +ping\n"});

    produce_many(server, ACME, 1000, 1000, 20);
    load_acme(url_as(server, "poor:pw"));
    wait_rows(20);
    produce(server, ACME, "90000-0", 1);
    wait_rows(21);
    produce(server, ACME, "90001-0", 2);
    wait_rows(22);
    redis_server_command(server, "DEL " ACME);
    WATCHER_WAIT(&watcher, is_gone, NULL);
    produce(server, ACME, "5-0", 3);
    wait_rows(1);
    ck_assert_int_eq(watcher.source->status.phase, SOURCE_LIVE);
    watcher_close(&watcher);
    redis_server_free(server);
}
END_TEST

START_TEST(without_scan_it_stops_and_says_so)
{
    struct redis_server *server = redis_server_create(&(struct redis_server_setup){
        .acl = "user default on nopass ~* &* +@all\n"
               "user blind on >pw resetkeys %R~* resetchannels +@all -scan\n"});

    options = watcher_options();
    watcher_open(&watcher, url_as(server, "blind:pw"), &options);
    WATCHER_WAIT(&watcher, is_stopped, NULL);
    ck_assert_ptr_nonnull(strstr(watcher.source->status.error.text, "SCAN: NOPERM"));
    redis_server_command(server, "ACL SETUSER blind +scan");
    produce(server, ACME, "1-0", 1);
    source_refresh(watcher.source);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
    ck_assert_int_eq(watcher.source->status.phase, SOURCE_LIVE);
    watcher_close(&watcher);
    redis_server_free(server);
}
END_TEST

static bool has_note(struct watcher *of, void *id)
{
    return source_note(&of->source->status, id) != NULL;
}

START_TEST(a_server_that_may_evict_streams_is_noted)
{
    const char *arguments[] = {"--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru", NULL};
    struct redis_server *server =
        redis_server_create(&(struct redis_server_setup){.arguments = arguments});

    options = watcher_options();
    watcher_open(&watcher, server->unix_url, &options);
    WATCHER_WAIT(&watcher, has_note, (char[]){"eviction"});
    ck_assert_ptr_nonnull(strstr(source_note(&watcher.source->status, "eviction"), "allkeys-lru"));
    watcher_close(&watcher);
    redis_server_free(server);
}
END_TEST

Suite *suite_source_away(void)
{
    Suite *suite = suite_create("source_away");
    TCase *cases = tcase_create("away");

    tcase_add_test(cases, a_server_that_comes_up_later_is_found);
    tcase_add_test(cases, a_wrong_password_stops_and_a_refresh_tries_again);
    tcase_add_test(cases, a_refusal_after_an_answer_passes_by_itself);
    tcase_add_test(cases, a_server_that_closes_what_idles_is_never_away);
    tcase_add_test(cases, data_stays_while_the_server_is_away);
    tcase_add_test(cases, a_server_that_lost_everything_is_told_and_followed);
    tcase_add_test(cases, a_server_that_kept_its_data_is_followed_without_a_gap);
    tcase_add_test(cases, a_server_that_comes_back_with_older_data_is_read_anew);
    tcase_add_test(cases, a_frozen_server_is_away_until_it_thaws);
    tcase_add_test(cases, a_reader_that_slept_catches_up_without_a_gap);
    tcase_add_test(cases, a_reader_that_slept_for_long_reads_anew);
    tcase_add_test(cases, the_least_rights_are_enough);
    tcase_add_test(cases, a_key_without_permission_costs_only_itself);
    tcase_add_test(cases, a_permission_that_comes_back_mends_the_tenant);
    tcase_add_test(cases, without_xinfo_and_info_and_xread_all_else_goes_on);
    tcase_add_test(cases, without_scan_it_stops_and_says_so);
    tcase_add_test(cases, a_server_that_may_evict_streams_is_noted);
    suite_add_tcase(suite, cases);
    return suite;
}
