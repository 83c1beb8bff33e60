/* The examiner, on one server: what it sees is what redis-cli says, and nothing stops it. */
#include "config.h"

#include "live/doctor_user.h"
#include "live/suites.h"
#include "support/quick.h"
#include "support/redis_server.h"
#include "support/runner.h"
#include "support/wait.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STREAMS_PACED (DOCTOR_SAMPLE_ABOVE + 1)
#define PACED_US 1000000 /* at least, with 50 rests of 25 ms in each of two passes */

static struct redis_server *server;
static struct doctor_user user;

static void set_up(void)
{
    server = redis_server_create(NULL);
}

static void tear_down(void)
{
    redis_server_free(server);
}

static void add(const char *tenant, int count)
{
    for (int i = 0; i < count; i++)
        redis_server_command(server, "XADD rag:telemetry:%s * f v", tenant);
}

static void examine(void)
{
    doctor_user_run(&user, server->unix_url);
    ck_assert_msg(user.examination != NULL, "%s", user.error.text);
}

START_TEST(an_empty_server_is_examined)
{
    examine();
    ck_assert_uint_eq(user.examination->node_count, 1);
    ck_assert(user.examination->nodes[0].answered);
    ck_assert_uint_gt(user.examination->nodes[0].before.size, 1000);
    ck_assert_uint_gt(user.examination->nodes[0].after.size, 1000);
    ck_assert(user.examination->searched);
    ck_assert_uint_eq(user.examination->stream_count, 0);
    doctor_user_end(&user);
}
END_TEST

static int looks(void)
{
    redisReply *stats = redis_server_query(server, "INFO commandstats");
    const char *found = strstr(stats->str, "cmdstat_info:calls=");
    int calls = found != NULL ? atoi(found + strlen("cmdstat_info:calls=")) : 0;

    freeReplyObject(stats);
    return calls;
}

START_TEST(what_may_rise_is_looked_at_again_after_a_while)
{
    int begun = looks();
    examine();
    int healthy = looks() - begun;
    doctor_user_end(&user);
    freeReplyObject(redis_server_query(server, "AUTH nobody wrong"));
    begun = looks();
    examine();
    ck_assert_int_eq(looks() - begun, healthy + 1);
    ck_assert_int_ge(user.examination->nodes[0].apart_ms, 2000);
    doctor_user_end(&user);
}
END_TEST

START_TEST(writes_that_a_replica_refused_may_rise)
{
    redis_server_command(server, "REPLICAOF 127.0.0.1 1");
    freeReplyObject(redis_server_query(server, "SET key value"));
    examine();
    ck_assert_int_ge(user.examination->nodes[0].apart_ms, 2000);
    doctor_user_end(&user);
}
END_TEST

START_TEST(streams_are_what_redis_says)
{
    add("acme", 30);
    add("globex", 1);
    redis_server_command(server, "XTRIM rag:telemetry:acme MAXLEN 20");
    redis_server_command(server, "PEXPIRE rag:telemetry:globex 1000000");
    redis_server_command(server, "SET rag:telemetry:text 1");
    redis_server_command(server, "XADD other:acme * f v");
    examine();
    ck_assert_uint_eq(user.examination->stream_count, 2);

    const struct examined_stream *acme = doctor_user_stream(&user, "acme");
    ck_assert(acme->answered);
    ck_assert(slice_is(acme->key, "rag:telemetry:acme"));
    ck_assert_uint_eq(acme->facts.length, 20);
    ck_assert_uint_eq(acme->facts.added, 30);
    ck_assert_int_eq(acme->bytes,
                     redis_server_integer(server, "MEMORY USAGE rag:telemetry:acme SAMPLES 0"));
    ck_assert_int_eq(acme->ttl_ms, TTL_NONE);
    const struct examined_stream *globex = doctor_user_stream(&user, "globex");
    ck_assert_int_gt(globex->ttl_ms, 900000);
    ck_assert_int_le(globex->ttl_ms, 1000000);
    doctor_user_end(&user);
}
END_TEST

static long long calls(const char *command)
{
    char field[64];
    redisReply *stats = redis_server_query(server, "INFO commandstats");

    snprintf(field, sizeof(field), "cmdstat_%s:calls=", command);
    const char *found = strstr(stats->str, field);
    long long count = found != NULL ? atoll(found + strlen(field)) : 0;
    freeReplyObject(stats);
    return count;
}

