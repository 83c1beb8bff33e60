/* The examiner where there are several servers, or one that moves. */
#include "config.h"

#include "live/doctor_user.h"
#include "live/suites.h"
#include "redis/info_text.h"
#include "support/certificates.h"
#include "support/cluster.h"
#include "support/runner.h"
#include "support/sentinel_trio.h"
#include "support/wait.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STREAMS = 300 };

static struct redis_cluster *cluster;
static struct sentinel_trio *trio;
static struct doctor_user user;

static void share_cluster(void)
{
    cluster = redis_cluster_shared();
}

static void renew_cluster(void)
{
    char key[64];

    redis_cluster_renew(cluster);
    for (int i = 0; i < STREAMS; i++) {
        snprintf(key, sizeof(key), "rag:telemetry:t%d", i);
        redis_server_command(redis_cluster_server(cluster, key), "XADD %s * f v", key);
    }
}

static void begin(const char *url)
{
    doctor_user_begin(&user, url);
    user.options.timeout_ms = 2000;
}

static void finish(void)
{
    doctor_user_open(&user);
    doctor_user_wait(&user);
}

static void begin_quickly(const char *url)
{
    begin(url);
    user.options.depth &= ~(unsigned)DOCTOR_WAITS;
}

static size_t count_answered(void)
{
    size_t count = 0;

    for (size_t i = 0; i < user.examination->stream_count; i++)
        count += user.examination->streams[i].answered;
    return count;
}

static bool is_of(const struct examined_node *node, const struct redis_server *server)
{
    char name[32];

    snprintf(name, sizeof(name), "127.0.0.1:%d", server->port);
    return strcmp(node->name, name) == 0;
}

START_TEST(all_nodes_of_a_cluster_are_examined)
{
    begin(cluster->url);
    finish();
    ck_assert_uint_eq(user.examination->node_count, CLUSTER_MASTERS);
    for (size_t i = 0; i < CLUSTER_MASTERS; i++) {
        const struct examined_node *node = &user.examination->nodes[i];
        struct slice info = {buffer_text(&node->cluster_info), node->cluster_info.size};
        ck_assert(node->answered);
        ck_assert(node->skew_known);
        ck_assert_ptr_nonnull(examined_setting(node, "save"));
        ck_assert_int_ge(node->trip_us, 1);
        ck_assert_uint_gt(node->after.size, 1000);
        ck_assert(slice_is(info_value(info, "cluster_state"), "ok"));
        ck_assert_msg(node->error.class == ERROR_NONE, "%s", node->error.text);
    }
    ck_assert(user.examination->searched);
    ck_assert_uint_eq(user.examination->stream_count, STREAMS);
    ck_assert_uint_eq(count_answered(), STREAMS);
    doctor_user_end(&user);
}
END_TEST

START_TEST(a_stream_is_on_the_node_that_holds_it)
{
    char key[64];

    begin_quickly(cluster->url);
    finish();
    for (size_t i = 0; i < STREAMS; i++) {
        const struct examined_stream *stream = &user.examination->streams[i];
        snprintf(key, sizeof(key), "%.*s", (int)stream->key.size, stream->key.data);
        ck_assert(
            is_of(&user.examination->nodes[stream->node], redis_cluster_server(cluster, key)));
    }
    doctor_user_end(&user);
}
END_TEST

/* Without its replica nobody stands in for it: the others refuse what is about keys. */
START_TEST(a_node_that_is_away_is_said_to_be)
{
    size_t away = redis_cluster_owner(cluster, "rag:telemetry:t0");
    size_t lost = 0;

    begin(cluster->url);
    redis_server_kill(cluster->nodes[redis_cluster_replica(cluster, away)]);
    redis_server_kill(cluster->nodes[away]);
    redis_cluster_wait_down(cluster);
    finish();
    ck_assert_msg(user.examination != NULL, "%s", user.error.text);
    ck_assert_uint_eq(user.examination->node_count, CLUSTER_MASTERS);
    for (size_t i = 0; i < CLUSTER_MASTERS; i++) {
        const struct examined_node *node = &user.examination->nodes[i];
        struct slice info = {buffer_text(&node->cluster_info), node->cluster_info.size};
        lost += !node->answered;
        ck_assert_int_eq(node->answered, !is_of(node, cluster->nodes[away]));
        ck_assert(node->answered || node->error.class != ERROR_NONE);
        ck_assert(!node->answered || node->error.class == ERROR_NONE ||
                  strstr(node->error.text, "cluster is down") != NULL);
        ck_assert(!node->answered || slice_is(info_value(info, "cluster_state"), "fail"));
    }
    ck_assert_uint_eq(lost, 1);
    ck_assert(!user.examination->searched);
    ck_assert_str_ne(user.examination->trouble.text, "");
    ck_assert_uint_gt(user.examination->stream_count, 0);
    ck_assert_ptr_nonnull(user.examination->streams[0].why);
    doctor_user_end(&user);
}
END_TEST

static void kill_owner(struct doctor_user *told)
{
    size_t owner = redis_cluster_owner(cluster, "rag:telemetry:t0");

    if (told->total == 0 || told->done < told->total / 2)
        return;
    told->on_progress = NULL;
    redis_cluster_notice_losses(cluster);
    redis_server_kill(cluster->nodes[owner]);
}

