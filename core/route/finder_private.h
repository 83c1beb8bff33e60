/* What the files of the finder share. */
#ifndef ROUTE_FINDER_PRIVATE_H
#define ROUTE_FINDER_PRIVATE_H

#include "route/finder.h"
#include "route/key_set.h"
#include "source/redis/key_scan.h"

/* The search of one node. */
struct finder_scan {
    struct finder *finder;
    struct key_scan keys;
    uint64_t number;    /* streams that it finds have this one as their mark, or a later one */
    bool complete;      /* a first one came to its end */
    bool again;         /* what is passed already may be another by now */
    bool paced;         /* with a pause behind each step: nobody waits for it */
    struct error error; /* why the last one failed; class ERROR_NONE: it did not */
    int64_t began_ms;   /* all times are monotonic */
    int64_t step_ms;    /* when its next step is due; 0: at once */
    int64_t next_ms;    /* when the next search is due */
};

struct finder {
    struct client *client;
    const struct key_space *space;
    const struct selection *selection;
    struct finder_events events;
    void *context;

    struct lookups lookups;
    struct requests requests;
    struct key_set streams; /* marked with the search that found them last */
    struct finder_scan **scans;
    size_t count;
    size_t capacity;
    uint64_t number;      /* of the newest search */
    struct buffer tenant; /* scratch */
    struct buffer name;   /* likewise */

    struct key_types named; /* the keys that are known by their names */
    bool named_complete;
    bool named_again; /* they are asked for once more */
    int64_t named_ms; /* when they are asked for again */

    struct key_types types;   /* what strangers are, and streams that were not found */
    struct key_set strangers; /* keys that were touched and are asked for, or are no streams */
    bool crowded;             /* there were too many of them */

    uv_timer_t timer;
    int64_t look_ms; /* the next one */
    int64_t meet_ms; /* when strangers are looked at again, or forgotten */
    bool confirmed;  /* several nodes were searched once more */
    bool complete;   /* told */
    bool closing;
    void (*closed)(void *context);
    void *closed_context;
};

/* finder_keys.c: takes a key that holds a stream, or seems to. */
void finder_take(struct finder *finder, struct slice key);

/* A key does not hold a stream any more. */
void finder_drop(struct finder *finder, struct slice key);

/* Looks again at strangers that were touched since they were asked for, and forgets the others; a
 * key was touched that is not known: it may be new, or no stream. */
void finder_meet(struct finder *finder, int64_t now_ms);
void finder_meet_key(struct finder *finder, struct slice key);

/* Asks for the keys that are known by their names. */
void finder_ask_named(struct finder *finder, int64_t now_ms);
void finder_keys_init(struct finder *finder);

/* finder.c: something was searched to its end; something may be asked for. */
void finder_searched(struct finder *finder);
void finder_pump(struct finder *finder);

/* finder_scan.c: makes one for each node; begins the search of a node, at once or with pauses. */
void finder_scan_add(struct finder *finder, size_t count);
void finder_scan_begin(struct finder_scan *scan, bool paced);

/* Begins what is due, and asks for steps; returns when there is more to do, INT64_MAX: not before
 * something is answered, or ready. */
int64_t finder_scan_pump(struct finder *finder, int64_t now_ms);

/* Returns true when all nodes were searched that hold something. */
bool finder_scan_complete(const struct finder *finder);

/* Between two searches, where what is new is pushed, and where it is not. */
#define FINDER_PUSHED_MS 30000
#define FINDER_BLIND_MS 5000

void finder_scan_free(struct finder *finder);

#endif
