#include "config.h"

#include "support/cluster.h"

#include "support/cluster_view.h"
#include "support/cluster_wait.h"
#include "support/die.h"

#include "base/buffer.h"
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CRC16_POLYNOMIAL 0x1021U

/* Asks a master that runs, where there is one: a replica learns later of slots that moved. */
static void ask_any(const struct redis_cluster *cluster, struct cluster_view *view)
{
    bool asked = false;

    for (size_t i = 0; i < cluster->count; i++) {
        if (!cluster_runs(cluster, i))
            continue;
        cluster_view_ask(cluster, i, view);
        if (view->is_master[i])
            return;
        asked = true;
    }
    if (!asked)
        die("no node of the cluster runs");
}

static void start_servers(struct redis_cluster *cluster, const struct redis_cluster_setup *setup)
{
    struct string_list arguments = {0};
    const char *const usual[] = {"--cluster-allow-replica-migration",
                                 "no",
                                 "--repl-diskless-sync-delay",
                                 "0",
                                 "--repl-ping-replica-period",
                                 "1",
                                 NULL};
    string_list_add_all(&arguments, usual);
    string_list_add_all(&arguments, setup->arguments);
    for (size_t i = 0; i < cluster->count; i++) {
        cluster->nodes[i] = redis_server_create(
            &(struct redis_server_setup){.arguments = (const char *const *)arguments.items,
                                         .tls = setup->tls,
                                         .cluster = true,
                                         .shared = true});
        redisReply *reply = redis_server_query(cluster->nodes[i], "CLUSTER MYID");
        snprintf(cluster->ids[i], sizeof(cluster->ids[i]), "%s", reply->str);
        freeReplyObject(reply);
    }
    string_list_free(&arguments);
}

/* ADDSLOTSRANGE came with 7.0. */
static void give_slots(struct redis_cluster *cluster, size_t master)
{
    struct buffer command = {0};

    buffer_string(&command, "CLUSTER ADDSLOTS");
    for (size_t slot = master * CLUSTER_SLOTS / CLUSTER_MASTERS;
         slot < (master + 1) * CLUSTER_SLOTS / CLUSTER_MASTERS; slot++)
        buffer_printf(&command, " %zu", slot);
    redis_server_command(cluster->nodes[master], buffer_text(&command));
    buffer_free(&command);
}

static bool all_are_known(struct redis_cluster *cluster)
{
    struct cluster_view view;

    for (size_t i = 0; i < cluster->count; i++) {
        cluster_view_ask(cluster, i, &view);
        if (view.known < cluster->count)
            return false;
    }
    return true;
}

static void introduce(struct redis_cluster *cluster)
{
    for (size_t i = 0; i < cluster->count; i++) {
        if (i < CLUSTER_MASTERS)
            give_slots(cluster, i);
        redis_server_command(cluster->nodes[i], "CLUSTER SET-CONFIG-EPOCH %u", (unsigned)i + 1);
    }
    for (size_t i = 1; i < cluster->count; i++)
        redis_server_command(cluster->nodes[0], "CLUSTER MEET 127.0.0.1 %d",
                             cluster->nodes[i]->port);
    cluster_wait_until(cluster, all_are_known, "all nodes know each other");
    for (size_t i = CLUSTER_MASTERS; i < cluster->count; i++)
        redis_server_command(cluster->nodes[i], "CLUSTER REPLICATE %s",
                             cluster->ids[i - CLUSTER_MASTERS]);
}

static void compose_url(struct redis_cluster *cluster, bool tls)
{
    struct buffer url = {0};

    buffer_printf(&url, "redis%s+cluster://", tls ? "s" : "");
    for (size_t i = 0; i < cluster->count; i++)
        buffer_printf(&url, "%s127.0.0.1:%d", i > 0 ? "," : "", cluster->nodes[i]->port);
    snprintf(cluster->url, sizeof(cluster->url), "%s", buffer_text(&url));
    buffer_free(&url);
}

