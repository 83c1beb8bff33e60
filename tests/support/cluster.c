#include "config.h"

#include "support/cluster.h"

#include "support/cluster_view.h"
#include "support/die.h"
#include "support/wait.h"

#include "base/buffer.h"
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NODE_TIMEOUT_MS 1000
#define PATIENCE_MS 60000 /* under valgrind */
#define FAILOVER_MS 6000  /* a failover that was asked for is given up after 5 s, without a word */
#define REFUSED_MS 10     /* one that was refused is asked for again */
#define CRC16_POLYNOMIAL 0x1021U

typedef bool cluster_condition(struct redis_cluster *cluster);

static bool runs(const struct redis_cluster *cluster, size_t node)
{
    return redis_server_state(cluster->nodes[node]) == REDIS_SERVER_RUNS;
}

/* Prints what a node says, line by line as TAP comments. */
static void print_answer(struct redis_server *server, const char *question)
{
    redisReply *reply = redis_server_query(server, question);

    for (char *line = strtok(reply->str, "\r\n"); line != NULL; line = strtok(NULL, "\r\n"))
        fprintf(stderr, "# %d: %s\n", server->port, line);
    freeReplyObject(reply);
}

_Noreturn static void give_up(const struct redis_cluster *cluster, const char *what)
{
    for (size_t i = 0; i < cluster->count; i++) {
        if (!runs(cluster, i))
            continue;
        print_answer(cluster->nodes[i], "CLUSTER NODES");
        print_answer(cluster->nodes[i], "CLUSTER INFO");
        print_answer(cluster->nodes[i], "INFO replication");
    }
    die("waited in vain until %s", what);
}

static void wait_until(struct redis_cluster *cluster, cluster_condition *holds, const char *what)
{
    struct deadline deadline = deadline_in(PATIENCE_MS);

    while (!holds(cluster)) {
        if (!deadline_pause(&deadline))
            give_up(cluster, what);
    }
}

/* Asks a master that runs, where there is one: a replica learns later of slots that moved. */
static void ask_any(const struct redis_cluster *cluster, struct cluster_view *view)
{
    bool asked = false;

    for (size_t i = 0; i < cluster->count; i++) {
        if (!runs(cluster, i))
            continue;
        cluster_view_ask(cluster, i, view);
        if (view->is_master[i])
            return;
        asked = true;
    }
    if (!asked)
        die("no node of the cluster runs");
}

static bool says(struct redis_server *server, const char *question, const char *text)
{
    redisReply *reply = redis_server_query(server, question);
    bool found = reply->type != REDIS_REPLY_ERROR && strstr(reply->str, text) != NULL;

    freeReplyObject(reply);
    return found;
}

