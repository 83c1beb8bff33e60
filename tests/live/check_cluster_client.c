/* The client of a cluster, on a real one: where requests go, and what they follow. */
#include "config.h"

#include "live/client_user.h"
#include "live/suites.h"
#include "support/child.h"
#include "support/cluster.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALL (COMMANDS_READING | COMMANDS_SINK)

static struct redis_cluster *cluster;
static struct client_user user;

static void share_cluster(void)
{
    cluster = redis_cluster_shared();
}

static void renew(void)
{
    redis_cluster_renew(cluster);
}

static void open_ready(void)
{
    user_open(&user, cluster->url, ALL);
    user_wait_ready(&user);
}

/* Until there is a new map, a redirect may have named a further one. */
static void wait_for_masters(void)
{
    user_wait_ready(&user);
    while (client_status(user.client).nodes != CLUSTER_MASTERS)
        user_turn(&user);
}

/* Returns the server that a node of the client is. */
static size_t server_of(size_t node)
{
    char url[64];

    for (size_t i = 0; i < cluster->count; i++) {
        snprintf(url, sizeof(url), "redis://127.0.0.1:%d/0", cluster->nodes[i]->port);
        if (strcmp(client_node(user.client, node).name, url) == 0)
            return i;
    }
    ck_abort_msg("no server is %s", client_node(user.client, node).name);
    return 0;
}

START_TEST(each_master_is_a_node_and_each_key_is_where_the_cluster_has_it)
{
    char command[64], key[32];

    open_ready();
    ck_assert_uint_eq(client_status(user.client).nodes, CLUSTER_MASTERS);
    for (int i = 0; i < 50; i++) {
        snprintf(key, sizeof(key), "k:%d", i);
        snprintf(command, sizeof(command), "XADD %s 1-1 f v", key);
        ck_assert_str_eq(user_ask(&user, command), "'1-1'");
        ck_assert_uint_eq(server_of(client_owner(user.client, slice_of(key))),
                          redis_cluster_owner(cluster, key));
        ck_assert_uint_eq(client_group(user.client, slice_of(key)), redis_cluster_slot(key));
    }
    user_close(&user);
}
END_TEST

START_TEST(a_slot_that_moves_is_followed_and_loses_nothing)
{
    enum { REQUESTS = 200 };
    static struct user_answer answers[REQUESTS];
    unsigned slot = redis_cluster_slot("k");
    size_t owner = redis_cluster_owner(cluster, "k");
    size_t to = redis_cluster_is_master(cluster, 0) && owner != 0 ? 0 : 1;
    char command[64], id[64];

    while (to == owner || !redis_cluster_is_master(cluster, to))
        to++;
    memset(answers, 0, sizeof(answers));
    open_ready();
    ck_assert_str_eq(user_ask(&user, "XADD k 1-1 f v"), "'1-1'");
    for (int i = 0; i < REQUESTS; i++) {
        if (i == 50)
            redis_cluster_move_begin(cluster, slot, to);
        if (i == 100)
            redis_cluster_move_keys(cluster, slot, to, 100);
        if (i == 150)
            redis_cluster_move_end(cluster, slot, to);
        snprintf(command, sizeof(command), "XADD k %d-1 f v", i + 2);
        ck_assert(user_send(&user, &answers[i], command));
        if (i % 50 == 49)
            user_wait(&answers[i]);
    }
    for (int i = 0; i < REQUESTS; i++) {
        user_wait(&answers[i]);
        snprintf(id, sizeof(id), "'%d-1'", i + 2);
        ck_assert_msg(!answers[i].lost, "%d: %s", i, answers[i].error.text);
        ck_assert_str_eq(buffer_text(&answers[i].text), id);
        ck_assert(i == 0 || answers[i].order > answers[i - 1].order);
    }
    for (int i = 0; i < REQUESTS; i++)
        user_forget(&answers[i]);
    ck_assert_str_eq(user_ask(&user, "XLEN k"), "201");
    ck_assert_uint_eq(server_of(client_owner(user.client, slice_of("k"))), to);
    user_close(&user);
}
END_TEST

