/* The Redis source: the newest entries, from which tenants are judged, are those of the stream,
 * whenever one began to look. */
#include "config.h"

#include "base/duration.h"
#include "live/producer.h"
#include "live/suites.h"
#include "live/watcher.h"
#include "support/dice.h"
#include "support/redis_server.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define ACME PRODUCER_PREFIX "acme"

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

static const struct recent *look(void)
{
    watcher_open(&watcher, server->unix_url, &options);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
    return &watcher_tenant(&watcher, "acme")->recent;
}

START_TEST(the_newest_entries_are_there_when_the_source_is_discovered)
{
    produce_many(server, ACME, 1000, 1000, 1000);
    const struct recent *recent = look();
    ck_assert_uint_ge(recent->asked, RECENT_STATE);
    ck_assert_uint_ge(recent->count, RECENT_STATE);
    ck_assert_uint_eq(recent_newest_id(recent).ms, 1000000);
    for (size_t i = 1; i < recent->count; i++)
        ck_assert_uint_eq(recent_id(recent, i).ms, recent_id(recent, i - 1).ms + 1000);
    ck_assert(!recent->whole);
    ck_assert_uint_eq(history_rows(&watcher_tenant(&watcher, "acme")->history), 0);
}
END_TEST

START_TEST(a_short_stream_is_there_whole)
{
    produce_many(server, ACME, 1000, 1000, 10);
    const struct recent *recent = look();
    ck_assert_uint_eq(recent->count, 10);
    ck_assert(recent->whole);
    ck_assert(recent->complete);
}
END_TEST

START_TEST(what_was_trimmed_was_there)
{
    produce_many(server, ACME, 1000, 1000, 20);
    redis_server_command(server, "XTRIM " ACME " MAXLEN 10");
    const struct recent *recent = look();
    ck_assert_uint_eq(recent->count, 10);
    ck_assert(recent->whole);
    ck_assert(!recent->complete);
}
END_TEST

START_TEST(a_stream_of_as_many_entries_as_are_asked_for_is_whole)
{
    produce_many(server, ACME, 1000, 1000, RECENT_STATE);
    const struct recent *recent = look();
    ck_assert_uint_eq(recent->count, RECENT_STATE);
    ck_assert(recent->whole);
}
END_TEST

START_TEST(entries_that_are_no_reports_are_among_them)
{
    produce(server, ACME, "1-0", 1);
    redis_server_command(server, "XADD " ACME " 2-0 x y");
    produce(server, ACME, "3-0", 1);
    const struct recent *recent = look();
    ck_assert_uint_eq(recent->count, 3);
    ck_assert(!recent_is_readable(recent, 1));
    ck_assert(recent_is_readable(recent, 2));
}
END_TEST

START_TEST(an_empty_stream_is_asked_for_and_empty)
{
    redis_server_command(server, "XGROUP CREATE " ACME " g $ MKSTREAM");
    const struct recent *recent = look();
    ck_assert_uint_eq(recent->count, 0);
    ck_assert(recent->whole);
    ck_assert_uint_eq(recent->asked, RECENT_STATE);
}
END_TEST

static bool is_newest(struct watcher *of, void *ms)
{
    const struct tenant *tenant = watcher_tenant(of, "acme");

    return tenant->has_report && tenant->newest_id.ms == *(const uint64_t *)ms;
}

/* What comes later than the moment is not read, also by whoever follows. */
START_TEST(entries_from_the_moment_on_do_not_count)
{
    options.until_ms = 500000;
    produce_many(server, ACME, 1000, 1000, 1000);
    const struct recent *recent = look();
    ck_assert_uint_ge(recent->count, RECENT_STATE);
    ck_assert_uint_eq(recent_newest_id(recent).ms, 499000);
    watcher_watch(&watcher, 450000, "acme", NULL);
    WATCHER_WAIT(&watcher, is_loaded, NULL);
    source_refresh(watcher.source);
    int64_t end_ms = timestamp_monotonic() + 5 * options.refresh_ms;
    while (timestamp_monotonic() < end_ms)
        uv_run(&watcher.loop, UV_RUN_ONCE);
    ck_assert_uint_eq(recent_newest_id(recent).ms, 499000);
    ck_assert_uint_eq(watcher_tenant(&watcher, "acme")->newest_id.ms, 499000);
    ck_assert_uint_eq(history_rows(&watcher_tenant(&watcher, "acme")->history), 50);
}
END_TEST

/* Nobody may be held up: with long streams fewer are under way at a time. */
START_TEST(a_fleet_is_discovered_when_all_of_it_is_there)
{
    for (int i = 0; i < 100; i++) {
        char key[64];
        snprintf(key, sizeof(key), PRODUCER_PREFIX "t%d", i);
        produce_many(server, key, 1000, 1000, i % 2 == 0 ? 300 : 3);
    }
    watcher_open(&watcher, server->unix_url, &options);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
    ck_assert_uint_eq(watcher.fleet.count, 100);
    for (size_t i = 0; i < 100; i++) {
        const struct recent *recent = &watcher.fleet.tenants[i]->recent;
        ck_assert_uint_ge(recent->asked, RECENT_STATE);
        ck_assert(recent->count == 3 ? recent->whole : recent->count >= RECENT_STATE);
    }
}
END_TEST

