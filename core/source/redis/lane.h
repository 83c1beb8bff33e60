/* Lane: how far the feed of a Redis has read one stream, page by page behind a cursor of its own.
 */
#ifndef SOURCE_REDIS_LANE_H
#define SOURCE_REDIS_LANE_H

#include "source/feed.h"
#include "source/merge.h"
#include "source/redis/pages.h"
#include "source/redis/scheduler.h"
#include "source/redis/trail.h"

struct redis_feed;

/* What was handed out of a stream that may be another one by now, until it is compared with what
 * stands there. */
struct recall {
    struct trail trail;        /* empty: nothing is compared */
    enum stream_change change; /* what a check found; STREAM_SAME: nothing */
    bool begun;                /* a first entry was compared, */
    bool known;                /* and was the same */
    bool differs;              /* there are others, or in other places */
    bool whole;                /* the newest one is still there */
};

enum doubt {
    DOUBT_NONE,
    DOUBT_RAISED, /* what was read last is not where it was: a check is asked for, */
    DOUBT_ASKED   /* and the oldest entry */
};

/* How far one stream was read. */
struct lane {
    struct merge_lane merged; /* first: a struct merge_lane * is cast to this */
    struct redis_feed *feed;
    struct stream *stream;
    struct pages pages;
    struct stream_id cursor; /* all up to here was read, */
    struct stream_id asked;  /* and up to here asked for */
    struct stream_id oldest; /* must still be there, or entries of the next page may have gone */
    struct trail trail;      /* the entries that were read last */
    struct recall recall;
    enum doubt doubt;
    bool loose;      /* the newest of them is known not to be there any more */
    bool check_void; /* the page that the next check belongs to was void */
    bool at_end;     /* there was nothing behind the page that was read last */
    bool broken;     /* as it was told last */
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

/* lane_watch.c: sees what has become of the stream, and tells it. */
void lane_watch(struct lane *lane);

/* What was read last is not there any more, or is another entry: nothing is read on until a check
 * has told whether the stream is still the one that it was. */
void lane_doubt(struct lane *lane);

/* Asks whether the stream still begins where it did when the page was asked for that was asked for
 * last. Returns false where it is away. */
bool lane_ask_oldest(struct lane *lane);

/* lane_recall.c: goes back to the oldest entry that is remembered; what is met from there on and
 * was not handed out yet is handed out, in the order of its IDs. */
void lane_go_back(struct lane *lane, enum stream_change change);

/* An entry was read. Returns true where it is to be handed out. Where more has to be read in front
 * of it, the pages under way are void behind that. */
bool lane_is_new(struct lane *lane, struct entry_mark mark);

/* There is nothing behind what was read. */
void lane_recall_end(struct lane *lane);

#endif
