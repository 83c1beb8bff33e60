/* XADD: the command that writes a record into its stream. */
#ifndef SINK_XADD_H
#define SINK_XADD_H

#include "sink/record.h"

#include <inttypes.h>

/* How much of a stream is kept. */
enum trim_by {
    TRIM_BY_LENGTH, /* the newest `retention` entries */
    TRIM_BY_AGE     /* those that are not older than `max_age_ms` */
};

struct trim {
    enum trim_by by;
    uint64_t retention;
    int64_t max_age_ms;
    bool exact; /* to the entry, which costs the server more; else whole nodes at a time */
};

#define XADD_WORDS_MAX 20

/* The words of a command; they point into the record and into the texts here. */
struct xadd {
    struct slice words[XADD_WORDS_MAX];
    size_t count;
    char producer[32];
    char sequence[32];
    char threshold[STREAM_ID_SIZE];
    char id[STREAM_ID_SIZE];
};

/* Composes the command. With `idempotent` a server of Redis 8.6 or later writes the record only
 * once however often it is sent; one with an ID of its own needs no such help. */
void xadd_compose(struct xadd *xadd, const struct record *record, const struct trim *trim,
                  bool idempotent, int64_t now_ms);

#endif