static bool has_pauses(struct watcher *of, void *unused)
{
    (void)unused;
    return watcher_tenant(of, "acme")->pauses.known;
}

/* Every other minute for fourteen hours a day: more than is held to judge by. */
static void produce_by_day(int64_t now_ms, int64_t silent_ms)
{
    for (int64_t day = 3; day >= 0; day--)
        produce_many(server, ACME, now_ms - silent_ms - day * MS_PER_DAY - 14 * MS_PER_HOUR,
                     2 * MS_PER_MINUTE, 14 * 30 + 1);
}

START_TEST(what_was_there_on_the_days_before_is_known_of_who_seems_silent)
{
    int64_t now_ms = timestamp_now();

    produce_by_day(now_ms, 5 * MS_PER_HOUR);
    look();
    const struct pause_evidence *pauses = &watcher_tenant(&watcher, "acme")->pauses;
    ck_assert(pauses->known);
    for (int64_t day = 0; day < 2; day++) {
        int64_t end_ms = now_ms - 5 * MS_PER_HOUR - (day + 1) * MS_PER_DAY;
        ck_assert_int_eq(pauses->days[day].before_ms, end_ms);
        ck_assert_int_eq(pauses->days[day].after_ms, end_ms + 10 * MS_PER_HOUR);
    }
}
END_TEST

START_TEST(nothing_of_the_days_before_is_asked_of_who_is_not_silent)
{
    produce_by_day(timestamp_now(), 0);
    look();
    ck_assert(!watcher_tenant(&watcher, "acme")->pauses.known);
}
END_TEST

/* With a clock that stands, as of a moment in the past. */
START_TEST(who_seems_silent_at_the_moment_is_asked_about_the_days_before_it)
{
    int64_t now_ms = timestamp_now();

    produce_by_day(now_ms, 0);
    options.until_ms = now_ms - 17 * MS_PER_HOUR;
    look();
    WATCHER_WAIT(&watcher, has_pauses, NULL);
    const struct quiet *day = &watcher_tenant(&watcher, "acme")->pauses.days[0];
    ck_assert_int_eq(day->before_ms, now_ms - 2 * MS_PER_DAY);
    ck_assert_int_eq(day->after_ms, now_ms - MS_PER_DAY - 14 * MS_PER_HOUR);
}
END_TEST

static bool is_same_row(struct recent_row a, struct recent_row b)
{
    bool same = a.count == b.count;

    for (size_t i = 0; same && i < a.count; i++) {
        struct recent_reading first = recent_row_reading(&a, i);
        struct recent_reading second = recent_row_reading(&b, i);
        same = first.severity == second.severity &&
               (first.value == second.value || first.brief || second.brief);
    }
    return same;
}

static bool is_same_entry(const struct recent *a, size_t in_a, const struct recent *b, size_t in_b)
{
    struct recent_entry first = recent_entry(a, in_a);
    struct recent_entry second = recent_entry(b, in_b);

    return stream_id_compare(first.id, second.id) == 0 && first.readable == second.readable &&
           first.start_ms == second.start_ms && first.end_ms == second.end_ms &&
           is_same_row(recent_row(a, in_a), recent_row(b, in_b));
}

/* Returns true when the newest entries of both are the same, as many as a state is made from, and
 * so is what is said of those before. */
static bool are_same(const struct recent *a, const struct recent *b)
{
    size_t in_a = a->count < RECENT_STATE ? a->count : RECENT_STATE;
    size_t in_b = b->count < RECENT_STATE ? b->count : RECENT_STATE;
    bool same = in_a == in_b;

    for (size_t i = 1; same && i <= in_a; i++)
        same = is_same_entry(a, a->count - i, b, b->count - i);
    if (in_a < RECENT_STATE)
        same = same && a->whole == b->whole && a->complete == b->complete;
    return same && a->asked >= RECENT_STATE && b->asked >= RECENT_STATE;
}

static bool agrees(struct watcher *of, void *fresh)
{
    return are_same(&watcher_tenant(of, "acme")->recent, fresh);
}

/* Waits until whoever followed holds what somebody who looks now finds. */
static void check_against_a_fresh_look(void)
{
    struct watcher fresh;

    watcher_open(&fresh, server->unix_url, &options);
    WATCHER_WAIT(&fresh, is_discovered, NULL);
    source_refresh(watcher.source);
    WATCHER_WAIT(&watcher, agrees, &watcher_tenant(&fresh, "acme")->recent);
    watcher_close(&fresh);
}

