/* Tracking of several nodes: those of a cluster, and a master that moves. */
#include "config.h"

#include "live/client_user.h"
#include "live/suites.h"
#include "support/cluster.h"
#include "support/sentinel_trio.h"

#include <stdio.h>
#include <string.h>

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

static void open_tracked(const char *url)
{
    const struct slice tracked[] = {SLICE("rag:")};

    user_begin(&user);
    user.tracked = tracked;
    user.tracked_count = 1;
    user_connect(&user, url, COMMANDS_ROUTE);
    user_wait_ready(&user);
    for (size_t i = 0; i < client_nodes(user.client); i++) {
        if (client_node(user.client, i).state == NODE_READY)
            user_wait_tracked(&user, i);
    }
}

static void expect_touch(const char *key)
{
    redis_server_command(redis_cluster_server(cluster, key), "SET %s 1", key);
    size_t node = user_wait_touched(&user, key);
    ck_assert_uint_eq(node, client_owner(user.client, slice_of(key)));
}

START_TEST(each_master_of_a_cluster_is_tracked)
{
    char key[32];

    open_tracked(cluster->url);
    for (int i = 0; i < 30; i++) {
        snprintf(key, sizeof(key), "rag:%d", i);
        expect_touch(key);
    }
    user_close(&user);
}
END_TEST

/* Whoever takes over is tracked by and by: until then all is looked at. */
START_TEST(behind_a_failover_the_new_master_is_tracked)
{
    const char *key = "rag:acme";

    open_tracked(cluster->url);
    size_t owner = redis_cluster_owner(cluster, key);
    redis_cluster_promote(cluster, redis_cluster_replica(cluster, owner));
    user_ask(&user, "GET rag:acme");
    for (;;) {
        size_t node = client_owner(user.client, slice_of(key));
        if (node < client_nodes(user.client) && client_node(user.client, node).tracked)
            break;
        user_turn(&user);
    }
    size_t node = client_owner(user.client, slice_of(key));
    int before = user.touches[node];
    redis_server_command(redis_cluster_server(cluster, key), "SET %s 1", key);
    while (user.touches[node] == before)
        user_turn(&user);
    ck_assert_str_eq(user.touched, key);
    user_close(&user);
}
END_TEST

START_TEST(a_master_that_sentinels_name_is_tracked_wherever_it_is)
{
    struct sentinel_trio *trio = sentinel_trio_create(NULL);
    struct redis_server *first = trio->data[0];

    open_tracked(trio->url);
    redis_server_command(first, "SET rag:acme 1");
    user_wait_touched(&user, "rag:acme");
    redis_server_kill(first);
    struct redis_server *second = sentinel_trio_wait_for_another(trio, first);
    while (client_node(user.client, 0).tracked)
        user_turn(&user);
    user_wait_ready(&user);
    user_wait_tracked(&user, 0);
    redis_server_command(second, "SET rag:acme 2");
    user_wait_touched(&user, "rag:acme");
    user_close(&user);
    sentinel_trio_free(trio);
}
END_TEST

Suite *suite_tracking_topology(void)
{
    Suite *suite = suite_create("tracking_topology");
    TCase *several = tcase_create("cluster");
    TCase *named = tcase_create("sentinels");

    tcase_add_unchecked_fixture(several, share_cluster, NULL);
    tcase_add_checked_fixture(several, renew, NULL);
    tcase_add_test(several, each_master_of_a_cluster_is_tracked);
    tcase_add_test(several, behind_a_failover_the_new_master_is_tracked);
    suite_add_tcase(suite, several);
    tcase_add_test(named, a_master_that_sentinels_name_is_tracked_wherever_it_is);
    suite_add_tcase(suite, named);
    return suite;
}