START_TEST(a_master_that_is_killed_is_away_until_its_replica_takes_over)
{
    size_t owner = redis_cluster_owner(cluster, "k");

    open_ready();
    ck_assert_str_eq(user_ask(&user, "XADD k 1-1 f v"), "'1-1'");
    size_t replica = redis_cluster_replica(cluster, owner);
    redis_cluster_notice_losses(cluster);
    redis_server_kill(cluster->nodes[owner]);
    ck_assert_str_eq(user_ask(&user, "XADD k 2-1 f v"), "'2-1'");
    wait_for_masters();
    user_close(&user);
    redis_cluster_renew(cluster);
    ck_assert_uint_eq(redis_cluster_owner(cluster, "k"), replica);
    ck_assert(!redis_cluster_is_master(cluster, owner));
}
END_TEST

/* Returns a master that holds no key of this test. */
static size_t other_master(size_t owner)
{
    size_t node = 0;

    while (node == owner || !redis_cluster_is_master(cluster, node))
        node++;
    return node;
}

START_TEST(a_failover_by_command_loses_nothing_that_was_not_under_way)
{
    size_t owner = redis_cluster_owner(cluster, "k");
    size_t replica = redis_cluster_replica(cluster, owner);

    open_ready();
    ck_assert_str_eq(user_ask(&user, "XADD k 1-1 f v"), "'1-1'");
    redis_cluster_promote(cluster, replica);
    ck_assert_uint_eq(redis_cluster_owner(cluster, "k"), replica);
    ck_assert_uint_eq(redis_cluster_replica(cluster, replica), owner);
    ck_assert_str_eq(user_ask(&user, "XADD k 2-1 f v"), "'2-1'");
    ck_assert_str_eq(user_ask(&user, "XLEN k"), "2");
    ck_assert_uint_ne(server_of(client_owner(user.client, slice_of("k"))), owner);
    wait_for_masters();
    user_close(&user);
}
END_TEST

START_TEST(a_master_that_is_stopped_is_left_when_its_replica_takes_over)
{
    struct user_answer answer = {0};
    size_t owner = redis_cluster_owner(cluster, "k");

    open_ready();
    ck_assert_str_eq(user_ask(&user, "XADD k 1-1 f v"), "'1-1'");
    redis_cluster_notice_losses(cluster);
    redis_server_freeze(cluster->nodes[owner]);
    ck_assert(user_send(&user, &answer, "XADD k 2-1 f v"));
    user_wait(&answer);
    ck_assert(answer.lost);
    ck_assert_str_eq(user_ask(&user, "XADD k 3-1 f v"), "'3-1'");
    ck_assert_uint_ne(server_of(client_owner(user.client, slice_of("k"))), owner);
    user_close(&user);
}
END_TEST

START_TEST(without_its_majority_a_cluster_is_down_and_all_may_die_and_come_back)
{
    size_t owner = redis_cluster_owner(cluster, "k");
    struct user_answer answer = {0};

    open_ready();
    ck_assert_str_eq(user_ask(&user, "XADD k 1-1 f v"), "'1-1'");
    for (size_t i = 0; i < cluster->count; i++) {
        if (i != owner && redis_cluster_replica(cluster, owner) != i)
            redis_server_kill(cluster->nodes[i]);
    }
    redis_cluster_wait_down(cluster);
    while (client_status(user.client).presence != CLIENT_AWAY) {
        user_send(&user, &answer, "XLEN k");
        user_turn(&user);
    }
    struct client_node node = client_node(user.client, client_owner(user.client, slice_of("k")));
    ck_assert_int_eq(node.state, NODE_TRYING);
    ck_assert_ptr_nonnull(strstr(node.error->text, "the whole cluster is down (CLUSTERDOWN"));
    ck_assert_int_ne(node.away_since_ms, 0);
    for (size_t i = 0; i < cluster->count; i++) {
        if (redis_server_state(cluster->nodes[i]) != REDIS_SERVER_DEAD)
            redis_server_kill(cluster->nodes[i]);
    }
    while (strstr(client_status(user.client).error->text, "Connection refused") == NULL)
        user_turn(&user);
    ck_assert_int_eq(client_status(user.client).presence, CLIENT_AWAY);
    ck_assert(!client_status(user.client).stopped);
    redis_cluster_renew(cluster);
    ck_assert_str_eq(user_ask(&user, "XADD k 2-1 f v"), "'2-1'");
    user_wait_ready(&user);
    user_forget(&answer);
    user_close(&user);
}
END_TEST

