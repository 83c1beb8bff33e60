/* What doctor says of servers: each fault is provoked on a real one, named, and cured by the line
 * that is printed with it; a server in which nothing is wrong has no error and no warning. */
#include "config.h"

#include "base/duration.h"
#include "base/timestamp.h"
#include "live/patient.h"
#include "live/producer.h"
#include "live/suites.h"
#include "support/cluster.h"
#include "support/die.h"
#include "support/has.h"
#include "support/runner.h"
#include "support/wait.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ENTRIES 60
#define VALUE_SIZE 10000
#define CONNECTIONS 20
#define ROOM 3000000 /* for what an examination itself takes, and more */

static struct patient patient;

static void set_up(void)
{
    patient_begin(&patient, NULL);
}

static void tear_down(void)
{
    patient_end(&patient);
}

static void command(const char *line)
{
    redis_server_command(patient.server, line);
}

/* Adds a stream of one report a minute up to now. */
static void report(struct redis_server *server, const char *tenant, size_t count)
{
    char key[64];

    snprintf(key, sizeof(key), PRODUCER_PREFIX "%s", tenant);
    produce_many(server, key, timestamp_now() - (int64_t)(count - 1) * MS_PER_MINUTE, MS_PER_MINUTE,
                 count);
}

static void report_six(void)
{
    char tenant[16];

    for (int i = 0; i < 6; i++) {
        snprintf(tenant, sizeof(tenant), "t%d", i);
        report(patient.server, tenant, ENTRIES);
    }
}

static long long streams(void)
{
    long long count = 0;

    for (int i = 0; i < 6; i++)
        count += redis_server_integer(patient.server, "EXISTS " PRODUCER_PREFIX "t%d", i);
    return count;
}

/* Returns true when INFO says "name:value". */
static bool says(struct redis_server *server, const char *line)
{
    redisReply *reply = redis_server_query(server, "INFO everything");
    char text[128];

    snprintf(text, sizeof(text), "\n%s\r", line);
    bool found = strstr(reply->str, text) != NULL;
    freeReplyObject(reply);
    return found;
}

static void wait_until(struct redis_server *server, const char *line)
{
    struct deadline deadline = deadline_in(PATIENCE_MS);

    while (!says(server, line)) {
        if (!deadline_pause(&deadline))
            die("INFO never says %s", line);
    }
}

/* Leaves so much memory above what is used now. */
static void limit_memory(const char *policy, long long room)
{
    redis_server_command(patient.server, "CONFIG SET maxmemory-policy %s", policy);
    redis_server_command(patient.server, "CONFIG SET maxmemory %lld",
                         redis_server_info(patient.server, "memory", "used_memory") + room);
}

/* Sets keys of a cache; a TTL of 0 is none. Returns how many of them were refused. */
static int fill_cache(int count, int ttl_s)
{
    static const char value[VALUE_SIZE] = "cached";
    int refused = 0;

    for (int i = 0; i < count; i++) {
        redisReply *reply = ttl_s > 0 ? redis_server_query(patient.server, "SET cache:%d %b EX %d",
                                                           i, value, sizeof(value), ttl_s)
                                      : redis_server_query(patient.server, "SET cache:%d %b", i,
                                                           value, sizeof(value));
        refused += reply->type == REDIS_REPLY_ERROR;
        freeReplyObject(reply);
    }
    return refused;
}

/* Examines it, and fails where anything is worse than a note. */
static void expect_healthy(void)
{
    patient_examine(&patient);
    ck_assert_msg(patient.status == 0, "%s", child_out(&patient.child));
}

/* Of a check there is a note at most. */
static void expect_no_more_than_a_note(const char *id)
{
    patient_examine(&patient);
    const struct patient_finding *finding = patient_find(&patient, id, NULL);
    ck_assert_msg(finding == NULL || strcmp(finding->severity, "info") == 0, "%s: %s", id,
                  finding != NULL ? finding->evidence : "");
}

/* --- health --- */