static void add_many(int count)
{
    redisContext *connection = redis_server_connect(server);

    for (int i = 0; i < count; i++)
        redisAppendCommand(connection, "XADD rag:telemetry:t%d * f v", i);
    redis_server_drain(connection, (size_t)count);
    redisFree(connection);
}

static bool refused(const char *command, const char *subcommand)
{
    return examined_refused(user.examination, command, subcommand);
}

static long long log_length(void)
{
    redisReply *log = redis_server_query(server, "ACL LOG 1000");
    long long count = 0;

    for (size_t i = 0; i < log->elements; i++)
        count += log->element[i]->element[1]->integer;
    freeReplyObject(log);
    return count;
}

START_TEST(a_server_is_what_it_says_itself)
{
    redis_server_command(server, "CONFIG SET stream-node-max-bytes 1234");
    examine();
    const struct examined_node *node = &user.examination->nodes[0];
    ck_assert_str_eq(examined_setting(node, "stream-node-max-bytes"), "1234");
    ck_assert_str_eq(examined_setting(node, "save"), "");
    ck_assert_str_eq(examined_setting(node, "activedefrag"), "no");
    ck_assert_ptr_null(examined_setting(node, "requirepass"));
    ck_assert(node->skew_known);
    ck_assert_int_le(node->skew_max_ms, 1000);
    ck_assert_int_le(llabs(node->skew_ms), node->skew_max_ms + 100);
    ck_assert_int_ge(node->trip_us, 1);
    ck_assert_int_eq(node->default_open, WHETHER_YES);
    ck_assert(node->has_command_info);
    ck_assert(!node->lacks_autoclaim);
    ck_assert_uint_eq(node->cluster_info.size, 0);
    ck_assert_int_eq(node->error.class, ERROR_NONE);
    ck_assert_uint_gt(user.examination->server_us, 0);
    ck_assert_int_eq((int)user.examination->refused, 0);
    doctor_user_end(&user);
}
END_TEST

START_TEST(what_is_slow_is_named)
{
    redis_server_command(server, "CONFIG SET latency-monitor-threshold 1");
    redis_server_command(server, "CONFIG SET slowlog-log-slower-than 1000");
    redis_server_command(server, "EVAL %s 0", "for i = 1, 10000000 do end");
    examine();
    const struct examined_node *node = &user.examination->nodes[0];
    ck_assert_ptr_nonnull(strstr(buffer_text(&node->latency), "command "));
    ck_assert_ptr_nonnull(strstr(buffer_text(&node->slow_log), "EVAL "));
    doctor_user_end(&user);
}
END_TEST

START_TEST(what_is_refused_is_tried_once)
{
    char url[128];

    add_many(150);
    redis_server_command(server, "PEXPIRE rag:telemetry:t1 1000000");
    redis_server_command(server,
                         "ACL SETUSER reader on >secret %%R~rag:telemetry:* +client|setname "
                         "+info +scan +xinfo|stream");
    snprintf(url, sizeof(url), "redis://reader:secret@127.0.0.1:%d", server->port);
    doctor_user_run(&user, url);
    ck_assert_uint_eq(user.examination->stream_count, 150);
    ck_assert(doctor_user_stream(&user, "t149")->answered);
    ck_assert(refused("pttl", NULL));
    ck_assert(refused("config", "get"));
    ck_assert(refused("memory", "usage"));
    ck_assert(refused("xrevrange", NULL));
    ck_assert(!refused("xinfo", "stream"));
    ck_assert_int_eq(doctor_user_stream(&user, "t1")->bytes, -1);
    ck_assert_int_eq(doctor_user_stream(&user, "t1")->ttl_ms, TTL_UNKNOWN);
    ck_assert_int_eq(log_length(), __builtin_popcountll(user.examination->refused));
    doctor_user_end(&user);
}
END_TEST

