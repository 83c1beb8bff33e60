#include "config.h"

#include "route/peers.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#define BURIED_AFTER 10 /* leases */

struct peer *peers_find(const struct peers *peers, struct slice name)
{
    for (size_t i = 0; i < peers->count; i++) {
        if (slice_is(name, peers->items[i].name))
            return &peers->items[i];
    }
    return NULL;
}

static struct peer *add_peer(struct peers *peers, struct slice name)
{
    peers->items =
        mem_grow(peers->items, &peers->capacity, peers->count + 1, sizeof(*peers->items));
    struct peer *peer = &peers->items[peers->count++];

    *peer = (struct peer){.name = mem_strndup(name.data, name.size)};
    return peer;
}

void peers_note(struct peers *peers, struct slice name, struct slice beats, int64_t now_ms)
{
    struct peer *peer = peers_find(peers, name);

    if (peer == NULL)
        peer = add_peer(peers, name);
    else if (slice_is(beats, peer->beats))
        return;
    free(peer->beats);
    peer->beats = mem_strndup(beats.data, beats.size);
    peer->seen_ms = now_ms;
}

void peers_trust(struct peers *peers, int64_t now_ms)
{
    for (size_t i = 0; i < peers->count; i++)
        peers->items[i].seen_ms = now_ms;
}

bool peers_is_alive(const struct peers *peers, const struct peer *peer, int64_t now_ms)
{
    return now_ms - peer->seen_ms < peers->lease_ms;
}

unsigned peers_share(const struct peers *peers, const char *name, unsigned shards, int64_t now_ms)
{
    unsigned before = 0, alive = 1;

    for (size_t i = 0; i < peers->count; i++) {
        int order = strcmp(peers->items[i].name, name);
        if (order == 0 || !peers_is_alive(peers, &peers->items[i], now_ms))
            continue;
        alive++;
        before += order < 0;
    }
    return shards / alive + (before < shards % alive ? 1 : 0);
}

bool peers_is_one_short(const struct peers *peers, const char *name, unsigned shards,
                        int64_t now_ms)
{
    for (size_t i = 0; i < peers->count; i++) {
        const struct peer *peer = &peers->items[i];
        if (strcmp(peer->name, name) != 0 && peers_is_alive(peers, peer, now_ms) &&
            peer->held < peers_share(peers, peer->name, shards, now_ms))
            return true;
    }
    return false;
}

static void free_peer(struct peer *peer)
{
    free(peer->name);
    free(peer->beats);
}

void peers_bury(struct peers *peers, const char *name, int64_t now_ms,
                void (*gone)(void *context, const char *name), void *context)
{
    size_t kept = 0;

    for (size_t i = 0; i < peers->count; i++) {
        struct peer *peer = &peers->items[i];
        if (now_ms - peer->seen_ms < BURIED_AFTER * peers->lease_ms ||
            strcmp(peer->name, name) == 0) {
            peers->items[kept++] = *peer;
            continue;
        }
        gone(context, peer->name);
        free_peer(peer);
    }
    peers->count = kept;
}

void peers_free(struct peers *peers)
{
    for (size_t i = 0; i < peers->count; i++)
        free_peer(&peers->items[i]);
    free(peers->items);
    *peers = (struct peers){0};
}