static const char *const kept[][5] = {
    {"--save", "3600 1 300 100 60 10000", NULL},
    {"--appendonly", "yes", NULL},
    {"--appendonly", "yes", "--maxmemory", "1gb", NULL},
};

static void begin(const char *const *arguments)
{
    const struct redis_server_setup setup = {.arguments = arguments};

    patient_end(&patient);
    patient_begin(&patient, &setup);
}

START_TEST(a_healthy_server_has_no_error_and_no_warning)
{
    begin(kept[_i]);
    expect_healthy();
    report(patient.server, "acme", 1);
    report(patient.server, "globex", ENTRIES);
    fill_cache(10, 100);
    snprintf(patient.server->unix_url, sizeof(patient.server->unix_url), "%s",
             patient.server->tcp_url);
    expect_healthy();
}
END_TEST

/* --- memory --- */

START_TEST(streams_that_can_be_evicted_are_kept_by_the_cure)
{
    report_six();
    limit_memory("allkeys-lru", ROOM);
    patient_is_cured(&patient, "evictable", "server", "error");
    ck_assert_int_gt(fill_cache(2 * ROOM / VALUE_SIZE, 0), 0);
    ck_assert_int_eq(streams(), 6);
}
END_TEST

/* Whatever is asked takes memory, so this server evicts while it is looked at. */
START_TEST(a_server_that_evicts_is_told_until_it_has_room)
{
    report_six();
    limit_memory("allkeys-lru", ROOM / 10);
    fill_cache(1000, 0);
    ck_assert_int_lt(streams(), 6);
    const struct patient_finding *finding = patient_expect(&patient, "evicting", "server", "error");
    has(finding->evidence, " keys were evicted since the start");
    has(finding->evidence, " of them in 2 s");
    patient_paste(&patient, finding->cure);
    expect_no_more_than_a_note("evicting");
}
END_TEST

START_TEST(a_cache_of_keys_with_a_ttl_goes_on_beside_streams)
{
    report_six();
    fill_cache(30, 1000);
    limit_memory("allkeys-lru", ROOM);
    const struct patient_finding *finding =
        patient_expect(&patient, "evictable", "server", "error");
    ck_assert_str_eq(finding->cure, "CONFIG SET maxmemory-policy volatile-lru");
    patient_paste(&patient, finding->cure);
    ck_assert_int_eq(fill_cache(2 * ROOM / VALUE_SIZE, 1000), 0);
    ck_assert_int_eq(streams(), 6);
    patient.options = "--skip no-persistence";
    expect_healthy();
    ck_assert_ptr_nonnull(patient_find(&patient, "evicting", NULL));
    ck_assert_ptr_nonnull(patient_find(&patient, "out-of-memory", NULL));
}
END_TEST

/* Until it fails. */
static void fill_stream(void)
{
    struct deadline deadline = deadline_in(PATIENCE_MS);
    bool failed = false;

    while (!failed && deadline_left(&deadline) > 0) {
        redisReply *reply =
            redis_server_query(patient.server, "XADD " PRODUCER_PREFIX "t0 * f 0123456789abcdef");
        failed = reply->type == REDIS_REPLY_ERROR && strstr(reply->str, "OOM") != NULL;
        freeReplyObject(reply);
    }
    ck_assert(failed);
}

static const char *const full[] = {"noeviction", "volatile-lru"};

START_TEST(writes_that_fail_with_oom_go_on_with_the_cure)
{
    report_six();
    limit_memory(full[_i], 100000);
    ck_assert_int_gt(fill_cache(100, 0), 0);
    fill_stream();
    const struct patient_finding *finding =
        patient_expect(&patient, "out-of-memory", "server", "error");
    has(finding->evidence, full[_i]);
    patient_paste(&patient, finding->cure);
    produce(patient.server, PRODUCER_PREFIX "t0", "*", 1);
    expect_no_more_than_a_note("out-of-memory");
}
END_TEST