START_TEST(without_probes_only_what_readers_need_is_tried)
{
    char url[128];

    add_many(3);
    redis_server_command(server, "PEXPIRE rag:telemetry:t1 1000000");
    redis_server_command(server, "ACL SETUSER reader on >secret %%R~rag:telemetry:* +client +ping "
                                 "+info +scan +xinfo +memory +xrevrange +command +xpending +xrange "
                                 "+acl|dryrun");
    snprintf(url, sizeof(url), "redis://reader:secret@127.0.0.1:%d", server->port);
    doctor_user_begin(&user, url);
    user.options.depth &= ~(unsigned)DOCTOR_PROBES;
    doctor_user_open(&user);
    doctor_user_wait(&user);
    ck_assert_uint_eq(user.examination->stream_count, 3);
    ck_assert_int_gt(doctor_user_stream(&user, "t1")->bytes, 0);
    ck_assert_int_eq(doctor_user_stream(&user, "t1")->ttl_ms, TTL_UNKNOWN);
    ck_assert(refused("pttl", NULL));
    ck_assert_int_eq(log_length(), 0);
    doctor_user_end(&user);
}
END_TEST

START_TEST(what_was_refused_before_is_not_tried)
{
    const struct slice words[] = {SLICE("PTTL")};

    add("acme", 1);
    redis_server_command(server, "PEXPIRE rag:telemetry:acme 1000000");
    doctor_user_begin(&user, server->unix_url);
    user.options.refused = command_bit(command_rule_of(words, 1));
    doctor_user_open(&user);
    doctor_user_wait(&user);
    ck_assert_int_eq(calls("pttl"), 0);
    ck_assert(refused("pttl", NULL));
    doctor_user_end(&user);
}
END_TEST

START_TEST(keys_that_are_refused_are_said_to_be)
{
    char url[128];

    add("a1", 1);
    add_many(250);
    redis_server_command(server, "ACL SETUSER some on >secret %%R~rag:telemetry:a* +@all");
    snprintf(url, sizeof(url), "redis://some:secret@127.0.0.1:%d", server->port);
    doctor_user_run(&user, url);
    ck_assert_uint_eq(user.examination->stream_count, 251);
    ck_assert(doctor_user_stream(&user, "a1")->answered);
    ck_assert_ptr_null(doctor_user_stream(&user, "a1")->why);
    const struct examined_stream *other = doctor_user_stream(&user, "t7");
    ck_assert(!other->answered);
    ck_assert_ptr_nonnull(strstr(other->why, "permissions to access"));
    ck_assert_int_le(log_length(), 100);
    doctor_user_end(&user);
}
END_TEST

START_TEST(given_keys_are_not_searched_for)
{
    const struct slice keys[] = {SLICE("rag:telemetry:acme"), SLICE("rag:telemetry:gone"),
                                 SLICE("rag:telemetry:text"), SLICE("elsewhere")};

    add("acme", 3);
    redis_server_command(server, "SET rag:telemetry:text 1");
    redis_server_command(server, "XADD elsewhere * f v");
    doctor_user_begin(&user, server->tcp_url);
    user.options.keys = keys;
    user.options.key_count = 4;
    doctor_user_open(&user);
    doctor_user_wait(&user);
    ck_assert_int_eq(calls("scan"), 0);
    ck_assert(user.examination->searched);
    ck_assert_uint_eq(user.examination->stream_count, 4);
    ck_assert_uint_eq(doctor_user_stream(&user, "acme")->facts.length, 3);
    ck_assert_uint_eq(doctor_user_stream(&user, "elsewhere")->facts.length, 1);
    ck_assert_ptr_nonnull(strstr(doctor_user_stream(&user, "gone")->why, "no such key"));
    ck_assert_ptr_nonnull(strstr(doctor_user_stream(&user, "text")->why, "WRONGTYPE"));
    doctor_user_end(&user);
}
END_TEST

/* Between the search and the first question, and between that and the second. */
static void delete_streams(struct doctor_user *told)
{
    if (told->total == 0)
        redis_server_command(server, "DEL rag:telemetry:t0");
    if (told->total > 0 && calls("xinfo|stream") > 10)
        redis_server_command(server, "DEL rag:telemetry:t1 rag:telemetry:t10");
}

