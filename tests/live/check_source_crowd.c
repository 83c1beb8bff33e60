/* The Redis source with so many tenants that not all of them are asked with every refresh. */
#include "config.h"

#include "live/producer.h"
#include "live/suites.h"
#include "live/watcher.h"
#include "support/redis_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CROWD 3000
#define FEW 1000
#define POLLS 6
#define KEYS_A_READ 800
#define ENTRIES_A_READ 1600
#define TRIPS 4    /* questions for one key, by which the round trip is measured */
#define LARGE 1024 /* bytes of an entry */
#define BURST 20

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

static void produce_each(size_t count, unsigned ms)
{
    redisContext *connection = redis_server_connect(server);

    for (size_t i = 0; i < count; i++)
        redisAppendCommand(connection,
                           "XADD " PRODUCER_PREFIX "t%u %u-0 dims "
                           "[{\"name\":\"a\",\"severity\":\"ok\",\"value\":%u}]",
                           (unsigned)i, ms, ms);
    redis_server_drain(connection, count);
    redisFree(connection);
}

static void produce_one(const char *name, unsigned ms)
{
    char key[64];
    char id[32];

    snprintf(key, sizeof(key), PRODUCER_PREFIX "%s", name);
    snprintf(id, sizeof(id), "%u-0", ms);
    produce(server, key, id, ms);
}

static void open_crowd(size_t count)
{
    produce_each(count, 1000);
    watcher_open(&watcher, server->unix_url, &options);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
}

static long long calls(const char *command)
{
    redisReply *reply = redis_server_query(server, "INFO commandstats");
    char begin[64];

    snprintf(begin, sizeof(begin), "cmdstat_%s:calls=", command);
    const char *line = strstr(reply->str, begin);
    long long count = line != NULL ? strtoll(strchr(line, '=') + 1, NULL, 10) : 0;
    freeReplyObject(reply);
    return count;
}

static bool has_polled(struct watcher *of, void *context)
{
    return of->source->status.polls >= *(const uint64_t *)context;
}

static void wait_for_polls(uint64_t count)
{
    uint64_t polls = watcher.source->status.polls + count;

    WATCHER_WAIT(&watcher, has_polled, &polls);
}

/* Of all, everything is known up to that moment. */
static bool all_are_known(struct watcher *of, void *context)
{
    int64_t since_ms = *(const int64_t *)context;

    for (size_t i = 0; i < of->fleet.count; i++) {
        if (of->fleet.tenants[i]->known_until_ms < since_ms)
            return false;
    }
    return true;
}

static void wait_until_all_are_asked(void)
{
    int64_t now_ms = timestamp_now() + 1;

    WATCHER_WAIT(&watcher, all_are_known, &now_ms);
}

struct expected {
    const char *name;
    unsigned ms;
};

static bool is_there(struct watcher *of, void *context)
{
    const struct expected *expected = context;

    return watcher_tenant(of, expected->name)->newest_id.ms == expected->ms;
}

static void wait_for(const char *name, unsigned ms)
{
    struct expected expected = {name, ms};

    WATCHER_WAIT(&watcher, is_there, &expected);
}

START_TEST(what_is_watched_is_asked_with_every_refresh_and_all_others_in_turn)
{
    open_crowd(CROWD);
    watcher_watch(&watcher, 0, "t5", "t2999", NULL);
    WATCHER_WAIT(&watcher, is_loaded, NULL);
    wait_until_all_are_asked();
    wait_until_all_are_asked();
    ck_assert_int_eq(watcher_tenant(&watcher, "t5")->known_until_ms, INT64_MAX);
    ck_assert_int_eq(watcher_tenant(&watcher, "t2999")->known_until_ms, INT64_MAX);
    ck_assert_int_lt(watcher_tenant(&watcher, "t6")->known_until_ms, INT64_MAX);
    ck_assert(watcher_tenant(&watcher, "t6")->known_moves);
    ck_assert(!watcher_tenant(&watcher, "t5")->known_moves);
}
END_TEST

