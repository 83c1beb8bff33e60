/* The finder on a cluster: streams of all masters, and those that move. */
#include "config.h"

#include "live/finder_user.h"
#include "live/suites.h"
#include "support/cluster.h"

#include <stdio.h>
#include <string.h>

enum { STREAMS = 60 };

static struct redis_cluster *cluster;
static struct finder_user finder;

static void share_cluster(void)
{
    cluster = redis_cluster_shared();
}

static void set_up(void)
{
    char key[64];

    redis_cluster_renew(cluster);
    memset(&finder, 0, sizeof(finder));
    for (int i = 0; i < STREAMS; i++) {
        snprintf(key, sizeof(key), "rag:telemetry:t%d", i);
        redis_server_command(redis_cluster_server(cluster, key), "XADD %s * f v", key);
    }
}

static void open_tracked(void)
{
    finder_user_open(&finder, cluster->url);
    finder_user_wait(&finder);
    while (finder_is_blind(finder.finder) ||
           client_status(finder.user.client).presence != CLIENT_READY)
        finder_user_turn(&finder);
}

START_TEST(streams_of_all_masters_are_found)
{
    const char *key = "rag:telemetry:new";

    open_tracked();
    ck_assert_int_eq(finder.found, STREAMS);
    redis_server_command(redis_cluster_server(cluster, key), "XADD %s * f v", key);
    while (finder.found < STREAMS + 1)
        finder_user_turn(&finder);
    redis_server_command(redis_cluster_server(cluster, key), "XADD %s * f v", key);
    while (finder.touched < 1)
        finder_user_turn(&finder);
    ck_assert_str_eq(finder.last, key);
    finder_user_close(&finder);
}
END_TEST

/* What moves is neither gone nor found again; what is deleted where it went is gone. */
START_TEST(a_stream_that_moves_stays_the_one_that_is_known)
{
    const char *key = "rag:telemetry:t7";
    unsigned slot = redis_cluster_slot(key);

    open_tracked();
    size_t owner = redis_cluster_owner(cluster, key);
    size_t to = 0;
    while (!redis_cluster_is_master(cluster, to) || to == owner)
        to++;
    redis_cluster_move(cluster, slot, slot, to);
    for (size_t i = 0; i < cluster->count; i++)
        redis_server_command(cluster->nodes[i], "CLIENT KILL TYPE pubsub");
    int looks = finder.looks;
    while (finder.looks < looks + 6 || finder_is_blind(finder.finder))
        finder_user_turn(&finder);
    ck_assert_int_eq(finder.gone, 0);
    ck_assert_int_eq(finder.found, STREAMS);
    redis_server_command(redis_cluster_server(cluster, key), "DEL %s", key);
    for (size_t i = 0; i < cluster->count; i++)
        redis_server_command(cluster->nodes[i], "CLIENT KILL TYPE pubsub");
    while (finder.gone < 1)
        finder_user_turn(&finder);
    ck_assert(!finder_user_has(&finder, key, "t7"));
    finder_user_close(&finder);
}
END_TEST

START_TEST(a_failover_loses_none)
{
    const char *key = "rag:telemetry:t7";

    open_tracked();
    redis_cluster_promote(cluster,
                          redis_cluster_replica(cluster, redis_cluster_owner(cluster, key)));
    user_ask(&finder.user, "XLEN rag:telemetry:t7");
    while (finder_is_blind(finder.finder) ||
           client_status(finder.user.client).presence != CLIENT_READY)
        finder_user_turn(&finder);
    redis_server_command(redis_cluster_server(cluster, "rag:telemetry:new"),
                         "XADD rag:telemetry:new * f v");
    redis_server_command(redis_cluster_server(cluster, key), "XADD %s * f v", key);
    while (finder.found < STREAMS + 1 || strcmp(finder.last, key) != 0)
        finder_user_turn(&finder);
    ck_assert_int_eq(finder.gone, 0);
    finder_user_close(&finder);
}
END_TEST

Suite *suite_finder_cluster(void)
{
    Suite *suite = suite_create("finder_cluster");
    TCase *tcase = tcase_create("finder_cluster");

    tcase_add_unchecked_fixture(tcase, share_cluster, NULL);
    tcase_add_checked_fixture(tcase, set_up, NULL);
    tcase_add_test(tcase, streams_of_all_masters_are_found);
    tcase_add_test(tcase, a_stream_that_moves_stays_the_one_that_is_known);
    tcase_add_test(tcase, a_failover_loses_none);
    suite_add_tcase(suite, tcase);
    return suite;
}
