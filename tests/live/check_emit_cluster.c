/* Emit on a cluster whose nodes are killed, frozen and promoted, and whose slots move meanwhile:
 * each tenant's reports stay in order, what was told written is there unless a failover lost it,
 * and what is there twice was lost on its way. */
#include "config.h"

#include "live/feeder.h"
#include "live/suites.h"
#include "support/certificates.h"
#include "support/child.h"
#include "support/cluster.h"
#include "support/has.h"
#include "support/runner.h"
#include "support/wait.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RATE 4000
#define KEY "rag:telemetry:t00"
#define SLOTS_MOVED 50
#define LINE                                                                                       \
    "'{\"ws\":\"2026-11-22T13:00:00\",\"we\":\"2026-11-22T13:01:00\",\"dims\":[{\"name\":\"a\","   \
    "\"severity\":\"ok\",\"value\":1}]}'"

#define TENANT_LINE                                                                                \
    "'{\"tenant\":\"%s\",\"ws\":\"2026-11-22T13:00:00\",\"we\":\"2026-11-22T13:01:00\","           \
    "\"dims\":[]}'"

static struct certificates certificates;
static const struct redis_server_tls tls = {.certificates = &certificates};
static struct redis_cluster *cluster;
static struct feeder feeder;

static void share_cluster(void)
{
    cluster = redis_cluster_shared();
}

/* Three masters alone that go on without each other, over TLS where that can be. */
static void create_masters(void)
{
    static const char *const arguments[] = {"--cluster-require-full-coverage", "no", NULL};
    struct redis_cluster_setup setup = {.arguments = arguments};

    if (certificates_missing() == NULL) {
        certificates_create(&certificates);
        setup.tls = &tls;
    }
    cluster = redis_cluster_create(&setup);
}

static const char *cacert(void)
{
    static char option[SCRATCH_SIZE + 32];

    snprintf(option, sizeof(option), "--cacert %s/ca.crt", certificates.directory);
    return certificates_missing() == NULL ? option : "";
}

static void free_cluster(void)
{
    redis_cluster_free(cluster);
}

static void set_up(void)
{
    redis_cluster_renew(cluster);
    feeder = (struct feeder){.url = cluster->url, .rate = RATE};
}

static struct redis_server *master_of(const char *key)
{
    return redis_cluster_server(cluster, key);
}

static void wait_until_well(void *context)
{
    (void)context;
    redis_cluster_wait(cluster);
}

static void promote(void *context)
{
    (void)context;
    redis_cluster_promote(cluster,
                          redis_cluster_replica(cluster, redis_cluster_owner(cluster, KEY)));
}

static void begin_to_feed(void)
{
    feeder_start(&feeder);
    feeder_run(&feeder, RATE / 4, FEEDER_PATIENCE_MS);
}

/* Feeds while something happens, and until some of what comes behind it is answered for. */
static void feed_beside(void (*act)(void *context))
{
    feeder_run_beside(&feeder, act, NULL);
    feeder_run(&feeder, feeder.sent + RATE / 8, FEEDER_PATIENCE_MS);
}

static void end_without_loss(const char *what, bool twice)
{
    feeder_end(&feeder);
    struct feeder_found found = feeder_look(&feeder);
    printf("# %s: %ld reports, %ld lost, %ld twice\n", what, feeder.total, found.missing,
           found.duplicates);
    ck_assert_int_eq(found.missing, 0);
    ck_assert(twice || found.duplicates == 0);
    free(found.is_missing);
}

START_TEST(a_promoted_replica_has_all_that_was_told_written)
{
    begin_to_feed();
    feed_beside(promote);
    end_without_loss("CLUSTER FAILOVER", true);
}
END_TEST

/* There and back, with the tenant's own among them. */
static void move_slots(void *context)
{
    unsigned slot = redis_cluster_slot(KEY);
    unsigned first = slot < CLUSTER_SLOTS - SLOTS_MOVED ? slot : CLUSTER_SLOTS - SLOTS_MOVED;
    size_t from = redis_cluster_owner(cluster, KEY);
    size_t to = redis_cluster_owner_of_slot(cluster, (slot + CLUSTER_SLOTS / 2) % CLUSTER_SLOTS);

    (void)context;
    redis_cluster_move(cluster, first, first + SLOTS_MOVED - 1, to);
    redis_cluster_move(cluster, first, first + SLOTS_MOVED - 1, from);
}

START_TEST(slots_that_move_lose_and_double_nothing)
{
    begin_to_feed();
    feed_beside(move_slots);
    end_without_loss("resharding", false);
}
END_TEST

/* All that is lost are the newest reports that the master answered for. */
START_TEST(a_master_that_is_killed_takes_at_most_its_last_moment_with_it)
{
    struct redis_server *master = master_of(KEY);

    begin_to_feed();
    struct feeder_loss loss = feeder_lose(&feeder);
    redis_server_kill(master);
    feed_beside(wait_until_well);
    feeder_end(&feeder);
    struct feeder_found found = feeder_look(&feeder);
    printf("# kill -9: %ld reports, %ld lost, %ld twice\n", feeder.total, found.missing,
           found.duplicates);
    feeder_check_missing(&feeder, &found, &loss, 1);
}
END_TEST

