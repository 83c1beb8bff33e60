#include "config.h"

#include "support/sentinel_trio.h"

#include "support/die.h"
#include "support/wait.h"

#include "base/buffer.h"
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DOWN_AFTER_MS 2000 /* a sentinel that stood still for longer replaces nobody at first */
#define FAILOVER_MS 3000

static void add_pair(struct string_list *list, const char *name, const char *value)
{
    string_list_add(list, name);
    string_list_add(list, value);
}

static struct redis_server *start_data_node(const struct sentinel_trio_setup *setup,
                                            const struct redis_server *master)
{
    struct string_list arguments = {0};
    char address[32];

    add_pair(&arguments, "--repl-diskless-sync-delay", "0");
    add_pair(&arguments, "--repl-ping-replica-period", "1");
    if (setup->password)
        add_pair(&arguments, "--masterauth", setup->password);
    if (master) {
        snprintf(address, sizeof(address), "127.0.0.1 %d", master->port);
        add_pair(&arguments, "--replicaof", address);
    }
    if (setup->tls)
        add_pair(&arguments, "--tls-replication", "yes");
    struct redis_server *server = redis_server_create(
        &(struct redis_server_setup){.password = setup->password,
                                     .tls = setup->tls,
                                     .arguments = (const char *const *)arguments.items});
    string_list_free(&arguments);
    return server;
}

/* The first one alone finds enough others to agree with it, so that it leads each failover: two of
 * them that begin at once, on a busy machine, replace the new master once more. */
static void write_master(const struct sentinel_trio *trio, const struct sentinel_trio_setup *setup,
                         int self, struct buffer *out)
{
    buffer_printf(out, "sentinel monitor " TRIO_NAME " 127.0.0.1 %d %d\n", trio->data[0]->port,
                  self == 0 ? 2 : TRIO + 1);
    buffer_printf(out, "sentinel down-after-milliseconds " TRIO_NAME " %d\n", DOWN_AFTER_MS);
    buffer_printf(out, "sentinel failover-timeout " TRIO_NAME " %d\n", FAILOVER_MS);
    if (setup->password)
        buffer_printf(out, "sentinel auth-pass " TRIO_NAME " %s\n", setup->password);
    if (setup->sentinel_password)
        buffer_printf(out, "sentinel sentinel-pass %s\n", setup->sentinel_password);
}

/* Writes what a sentinel knows after its first seconds. An ID is its number. */
static void write_knowledge(const struct sentinel_trio *trio,
                            const struct sentinel_trio_setup *setup, int self, struct buffer *out)
{
    buffer_printf(out, "sentinel myid %040d\n", self + 1);
    write_master(trio, setup, self, out);
    for (int i = 0; i < TRIO; i++) {
        if (i > 0)
            buffer_printf(out, "sentinel known-replica " TRIO_NAME " 127.0.0.1 %d\n",
                          trio->data[i]->port);
        if (i != self)
            buffer_printf(out, "sentinel known-sentinel " TRIO_NAME " 127.0.0.1 %d %040d\n",
                          trio->sentinels[i]->port, i + 1);
    }
}

static struct redis_server *start_sentinel(const struct sentinel_trio_setup *setup)
{
    static const char *const plain[] = {"--sentinel", NULL};
    static const char *const secure[] = {"--tls-replication", "yes", "--sentinel", NULL};

    return redis_server_create(
        &(struct redis_server_setup){.password = setup->sentinel_password,
                                     .tls = setup->tls,
                                     .configuration = "",
                                     .arguments = setup->tls ? secure : plain});
}

/* They are started twice: only then the ports of all are known. */
static void start_sentinels(struct sentinel_trio *trio, const struct sentinel_trio_setup *setup)
{
    struct buffer knowledge = {0};

    for (int i = 0; i < TRIO; i++) {
        trio->sentinels[i] = start_sentinel(setup);
        redis_server_kill(trio->sentinels[i]);
    }
    for (int i = 0; i < TRIO; i++) {
        buffer_clear(&knowledge);
        write_knowledge(trio, setup, i, &knowledge);
        redis_server_configure(trio->sentinels[i], buffer_text(&knowledge));
        redis_server_start(trio->sentinels[i]);
    }
    buffer_free(&knowledge);
}

static bool has_quorum(struct redis_server *sentinel)
{
    redisReply *reply = redis_server_query(sentinel, "SENTINEL CKQUORUM " TRIO_NAME);
    bool has = reply->type == REDIS_REPLY_STATUS && strncmp(reply->str, "OK 3 ", 5) == 0;

    freeReplyObject(reply);
    return has;
}

