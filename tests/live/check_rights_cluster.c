/* In a cluster what the documents grant is enough, on every node, also while a slot moves; and all
 * of it is used. */
#include "config.h"

#include "live/rights.h"
#include "live/suites.h"
#include "redis/command.h"
#include "support/child.h"
#include "support/cluster.h"
#include "support/has.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#define KEY "rag:telemetry:acme"
#define LINE "'{\"tenant\":\"acme\",\"ws\":\"1\",\"we\":\"2\",\"dims\":[]}'"

static const char *const documents[] = {"doc/driftop.1.in", "README.md"};

static struct redis_cluster *cluster;

static void share_cluster(void)
{
    cluster = redis_cluster_shared();
}

/* All rights are as they were, and nothing was ever refused or counted. */
static void begin(void)
{
    redis_cluster_renew(cluster);
    for (size_t i = 0; i < cluster->count; i++) {
        redis_server_command(cluster->nodes[i], "ACL LOG RESET");
        redis_server_command(cluster->nodes[i], "CONFIG RESETSTAT");
    }
}

static void end(void)
{
    for (size_t i = 0; i < cluster->count; i++)
        redis_server_command(cluster->nodes[i], "ACL DELUSER dash sink route doctor");
}

/* Makes a user on every node, with what a cluster needs beside what one server does. */
static void make_user(const char *document, const char *who)
{
    struct string_list words = {0}, more = {0};

    rights_read(document, who, &words);
    rights_read(document, "NAME", &more);
    for (size_t i = 0; i < more.count; i++) {
        if (more.items[i][0] == '+')
            string_list_add(&words, more.items[i]);
    }
    for (size_t i = 0; i < cluster->count; i++)
        rights_grant(cluster->nodes[i], &words);
    string_list_free(&words);
    string_list_free(&more);
}

static void run_as(const char *who, const char *input, const char *command, const char *says)
{
    struct child child = {0};
    int status = child_run(&child, "echo %s | \"$DRIFTOP\" %s redis+cluster://%s:pw@%s", input,
                           command, who, strstr(cluster->url, "://") + 3);

    ck_assert_msg(status == 0, "%s: %d: %s", command, status, child_err(&child));
    has(child_out(&child), says);
    child_free(&child);
}

static bool was_sent(const char *right)
{
    char field[64];
    bool sent = false;

    snprintf(field, sizeof(field), "cmdstat_%s:calls=", right + 1);
    for (size_t i = 0; i < cluster->count && !sent; i++) {
        redisReply *stats = redis_server_query(cluster->nodes[i], "INFO commandstats");
        sent = strstr(stats->str, field) != NULL;
        freeReplyObject(stats);
    }
    return sent;
}

static void all_was_sent(void)
{
    struct buffer rights = {0};
    char *rest;

    command_rights(COMMANDS_CLUSTER, &rights);
    for (char *right = strtok_r(rights.data, " ", &rest); right != NULL;
         right = strtok_r(NULL, " ", &rest))
        ck_assert_msg(was_sent(right), "never sent: %s", right);
    buffer_free(&rights);
}

START_TEST(in_a_cluster_no_more_is_needed_than_the_documents_grant)
{
    unsigned slot = redis_cluster_slot(KEY);
    size_t from = redis_cluster_owner(cluster, KEY);
    size_t to = redis_cluster_owner_of_slot(cluster, (slot + CLUSTER_SLOTS / 2) % CLUSTER_SLOTS);

    make_user(documents[_i], "dash");
    make_user(documents[_i], "sink");
    run_as("sink", LINE, "emit --ack", "-0");
    redis_cluster_move_begin(cluster, slot, to);
    redis_cluster_move_keys(cluster, slot, to, 10);
    run_as("sink", LINE, "emit --ack", "-0");
    run_as("dash", "", "snapshot", "acme");
    run_as("dash", "", "export --since 1970-01-01", "acme");
    redis_cluster_move_end(cluster, slot, to);
    redis_cluster_wait(cluster);
    run_as("dash", "", "snapshot --replicas", "acme");
    ck_assert_int_eq(redis_server_integer(redis_cluster_server(cluster, KEY), "XLEN " KEY), 2);
    for (size_t i = 0; i < cluster->count; i++)
        rights_were_enough(cluster->nodes[i]);
    all_was_sent();
    redis_cluster_move(cluster, slot, slot, from);
}
END_TEST

/* Makes the user of a role on every node with the line that is made for this cluster. */
static void make_role(const char *role)
{
    struct string_list words = {0};

    rights_make(role, cluster->url, &words);
    for (size_t i = 0; i < cluster->count; i++)
        rights_grant(cluster->nodes[i], &words);
    string_list_free(&words);
}

/* What doctor finds in a cluster of tests is not healthy, but the rights are. */
START_TEST(doctor_needs_what_its_lines_grant)
{
    static const char *const roles[] = {"reader", "doctor"};
    const char *user = _i == 0 ? "dash" : "doctor";
    struct child child = {0};

    make_role(roles[_i]);
    make_user(documents[0], "sink");
    run_as("sink", LINE, "emit --ack", "-0");
    redis_server_command(redis_cluster_server(cluster, KEY), "XGROUP CREATE " KEY " ops 0");
    freeReplyObject(redis_server_query(redis_cluster_server(cluster, KEY),
                                       "XREADGROUP GROUP ops me STREAMS " KEY " >"));
    int status = child_run(&child, "\"$DRIFTOP\" doctor -f json redis+cluster://%s:pw@%s", user,
                           strstr(cluster->url, "://") + 3);
    ck_assert_msg(status <= 2, "%d: %s", status, child_err(&child));
    has_not(child_out(&child), "{\"id\":\"rights\"");
    if (_i == 1)
        has(child_out(&child), "\"unchecked\":[]");
    child_free(&child);
    for (size_t i = 0; i < cluster->count; i++)
        rights_were_enough(cluster->nodes[i]);
    ck_assert(was_sent("+cluster|info") && was_sent("+xpending"));
}
END_TEST