START_TEST(a_slot_that_nobody_serves_is_a_part_that_is_away)
{
    struct user_answer answer = {0};
    unsigned slot = redis_cluster_slot("k");
    size_t owner = redis_cluster_owner(cluster, "k");

    for (size_t i = 0; i < cluster->count; i++)
        redis_server_command(cluster->nodes[i], "CONFIG SET cluster-require-full-coverage no");
    open_ready();
    for (size_t i = 0; i < cluster->count; i++) {
        if (redis_cluster_is_master(cluster, i))
            redis_server_command(cluster->nodes[i], "CLUSTER DELSLOTS %d", (int)slot);
    }
    ck_assert(user_send(&user, &answer, "XLEN k"));
    user_wait(&answer);
    ck_assert(answer.lost);
    ck_assert_msg(strstr(answer.error.text, "Hash slot not served") != NULL, "%s",
                  answer.error.text);
    ck_assert_uint_eq(client_owner(user.client, slice_of("k")), client_nodes(user.client));
    ck_assert_int_eq(client_status(user.client).presence, CLIENT_PARTLY);
    redis_server_command(cluster->nodes[owner], "CLUSTER ADDSLOTS %d", (int)slot);
    ck_assert_str_eq(user_ask(&user, "XLEN k"), "0");
    user_wait_ready(&user);
    for (size_t i = 0; i < cluster->count; i++)
        redis_server_command(cluster->nodes[i], "CONFIG SET cluster-require-full-coverage yes");
    user_close(&user);
}
END_TEST

/* Returns how often a server was asked for the length of a stream. */
static long long reads_of(size_t server)
{
    redisReply *stats = redis_server_query(cluster->nodes[server], "INFO commandstats");
    const char *calls = strstr(stats->str, "cmdstat_xlen:calls=");
    long long count = calls != NULL ? atoll(calls + strlen("cmdstat_xlen:calls=")) : 0;

    freeReplyObject(stats);
    return count;
}

START_TEST(a_replica_is_read_from_and_its_master_when_it_is_away)
{
    struct redis_access access = {.replicas = true};
    size_t owner = redis_cluster_owner(cluster, "k");
    size_t replica = redis_cluster_replica(cluster, owner);

    user_begin(&user);
    user_connect_with(&user, cluster->url, COMMANDS_READING, &access);
    user_wait_ready(&user);
    long long before = reads_of(replica);
    while (reads_of(replica) == before)
        user_ask(&user, "XLEN k");
    redis_server_kill(cluster->nodes[replica]);
    before = reads_of(owner);
    while (reads_of(owner) == before)
        ck_assert_str_eq(user_ask(&user, "XLEN k"), "0");
    user_wait_ready(&user);
    user_close(&user);
}
END_TEST

START_TEST(one_of_a_cluster_says_how_the_cluster_is_opened)
{
    static const unsigned commands[] = {COMMANDS_READING, COMMANDS_SINK};
    char url[64], said[96];

    snprintf(url, sizeof(url), "redis://127.0.0.1:%d/%d", cluster->nodes[0]->port, _i / 2);
    snprintf(said, sizeof(said), "this server is one of a cluster: redis+cluster://127.0.0.1:%d",
             cluster->nodes[0]->port);
    user_open(&user, url, commands[_i % 2]);
    while (user.losses[0] == 0)
        user_turn(&user);
    ck_assert_str_eq(user.loss.text, said);
    ck_assert(client_status(user.client).stopped);
    user_close(&user);
}
END_TEST

/* Not everybody may ask INFO. */
START_TEST(one_of_a_cluster_says_so_where_a_key_is_elsewhere)
{
    struct user_answer answer = {0};
    char url[64];
    size_t node = other_master(redis_cluster_owner(cluster, "k"));

    redis_server_command(cluster->nodes[node], "ACL SETUSER dash on >pw ~* +@all -info");
    snprintf(url, sizeof(url), "redis://dash:pw@127.0.0.1:%d", cluster->nodes[node]->port);
    user_open(&user, url, COMMANDS_READING);
    user_wait_ready(&user);
    ck_assert(user_send(&user, &answer, "XLEN k"));
    user_wait(&answer);
    ck_assert(answer.lost);
    ck_assert_ptr_nonnull(strstr(answer.error.text, "one of a cluster: redis+cluster://127.0.0.1"));
    user_close(&user);
}
END_TEST

