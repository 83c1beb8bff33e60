#include "config.h"

#include "live/scripted_redis.h"

#include "base/duration.h"
#include "base/memory.h"
#include "base/timestamp.h"
#include "redis/command.h"
#include "support/doctor_fixture.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 64
#define ENTRIES 20

static const char healthy[] =
    "# Server\r\nredis_version:7.0.15\r\nredis_mode:standalone\r\nuptime_in_seconds:100000\r\n"
    "# Clients\r\nconnected_clients:3\r\nmaxclients:10000\r\nblocked_clients:0\r\n"
    "# Memory\r\nused_memory:1000000\r\ntotal_system_memory:8000000000\r\nmaxmemory:1000000000\r\n"
    "maxmemory_policy:noeviction\r\nmem_fragmentation_ratio:1.10\r\n"
    "mem_not_counted_for_evict:0\r\n"
    "# Persistence\r\nloading:0\r\nrdb_changes_since_last_save:0\r\nrdb_bgsave_in_progress:0\r\n"
    "rdb_last_save_time:1763999000\r\nrdb_last_bgsave_status:ok\r\naof_enabled:1\r\n"
    "aof_last_bgrewrite_status:ok\r\naof_last_write_status:ok\r\n"
    "# Stats\r\nrejected_connections:0\r\nexpired_keys:0\r\nevicted_keys:0\r\n"
    "acl_access_denied_auth:0\r\nacl_access_denied_cmd:0\r\n"
    "# Replication\r\nrole:master\r\nconnected_slaves:0\r\n"
    "# Cluster\r\ncluster_enabled:0\r\n"
    "# Keyspace\r\ndb0:keys=10,expires=0,avg_ttl=0\r\n";

/* What a healthy server answers; what is not listed is unknown to it. */
static const struct {
    const char *command;
    const char *reply;
} usual[] = {
    {"AUTH", "+OK\r\n"},
    {"CLIENT", "+OK\r\n"},
    {"SELECT", "+OK\r\n"},
    {"PING", "+PONG\r\n"},
    {"TYPE", "+stream\r\n"},
    {"XLEN", ":20\r\n"},
    {"XINFO GROUPS", "*1\r\n*12\r\n$4\r\nname\r\n$1\r\ng\r\n$9\r\nconsumers\r\n:1\r\n"
                     "$7\r\npending\r\n:0\r\n$17\r\nlast-delivered-id\r\n$3\r\n1-1\r\n"
                     "$12\r\nentries-read\r\n:20\r\n$3\r\nlag\r\n:0\r\n"},
    {"XINFO CONSUMERS", "*1\r\n*6\r\n$4\r\nname\r\n$1\r\nc\r\n$7\r\npending\r\n:0\r\n"
                        "$4\r\nidle\r\n:10\r\n"},
    {"XPENDING", "*0\r\n"},
    {"MEMORY USAGE", ":17540\r\n"},
    {"PTTL", ":-1\r\n"},
    {"ACL DRYRUN", "+OK\r\n"},
    {"ACL GETUSER", "*4\r\n$5\r\nflags\r\n*1\r\n$3\r\noff\r\n$9\r\npasswords\r\n*0\r\n"},
    {"CONFIG GET", "*2\r\n$4\r\nsave\r\n$7\r\n3600 1 \r\n"},
    {"LATENCY LATEST", "*0\r\n"},
    {"SLOWLOG GET", "*0\r\n"},
    {"COMMAND INFO", "*2\r\n*2\r\n$10\r\nxautoclaim\r\n:-6\r\n"
                     "*2\r\n$15\r\nclient|no-touch\r\n:3\r\n"},
    {"GET", "$-1\r\n"},
    {"CLUSTER INFO", "$18\r\ncluster_state:ok\r\n\r\n"},
};

static void append_bulk(struct buffer *out, struct slice text)
{
    buffer_printf(out, "$%zu\r\n", text.size);
    buffer_append(out, text.data, text.size);
    buffer_string(out, "\r\n");
}

static void append_text(struct buffer *out, const char *text)
{
    append_bulk(out, slice_of(text));
}

/* One a minute, the newest just now. */
static int64_t time_of(const struct scripted_redis *redis, size_t age)
{
    return timestamp_now() + redis->ahead_ms - 1000 - (int64_t)age * MS_PER_MINUTE;
}