START_TEST(a_server_without_a_limit_gets_one_that_evicts_no_stream)
{
    report_six();
    command("CONFIG SET maxmemory-policy allkeys-lru");
    patient_is_cured(&patient, "no-maxmemory", "server", "info");
    ck_assert(says(patient.server, "maxmemory_policy:noeviction"));
    ck_assert_ptr_null(patient_find(&patient, "evictable", NULL));
    ck_assert_ptr_null(patient_find(&patient, "out-of-memory", NULL));
}
END_TEST

/* --- disk --- */

START_TEST(a_server_that_keeps_nothing_is_told_to)
{
    report(patient.server, "acme", 3);
    patient_is_cured(&patient, "no-persistence", "server", "warning");
    wait_until(patient.server, "aof_rewrite_in_progress:0");
    redis_server_kill(patient.server);
    redis_server_disconnect(patient.server);
    /* Started again with the setting that was cured, it has all that it had. */
    begin((const char *const[]){"--appendonly", "yes", NULL});
    expect_healthy();
}
END_TEST

/* A folder in the place of its file is a disk that takes nothing. */
static void block_snapshots(char path[static SCRATCH_SIZE + 16])
{
    redis_server_command(patient.server, "CONFIG SET save %s", "3600 1");
    snprintf(path, SCRATCH_SIZE + 16, "%s/dump.rdb", patient.server->directory);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    command("BGSAVE");
    wait_until(patient.server, "rdb_last_bgsave_status:err");
}

START_TEST(writes_that_a_failed_snapshot_refuses_go_on_with_the_cure)
{
    char path[SCRATCH_SIZE + 16];

    report(patient.server, "acme", 3);
    block_snapshots(path);
    redisReply *reply = redis_server_query(patient.server, "XADD " PRODUCER_PREFIX "acme * f v");
    has(reply->str, "MISCONF");
    freeReplyObject(reply);
    const struct patient_finding *finding =
        patient_expect(&patient, "writes-refused", "server", "error");
    has(finding->evidence, "MISCONF");
    has(finding->note, patient.server->directory);
    ck_assert_int_eq(rmdir(path), 0);
    patient_paste(&patient, finding->cure);
    wait_until(patient.server, "rdb_last_bgsave_status:ok");
    patient_expect_none(&patient, "writes-refused", NULL);
    produce(patient.server, PRODUCER_PREFIX "acme", "*", 1);
}
END_TEST

START_TEST(writes_that_are_taken_without_a_snapshot_are_a_warning)
{
    char path[SCRATCH_SIZE + 16];

    block_snapshots(path);
    command("CONFIG SET stop-writes-on-bgsave-error no");
    produce(patient.server, PRODUCER_PREFIX "acme", "*", 1);
    const struct patient_finding *finding =
        patient_expect(&patient, "writes-refused", "server", "warning");
    has_not(finding->evidence, "MISCONF");
}
END_TEST

/* --- replicas --- */

static struct redis_server *add_replica(void)
{
    struct redis_server *replica = redis_server_create(NULL);

    redis_server_command(replica, "REPLICAOF 127.0.0.1 %d", patient.server->port);
    wait_until(replica, "master_link_status:up");
    return replica;
}

static bool replica_is_online(void)
{
    redisReply *reply = redis_server_query(patient.server, "INFO replication");
    bool online = strstr(reply->str, "state=online") != NULL;

    freeReplyObject(reply);
    return online;
}

static void wait_for_replica(void)
{
    struct deadline deadline = deadline_in(PATIENCE_MS);

    while (!replica_is_online()) {
        if (!deadline_pause(&deadline))
            die("the replica is never online");
    }
}

START_TEST(acknowledgements_are_safe_with_a_replica_and_refuse_writes_without)
{
    struct redis_server *replica = add_replica();

    wait_for_replica();
    patient.options = "--skip no-persistence";
    report(patient.server, "acme", 3);
    patient_expect_none(&patient, "acks-unsafe", NULL);
    command("XGROUP CREATE " PRODUCER_PREFIX "acme ops $");
    patient_is_cured(&patient, "acks-unsafe", "server", "info");
    ck_assert_ptr_null(patient_find(&patient, "writes-refused", NULL));
    redis_server_free(replica);
    wait_until(patient.server, "connected_slaves:0");
    const struct patient_finding *finding =
        patient_expect(&patient, "writes-refused", "server", "error");
    has(finding->evidence, "NOREPLICAS");
    patient_paste(&patient, finding->cure);
    patient_expect_none(&patient, "writes-refused", NULL);
    produce(patient.server, PRODUCER_PREFIX "acme", "*", 1);
}
END_TEST

