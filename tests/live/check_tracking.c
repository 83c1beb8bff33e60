/* Tracking: a server tells what changes, and what becomes of that where it is refused or lost. */
#include "config.h"

#include "live/client_user.h"
#include "live/fake_server.h"
#include "live/link_probe.h"
#include "live/rights.h"
#include "live/suites.h"
#include "support/has.h"
#include "support/redis_server.h"

#include <stdio.h>
#include <string.h>

#define RIGHTS                                                                                     \
    "on >pw resetkeys ~rag:* resetchannels nocommands +ping +client|setname +info +xinfo|stream "

#define BRIEFLY                                                                                    \
    "+OK\r\n+PONG\r\n" /* what both connections of one that asks nothing are greeted with */

static struct redis_server *server;
static struct client_user user;

static void set_up(void)
{
    server = redis_server_create(NULL);
}

static void tear_down(void)
{
    redis_server_free(server);
}

static void open_with(const char *url, const struct slice *tracked, size_t count)
{
    user_begin(&user);
    user.tracked = tracked;
    user.tracked_count = count;
    user_connect(&user, url, COMMANDS_ROUTE);
    user_wait_ready(&user);
}

static void open_tracked(const char *url)
{
    const struct slice tracked[] = {SLICE("rag:telemetry:"), SLICE("driftop:mutes")};

    open_with(url, tracked, 2);
    user_wait_tracked(&user, 0);
}

/* Returns the URL for the user that has rights of its own. */
static const char *url_of_route(void)
{
    static char url[64];

    snprintf(url, sizeof(url), "redis://route:pw@127.0.0.1:%d", server->port);
    return url;
}

static void grant(const char *more)
{
    redisContext *admin = redis_server_connect(server);
    char command[512];

    snprintf(command, sizeof(command), "ACL SETUSER route " RIGHTS "%s", more);
    redisReply *reply = redisCommand(admin, command);
    ck_assert_msg(reply != NULL && reply->type == REDIS_REPLY_STATUS, "%s", command);
    freeReplyObject(reply);
    redisFree(admin);
}

/* Those of one kind are one entry of the log, with their number in front. */
static long long refusals(void)
{
    redisReply *log = redis_server_query(server, "ACL LOG");
    long long count = 0;

    for (size_t i = 0; i < log->elements; i++)
        count += log->element[i]->element[1]->integer;
    freeReplyObject(log);
    return count;
}

START_TEST(what_others_write_is_told)
{
    open_tracked(server->unix_url);
    ck_assert_int_eq(user.any[0], 1);
    ck_assert_int_eq(client_node(user.client, 0).untracked->class, ERROR_NONE);
    redis_server_command(server, "XADD rag:telemetry:acme 1-1 f v");
    user_wait_touched(&user, "rag:telemetry:acme");
    redis_server_command(server, "XADD other:acme 1-1 f v");
    redis_server_command(server, "SET rag:telemetry 1");
    redis_server_command(server, "HSET driftop:mutes acme {}");
    user_wait_touched(&user, "driftop:mutes");
    redis_server_command(server, "XTRIM rag:telemetry:acme MAXLEN 0");
    user_wait_touched(&user, "rag:telemetry:acme");
    redis_server_command(server, "DEL rag:telemetry:acme");
    user_wait_touched(&user, "rag:telemetry:acme");
    user_close(&user);
}
END_TEST

START_TEST(what_the_client_writes_itself_is_told_too_and_reading_is_not)
{
    open_tracked(server->unix_url);
    ck_assert_str_eq(user_ask(&user, "XADD rag:telemetry:acme 1-1 f v"), "'1-1'");
    while (user.touches[0] < 1)
        user_turn(&user);
    user_ask(&user, "XGROUP CREATE rag:telemetry:acme ops 0");
    user_ask(&user, "XREADGROUP GROUP ops driftop STREAMS rag:telemetry:acme >");
    user_ask(&user, "XACK rag:telemetry:acme ops 1-1");
    user_ask(&user, "HSET {rag:telemetry:acme}:driftop:ops epoch 1");
    user_ask(&user, "XADD rag:telemetry:acme 2-1 f v");
    while (user.touches[0] < 2)
        user_turn(&user);
    ck_assert_int_eq(user.touches[0], 2);
    user_close(&user);
}
END_TEST

