/* The Redis source: whatever ranges are watched, in whatever order, while the streams grow: each
 * holds just what XRANGE says, and what nobody watches any more is given back. */
#include "config.h"

#include "live/producer.h"
#include "live/suites.h"
#include "live/watcher.h"
#include "support/redis_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TENANTS 3
#define ENTRIES 3000
#define STEP_MS 1000
#define ROUNDS 25
#define RANGES_MAX 5
#define HELD_MAX 64 /* spans that are kept although nobody looks at them, at most */

static const char *const names[TENANTS] = {"acme", "bare", "cold"};

#define ACME                                                                                       \
    {                                                                                              \
        "acme", 4                                                                                  \
    }
#define BARE                                                                                       \
    {                                                                                              \
        "bare", 4                                                                                  \
    }

static struct redis_server *server;
static struct watcher watcher;
static int64_t next_ms[TENANTS];

static void add(size_t tenant, size_t count)
{
    char key[64];

    snprintf(key, sizeof(key), PRODUCER_PREFIX "%s", names[tenant]);
    produce_many(server, key, next_ms[tenant], STEP_MS, count);
    next_ms[tenant] += (int64_t)count * STEP_MS;
}

static void set_up(void)
{
    struct source_options options = watcher_options();

    server = redis_server_create(NULL);
    for (size_t i = 0; i < TENANTS; i++) {
        next_ms[i] = 1000000;
        add(i, ENTRIES);
    }
    watcher_open(&watcher, server->unix_url, &options);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
}

static void tear_down(void)
{
    watcher_close(&watcher);
    redis_server_free(server);
}

/* A range of up to a third of the stream, some of them live, some before or behind all entries. */
static struct watched_range random_range(void)
{
    int64_t length_ms = rand() % (ENTRIES / 3) * (int64_t)STEP_MS + 1;
    int64_t start_ms = 900000 + rand() % (ENTRIES + 200) * (int64_t)STEP_MS + rand() % STEP_MS;
    bool live = rand() % 4 == 0;

    return (struct watched_range){slice_of(names[rand() % TENANTS]),
                                  {start_ms, live ? HISTORY_LIVE : start_ms + length_ms}};
}

/* Returns the entries of a range by the server's word, oldest first. */
static redisReply *ask_range(struct watched_range watched)
{
    int64_t last = watched.range.end_ms == HISTORY_LIVE ? INT64_MAX : watched.range.end_ms - 1;
    redisContext *connection = redis_server_connect(server);
    redisReply *reply =
        redisCommand(connection, "XRANGE " PRODUCER_PREFIX "%s %lld %lld", watched.tenant.data,
                     (long long)watched.range.start_ms, (long long)last);

    ck_assert_ptr_nonnull(reply);
    ck_assert_int_eq(reply->type, REDIS_REPLY_ARRAY);
    redisFree(connection);
    return reply;
}

static bool holds(const struct watched_range *watched)
{
    const struct tenant *tenant = watcher_tenant(&watcher, watched->tenant.data);
    const struct span *span = history_find(&tenant->history, watched->range.end_ms);
    redisReply *reply = ask_range(*watched);
    bool equal = span != NULL && span->known.start_ms <= watched->range.start_ms;
    char text[STREAM_ID_SIZE];

    if (equal) {
        size_t first = span_find(span, stream_id_at(watched->range.start_ms));
        size_t end = watched->range.end_ms == HISTORY_LIVE
                         ? span->rows
                         : span_find(span, stream_id_at(watched->range.end_ms));
        equal = end - first == reply->elements;
        for (size_t i = 0; equal && i < reply->elements; i++) {
            stream_id_format(span_id(span, first + i), text);
            equal = strcmp(text, reply->element[i]->element[0]->str) == 0;
        }
    }
    freeReplyObject(reply);
    return equal;
}

struct ranges {
    struct watched_range items[RANGES_MAX];
    size_t count;
};

static bool all_are_held(struct watcher *of, void *context)
{
    const struct ranges *ranges = context;

    if (of->source->status.loading > 0)
        return false;
    for (size_t i = 0; i < ranges->count; i++) {
        if (!holds(&ranges->items[i]))
            return false;
    }
    return true;
}

static void check_order(const struct history *history)
{
    for (size_t i = 1; i < history->count; i++)
        ck_assert_int_lt(history->spans[i - 1]->known.end_ms, history->spans[i]->known.start_ms);
}