START_TEST(a_replica_that_is_read_on_purpose_is_a_note)
{
    struct redis_server *primary = redis_server_create(NULL);

    redis_server_command(patient.server, "REPLICAOF 127.0.0.1 %d", primary->port);
    wait_until(patient.server, "master_link_status:up");
    report(primary, "acme", 3);
    expect_healthy();
    const struct patient_finding *finding = patient_find(&patient, "replication", "server");
    ck_assert_ptr_nonnull(finding);
    has(finding->evidence, "this is a replica of 127.0.0.1:");
    redis_server_kill(primary);
    wait_until(patient.server, "master_link_status:down");
    patient_expect(&patient, "replication", "server", "error");
    redis_server_start(primary);
    wait_until(patient.server, "master_link_status:up");
    expect_healthy();
    redis_server_free(primary);
}
END_TEST

static bool replica_lags(void)
{
    redisReply *reply = redis_server_query(patient.server, "INFO replication");
    const char *lag = strstr(reply->str, ",lag=");
    long seconds = lag != NULL ? strtol(lag + 5, NULL, 10) : 0;

    freeReplyObject(reply);
    return seconds >= 3;
}

START_TEST(a_replica_that_is_behind_is_told)
{
    struct redis_server *replica = add_replica();
    struct deadline deadline = deadline_in(PATIENCE_MS);

    wait_for_replica();
    patient.options = "--threshold replica-lag=2s";
    patient_expect_none(&patient, "replication", NULL);
    redis_server_freeze(replica);
    while (!replica_lags()) {
        if (!deadline_pause(&deadline))
            die("the replica never lags");
    }
    has(patient_expect(&patient, "replication", "server", "warning")->evidence, "; 1 of 1 are");
    redis_server_thaw(replica);
    redis_server_free(replica);
}
END_TEST

/* --- clock --- */

/* The clock of doctor itself is put forward by these seconds. */
static void put_forward(int64_t seconds)
{
    char path[SCRATCH_SIZE + 16];
    int64_t ahead_ns = seconds * 1000000000;

    snprintf(path, sizeof(path), "%s/clock", patient.server->directory);
    FILE *file = fopen(path, "w");
    ck_assert(file != NULL && fwrite(&ahead_ns, sizeof(ahead_ns), 1, file) == 1);
    ck_assert_int_eq(fclose(file), 0);
    setenv("STEPPED_CLOCK", path, 1);
}

static const char *lacks_clock(void)
{
    const char *library = getenv("STEPPED_CLOCK_LIBRARY");

    return library != NULL && access(library, R_OK) == 0 ? NULL : "there is no stepped_clock.so";
}

static const char *examine_with_another_clock(void)
{
    child_free(&patient.child);
    child_run(&patient.child,
              "LD_PRELOAD=\"$STEPPED_CLOCK_LIBRARY\" ASAN_OPTIONS=verify_asan_link_order=0 "
              "\"$DRIFTOP\" doctor '%s'",
              patient.server->unix_url);
    return child_out(&patient.child);
}

START_TEST(clocks_that_are_apart_are_told)
{
    put_forward(1);
    has_not(examine_with_another_clock(), "clock-skew");
    put_forward(10);
    has(examine_with_another_clock(), "\nwarning  clock-skew ");
    has(child_out(&patient.child), "the clock of the server is 10.0 s behind");
    put_forward(-7200);
    has(examine_with_another_clock(), "\nerror    clock-skew ");
    has(child_out(&patient.child), "the clock of the server is 2h ahead of");
}
END_TEST

/* --- access --- */

static void log_in_as(const char *user)
{
    snprintf(patient.server->unix_url, sizeof(patient.server->unix_url), "unix://%s@%s", user,
             patient.server->socket_path);
}