START_TEST(when_all_is_removed_that_is_told)
{
    open_tracked(server->unix_url);
    redis_server_command(server, "XADD rag:telemetry:acme 1-1 f v");
    user_wait_touched(&user, "rag:telemetry:acme");
    redis_server_command(server, "FLUSHALL");
    while (user.any[0] < 2)
        user_turn(&user);
    user_close(&user);
}
END_TEST

START_TEST(prefixes_may_begin_with_each_other)
{
    const struct slice tracked[] = {SLICE("rag:telemetry:"), SLICE("rag:"), SLICE("b:"),
                                    SLICE("rag:x"), SLICE("b:")};

    open_with(server->unix_url, tracked, 5);
    user_wait_tracked(&user, 0);
    redis_server_command(server, "SET rag:telemetry:acme 1");
    user_wait_touched(&user, "rag:telemetry:acme");
    redis_server_command(server, "SET b:c 1");
    user_wait_touched(&user, "b:c");
    user_close(&user);
}
END_TEST

START_TEST(an_empty_prefix_tracks_all)
{
    const struct slice tracked[] = {SLICE("rag:telemetry:"), SLICE("")};

    open_with(server->unix_url, tracked, 2);
    user_wait_tracked(&user, 0);
    redis_server_command(server, "SET any 1");
    user_wait_touched(&user, "any");
    user_close(&user);
}
END_TEST

START_TEST(who_tracks_nothing_has_one_connection)
{
    open_with(server->unix_url, NULL, 0);
    user_ask(&user, "GET driftop:ops:born");
    ck_assert_int_eq(redis_server_info(server, "clients", "connected_clients"), 2);
    ck_assert_int_eq(redis_server_info(server, "clients", "tracking_clients"), 0);
    ck_assert(!client_node(user.client, 0).tracked);
    user_close(&user);
}
END_TEST

START_TEST(a_connection_that_is_lost_comes_back_and_says_so)
{
    open_tracked(server->unix_url);
    for (int round = 1; round <= 3; round++) {
        redis_server_command(server, "CLIENT KILL TYPE pubsub");
        while (user.any[0] < 1 + 2 * round)
            user_turn(&user);
        ck_assert(client_node(user.client, 0).tracked);
        redis_server_command(server, "XADD rag:telemetry:acme * f v");
        user_wait_touched(&user, "rag:telemetry:acme");
    }
    ck_assert_int_eq(user.losses[0], 0);
    user_close(&user);
}
END_TEST

START_TEST(a_server_that_was_restarted_is_tracked_again)
{
    open_tracked(server->unix_url);
    redis_server_kill(server);
    while (user.losses[0] == 0 || client_node(user.client, 0).tracked)
        user_turn(&user);
    redis_server_start(server);
    user_wait_ready(&user);
    user_wait_tracked(&user, 0);
    redis_server_command(server, "XADD rag:telemetry:acme * f v");
    user_wait_touched(&user, "rag:telemetry:acme");
    user_close(&user);
}
END_TEST

/* What is lacking, and how that is said. */
static const struct {
    const char *rights;
    const char *says;
} lacking[] = {
    {"+client|tracking &__redis__:invalidate +subscribe", "CLIENT ID: NOPERM"},
    {"+client|id &__redis__:invalidate +subscribe", "CLIENT TRACKING: NOPERM"},
    {"+client|id +client|tracking &__redis__:invalidate", "SUBSCRIBE: NOPERM"},
    {"+client|id +client|tracking +subscribe", "SUBSCRIBE: NOPERM"},
};

START_TEST(where_it_is_refused_it_is_not_tried_again_before_that_is_asked_for)
{
    const struct slice tracked[] = {SLICE("rag:")};

    grant(lacking[_i].rights);
    open_with(url_of_route(), tracked, 1);
    while (client_node(user.client, 0).untracked->class != ERROR_STOP)
        user_turn(&user);
    has(client_node(user.client, 0).untracked->text, lacking[_i].says);
    ck_assert_int_eq(user.any[0], 1);
    for (int losses = 1; losses <= 3; losses++) {
        redis_server_command(server, "CLIENT KILL USER route");
        while (user.readies[0] < 1 + losses)
            user_turn(&user);
        for (int i = 0; i < 20; i++)
            ck_assert_str_eq(user_ask(&user, "PING"), "'PONG'");
    }
    ck_assert_int_eq(refusals(), 1);
    grant("+client|id +client|tracking +subscribe &__redis__:invalidate");
    client_retry(user.client);
    user_wait_tracked(&user, 0);
    redis_server_command(server, "SET rag:telemetry:acme 1");
    user_wait_touched(&user, "rag:telemetry:acme");
    ck_assert_int_eq(refusals(), 1);
    user_close(&user);
}
END_TEST

