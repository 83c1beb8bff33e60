/* The dashboard's source on a cluster: what it says of the fleet while masters die, hang and are
 * replaced, while slots move, and while a majority of the nodes is down. */
#include "config.h"

#include "live/producer.h"
#include "live/suites.h"
#include "live/watcher.h"
#include "support/child.h"
#include "support/cluster.h"
#include "support/has.h"
#include "support/wait.h"

#include <stdio.h>
#include <string.h>

#define PREFIX "rag:telemetry"
#define A_NODE 3 /* tenants of each master */
#define TENANTS (A_NODE * CLUSTER_MASTERS)
#define REPORTS 5
#define KEY_SIZE 192
#define FOLLOW "exec $DRIFTOP export --follow -r 100ms --timeout 500ms --since 1970-01-01 '%s'"

static struct redis_cluster *cluster;
static struct watcher watcher;
static struct source_options options;
static size_t masters[CLUSTER_MASTERS];
static char names[TENANTS][CLUSTER_NAME_SIZE]; /* of the first master, then of the second … */

static void share_cluster(void)
{
    cluster = redis_cluster_shared();
}

static void write_report(const char *name, int64_t time_ms)
{
    char key[KEY_SIZE], id[32];

    snprintf(key, sizeof(key), PREFIX ":%s", name);
    snprintf(id, sizeof(id), "%lld-0", (long long)time_ms);
    produce(redis_cluster_server(cluster, key), key, id, 1);
}

static void set_up(void)
{
    size_t count = 0;

    redis_cluster_renew(cluster);
    for (size_t node = 0; node < cluster->count && count < CLUSTER_MASTERS; node++) {
        if (redis_cluster_is_master(cluster, node))
            masters[count++] = node;
    }
    for (size_t i = 0; i < TENANTS; i++) {
        redis_cluster_name(cluster, masters[i / A_NODE], PREFIX, i % A_NODE, names[i]);
        for (int64_t report = 1; report <= REPORTS; report++)
            write_report(names[i], report * 1000);
    }
    options = watcher_options();
    options.timeout_ms = 500;
    watcher_open(&watcher, cluster->url, &options);
}

static void tear_down(void)
{
    watcher_close(&watcher);
}

static void load_all(void)
{
    WATCHER_WAIT(&watcher, is_discovered, NULL);
    watcher_watch_all(&watcher, 0);
    WATCHER_WAIT(&watcher, is_loaded, NULL);
}

static const char *part_away(const struct watcher *of)
{
    return source_note(&of->source->status, source_note_id(NOTE_PART_AWAY));
}

static bool is_partly_away(struct watcher *of, void *unused)
{
    (void)unused;
    return part_away(of) != NULL && is_live(of, NULL);
}

static bool is_refused(struct watcher *of, void *unused)
{
    (void)unused;
    return part_away(of) != NULL && strstr(part_away(of), "refused") != NULL;
}

/* All nodes can be asked, and nothing is known too late. */
static bool is_whole(struct watcher *of, void *unused)
{
    (void)unused;
    if (part_away(of) != NULL || !is_live(of, NULL))
        return false;
    for (size_t i = 0; i < of->fleet.count; i++) {
        if (of->fleet.tenants[i]->known_until_ms != INT64_MAX)
            return false;
    }
    return true;
}

/* Every tenant has its reports, and `context` points to how many. */
static bool has_rows(struct watcher *of, void *context)
{
    for (size_t i = 0; i < of->fleet.count; i++) {
        if (history_rows(&of->fleet.tenants[i]->history) != *(const size_t *)context)
            return false;
    }
    return of->fleet.count == TENANTS;
}

static void wait_rows(size_t rows)
{
    WATCHER_WAIT(&watcher, has_rows, &rows);
}

static bool is_unknown_now(struct watcher *of, void *name)
{
    return watcher_tenant(of, name)->known_until_ms != INT64_MAX;
}

static bool is_known_now(struct watcher *of, void *name)
{
    return watcher_tenant(of, name)->known_until_ms == INT64_MAX;
}

/* No tenant was taken for another one, or for gone. */
static void expect_no_notices(void)
{
    for (size_t i = 0; i < watcher.fleet.count; i++)
        ck_assert_uint_eq(watcher.fleet.tenants[i]->notice_count, 0);
}

/* Lets the others go on without what nobody serves. */
static void set_full_coverage(const char *word)
{
    for (size_t i = 0; i < cluster->count; i++)
        redis_server_command(cluster->nodes[i], "CONFIG SET cluster-require-full-coverage %s",
                             word);
}

static int count_lines(const char *text)
{
    int count = 0;

    for (; *text != '\0'; text++)
        count += *text == '\n';
    return count;
}