START_TEST(news_of_any_are_shown_again_and_again)
{
    open_crowd(CROWD);
    watcher_watch(&watcher, 0, "t5", NULL);
    for (unsigned ms = 2000; ms < 2005; ms++) {
        produce_one("t2000", ms);
        produce_one("t5", ms);
        wait_for("t2000", ms);
        wait_for("t5", ms);
    }
    ck_assert_uint_eq(watcher_tenant(&watcher, "t2000")->recent.count, 6);
}
END_TEST

START_TEST(without_a_share_only_what_is_watched_is_asked)
{
    options.server_share = 0;
    open_crowd(CROWD);
    watcher_watch(&watcher, 0, "t5", NULL);
    WATCHER_WAIT(&watcher, is_loaded, NULL);
    wait_for_polls(POLLS);
    produce_one("t2000", 2000);
    long long before = calls("xread");
    uint64_t polls = watcher.source->status.polls;
    produce_one("t5", 2000);
    wait_for("t5", 2000);
    wait_for_polls(POLLS);
    ck_assert_int_le(calls("xread") - before,
                     (long long)(watcher.source->status.polls - polls) + 1);
    ck_assert_uint_eq(watcher_tenant(&watcher, "t2000")->newest_id.ms, 1000);
}
END_TEST

/* And once only. */
START_TEST(who_asks_for_it_gets_everything_at_once_whatever_the_share)
{
    options.server_share = 0;
    open_crowd(CROWD);
    wait_for_polls(POLLS);
    produce_one("t2000", 2000);
    long long before = calls("xread");
    source_refresh(watcher.source);
    wait_until_all_are_asked();
    wait_for("t2000", 2000);
    wait_for_polls(POLLS);
    ck_assert_int_le(calls("xread") - before, TRIPS + CROWD / 100 + 1);
    before = calls("xread");
    wait_for_polls(POLLS);
    ck_assert_int_eq(calls("xread"), before);
}
END_TEST

START_TEST(with_all_of_its_time_nobody_is_asked_more_than_once_a_refresh)
{
    options.server_share = 100;
    options.refresh_ms = 200;
    open_crowd(CROWD);
    wait_until_all_are_asked();
    wait_for_polls(1);
    long long before = calls("xread");
    uint64_t polls = watcher.source->status.polls;
    wait_for_polls(POLLS);
    long long most = CROWD / 100 + 2;
    ck_assert_int_le(calls("xread") - before,
                     most * (long long)(watcher.source->status.polls - polls + 1) + TRIPS);
}
END_TEST

START_TEST(who_comes_into_sight_is_asked_and_who_leaves_it_takes_turns)
{
    options.server_share = 0;
    open_crowd(CROWD);
    wait_for_polls(POLLS);
    produce_one("t2000", 2000);
    wait_for_polls(POLLS);
    ck_assert_uint_eq(watcher_tenant(&watcher, "t2000")->newest_id.ms, 1000);
    watcher_watch(&watcher, 0, "t2000", NULL);
    wait_for("t2000", 2000);
    wait_for_polls(POLLS);
    ck_assert_int_eq(watcher_tenant(&watcher, "t2000")->known_until_ms, INT64_MAX);
    watcher_watch(&watcher, 0, "t5", NULL);
    wait_for_polls(1);
    ck_assert_int_lt(watcher_tenant(&watcher, "t2000")->known_until_ms, INT64_MAX);
    produce_one("t2000", 3000);
    wait_for_polls(POLLS);
    ck_assert_uint_eq(watcher_tenant(&watcher, "t2000")->newest_id.ms, 2000);
}
END_TEST

