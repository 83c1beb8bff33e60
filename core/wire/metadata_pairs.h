/* Metadata pairs: what two texts of metadata say otherwise, member by member. */
#ifndef WIRE_METADATA_PAIRS_H
#define WIRE_METADATA_PAIRS_H

#include "wire/metadata.h"

/* One member: it came, went, or has another value. */
struct metadata_pair {
    struct slice path;   /* see metadata.h */
    struct slice before; /* JSON text; no data: there was none, or is none */
    struct slice now;
};

/* Zero-initialised is empty and ready. */
struct metadata_pairs {
    struct metadata_pair *all; /* in the order of their paths */
    size_t count;
    size_t capacity;
    struct metadata before;
    struct metadata now;
};

/* Compares two texts, which may be empty, in place of what was compared before. The texts must stay
 * where they are while the pairs are looked at. */
void metadata_pairs_make(struct metadata_pairs *pairs, struct slice before, struct slice now);

void metadata_pairs_free(struct metadata_pairs *pairs);

#endif
