/* Checks of whole servers: state, disk, replicas, clock, age, connections, speed, memory. */
#include "config.h"

#include "base/duration.h"
#include "base/memory.h"
#include "doctor/counter.h"
#include "support/doctor_fixture.h"
#include "unit/suites.h"

#include <stdio.h>
#include <string.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct doctor_fixture fixture;

static void setup(void)
{
    doctor_fixture_init(&fixture);
}

static void release(void)
{
    doctor_fixture_free(&fixture);
}

static struct examined_node *server(void)
{
    return &fixture.examination.nodes[0];
}

static void info(const char *name, const char *value)
{
    doctor_fixture_info(&fixture, 0, name, value);
}

/* What the second INFO alone says. */
static void later(const char *name, const char *value)
{
    doctor_info_set(&server()->after, name, value);
}

static void setting(const char *name, const char *value)
{
    doctor_fixture_setting(&fixture, 0, name, value);
}

static void expect(const char *id, enum finding_severity severity, const char *evidence,
                   const char *cure)
{
    doctor_fixture_expect(&fixture, id, severity, evidence, cure);
}

static void expect_none(const char *id)
{
    doctor_fixture_expect_none(&fixture, id);
    ck_assert_uint_eq(fixture.findings.unchecked_count, 0);
}

static void expect_unchecked(const char *id, const char *needs)
{
    doctor_fixture_expect_none(&fixture, id);
    ck_assert_uint_eq(fixture.findings.unchecked_count, 1);
    ck_assert_str_eq(fixture.findings.unchecked[0].needs, needs);
}

static void expect_note(const char *text)
{
    const char *note = buffer_text(&fixture.findings.items[0].note);

    ck_assert_msg(strstr(note, text) != NULL, "\"%s\"", note);
}

/* --- what servers of other versions and makers say --- */

static const char *const healthy[] = {
    /* Redis 5 */
    "redis_version:5.0.14\r\nuptime_in_seconds:10\r\ntcp_port:6379\r\nconnected_clients:1\r\n"
    "used_memory:854784\r\nused_memory_rss:5000000\r\nmaxmemory:0\r\nmaxmemory_policy:"
    "noeviction\r\n"
    "total_system_memory:8000000000\r\nmem_fragmentation_ratio:6.05\r\n"
    "mem_not_counted_for_evict:0\r\nloading:0\r\nrdb_changes_since_last_save:0\r\n"
    "rdb_bgsave_in_progress:0\r\nrdb_last_save_time:1763999990\r\nrdb_last_bgsave_status:ok\r\n"
    "aof_enabled:0\r\naof_last_bgrewrite_status:ok\r\naof_last_write_status:ok\r\n"
    "rejected_connections:0\r\nevicted_keys:0\r\nrole:master\r\nconnected_slaves:0\r\n"
    "cluster_enabled:0\r\n",
    /* Redis 8 */
    "redis_version:8.0.3\r\nredis_mode:standalone\r\nuptime_in_seconds:10\r\n"
    "server_time_usec:1764000000000000\r\nconfig_file:/etc/redis.conf\r\nconnected_clients:1\r\n"
    "cluster_connections:0\r\nmaxclients:10000\r\nused_memory:854784\r\nmaxmemory:0\r\n"
    "total_system_memory:8000000000\r\nmem_fragmentation_ratio:6.05\r\nmem_allocator:libc\r\n"
    "loading:0\r\nasync_loading:0\r\nrdb_changes_since_last_save:3\r\n"
    "rdb_last_save_time:1763999990\r\nrdb_last_bgsave_status:ok\r\nrdb_saves:0\r\naof_enabled:0\r\n"
    "aof_last_bgrewrite_status:ok\r\naof_last_write_status:ok\r\nacl_access_denied_auth:4\r\n"
    "errorstat_NOPERM:count=4\r\nrole:master\r\nconnected_slaves:0\r\ncluster_enabled:0\r\n"
    "db0:keys=10,expires=0,avg_ttl=0,subexpiry=0\r\n",
    /* Valkey 8, with a replica */
    "redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.1.3\r\n"
    "uptime_in_seconds:10\r\nserver_time_usec:1764000000000000\r\nconnected_clients:1\r\n"
    "maxclients:10000\r\nused_memory:854784\r\nmaxmemory:0\r\ntotal_system_memory:8000000000\r\n"
    "loading:0\r\nrdb_changes_since_last_save:3\r\nrdb_last_save_time:1763999990\r\n"
    "rdb_last_bgsave_status:ok\r\naof_enabled:1\r\nrole:master\r\nconnected_slaves:1\r\n"
    "slave0:ip=10.0.0.2,port=6379,state=online,offset=14,lag=1,type=replica\r\n"
    "master_repl_offset:14\r\ncluster_enabled:0\r\n",
    /* one that says next to nothing */
    "redis_version:7.2.0\r\n",
    "role:master\r\n",
};