START_TEST(a_node_that_is_killed_meanwhile_spoils_nothing)
{
    begin(cluster->url);
    user.on_progress = kill_owner;
    finish();
    ck_assert_msg(user.examination != NULL, "%s", user.error.text);
    ck_assert_uint_eq(user.examination->stream_count, STREAMS);
    ck_assert_uint_eq(count_answered(), STREAMS);
    size_t lost = 0;
    for (size_t i = 0; i < user.examination->node_count; i++)
        lost += user.examination->nodes[i].error.class != ERROR_NONE;
    ck_assert_uint_ge(lost, 1);
    doctor_user_end(&user);
}
END_TEST

START_TEST(slots_may_move_meanwhile)
{
    size_t to = redis_cluster_owner_of_slot(cluster, 0);
    pid_t mover = redis_cluster_move_beside(cluster, 6000, 6300, to);

    for (int i = 0; i < 5; i++) {
        begin_quickly(cluster->url);
        finish();
        ck_assert_msg(user.examination != NULL, "%s", user.error.text);
        ck_assert_uint_le(user.examination->stream_count, STREAMS);
        ck_assert_uint_ge(user.examination->stream_count, STREAMS - 2);
        ck_assert_uint_eq(count_answered(), user.examination->stream_count);
        doctor_user_end(&user);
    }
    redis_cluster_move_wait(mover);
}
END_TEST

static void start_trio(void)
{
    trio = sentinel_trio_create(NULL);
}

static void stop_trio(void)
{
    sentinel_trio_free(trio);
}

START_TEST(the_master_that_sentinels_name_is_examined)
{
    redis_server_command(trio->data[0], "XADD rag:telemetry:acme * f v");
    begin(trio->url);
    finish();
    ck_assert_msg(user.examination != NULL, "%s", user.error.text);
    ck_assert_uint_eq(user.examination->node_count, 1);
    ck_assert(user.examination->nodes[0].answered);
    ck_assert(is_of(&user.examination->nodes[0], trio->data[0]));
    ck_assert_uint_eq(user.examination->stream_count, 1);
    ck_assert(user.examination->streams[0].answered);
    doctor_user_end(&user);
}
END_TEST

static void kill_master(struct doctor_user *told)
{
    if (told->total == 0 || told->done < told->total / 2)
        return;
    told->on_progress = NULL;
    redis_server_kill(trio->data[0]);
}

START_TEST(a_master_that_dies_meanwhile_leaves_what_was_seen)
{
    for (int i = 0; i < 50; i++)
        redis_server_command(trio->data[0], "XADD rag:telemetry:t%d * f v", i);
    begin(trio->url);
    user.on_progress = kill_master;
    finish();
    ck_assert_msg(user.examination != NULL, "%s", user.error.text);
    ck_assert(user.examination->nodes[0].answered);
    ck_assert_int_ne(user.examination->nodes[0].error.class, ERROR_NONE);
    ck_assert(doctor_user_stream(&user, "t0")->answered);
    doctor_user_end(&user);
}
END_TEST

START_TEST(sentinels_that_do_not_answer_are_told_in_time)
{
    for (int i = 0; i < TRIO; i++)
        redis_server_freeze(trio->sentinels[i]);
    begin(trio->url);
    int64_t start_us = wait_clock_us();
    finish();
    ck_assert_int_lt(wait_clock_us() - start_us, 4000000);
    ck_assert_ptr_null(user.examination);
    ck_assert_str_ne(user.error.text, "");
    doctor_user_end(&user);
}
END_TEST

START_TEST(a_server_is_examined_by_tls)
{
    struct certificates certificates;
    char file[SCRATCH_SIZE + 16];

    certificates_create(&certificates);
    struct redis_server *server = redis_server_create(&(struct redis_server_setup){
        .tls = &(struct redis_server_tls){.certificates = &certificates}});
    redis_server_command(server, "XADD rag:telemetry:acme * f v");
    snprintf(file, sizeof(file), "%s/ca.crt", certificates.directory);
    doctor_user_begin_with(&user, server->tcp_url, &(struct redis_access){.cacert = file});
    finish();
    ck_assert_msg(user.examination != NULL, "%s", user.error.text);
    ck_assert(doctor_user_stream(&user, "acme")->answered);
    doctor_user_end(&user);
    redis_server_free(server);
}
END_TEST

static TCase *cluster_tests(void)
{
    TCase *tests = tcase_create("cluster");

    tcase_add_unchecked_fixture(tests, share_cluster, NULL);
    tcase_add_checked_fixture(tests, renew_cluster, NULL);
    tcase_add_test(tests, all_nodes_of_a_cluster_are_examined);
    tcase_add_test(tests, a_stream_is_on_the_node_that_holds_it);
    tcase_add_test(tests, a_node_that_is_away_is_said_to_be);
    tcase_add_test(tests, a_node_that_is_killed_meanwhile_spoils_nothing);
    tcase_add_test(tests, slots_may_move_meanwhile);
    return tests;
}

static TCase *sentinel_tests(void)
{
    TCase *tests = tcase_create("sentinel");

    tcase_add_checked_fixture(tests, start_trio, stop_trio);
    tcase_add_test(tests, the_master_that_sentinels_name_is_examined);
    tcase_add_test(tests, a_master_that_dies_meanwhile_leaves_what_was_seen);
    tcase_add_test(tests, sentinels_that_do_not_answer_are_told_in_time);
    return tests;
}

Suite *suite_doctor_topology(void)
{
    Suite *suite = suite_create("doctor_topology");
    TCase *tls = tcase_create("tls");

    tcase_add_test(tls, unless(certificates_missing(), a_server_is_examined_by_tls));
    suite_add_tcase(suite, cluster_tests());
    suite_add_tcase(suite, sentinel_tests());
    suite_add_tcase(suite, tls);
    return suite;
}
