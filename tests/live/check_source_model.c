/* The Redis source beside a fresh one: whatever happens to the streams, two polls later it shows
 * what somebody sees who comes now. With odd seeds tenants are many, and those that
 * nobody watches take turns.
 *
 * By hand, with another seed and for longer, in sequences of ROUNDS rounds:
 *   SEED=7 SEQUENCES=1000 CK_RUN_SUITE=source_model CK_DEFAULT_TIMEOUT=100000 ./check_live */
#include "config.h"

#include "base/duration.h"
#include "live/fleet_compare.h"
#include "live/suites.h"
#include "live/upheaval.h"
#include "live/watcher.h"
#include "support/redis_server.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS 50
#define STRIKES_MOST 4
#define REFRESH_MS 20
#define POLLS 12 /* two, and as many as pass while answers are under way on a busy machine */

static struct redis_server *server;
static struct watcher watcher;
static struct watcher fresh;
static struct upheaval upheaval;
static struct source_options options;

static void set_up(void)
{
    server = redis_server_create(NULL);
    options = watcher_options();
    options.refresh_ms = REFRESH_MS;
}

static void tear_down(void)
{
    watcher_close(&watcher);
    redis_server_free(server);
}

static size_t number_of(const char *name, size_t otherwise)
{
    const char *text = getenv(name);

    return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

static int64_t since_ms(void)
{
    return upheaval.base_ms - MS_PER_MINUTE;
}

static void open_and_load(struct watcher *of)
{
    watcher_open(of, server->unix_url, &options);
    WATCHER_WAIT(of, is_discovered, NULL);
    watcher_watch_all(of, since_ms());
    WATCHER_WAIT(of, is_loaded, NULL);
}

static long long polls(void)
{
    redisReply *reply = redis_server_query(server, "INFO commandstats");
    const char *line = strstr(reply->str, "cmdstat_xread:calls=");
    long long count = line != NULL ? strtoll(strchr(line, '=') + 1, NULL, 10) : 0;

    freeReplyObject(reply);
    return count;
}

static bool shows_the_same(struct error *difference)
{
    return watcher.source->status.loading == 0 &&
           fleet_shows_the_same(&watcher, &fresh, since_ms(), source_now(fresh.source), difference);
}

/* No time is told: polls are counted. Where there is nothing to poll, time passes as well. */
static void expect_the_same(uint64_t seed)
{
    struct error difference = {.text = "it is still loading"};
    long long last = polls() + POLLS;
    int64_t last_ms = timestamp_monotonic() + POLLS * REFRESH_MS;

    while (!shows_the_same(&difference)) {
        ck_assert_msg(polls() < last || timestamp_monotonic() < last_ms,
                      "seed %" PRIu64 ": %s after: %s", seed, difference.text, upheaval.log);
        uv_run(&watcher.loop, UV_RUN_ONCE);
    }
}

static void strike(void)
{
    size_t count = 1 + dice_below(&upheaval.dice, STRIKES_MOST);

    if (options.crowd > 0 && dice_once_in(&upheaval.dice, 2))
        watcher_watch(&watcher, 0, NULL);
    for (size_t i = 0; i < count; i++) {
        upheaval_strike(&upheaval);
        if (dice_once_in(&upheaval.dice, 2))
            uv_run(&watcher.loop, UV_RUN_NOWAIT);
    }
}

static void run_round(uint64_t seed)
{
    upheaval.log[0] = '\0';
    if (dice_once_in(&upheaval.dice, 8)) {
        upheaval_rewrite(&upheaval);
        source_refresh(watcher.source);
    } else {
        strike();
    }
    if (dice_once_in(&upheaval.dice, 4))
        source_refresh(watcher.source);
    open_and_load(&fresh);
    watcher_watch_all(&watcher, since_ms());
    expect_the_same(seed);
    watcher_close(&fresh);
}

static void begin_sequence(uint64_t seed)
{
    redis_server_command(server, "FLUSHALL");
    upheaval = (struct upheaval){
        .server = server, .dice = {seed}, .base_ms = timestamp_now() - 50 * MS_PER_MINUTE};
    redis_server_command(server, "SWAPDB 0 1");
    upheaval_begin(&upheaval);
    redis_server_command(server, "SWAPDB 0 1");
    upheaval_begin(&upheaval);
    open_and_load(&watcher);
}

START_TEST(two_polls_later_a_source_shows_what_a_fresh_one_does)
{
    uint64_t first = number_of("SEED", 1);
    size_t sequences = number_of("SEQUENCES", 12);

    for (uint64_t seed = first; seed < first + sequences; seed++) {
        if (seed > first)
            watcher_close(&watcher);
        options.crowd = seed % 2;
        begin_sequence(seed);
        for (int round = 0; round < ROUNDS; round++)
            run_round(seed * 1000 + (uint64_t)round);
    }
}
END_TEST

Suite *suite_source_model(void)
{
    Suite *suite = suite_create("source_model");
    TCase *cases = tcase_create("model");

    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, two_polls_later_a_source_shows_what_a_fresh_one_does);
    suite_add_tcase(suite, cases);
    return suite;
}