/* A sentinel promotes only a replica that told it so itself. */
static bool knows_replicas(struct redis_server *sentinel)
{
    redisReply *reply = redis_server_query(sentinel, "SENTINEL REPLICAS " TRIO_NAME);
    int in_sync = 0;

    for (size_t i = 0; i < reply->elements; i++) {
        redisReply *replica = reply->element[i];
        for (size_t field = 0; field + 1 < replica->elements; field += 2)
            in_sync += strcmp(replica->element[field]->str, "master-link-status") == 0 &&
                       strcmp(replica->element[field + 1]->str, "ok") == 0;
    }
    freeReplyObject(reply);
    return in_sync == TRIO - 1;
}

static void wait_until_ready(struct sentinel_trio *trio)
{
    struct deadline deadline = deadline_in(PATIENCE_MS);

    for (int i = 0; i < TRIO; i++) {
        while ((i == 0 && !has_quorum(trio->sentinels[i])) || !knows_replicas(trio->sentinels[i])) {
            if (!deadline_pause(&deadline))
                die("the sentinels were not ready within %d ms", PATIENCE_MS);
        }
    }
}

static void write_url(struct sentinel_trio *trio, const struct sentinel_trio_setup *setup)
{
    snprintf(trio->url, sizeof(trio->url),
             "%s+sentinel://127.0.0.1:%d,127.0.0.1:%d,127.0.0.1:%d/" TRIO_NAME,
             setup->tls ? "rediss" : "redis", trio->sentinels[0]->port, trio->sentinels[1]->port,
             trio->sentinels[2]->port);
}

struct sentinel_trio *sentinel_trio_create(const struct sentinel_trio_setup *setup)
{
    struct sentinel_trio *trio = mem_zalloc(1, sizeof(*trio));
    struct sentinel_trio_setup plain = {0};

    if (!setup)
        setup = &plain;
    for (int i = 0; i < TRIO; i++)
        trio->data[i] = start_data_node(setup, i > 0 ? trio->data[0] : NULL);
    start_sentinels(trio, setup);
    write_url(trio, setup);
    wait_until_ready(trio);
    return trio;
}

void sentinel_trio_free(struct sentinel_trio *trio)
{
    if (!trio)
        return;
    for (int i = 0; i < TRIO; i++) {
        redis_server_free(trio->sentinels[i]);
        redis_server_free(trio->data[i]);
    }
    free(trio);
}

/* Returns the data node that a sentinel names. */
static struct redis_server *named_by(struct sentinel_trio *trio, struct redis_server *sentinel)
{
    redisReply *reply = redis_server_query(sentinel, "SENTINEL GET-MASTER-ADDR-BY-NAME " TRIO_NAME);
    int port = reply->elements == 2 ? atoi(reply->element[1]->str) : 0;

    freeReplyObject(reply);
    for (int i = 0; i < TRIO; i++) {
        if (trio->data[i]->port == port)
            return trio->data[i];
    }
    die("a sentinel names none of the data nodes");
}

static struct redis_server *first_sentinel(const struct sentinel_trio *trio)
{
    for (int i = 0; i < TRIO; i++) {
        if (trio->sentinels[i]->pid)
            return trio->sentinels[i];
    }
    die("no sentinel runs");
}

struct redis_server *sentinel_trio_master(struct sentinel_trio *trio)
{
    return named_by(trio, first_sentinel(trio));
}

struct redis_server *sentinel_trio_wait_for_another(struct sentinel_trio *trio,
                                                    const struct redis_server *master)
{
    struct deadline deadline = deadline_in(PATIENCE_MS);

    for (int i = 0; i < TRIO; i++) {
        while (trio->sentinels[i]->pid && named_by(trio, trio->sentinels[i]) == master) {
            if (!deadline_pause(&deadline))
                die("no other master was named within %d ms", PATIENCE_MS);
        }
    }
    /* Sentinels close the connections of a server that they promote. */
    for (int i = 0; i < TRIO; i++)
        redis_server_disconnect(trio->data[i]);
    return sentinel_trio_master(trio);
}

/* It is refused while a replica has not been heard of for a moment. */
struct redis_server *sentinel_trio_fail_over(struct sentinel_trio *trio)
{
    struct deadline deadline = deadline_in(PATIENCE_MS);
    struct redis_server *master = sentinel_trio_master(trio);
    bool begun = false;

    while (!begun) {
        redisReply *reply =
            redis_server_query(first_sentinel(trio), "SENTINEL FAILOVER " TRIO_NAME);
        begun = reply->type == REDIS_REPLY_STATUS;
        if (!begun && !deadline_pause(&deadline))
            die("SENTINEL FAILOVER: %s", reply->str);
        freeReplyObject(reply);
    }
    return sentinel_trio_wait_for_another(trio, master);
}
