/* The rights that the manual names for route are those of its lists, they are enough for all that
 * it does, and with them nobody can write what is not its own. */
#include "config.h"

#include "live/rights.h"
#include "live/suites.h"
#include "redis/command.h"
#include "support/child.h"
#include "support/has.h"
#include "support/redis_server.h"
#include "support/wait.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#define ACME "rag:telemetry:acme"
#define TOLD "{" ACME "}:driftop:ops"

static const char *const documents[] = {"doc/driftop.1.in", "README.md"};

static struct redis_server *server;

static void set_up(void)
{
    server = redis_server_create(NULL);
}

static void tear_down(void)
{
    redis_server_free(server);
}

static const struct {
    const char *command;
    bool allowed;
} dry_runs[] = {
    {"XREADGROUP GROUP ops driftop COUNT 1 STREAMS " ACME " >", true},
    {"XACK " ACME " ops 1-1", true},
    {"XGROUP CREATE " ACME " ops 0", true},
    {"XREVRANGE " ACME " + - COUNT 1", true},
    {"EVALSHA 0 2 " ACME " " TOLD " 1", true},
    {"HSET " TOLD " epoch 1", true},
    {"HGETALL " TOLD, true},
    {"DEL " TOLD, true},
    {"SET driftop:ops:lease:1 me NX PX 10000", true},
    {"INCRBY driftop:ops:epoch 1", true},
    {"HINCRBY driftop:ops:status accepted 1", true},
    {"HSET driftop:mutes acme {}", true},
    {"XADD driftop:ops:dead MAXLEN ~ 1000 * why x", true},
    {"XDEL driftop:ops:dead 1-1", true},
    {"CLIENT TRACKING ON REDIRECT 1 BCAST PREFIX rag:telemetry:", true},
    {"SUBSCRIBE __redis__:invalidate", true},
    {"SUBSCRIBE other", false},
    {"XADD " ACME " * f v", false},
    {"XDEL " ACME " 1-1", false},
    {"XTRIM " ACME " MAXLEN 0", false},
    {"DEL " ACME, false},
    {"SET " ACME " v", false},
    {"XGROUP DESTROY " ACME " ops", false},
    {"XGROUP SETID " ACME " ops 0", false},
    {"HSET other f v", false},
    {"XREVRANGE other + -", false},
    {"XADD other * f v", false},
    {"EVALSHA 0 1 other", false},
    {"CLIENT KILL ID 1", false},
    {"CONFIG GET dir", false},
    {"FLUSHALL", false},
    {"KEYS *", false},
};

START_TEST(it_may_write_into_its_own_keys_and_no_others)
{
    struct string_list words = {0};
    char command[256];

    rights_read(documents[_i], "route", &words);
    rights_grant(server, &words);
    for (size_t i = 0; i < sizeof(dry_runs) / sizeof(dry_runs[0]); i++) {
        snprintf(command, sizeof(command), "ACL DRYRUN route %s", dry_runs[i].command);
        redisReply *reply = redis_server_query(server, command);
        ck_assert_int_ne(reply->type, REDIS_REPLY_ERROR);
        ck_assert_msg((strcmp(reply->str, "OK") == 0) == dry_runs[i].allowed, "%s: %s",
                      dry_runs[i].command, reply->str);
        freeReplyObject(reply);
    }
    string_list_free(&words);
}
END_TEST

#define DB 3
#define TO "--to ops=file:- --to no=command:/bin/false --to st=stream:alerts:out"

/* What each way of calling it says, as a user that may do no more than it needs; some of it has an
 * end of its own. */
static const struct {
    const char *call;
    int status; /* at most: what was not told before may become a dead letter */
    const char *says;
} calls[] = {
    {TO " --once", 1, ""},
    {TO " --dry-run --once", 0, ""},
    {TO " --status", 1, "dead letters (--dead)"},
    {TO " --status -f json", 1, "\"schema\":\"driftop.route_status/1\""},
    {TO " --dead", 0, "/bin/false ended with status 1"},
    {TO " --dead --resend all", 1, ""},
    {TO " --dead --drop all", 0, "forgotten"},
    {TO " --test ops", 0, "\"test\":true"},
    {TO " --claim", 0, "1 entry was taken over"},
    {"--mute acme --for 2h --why test", 0, "muted: acme"},
    {"--unmute acme", 0, ""},
};

/* Adds a report of a window that none had before. */
static void report(const char *tenant, const char *severity)
{
    static int windows;

    windows++;
    redis_server_command(server,
                         "XADD rag:telemetry:%s * ws %d we %d dims "
                         "[{\"name\":\"x\",\"severity\":\"%s\",\"value\":0.5}]",
                         tenant, windows, windows + 1, severity);
}