static void say(const char *text)
{
    buffer_clear(&server()->before);
    buffer_clear(&server()->after);
    buffer_string(&server()->before, text);
    buffer_string(&server()->after, text);
}

START_TEST(no_version_is_taken_for_ill)
{
    say(healthy[_i]);
    if (_i == 0)
        doctor_settings_skip(&fixture.settings, "version");
    setting("save", "3600 1 300 100 60 10000");
    diagnose(&fixture.examination, &fixture.settings, &fixture.findings);
    for (size_t i = 0; i < fixture.findings.count; i++) {
        const struct finding *finding = &fixture.findings.items[i];
        ck_assert_msg(finding->severity == FINDING_INFO, "%s: %s", finding->check->id,
                      buffer_text(&finding->evidence));
    }
}
END_TEST

/* --- cluster-state --- */

START_TEST(a_server_that_loads_does_not_serve)
{
    expect_none("cluster-state");
    info("loading", "1");
    expect("cluster-state", FINDING_ERROR, "it is loading its data", "");
    info("loading_total_bytes", "1073741824");
    info("loading_loaded_perc", "43.21");
    info("loading_eta_seconds", "12");
    expect("cluster-state", FINDING_ERROR,
           "it is loading its data: 43 % of 1 GiB, 12 s are left by its own account", "");
    info("role", "slave");
    expect("cluster-state", FINDING_WARNING, "loading", "");
}
END_TEST

START_TEST(a_server_that_does_not_answer_is_named)
{
    struct examined_node *away = doctor_fixture_node(&fixture, "127.0.0.1:7002");

    away->answered = false;
    buffer_clear(&away->before);
    buffer_clear(&away->after);
    error_set(&away->error, ERROR_RETRY, "connection refused");
    expect("cluster-state", FINDING_ERROR, "127.0.0.1:7002 does not answer: connection refused",
           "");
    ck_assert_str_eq(fixture.findings.items[0].node, "127.0.0.1:7002");
}
END_TEST

START_TEST(what_info_was_refused_of_is_not_away)
{
    const struct slice words[] = {SLICE("INFO")};

    server()->answered = false;
    say("");
    fixture.examination.refused = command_bit(command_rule_of(words, 1));
    expect_unchecked("cluster-state", "+info");
}
END_TEST

static void cluster_says(size_t node, const char *text)
{
    doctor_fixture_info(&fixture, node, "cluster_enabled", "1");
    buffer_string(&fixture.examination.nodes[node].cluster_info, text);
}

static const char whole[] = "cluster_state:ok\r\ncluster_slots_assigned:16384\r\n"
                            "cluster_slots_ok:16384\r\ncluster_slots_pfail:0\r\n"
                            "cluster_slots_fail:0\r\ncluster_known_nodes:2\r\n";

START_TEST(a_whole_cluster_is_well)
{
    doctor_fixture_node(&fixture, "127.0.0.1:7002");
    cluster_says(0, whole);
    cluster_says(1, whole);
    expect_none("cluster-state");
}
END_TEST

START_TEST(slots_without_a_server_are_told_once)
{
    doctor_fixture_node(&fixture, "127.0.0.1:7002");
    doctor_fixture_node(&fixture, "127.0.0.1:7003");
    cluster_says(0, whole);
    cluster_says(1, "cluster_state:ok\r\ncluster_slots_assigned:16384\r\ncluster_slots_pfail:5461");
    cluster_says(2, "cluster_state:fail\r\ncluster_slots_assigned:16383\r\n"
                    "cluster_slots_fail:5461\r\n");
    expect("cluster-state", FINDING_ERROR,
           "cluster_state is fail, 5,462 of 16,384 slots have no server, as 2 of 3 nodes say", "");
    ck_assert_ptr_null(fixture.findings.items[0].node);
    expect_note("--cluster fix 127.0.0.1:7003");
}
END_TEST

