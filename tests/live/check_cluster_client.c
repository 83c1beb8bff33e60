/* The client of a cluster, on a real one: where requests go, and what they follow. */
#include "config.h"

#include "live/client_user.h"
#include "live/suites.h"
#include "support/cluster.h"

#include <stdio.h>
#include <string.h>

#define ALL (COMMANDS_READING | COMMANDS_SINK)

static struct redis_cluster *cluster;
static struct client_user user;

static void start_cluster(void)
{
    cluster = redis_cluster_create(&(struct redis_cluster_setup){.replicas = true});
}

static void stop_cluster(void)
{
    redis_cluster_free(cluster);
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
    redis_server_kill(cluster->nodes[owner]);
    ck_assert_str_eq(user_ask(&user, "XADD k 2-1 f v"), "'2-1'");
    user_wait_ready(&user);
    ck_assert_uint_eq(client_status(user.client).nodes, CLUSTER_MASTERS);
    user_close(&user);
}
END_TEST

Suite *suite_cluster_client(void)
{
    Suite *suite = suite_create("cluster_client");
    TCase *tcase = tcase_create("cluster");

    tcase_add_unchecked_fixture(tcase, start_cluster, stop_cluster);
    tcase_add_checked_fixture(tcase, renew, NULL);
    tcase_add_test(tcase, each_master_is_a_node_and_each_key_is_where_the_cluster_has_it);
    tcase_add_test(tcase, a_slot_that_moves_is_followed_and_loses_nothing);
    tcase_add_test(tcase, a_master_that_is_killed_is_away_until_its_replica_takes_over);
    suite_add_tcase(suite, tcase);
    return suite;
}