static void append_entry(struct buffer *out, const struct scripted_redis *redis, size_t age)
{
    static const char dims[] = "[{\"name\":\"f\",\"value\":0.9,\"baseline\":0.9,\"z_score\":0.1,"
                               "\"sample_count\":9,\"severity\":\"ok\"}]";
    int64_t time_ms = time_of(redis, age);
    char id[40], window[40];

    snprintf(id, sizeof(id), "%" PRId64 "-0", time_ms);
    timestamp_format_iso(time_ms, window);
    buffer_string(out, "*2\r\n");
    append_text(out, id);
    buffer_string(out, "*10\r\n");
    append_text(out, "ws");
    append_text(out, window);
    append_text(out, "we");
    append_text(out, window);
    append_text(out, "degraded");
    append_text(out, "");
    append_text(out, "warned");
    append_text(out, "");
    append_text(out, "dims");
    append_text(out, dims);
}

static void append_entries(struct buffer *out, const struct scripted_redis *redis)
{
    buffer_printf(out, "*%d\r\n", ENTRIES);
    for (size_t age = 0; age < ENTRIES; age++)
        append_entry(out, redis, age);
}

static void append_number(struct buffer *out, const char *name, int number)
{
    append_text(out, name);
    buffer_printf(out, ":%d\r\n", number);
}

static void append_stream(struct buffer *out, const struct scripted_redis *redis)
{
    char id[40];

    snprintf(id, sizeof(id), "%" PRId64 "-0", time_of(redis, 0));
    buffer_string(out, "*20\r\n");
    append_number(out, "length", ENTRIES);
    append_number(out, "radix-tree-keys", 4);
    append_number(out, "radix-tree-nodes", 5);
    append_text(out, "last-generated-id");
    append_text(out, id);
    append_text(out, "max-deleted-entry-id");
    append_text(out, "0-0");
    append_number(out, "entries-added", ENTRIES);
    append_number(out, "groups", 1);
    append_text(out, "recorded-first-entry-id");
    append_text(out, "0-1");
    append_text(out, "first-entry");
    append_entry(out, redis, ENTRIES - 1);
    append_text(out, "last-entry");
    append_entry(out, redis, 0);
}

static void append_info(struct buffer *out, const struct scripted_redis *redis)
{
    struct buffer text = {0};

    if (!redis->no_clock)
        buffer_printf(&text, "server_time_usec:%" PRId64 "000\r\n",
                      timestamp_now() + redis->ahead_ms);
    buffer_append(&text, redis->info.data, redis->info.size);
    append_bulk(out, (struct slice){buffer_text(&text), text.size});
    buffer_free(&text);
}

static void append_scan(struct buffer *out, const struct scripted_redis *redis)
{
    buffer_string(out, "*2\r\n$1\r\n0\r\n*1\r\n");
    append_text(out, redis->key);
}

/* All slots are its own. */
static void append_slots(struct buffer *out, const struct scripted_redis *redis)
{
    buffer_string(out, "*1\r\n*3\r\n:0\r\n:16383\r\n*3\r\n");
    append_text(out, "127.0.0.1");
    buffer_printf(out, ":%s\r\n", strrchr(redis->server.url, ':') + 1);
    append_text(out, "0123456789012345678901234567890123456789");
}

static const struct {
    const char *command;
    void (*append)(struct buffer *out, const struct scripted_redis *redis);
} made[] = {
    {"INFO", append_info},           {"SCAN", append_scan},         {"XINFO STREAM", append_stream},
    {"CLUSTER SLOTS", append_slots}, {"XREVRANGE", append_entries}, {"XRANGE", append_entries},
};

/* --- requests --- */

/* Returns true when the words of a request begin with those of a command. */
static bool begins_with(const struct slice *words, size_t count, const char *command)
{
    struct slice rest = slice_of(command);

    for (size_t i = 0; rest.data != NULL; i++) {
        struct slice word = slice_split(&rest, ' ');
        char name[32];
        snprintf(name, sizeof(name), "%.*s", (int)word.size, word.data);
        if (i == count || !slice_is_nocase(words[i], name))
            return false;
    }
    return true;
}

