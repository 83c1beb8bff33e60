/* Node scan: what of the keys of one node are streams that were asked for, and how their search
 * went. */
#ifndef SOURCE_REDIS_NODE_SCAN_H
#define SOURCE_REDIS_NODE_SCAN_H

#include "source/redis/key_scan.h"
#include "source/redis/key_sieve.h"

/* What the scans of all nodes share. */
struct scan_plan {
    struct lookups lookups;
    struct key_sieve sieve;
    void (*scanned)(void *context, size_t node); /* a scan came to its end, or failed */
    void (*ended)(void *context);                /* named keys were told */
    void *context;
};

struct node_scan {
    struct scan_plan *plan;
    struct key_scan keys;
    uint64_t
        number;    /* of the scan under way: streams that it finds have this one, or a later one */
    bool at_once;  /* somebody waits for it: the next one to end does not wait for its share
                      of the server */
    bool again;    /* somebody wants to see what is new, and part of it may be scanned already */
    bool complete; /* a first one came to its end */
    struct error error; /* why the last one failed; class ERROR_NONE: it did not */
    size_t found;       /* streams, by this scan so far, */
    uint64_t ignored;   /* keys that are none, */
    char example[80];   /* and one of those */
    int64_t began_ms;   /* monotonic */
    int64_t length_ms;  /* of the last one */
    int64_t next_ms;    /* when the next one is due */
};

struct node_scan *node_scan_create(struct scan_plan *plan, size_t node);
void node_scan_free(struct node_scan *scan);

/* Begins a scan, anew where one is under way. */
void node_scan_begin(struct node_scan *scan);

#endif