START_TEST(a_node_that_is_suspected_is_a_warning)
{
    doctor_fixture_node(&fixture, "127.0.0.1:7002");
    cluster_says(0, "cluster_state:ok\r\ncluster_slots_assigned:16384\r\ncluster_slots_pfail:5461");
    cluster_says(1, whole);
    expect("cluster-state", FINDING_WARNING,
           "cluster_state is ok, 5,461 slots have one that is not heard from", "");
    ck_assert_str_eq(fixture.findings.items[0].node, "127.0.0.1:6379");
}
END_TEST

START_TEST(a_cluster_that_may_not_be_asked_shows_by_its_errors)
{
    info("cluster_enabled", "1");
    expect_unchecked("cluster-state", "+cluster|info");
    later("errorstat_CLUSTERDOWN", "count=7");
    expect("cluster-state", FINDING_ERROR, "7 requests failed with CLUSTERDOWN", "");
}
END_TEST

/* --- writes-refused --- */

START_TEST(a_failed_snapshot_refuses_writes)
{
    expect_none("writes-refused");
    info("rdb_last_bgsave_status", "err");
    expect("writes-refused", FINDING_ERROR,
           "the last snapshot failed, the one before it is of 16m ago: writes fail with MISCONF",
           "BGSAVE");
    setting("dir", "/var/lib/redis");
    setting("save", "3600 1");
    setting("stop-writes-on-bgsave-error", "yes");
    expect("writes-refused", FINDING_ERROR, "MISCONF", "BGSAVE");
    expect_note("in /var/lib/redis");
}
END_TEST

static const char *const lenient[][2] = {{"save", ""}, {"stop-writes-on-bgsave-error", "no"}};

START_TEST(a_failed_snapshot_may_refuse_nothing)
{
    info("rdb_last_bgsave_status", "err");
    setting(lenient[_i][0], lenient[_i][1]);
    expect("writes-refused", FINDING_WARNING, "16m ago", "BGSAVE");
    ck_assert_ptr_null(strstr(buffer_text(&fixture.findings.items[0].evidence), "MISCONF"));
}
END_TEST

START_TEST(an_append_only_file_that_fails_refuses_writes)
{
    info("aof_last_write_status", "err");
    expect("writes-refused", FINDING_ERROR, "could not be written", "");
    info("aof_enabled", "0");
    expect_none("writes-refused");
    info("aof_enabled", "1");
    info("aof_last_write_status", "ok");
    info("aof_last_bgrewrite_status", "err");
    expect("writes-refused", FINDING_WARNING, "could not be rewritten", "BGREWRITEAOF");
}
END_TEST

START_TEST(replicas_that_are_wanted_and_away_refuse_writes)
{
    info("min_slaves_good_slaves", "1");
    expect_none("writes-refused");
    info("min_slaves_good_slaves", "0");
    expect("writes-refused", FINDING_ERROR, "0 of 1 replicas that min-replicas-to-write wants",
           "CONFIG SET min-replicas-to-write 0");
    setting("min-replicas-to-write", "2");
    info("min_slaves_good_slaves", "1");
    expect("writes-refused", FINDING_ERROR, "1 of 2 replicas",
           "CONFIG SET min-replicas-to-write 1");
    info("min_slaves_good_slaves", "2");
    expect_none("writes-refused");
}
END_TEST

START_TEST(writes_that_fail_meanwhile_are_told)
{
    info("errorstat_MISCONF", "count=5");
    info("errorstat_READONLY", "count=5");
    expect_none("writes-refused");
    later("errorstat_READONLY", "count=7");
    expect("writes-refused", FINDING_WARNING, "7 writes failed with READONLY", "");
    info("errorstat_READONLY", "count=7");
    later("errorstat_MISCONF", "count=6");
    expect("writes-refused", FINDING_WARNING, "1 of them in 2 s", "");
}
END_TEST

