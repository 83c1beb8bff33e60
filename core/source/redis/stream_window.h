/* Stream window: the part of a stream that window.c keeps: how far its history was read.
 *
 * History is joined when its newest row is the cursor: what comes behind the cursor can then be
 * added to it without a gap. */
#ifndef SOURCE_REDIS_STREAM_WINDOW_H
#define SOURCE_REDIS_STREAM_WINDOW_H

#include "source/redis/pages.h"

struct stream_window {
    uint64_t watch; /* number of the last watch that named the stream */
    bool joined;
    bool held;        /* counts among those with a history */
    bool loading;     /* somebody waits for it */
    bool forgotten;   /* somebody else threw the history away */
    bool in_turn;     /* waits for its turn to ask for a page */
    bool first_due;   /* a check is to tell `first`, */
    bool first_asked; /* and the one under way does */
    bool verdict_due; /* a check is to tell whether the load lost entries */
    bool verdict_asked;
    bool old_due;                 /* what is older than anybody looks at may go */
    int64_t wanted_ms;            /* the last watch that named it goes back to here */
    int64_t since_ms;             /* the load goes back to here */
    int64_t span_ms;              /* the longest window that somebody looked at */
    double covered;               /* of the load, 0 to 1 */
    struct stream_id first;       /* the oldest entry when the load began; STREAM_ID_MIN: unknown */
    struct stream_id unread_end;  /* the newest ID in front of what was read, */
    struct stream_id unasked_end; /* and of what was asked for */
    struct pages pages;
    size_t pages_asked; /* by this load */
};

#endif