static void watch_and_check(struct ranges *ranges)
{
    source_watch(watcher.source, &(struct source_watch){ranges->items, ranges->count});
    WATCHER_WAIT(&watcher, all_are_held, ranges);
    for (size_t i = 0; i < TENANTS; i++)
        check_order(&watcher_tenant(&watcher, names[i])->history);
}

static size_t spans(void)
{
    size_t count = 0;

    for (size_t i = 0; i < TENANTS; i++)
        count += watcher_tenant(&watcher, names[i])->history.count;
    return count;
}

START_TEST(random_watches_hold_what_the_server_has)
{
    srand((unsigned)_i + 1);
    for (int round = 0; round < ROUNDS; round++) {
        struct ranges ranges = {.count = (size_t)(rand() % RANGES_MAX) + 1};
        for (size_t i = 0; i < ranges.count; i++)
            ranges.items[i] = random_range();
        source_watch(watcher.source, &(struct source_watch){ranges.items, ranges.count});
        if (rand() % 2 == 0)
            add((size_t)(rand() % TENANTS), (size_t)(rand() % 40) + 1);
        if (rand() % 3 == 0) {
            uv_run(&watcher.loop, UV_RUN_NOWAIT); /* and something else before it is there */
            continue;
        }
        watch_and_check(&ranges);
    }
}
END_TEST

START_TEST(only_the_range_is_read)
{
    struct ranges ranges = {{{ACME, {1500000, 1600000}}}, 1};

    watch_and_check(&ranges);
    ck_assert_uint_eq(history_rows(&watcher_tenant(&watcher, "acme")->history), 100);
    ck_assert_uint_eq(watcher.source->status.reports_loaded, 100);
    ck_assert_ptr_null(history_live(&watcher_tenant(&watcher, "acme")->history));
}
END_TEST

START_TEST(ranges_that_meet_are_one_span)
{
    struct ranges ranges = {{{ACME, {1500000, 1600000}}, {ACME, {1700000, 1800000}}}, 2};

    watch_and_check(&ranges);
    ck_assert_uint_eq(watcher_tenant(&watcher, "acme")->history.count, 2);
    ranges = (struct ranges){{{ACME, {1550000, 1750000}}}, 1};
    watch_and_check(&ranges);
    ck_assert_uint_eq(watcher_tenant(&watcher, "acme")->history.count, 1);
    ck_assert_uint_eq(history_rows(&watcher_tenant(&watcher, "acme")->history), 300);
    ranges = (struct ranges){{{ACME, {1700000, HISTORY_LIVE}}}, 1};
    watch_and_check(&ranges);
    ck_assert_uint_eq(watcher_tenant(&watcher, "acme")->history.count, 1);
}
END_TEST

START_TEST(spans_that_nobody_watches_are_given_back)
{
    struct ranges ranges = {{{ACME, {1500000, 1600000}}}, 1};

    watch_and_check(&ranges);
    for (int64_t i = 0; i < HELD_MAX; i++) {
        struct ranges other = {{{BARE, {1000000 + i * 20000, 1000000 + i * 20000 + 5000}}}, 1};
        watch_and_check(&other);
        ck_assert_uint_le(spans(), HELD_MAX);
    }
    ck_assert_uint_eq(watcher_tenant(&watcher, "acme")->history.count, 0);
    ck_assert_uint_eq(watcher_tenant(&watcher, "bare")->history.count, HELD_MAX);
    watch_and_check(&ranges);
}
END_TEST

START_TEST(a_stream_made_again_takes_all_spans_with_it)
{
    struct ranges ranges = {{{ACME, {1500000, 1600000}}, {ACME, {1700000, HISTORY_LIVE}}}, 2};

    watch_and_check(&ranges);
    redis_server_command(server, "DEL " PRODUCER_PREFIX "acme");
    next_ms[0] = 1500000;
    add(0, 300);
    source_refresh(watcher.source);
    WATCHER_WAIT(&watcher, all_are_held, &ranges);
    ck_assert_uint_eq(history_rows(&watcher_tenant(&watcher, "acme")->history), 200);
}
END_TEST

Suite *suite_source_spans(void)
{
    Suite *suite = suite_create("source_spans");
    TCase *cases = tcase_create("spans");

    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_loop_test(cases, random_watches_hold_what_the_server_has, 0, 8);
    tcase_add_test(cases, only_the_range_is_read);
    tcase_add_test(cases, ranges_that_meet_are_one_span);
    tcase_add_test(cases, spans_that_nobody_watches_are_given_back);
    tcase_add_test(cases, a_stream_made_again_takes_all_spans_with_it);
    suite_add_tcase(suite, cases);
    return suite;
}
