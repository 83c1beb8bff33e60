/* Lane: how far the feed of a Redis has read one stream, page by page behind a cursor of its own.
 */
#ifndef SOURCE_REDIS_LANE_H
#define SOURCE_REDIS_LANE_H

#include "source/feed.h"
#include "source/merge.h"
#include "source/redis/pages.h"
#include "source/redis/scheduler.h"

struct redis_feed;

/* How far one stream was read. */
struct lane {
    struct merge_lane merged; /* first: a struct merge_lane * is cast to this */
    struct redis_feed *feed;
    struct stream *stream;
    struct pages pages;
    struct stream_id cursor; /* all up to here was read, */
    struct stream_id asked;  /* and up to here asked for */
    struct stream_id newest; /* of the entries that were read; STREAM_ID_MIN: none */
    struct stream_id oldest; /* must still be there, or entries of the next page may have gone */
    struct stream_id seen;   /* the stream's own cursor, as it was last */
    bool check_void;         /* the page that the next check belongs to was void */
    bool at_end;             /* there was nothing behind the page that was read last */
    bool made_again;         /* the stream is not the one it was, and may begin anew */
    bool broken;             /* as it was told last */
};

struct redis_feed {
    struct feed base; /* first: a struct feed * is cast to this */
    struct scheduler scheduler;
    struct lane **lanes; /* in the order of the streams */
    size_t lane_count;
    size_t lane_capacity;
    struct merge merge;
    struct stream_id last; /* of the window */
    uint64_t records;
    uint64_t bytes;
    bool ready;
    bool begun;
    bool ended;
};

/* Begins with a stream, in front of the window. */
struct lane *lane_create(struct redis_feed *feed, struct stream *stream);
void lane_free(struct lane *lane);

struct slice lane_tenant(const struct lane *lane);

/* Asks for the next pages while half of the one before is still at hand. What is away holds up the
 * others only where it has to come. */
void lane_go_on(struct lane *lane);

/* Goes back to what was read: what was asked for beyond that is not there. */
void lane_ask_anew(struct lane *lane);

/* lane_fate.c: sees what has become of the stream, and tells it. */
void lane_watch(struct lane *lane);

/* The stream's oldest entry is this one, though the lane had read on from another. */
void lane_check_oldest(const struct lane *lane, struct stream_id oldest);

#endif