/* A tenant that may not be asked for while it moves keeps nobody from the others. */
START_TEST(a_tenant_that_is_denied_while_it_moves_is_told_alone)
{
    static const char other[] = "'{\"tenant\":\"other\",\"ws\":\"1\",\"we\":\"2\",\"dims\":[]}'";
    unsigned slot = redis_cluster_slot(KEY);
    size_t to = redis_cluster_owner_of_slot(cluster, (slot + CLUSTER_SLOTS / 2) % CLUSTER_SLOTS);
    struct child child = {0};

    make_user(documents[0], "dash");
    make_user(documents[0], "sink");
    run_as("sink", LINE, "emit --ack", "-0");
    run_as("sink", other, "emit --ack", "-0");
    for (size_t i = 0; i < cluster->count; i++)
        redis_server_command(cluster->nodes[i], "ACL SETUSER dash -asking");
    redis_cluster_move_begin(cluster, slot, to);
    redis_cluster_move_keys(cluster, slot, to, 10);
    const char *at = strstr(cluster->url, "://") + 3;
    child_run(&child, "\"$DRIFTOP\" snapshot redis+cluster://dash:pw@%s", at);
    has(child_out(&child), "\nother: ");
    has(child_out(&child), "\nacme: ");
    has(child_err(&child), "acme: NOPERM this user has no permissions to run the 'asking' command");
    child_free(&child);
    int status =
        child_run(&child, "\"$DRIFTOP\" export --since 1970-01-01 redis+cluster://dash:pw@%s", at);
    ck_assert_int_eq(status, 1);
    has(child_out(&child), "{\"tenant\":\"other\"");
    has(child_err(&child), "acme: NOPERM");
    child_free(&child);
}
END_TEST

static void report(const char *tenant, const char *severity, int count)
{
    static int windows;
    char key[64];

    snprintf(key, sizeof(key), "rag:telemetry:%s", tenant);
    for (int i = 0; i < count; i++) {
        windows++;
        redis_server_command(redis_cluster_server(cluster, key),
                             "XADD %s * ws %d we %d dims "
                             "[{\"name\":\"x\",\"severity\":\"%s\",\"value\":0.5}]",
                             key, windows, windows + 1, severity);
    }
}

/* What is told of tenants of all masters, while one of them moves. */
START_TEST(route_needs_no_more_in_a_cluster)
{
    static const char born[] = "driftop:ops:born";
    char names[CLUSTER_MASTERS][CLUSTER_NAME_SIZE], says[80];
    struct child child = {0};
    size_t masters = 0;

    make_user(documents[_i], "route");
    for (size_t i = 0; i < cluster->count; i++) {
        if (redis_cluster_is_master(cluster, i))
            redis_cluster_name(cluster, i, "rag:telemetry", 0, names[masters++]);
    }
    child_start(&child, "exec \"$DRIFTOP\" route --to ops=file:- redis+cluster://route:pw@%s",
                strstr(cluster->url, "://") + 3);
    while (redis_server_integer(redis_cluster_server(cluster, born), "EXISTS %s", born) == 0)
        child_out(&child);
    for (size_t i = 0; i < masters; i++) {
        report(names[i], "degraded", 2);
        snprintf(says, sizeof(says), "\"tenant\":\"%s\"", names[i]);
        child_expect_out(&child, says);
    }
    unsigned slot = redis_cluster_slot(KEY);
    size_t from = redis_cluster_owner_of_slot(cluster, slot);
    report("acme", "degraded", 2);
    child_expect_out(&child, "\"tenant\":\"acme\"");
    redis_cluster_move(
        cluster, slot, slot,
        redis_cluster_owner_of_slot(cluster, (slot + CLUSTER_SLOTS / 2) % CLUSTER_SLOTS));
    report("acme", "ok", 4);
    child_expect_out(&child, "\"edge\":\"resolved\"");
    run_as("route", "", "route --to ops=file:- --status", "lag 0");
    child_signal(&child, SIGTERM);
    ck_assert_int_eq(child_wait(&child), 0);
    child_free(&child);
    for (size_t i = 0; i < cluster->count; i++)
        rights_were_enough(cluster->nodes[i]);
    redis_cluster_move(cluster, slot, slot, from);
}
END_TEST

Suite *suite_rights_cluster(void)
{
    Suite *suite = suite_create("rights_cluster");
    TCase *tests = tcase_create("rights_cluster");

    tcase_add_unchecked_fixture(tests, share_cluster, NULL);
    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_loop_test(tests, in_a_cluster_no_more_is_needed_than_the_documents_grant, 0, 2);
    tcase_add_loop_test(tests, doctor_needs_what_its_lines_grant, 0, 2);
    tcase_add_test(tests, a_tenant_that_is_denied_while_it_moves_is_told_alone);
    tcase_add_loop_test(tests, route_needs_no_more_in_a_cluster, 0, 2);
    suite_add_tcase(suite, tests);
    return suite;
}
