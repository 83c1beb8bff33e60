/* The cluster that the live tests stand on; what its nodes do when one is lost, those of the client
 * hold (check_cluster_client.c, check_emit_cluster.c). */
#include "config.h"

#include "live/suites.h"
#include "support/cluster.h"
#include "support/runner.h"
#include "support/wait.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PREFIX "rag:telemetry"
#define STANDSTILL_MS 4000

static struct redis_cluster *cluster;

static void share_cluster(void)
{
    cluster = redis_cluster_shared();
}

static void renew_cluster(void)
{
    redis_cluster_renew(cluster);
}

static void key_on(size_t node, size_t nth, char key[static 64])
{
    char name[CLUSTER_NAME_SIZE];

    redis_cluster_name(cluster, node, PREFIX, nth, name);
    snprintf(key, 64, "%s:%s", PREFIX, name);
}

static bool answers(struct redis_server *server, const char *error, const char *format,
                    const char *key)
{
    redisReply *reply = redis_server_query(server, format, key);
    bool is_so = error == NULL ? reply->type != REDIS_REPLY_ERROR
                               : reply->type == REDIS_REPLY_ERROR &&
                                     strncmp(reply->str, error, strlen(error)) == 0;

    if (!is_so)
        printf("# not %s but %s\n", error ? error : "an answer", reply->str);
    freeReplyObject(reply);
    return is_so;
}

START_TEST(slots_are_those_of_redis)
{
    static const char *const keys[] = {"123456789", "rag:telemetry:acme", "{acme}:x", "a{}b",
                                       "{",         "x{y}z{w}",           ""};

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        ck_assert_int_eq(redis_server_integer(cluster->nodes[0], "CLUSTER KEYSLOT %s", keys[i]),
                         redis_cluster_slot(keys[i]));
}
END_TEST

START_TEST(each_node_takes_the_keys_that_are_its_own)
{
    char key[64];

    for (size_t i = 0; i < cluster->count; i++) {
        if (!redis_cluster_is_master(cluster, i))
            continue;
        key_on(i, 1, key);
        ck_assert_ptr_eq(redis_cluster_server(cluster, key), cluster->nodes[i]);
        ck_assert(answers(cluster->nodes[i], NULL, "XADD %s * f v", key));
        ck_assert(answers(cluster->nodes[(i + 1) % cluster->count], "MOVED", "XADD %s * f v", key));
    }
}
END_TEST

START_TEST(a_slot_is_moved_step_by_step)
{
    const char *key = PREFIX ":acme";
    const char *other = "{" PREFIX ":acme}";
    unsigned slot = redis_cluster_slot(key);
    size_t from = redis_cluster_owner(cluster, key);
    size_t to = redis_cluster_owner_of_slot(cluster, (slot + 5462) % CLUSTER_SLOTS);

    ck_assert_uint_ne(from, to);
    redis_server_command(cluster->nodes[from], "XADD %s * f v", key);
    redis_cluster_move_begin(cluster, slot, to);
    ck_assert(answers(cluster->nodes[from], NULL, "XLEN %s", key));
    ck_assert(answers(cluster->nodes[from], "ASK", "XLEN %s", other));
    ck_assert_uint_eq(redis_cluster_move_keys(cluster, slot, to, 10), 1);
    ck_assert(answers(cluster->nodes[from], "ASK", "XLEN %s", key));
    ck_assert(answers(cluster->nodes[to], "MOVED", "XLEN %s", key));
    redis_cluster_move_end(cluster, slot, to);
    redis_cluster_wait(cluster);
    ck_assert_int_eq(redis_server_integer(cluster->nodes[to], "XLEN %s", key), 1);
    ck_assert(answers(cluster->nodes[from], "MOVED", "XLEN %s", key));
    pid_t mover = redis_cluster_move_beside(cluster, slot, slot, from);
    redis_cluster_move_wait(mover);
    redis_cluster_wait(cluster);
    ck_assert_uint_eq(redis_cluster_owner(cluster, key), from);
}
END_TEST

