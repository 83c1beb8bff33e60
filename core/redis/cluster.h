/* What the files of the cluster's client share.
 *
 * Every server that is spoken to is a member: seeds, masters, replicas that are read from, and
 * servers that a redirect names. The user sees those that the map names as masters; before there is
 * a map, the seeds. */
#ifndef REDIS_CLUSTER_H
#define REDIS_CLUSTER_H

#include "redis/client_private.h"
#include "redis/cluster_answer.h"
#include "redis/cluster_map.h"

struct member {
    struct node *node;
    struct cluster_address address;
    bool seed;  /* named by the URL */
    bool holds; /* slots, as the map or a redirect says */
    bool named; /* by the map that is being adopted; scratch */
    bool told;  /* that it is ready */
    bool owed;  /* a word that it is ready, as it took over or lost a request; scratch */

    bool asked;             /* for a map, once at least */
    struct cluster_ids ids; /* that its map told before the client's was known */
    bool proved;            /* it told a map of this cluster once */
    bool foreign;           /* of another cluster; it is the objection, too */
    struct error objection; /* why it is never asked for a map; ERROR_NONE: none */
    bool down;              /* it answers for no slot, as the cluster is down: */
    struct error reason;    /* what it said, */
    int64_t down_since_ms;
    int64_t probe_at_ms; /* and when it is asked again; 0: it is being asked */
    unsigned probes;
    struct error denied; /* why it lets nobody ask for keys that are on their way to it */

    uint64_t epoch;   /* the newest of the cluster, as it told; 0: it did not */
    size_t errands;   /* under way there */
    int64_t heard_ms; /* when one of them was answered last, or the first was sent; monotonic */
    int64_t used_ms;
    int64_t left_ms; /* since when it holds nothing; both monotonic */

    struct cluster_address *replicas;
    size_t replica_count;
    size_t next_replica;
    struct member *reader; /* a replica of it that is read from; NULL: none */
    bool reads;            /* it is such a replica */
};

/* A request about a key, from when it is handed in until its place in a line of replies is free. */
struct errand {
    struct cluster *cluster;
    struct errand *previous; /* in its lane */
    struct errand *next;
    unsigned slot;
    struct slice key; /* among the words */

    struct member *at; /* where it was sent; or is to go, NULL: to the owner */
    bool sent;         /* and not answered; else it is held here */
    bool asking;       /* with ASKING in front of it */
    bool parted;       /* it is held as its keys were (TRYAGAIN) */
    bool adrift;       /* about to be told that it is lost, and in no lane */
    bool told;         /* whatever is answered is of no interest any more */
    bool swallows;     /* its reply is none for the one who asked */
    unsigned hops;
    int64_t not_before_ms; /* 0: at once */
    int64_t due_ms;        /* monotonic; 0: it has no deadline */

    reply_element_fn *on_element;
    reply_fn *on_reply;
    void *context;
    size_t count;
    struct slice words[];
};

/* The errands of a slot that are not answered, in the order in which they were handed in. */
struct lane {
    struct errand *first;
    struct errand *last;
};

enum debt {
    DEBT_NONE,
    DEBT_SOON, /* as soon as it has an owner that is ready */
    DEBT_LATER /* likewise, but not at once: an owner that was ready did not carry it out */
};

struct cluster {
    struct client *client;
    struct redis_url url; /* as it was given */
    int64_t since_ms;     /* when it was opened, monotonic */
    uv_timer_t timer;     /* the next of all that is due, */
    int64_t wake_ms;      /* at this monotonic time */

    struct member **members; /* all of them, in the order of their addresses */
    size_t capacity;

    bool mapped;
    uint64_t epoch;                      /* of the map */
    struct cluster_ids ids;              /* of the newest map that one of this cluster told */
    struct error error;                  /* why there is no map */
    struct member *owner[CLUSTER_SLOTS]; /* NULL: nobody */
    enum debt owed[CLUSTER_SLOTS];       /* who asks about the slot waits for `ready` */
    size_t unserved;                     /* slots that nobody owns, */
    int64_t unserved_since_ms;           /* since then, monotonic; 0: there are none */
    bool settles;                        /* what is owed is told as soon as the loop goes on, */
    int64_t settle_ms; /* and what is owed after a pause at this time; 0: nothing is */
    unsigned debts;    /* of those, in close succession */
    int64_t owed_ms;   /* the last of them */

