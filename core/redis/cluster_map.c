#include "config.h"

#include "redis/cluster_map.h"

#include "base/integer.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* The masters that were named so far, in the order of their addresses. */
struct reading {
    struct cluster_map *map;
    const struct reply *reply;
    const char *host;
    uint16_t *sorted;
    size_t capacity;
    struct error *error;
};

static bool wrong(const struct reading *reading, const char *what)
{
    error_set(reading->error, ERROR_RETRY, "CLUSTER SLOTS makes no sense: %s", what);
    return false; /* said here, too, for those who read the callers alone */
}

/* Returns where a shard with this master is among the sorted ones, or belongs. */
static size_t place_of(const struct reading *reading, const struct cluster_address *master,
                       bool *found)
{
    size_t low = 0, high = reading->map->count;

    *found = false;
    while (low < high && !*found) {
        size_t middle = low + (high - low) / 2;
        int order =
            cluster_address_compare(master, &reading->map->shards[reading->sorted[middle]].master);
        *found = order == 0;
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return *found ? high : low;
}

/* Returns the shard of a master, which it takes. */
static size_t shard_of(struct reading *reading, struct cluster_address *master, bool *is_new)
{
    struct cluster_map *map = reading->map;
    bool found;
    size_t place = place_of(reading, master, &found);

    *is_new = !found;
    if (found) {
        cluster_address_free(master);
        return reading->sorted[place];
    }
    reading->sorted =
        mem_grow(reading->sorted, &reading->capacity, map->count + 1, sizeof(*reading->sorted));
    memmove(reading->sorted + place + 1, reading->sorted + place,
            (map->count - place) * sizeof(*reading->sorted));
    reading->sorted[place] = (uint16_t)map->count;
    map->shards = mem_grow(map->shards, &map->capacity, map->count + 1, sizeof(*map->shards));
    map->shards[map->count] = (struct cluster_shard){.master = *master};
    return map->count++;
}

/* The fourth element of a node: names and values side by side. An element that is none, as older
 * servers send, has no such. */
static struct slice told_name(const struct reading *reading, size_t node, const char *name)
{
    size_t list = reply_child(reading->reply, node, 3);

    if (list >= reading->reply->count || reading->reply->nodes[list].type != REPLY_ARRAY)
        return (struct slice){0};
    size_t value = reply_lookup(reading->reply, list, name);
    return value < reading->reply->count ? reply_text(reading->reply, value) : (struct slice){0};
}

/* The third element of a node, which older servers do not send. */
static void take_id(const struct reading *reading, size_t node)
{
    size_t id = reply_child(reading->reply, node, 2);

    if (id < reading->reply->count)
        cluster_ids_add(&reading->map->ids, reply_text(reading->reply, id));
}

static bool is_host(struct slice text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c <= 0x20 || c >= 0x7F)
            return false;
    }
    return text.size > 0 && text.size <= 255;
}

/* Reads [host, port, id, [name, value…]]. A server that should tell its host name and has none
 * says "?": its address may be told beside it. */
static bool read_address(const struct reading *reading, size_t node,
                         struct cluster_address *address)
{
    const struct reply *reply = reading->reply;
    size_t host = reply_child(reply, node, 0);
    size_t port = reply_child(reply, node, 1);

    if (port >= reply->count || reply->nodes[port].type != REPLY_INTEGER ||
        reply->nodes[port].integer < 1 || reply->nodes[port].integer > UINT16_MAX)
        return wrong(reading, "a server without a port");
    struct slice text = reply_text(reply, host);
    struct slice ip = told_name(reading, node, "ip");
    struct slice name = told_name(reading, node, "hostname");
    if (slice_is(text, "?") && ip.size > 0)
        text = ip;
    if (text.size == 0)
        text = slice_of(reading->host);
    if (!is_host(text))
        return wrong(reading, "a server whose name is none");
    *address = (struct cluster_address){
        .host = mem_strndup(text.data, text.size),
        .name =
            is_host(name) && !slice_equals(name, text) ? mem_strndup(name.data, name.size) : NULL,
        .port = (unsigned)reply->nodes[port].integer,
    };
    return true;
}

/* Replicas that cannot be reached at any address are left out. */
static void read_replicas(const struct reading *reading, size_t node, size_t end,
                          struct cluster_shard *shard)
{
    struct error ignored;
    struct reading lenient = *reading;
    struct cluster_address address;

    lenient.error = &ignored;
    for (; node < end; node = reading->reply->nodes[node].next) {
        if (reading->reply->nodes[node].type != REPLY_ARRAY ||
            !read_address(&lenient, node, &address))
            continue;
        shard->replicas = mem_grow(shard->replicas, &shard->replica_capacity,
                                   shard->replica_count + 1, sizeof(*shard->replicas));
        shard->replicas[shard->replica_count++] = address;
        take_id(reading, node);
    }
}

static bool own(const struct reading *reading, int64_t first, int64_t last, size_t shard)
{
    for (int64_t slot = first; slot <= last; slot++) {
        uint16_t *owner = &reading->map->owner[slot];
        if (*owner != CLUSTER_NOBODY && *owner != shard)
            return wrong(reading, "two servers hold the same slot");
        *owner = (uint16_t)shard;
    }
    return true;
}

