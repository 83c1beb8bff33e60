/* Lookups: how the streams that were asked for are found: those that are named by their keys, and
 * the others by scans for patterns. */
#ifndef SOURCE_REDIS_LOOKUPS_H
#define SOURCE_REDIS_LOOKUPS_H

#include "base/buffer.h"
#include "source/selection.h"
#include "wire/key_space.h"

/* Zero-initialised is empty and ready. */
struct lookups {
    struct buffer *patterns; /* to scan for */
    size_t pattern_count;
    struct buffer *keys; /* named keys, which need no scan */
    size_t key_count;
};

/* Adds what finds the streams of all templates. Streams are named when a template is one key, or
 * when all tenants are given by full name; else they are scanned for. */
void lookups_add(struct lookups *lookups, const struct key_space *space,
                 const struct selection *selection);
void lookups_free(struct lookups *lookups);

#endif
