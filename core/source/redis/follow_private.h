/* Follow, of which each file has a part: follow.c when all is asked, follow_read.c how, and
 * follow_turns.c what nobody sees. */
#ifndef SOURCE_REDIS_FOLLOW_PRIVATE_H
#define SOURCE_REDIS_FOLLOW_PRIVATE_H

#include "source/redis/stream_queue.h"
#include "source/redis/streams.h"
#include "source/redis/turns.h"

#define FOLLOW_UNDER_WAY_MAX 1000 /* streams, of a node */
#define FOLLOW_STREAMS_MAX 800    /* in one command, */
#define FOLLOW_ENTRIES_MAX 1600   /* which brings so many entries: of 1 KiB, in about 3 ms */

/* What is asked of those that take turns, at a time: a command, or in a cluster one for each group.
 * The next one waits until it is answered. */
struct portion {
    size_t reads; /* under way */
    size_t keys;  /* in all of them */
    bool heard;   /* the first sign of the last answer came */
    struct stopwatch watch;
};

/* A node that is asked. Does not move. */
struct poll {
    size_t node;
    struct stream_queue due; /* the first streams of the groups that it is to be asked for now */
    size_t under_way;        /* streams that it is being asked for */
    size_t most;             /* streams in one command: the fewer, the more news they have */
    struct turns turns;
    struct portion portion;
};

struct follow {
    struct streams *streams;
    struct slice *words;
    char (*ids)[STREAM_ID_SIZE];
    struct stream **asked; /* that the next command is for */
    size_t asked_count;
    struct poll **polls; /* by the numbers of the nodes */
    size_t poll_count;
    size_t poll_capacity;
    size_t reading;     /* groups that are not read to their ends yet */
    bool refused;       /* one key spoilt a command of the last poll */
    size_t broken;      /* streams when that was asked */
    unsigned fruitless; /* refused polls in a row without a key to blame */
    bool one_by_one;    /* XREAD over several keys does not work here */

    size_t in_turns;      /* so many streams, the first ones, take turns or are watched; */
    struct stream **seen; /* the latter, as they were when */
    size_t seen_count;
    uint64_t watch;     /* streams.watch was this */
    int64_t at_once_ms; /* who was not asked since then is asked without a wait; monotonic */
    int64_t polled_ms;  /* when the watched ones were asked last */
};

/* Returns whether a stream can be asked together with others. */
bool follow_can(const struct stream *stream);

/* Makes room for all nodes. */
void follow_make_room(struct follow *follow);

/* Asks a node for what is new of follow->asked, which are of one group, and empties that list;
 * `group` is told when it was answered (NULL: none), or it is a part of the portion. Returns false
 * when Redis is away. */
bool follow_send(struct follow *follow, struct poll *poll, struct stream_group *group,
                 bool portion);

/* Begins to ask some: of what the last poll asked of them and was not told, nothing is known since.
 */
void follow_judge_last(struct stream *const *asked, size_t count);

/* Puts a group in the line of its node. */
void follow_put_in_line(struct follow *follow, struct stream_group *group);

/* Asks for the watched ones, at a tick; and for those that take turns, as far as their share goes.
 */
void follow_tick_turns(struct follow *follow);
void follow_pump_turns(struct follow *follow);

/* Forgets a stream that is about to be freed. */
void follow_forget(struct follow *follow, struct stream *stream);

#endif