static bool read_slot(const struct reading *reading, size_t node, int64_t *slot)
{
    const struct reply *reply = reading->reply;

    if (node >= reply->count || reply->nodes[node].type != REPLY_INTEGER ||
        reply->nodes[node].integer < 0 || reply->nodes[node].integer >= CLUSTER_SLOTS)
        return wrong(reading, "a slot that is none");
    *slot = reply->nodes[node].integer;
    return true;
}

/* Returns true when a range names no master, or one whose address the cluster does not know
 * (noaddr), as it came back as another one. */
static bool has_nobody(const struct reply *reply, size_t master)
{
    size_t port = master < reply->count ? reply_child(reply, master, 1) : reply->count;

    return master >= reply->count ||
           (port < reply->count && reply->nodes[port].type == REPLY_INTEGER &&
            reply->nodes[port].integer == 0);
}

/* Reads [first, last, master, replica…]. */
static bool read_range(struct reading *reading, size_t range)
{
    const struct reply *reply = reading->reply;
    size_t master = reply_child(reply, range, 2);
    struct cluster_address address = {0};
    int64_t first = 0;
    int64_t last = 0;
    bool is_new;

    if (!read_slot(reading, reply_child(reply, range, 0), &first) ||
        !read_slot(reading, reply_child(reply, range, 1), &last))
        return false;
    if (first > last)
        return wrong(reading, "a range of slots that ends before it begins");
    if (has_nobody(reply, master))
        return true;
    if (reply->nodes[master].type != REPLY_ARRAY)
        return wrong(reading, "a server that is none");
    if (!read_address(reading, master, &address))
        return false;
    size_t shard = shard_of(reading, &address, &is_new);
    if (is_new) {
        take_id(reading, master);
        read_replicas(reading, reply->nodes[master].next, reply->nodes[range].next,
                      &reading->map->shards[shard]);
    }
    return own(reading, first, last, shard);
}

static bool read_ranges(struct reading *reading)
{
    const struct reply *reply = reading->reply;

    if (reply->nodes[0].type != REPLY_ARRAY)
        return wrong(reading, "it is no list");
    for (size_t range = 1; range < reply->count; range = reply->nodes[range].next) {
        if (!read_range(reading, range))
            return false;
    }
    if (cluster_map_unserved(reading->map) == CLUSTER_SLOTS)
        return error_set(reading->error, ERROR_RETRY,
                         "no server of this cluster holds any slot yet (CLUSTER ADDSLOTS)");
    return true;
}

bool cluster_map_read(struct cluster_map *map, const struct reply *reply, const char *host,
                      struct error *error)
{
    struct reading reading = {.map = map, .reply = reply, .host = host, .error = error};

    *map = (struct cluster_map){0};
    for (size_t slot = 0; slot < CLUSTER_SLOTS; slot++)
        map->owner[slot] = CLUSTER_NOBODY;
    bool good = read_ranges(&reading);
    free(reading.sorted);
    if (!good)
        cluster_map_free(map);
    return good;
}

size_t cluster_map_unserved(const struct cluster_map *map)
{
    size_t unserved = 0;

    for (size_t slot = 0; slot < CLUSTER_SLOTS; slot++)
        unserved += map->owner[slot] == CLUSTER_NOBODY;
    return unserved;
}

void cluster_map_free(struct cluster_map *map)
{
    for (size_t i = 0; i < map->count; i++) {
        struct cluster_shard *shard = &map->shards[i];
        cluster_address_free(&shard->master);
        for (size_t j = 0; j < shard->replica_count; j++)
            cluster_address_free(&shard->replicas[j]);
        free(shard->replicas);
    }
    free(map->shards);
    cluster_ids_free(&map->ids);
    map->shards = NULL;
    map->count = map->capacity = 0;
}

int cluster_address_compare(const struct cluster_address *a, const struct cluster_address *b)
{
    if (a->port != b->port)
        return a->port < b->port ? -1 : 1;
    return strcmp(a->host, b->host);
}

struct cluster_address cluster_address_copy(const struct cluster_address *address)
{
    return (struct cluster_address){
        .host = mem_strdup(address->host),
        .name = address->name != NULL ? mem_strdup(address->name) : NULL,
        .port = address->port,
    };
}

void cluster_address_free(struct cluster_address *address)
{
    free(address->host);
    free(address->name);
    *address = (struct cluster_address){0};
}

bool cluster_address_parse(struct slice text, const char *host, struct cluster_address *address)
{
    const char *colon = text.size > 0 ? memrchr(text.data, ':', text.size) : NULL;
    uint64_t port;

    if (colon == NULL)
        return false;
    struct slice name = {text.data, (size_t)(colon - text.data)};
    struct slice number = {colon + 1, text.size - name.size - 1};
    if (name.size == 0)
        name = slice_of(host);
    if (!is_host(name) || !integer_parse(number, UINT16_MAX, &port) || port == 0)
        return false;
    *address =
        (struct cluster_address){.host = mem_strndup(name.data, name.size), .port = (unsigned)port};
    return true;
}