/* An address that this machine has not is as good as one that others come by. */
START_TEST(an_open_user_is_locked_where_others_can_come)
{
    command("ACL SETUSER dash on >p ~* &* +@all");
    command("CONFIG SET protected-mode no");
    patient_expect_none(&patient, "default-user", NULL);
    redisReply *reply =
        redis_server_query(patient.server, "CONFIG SET bind %s", "127.0.0.1 -192.0.2.1");
    ck_assert_int_ne(reply->type, REDIS_REPLY_ERROR);
    freeReplyObject(reply);
    const struct patient_finding *finding =
        patient_expect(&patient, "default-user", "server", "warning");
    has(finding->evidence, "127.0.0.1 -192.0.2.1");
    ck_assert_str_eq(finding->cure, "");
    log_in_as("dash:p");
    finding = patient_expect(&patient, "default-user", "server", "warning");
    patient_paste(&patient, finding->cure);
    patient_expect_none(&patient, "default-user", NULL);
    has_not(patient.unchecked, "default-user");
}
END_TEST

START_TEST(logins_that_fail_are_told_while_they_do)
{
    struct child stranger = {0};

    child_start(&stranger,
                "trap exit TERM; "
                "while :; do \"${REDIS_CLI:-redis-cli}\" -s '%s' --user eve --pass wrong "
                "--no-auth-warning PING; done",
                patient.server->socket_path);
    child_expect_err(&stranger, "AUTH failed"); /* before the first one nothing is counted */
    const struct patient_finding *finding = patient_expect(&patient, "denied", "server", "info");
    const char *in = strstr(finding->evidence, " failed in ");
    ck_assert_msg(in != NULL, "%s", finding->evidence);
    ck_assert_double_ge(strtod(in + strlen(" failed in "), NULL), 2.0);
    has(patient_paste(&patient, finding->cure), "eve");
    child_signal(&stranger, SIGTERM); /* a shell that is killed leaves its last redis-cli behind */
    child_wait(&stranger);
    child_free(&stranger);
    patient_expect_none(&patient, "denied", NULL);
}
END_TEST

/* What it is refused itself is no news to who runs it. */
START_TEST(what_doctor_is_refused_is_not_told_as_denied)
{
    report(patient.server, "acme", 3);
    command("ACL SETUSER dash on >p ~* resetchannels +info +scan +type +xinfo|stream +xrevrange");
    log_in_as("dash:p");
    patient_expect_none(&patient, "denied", NULL);
    has(patient.unchecked, "no-persistence +config|get\n");
    has(patient.unchecked, "default-user +acl|getuser\n");
}
END_TEST

/* --- connections and speed --- */

START_TEST(connections_that_run_out_get_more_room)
{
    redisContext *connections[CONNECTIONS];

    patient.options = "--skip no-persistence";
    command("CONFIG SET maxclients 26");
    for (int i = 0; i < CONNECTIONS; i++)
        connections[i] = redis_server_connect(patient.server);
    patient_is_cured(&patient, "connections", "server", "warning");
    ck_assert_int_eq(patient.status, 0);
    for (int i = 0; i < CONNECTIONS; i++)
        redisFree(connections[i]);
}
END_TEST

START_TEST(a_slow_server_is_asked_for_what_was_slow)
{
    patient.options = "--threshold trip=0";
    const struct patient_finding *finding = patient_expect(&patient, "slow", "server", "warning");
    patient_paste(&patient, finding->cure);
    patient.options = NULL;
    expect_no_more_than_a_note("slow");
}
END_TEST

/* --- clusters --- */

static const char *examine_cluster(struct redis_cluster *cluster)
{
    child_free(&patient.child);
    patient.status =
        child_run(&patient.child, "\"$DRIFTOP\" doctor --skip no-persistence '%s'", cluster->url);
    return child_out(&patient.child);
}