START_TEST(a_stream_that_goes_meanwhile_is_said_to_be_gone)
{
    add_many(200);
    doctor_user_begin(&user, server->unix_url);
    user.on_progress = delete_streams;
    doctor_user_open(&user);
    doctor_user_wait(&user);
    ck_assert_ptr_nonnull(strstr(doctor_user_stream(&user, "t0")->why, "no such key"));
    ck_assert(doctor_user_stream(&user, "t1")->answered);
    ck_assert_int_eq(doctor_user_stream(&user, "t1")->bytes, -1);
    ck_assert(doctor_user_stream(&user, "t3")->answered);
    doctor_user_end(&user);
}
END_TEST

START_TEST(many_streams_are_all_examined)
{
    add_many(1200);
    examine();
    ck_assert_uint_eq(user.examination->stream_count, 1200);
    ck_assert_uint_eq(user.examination->sampled, 1200);
    for (size_t i = 0; i < 1200; i++) {
        const struct examined_stream *stream = &user.examination->streams[i];
        ck_assert(stream->answered);
        ck_assert_int_gt(stream->bytes, 0);
        ck_assert_int_eq(stream->ttl_ms, TTL_NONE);
    }
    ck_assert_int_eq(calls("xinfo|stream"), 1200);
    ck_assert_int_eq(calls("pttl"), 0);
    ck_assert_int_eq(calls("xrevrange"), 1200);
    ck_assert_uint_eq(user.done, 1200);
    ck_assert_uint_eq(user.total, 1200);
    doctor_user_end(&user);
}
END_TEST

static long long bytes_sent(void)
{
    redisReply *stats = redis_server_query(server, "INFO stats");
    const char *found = strstr(stats->str, "total_net_output_bytes:");
    long long bytes = atoll(found + strlen("total_net_output_bytes:"));

    freeReplyObject(stats);
    return bytes;
}

/* XINFO STREAM has the first entry and the last; with 20 more it would be 22 MB. */
START_TEST(of_large_entries_few_are_read)
{
    static char large[1000000];

    memset(large, 'x', sizeof(large));
    for (int i = 0; i < 25; i++)
        redis_server_command(server, "XADD rag:telemetry:large * f %b", large, sizeof(large));
    long long begun = bytes_sent();
    examine();
    ck_assert_int_eq(calls("xrevrange"), 1);
    ck_assert_uint_eq(doctor_user_stream(&user, "large")->content.entries, 1);
    ck_assert_int_lt(bytes_sent() - begun, 4000000);
    doctor_user_end(&user);
}
END_TEST

START_TEST(entries_of_very_many_streams_are_sampled)
{
    add_many(DOCTOR_SAMPLE_ABOVE + 1);
    examine();
    ck_assert_uint_eq(user.examination->stream_count, DOCTOR_SAMPLE_ABOVE + 1);
    for (size_t i = 1; i < user.examination->stream_count; i++)
        QUICK_ASSERT(slice_compare(user.examination->streams[i - 1].key,
                                   user.examination->streams[i].key) < 0);
    ck_assert_uint_eq(user.examination->sampled, DOCTOR_SAMPLE);
    ck_assert_int_eq(calls("xrevrange"), DOCTOR_SAMPLE);
    ck_assert_int_eq(calls("memory|usage"), DOCTOR_SAMPLE_ABOVE + 1);
    doctor_user_end(&user);
}
END_TEST

static void read_as(const char *group, const char *consumer, int count)
{
    redis_server_command(server, "XREADGROUP GROUP %s %s COUNT %d STREAMS rag:telemetry:acme >",
                         group, consumer, count);
}

static const struct examined_group *group_of(const struct examined_stream *stream, const char *name)
{
    for (size_t i = 0; i < stream->group_count; i++) {
        if (slice_is(stream->groups[i].name, name))
            return &stream->groups[i];
    }
    ck_abort_msg("there is no group %s", name);
}

