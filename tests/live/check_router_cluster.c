/* A router on a cluster: streams on every node, whose slots move and whose primaries fail over. */
#include "config.h"

#include "live/pager.h"
#include "live/suites.h"
#include "support/cluster.h"

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

static void find_owners(void)
{
    for (size_t i = 0; i < TENANTS; i++)
        owners[i] = redis_cluster_owner_of_slot(cluster, slot_of(i));
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

/* Each stream's slot goes to another master; the others stay, for the tests behind this one. */
static void move_slots(void)
{
    for (size_t i = 0; i < TENANTS; i++) {
        size_t to = 0;
        while (to == owners[i] || !redis_cluster_is_master(cluster, to))
            to++;
        redis_cluster_move(cluster, slot_of(i), slot_of(i), to);
        owners[i] = to;
    }
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
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, streams_of_all_nodes_are_told);
    tcase_add_test(tests, slots_that_move_take_what_was_told_with_them);
    tcase_add_test(tests, a_failover_repeats_nothing_that_was_saved);
    suite_add_tcase(suite, tests);
    return suite;
}