/* --- no-persistence --- */

START_TEST(nothing_is_kept_without_save_lines_and_file)
{
    info("aof_enabled", "0");
    info("rdb_changes_since_last_save", "1234");
    setting("save", "");
    expect("no-persistence", FINDING_WARNING,
           "there is no append-only file, and no save line; 1,234 changes since the last "
           "snapshot 16m ago",
           "CONFIG SET appendonly yes");
    info("rdb_changes_since_last_save", "0");
    expect("no-persistence", FINDING_WARNING, "and no save line", "CONFIG SET appendonly yes");
    info("aof_enabled", "1");
    expect_none("no-persistence");
}
END_TEST

START_TEST(save_lines_are_persistence)
{
    info("aof_enabled", "0");
    setting("save", "3600 1 300 100 60 10000");
    expect_none("no-persistence");
}
END_TEST

START_TEST(a_replica_is_filled_by_its_primary)
{
    info("aof_enabled", "0");
    info("role", "slave");
    setting("save", "");
    expect_none("no-persistence");
}
END_TEST

/* A server that began 100,000 s ago, and may not be asked for settings. */
START_TEST(what_no_snapshot_took_is_not_kept)
{
    info("aof_enabled", "0");
    info("rdb_changes_since_last_save", "7");
    info("rdb_last_save_time", "1763900001");
    expect("no-persistence", FINDING_WARNING,
           "there is no append-only file, and no snapshot; 7 changes since the start 27h ago",
           "CONFIG SET appendonly yes");
    info("rdb_bgsave_in_progress", "1");
    expect_unchecked("no-persistence", "+config|get");
    info("rdb_bgsave_in_progress", "0");
    info("rdb_changes_since_last_save", "0");
    expect_unchecked("no-persistence", "+config|get");
    info("rdb_last_save_time", "1763990000");
    expect_none("no-persistence");
}
END_TEST

START_TEST(a_server_that_just_began_had_no_time_to_save)
{
    info("aof_enabled", "0");
    info("rdb_changes_since_last_save", "7000");
    info("uptime_in_seconds", "3600");
    info("rdb_last_save_time", "1763996400");
    expect_unchecked("no-persistence", "+config|get");
}
END_TEST

/* --- replication --- */

static void make_replica(void)
{
    info("role", "slave");
    info("master_host", "10.0.0.1");
    info("master_port", "6379");
    info("master_link_status", "up");
    info("master_last_io_seconds_ago", "1");
    info("master_sync_in_progress", "0");
}

START_TEST(a_replica_that_is_read_is_a_note)
{
    make_replica();
    expect("replication", FINDING_INFO, "this is a replica of 10.0.0.1:6379", "");
    info("master_last_io_seconds_ago", "11");
    expect("replication", FINDING_INFO, "this is a replica", "");
    info("master_last_io_seconds_ago", "21");
    expect("replication", FINDING_WARNING, "has not heard from its primary 10.0.0.1:6379 for 21s",
           "");
    info("master_last_io_seconds_ago", "-1");
    expect("replication", FINDING_INFO, "this is a replica", "");
}
END_TEST

START_TEST(replicas_of_a_cluster_are_as_they_should_be)
{
    make_replica();
    fixture.url.topology = REDIS_CLUSTER;
    expect_none("replication");
}
END_TEST

START_TEST(a_link_that_is_down_is_an_error)
{
    make_replica();
    info("master_link_status", "down");
    info("master_link_down_since_seconds", "90");
    expect("replication", FINDING_ERROR,
           "the link of this replica to its primary 10.0.0.1:6379 is down for 1m", "");
    info("master_link_down_since_seconds", "-1");
    expect("replication", FINDING_ERROR, "10.0.0.1:6379 is down", "");
    info("master_sync_in_progress", "1");
    expect("replication", FINDING_WARNING, "is down, it is being filled", "");
}
END_TEST

