/* Flaps: the times when a dimension's severity changed again and again, told reading by reading,
 * oldest first. The rule is that of flapping.h, over all of the past that is looked at. */
#ifndef JUDGE_FLAPS_H
#define JUDGE_FLAPS_H

#include "drift/severity.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A severity, and the word for it: see tenant_severity_word(). */
struct spoken {
    enum severity severity;
    uint8_t word;
};

/* Changes that are one. Readings are numbered from 1. */
struct flap {
    int64_t first_ms; /* the first change, and the last one */
    int64_t last_ms;
    size_t first;
    size_t last;
    size_t changes;
    size_t bad_before; /* readings that were bad before the one in front of the first change */
    size_t bad;        /* that were from there up to the last change */
    struct spoken mildest;
    struct spoken worst;
};

/* Zero-initialised is empty and ready. */
struct flaps {
    struct flap *list; /* those that are long enough, oldest first */
    size_t count;
    size_t capacity;
    struct flap now; /* the newest; `listed`: it is the last of the list */
    bool listed;
    size_t readings; /* so many were told */
    size_t bad;      /* so many of them were warn or worse */
    struct spoken newest;
};

/* Tells the next known reading. The word is needed only where the severity is another one. */
void flaps_take(struct flaps *flaps, int64_t time_ms, struct spoken reading);

/* Tells `count` readings of the severity that the newest one has. */
void flaps_take_same(struct flaps *flaps, size_t count);

/* Returns whether it still goes on, that is whether it may. */
bool flap_is_current(const struct flaps *flaps, const struct flap *flap);

void flaps_clear(struct flaps *flaps);
void flaps_free(struct flaps *flaps);

#endif
