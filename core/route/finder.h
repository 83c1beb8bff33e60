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
    /* Something may have come to it, or it may be gone, or was made again. */
    void (*touched)(void *context, struct slice key);
    /* All may have: after a loss, and every FINDER_LOOK_MS. */
    void (*look)(void *context);
    /* It is not there any more: a scan did not find it, and neither did who asked for it. One that
     * is made again is found again. */
    void (*gone)(void *context, struct slice key);
    /* All that there was at the beginning was found, on all nodes. Once. */
    void (*complete)(void *context);
};

#define FINDER_LOOK_MS 5000

struct finder_options {
    uv_loop_t *loop;
    struct client *client; /* opened with the prefixes of this space as its `tracked` */
    const struct key_space *space;
    const struct selection *selection;
};

/* What a client is to track: keys of the space, and mutes. Its items are those of
 * client_options.tracked. */
struct finder_prefixes {
    struct slice *items;
    size_t count;
    struct buffer text;
};

void finder_prefixes_make(struct finder_prefixes *prefixes, const struct key_space *space);
void finder_prefixes_free(struct finder_prefixes *prefixes);

struct finder *finder_open(const struct finder_options *options, const struct finder_events *events,
                           void *context);
void finder_ready(struct finder *finder, size_t node);
void finder_lost(struct finder *finder, size_t node);

/* From client_events.touched: a key (NULL data: any key) of a node changed. */
void finder_touched(struct finder *finder, size_t node, struct slice key);

/* A stream of its was found missing by who reads it: it is looked at, and told as gone where that is
 * so. */
void finder_doubt(struct finder *finder, struct slice key);

/* Returns how many are known; true when nothing pushes changes, and all are looked at often. */
size_t finder_count(const struct finder *finder);
bool finder_is_blind(const struct finder *finder);

/* Returns why nothing will push changes, as it is refused; why streams are not found, as they
 * cannot be searched for. NULL: all is well, or will be by itself. */
const struct error *finder_blindness(const struct finder *finder);
const struct error *finder_trouble(const struct finder *finder);

/* Ends it, before the client is closed, and tells nobody any more. `closed` is called when nothing
 * of it is left: when the requests under way are answered, or lost with the client. */
void finder_close(struct finder *finder, void (*closed)(void *context), void *context);

#endif