START_TEST(replicas_that_are_behind_are_told_by_the_worst)
{
    info("master_repl_offset", "20971520");
    info("slave0", "ip=10.0.0.2,port=6379,state=online,offset=20971520,lag=1");
    info("slave1", "ip=10.0.0.3,port=6380,state=online,offset=10485760,lag=11");
    info("slave2", "ip=10.0.0.4,port=6381,state=online,offset=0,lag=35");
    expect("replication", FINDING_WARNING,
           "replica 10.0.0.4:6381 is 35 s and 20 MiB behind; 2 of 3 are", "");
    info("slave1", "ip=10.0.0.3,port=6380,state=online,offset=10485760,lag=10");
    info("slave2", "ip=10.0.0.4,port=6381,state=wait_bgsave,offset=0,lag=0");
    expect("replication", FINDING_INFO, "1 of 3 replicas is being filled", "");
    info("slave2", "ip=10.0.0.4,port=6381,state=online,offset=0,lag=0");
    expect_none("replication");
}
END_TEST

/* --- acks-unsafe --- */

START_TEST(acknowledgements_can_be_lost_where_groups_read_and_replicas_are)
{
    struct examined_stream *stream = doctor_fixture_stream(&fixture, "ns:acme");

    info("slave0", "ip=10.0.0.2,port=6379,state=online,offset=1,lag=1");
    expect_none("acks-unsafe");
    doctor_fixture_group(&fixture, stream, "ops");
    expect("acks-unsafe", FINDING_INFO, "groups read 1 stream, and no one of 1 replica",
           "CONFIG SET min-replicas-to-write 1");
    info("min_slaves_good_slaves", "1");
    expect_none("acks-unsafe");
}
END_TEST

START_TEST(a_replica_is_not_wanted_that_is_not_there)
{
    struct examined_stream *stream = doctor_fixture_stream(&fixture, "ns:acme");

    doctor_fixture_group(&fixture, stream, "ops");
    info("slave0", "ip=10.0.0.2,port=6379,state=send_bulk,offset=1,lag=1");
    info("slave1", "ip=10.0.0.3,port=6379,state=online,offset=1,lag=100");
    expect_none("acks-unsafe");
}
END_TEST

/* --- clock-skew --- */

static const struct {
    int64_t skew_ms;
    int64_t give_or_take_ms;
    int severity; /* -1: none */
    const char *evidence;
} skews[] = {
    {2000, 0, -1, ""},
    {-2000, 0, -1, ""},
    {2001, 0, FINDING_WARNING, "2.0 s ahead of"},
    {-3400, 10, FINDING_WARNING, "3.4 s behind"},
    {3400, 1500, -1, ""},
    {60000, 0, FINDING_WARNING, "60.0 s ahead of"},
    {60002, 1, FINDING_ERROR, "60.0 s ahead of"},
    {60002, 5, FINDING_WARNING, "60.0 s ahead of"},
    {-3723456, 5, FINDING_ERROR, "1h2m3s behind that of this machine"},
};

START_TEST(clocks_are_apart_when_the_way_does_not_explain_it)
{
    server()->skew_ms = skews[_i].skew_ms;
    server()->skew_max_ms = skews[_i].give_or_take_ms;
    if (skews[_i].severity < 0)
        expect_none("clock-skew");
    else
        expect("clock-skew", (enum finding_severity)skews[_i].severity, skews[_i].evidence, "");
    server()->skew_known = false;
    expect_none("clock-skew");
}
END_TEST

/* --- version --- */

static const struct {
    const char *version;
    int severity; /* -1: none */
    const char *evidence;
} versions[] = {
    {"5.0.14", FINDING_ERROR, "Redis 5.0.14 is older than 6.2"},
    {"6.0.16", FINDING_ERROR, "Redis 6.0.16 is older than 6.2"},
    {"6.2.14", FINDING_WARNING, "Redis 6.2.14 is older than 7.0"},
    {"7.0.15", FINDING_INFO, "Redis 7.0.15 is older than 7.2"},
    {"7.2.4", -1, ""},
    {"8.0-rc1", -1, ""},
    {"8.2", -1, ""},
    {"10.0.0", -1, ""},
    {"255.255.255", -1, ""},
    {"unstable", -1, ""},
    {"", -1, ""},
};

START_TEST(the_version_is_compared_by_its_numbers)
{
    info("redis_version", versions[_i].version);
    if (versions[_i].severity < 0)
        expect_none("version");
    else
        expect("version", (enum finding_severity)versions[_i].severity, versions[_i].evidence, "");
}
END_TEST

