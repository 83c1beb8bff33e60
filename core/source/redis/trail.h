/* Trail: the newest entries that were read of a stream, by which it is recognised. */
#ifndef SOURCE_REDIS_TRAIL_H
#define SOURCE_REDIS_TRAIL_H

#include "source/redis/stream_facts.h"

#include <stdbool.h>
#include <stddef.h>

#define TRAIL_MAX 64

/* Zero-initialised is empty. */
struct trail {
    struct entry_mark *marks; /* a ring */
    size_t first;
    size_t count;
    bool forgot; /* there was more in front of them */
};

/* Adds an entry that is newer than all; the oldest one leaves where there are too many. */
void trail_add(struct trail *trail, struct entry_mark mark);

/* Adds those of another one that are newer than all. */
void trail_join(struct trail *trail, const struct trail *other);

/* Return its ends; STREAM_ID_MIN where it is empty. */
struct entry_mark trail_oldest(const struct trail *trail);
struct entry_mark trail_newest(const struct trail *trail);

/* Returns true where the same entry, of the same content, is there. */
bool trail_has(const struct trail *trail, struct entry_mark mark);

/* Empties it, and frees its memory. */
void trail_free(struct trail *trail);

#endif
