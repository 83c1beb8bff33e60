/* Stream window: the part of a stream that window.c keeps: which spans of its history somebody
 * looks at, and how far the one that is being loaded was read.
 *
 * The live span is joined when its newest row is the cursor: what comes behind the cursor can then
 * be added to it without a gap. */
#ifndef SOURCE_REDIS_STREAM_WINDOW_H
#define SOURCE_REDIS_STREAM_WINDOW_H

#include "source/redis/pages.h"

/* A span of the history, named by a time in it as in drift/history.h. */
struct held_span {
    int64_t end_ms;
    uint64_t watch; /* number of the last watch that named it */
};

/* A load: a range that is read, from its end back to its start. */
struct window_load {
    struct time_range range;
    double covered;               /* of it, 0 to 1 */
    struct stream_id unread_end;  /* the newest ID in front of what was read, */
    struct stream_id unasked_end; /* and of what was asked for */
    struct pages pages;
    size_t pages_asked;
    bool page_is_first; /* nothing was read by it yet */

    /* The stream may be trimmed between the pages of a load: its first entry is asked for at the
     * beginning and again at the end. */
    struct stream_id first;    /* when the load began; STREAM_ID_MIN: unknown */
    struct time_range verdict; /* the load of which it is asked whether it lost entries */
};

struct stream_window {
    uint64_t watch;            /* number of the last watch that named the stream, */
    struct time_range *ranges; /* and what it named of it, in its order */
    size_t range_count;
    size_t range_capacity;
    struct held_span *held; /* spans that were read, or are being read */
    size_t held_count;
    size_t held_capacity;
    bool holds; /* the stream is among those of streams.h that hold some */
    bool joined;
    bool loading;     /* somebody waits for `load`, */
    bool begun;       /* and it is being read */
    bool forgotten;   /* somebody else threw the history away */
    bool in_turn;     /* waits for its turn to ask for a page */
    bool old_due;     /* what is older than anybody looks at may go */
    bool first_due;   /* a check is to tell `load->first`, */
    bool first_asked; /* and the one under way does; */
    bool verdict_due; /* or `load->verdict` */
    bool verdict_asked;
    int64_t length_ms;        /* the longest live window that somebody looked at */
    struct window_load *load; /* NULL: there was none, and nothing of one is under way */
};

#endif