/* It is left as soon as its replica has taken over: else it would, when it wakes, carry out and
 * answer what it throws away a moment later. */
START_TEST(a_master_that_hangs_is_left_for_its_replica_before_it_wakes)
{
    struct redis_server *master = master_of(KEY);

    begin_to_feed();
    redis_server_freeze(master);
    feed_beside(wait_until_well);
    redis_server_thaw(master);
    feed_beside(wait_until_well);
    end_without_loss("SIGSTOP", true);
}
END_TEST

static void wait_until_down(void *context)
{
    (void)context;
    redis_cluster_wait_down(cluster);
}

START_TEST(while_a_majority_is_away_reports_go_to_the_spool)
{
    size_t owner = redis_cluster_owner(cluster, KEY);
    size_t other = redis_cluster_owner_of_slot(
        cluster, (redis_cluster_slot(KEY) + CLUSTER_SLOTS / 2) % CLUSTER_SLOTS);

    begin_to_feed();
    redis_server_freeze(cluster->nodes[owner]);
    redis_server_freeze(cluster->nodes[other]);
    feeder_run_beside(&feeder, wait_until_down, NULL);
    redis_server_thaw(cluster->nodes[owner]);
    redis_server_thaw(cluster->nodes[other]);
    feed_beside(wait_until_well);
    end_without_loss("majority away", true);
}
END_TEST

static long long length_of(const char *key)
{
    return redis_server_integer(redis_cluster_server(cluster, key), "XLEN %s", key);
}

START_TEST(when_all_are_away_the_spool_keeps_what_the_next_run_writes)
{
    struct child child;

    for (size_t i = 0; i < cluster->count; i++)
        redis_server_kill(cluster->nodes[i]);
    ck_assert_int_eq(child_run(&child,
                               "for i in 1 2 3; do echo " LINE "; done | $DRIFTOP emit --spool "
                               "spool --timeout 500ms %s",
                               cluster->url),
                     0);
    has(child_err(&child), "breaker open: redis+cluster://");
    has(child_err(&child), "Connection refused");
    has(child_err(&child), "0 reports written");
    has(child_err(&child), "3 stay in the spool for the next run");
    char spool[SCRATCH_SIZE + 8];
    snprintf(spool, sizeof(spool), "%s/spool", child.directory);
    redis_cluster_renew(cluster);
    struct child next;
    ck_assert_int_eq(
        child_run(&next, "$DRIFTOP emit --spool %s %s </dev/null", spool, cluster->url), 0);
    has(child_err(&next), "3 of earlier runs written too");
    ck_assert_int_eq(length_of("rag:telemetry:default"), 3);
    child_free(&next);
    child_free(&child);
}
END_TEST

/* Two reports of the tenant of a node each, as a command of the shell. */
static void print_lines(char *text, size_t size, const char *first, const char *second)
{
    snprintf(text, size, "echo " TENANT_LINE "; echo " TENANT_LINE, first, second);
}

START_TEST(while_one_shard_is_away_all_reports_wait_in_order)
{
    char away[CLUSTER_NAME_SIZE], there[CLUSTER_NAME_SIZE], lines[512], key[64];
    struct child first, second;

    redis_cluster_name(cluster, 1, "rag:telemetry", 0, away);
    redis_cluster_name(cluster, 0, "rag:telemetry", 0, there);
    snprintf(key, sizeof(key), "rag:telemetry:%s", there);
    print_lines(lines, sizeof(lines), away, there);
    redis_server_kill(cluster->nodes[1]);
    redis_cluster_wait(cluster);
    int status = child_run(&first, "(%s) | $DRIFTOP emit %s --timeout 500ms --spool spool %s",
                           lines, cacert(), cluster->url);
    ck_assert_int_eq(status, 0);
    has(child_err(&first), "1 of 3 nodes is away: ");
    has(child_err(&first), "Connection refused");
    has(child_err(&first), "2 stay in the spool for the next run");
    ck_assert_int_eq(length_of(key), 0);
    redis_server_start(cluster->nodes[1]);
    redis_cluster_wait(cluster);
    status = child_run(&second, "$DRIFTOP emit %s --spool %s/spool %s </dev/null", cacert(),
                       first.directory, cluster->url);
    ck_assert_int_eq(status, 0);
    has(child_err(&second), "2 of earlier runs written too");
    ck_assert_int_eq(length_of(key), 1);
    child_free(&first);
    child_free(&second);
}
END_TEST

static void show_certificate(struct redis_server *server, const char *name)
{
    const char *directory = certificates.directory;

    redis_server_command(server, "CONFIG SET tls-cert-file %s/%s.crt tls-key-file %s/%s.key",
                         directory, name, directory, name);
}