START_TEST(a_few_are_all_asked_with_every_refresh)
{
    options.server_share = 0;
    open_crowd(FEW);
    watcher_watch(&watcher, 0, "t5", NULL);
    wait_for_polls(POLLS);
    produce_one("t500", 2000);
    wait_for("t500", 2000);
    for (size_t i = 0; i < watcher.fleet.count; i++) {
        ck_assert_int_eq(watcher.fleet.tenants[i]->known_until_ms, INT64_MAX);
        ck_assert(!watcher.fleet.tenants[i]->known_moves);
    }
}
END_TEST

static bool is_known_no_further(struct watcher *of, void *unused)
{
    (void)unused;
    for (size_t i = 0; i < of->fleet.count; i++) {
        const struct tenant *tenant = of->fleet.tenants[i];
        if (tenant->known_until_ms == INT64_MAX || tenant->known_moves)
            return false;
    }
    return true;
}

START_TEST(of_a_server_that_is_away_nothing_is_known_and_back_it_all_is)
{
    open_crowd(CROWD);
    watcher_watch(&watcher, 0, "t5", NULL);
    wait_until_all_are_asked();
    redis_server_kill(server);
    WATCHER_WAIT(&watcher, is_away, NULL);
    WATCHER_WAIT(&watcher, is_known_no_further, NULL);
    redis_server_start(server);
    produce_each(CROWD, 5000);
    WATCHER_WAIT(&watcher, is_live, NULL);
    wait_until_all_are_asked();
    wait_for("t2000", 5000);
    ck_assert(watcher_tenant(&watcher, "t2000")->known_moves);
}
END_TEST

START_TEST(a_key_that_spoils_the_question_is_found)
{
    open_crowd(CROWD);
    wait_until_all_are_asked();
    redis_server_command(server, "SET " PRODUCER_PREFIX "t7 x");
    produce_each(7, 2000);
    produce_one("t2000", 2000);
    wait_for("t2000", 2000);
    wait_for("t6", 2000);
    while (!watcher_tenant(&watcher, "t7")->failed)
        uv_run(&watcher.loop, UV_RUN_ONCE);
}
END_TEST

/* --- no command keeps the server for long --- */

static void produce_burst(size_t count)
{
    redisContext *connection = redis_server_connect(server);
    char padding[LARGE] = {0};

    memset(padding, 'x', sizeof(padding) - 1);
    for (size_t i = 0; i < count; i++) {
        for (unsigned ms = 2000; ms < 2000 + BURST; ms++)
            redisAppendCommand(connection,
                               "XADD " PRODUCER_PREFIX "t%u %u-0 dims "
                               "[{\"name\":\"a\",\"severity\":\"ok\",\"value\":%u}] padding %s",
                               (unsigned)i, ms, ms, padding);
        redis_server_drain(connection, BURST);
    }
    redisFree(connection);
}

static bool all_have_the_burst(struct watcher *of, void *context)
{
    for (size_t i = 0; i < *(const size_t *)context; i++) {
        if (of->fleet.tenants[i]->recent.count != BURST + 1)
            return false;
    }
    return true;
}

/* Returns a number of a line of MONITOR: of its keys, or how many entries of each are asked for. */
static size_t keys_of(const char *line)
{
    size_t keys = 0;

    for (const char *at = line; (at = strstr(at, PRODUCER_PREFIX)) != NULL; at++)
        keys++;
    return keys;
}

static size_t entries_of(const char *line)
{
    const char *count = strstr(line, "\"COUNT\" \"");

    return count != NULL ? strtoul(count + strlen("\"COUNT\" \""), NULL, 10) : 1;
}

/* Looks at all that was sent since. */
static void expect_small_reads(redisContext *monitor)
{
    redisReply *reply;
    bool end = false;

    redis_server_command(server, "PING the-end");
    while (!end && redisGetReply(monitor, (void **)&reply) == REDIS_OK) {
        if (strstr(reply->str, "\"XREAD\"") != NULL) {
            ck_assert_uint_le(keys_of(reply->str), KEYS_A_READ);
            ck_assert_uint_le(keys_of(reply->str) * entries_of(reply->str), ENTRIES_A_READ);
        }
        end = strstr(reply->str, "the-end") != NULL;
        freeReplyObject(reply);
    }
    ck_assert(end);
}