START_TEST(groups_are_what_redis_says)
{
    add("acme", 30);
    redis_server_command(server, "XGROUP CREATE rag:telemetry:acme route 0");
    redis_server_command(server, "XGROUP CREATE rag:telemetry:acme idle $");
    read_as("route", "driftop", 10);
    read_as("route", "other", 5);
    redis_server_command(server, "XGROUP CREATECONSUMER rag:telemetry:acme route third");
    doctor_user_begin(&user, server->unix_url);
    user.options.pending_ms = 0;
    doctor_user_open(&user);
    doctor_user_wait(&user);
    const struct examined_stream *acme = doctor_user_stream(&user, "acme");
    ck_assert(acme->groups_known);
    ck_assert_uint_eq(acme->group_count, 2);
    const struct examined_group *route = group_of(acme, "route");
    ck_assert_uint_eq(route->lag, 15);
    ck_assert_uint_eq(route->pending, 15);
    ck_assert(route->consumers_known);
    ck_assert_uint_eq(route->consumers_told, 3);
    ck_assert(route->old_known);
    ck_assert_uint_eq(route->old, 15);
    ck_assert_uint_eq(user.examination->leases_count, 1);
    ck_assert_int_eq(user.examination->leases[0].is_routers, WHETHER_NO);
    ck_assert_uint_eq(group_of(acme, "idle")->consumer_count, 0);
    doctor_user_end(&user);
}
END_TEST

/* A group that was made at an ID has no lag before it has read all. */
static void make_group_at(const char *group, int place)
{
    redisReply *entries =
        redis_server_query(server, "XRANGE rag:telemetry:acme - + COUNT %d", place);

    redis_server_command(server, "XGROUP CREATE rag:telemetry:acme %s %s", group,
                         entries->element[place - 1]->element[0]->str);
    freeReplyObject(entries);
}

START_TEST(what_a_group_has_not_read_is_counted_where_redis_does_not_know)
{
    add("acme", 3000);
    make_group_at("near", 2998);
    make_group_at("far", 100);
    make_group_at("all", 3000);
    redis_server_command(server, "XTRIM rag:telemetry:acme MAXLEN 2950");
    make_group_at("second", 2);
    redis_server_command(server, "XGROUP CREATE rag:telemetry:acme before 5-0");
    redis_server_command(server, "XDEL rag:telemetry:acme 1-1");
    examine();
    const struct examined_stream *acme = doctor_user_stream(&user, "acme");
    ck_assert(!group_of(acme, "near")->lag_known);
    ck_assert_uint_eq(group_of(acme, "near")->behind, 2);
    ck_assert_uint_eq(group_of(acme, "far")->behind, 2900);
    ck_assert_uint_gt(group_of(acme, "far")->behind_max, 2900);
    ck_assert_uint_eq(group_of(acme, "second")->behind, 2948);
    const struct examined_group *all = group_of(acme, "all");
    ck_assert_uint_eq(all->lag_known ? all->lag : all->behind, 0);
    const struct examined_group *before = group_of(acme, "before");
    ck_assert_uint_eq(before->lag_known ? before->lag : before->behind, 2950);
    doctor_user_end(&user);
}
END_TEST

START_TEST(so_much_is_not_counted_to_the_end)
{
    redisContext *connection = redis_server_connect(server);

    for (int i = 0; i < 12000; i++)
        redisAppendCommand(connection, "XADD rag:telemetry:acme * f v");
    redis_server_drain(connection, 12000);
    redisFree(connection);
    make_group_at("far", 2);
    examine();
    const struct examined_group *far = group_of(doctor_user_stream(&user, "acme"), "far");
    ck_assert(far->counted);
    ck_assert_uint_ge(far->behind, 10001);
    ck_assert_uint_lt(far->behind, 11000);
    ck_assert_uint_eq(far->behind_max, far->behind);
    doctor_user_end(&user);
}
END_TEST

static void begin_impatiently(void)
{
    doctor_user_begin(&user, server->unix_url);
    user.options.timeout_ms = 500;
}

START_TEST(a_server_that_hangs_is_told_in_time)
{
    begin_impatiently();
    redis_server_freeze(server);
    int64_t start_us = wait_clock_us();
    doctor_user_open(&user);
    doctor_user_wait(&user);
    ck_assert_int_lt(wait_clock_us() - start_us, 1500000);
    redis_server_thaw(server);
    ck_assert_ptr_null(user.examination);
    ck_assert_ptr_nonnull(strstr(user.error.text, "500ms"));
    doctor_user_end(&user);
}
END_TEST

