/* Difference: what one report says otherwise than the one before it. */
#ifndef WIRE_DIFFERENCE_H
#define WIRE_DIFFERENCE_H

#include "drift/report.h"
#include "wire/metadata_pairs.h"

/* In the order in which they are told, the figures of a dimension together: what changed in how
 * values come about is the question of every incident, and that a figure is a little another one is
 * no news. */
enum difference_kind {
    DIFFERENCE_METADATA, /* a member came, went, or has another value */
    DIFFERENCE_CAME,     /* the report before did not name the dimension */
    DIFFERENCE_WENT,     /* this one does not */
    DIFFERENCE_SEVERITY, /* in the producer's own words */
    DIFFERENCE_VALUE,
    DIFFERENCE_BASELINE,
    DIFFERENCE_Z,
    DIFFERENCE_SAMPLES, /* how many are behind the value */
    DIFFERENCE_KINDS
};

struct difference {
    enum difference_kind kind;
    struct slice dimension; /* raw bytes, as all text here */
    struct slice path;      /* of metadata: see metadata.h */
    struct slice before;    /* of metadata and severity; no data: there was none, or is none */
    struct slice now;
    double number_before; /* of figures; NaN: unknown */
    double number_now;
};

/* Zero-initialised is empty and ready. */
struct differences {
    struct difference *all;
    size_t count;
    size_t capacity;
    struct metadata_pairs pairs; /* memory for what is compared */
    struct arena text;
};

/* Compares two reports, dimension by dimension, in place of what was compared before. The reports
 * must stay as they are while the differences are looked at. */
void differences_make(struct differences *differences, const struct report *before,
                      const struct report *now);

/* Returns how many there are of a kind. */
size_t differences_count(const struct differences *differences, enum difference_kind kind);

void differences_free(struct differences *differences);

#endif