START_TEST(a_server_without_xautoclaim_is_told_whatever_it_says_it_is)
{
    info("redis_version", "7.2.4");
    info("valkey_version", "8.1.0");
    expect_none("version");
    server()->lacks_autoclaim = true;
    expect("version", FINDING_WARNING, "Valkey 8.1.0 does not know XAUTOCLAIM", "");
    server()->has_command_info = false;
    expect_none("version");
}
END_TEST

/* --- connections --- */

START_TEST(connections_run_out)
{
    info("connected_clients", "7999");
    expect_none("connections");
    info("cluster_connections", "1");
    expect("connections", FINDING_WARNING, "8,000 of maxclients 10,000 are connected",
           "CONFIG SET maxclients 20000");
    info("maxclients", "20000");
    expect_none("connections");
    fixture.settings.connections = 10;
    expect("connections", FINDING_WARNING, "8,000 of", "CONFIG SET maxclients 84001");
    info("maxclients", "84001");
    expect_none("connections");
}
END_TEST

START_TEST(rejected_connections_are_history_unless_there_are_more)
{
    info("rejected_connections", "12");
    expect("connections", FINDING_INFO, "12 connections were rejected since the start 27h ago", "");
    later("rejected_connections", "13");
    expect("connections", FINDING_WARNING, "1 of them in 2 s", "CONFIG SET maxclients 20000");
}
END_TEST

START_TEST(an_old_server_tells_maxclients_as_a_setting)
{
    info("maxclients", "");
    info("connected_clients", "90");
    expect_none("connections");
    setting("maxclients", "100");
    expect("connections", FINDING_WARNING, "90 of maxclients 100", "CONFIG SET maxclients 200");
}
END_TEST

/* --- slow --- */

START_TEST(a_server_is_slow_by_its_round_trips)
{
    server()->trip_us = 10000;
    expect_none("slow");
    server()->trip_us = -1;
    expect_none("slow");
    server()->trip_us = 10001;
    buffer_string(&server()->slow_log, "KEYS 120.0 ms");
    expect("slow", FINDING_WARNING, "a PING takes 10.0 ms there and back", "SLOWLOG GET 10");
    expect_note("Slow commands: KEYS 120.0 ms. ");
}
END_TEST

/* --- fragmentation --- */

START_TEST(fragmentation_counts_where_there_is_much)
{
    info("mem_fragmentation_ratio", "7.85");
    expect_none("fragmentation");
    info("used_memory", "200000000");
    info("used_memory_rss", "320000000");
    info("mem_fragmentation_ratio", "1.50");
    info("mem_allocator", "jemalloc-5.3.0");
    expect_none("fragmentation");
    info("mem_fragmentation_ratio", "1.60");
    expect("fragmentation", FINDING_INFO,
           "mem_fragmentation_ratio is 1.60: 190 MiB are used and 305 MiB are taken",
           "CONFIG SET activedefrag yes");
    info("allocator_frag_ratio", "1.05");
    expect("fragmentation", FINDING_INFO, "1.60", "MEMORY PURGE");
    info("mem_allocator", "libc");
    expect("fragmentation", FINDING_INFO, "1.60", "");
    setting("activedefrag", "yes");
    expect_none("fragmentation");
}
END_TEST

START_TEST(a_ratio_that_is_missing_is_not_high)
{
    info("used_memory", "200000000");
    info("mem_fragmentation_ratio", "");
    expect_none("fragmentation");
}
END_TEST

START_TEST(how_a_setting_is_kept_depends_on_its_file)
{
    setting("save", "");
    info("aof_enabled", "0");
    info("config_file", "");
    doctor_fixture_check(&fixture, "no-persistence");
    expect_note("where this server is configured");
    info("config_file", "/etc/redis/redis.conf");
    doctor_fixture_check(&fixture, "no-persistence");
    expect_note("CONFIG REWRITE");
}
END_TEST

/* --- what rises --- */

static const char *const counters[][2] = {
#define COUNTER_PLACE(name, info, part) {info, part},
    COUNTERS(COUNTER_PLACE)
#undef COUNTER_PLACE
};

