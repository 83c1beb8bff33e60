/* Finder: which streams there are, and which of them changed: by SCAN on every node, by what Redis
 * pushes where tracking is permitted, and by a full look from time to time. */
#ifndef ROUTE_FINDER_H
#define ROUTE_FINDER_H

#include "redis/client.h"
#include "source/selection.h"
#include "wire/key_space.h"

#include <uv.h>

struct finder;

struct finder_events {
    /* A stream, as soon as it is found; each once, until it is gone. `tenant` is its name,
     * qualified where there are several templates. Both are raw bytes, valid during the call. */
    void (*found)(void *context, struct slice key, struct slice tenant);
    /* Something may have come to it, or it may be gone. */
    void (*touched)(void *context, struct slice key);
    /* All may have: after a loss, and every FINDER_LOOK_MS. */
    void (*look)(void *context);
    /* A whole scan of all nodes that are not away did not find it. */
    void (*gone)(void *context, struct slice key);
    /* All that there was at the beginning was found. Once. */
    void (*complete)(void *context);
};

#define FINDER_LOOK_MS 5000

struct finder_options {
    uv_loop_t *loop;
    struct client *client; /* opened with finder_prefixes() of the same space as its `tracked` */
    const struct key_space *space;
    const struct selection *selection;
};

struct finder *finder_open(const struct finder_options *options, const struct finder_events *events,
                           void *context);
void finder_ready(struct finder *finder, size_t node);
void finder_lost(struct finder *finder, size_t node);

/* From client_events.touched: a key (NULL data: any key) of a node changed. */
void finder_touched(struct finder *finder, size_t node, struct slice key);

/* Returns how many are known; true when nothing pushes changes, and all are looked at often. */
size_t finder_count(const struct finder *finder);
bool finder_is_blind(const struct finder *finder);

void finder_close(struct finder *finder, void (*closed)(void *context), void *context);

#endif