static void wait_lines(struct child *child, int count)
{
    struct deadline deadline = deadline_in(PATIENCE_MS);

    while (count_lines(child_out(child)) < count)
        ck_assert_msg(deadline_pause(&deadline), "%d lines of %d came: %s",
                      count_lines(child_out(child)), count, child_err(child));
}

START_TEST(the_tenants_of_all_masters_are_one_fleet)
{
    load_all();
    ck_assert_uint_eq(watcher.fleet.count, TENANTS);
    wait_rows(REPORTS);
    for (size_t i = 0; i < TENANTS; i++)
        write_report(names[i], 9000);
    wait_rows(REPORTS + 1);
    ck_assert(part_away(&watcher) == NULL);
}
END_TEST

START_TEST(while_a_master_is_away_the_rest_goes_on_and_it_is_said_which_part_is)
{
    size_t dead = masters[0];
    size_t stopped = redis_cluster_replica(cluster, dead);
    struct child follow = {0};
    char port[32];

    load_all();
    child_start(&follow, FOLLOW, cluster->url);
    wait_lines(&follow, TENANTS * REPORTS);
    set_full_coverage("no");
    redis_server_freeze(cluster->nodes[stopped]);
    redis_server_kill(cluster->nodes[dead]);
    WATCHER_WAIT(&watcher, is_partly_away, NULL);
    WATCHER_WAIT(&watcher, is_refused, NULL);
    WATCHER_WAIT(&watcher, is_unknown_now, names[0]);
    has(part_away(&watcher), "3 of 9 tenants are away: ");
    snprintf(port, sizeof(port), "127.0.0.1:%d:", cluster->nodes[dead]->port);
    has(part_away(&watcher), port);
    ck_assert_uint_eq(history_rows(&watcher_tenant(&watcher, names[0])->history), REPORTS);
    write_report(names[A_NODE], 9000);
    while (history_rows(&watcher_tenant(&watcher, names[A_NODE])->history) != REPORTS + 1)
        uv_run(&watcher.loop, UV_RUN_ONCE);
    WATCHER_WAIT(&watcher, is_known_now, names[A_NODE]);
    ck_assert(is_unknown_now(&watcher, names[0]));
    child_expect_err(&follow, "3 of 9 tenants are away: ");
    wait_lines(&follow, TENANTS * REPORTS + 1);
    redis_server_thaw(cluster->nodes[stopped]);
    redis_cluster_wait(cluster);
    WATCHER_WAIT(&watcher, is_whole, NULL);
    write_report(names[0], 9000);
    while (history_rows(&watcher_tenant(&watcher, names[0])->history) != REPORTS + 1)
        uv_run(&watcher.loop, UV_RUN_ONCE);
    expect_no_notices();
    wait_lines(&follow, TENANTS * REPORTS + 2);
    child_expect_err(&follow, ": is whole again\n");
    ck_assert_int_eq(count_lines(child_err(&follow)), 2);
    child_free(&follow);
    redis_server_start(cluster->nodes[dead]);
    set_full_coverage("yes");
}
END_TEST

START_TEST(a_master_that_hangs_is_away_until_it_goes_on)
{
    size_t stopped = masters[1];
    size_t replica = redis_cluster_replica(cluster, stopped);

    load_all();
    set_full_coverage("no");
    redis_server_freeze(cluster->nodes[replica]);
    redis_server_freeze(cluster->nodes[stopped]);
    WATCHER_WAIT(&watcher, is_partly_away, NULL);
    has(part_away(&watcher), "3 of 9 tenants are away: ");
    WATCHER_WAIT(&watcher, is_unknown_now, names[A_NODE]);
    ck_assert(is_known_now(&watcher, names[0]) || is_known_now(&watcher, names[TENANTS - 1]));
    redis_server_thaw(cluster->nodes[stopped]);
    redis_server_thaw(cluster->nodes[replica]);
    redis_cluster_wait(cluster);
    WATCHER_WAIT(&watcher, is_whole, NULL);
    expect_no_notices();
    set_full_coverage("yes");
}
END_TEST

/* A planned one takes some 100 ms, and nobody is told. */
START_TEST(after_a_failover_all_is_read_on_without_a_word)
{
    struct child follow = {0};

    load_all();
    child_start(&follow, FOLLOW, cluster->url);
    wait_lines(&follow, TENANTS * REPORTS);
    redis_cluster_promote(cluster, redis_cluster_replica(cluster, masters[2]));
    for (size_t i = 0; i < TENANTS; i++)
        write_report(names[i], 9000);
    wait_rows(REPORTS + 1);
    WATCHER_WAIT(&watcher, is_whole, NULL);
    expect_no_notices();
    wait_lines(&follow, TENANTS * (REPORTS + 1));
    ck_assert_str_eq(child_err(&follow), "");
    child_free(&follow);
}
END_TEST

