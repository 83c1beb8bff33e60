/* Shards and the fence on a cluster: each lease, the epoch and the streams lie on other nodes. */
#include "config.h"

#include "live/shard_routers.h"
#include "live/suites.h"
#include "route/fence.h"
#include "support/cluster.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

static struct redis_cluster *cluster;

static void begin(void)
{
    cluster = redis_cluster_shared();
    redis_cluster_renew(cluster);
    routers_url = cluster->url;
    routers_may_go_back = false;
    memset(routers_greatest, 0, sizeof(routers_greatest));
}

START_TEST(routers_share_and_take_over)
{
    struct router_probe *one = routers_open_usual(0), *two = routers_open_usual(1);

    WAIT(one->held == SHARDS / 2 && two->held == SHARDS / 2);
    one->stands = true;
    WAIT(two->held == SHARDS);
    one->stands = false;
    WAIT(one->held == SHARDS / 2 && two->held == SHARDS / 2);
}
END_TEST

/* A failover takes back what the replica had not seen, a lease or the count of epochs. */
START_TEST(a_failover_costs_no_more_than_its_time)
{
    struct router_probe *one = routers_open_usual(0), *two = routers_open_usual(1);

    routers_may_go_back = true;
    WAIT(one->held == SHARDS / 2 && two->held == SHARDS / 2);
    redis_cluster_notice_losses(cluster);
    redis_server_kill(cluster->nodes[redis_cluster_owner(cluster, "driftop:ops:epoch")]);
    WAIT(routers_held() < SHARDS);
    WAIT(one->held == SHARDS / 2 && two->held == SHARDS / 2);
}
END_TEST

static struct {
    int calls;
    enum fence_result result;
} outcome;

static void on_took(void *context, enum fence_result result, struct fence_found *found,
                    const struct error *error)
{
    (void)context;
    (void)error;
    told_free(&found->told);
    outcome.calls++;
    outcome.result = result;
}

static void on_done(void *context, enum fence_result result, const struct error *error)
{
    (void)context;
    (void)error;
    outcome.calls++;
    outcome.result = result;
}

/* Keys with a tag of their own, and such as stand in the way of one. */
static const char *const streams[] = {"rag:telemetry:acme", "rag:telemetry:{eu}:acme",
                                      "rag:telemetry:a}b", "rag:telemetry:{}x"};

START_TEST(what_is_saved_lies_with_its_stream)
{
    struct router_probe *router = routers_open_usual(0);
    struct fence_target target = {router->client, slice_of(streams[_i]), "ops", 1};
    struct stream_id id = {1, 0};
    struct fence_commit commit = {.at = id, .acks = &id, .ack_count = 1, .whole = true};
    struct redis_server *server = redis_cluster_server(cluster, streams[_i]);

    redis_server_command(server, "XADD %s 1-0 a b", streams[_i]);
    redis_server_command(server, "XGROUP CREATE %s ops 0", streams[_i]);
    redis_server_command(server, "XREADGROUP GROUP ops driftop STREAMS %s >", streams[_i]);
    outcome.calls = 0;
    WAIT(router->held == SHARDS);
    ck_assert(fence_take(&target, on_took, NULL));
    WAIT(outcome.calls == 1);
    ck_assert_int_eq(outcome.result, FENCE_DONE);
    ck_assert(fence_commit(&target, &commit, on_done, NULL));
    WAIT(outcome.calls == 2);
    ck_assert_int_eq(outcome.result, FENCE_DONE);
    redisReply *reply = redis_server_query(server, "XPENDING %s ops", streams[_i]);
    ck_assert_int_eq(reply->element[0]->integer, 0);
    freeReplyObject(reply);
    ck_assert(fence_forget(&target, on_done, NULL));
    WAIT(outcome.calls == 3);
    ck_assert_int_eq(outcome.result, FENCE_DONE);
}
END_TEST

Suite *suite_shards_cluster(void)
{
    Suite *suite = suite_create("shards_cluster");
    TCase *tests = tcase_create("shards_cluster");

    tcase_add_checked_fixture(tests, begin, routers_close_all);
    tcase_add_test(tests, routers_share_and_take_over);
    tcase_add_test(tests, a_failover_costs_no_more_than_its_time);
    tcase_add_loop_test(tests, what_is_saved_lies_with_its_stream, 0,
                        sizeof(streams) / sizeof(streams[0]));
    suite_add_tcase(suite, tests);
    return suite;
}
