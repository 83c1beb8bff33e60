/* The ledger, on a server: what stands in the hash of a destination. */
#include "config.h"

#include "live/client_user.h"
#include "live/suites.h"
#include "route/ledger.h"
#include "support/redis_server.h"

#include <stdio.h>
#include <string.h>

#define STATUS "driftop:ops:status"

static struct redis_server *server;
static struct client_user user;
static struct ledger *ledger;

static void begin(void)
{
    redis_server_command(server, "CONFIG SET maxmemory 0");
    redis_server_command(server, "FLUSHALL");
    user_open(&user, server->unix_url, COMMANDS_ROUTE);
    user_wait_ready(&user);
    ledger = ledger_create(user.client, "ops", "host:1:x");
}

static void end(void)
{
    user_close(&user);
    ledger_free(ledger);
}

/* Waits until all that was sent before is carried out. */
static void settle(void)
{
    ck_assert_str_eq(user_ask(&user, "HGET " STATUS " nothing"), "''");
}

static const char *field(const char *name)
{
    static char text[512];
    redisReply *reply = redis_server_query(server, "HGET " STATUS " %s", name);

    snprintf(text, sizeof(text), "%s", reply->type == REDIS_REPLY_STRING ? reply->str : "");
    freeReplyObject(reply);
    return text;
}

static void tick(int64_t now_ms)
{
    ledger_tick(ledger, 3, now_ms);
    settle();
}

START_TEST(counts_of_all_routers_are_added)
{
    redis_server_command(server, "HSET " STATUS " accepted 40 down_since_ms 5 down_why old");
    ledger_add(ledger, LEDGER_ACCEPTED, 1);
    ledger_add(ledger, LEDGER_ACCEPTED, 1);
    ledger_add(ledger, LEDGER_LOST, 7);
    ledger_accepted(ledger, 1234567890123);
    tick(1000);
    ck_assert_str_eq(field("accepted"), "42");
    ck_assert_str_eq(field("lost"), "7");
    ck_assert_str_eq(field("dead"), "");
    ck_assert_str_eq(field("accepted_ms"), "1234567890123");
    ck_assert_str_eq(field("down_since_ms"), "5"); /* another one finds it so */
    ck_assert_ptr_nonnull(strstr(field("router:host:1:x"),
                                 "\"accepted\":2,\"dead\":0,\"accepted_ms\":1234567890123}"));
    tick(2000);
    ck_assert_str_eq(field("accepted"), "42");
    ck_assert_str_eq(field("lost"), "7");
}
END_TEST

static int64_t outage_ms;

static void on_outage(void *context, int64_t since_ms, const char *why)
{
    ck_assert_ptr_eq(context, &user);
    ck_assert_str_eq(why, "connection refused");
    outage_ms = since_ms;
}

START_TEST(away_and_back_again_stand_there)
{
    ledger_down(ledger, 777, "connection refused");
    tick(1000);
    ck_assert_str_eq(field("down_since_ms"), "777");
    ck_assert_str_eq(field("down_why"), "connection refused");
    ck_assert_ptr_nonnull(strstr(field("router:host:1:x"),
                                 "\"down_since_ms\":777,\"down_why\":\"connection refused\"}"));
    redis_server_command(server, "HDEL " STATUS " down_since_ms down_why");
    tick(1000 + LEDGER_BEAT_MS); /* another one took it away, and it is so all the same */
    tick(1001 + LEDGER_BEAT_MS);
    ck_assert_str_eq(field("down_since_ms"), "777");
    ledger_ask_outage(ledger, on_outage, &user);
    settle();
    ck_assert_int_eq(outage_ms, 777);
    ledger_down(ledger, 0, "");
    tick(2000);
    ck_assert_str_eq(field("down_since_ms"), "");
    ck_assert_str_eq(field("down_why"), "");
    ck_assert_ptr_null(strstr(field("router:host:1:x"), "down"));
}
END_TEST

START_TEST(a_router_says_that_it_lives_until_it_ends)
{
    tick(10000);
    ck_assert_ptr_nonnull(strstr(field("router:host:1:x"), "\"beat_ms\":10000,\"shards\":3,"));
    tick(10000 + LEDGER_BEAT_MS - 1);
    ck_assert_ptr_nonnull(strstr(field("router:host:1:x"), "\"beat_ms\":10000,"));
    tick(10000 + LEDGER_BEAT_MS);
    ck_assert_ptr_nonnull(strstr(field("router:host:1:x"), "\"beat_ms\":15000,"));
    tick(9000); /* the clock stepped back */
    ck_assert_ptr_nonnull(strstr(field("router:host:1:x"), "\"beat_ms\":9000,"));
    ledger_add(ledger, LEDGER_DEAD, 2);
    ledger_finish(ledger);
    settle();
    ck_assert_str_eq(field("router:host:1:x"), "");
    ck_assert_str_eq(field("dead"), "2");
}
END_TEST

START_TEST(what_a_full_redis_did_not_take_is_written_later)
{
    redis_server_command(server, "CONFIG SET maxmemory 1");
    ledger_add(ledger, LEDGER_REPEATED, 2);
    ledger_down(ledger, 777, "why");
    ledger_accepted(ledger, 9);
    tick(1000);
    ledger_add(ledger, LEDGER_REPEATED, 1);
    tick(1001);
    redis_server_command(server, "CONFIG SET maxmemory 0");
    ck_assert_str_eq(field("repeated"), "");
    tick(1002);
    ck_assert_str_eq(field("repeated"), "3");
    ck_assert_str_eq(field("down_since_ms"), "777");
    ck_assert_str_eq(field("accepted_ms"), "9");
    ck_assert_str_ne(field("router:host:1:x"), "");
}
END_TEST

START_TEST(what_happened_while_redis_was_away_is_written_later)
{
    redis_server_freeze(server);
    int losses = user.losses[0];
    ledger_add(ledger, LEDGER_ACCEPTED, 2);
    ledger_tick(ledger, 3, 1000);
    while (user.losses[0] == losses)
        user_turn(&user);
    ledger_add(ledger, LEDGER_ACCEPTED, 1);
    ledger_tick(ledger, 3, 2000);
    redis_server_thaw(server);
    user_wait_ready(&user);
    tick(3000);
    ck_assert_int_ge(redis_server_integer(server, "HINCRBY " STATUS " accepted 0"), 3);
    tick(4000);
    ck_assert_int_le(redis_server_integer(server, "HINCRBY " STATUS " accepted 0"), 5);
}
END_TEST

static void start(void)
{
    server = redis_server_create(&(struct redis_server_setup){.shared = true});
}

static void stop(void)
{
    redis_server_free(server);
}

Suite *suite_ledger(void)
{
    Suite *suite = suite_create("ledger");
    TCase *tests = tcase_create("ledger");

    tcase_add_unchecked_fixture(tests, start, stop);
    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_test(tests, counts_of_all_routers_are_added);
    tcase_add_test(tests, away_and_back_again_stand_there);
    tcase_add_test(tests, a_router_says_that_it_lives_until_it_ends);
    tcase_add_test(tests, what_a_full_redis_did_not_take_is_written_later);
    tcase_add_test(tests, what_happened_while_redis_was_away_is_written_later);
    suite_add_tcase(suite, tests);
    return suite;
}