static bool is_down(struct watcher *of, void *unused)
{
    (void)unused;
    return is_away(of, NULL) && strstr(of->source->status.error.text, "CLUSTERDOWN") != NULL;
}

/* Its masters come back without their data, or with what they once got as replicas. */
START_TEST(a_cluster_that_is_down_is_told_from_a_lost_connection)
{
    struct child follow = {0};

    load_all();
    child_start(&follow, FOLLOW, cluster->url);
    wait_lines(&follow, TENANTS * REPORTS);
    redis_cluster_notice_losses(cluster);
    redis_server_kill(cluster->nodes[masters[0]]);
    redis_server_kill(cluster->nodes[masters[1]]);
    WATCHER_WAIT(&watcher, is_down, NULL);
    ck_assert_uint_eq(watcher.fleet.count, TENANTS);
    wait_rows(REPORTS);
    redis_server_start(cluster->nodes[masters[0]]);
    redis_server_start(cluster->nodes[masters[1]]);
    redis_cluster_wait(cluster);
    WATCHER_WAIT(&watcher, is_whole, NULL);
    for (size_t i = 0; i < TENANTS; i++)
        write_report(names[i], 90000);
    wait_lines(&follow, TENANTS * (REPORTS + 1));
    child_expect_err(&follow, "the stream was ");
    ck_assert(strstr(child_err(&follow), "trimming") == NULL);
    child_free(&follow);
}
END_TEST

/* The slot of each tenant of the first master goes to the second. */
START_TEST(a_tenant_whose_slot_moves_is_neither_gone_nor_there_twice)
{
    char key[KEY_SIZE];

    load_all();
    for (size_t i = 0; i < A_NODE; i++) {
        snprintf(key, sizeof(key), PREFIX ":%s", names[i]);
        unsigned slot = redis_cluster_slot(key);
        redis_cluster_move_begin(cluster, slot, masters[1]);
        source_refresh(watcher.source);
        redis_cluster_move_keys(cluster, slot, masters[1], 100);
        watcher_refresh(&watcher);
        redis_cluster_move_end(cluster, slot, masters[1]);
        source_refresh(watcher.source);
    }
    for (size_t i = 0; i < TENANTS; i++)
        write_report(names[i], 9000);
    wait_rows(REPORTS + 1);
    expect_no_notices();
}
END_TEST

/* Both keys of the slot share a request, which the server refuses while one of them has moved. */
START_TEST(tenants_of_one_slot_are_read_while_half_of_it_has_moved)
{
    static const char *const pair[] = {"{tag}a", "{tag}b"};
    size_t owner = redis_cluster_owner_of_slot(cluster, redis_cluster_slot(PREFIX ":{tag}a"));
    size_t to = masters[0] == owner ? masters[1] : masters[0];
    unsigned slot = redis_cluster_slot(PREFIX ":{tag}a");

    redis_server_command(cluster->nodes[owner], "XADD " PREFIX ":{tag}a 1000-0 dims []");
    redis_server_command(cluster->nodes[owner], "XADD " PREFIX ":{tag}b 1000-0 dims []");
    source_refresh(watcher.source);
    load_all();
    while (!fleet_knows(&watcher.fleet, slice_of(pair[0])) ||
           !fleet_knows(&watcher.fleet, slice_of(pair[1]))) {
        source_refresh(watcher.source);
        uv_run(&watcher.loop, UV_RUN_ONCE);
    }
    redis_cluster_move_begin(cluster, slot, to);
    ck_assert_uint_eq(redis_cluster_move_keys(cluster, slot, to, 1), 1);
    for (size_t i = 0; i < 2; i++) {
        char key[KEY_SIZE];
        snprintf(key, sizeof(key), PREFIX ":%s", pair[i]);
        redisReply *exists = redis_server_query(cluster->nodes[owner], "EXISTS %s", key);
        if (exists->type == REDIS_REPLY_INTEGER)
            produce(cluster->nodes[owner], key, "9000-0", 1);
        freeReplyObject(exists);
    }
    while (watcher_tenant(&watcher, pair[0])->newest_id.ms != 9000 &&
           watcher_tenant(&watcher, pair[1])->newest_id.ms != 9000)
        uv_run(&watcher.loop, UV_RUN_ONCE);
    WATCHER_WAIT(&watcher, is_whole, NULL);
    redis_cluster_move_keys(cluster, slot, to, 1);
    redis_cluster_move_end(cluster, slot, to);
}
END_TEST

static bool is_reset(struct watcher *of, void *name)
{
    const struct tenant *tenant = watcher_tenant(of, name);

    return tenant->notice_count > 0 &&
           tenant->notices[tenant->notice_count - 1].kind == NOTICE_RESET &&
           history_rows(&tenant->history) == REPORTS;
}

/* The replica may not log in any more, and misses what comes then. What it does hold is not
 * exported again. */
