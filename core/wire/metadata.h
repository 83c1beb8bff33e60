/* Metadata: what a producer says of how a value came about, member by member, so that two reports
 * can be held against each other. */
#ifndef WIRE_METADATA_H
#define WIRE_METADATA_H

#include "base/arena.h"
#include "base/slice.h"
#include "drift/metadata_table.h"

/* One member: its path, "model" or "index.version", empty where the metadata is no object; and its
 * value as JSON text. Raw bytes: make them safe before they are shown. */
struct metadata_member {
    struct slice path;
    struct slice value;
};

/* Zero-initialised is empty and ready. */
struct metadata {
    struct metadata_member *members; /* in the order of the text */
    size_t count;
    size_t capacity;
    struct arena text;
};

/* Reads metadata, which is JSON text or empty, in place of what was held; the text must stay where
 * it is. Members of members are told with their paths; those of arrays are not told apart. */
void metadata_read(struct metadata *metadata, struct slice json);

/* Brings the members into the order of their paths. */
void metadata_sort(struct metadata *metadata);

/* Returns a value as a person reads it: a string without its quotes, where nothing in it is
 * escaped. */
struct slice metadata_bare(struct slice value);

/* Compares two paths byte by byte. */
int metadata_compare(struct slice a, struct slice b);

/* Takes metadata apart for a table of it: see drift/metadata_table.h. */
void metadata_split(struct slice json, metadata_take_fn *take, void *context);

void metadata_free(struct metadata *metadata);

#endif
