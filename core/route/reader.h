/* Reader: all of one destination: its leases, its group, its lanes, and its courier. */
#ifndef ROUTE_READER_H
#define ROUTE_READER_H

#include "route/courier.h"
#include "route/lane.h"
#include "route/ledger.h"
#include "route/router.h"
#include "route/shards.h"
#include "source/redis/entries.h"

struct lane_line {
    struct route_lane *first;
    struct route_lane *last;
};

struct route_reader {
    struct router *router;
    size_t number; /* among those of the router */
    const struct destination *destination;
    struct shards *shards;   /* NULL: --dry-run, all are its own */
    struct courier *courier; /* NULL: --dry-run */
    bool gained[SHARDS_MAX]; /* and about to be held */
    bool held[SHARDS_MAX];
    uint64_t epochs[SHARDS_MAX];
    int64_t yield_by_ms[SHARDS_MAX]; /* monotonic: another router is to have it, by then at the
                                        latest; 0: none is */
    struct lane_line lines[LANE_QUEUES];
    size_t stepping;       /* answers to steps, and */
    size_t reading;        /* lanes in reads, that are under way */
    int64_t next_due_ms;   /* no lane's time is due before, by the clock of Redis */
    bool put_off;          /* some lanes wait for a while */
    struct stream_id born; /* where groups begin; STREAM_ID_MIN: not known yet */
    bool born_due;
    bool asks_born;
    bool asks_open;         /* the list of streams with open alerts is asked for, */
    bool open_due;          /* or is to be */
    struct entries entries; /* memory for what is read */
    size_t kept;            /* streams of which Redis lost what was told, and we know it, */
    size_t unkept;          /* and do not; both to be told, */
    size_t lost_before;     /* and both together at the last tick */
    size_t waiting;         /* messages that are not settled */
    int64_t down_since_ms;  /* as it was told last */
    bool unsaved;           /* that nothing can be saved was told */
    char *trouble;          /* what was told of its shards; NULL: nothing */
    int64_t trouble_ms;     /* monotonic: since when they are in trouble; 0: they are not */
    struct router_counts counts;
    struct ledger *ledger; /* where these are written; NULL: --dry-run */
    int64_t down_at_ms;    /* monotonic: since when; 0: it is not */
    bool ended;            /* the courier, */
    bool released;         /* and the shards are closed */
    bool told_held;        /* that others hold entries */
};

#define FOR_EACH_LANE(reader, lane)                                                                \
    for (size_t at = (reader)->router->streams.count; at-- > 0;)                                   \
        if (((lane) = (reader)->router->streams.all[at]->lanes[(reader)->number]) != NULL)

/* Returns NULL with the reason where the destination can never work. */
struct route_reader *route_reader_open(struct router *router, size_t number, struct error *error);

/* reader_shards.c: wins shards, and reads the streams of those. */
void route_reader_open_shards(struct route_reader *reader);

/* Gives shards back that other routers are to have, and of which nothing is under way any more. */
void route_reader_yield(struct route_reader *reader);

/* Keeps them after all: what was under way may be lost. Other routers are given them later. */
void route_reader_keep(struct route_reader *reader);

/* Returns true when the streams of a shard are ours to read from now on. */
bool route_reader_holds(const struct route_reader *reader, unsigned shard);

/* Returns the shard of a stream; SHARDS_MAX: it is not known yet. */
unsigned route_reader_shard(const struct route_reader *reader, const struct route_stream *stream);

/* reader_settle.c: opens its courier; returns false with the reason where that can never work. */
bool route_reader_open_courier(struct route_reader *reader, struct error *error);

/* reader_streams.c: a stream was found. */
void route_reader_found(struct route_reader *reader, struct route_stream *stream);

/* Its destination is for other tenants now. */
void route_reader_select(struct route_reader *reader);

/* A node can be asked; was lost. */
void route_reader_ready(struct route_reader *reader, size_t node);
void route_reader_lost(struct route_reader *reader, size_t node);

/* Lets all lanes that stand in line go on; looks at what is due by the clock. */
void route_reader_pump(struct route_reader *reader);
void route_reader_tick(struct route_reader *reader);

/* reader_open.c: asks where groups begin, and which streams with open alerts there were, so that
 * those that are gone are known. */
void route_reader_ask_born(struct route_reader *reader);
void route_reader_ask_open(struct route_reader *reader);

/* reader_read.c: reads what is new of the lanes that stand in line for it. */
void route_reader_read(struct route_reader *reader);

/* Puts a lane in line; takes the first one, or NULL, of which the caller has a use then. */
void route_reader_queue(struct route_lane *lane, enum lane_queue queue);
struct route_lane *route_reader_take(struct route_reader *reader, enum lane_queue queue);

/* A stream of a shard of ours was written under a greater epoch. */
void route_reader_outrun(struct route_lane *lane, uint64_t epoch);

/* Returns true when a lane's messages may be sent now, and its stream read. */
bool route_reader_owns(const struct route_lane *lane);

/* reader_state.c: counts a message that was settled. */
void route_reader_count(struct route_reader *reader, const struct message *message,
                        const struct outcome *outcome);

/* Tells once that nothing can be saved, and why; NULL: it is saved again. */
void route_reader_tell_unsaved(struct route_reader *reader, const struct error *error);

/* Returns how many shards it has. */
unsigned route_reader_held(const struct route_reader *reader);

/* reader_trouble.c: tells once why no shard is had, and when that is over. */
void route_reader_tell_trouble(struct route_reader *reader);

/* Tells that Redis has lost what was told, and of how many streams that is known here. */
void route_reader_tell_kept(struct route_reader *reader);

/* Return true when all that is there was read, told and saved; the same where the destination does
 * not take it, with the reason (--once); when all is saved that the destination took. */
bool route_reader_is_done(struct route_reader *reader, struct error *error);
bool route_reader_is_settled(const struct route_reader *reader);

/* Watches a stream of the list that is gone, where it is ours. */
void route_reader_watch_gone(struct route_reader *reader, struct route_stream *stream,
                             int64_t since_ms);

/* Ends what it has on the loop; `ended` and `released` say how far that is. */
void route_reader_stop(struct route_reader *reader, int64_t wait_ms);
void route_reader_free(struct route_reader *reader);

#endif