static struct slice count(char text[64], int number, int times)
{
    const char *part = counters[number][1];

    return (struct slice){text, (size_t)snprintf(text, 64, "%s:%s%s%d\r\n", counters[number][0],
                                                 part != NULL ? part : "", part != NULL ? "=" : "",
                                                 times)};
}

/* What a check is told the rise of is what is looked at twice. */
START_TEST(whatever_may_rise_is_looked_at_again)
{
    char first[64], second[64];
    struct slice before = count(first, _i, 1), after = count(second, _i, 3);

    ck_assert(!counters_began(SLICE("errorstat_ERR:count=7\r\n")));
    ck_assert(counters_began(before));
    ck_assert_uint_eq(counter_read(after, (enum counter)_i), 3);
    ck_assert_uint_eq(counter_rise(before, after, (enum counter)_i), 2);
}
END_TEST

Suite *suite_doctor_server(void)
{
    Suite *suite = suite_create("doctor_server");
    TCase *tcase = tcase_create("doctor_server");

    tcase_add_checked_fixture(tcase, setup, release);
    tcase_add_loop_test(tcase, no_version_is_taken_for_ill, 0, COUNT(healthy));
    tcase_add_test(tcase, a_server_that_loads_does_not_serve);
    tcase_add_test(tcase, a_server_that_does_not_answer_is_named);
    tcase_add_test(tcase, what_info_was_refused_of_is_not_away);
    tcase_add_test(tcase, a_whole_cluster_is_well);
    tcase_add_test(tcase, slots_without_a_server_are_told_once);
    tcase_add_test(tcase, a_node_that_is_suspected_is_a_warning);
    tcase_add_test(tcase, a_cluster_that_may_not_be_asked_shows_by_its_errors);
    tcase_add_test(tcase, a_failed_snapshot_refuses_writes);
    tcase_add_loop_test(tcase, a_failed_snapshot_may_refuse_nothing, 0, COUNT(lenient));
    tcase_add_test(tcase, an_append_only_file_that_fails_refuses_writes);
    tcase_add_test(tcase, replicas_that_are_wanted_and_away_refuse_writes);
    tcase_add_test(tcase, writes_that_fail_meanwhile_are_told);
    tcase_add_test(tcase, nothing_is_kept_without_save_lines_and_file);
    tcase_add_test(tcase, save_lines_are_persistence);
    tcase_add_test(tcase, a_replica_is_filled_by_its_primary);
    tcase_add_test(tcase, what_no_snapshot_took_is_not_kept);
    tcase_add_test(tcase, a_server_that_just_began_had_no_time_to_save);
    tcase_add_test(tcase, a_replica_that_is_read_is_a_note);
    tcase_add_test(tcase, replicas_of_a_cluster_are_as_they_should_be);
    tcase_add_test(tcase, a_link_that_is_down_is_an_error);
    tcase_add_test(tcase, replicas_that_are_behind_are_told_by_the_worst);
    tcase_add_test(tcase, acknowledgements_can_be_lost_where_groups_read_and_replicas_are);
    tcase_add_test(tcase, a_replica_is_not_wanted_that_is_not_there);
    tcase_add_loop_test(tcase, clocks_are_apart_when_the_way_does_not_explain_it, 0, COUNT(skews));
    tcase_add_loop_test(tcase, the_version_is_compared_by_its_numbers, 0, COUNT(versions));
    tcase_add_test(tcase, a_server_without_xautoclaim_is_told_whatever_it_says_it_is);
    tcase_add_test(tcase, connections_run_out);
    tcase_add_test(tcase, rejected_connections_are_history_unless_there_are_more);
    tcase_add_test(tcase, an_old_server_tells_maxclients_as_a_setting);
    tcase_add_test(tcase, a_server_is_slow_by_its_round_trips);
    tcase_add_test(tcase, fragmentation_counts_where_there_is_much);
    tcase_add_test(tcase, a_ratio_that_is_missing_is_not_high);
    tcase_add_test(tcase, how_a_setting_is_kept_depends_on_its_file);
    tcase_add_loop_test(tcase, whatever_may_rise_is_looked_at_again, 0, COUNTER_COUNT);
    suite_add_tcase(suite, tcase);
    return suite;
}