START_TEST(a_cluster_is_well_while_all_slots_have_a_server)
{
    struct redis_cluster *cluster = redis_cluster_shared();

    redis_cluster_renew(cluster);
    const char *text = examine_cluster(cluster);
    ck_assert_msg(patient.status == 0, "%s", text);
    for (size_t i = 0; i < cluster->count; i++) {
        if (redis_cluster_is_master(cluster, i))
            redis_server_command(cluster->nodes[i], "CONFIG SET maxmemory-policy %s",
                                 i == redis_cluster_owner(cluster, "a") ? "allkeys-lru"
                                                                        : "noeviction");
        redis_server_command(cluster->nodes[i], "CONFIG SET maxmemory 100mb");
    }
    text = examine_cluster(cluster);
    ck_assert_msg(patient.status == 2, "%s", text);
    has(text, "1 error,");
    for (size_t i = 0; i < cluster->count; i++) {
        redis_server_command(cluster->nodes[i], "CONFIG SET maxmemory-policy noeviction");
        redis_server_command(cluster->nodes[i], "CONFIG SET maxmemory 0");
    }
    redis_server_command(redis_cluster_server(cluster, "a"), "CLUSTER DELSLOTS %u",
                         redis_cluster_slot("a"));
    text = examine_cluster(cluster);
    ck_assert_msg(patient.status == 2, "%s", text);
    has(text, "cluster-state");
    redis_cluster_renew(cluster);
    text = examine_cluster(cluster);
    ck_assert_msg(patient.status == 0, "%s", text);
}
END_TEST

static void add_tests(TCase *tcase, const char *reason)
{
    tcase_add_loop_test(tcase, unless(reason, a_healthy_server_has_no_error_and_no_warning), 0,
                        (int)(sizeof(kept) / sizeof(kept[0])));
    tcase_add_loop_test(tcase, unless(reason, writes_that_fail_with_oom_go_on_with_the_cure), 0,
                        (int)(sizeof(full) / sizeof(full[0])));
    tcase_add_test(tcase, unless(reason, streams_that_can_be_evicted_are_kept_by_the_cure));
    tcase_add_test(tcase, unless(reason, a_server_that_evicts_is_told_until_it_has_room));
    tcase_add_test(tcase, unless(reason, a_cache_of_keys_with_a_ttl_goes_on_beside_streams));
    tcase_add_test(tcase, unless(reason, a_server_without_a_limit_gets_one_that_evicts_no_stream));
    tcase_add_test(tcase, unless(reason, a_server_that_keeps_nothing_is_told_to));
    tcase_add_test(tcase,
                   unless(reason, writes_that_a_failed_snapshot_refuses_go_on_with_the_cure));
    tcase_add_test(tcase, unless(reason, writes_that_are_taken_without_a_snapshot_are_a_warning));
    tcase_add_test(
        tcase, unless(reason, acknowledgements_are_safe_with_a_replica_and_refuse_writes_without));
    tcase_add_test(tcase, unless(reason, a_replica_that_is_read_on_purpose_is_a_note));
    tcase_add_test(tcase, unless(reason, a_replica_that_is_behind_is_told));
    tcase_add_test(tcase,
                   unless(reason != NULL ? reason : lacks_clock(), clocks_that_are_apart_are_told));
    tcase_add_test(tcase, unless(reason, an_open_user_is_locked_where_others_can_come));
    tcase_add_test(tcase, unless(reason, logins_that_fail_are_told_while_they_do));
    tcase_add_test(tcase, unless(reason, what_doctor_is_refused_is_not_told_as_denied));
    tcase_add_test(tcase, unless(reason, connections_that_run_out_get_more_room));
    tcase_add_test(tcase, unless(reason, a_slow_server_is_asked_for_what_was_slow));
    tcase_add_test(tcase, unless(reason, a_cluster_is_well_while_all_slots_have_a_server));
}

Suite *suite_doctor_cures_server(void)
{
    const char *reason =
        redis_server_program() == NULL ? "there is no redis-server" : patient_lacks();
    TCase *tcase = tcase_create("doctor_cures_server");
    Suite *suite = suite_create("doctor_cures_server");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    add_tests(tcase, reason);
    suite_add_tcase(suite, tcase);
    return suite;
}