START_TEST(a_replica_that_was_behind_is_a_reset)
{
    struct child follow = {0};
    size_t dead = masters[0];
    size_t replica = redis_cluster_replica(cluster, dead);
    struct redis_server *behind = cluster->nodes[replica];

    load_all();
    redis_server_command(behind, "CONFIG SET masteruser nobody");
    redis_server_command(behind, "CONFIG SET masterauth wrong");
    redis_server_command(cluster->nodes[dead], "CLIENT KILL TYPE replica");
    for (size_t i = 0; i < TENANTS; i++)
        write_report(names[i], 9000);
    wait_rows(REPORTS + 1);
    child_start(&follow, FOLLOW, cluster->url);
    wait_lines(&follow, TENANTS * (REPORTS + 1));
    redis_server_kill(cluster->nodes[dead]);
    redis_cluster_wait(cluster);
    WATCHER_WAIT(&watcher, is_reset, names[0]);
    WATCHER_WAIT(&watcher, is_whole, NULL);
    const struct tenant *tenant = watcher_tenant(&watcher, names[0]);
    has(tenant->notices[tenant->notice_count - 1].text, "the stream was reset: ");
    ck_assert_uint_eq(watcher_tenant(&watcher, names[A_NODE])->notice_count, 0);
    for (size_t i = 0; i < A_NODE; i++)
        child_expect_err(&follow, "the stream was reset: its newest entries are gone");
    for (size_t i = 0; i < TENANTS; i++)
        write_report(names[i], 8000 + 2000 * (i >= A_NODE));
    wait_lines(&follow, TENANTS * (REPORTS + 2));
    ck_assert_int_eq(count_lines(child_out(&follow)), TENANTS * (REPORTS + 2));
    ck_assert(strstr(child_err(&follow), "trimming") == NULL);
    child_free(&follow);
    redis_server_command(behind, "CONFIG SET masteruser %b", "", (size_t)0);
    redis_server_command(behind, "CONFIG SET masterauth %b", "", (size_t)0);
    redis_server_start(cluster->nodes[dead]);
}
END_TEST

static bool all_have_come(struct watcher *of, void *context)
{
    for (size_t i = 0; i < of->fleet.count; i++) {
        if (of->fleet.tenants[i]->newest_id.ms != *(const uint64_t *)context)
            return false;
    }
    return of->fleet.count == TENANTS;
}

static void write_and_wait(uint64_t ms)
{
    for (size_t i = 0; i < TENANTS; i++)
        write_report(names[i], (int64_t)ms);
    WATCHER_WAIT(&watcher, all_have_come, &ms);
}

START_TEST(tenants_that_take_turns_are_followed_wherever_they_go)
{
    char key[KEY_SIZE];

    watcher_close(&watcher);
    options.crowd = 1;
    watcher_open(&watcher, cluster->url, &options);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
    write_and_wait(9000);
    for (size_t i = 0; i < A_NODE; i++) {
        snprintf(key, sizeof(key), PREFIX ":%s", names[i]);
        unsigned slot = redis_cluster_slot(key);
        redis_cluster_move(cluster, slot, slot, masters[1]);
    }
    write_and_wait(10000);
    redis_cluster_promote(cluster, redis_cluster_replica(cluster, masters[2]));
    write_and_wait(11000);
    redis_server_kill(cluster->nodes[masters[0]]);
    redis_cluster_wait(cluster);
    write_and_wait(12000);
    expect_no_notices();
    for (size_t i = 0; i < TENANTS; i++)
        ck_assert(watcher_tenant(&watcher, names[i])->known_moves);
    redis_server_start(cluster->nodes[masters[0]]);
}
END_TEST

Suite *suite_topology(void)
{
    Suite *suite = suite_create("topology");
    TCase *tcase = tcase_create("topology");

    tcase_add_unchecked_fixture(tcase, share_cluster, NULL);
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, the_tenants_of_all_masters_are_one_fleet);
    tcase_add_test(tcase, while_a_master_is_away_the_rest_goes_on_and_it_is_said_which_part_is);
    tcase_add_test(tcase, a_master_that_hangs_is_away_until_it_goes_on);
    tcase_add_test(tcase, after_a_failover_all_is_read_on_without_a_word);
    tcase_add_test(tcase, a_cluster_that_is_down_is_told_from_a_lost_connection);
    tcase_add_test(tcase, a_tenant_whose_slot_moves_is_neither_gone_nor_there_twice);
    tcase_add_test(tcase, tenants_of_one_slot_are_read_while_half_of_it_has_moved);
    tcase_add_test(tcase, a_replica_that_was_behind_is_a_reset);
    tcase_add_test(tcase, tenants_that_take_turns_are_followed_wherever_they_go);
    suite_add_tcase(suite, tcase);
    return suite;
}