struct redis_cluster *redis_cluster_create(const struct redis_cluster_setup *setup)
{
    struct redis_cluster *cluster = mem_zalloc(1, sizeof(*cluster));

    cluster->count = setup->replicas ? CLUSTER_NODES_MAX : CLUSTER_MASTERS;
    start_servers(cluster, setup);
    introduce(cluster);
    compose_url(cluster, setup->tls != NULL);
    redis_cluster_wait(cluster);
    return cluster;
}

void redis_cluster_free(struct redis_cluster *cluster)
{
    if (!cluster)
        return;
    for (size_t i = 0; i < cluster->count; i++)
        redis_server_free(cluster->nodes[i]);
    free(cluster);
}

struct redis_cluster *redis_cluster_shared(void)
{
    static struct redis_cluster *shared;
    static char program[512];
    const char *wanted = redis_server_program();

    if (shared != NULL && strcmp(program, wanted) == 0)
        return shared;
    redis_cluster_free(shared);
    snprintf(program, sizeof(program), "%s", wanted);
    shared = redis_cluster_create(&(struct redis_cluster_setup){.replicas = true});
    return shared;
}

/* CRC-16/XMODEM, bit by bit. */
static unsigned crc16(const char *bytes, size_t size)
{
    unsigned crc = 0;

    for (size_t i = 0; i < size; i++) {
        crc ^= (unsigned)(unsigned char)bytes[i] << 8;
        for (int bit = 0; bit < 8; bit++)
            crc = (crc << 1 ^ ((crc & 0x8000U) != 0 ? CRC16_POLYNOMIAL : 0)) & 0xffffU;
    }
    return crc;
}

/* What stands between the first braces, where there is something, decides alone. */
unsigned redis_cluster_slot(const char *key)
{
    const char *open = strchr(key, '{');
    const char *end = open != NULL ? strchr(open + 1, '}') : NULL;

    if (end == NULL || end == open + 1)
        return crc16(key, strlen(key)) % CLUSTER_SLOTS;
    return crc16(open + 1, (size_t)(end - open - 1)) % CLUSTER_SLOTS;
}

size_t redis_cluster_owner_of_slot(struct redis_cluster *cluster, unsigned slot)
{
    struct cluster_view view;

    ask_any(cluster, &view);
    return view.owner[slot];
}

size_t redis_cluster_owner(struct redis_cluster *cluster, const char *key)
{
    return redis_cluster_owner_of_slot(cluster, redis_cluster_slot(key));
}

struct redis_server *redis_cluster_server(struct redis_cluster *cluster, const char *key)
{
    size_t owner = redis_cluster_owner(cluster, key);

    if (owner == NOBODY)
        die("no node holds %s", key);
    return cluster->nodes[owner];
}

bool redis_cluster_is_master(struct redis_cluster *cluster, size_t node)
{
    struct cluster_view view;

    ask_any(cluster, &view);
    return view.is_master[node];
}

size_t redis_cluster_replica(struct redis_cluster *cluster, size_t master)
{
    struct cluster_view view;
    size_t node = 0;

    ask_any(cluster, &view);
    while (node < cluster->count && (view.is_master[node] || view.master_of[node] != master))
        node++;
    return node < cluster->count ? node : NOBODY;
}

void redis_cluster_name(struct redis_cluster *cluster, size_t node, const char *prefix, size_t nth,
                        char name[static CLUSTER_NAME_SIZE])
{
    struct cluster_view view;
    struct buffer key = {0};

    ask_any(cluster, &view);
    if (view.slots[node] == 0)
        die("node %zu holds no key", node);
    for (size_t number = 0;; number++) {
        snprintf(name, CLUSTER_NAME_SIZE, "t%zu", number);
        buffer_clear(&key);
        buffer_printf(&key, "%s:%s", prefix, name);
        if (view.owner[redis_cluster_slot(buffer_text(&key))] == node && nth-- == 0)
            break;
    }
    buffer_free(&key);
}