/* Returns whether the keys of a line of MONITOR are in the order of their names. */
static bool is_in_order(const char *line)
{
    const char *last = strstr(line, PRODUCER_PREFIX);
    const char *key;

    for (; last != NULL && (key = strstr(last + 1, PRODUCER_PREFIX)) != NULL; last = key) {
        if (strncmp(last, key, strcspn(key, " ")) > 0)
            return false;
    }
    return true;
}

START_TEST(all_are_asked_in_the_order_of_their_names)
{
    redisReply *reply;
    size_t reads = 0;

    open_crowd(FEW);
    redisContext *monitor = redis_server_connect(server);
    freeReplyObject(redisCommand(monitor, "MONITOR"));
    wait_for_polls(3);
    redis_server_command(server, "PING the-end");
    for (bool end = false; !end && redisGetReply(monitor, (void **)&reply) == REDIS_OK;) {
        reads += keys_of(reply->str) == KEYS_A_READ;
        ck_assert(is_in_order(reply->str));
        end = strstr(reply->str, "the-end") != NULL;
        freeReplyObject(reply);
    }
    ck_assert_uint_ge(reads, 2);
    redisFree(monitor);
}
END_TEST

static size_t crowds[] = {FEW, CROWD};

START_TEST(a_burst_of_all_is_read_in_small_commands_and_without_a_gap)
{
    size_t count = crowds[_i];

    options.refresh_ms = 500;
    open_crowd(count);
    redisContext *monitor = redis_server_connect(server);
    freeReplyObject(redisCommand(monitor, "MONITOR"));
    produce_burst(count);
    WATCHER_WAIT(&watcher, all_have_the_burst, &count);
    expect_small_reads(monitor);
    redisFree(monitor);
}
END_TEST

/* --- scans --- */

static bool is_found(struct watcher *of, void *context)
{
    return fleet_find(&of->fleet, slice_of(context)) != NULL;
}

START_TEST(new_tenants_are_found_beside_the_turns)
{
    open_crowd(CROWD);
    wait_until_all_are_asked();
    produce_one("late", 1000);
    source_refresh(watcher.source);
    WATCHER_WAIT(&watcher, is_found, (char[]){"late"});
    wait_for("late", 1000);
    produce_one("late", 2000);
    wait_for("late", 2000);
}
END_TEST

Suite *suite_source_crowd(void)
{
    Suite *suite = suite_create("source_crowd");
    TCase *tcase = tcase_create("crowd");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, what_is_watched_is_asked_with_every_refresh_and_all_others_in_turn);
    tcase_add_test(tcase, news_of_any_are_shown_again_and_again);
    tcase_add_test(tcase, without_a_share_only_what_is_watched_is_asked);
    tcase_add_test(tcase, who_asks_for_it_gets_everything_at_once_whatever_the_share);
    tcase_add_test(tcase, with_all_of_its_time_nobody_is_asked_more_than_once_a_refresh);
    tcase_add_test(tcase, who_comes_into_sight_is_asked_and_who_leaves_it_takes_turns);
    tcase_add_test(tcase, a_few_are_all_asked_with_every_refresh);
    tcase_add_test(tcase, of_a_server_that_is_away_nothing_is_known_and_back_it_all_is);
    tcase_add_test(tcase, a_key_that_spoils_the_question_is_found);
    tcase_add_loop_test(tcase, a_burst_of_all_is_read_in_small_commands_and_without_a_gap, 0, 2);
    tcase_add_test(tcase, all_are_asked_in_the_order_of_their_names);
    tcase_add_test(tcase, new_tenants_are_found_beside_the_turns);
    suite_add_tcase(suite, tcase);
    return suite;
}
