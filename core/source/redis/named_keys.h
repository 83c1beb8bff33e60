/* Named keys: streams that are asked for by their names need no scan: each is asked what it holds.
 */
#ifndef SOURCE_REDIS_NAMED_KEYS_H
#define SOURCE_REDIS_NAMED_KEYS_H

#include "source/redis/node_scan.h"

/* Zero-initialised is ready but for `plan` and what named_keys_init() sets. */
struct named_keys {
    struct scan_plan *plan;
    struct key_types types;
    bool running;
    bool complete;      /* all were answered once */
    struct error error; /* why the last answer says nothing; class ERROR_NONE: it does */
    int64_t next_ms;    /* monotonic: when they are to be asked again */
};

void named_keys_init(struct named_keys *named, struct scan_plan *plan);

/* Asks for all of them, unless they are being asked for. */
void named_keys_begin(struct named_keys *named);

#endif
