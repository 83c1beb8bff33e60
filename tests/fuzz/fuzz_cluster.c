/* What a node of a cluster says of it. A map that is taken names each slot's owner once, servers
 * that can be connected to, and no shard without slots; what is not taken leaves nothing behind,
 * and says why. The first line of other input is a redirect, and the whole an INFO. */
#include "config.h"

#include "fuzz/target.h"

#include "redis/cluster_answer.h"
#include "redis/cluster_map.h"
#include "redis/parser.h"

#include <string.h>

static const struct parser_limits limits = {.bytes = 65536, .elements = 10000, .depth = 7};

static const char *begins(void *context, enum reply_type type, reply_element_fn **on_element,
                          void **element_context)
{
    (void)context;
    (void)type;
    (void)on_element;
    (void)element_context;
    return NULL;
}

static void check_address(const struct cluster_address *address)
{
    const char *host = address->host != NULL ? address->host : "";

    must(host[0] != '\0', "a server has a host");
    must(address->port > 0 && address->port < 65536, "a server has a port");
    for (const char *c = host; *c != '\0'; c++)
        must(*c > 0x20 && *c < 0x7F, "a host is safe to show");
}

static void check_map(const struct cluster_map *map)
{
    static bool owns[CLUSTER_SLOTS];

    must(map->count > 0 && map->count <= CLUSTER_SLOTS, "a map has shards");
    memset(owns, 0, sizeof(owns));
    for (size_t slot = 0; slot < CLUSTER_SLOTS; slot++) {
        uint16_t owner = map->owner[slot];
        must(owner == CLUSTER_NOBODY || owner < map->count, "an owner is a shard");
        if (owner != CLUSTER_NOBODY)
            owns[owner] = true;
    }
    for (size_t i = 0; i < map->count; i++) {
        must(owns[i], "a shard has slots");
        check_address(&map->shards[i].master);
        for (size_t j = 0; j < map->shards[i].replica_count; j++)
            check_address(&map->shards[i].replicas[j]);
    }
}

static void complete(void *context, const struct reply *reply)
{
    struct cluster_map map;
    struct error error = {0};

    (void)context;
    if (cluster_map_read(&map, reply, "seed", &error))
        check_map(&map);
    else
        must(map.count == 0 && map.shards == NULL && error.text[0] != '\0', "a refusal says why");
    cluster_map_free(&map);
}

static void check_redirect(struct slice text)
{
    struct cluster_address address;
    struct slice where = {0};
    unsigned slot = CLUSTER_SLOTS;
    enum cluster_answer answer = cluster_answer_read(text, &slot, &where);

    if (answer != CLUSTER_MOVED && answer != CLUSTER_ASK)
        return;
    must(slot < CLUSTER_SLOTS, "a redirect is about a slot");
    if (cluster_address_parse(where, "seed", &address)) {
        check_address(&address);
        cluster_address_free(&address);
    }
}

FUZZ_TARGET(cluster)
{
    static const struct parser_events events = {.begins = begins, .complete = complete};
    struct slice bytes = {(const char *)data, size};
    struct parser *parser = parser_new(&limits, &events, NULL);
    struct error error;

    if (size > 0)
        (void)parser_feed(parser, bytes.data, bytes.size, &error);
    parser_free(parser);
    must(cluster_slot(bytes) < CLUSTER_SLOTS, "a key has a slot");
    (void)cluster_info_read(bytes);
    check_redirect(slice_split(&bytes, '\n'));
    return 0;
}