START_TEST(a_server_that_is_not_there_is_told_in_time)
{
    begin_impatiently();
    redis_server_kill(server);
    doctor_user_open(&user);
    doctor_user_wait(&user);
    ck_assert_ptr_null(user.examination);
    ck_assert_int_ne(user.error.class, ERROR_NONE);
    ck_assert_str_ne(user.error.text, "");
    doctor_user_end(&user);
}
END_TEST

START_TEST(a_wrong_password_is_told_at_once)
{
    char url[128];

    snprintf(url, sizeof(url), "redis://nobody:secret@127.0.0.1:%d", server->port);
    int64_t start_us = wait_clock_us();
    doctor_user_run(&user, url);
    ck_assert_int_lt(wait_clock_us() - start_us, 4000000);
    ck_assert_ptr_null(user.examination);
    ck_assert_ptr_nonnull(strstr(user.error.text, "WRONGPASS"));
    doctor_user_end(&user);
}
END_TEST

static bool is_running(void)
{
    return redis_server_state(server) == REDIS_SERVER_RUNS;
}

static void freeze_at_half(struct doctor_user *told)
{
    if (told->total > 0 && told->done > told->total / 2 && is_running())
        redis_server_freeze(server);
}

static void kill_at_half(struct doctor_user *told)
{
    if (told->total > 0 && told->done > told->total / 2 && is_running())
        redis_server_kill(server);
}

static void freeze_at_search(struct doctor_user *told)
{
    if (told->total == 0 && is_running())
        redis_server_freeze(server);
}

static void lose(void (*how)(struct doctor_user *told))
{
    add_many(3000);
    begin_impatiently();
    user.on_progress = how;
    doctor_user_open(&user);
    doctor_user_wait(&user);
    ck_assert_msg(user.examination != NULL, "%s", user.error.text);
    ck_assert(user.examination->nodes[0].answered);
    ck_assert_int_ne(user.examination->nodes[0].error.class, ERROR_NONE);
}

START_TEST(a_server_that_is_lost_midway_leaves_what_was_seen)
{
    lose(_i == 0 ? freeze_at_half : kill_at_half);
    ck_assert(user.examination->searched);
    ck_assert_uint_eq(user.examination->stream_count, 3000);
    ck_assert(user.examination->streams[0].answered);
    doctor_user_end(&user);
}
END_TEST

START_TEST(a_search_that_is_broken_off_says_so)
{
    lose(freeze_at_search);
    ck_assert(!user.examination->searched);
    ck_assert_ptr_nonnull(strstr(user.examination->trouble.text, "searched"));
    ck_assert_uint_gt(user.examination->stream_count, 0);
    ck_assert_ptr_nonnull(user.examination->streams[0].why);
    doctor_user_end(&user);
}
END_TEST

/* Returns false when it had ended before. */
static bool cancel_after(int turns)
{
    doctor_user_begin(&user, server->unix_url);
    user.options.depth &= ~(unsigned)(turns % 2 == 0 ? DOCTOR_WAITS : 0);
    doctor_user_open(&user);
    for (int i = 0; i < turns && user.ends == 0; i++)
        uv_run(&user.loop, UV_RUN_ONCE);
    bool ended = user.ends > 0;
    if (!ended)
        doctor_user_cancel(&user);
    else
        doctor_user_wait(&user);
    doctor_user_end(&user);
    return !ended;
}

START_TEST(it_can_be_cancelled_at_each_step)
{
    int turns = 0;

    add_many(300);
    redis_server_command(server, "XGROUP CREATE rag:telemetry:t1 route 0");
    while (cancel_after(turns))
        turns++;
    ck_assert_int_gt(turns, 20);
}
END_TEST

static void conclude(struct doctor_user *told)
{
    told->on_progress = NULL;
    doctor_conclude(told->doctor);
}

START_TEST(a_search_without_time_says_so)
{
    add_many(3000);
    doctor_user_begin(&user, server->unix_url);
    user.on_progress = conclude;
    doctor_user_open(&user);
    doctor_user_wait(&user);
    ck_assert_ptr_nonnull(user.examination);
    ck_assert(!user.examination->searched);
    ck_assert_str_ne(user.examination->trouble.text, "");
    ck_assert_uint_eq(user.examination->stream_count, 1);
    ck_assert(!user.examination->streams[0].answered);
    doctor_user_end(&user);
}
END_TEST

