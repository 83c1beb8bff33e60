/* A router on a cluster: streams on every node, whose slots move and whose primaries fail over. */
#include "config.h"

#include "live/pager.h"
#include "live/suites.h"
#include "support/cluster.h"
#include "support/die.h"
#include "support/wait.h"

#include <stdio.h>
#include <string.h>

#define TENANTS 12

static struct redis_cluster *cluster;
static struct pager pager;

static const char *const names[TENANTS] = {"a", "b", "c", "d", "e", "f",
                                           "g", "h", "i", "j", "k", "l"};

static void set_up(void)
{
    cluster = redis_cluster_shared();
    redis_cluster_renew(cluster);
}

static size_t owners[TENANTS]; /* the nodes that hold them */

static unsigned slot_of(size_t tenant)
{
    char key[64];

    snprintf(key, sizeof(key), PAGER_PREFIX "%s", names[tenant]);
    return redis_cluster_slot(key);
}

/* Returns whether a node takes what is written to a tenant's stream. */
static bool holds(size_t node, size_t tenant)
{
    redisReply *reply =
        redis_server_query(cluster->nodes[node], "XLEN " PAGER_PREFIX "%s", names[tenant]);
    bool held = reply->type == REDIS_REPLY_INTEGER;

    freeReplyObject(reply);
    return held;
}

/* Each of them is asked: after a move or a failover not all know yet. */
static bool find_owner(size_t tenant)
{
    for (size_t i = 0; i < cluster->count; i++) {
        owners[tenant] = i;
        if (holds(i, tenant))
            return true;
    }
    return false;
}

static void find_owners(void)
{
    struct deadline deadline = deadline_in(30000);

    for (size_t i = 0; i < TENANTS; i++) {
        while (!find_owner(i)) {
            if (!deadline_pause(&deadline))
                die("no node holds the stream of %s", names[i]);
        }
    }
}

static void report_all(const char *severities)
{
    for (size_t i = 0; i < TENANTS; i++)
        pager_reports(cluster->nodes[owners[i]], names[i], severities);
}

static bool is_read(struct pager *of, void *unused)
{
    (void)unused;
    for (size_t i = 0; i < TENANTS; i++) {
        if (pager_pending(cluster->nodes[owners[i]], names[i]) != 0)
            return false;
    }
    return router_counts(of->router).waiting == 0;
}

static void begin(void)
{
    find_owners();
    pager_open(&pager, cluster->url);
    report_all("o");
    PAGER_WAIT(&pager, is_read, NULL);
}

static void expect_each(size_t first, const char *edge)
{
    pager_messages(&pager, first + TENANTS);
    for (size_t i = first; i < first + TENANTS; i++) {
        cJSON *message = pager_message(&pager, i);
        ck_assert_str_eq(message_text(message, "edge"), edge);
        cJSON_Delete(message);
    }
}

START_TEST(streams_of_all_nodes_are_told)
{
    begin();
    report_all("dd");
    expect_each(0, "firing");
    report_all("oo");
    expect_each(TENANTS, "resolved");
    PAGER_WAIT(&pager, is_read, NULL);
    pager_end(&pager);
}
END_TEST

/* The slots of all streams go to one master; other slots stay, for the tests behind this one. */
static void move_slots(void)
{
    size_t to = owners[0];

    for (size_t i = 0; i < TENANTS; i++) {
        if (owners[i] != to)
            redis_cluster_move(cluster, slot_of(i), slot_of(i), to);
    }
    find_owners();
}

START_TEST(slots_that_move_take_what_was_told_with_them)
{
    begin();
    report_all("dd");
    expect_each(0, "firing");
    PAGER_WAIT(&pager, is_read, NULL);
    move_slots();
    report_all("oo");
    expect_each(TENANTS, "resolved");
    pager_end(&pager);
}
END_TEST

START_TEST(a_failover_repeats_nothing_that_was_saved)
{
    begin();
    report_all("dd");
    expect_each(0, "firing");
    PAGER_WAIT(&pager, is_read, NULL);
    redis_cluster_promote(cluster, redis_cluster_replica(cluster, owners[0]));
    find_owners();
    report_all("oo");
    expect_each(TENANTS, "resolved");
    pager_end(&pager);
}
END_TEST

Suite *suite_router_cluster(void)
{
    Suite *suite = suite_create("router_cluster");
    TCase *tests = tcase_create("cluster");

    tcase_add_checked_fixture(tests, set_up, NULL);
    tcase_add_test(tests, streams_of_all_nodes_are_told);
    tcase_add_test(tests, slots_that_move_take_what_was_told_with_them);
    tcase_add_test(tests, a_failover_repeats_nothing_that_was_saved);
    suite_add_tcase(suite, tests);
    return suite;
}
