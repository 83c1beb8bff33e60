/* What the files of the shards share.
 *
 * Five times in a lease's time the leases that are held are kept, and a turn begins: how many
 * shards there are (driftop:G:shards) → the beat, and who else is alive (driftop:G:routers) → the
 * other leases: those that are to be had are won, of the rest it is learnt whose they are. A lease
 * that is won gets an epoch (driftop:G:epoch), and is held from then on. */
#ifndef ROUTE_SHARDS_PRIVATE_H
#define ROUTE_SHARDS_PRIVATE_H

#include "base/buffer.h"
#include "route/peers.h"
#include "route/script.h"
#include "route/shards.h"

#include <uv.h>

#define TURNS 5        /* in a lease's time; the last part of it is not sent in */
#define TURNS_SHORT 40 /* as long as there is less than a router's part */
#define RETURN_MS 5000 /* more than the longest pause of a client that connects again */
#define SPARE_AFTER 2  /* leases: so long a shard is free before one takes it beyond its share, */
#define SPARE_FOR 10   /* and so long that one is not given back */

enum shard_state {
    SHARD_OTHERS,   /* somebody else's, or nobody's */
    SHARD_COUNTING, /* its lease is ours, its epoch is asked for */
    SHARD_HELD
};

struct shard {
    struct shards *shards;
    enum shard_state state;
    uint64_t epoch;    /* of SHARD_HELD */
    int64_t until_ms;  /* the lease ends, by our clock; of the other two states */
    int64_t free_ms;   /* since when it is nobody's; 0: it is somebody's, or not known */
    int64_t spare_ms;  /* until when it is not given back */
    char *owner;       /* whose it is, when others' */
    char *last;        /* who was seen to have it after us; NULL: nobody */
    bool mine;         /* we had it last, and did not give it back */
    unsigned era;      /* of its last epoch */
    bool counting;     /* the epoch is under way */
    bool wanted;       /* that was told */
    bool to_give;      /* the lease has to be given back */
    const char *asked; /* "keep", "win" or "give" is under way; NULL: nothing */
    int64_t asked_ms;
};

struct shards {
    uv_timer_t timer;
    struct client *client;
    char *group;
    char *router;
    unsigned count; /* of `items`; 0: not known yet */
    unsigned asked_count;
    int64_t lease_ms;
    bool all;
    struct shards_events events;
    void *context;

    struct shard items[SHARDS_MAX];
    struct peers peers;
    bool turning;       /* a turn is under way */
    bool trusts;        /* peers are to be trusted anew */
    int64_t settle_ms;  /* until when none is won, as their number has changed */
    int64_t return_ms;  /* until when each takes again what it had */
    uint64_t counted;   /* the last epoch's count */
    uint64_t floor;     /* the next one has to be above */
    unsigned era;       /* how often epochs began anew, or a lease was gone early */
    size_t under_way;   /* requests */
    struct error error; /* why Redis refused in the last turn */
    struct error noted; /* likewise, in this one so far */
    char trouble[400];  /* as shards_trouble() said it last */
    bool closing;
    bool ended; /* the timer is closed */
    void (*closed)(void *context);
    void *closed_context;
};

/* Sends words, the first of them a command, and counts it. */
bool shards_send(struct shards *shards, const struct slice *words, size_t count, reply_fn *on_reply,
                 void *context);

/* Of a reply of which only a refusal matters. */
void shards_on_noted(void *context, const struct reply *reply, const struct error *error);

/* A router that is no more stands neither among those that live nor in the ledger. */
void shards_forget_router(struct shards *shards, const char *name);

/* shards_turn.c: take a turn now; after a while. A part of it: the beat, and who else is alive. */
void shards_take_turn(struct shards *shards);
void shards_turn_in(struct shards *shards, int64_t wait_ms);
void shards_beat(struct shards *shards);

/* Redis was away, or has lost its data: for a while each takes again what it had. */
void shards_let_return(struct shards *shards);

/* shards_count.c: asks how many there are, and goes on with the beat. */
void shards_ask_count(struct shards *shards);

/* shards_lease.c: ask for the leases that are ours to be kept; try to win others, or learn whose
 * they are; ask for one, unless something is under way of it. */
void shards_keep(struct shards *shards);
void shards_look(struct shards *shards);
void shards_ask_lease(struct shard *shard, const char *what);

/* Returns how many we have, or are about to have. */
unsigned shards_held(const struct shards *shards);
unsigned shards_number(const struct shard *shard);

/* It is not ours any more; `lost` is told where it was. */
void shards_drop(struct shard *shard);

/* Notes what Redis refuses with, if it does. */
void shards_note(struct shards *shards, const struct reply *reply);

/* To be called at the end of each reply; frees what was closed. Returns false when it was. */
bool shards_answered(struct shards *shards);

#endif