START_TEST(a_seed_that_is_no_cluster_needs_a_person)
{
    struct redis_server *alone = redis_server_create(NULL);
    char url[64];

    snprintf(url, sizeof(url), "redis+cluster://127.0.0.1:%d", alone->port);
    user_open(&user, url, COMMANDS_READING);
    while (user.losses[0] == 0)
        user_turn(&user);
    snprintf(url, sizeof(url), "this server is no cluster: redis://127.0.0.1:%d/0", alone->port);
    ck_assert_str_eq(user.loss.text, url);
    ck_assert(client_status(user.client).stopped);
    user_close(&user);
    redis_server_free(alone);
}
END_TEST

START_TEST(an_idle_client_wakes_nobody)
{
    open_ready();
    ck_assert_str_eq(user_ask(&user, "XLEN k"), "0");
    uv_timer_stop(&user.guard);
    while (uv_backend_timeout(&user.loop) != -1)
        uv_run(&user.loop, UV_RUN_ONCE);
    user_close(&user);
}
END_TEST

START_TEST(replicas_of_what_is_no_cluster_are_refused)
{
    const char *sources[] = {"redis://127.0.0.1:1", "demo:", "unix:///nowhere"};
    struct child child = {0};

    ck_assert_int_eq(child_run(&child, "\"$DRIFTOP\" snapshot --replicas %s", sources[_i]), 2);
    ck_assert_ptr_nonnull(strstr(child_err(&child), "--replicas: only a cluster's"));
    child_free(&child);
    ck_assert_int_eq(child_run(&child, "\"$DRIFTOP\" emit --replicas %s", sources[_i]), 2);
    child_free(&child);
}
END_TEST

START_TEST(reading_from_replicas_is_said)
{
    struct child child = {0};

    child_run(&child, "\"$DRIFTOP\" snapshot --replicas %s", cluster->url);
    ck_assert_ptr_nonnull(
        strstr(child_err(&child), "read from replicas, which may be behind (--replicas)"));
    child_free(&child);
}
END_TEST

Suite *suite_cluster_client(void)
{
    Suite *suite = suite_create("cluster_client");
    TCase *tcase = tcase_create("cluster");

    tcase_add_unchecked_fixture(tcase, share_cluster, NULL);
    tcase_add_checked_fixture(tcase, renew, NULL);
    tcase_add_test(tcase, each_master_is_a_node_and_each_key_is_where_the_cluster_has_it);
    tcase_add_loop_test(tcase, replicas_of_what_is_no_cluster_are_refused, 0, 3);
    tcase_add_test(tcase, reading_from_replicas_is_said);
    tcase_add_test(tcase, an_idle_client_wakes_nobody);
    tcase_add_loop_test(tcase, one_of_a_cluster_says_how_the_cluster_is_opened, 0, 4);
    tcase_add_test(tcase, one_of_a_cluster_says_so_where_a_key_is_elsewhere);
    tcase_add_test(tcase, a_seed_that_is_no_cluster_needs_a_person);
    tcase_add_test(tcase, a_slot_that_moves_is_followed_and_loses_nothing);
    tcase_add_test(tcase, a_slot_that_nobody_serves_is_a_part_that_is_away);
    tcase_add_test(tcase, a_replica_is_read_from_and_its_master_when_it_is_away);
    tcase_add_test(tcase, a_failover_by_command_loses_nothing_that_was_not_under_way);
    tcase_add_test(tcase, a_master_that_is_killed_is_away_until_its_replica_takes_over);
    tcase_add_test(tcase, a_master_that_is_stopped_is_left_when_its_replica_takes_over);
    tcase_add_test(tcase, without_its_majority_a_cluster_is_down_and_all_may_die_and_come_back);
    suite_add_tcase(suite, tcase);
    return suite;
}