static void start_servers(struct redis_cluster *cluster, const struct redis_cluster_setup *setup)
{
    int timeout_ms = setup->node_timeout_ms ? setup->node_timeout_ms : NODE_TIMEOUT_MS;
    struct string_list arguments = {0};
    char timeout[16];

    snprintf(timeout, sizeof(timeout), "%d", timeout_ms);
    const char *const usual[] = {"--cluster-node-timeout",
                                 timeout,
                                 "--cluster-allow-replica-migration",
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
    wait_until(cluster, all_are_known, "all nodes know each other");
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

/* Whether a replica that runs could stand in for a node. */
static bool has_heir(const struct redis_cluster *cluster, const struct cluster_view *view,
                     size_t master)
{
    for (size_t i = 0; i < cluster->count; i++) {
        if (!view->is_master[i] && view->master_of[i] == master && runs(cluster, i))
            return true;
    }
    return false;
}

static bool is_settled(const struct redis_cluster *cluster, const struct cluster_view *view)
{
    if (view->known < cluster->count)
        return false;
    for (size_t i = 0; i < cluster->count; i++) {
        bool away = !runs(cluster, i);
        if (away != view->is_away[i] || (away && view->slots[i] > 0 && has_heir(cluster, view, i)))
            return false;
    }
    return true;
}

/* Both have to say so: a master that has yet to see the end of a whole copy gives it up at a
 * FLUSHALL, and the replica would stand in for it with all that was there. */
static bool follows(const struct redis_cluster *cluster, size_t node, size_t master)
{
    char online[64];

    snprintf(online, sizeof(online), "port=%d,state=online", cluster->nodes[node]->port);
    return says(cluster->nodes[node], "INFO replication", "master_link_status:up") &&
           says(cluster->nodes[master], "INFO replication", online);
}

static bool follows_its_master(const struct redis_cluster *cluster, const struct cluster_view *view,
                               size_t node)
{
    size_t master = view->master_of[node];

    return view->is_master[node] ||
           (master != NOBODY && (view->is_away[master] || follows(cluster, node, master)));
}

static bool is_well(struct redis_cluster *cluster)
{
    struct cluster_view first, view;
    bool is_first = true;

    for (size_t i = 0; i < cluster->count; i++) {
        if (!runs(cluster, i))
            continue;
        cluster_view_ask(cluster, i, &view);
        if (is_first)
            first = view;
        is_first = false;
        if (!is_settled(cluster, &view) || !cluster_view_equals(&first, &view) ||
            !says(cluster->nodes[i], "CLUSTER INFO", "cluster_state:ok") ||
            !follows_its_master(cluster, &view, i))
            return false;
    }
    return !is_first;
}

static bool is_down(struct redis_cluster *cluster)
{
    for (size_t i = 0; i < cluster->count; i++) {
        if (runs(cluster, i) && !says(cluster->nodes[i], "CLUSTER INFO", "cluster_state:fail"))
            return false;
    }
    return true;
}

static bool has_no_key(struct redis_server *server)
{
    redisReply *reply = redis_server_query(server, "DBSIZE");
    bool empty = reply->type == REDIS_REPLY_INTEGER && reply->integer == 0;

    freeReplyObject(reply);
    return empty;
}

static bool is_empty(struct redis_cluster *cluster)
{
    for (size_t i = 0; i < cluster->count; i++) {
        if (!has_no_key(cluster->nodes[i]))
            return false;
    }
    return true;
}

void redis_cluster_wait(struct redis_cluster *cluster)
{
    wait_until(cluster, is_well, "the cluster is well");
}

void redis_cluster_wait_down(struct redis_cluster *cluster)
{
    wait_until(cluster, is_down, "the cluster is down");
}

/* Lets a node run again, without slots that are under way. */
static void revive(struct redis_cluster *cluster, size_t node)
{
    struct redis_server *server = cluster->nodes[node];

    if (redis_server_state(server) == REDIS_SERVER_FROZEN)
        redis_server_thaw(server);
    else if (redis_server_state(server) == REDIS_SERVER_DEAD)
        redis_server_start(server);
    cluster_end_moves(cluster, node);
}

/* A master may have forgotten a slot, after moves and promotions, that another node knows as its.
 */
static void give_back_slots(struct redis_cluster *cluster, size_t node)
{
    struct cluster_view own, other;
    size_t witness = 0;

    while (witness < cluster->count && (witness == node || !runs(cluster, witness)))
        witness++;
    if (witness == cluster->count)
        return;
    cluster_view_ask(cluster, node, &own);
    cluster_view_ask(cluster, witness, &other);
    for (unsigned slot = 0; slot < CLUSTER_SLOTS && own.is_master[node]; slot++) {
        if (own.owner[slot] == NOBODY && other.owner[slot] == node)
            freeReplyObject(redis_server_query(cluster->nodes[node], "CLUSTER ADDSLOTS %u", slot));
    }
}

static bool is_mended(struct redis_cluster *cluster)
{
    if (is_well(cluster))
        return true;
    for (size_t i = 0; i < cluster->count; i++)
        give_back_slots(cluster, i);
    return false;
}

void redis_cluster_renew(struct redis_cluster *cluster)
{
    struct cluster_view view;

    for (size_t i = 0; i < cluster->count; i++)
        revive(cluster, i);
    wait_until(cluster, is_mended, "the cluster is well");
    cluster_view_ask(cluster, 0, &view);
    for (size_t i = 0; i < cluster->count; i++) {
        if (view.is_master[i])
            redis_server_command(cluster->nodes[i], "FLUSHALL");
    }
    wait_until(cluster, is_empty, "no node of the cluster has a key");
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

static bool is_promoted(struct redis_cluster *cluster, size_t replica)
{
    redisReply *reply = redis_server_query(cluster->nodes[replica], "CLUSTER FAILOVER");
    struct deadline deadline =
        deadline_in(reply->type == REDIS_REPLY_STATUS ? FAILOVER_MS : REFUSED_MS);

    freeReplyObject(reply);
    while (!redis_cluster_is_master(cluster, replica)) {
        if (!deadline_pause(&deadline))
            return false;
    }
    return true;
}

/* A replica that has yet to hear of a slot that its master gave away would claim it back. To ask
 * again begins a failover anew. */
void redis_cluster_promote(struct redis_cluster *cluster, size_t replica)
{
    struct deadline deadline = deadline_in(PATIENCE_MS);

    redis_cluster_wait(cluster);
    while (!is_promoted(cluster, replica)) {
        if (deadline_left(&deadline) == 0)
            give_up(cluster, "a replica is promoted");
    }
    wait_until(cluster, is_mended, "the cluster is well");
}
