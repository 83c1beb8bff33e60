/* Emit's troubles: what is wrong with lines of the input, told with their places. The same of many
 * lines is told of the first few and then counted, and summed up after a while and at the end. */
#ifndef HEADLESS_EMIT_TROUBLES_H
#define HEADLESS_EMIT_TROUBLES_H

#include "base/buffer.h"

#include <stdint.h>

/* One kind: reasons that differ by their numbers are the same. */
struct emit_trouble {
    char *reason;
    int64_t since_ms; /* when the first of those was told that are counted now */
    uint64_t count;
    struct buffer last; /* where */
};

/* Zero-initialised is empty; `few` has to be set. */
struct emit_troubles {
    uint64_t few; /* so many of a kind are told one by one */
    struct emit_trouble *kinds;
    size_t count;
    size_t capacity;
};

/* Tells of a line, as in "a.jsonl:17", at a monotonic time, or counts it. */
void emit_troubles_tell(struct emit_troubles *troubles, const char *where, const char *reason,
                        int64_t now_ms);

/* Sums up what was counted since the last time. */
void emit_troubles_sum(struct emit_troubles *troubles);

void emit_troubles_free(struct emit_troubles *troubles);

#endif