static void cancel(struct doctor_user *told)
{
    if (told->told == 5)
        doctor_cancel(told->doctor, NULL, NULL);
}

START_TEST(it_can_be_cancelled_by_whom_it_tells)
{
    add_many(300);
    doctor_user_begin(&user, server->unix_url);
    user.on_progress = cancel;
    doctor_user_open(&user);
    while (uv_run(&user.loop, UV_RUN_DEFAULT) != 0)
        continue;
    ck_assert_int_eq(user.ends, 0);
    ck_assert_int_eq(user.told, 5);
    doctor_user_end(&user);
}
END_TEST

/* Each stream is asked what it is, so many between two rests. */
START_TEST(of_very_many_streams_a_few_are_asked_at_a_time)
{
    add_many(STREAMS_PACED);
    doctor_user_begin(&user, server->unix_url);
    user.options.depth = 0;
    user.options.paced = true;
    int64_t begin_us = wait_clock_us();
    doctor_user_open(&user);
    doctor_user_wait(&user);
    ck_assert_int_ge(wait_clock_us() - begin_us, PACED_US);
    ck_assert_uint_eq(user.examination->stream_count, STREAMS_PACED);
    for (size_t i = 0; i < STREAMS_PACED; i++)
        ck_assert(user.examination->streams[i].answered);
    doctor_user_end(&user);
}
END_TEST

Suite *suite_doctor(void)
{
    const char *reason = redis_server_program() == NULL ? "there is no redis-server" : NULL;
    TCase *tests = tcase_create("doctor");
    Suite *suite = suite_create("doctor");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, unless(reason, an_empty_server_is_examined));
    tcase_add_test(tests, unless(reason, what_may_rise_is_looked_at_again_after_a_while));
    tcase_add_test(tests, unless(reason, writes_that_a_replica_refused_may_rise));
    tcase_add_test(tests, unless(reason, streams_are_what_redis_says));
    tcase_add_test(tests, unless(reason, a_server_is_what_it_says_itself));
    tcase_add_test(tests, unless(reason, what_is_slow_is_named));
    tcase_add_test(tests, unless(reason, what_is_refused_is_tried_once));
    tcase_add_test(tests, unless(reason, without_probes_only_what_readers_need_is_tried));
    tcase_add_test(tests, unless(reason, what_was_refused_before_is_not_tried));
    tcase_add_test(tests, unless(reason, keys_that_are_refused_are_said_to_be));
    tcase_add_test(tests, unless(reason, given_keys_are_not_searched_for));
    tcase_add_test(tests, unless(reason, a_stream_that_goes_meanwhile_is_said_to_be_gone));
    tcase_add_test(tests, unless(reason, many_streams_are_all_examined));
    tcase_add_test(tests, unless(reason, of_large_entries_few_are_read));
    tcase_add_test(tests, unless(reason, entries_of_very_many_streams_are_sampled));
    tcase_add_test(tests, unless(reason, of_very_many_streams_a_few_are_asked_at_a_time));
    tcase_add_test(tests, unless(reason, groups_are_what_redis_says));
    tcase_add_test(tests,
                   unless(reason, what_a_group_has_not_read_is_counted_where_redis_does_not_know));
    tcase_add_test(tests, unless(reason, so_much_is_not_counted_to_the_end));
    tcase_add_test(tests, unless(reason, a_server_that_hangs_is_told_in_time));
    tcase_add_test(tests, unless(reason, a_server_that_is_not_there_is_told_in_time));
    tcase_add_test(tests, unless(reason, a_wrong_password_is_told_at_once));
    if (reason == NULL)
        tcase_add_loop_test(tests, a_server_that_is_lost_midway_leaves_what_was_seen, 0, 2);
    tcase_add_test(tests, unless(reason, a_search_that_is_broken_off_says_so));
    tcase_add_test(tests, unless(reason, a_search_without_time_says_so));
    tcase_add_test(tests, unless(reason, it_can_be_cancelled_at_each_step));
    tcase_add_test(tests, unless(reason, it_can_be_cancelled_by_whom_it_tells));
    suite_add_tcase(suite, tests);
    return suite;
}
