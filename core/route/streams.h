/* Streams: those that a router knows, with the lane that each reader has of them. */
#ifndef ROUTE_STREAMS_H
#define ROUTE_STREAMS_H

#include "base/slice.h"
#include "drift/name_table.h"

#include <stdbool.h>
#include <stddef.h>

struct route_lane;

struct route_stream {
    char *key; /* raw bytes, NUL-terminated, as the next one */
    size_t key_size;
    char *tenant;
    size_t tenant_size;
    size_t position;            /* among all */
    bool is_there;              /* false: it is gone, and something of it is still open */
    struct route_lane *lanes[]; /* by the number of the reader; NULL: it is none of its */
};

/* Zero-initialised but for `readers` is empty. */
struct route_streams {
    size_t readers;
    struct route_stream **all;
    size_t count;
    size_t capacity;
    struct name_table keys;
};

struct slice route_stream_key(const struct route_stream *stream);

/* Returns the stream of that key, or NULL. */
struct route_stream *route_streams_find(const struct route_streams *streams, struct slice key);
struct route_stream *route_streams_add(struct route_streams *streams, struct slice key,
                                       struct slice tenant);

/* Forgets one whose lanes are ended. */
void route_streams_remove(struct route_streams *streams, struct route_stream *stream);
void route_streams_free(struct route_streams *streams);

#endif