START_TEST(what_a_test_leaves_behind_is_mended)
{
    unsigned slot = redis_cluster_slot("a");

    redis_cluster_move_begin(
        cluster, slot,
        redis_cluster_owner_of_slot(cluster, (slot + CLUSTER_SLOTS / 2) % CLUSTER_SLOTS));
    redis_cluster_renew(cluster);
    ck_assert(answers(redis_cluster_server(cluster, "a"), NULL, "XADD %s * f v", "a"));
}
END_TEST

/* What is told to the owner of a slot and to the two other masters: -: nothing, x: nobody holds it,
 * s: the second of the three does. */
static const char *const disputes[] = {"s--", "-s-", "--s", "xxx"};

static void tell(size_t node, char what, unsigned slot, size_t second)
{
    if (what == 'x')
        redis_server_command(cluster->nodes[node], "CLUSTER DELSLOTS %u", slot);
    else if (what == 's')
        redis_server_command(cluster->nodes[node], "CLUSTER SETSLOT %u NODE %s", slot,
                             cluster->ids[second]);
}

START_TEST(nodes_that_differ_in_who_holds_a_slot_agree_again)
{
    size_t masters[CLUSTER_MASTERS] = {redis_cluster_owner(cluster, "a")};
    size_t count = 1;

    for (size_t i = 0; i < cluster->count; i++) {
        if (redis_cluster_is_master(cluster, i) && i != masters[0])
            masters[count++] = i;
    }
    for (size_t i = 0; i < CLUSTER_MASTERS; i++)
        tell(masters[i], disputes[_i][i], redis_cluster_slot("a"), masters[1]);
    redis_cluster_renew(cluster);
    /* What a node said before may still be on its way to another. */
    struct deadline deadline = deadline_in(PATIENCE_MS);
    while (!answers(redis_cluster_server(cluster, "a"), NULL, "XADD %s * f v", "a"))
        ck_assert(deadline_pause(&deadline));
}
END_TEST

/* As when the whole machine does. */
START_TEST(a_master_that_stands_still_for_seconds_stays_one)
{
    size_t master = redis_cluster_owner(cluster, "a");

    redis_server_freeze(cluster->nodes[master]);
    deadline_pass(deadline_in(STANDSTILL_MS));
    redis_server_thaw(cluster->nodes[master]);
    redis_cluster_wait(cluster);
    ck_assert_uint_eq(redis_cluster_owner(cluster, "a"), master);
}
END_TEST

START_TEST(no_shared_server_outlives_the_process_that_made_it)
{
    const struct redis_server_setup setup = {.shared = true};
    pid_t server;
    int ends[2];

    ck_assert_int_eq(pipe(ends), 0);
    pid_t maker = fork();
    ck_assert_int_ge(maker, 0);
    if (maker == 0) {
        server = (pid_t)redis_server_info(redis_server_create(&setup), "server", "process_id");
        _exit(write(ends[1], &server, sizeof(server)) == sizeof(server) ? 0 : 1);
    }
    ck_assert_int_eq(read(ends[0], &server, sizeof(server)), sizeof(server));
    ck_assert_int_eq(waitpid(maker, NULL, 0), maker);
    struct deadline deadline = deadline_in(10000);
    while (kill(server, 0) == 0)
        ck_assert(deadline_pause(&deadline));
}
END_TEST

Suite *suite_test_cluster(void)
{
    Suite *suite = suite_create("test_cluster");
    TCase *tests = tcase_create("test_cluster");

    tcase_add_unchecked_fixture(tests, share_cluster, NULL);
    tcase_add_checked_fixture(tests, renew_cluster, NULL);
    tcase_add_test(tests, slots_are_those_of_redis);
    tcase_add_test(tests, each_node_takes_the_keys_that_are_its_own);
    tcase_add_test(tests, a_slot_is_moved_step_by_step);
    tcase_add_test(tests, what_a_test_leaves_behind_is_mended);
    tcase_add_loop_test(tests, nodes_that_differ_in_who_holds_a_slot_agree_again, 0,
                        (int)(sizeof(disputes) / sizeof(disputes[0])));
    tcase_add_test(tests, a_master_that_stands_still_for_seconds_stays_one);
    tcase_add_test(tests, no_shared_server_outlives_the_process_that_made_it);
    suite_add_tcase(suite, tests);
    return suite;
}