/* A server before 6.0 answers so; a proxy, or another one. */
static const struct {
    struct fake_script script; /* behind the greeting */
    const char *says;
    int connections;
} strangers[] = {
    {{.greeting = BRIEFLY, .answer = "-ERR Unknown subcommand or wrong number of arguments\r\n"},
     "CLIENT ID: ERR Unknown subcommand",
     2},
    {{.greeting = BRIEFLY, .answer = "", .hang_up = true}, "CLIENT TRACKING: no reply", 4},
    {{.greeting = BRIEFLY, .answer = "+OK\r\n"}, "CLIENT TRACKING: protocol error", 4},
};

START_TEST(what_does_not_know_it_is_left_alone)
{
    const struct slice tracked[] = {SLICE("rag:")};
    struct fake_server fake;

    user_begin(&user);
    fake_server_listen(&fake, &user.loop, strangers[_i].script);
    user.tracked = tracked;
    user.tracked_count = 1;
    user_connect(&user, fake.url, 0);
    user_wait_ready(&user);
    while (client_node(user.client, 0).untracked->class != ERROR_STOP)
        user_turn(&user);
    has(client_node(user.client, 0).untracked->text, strangers[_i].says);
    ck_assert_int_eq(fake.connections, strangers[_i].connections);
    ck_assert_int_eq(client_node(user.client, 0).state, NODE_READY);
    ck_assert_int_eq(user.losses[0], 0);
    fake_server_end(&fake);
    user_close(&user);
}
END_TEST

static void close_when_touched(void *context, size_t node, struct slice key)
{
    struct client_user *closer = context;

    (void)node;
    (void)key;
    if (!closer->closed)
        client_close(closer->client, NULL, NULL);
    closer->closed = true;
}

START_TEST(whoever_is_told_may_close)
{
    const struct slice tracked[] = {SLICE("rag:")};
    const struct client_events events = {
        .ready = user_events.ready, .lost = user_events.lost, .touched = close_when_touched};
    struct redis_url url;

    user_begin(&user);
    user.tracked = tracked;
    user.tracked_count = 1;
    struct client_options options = user_options(&user, COMMANDS_ROUTE);
    ck_assert(redis_url_parse(server->unix_url, &url, NULL));
    user.client = client_open(&user.loop, &url, &options, &events, &user);
    redis_url_free(&url);
    while (!user.closed)
        user_turn(&user);
    user_close(&user);
}
END_TEST

Suite *suite_tracking(void)
{
    Suite *suite = suite_create("tracking");
    TCase *tcase = tcase_create("tracking");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, what_others_write_is_told);
    tcase_add_test(tcase, what_the_client_writes_itself_is_told_too_and_reading_is_not);
    tcase_add_test(tcase, when_all_is_removed_that_is_told);
    tcase_add_test(tcase, prefixes_may_begin_with_each_other);
    tcase_add_test(tcase, an_empty_prefix_tracks_all);
    tcase_add_test(tcase, who_tracks_nothing_has_one_connection);
    tcase_add_test(tcase, a_connection_that_is_lost_comes_back_and_says_so);
    tcase_add_test(tcase, a_server_that_was_restarted_is_tracked_again);
    tcase_add_loop_test(tcase, where_it_is_refused_it_is_not_tried_again_before_that_is_asked_for,
                        0, (int)(sizeof(lacking) / sizeof(lacking[0])));
    tcase_add_loop_test(tcase, what_does_not_know_it_is_left_alone, 0,
                        (int)(sizeof(strangers) / sizeof(strangers[0])));
    tcase_add_test(tcase, whoever_is_told_may_close);
    suite_add_tcase(suite, tcase);
    return suite;
}