START_TEST(who_followed_for_hours_holds_what_a_look_now_finds)
{
    produce_many(server, ACME, 1000, 1000, 10);
    look();
    for (uint64_t i = 0; i < 300; i++) {
        uint64_t ms = 20000 + i * 1000;
        char id[32];
        snprintf(id, sizeof(id), "%" PRIu64 "-0", ms);
        produce(server, ACME, id, (double)i);
        if (i % 10 == 0)
            WATCHER_WAIT(&watcher, is_newest, &ms);
    }
    check_against_a_fresh_look();
}
END_TEST

static void add_some(struct dice *dice, uint64_t *ms)
{
    static const size_t counts[] = {1, 2, 5, 19, 20, 21, 63, 64, 65, 130, 499, 500, 600, 1100};
    size_t count = counts[dice_below(dice, sizeof(counts) / sizeof(counts[0]))];

    *ms += 1000;
    produce_many(server, ACME, (int64_t)*ms, 7, count);
    *ms += 7 * count;
}

static void trim(struct dice *dice, uint64_t *ms)
{
    (void)ms;
    redis_server_command(server, "XTRIM " ACME " MAXLEN %d", (int)dice_below(dice, 100));
}

static void delete_one(struct dice *dice, uint64_t *ms)
{
    redisReply *reply = redis_server_query(server, "XREVRANGE " ACME " + - COUNT %d",
                                           1 + (int)dice_below(dice, 90));

    (void)ms;
    if (reply->elements > 0)
        redis_server_command(server, "XDEL " ACME " %s",
                             reply->element[reply->elements - 1]->element[0]->str);
    freeReplyObject(reply);
}

static void make_again(struct dice *dice, uint64_t *ms)
{
    redis_server_command(server, "DEL " ACME);
    if (dice_once_in(dice, 2))
        *ms = 1000 + dice_below(dice, 1000);
}

static void add_unreadable(struct dice *dice, uint64_t *ms)
{
    (void)dice;
    redis_server_command(server, "XADD " ACME " %" PRIu64 "-0 no report", ++*ms);
}

static void hang_up(struct dice *dice, uint64_t *ms)
{
    (void)dice;
    (void)ms;
    redis_server_command(server, "CLIENT KILL TYPE normal SKIPME yes");
}

static void do_nothing(struct dice *dice, uint64_t *ms)
{
    (void)dice;
    (void)ms;
}

/* What happens to a stream; what is behind the first three is only noticed of one that is watched,
 * or in a while. */
static void (*const disturbances[])(struct dice *dice, uint64_t *ms) = {
    do_nothing, add_unreadable, hang_up, trim, delete_one, make_again,
};

/* After each disturbance the stream is longer than it was. */
static void follow_at_random(uint64_t seed, const char *watched, size_t kinds)
{
    struct dice dice = {seed};
    uint64_t ms = 1000000;

    add_some(&dice, &ms);
    look();
    watcher_watch(&watcher, 0, watched, NULL);
    for (int round = 0; round < 25; round++) {
        disturbances[dice_below(&dice, kinds)](&dice, &ms);
        add_some(&dice, &ms);
        for (size_t turns = dice_below(&dice, 12); turns > 0; turns--)
            uv_run(&watcher.loop, UV_RUN_ONCE);
        if (dice_once_in(&dice, 2))
            check_against_a_fresh_look();
    }
    check_against_a_fresh_look();
}

START_TEST(whoever_comes_and_goes_the_newest_entries_are_held)
{
    follow_at_random((uint64_t)_i + 1, "nobody", 3);
}
END_TEST

START_TEST(whatever_happens_to_a_watched_stream_its_newest_entries_are_held)
{
    follow_at_random((uint64_t)_i + 1, "acme", sizeof(disturbances) / sizeof(disturbances[0]));
}
END_TEST

Suite *suite_source_recent(void)
{
    Suite *suite = suite_create("source_recent");
    TCase *cases = tcase_create("recent");

    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, the_newest_entries_are_there_when_the_source_is_discovered);
    tcase_add_test(cases, a_short_stream_is_there_whole);
    tcase_add_test(cases, what_was_trimmed_was_there);
    tcase_add_test(cases, a_stream_of_as_many_entries_as_are_asked_for_is_whole);
    tcase_add_test(cases, entries_that_are_no_reports_are_among_them);
    tcase_add_test(cases, an_empty_stream_is_asked_for_and_empty);
    tcase_add_test(cases, entries_from_the_moment_on_do_not_count);
    tcase_add_test(cases, a_fleet_is_discovered_when_all_of_it_is_there);
    tcase_add_test(cases, what_was_there_on_the_days_before_is_known_of_who_seems_silent);
    tcase_add_test(cases, nothing_of_the_days_before_is_asked_of_who_is_not_silent);
    tcase_add_test(cases, who_seems_silent_at_the_moment_is_asked_about_the_days_before_it);
    tcase_add_test(cases, who_followed_for_hours_holds_what_a_look_now_finds);
    tcase_add_loop_test(cases, whoever_comes_and_goes_the_newest_entries_are_held, 0, 5);
    tcase_add_loop_test(cases, whatever_happens_to_a_watched_stream_its_newest_entries_are_held, 0,
                        10);
    suite_add_tcase(suite, cases);
    return suite;
}