/* Waits until the server was sent a command; each time that it was not, with another new stream. */
static void wait_sent(const char *command, bool with_streams)
{
    struct deadline deadline = deadline_in(20000);
    char field[64], tenant[32];
    bool sent = false;

    snprintf(field, sizeof(field), "cmdstat_%s:calls=", command);
    for (int i = 0; !sent; i++) {
        redisReply *stats = redis_server_query(server, "INFO commandstats");
        sent = strstr(stats->str, field) != NULL;
        freeReplyObject(stats);
        snprintf(tenant, sizeof(tenant), "new-%d", i);
        if (with_streams && !sent)
            report(tenant, "ok");
        ck_assert_msg(sent || deadline_pause(&deadline), "never sent: %s", command);
    }
}

static void run_it_all(void)
{
    struct child child = {0};

    child_start(&child,
                "exec \"$DRIFTOP\" route --lease 1s " TO " redis://route:pw@127.0.0.1:%d/%d",
                server->port, DB);
    while (redis_server_integer(server, "EXISTS driftop:ops:born") == 0)
        child_out(&child);
    for (int i = 0; i < 2; i++) {
        report("acme", "degraded");
        report("globex", "degraded");
    }
    child_expect_out(&child, "\"edge\":\"firing\"");
    for (int i = 0; i < 4; i++)
        report("acme", "ok");
    child_expect_out(&child, "\"edge\":\"resolved\"");
    wait_sent("type", true);
    wait_sent("pexpire", false);
    child_signal(&child, SIGTERM);
    ck_assert_int_eq(child_wait(&child), 0);
    child_free(&child);
}

/* Somebody else holds an entry, for --claim. */
static void hold_one(void)
{
    report("acme", "ok");
    freeReplyObject(redis_server_query(
        server, "XREADGROUP GROUP ops other COUNT 1 STREAMS rag:telemetry:acme >"));
}

static void call_all(void)
{
    struct child child = {0};

    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        if (strstr(calls[i].call, "--claim") != NULL)
            hold_one();
        int status = child_run(&child, "\"$DRIFTOP\" route %s redis://route:pw@127.0.0.1:%d/%d",
                               calls[i].call, server->port, DB);
        ck_assert_msg(status <= calls[i].status, "%s: %d: %s", calls[i].call, status,
                      child_err(&child));
        has(child_out(&child), calls[i].says);
        child_free(&child);
    }
}

START_TEST(route_needs_what_the_documents_grant_and_no_more)
{
    struct string_list words = {0};

    rights_read(documents[_i], "route", &words);
    string_list_add(&words, "(~alerts:out +xadd)");
    rights_grant(server, &words);
    redis_server_command(server, "SELECT %d", DB);
    run_it_all();
    call_all();
    ck_assert_int_gt(redis_server_integer(server, "XLEN alerts:out"), 0);
    rights_were_enough(server);
    rights_were_used(server, COMMANDS_GREETING | COMMANDS_ROUTE | COMMANDS_TRACKING, "");
    string_list_free(&words);
}
END_TEST

#define TAGGED "rag:telemetry:{acme}"

static int run_once(struct child *child)
{
    return child_run(child,
                     "\"$DRIFTOP\" route --once --rule 1/1/1 --to ops=file:- "
                     "redis://route:pw@127.0.0.1:%d",
                     server->port);
}

/* What was told of it stands beside it, under its own tag. */
START_TEST(a_key_with_a_tag_of_its_own_needs_the_other_pattern)
{
    struct string_list words = {0};
    struct child child = {0};

    rights_are_named(documents[_i], "~{*}:driftop:*");
    rights_read(documents[_i], "route", &words);
    rights_grant(server, &words);
    redis_server_command(server, "SET driftop:ops:born 1-0");
    report("{acme}", "degraded");
    ck_assert_int_eq(run_once(&child), 1);
    has(child_err(&child), "ops: " TAGGED ": not read: NOPERM ");
    has(child_err(&child), "; it needs {acme}:driftop:ops:" TAGGED);
    child_free(&child);
    redis_server_command(server, "ACL LOG RESET");
    rights_replace(&words, "{rag:telemetry:*}", "{*}");
    rights_grant(server, &words);
    ck_assert_int_eq(run_once(&child), 0);
    has(child_out(&child), "\"edge\":\"firing\"");
    ck_assert_str_eq(child_err(&child), "");
    rights_were_enough(server);
    child_free(&child);
    string_list_free(&words);
}
END_TEST

Suite *suite_rights_route(void)
{
    enum { DOCUMENTS = sizeof(documents) / sizeof(documents[0]) };
    Suite *suite = suite_create("rights_route");
    TCase *tcase = tcase_create("rights_route");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, it_may_write_into_its_own_keys_and_no_others, 0, DOCUMENTS);
    tcase_add_loop_test(tcase, route_needs_what_the_documents_grant_and_no_more, 0, DOCUMENTS);
    tcase_add_loop_test(tcase, a_key_with_a_tag_of_its_own_needs_the_other_pattern, 0, DOCUMENTS);
    suite_add_tcase(suite, tcase);
    return suite;
}