static void append_reply(struct scripted_redis *redis, const struct slice *words, size_t count,
                         struct buffer *out)
{
    for (size_t i = 0; i < redis->reply_count; i++) {
        if (begins_with(words, count, redis->replies[i].command)) {
            buffer_string(out, redis->replies[i].reply);
            return;
        }
    }
    for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++) {
        if (begins_with(words, count, made[i].command)) {
            made[i].append(out, redis);
            return;
        }
    }
    for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++) {
        if (begins_with(words, count, usual[i].command)) {
            buffer_string(out, usual[i].reply);
            return;
        }
    }
    buffer_printf(out, "-ERR unknown command '%.*s'\r\n", (int)words[0].size, words[0].data);
}

static void note_asked(struct scripted_redis *redis, const struct slice *words, size_t count)
{
    const struct command_rule *rule = command_rule_of(words, count);
    char name[COMMAND_NAME_SIZE];

    ck_assert_ptr_nonnull(rule);
    command_name(rule, name);
    for (size_t i = 0; i < redis->asked.count; i++) {
        if (strcmp(redis->asked.items[i], name) == 0)
            return;
    }
    string_list_add(&redis->asked, name);
}

/* Takes a number behind its mark, and the end of its line. */
static bool take_number(struct slice *rest, char mark, size_t *number)
{
    const char *end = memchr(rest->data, '\n', rest->size);

    if (end == NULL)
        return false;
    ck_assert_int_eq(rest->data[0], mark);
    *number = strtoul(rest->data + 1, NULL, 10);
    rest->size -= (size_t)(end + 1 - rest->data);
    rest->data = end + 1;
    return true;
}

static bool take_word(struct slice *rest, struct slice *word)
{
    size_t size;

    if (rest->size == 0 || !take_number(rest, '$', &size) || rest->size < size + 2)
        return false;
    *word = (struct slice){rest->data, size};
    rest->data += size + 2;
    rest->size -= size + 2;
    return true;
}

/* Takes one whole request. */
static bool take_request(struct slice *rest, struct slice words[WORDS_MAX], size_t *count)
{
    struct slice at = *rest;

    if (at.size == 0 || !take_number(&at, '*', count))
        return false;
    ck_assert_uint_le(*count, WORDS_MAX);
    for (size_t i = 0; i < *count; i++) {
        if (!take_word(&at, &words[i]))
            return false;
    }
    *rest = at;
    return true;
}

static bool respond(void *context, int connection, struct slice came, struct buffer *out)
{
    struct scripted_redis *redis = context;
    struct slice words[WORDS_MAX];
    size_t count;

    if (connection != redis->connection)
        buffer_clear(&redis->came);
    redis->connection = connection;
    buffer_append(&redis->came, came.data, came.size);
    struct slice rest = {redis->came.data, redis->came.size};
    while (take_request(&rest, words, &count)) {
        note_asked(redis, words, count);
        if (redis->requests >= redis->silent_after)
            continue;
        redis->requests++;
        if (redis->requests > redis->hang_up_after) {
            redis->hang_up_after = SCRIPTED_NEVER;
            return false;
        }
        append_reply(redis, words, count, out);
    }
    buffer_consume(&redis->came, redis->came.size - rest.size);
    return true;
}

/* --- */

void scripted_redis_listen(struct scripted_redis *redis, uv_loop_t *loop)
{
    const struct fake_script script = {.respond = respond, .context = redis};

    *redis = (struct scripted_redis){
        .key = SCRIPTED_KEY, .silent_after = SCRIPTED_NEVER, .hang_up_after = SCRIPTED_NEVER};
    buffer_string(&redis->info, healthy);
    fake_server_listen(&redis->server, loop, script);
}

void scripted_redis_end(struct scripted_redis *redis)
{
    fake_server_end(&redis->server);
    for (size_t i = 0; i < redis->reply_count; i++)
        free(redis->replies[i].reply);
    buffer_free(&redis->info);
    buffer_free(&redis->came);
    string_list_free(&redis->asked);
}

void scripted_redis_info(struct scripted_redis *redis, const char *name, const char *value)
{
    doctor_info_set(&redis->info, name, value);
}

void scripted_redis_reply(struct scripted_redis *redis, const char *command, const char *reply)
{
    ck_assert_uint_lt(redis->reply_count, SCRIPTED_REPLIES_MAX);
    redis->replies[redis->reply_count++] =
        (struct scripted_reply){.command = command, .reply = mem_strdup(reply)};
}