/* Also without a spool, and though the other nodes are well. */
START_TEST(a_node_with_a_wrong_certificate_is_told_with_its_reason)
{
    static const char *const options[] = {"", "-q", "--spool spool"};

    for (size_t i = 0; i < 3; i++) {
        struct child child;
        show_certificate(cluster->nodes[1], "expired");
        int status = child_run(&child, "echo " LINE " | $DRIFTOP emit %s %s --timeout 500ms %s",
                               options[i], cacert(), cluster->url);
        show_certificate(cluster->nodes[1], "server");
        ck_assert_int_eq(status, i == 2 ? 0 : 1);
        has(child_err(&child), "1 of 3 nodes is away: ");
        has(child_err(&child), "has expired");
        child_free(&child);
    }
}
END_TEST

START_TEST(reports_without_enough_replicas_wait)
{
    struct child child;
    struct redis_server *owner = redis_cluster_server(cluster, "rag:telemetry:default");

    redis_server_command(owner, "CONFIG SET min-replicas-to-write 1");
    child_start(&child, "echo " LINE " | $DRIFTOP emit %s --timeout 30s %s", cacert(),
                cluster->url);
    child_expect_err(&child, "NOREPLICAS");
    redis_server_command(owner, "CONFIG SET min-replicas-to-write 0");
    ck_assert_int_eq(child_wait(&child), 0);
    has(child_err(&child), "1 report written");
    child_free(&child);
}
END_TEST

/* While a slot is half moved, and behind that; the nodes speak TLS among themselves, too. */
START_TEST(ids_that_are_kept_and_exact_trimming_follow_a_slot)
{
    static const char *const key = "rag:telemetry:default";
    unsigned slot = redis_cluster_slot(key);
    size_t to = (redis_cluster_owner(cluster, key) + 1) % CLUSTER_MASTERS;
    struct child child;

    if (certificates_missing() == NULL)
        ck_assert_int_eq(strncmp(cluster->url, "rediss+cluster://", 17), 0);
    redis_cluster_move_begin(cluster, slot, to);
    ck_assert_int_eq(child_run(&child,
                               "for id in 1 2 3; do echo '{\"id\":\"'$id'-1\",\"ws\":\"a\","
                               "\"we\":\"b\",\"dims\":[]}'; done | $DRIFTOP emit --ack "
                               "--keep-ids --exact --retention 2 %s %s",
                               cacert(), cluster->url),
                     0);
    ck_assert_str_eq(child_out(&child), "1-1\n2-1\n3-1\n");
    child_free(&child);
    redis_cluster_move_end(cluster, slot, to);
    redis_cluster_wait(cluster);
    ck_assert_int_eq(length_of(key), 2);
}
END_TEST

START_TEST(a_seed_that_is_away_is_no_news_when_another_answers)
{
    struct child child;
    const char *first = strstr(cluster->url, "//") + 2;

    int status = child_run(&child, "echo " LINE " | $DRIFTOP emit %s %.*s127.0.0.1:1,%s", cacert(),
                           (int)(first - cluster->url), cluster->url, first);
    ck_assert_int_eq(status, 0);
    has_not(child_err(&child), "breaker");
    has(child_err(&child), "1 report written");
    child_free(&child);
}
END_TEST

Suite *suite_emit_cluster(void)
{
    Suite *suite = suite_create("emit_cluster");
    TCase *tests = tcase_create("emit_cluster");

    tcase_add_unchecked_fixture(tests, share_cluster, NULL);
    tcase_add_checked_fixture(tests, set_up, NULL);
    tcase_add_test(tests, a_promoted_replica_has_all_that_was_told_written);
    tcase_add_test(tests, slots_that_move_lose_and_double_nothing);
    tcase_add_test(tests, a_master_that_is_killed_takes_at_most_its_last_moment_with_it);
    tcase_add_test(tests, a_master_that_hangs_is_left_for_its_replica_before_it_wakes);
    tcase_add_test(tests, while_a_majority_is_away_reports_go_to_the_spool);
    tcase_add_test(tests, when_all_are_away_the_spool_keeps_what_the_next_run_writes);
    suite_add_tcase(suite, tests);
    TCase *masters = tcase_create("masters");
    tcase_add_unchecked_fixture(masters, create_masters, free_cluster);
    tcase_add_checked_fixture(masters, set_up, NULL);
    tcase_add_test(masters, while_one_shard_is_away_all_reports_wait_in_order);
    tcase_add_test(masters, unless(certificates_missing(),
                                   a_node_with_a_wrong_certificate_is_told_with_its_reason));
    tcase_add_test(masters, reports_without_enough_replicas_wait);
    tcase_add_test(masters, ids_that_are_kept_and_exact_trimming_follow_a_slot);
    tcase_add_test(masters, a_seed_that_is_away_is_no_news_when_another_answers);
    suite_add_tcase(suite, masters);
    return suite;
}
