#include "config.h"

#include "chaos/faults.h"

#include "support/die.h"
#include "support/wait.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void freeze(struct stage *stage)
{
    redis_server_freeze(stage->read);
    redis_server_freeze(stage->written);
}

static void thaw(struct stage *stage)
{
    redis_server_thaw(stage->read);
    redis_server_thaw(stage->written);
}

static void kill_servers(struct stage *stage)
{
    redis_server_kill(stage->read);
    redis_server_kill(stage->written);
}

/* Both load what they have, and refuse everybody meanwhile. */
static void start_servers(struct stage *stage)
{
    redis_server_start(stage->read);
    redis_server_start(stage->written);
}

static void start_empty(struct stage *stage)
{
    char command[SCRATCH_SIZE + 32];

    snprintf(command, sizeof(command), "rm -rf '%s'/appendonly*", stage->read->directory);
    if (system(command) != 0)
        die("cannot remove the data of a server");
    start_servers(stage);
}

/* The base of the data is written anew first: it is that which is loaded key by key. */
static void load_slowly(struct stage *stage)
{
    struct deadline deadline = deadline_in(PATIENCE_MS);

    freeReplyObject(redis_server_query(stage->read, "BGREWRITEAOF"));
    while (redis_server_info(stage->read, "persistence", "aof_rewrite_in_progress") != 0) {
        if (!deadline_pause(&deadline))
            die("the data is not written anew");
    }
    redis_server_kill(stage->read);
    redis_server_start(stage->read);
}

static void flush_all(struct stage *stage)
{
    redis_server_command(stage->read, "FLUSHALL");
}

static void swap(struct stage *stage)
{
    redis_server_command(stage->read, "SWAPDB 0 1");
}

static void kill_clients(struct stage *stage)
{
    freeReplyObject(redis_server_query(stage->read, "CLIENT KILL TYPE normal"));
    freeReplyObject(redis_server_query(stage->written, "CLIENT KILL TYPE normal"));
}

static void pause_clients(struct stage *stage)
{
    redis_server_command(stage->read, "CLIENT PAUSE 800 ALL");
    redis_server_command(stage->written, "CLIENT PAUSE 800 WRITE");
}

static void wait_for_pause(struct stage *stage)
{
    redis_server_command(stage->read, "PING");
    freeReplyObject(redis_server_query(stage->written, "SET pause over"));
}

static void follow_other(struct stage *stage)
{
    redis_server_command(stage->read, "REPLICAOF 127.0.0.1 %d", stage->other->port);
    redis_server_command(stage->written, "REPLICAOF 127.0.0.1 1");
}

static void follow_nobody(struct stage *stage)
{
    redis_server_command(stage->read, "REPLICAOF NO ONE");
    redis_server_command(stage->written, "REPLICAOF NO ONE");
}

/* A script that does not end: whoever asks is told that the server is busy. */
static void keep_busy(struct redis_server *server)
{
    redisContext *connection = redis_server_connect(server);

    freeReplyObject(redis_server_query(server, "CONFIG SET busy-reply-threshold 20"));
    freeReplyObject(redis_server_query(server, "CONFIG SET lua-time-limit 20"));
    redisAppendCommand(connection, "EVAL %s 0", "while true do end");
    int done = 0;
    while (done == 0 && redisBufferWrite(connection, &done) == REDIS_OK)
        ;
    redis_server_disconnect(server);
    redisFree(connection);
}

static void be_busy(struct stage *stage)
{
    keep_busy(stage->read);
    keep_busy(stage->written);
}

static void end_script(struct redis_server *server)
{
    struct deadline deadline = deadline_in(PATIENCE_MS);
    bool over = false;

    while (!over) {
        freeReplyObject(redis_server_query(server, "SCRIPT KILL"));
        redisReply *reply = redis_server_query(server, "PING");
        over = reply->type == REDIS_REPLY_STATUS;
        freeReplyObject(reply);
        if (!over && !deadline_pause(&deadline))
            die("the script does not end");
    }
}

static void end_scripts(struct stage *stage)
{
    end_script(stage->read);
    end_script(stage->written);
}

/* Streams are evicted from the one server, and the other takes no more. */
static void be_short_of_memory(struct stage *stage)
{
    redis_server_command(stage->read, "CONFIG SET maxmemory-policy allkeys-random");
    redis_server_command(stage->read, "CONFIG SET maxmemory 1");
    redis_server_command(stage->written, "CONFIG SET maxmemory 1");
}

static void have_memory(struct stage *stage)
{
    redis_server_command(stage->read, "CONFIG SET maxmemory 0");
    redis_server_command(stage->written, "CONFIG SET maxmemory 0");
}

/* --- the ways --- */

static void set_proxies(struct stage *stage, enum proxy_fault fault)
{
    proxy_set(&stage->read_proxy, fault, stage->dice.state);
    proxy_set(&stage->written_proxy, fault, stage->dice.state);
}

static void pass(struct stage *stage)
{
    set_proxies(stage, PROXY_NONE);
}

/* Bytes that are others within a value nobody can tell from right ones, until one asks. */
static void pass_and_ask(struct stage *stage)
{
    pass(stage);
    terminal_type(stage->dashboard, "r");
}

#define PROXY_BEGIN(name)                                                                          \
    static void begin_##name(struct stage *stage)                                                  \
    {                                                                                              \
        set_proxies(stage, PROXY_##name);                                                          \
    }
PROXY_FAULTS(PROXY_BEGIN)
#undef PROXY_BEGIN

const struct fault faults[] = {
    {"nothing", begin_NONE, NULL, false},
    {"delay", begin_DELAY, pass, false},
    {"fragment", begin_FRAGMENT, pass, false},
    {"stall", begin_STALL, pass, false},
    {"deaf", begin_DEAF, pass, false},
    {"dumb", begin_DUMB, pass, false},
    {"half-open", begin_HALF_OPEN, pass, false},
    {"refuse", begin_REFUSE, pass, false},
    {"idle close", begin_IDLE_CLOSE, pass, false},
    {"truncate", begin_TRUNCATE, pass, false},
    {"reset", begin_RESET, pass, false},
    {"double bytes", begin_DOUBLE_BYTES, pass, false},
    {"double", begin_DOUBLE, pass, false},
    {"corrupt", begin_CORRUPT, pass_and_ask, false},
    {"html", begin_HTML, pass, false},
    {"freeze", freeze, thaw, true},
    {"kill", kill_servers, start_servers, true},
    {"kill, and lose all", kill_servers, start_empty, true},
    {"load slowly", load_slowly, NULL, false},
    {"flush all", flush_all, NULL, false},
    {"swap", swap, NULL, false},
    {"kill clients", kill_clients, NULL, false},
    {"pause clients", pause_clients, wait_for_pause, true},
    {"another data set", follow_other, follow_nobody, false},
    {"busy", be_busy, end_scripts, true},
    {"no memory", be_short_of_memory, have_memory, false},
};
const size_t fault_count = sizeof(faults) / sizeof(faults[0]);
