/* Streams: all that is known of the streams of one Redis, and the questions about them that are
 * due. The askers write and read it; the scheduler lets them. */
#ifndef SOURCE_REDIS_STREAMS_H
#define SOURCE_REDIS_STREAMS_H

#include "source/originals.h"
#include "source/redis/requests.h"
#include "source/redis/share.h"
#include "source/redis/stream.h"
#include "source/redis/stream_groups.h"
#include "source/redis/stream_queue.h"
#include "source/selection.h"
#include "source/source.h"
#include "wire/key_space.h"

/* What discovery tells of its scans. */
struct scan {
    uint64_t number;
    bool complete;      /* a first one has ended */
    bool named;         /* there is none: all keys are known by their names */
    struct error error; /* why the last one failed */
};

struct streams {
    struct requests requests;
    struct fleet *fleet;
    struct source_status *status;
    struct redis_url url;
    struct key_space space;
    bool usual_template; /* it is the one that everybody has who does not say another */
    struct names names;
    struct selection selection;
    int64_t refresh_ms;
    int64_t frozen_now_ms; /* 0: the clock runs */
    int64_t until_ms;      /* entries from here on do not count; INT64_MAX: all do */
    struct stream_id last; /* the last ID before that */
    bool follow;
    bool judged; /* somebody judges the tenants: their newest entries are read */

    struct stream **all; /* in the order of the fleet's tenants */
    size_t count;
    size_t capacity;
    struct name_table keys; /* positions in `all` */
    struct stream_groups groups;
    size_t gone;            /* of which the keys are no more, */
    int64_t forget_gone_ms; /* and when it is looked whether one is to be forgotten */
    size_t broken;
    size_t away;             /* of which the node is */
    bool part_is_late;       /* nodes are away for so long that it is told: see part.h */
    struct stream **watched; /* in the operator's order, each once */
    size_t watched_count;
    uint64_t watch; /* how often it was said what is watched */

    struct stream **holders; /* those that hold spans for a watch, and perhaps some that did */
    size_t holder_count;
    size_t holder_capacity;

    struct originals *originals; /* that somebody looks at; NULL: nobody can */

    struct scan scan;
    bool unfilled;        /* it is a replica that its primary never filled */
    bool searching;       /* nothing was found: it is being looked for elsewhere */
    bool without_checks;  /* XINFO is not permitted: a look tells the most of it */
    bool without_lengths; /* XLEN is not */
    size_t suspects;      /* streams that are to be checked soon: one turned out to be another */

    struct stream_queue due[QUESTIONS];
    size_t under_way[QUESTIONS]; /* of ASK_PAGES: pages */
    size_t entries_under_way;    /* of what tenants are judged by */
    uint64_t questions;          /* that were ever due */

    size_t crowd;          /* so many are all asked with every refresh */
    unsigned server_share; /* of the time of each node, in percent: see share.h */
    struct share *shares;  /* by the numbers of the nodes */
    size_t share_count;
    size_t share_capacity;
    bool sharing;    /* there are so many that what nobody sees is asked within that share */
    bool by_the_way; /* the reply at hand is to something that nobody waits for */
    int64_t wake_us; /* how soon something can be asked that cannot be now; INT64_MAX: nothing */
};

/* Returns the stream of a tenant, by its name, or of a key; NULL when it is not known. */
struct stream *streams_find(const struct streams *streams, struct slice tenant);
struct stream *streams_find_key(const struct streams *streams, struct slice key);

/* Adds the stream of a key, which fits a template. */
struct stream *streams_add(struct streams *streams, struct slice key);

/* Returns the next stream about which a question is due, and takes the question off it; NULL when
 * there is none. */
struct stream *streams_next(struct streams *streams, enum question question);

/* Returns true while that question is due or under way for some stream; while a look at one is, now
 * or again; and while something is by which a tenant is judged. */
bool streams_wait(const struct streams *streams, enum question question);
bool streams_wait_for_looks(const struct streams *streams);
bool streams_wait_for_judging(const struct streams *streams);

/* Returns true when nothing was found on a replica that its primary never filled: what it does not
 * hold may be on its primary. */
bool streams_know_nothing(const struct streams *streams);
#define STREAMS_KNOW_NOTHING "this replica was never filled by its primary: nothing is known"

/* Returns true when entries may still come: not in front of a moment that is past. */
bool streams_may_grow(const struct streams *streams);

/* Returns the node that holds a stream, client_nodes() while none is known; and whether it can be
 * asked. */
size_t streams_owner(const struct streams *streams, const struct stream *stream);
bool streams_can_ask(const struct streams *streams, const struct stream *stream);

/* Begins anew with the streams of a node that can be asked, and with those that were asked in vain
 * and can be asked now, the watched ones first; or with the latter alone. */
void streams_resume_node(struct streams *streams, size_t node);
void streams_resume_lost(struct streams *streams);

/* A node was lost: so are its streams. Where what came over its connection made no sense, what was
 * read of them last may be wrong. */
void streams_lose_node(struct streams *streams, size_t node, bool garbled);

/* Returns the share of a node's time; valid until one is asked for of another node. */
struct share *streams_share(struct streams *streams, size_t node);

/* Has the askers asked again after that time at the latest, INT64_MAX: not for this. */
void streams_wake(struct streams *streams, int64_t wait_us);

/* Returns the moment as of which tenants are judged. */
int64_t streams_moment(const struct streams *streams);

/* Returns the server's clock, running; and the one by which windows are told, which may stand. */
int64_t streams_now(const struct streams *streams);
int64_t streams_shown_now(const struct streams *streams);

/* Who is told of each stream that is about to be freed. */
struct streams_parting {
    void (*leaves)(void *context, struct stream *stream);
    void *context;
};

/* Forgets streams, with their tenants, that are gone for long: somebody who comes now knows nothing
 * of them either. To be called while no one is in the middle of something. */
void streams_forget_gone(struct streams *streams, const struct streams_parting *parting);

void streams_free(struct streams *streams);

#endif