    bool wanted;              /* a map */
    bool asking;              /* for one */
    struct member *preferred; /* who should know; NULL: any */
    size_t asked;             /* the node that was asked last */
    int64_t asked_ms;
    int64_t ask_at_ms; /* not before */
    unsigned asks;     /* in close succession */

    struct lane lanes[CLUSTER_SLOTS];
    size_t held; /* errands that wait here */
};

static inline struct cluster *cluster_of(const struct client *client)
{
    return client->state;
}

static inline struct member *member_at(const struct client *client, size_t number)
{
    return client->nodes[number]->state;
}

/* client_cluster.c: sees to it that the timer goes off at a monotonic time, or before. */
void cluster_wake(struct cluster *cluster, int64_t at_ms);

/* Returns a pause in milliseconds that grows with each failure, by chance and up to a second. */
int64_t cluster_pause(const struct cluster *cluster, unsigned failures);

/* cluster_member.c: the member of an address; connects to it where it is new, or gone. */
struct member *cluster_member(struct cluster *cluster, const struct cluster_address *address);
void cluster_reopen(struct member *member);
void cluster_forget_objection(struct member *member);
void cluster_free_member(struct member *member);

/* Takes over the replicas that a map names. */
void member_take_replicas(struct member *member, struct cluster_shard *shard);

/* Returns true when requests can be sent there; when it, or a replica of it, answers for its slots;
 * when it is being connected to for the first time; why it cannot be asked. */
bool member_is_open(const struct member *member);
bool member_can_be_asked(const struct member *member);
bool member_is_new(const struct member *member);
const struct error *member_error(const struct member *member);

/* Where requests of its slots go: the member itself, or a replica. */
struct member *member_place(struct member *member);

/* cluster_health.c: tells the user when a member has become ready or was lost since the last time;
 * with `again`, also each time that it could not be reached. */
void member_update(struct member *member, const struct error *again);

/* It says that the cluster is down: it is asked now and then whether that is over. */
void member_is_down(struct member *member, struct slice text);
void cluster_probe(struct cluster *cluster);

/* Closes connections that nobody needs. */
void cluster_prune(struct cluster *cluster);

/* Returns true when some member can be asked. */
bool cluster_is_served(const struct cluster *cluster);

/* Whoever asked about a slot was told that it is lost, and is told `ready` by its owner as soon as
 * that makes sense; tells what is due. */
void cluster_owe(struct cluster *cluster, unsigned slot);
void cluster_settle_soon(struct cluster *cluster);
void cluster_settle(struct cluster *cluster);

/* cluster_inquiry.c: wants a new map, rather of this member (may be NULL). Asks for it where that
 * is due. */
void cluster_want_map(struct cluster *cluster, struct member *preferred);
void cluster_ask_when_due(struct cluster *cluster);
void cluster_ask_info(struct member *member);

/* Something is sent to a member that had nothing to answer: when it is silent for long, another one
 * may stand in for it already, and the others are asked. */
void cluster_expect(struct member *member);
void cluster_suspect(struct cluster *cluster);
bool member_is_silent(const struct member *member, int64_t now_ms);

/* A client that is used wants a new map now and then. */
void cluster_is_used(struct cluster *cluster);

/* cluster_replica.c: chooses a replica to read from for a master that has none which answers. */
void cluster_choose_reader(struct member *member);
void cluster_leave_reader(struct member *member);

/* cluster_approve.c: judges a server by its map, before it is ready; its error says why it is none
 * of this cluster. A map of this cluster told its ids: those of it are known from now on. */
bool cluster_approves(struct node *node, const struct reply *reply, struct error *error);
void cluster_know(struct cluster *cluster, struct cluster_map *map);

/* cluster_adopt.c: a new map replaces the old one. */
void cluster_adopt(struct cluster *cluster, struct cluster_map *map, uint64_t epoch);

/* An answer told the owner of a slot; NULL: nobody. Nobody is told before the loop goes on. */
void cluster_own(struct cluster *cluster, unsigned slot, struct member *owner);

/* cluster_errand.c, cluster_lane.c: sends a request about a key; what is held goes on where it can;
 * all that is under way is told that it is lost. */
bool cluster_send(struct client *client, const struct client_request *request, struct slice key);
void cluster_release_held(struct cluster *cluster);
void cluster_lose_all(struct cluster *cluster, const struct error *error);

#endif
