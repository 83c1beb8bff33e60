/* Key scan: searches the keys of one node for streams, one step at a time, so that neither side is
 * held up. A key may be found more than once. */
#ifndef SOURCE_REDIS_KEY_SCAN_H
#define SOURCE_REDIS_KEY_SCAN_H

#include "base/error.h"
#include "source/redis/key_types.h"
#include "source/redis/lookups.h"

struct key_scan_events {
    void (*stream)(void *context, struct slice key); /* it holds one, or seems to */
    void (*other)(void *context, struct slice key);  /* it matches, and holds none */
    /* All patterns were searched to their end (class ERROR_NONE), or why not. A node that was lost
     * ends none: its scan begins anew. */
    void (*ended)(void *context, const struct error *error);
};

struct key_scan {
    const struct lookups *lookups; /* of which the patterns are searched for */
    struct requests *requests;
    size_t node;
    const struct key_scan_events *events;
    void *context;

    struct key_types types;
    size_t pattern;
    char cursor[24];
    bool running;
    bool step_due;          /* the next step is to be asked for, */
    bool asked;             /* or was, */
    bool anew;              /* and the answer is of a scan before this one */
    struct stopwatch watch; /* of the step that was asked for, */
    int64_t took_us;        /* and how long the last one took; 0: nobody can tell */
    bool without_type;      /* the server is too old for SCAN … TYPE */
};

/* Makes one ready, of which the first five are set. */
void key_scan_init(struct key_scan *scan);

/* Begins, anew where one is under way. */
void key_scan_begin(struct key_scan *scan);

/* The node was lost, and all requests were told. */
void key_scan_lost(struct key_scan *scan);

/* Asks for what is due: with `step` also for the next step. */
void key_scan_pump(struct key_scan *scan, bool step);

#endif
