/* Client: what whoever talks to Redis holds. It is given requests, owns the connections, and finds
 * the node that each request is for.
 *
 * Nodes are the servers that hold the keys. They are numbered from 0 and named; a number stays with
 * its node as long as the client lives, also when the node moves to another address. One server is
 * one node.
 *
 * What holds however many there are:
 * - Order is kept per key: requests about one key are carried out and answered in the order in
 *   which they were handed in, also when its node moves. When one of them is told that its
 *   connection was lost, so are all about that key that were handed in behind it. Between keys
 *   nothing is promised.
 * - A request is told exactly once, from the loop and never from within client_send(). One that was
 *   lost may have been carried out all the same.
 * - A request about several keys goes where the first of them is; where keys live apart, Redis
 *   refuses it (CROSSSLOT) and each has to be asked about alone.
 * - A part of the nodes may be away: requests for the others go on. Nothing is kept for a node that
 *   is away; whoever asks begins anew when it is told `ready`.
 * - A connection that is lost comes back by itself, with backoff and jitter, and with its name
 *   looked up anew; so does one whose server turns out to be no primary any more (READONLY).
 *
 * Whatever the client calls may call back any function of this header, client_close() as well. An
 * idle client costs no wake-ups. */
#ifndef REDIS_CLIENT_H
#define REDIS_CLIENT_H

#include "redis/command.h"
#include "redis/limits.h"
#include "redis/reply.h"
#include "redis/url.h"

#include <uv.h>

struct client;

struct client_options {
    unsigned commands; /* the sets that it may use: COMMANDS_READING … */
    const char *name;  /* goes to CLIENT SETNAME */
    struct redis_limits limits;
    const struct slice *tracked; /* keys that begin so are tracked: whoever changes one, `touched`
                                    is told. Over a connection of its own to each node that can be
                                    asked; `commands` need not hold what that says */
    size_t tracked_count;
};

struct client_events {
    /* A node can be asked: at first, and after each time that it was lost, or that a request for it
     * was not taken. */
    void (*ready)(void *context, size_t node);
    /* A node could not be reached, or was lost; its requests have been told already. It is tried
     * again by itself unless it is NODE_STOPPED. */
    void (*lost)(void *context, size_t node, const struct error *error);
    /* client_status.concern came up, or is over; may be NULL. */
    void (*concern)(void *context);
    /* A tracked key of a node was changed, or removed; NULL data: any may have been, as when
     * client_node.tracked or .untracked is another one, or all keys were removed. What is changed
     * while a node is not tracked is told by nobody. NULL where none is tracked. */
    void (*touched)(void *context, size_t node, struct slice key);
};

/* Opens a client and begins to connect. What is given is copied. */
struct client *client_open(uv_loop_t *loop, const struct redis_url *url,
                           const struct client_options *options, const struct client_events *events,
                           void *context);

/* Where a request goes. */
enum client_target {
    CLIENT_OWNER, /* to the node that holds its key; without a key, to any that is ready */
    CLIENT_NODE,  /* to the node of its number */
    CLIENT_EVERY  /* to all nodes, with their answers joined */
};

struct client_request {
    const struct slice *words; /* copied; the key is found by the command */
    size_t count;
    enum client_target target;
    size_t node; /* for CLIENT_NODE */

    /* How long it may take until its reply is whole; 0: as long as the server is never silent for
     * limits.reply_ms. When this time is over the request is told so, and its reply is thrown away
     * when it comes; the connection and all other requests go on. A server may also be silent for
     * as long as the request at the head of its line may take. When it is silent for longer, the
     * connection counts as lost. */
    int64_t deadline_ms;

    /* When set, elements go there as they arrive, the reply itself (depth 0, also an error) first,
     * and the reply at the end holds node 0 alone. Not for CLIENT_EVERY. */
    reply_element_fn *on_element;

    /* Told once: with the reply (also an error reply: node 0 is REPLY_ERROR), or with NULL and the
     * reason. For CLIENT_EVERY the reply is an array with an element for each node that is not
     * gone, in the order of their numbers; one that is away, or did not answer, has an error "LOST
     * NAME: REASON" there. It is NULL only when none has answered. */
    reply_fn *on_reply;
    void *context;
};

/* Hands a request in; those of one turn of the loop leave together. Returns false, and tells
 * nobody, when no node that it is for is ready, or the command is in none of the client's sets. */
bool client_send(struct client *client, const struct client_request *request);

enum node_state {
    NODE_TRYING, /* connecting, or waiting for the next try */
    NODE_READY,
    NODE_STOPPED, /* needs a person: a wrong password, say */
    NODE_GONE     /* holds nothing any more; it may come back */
};

/* How a node is; strings are valid until the next event. Times are monotonic milliseconds. */
struct client_node {
    const char *name; /* as it is shown: without user and password, safe for a terminal */
    enum node_state state;
    const struct error *error; /* why it is not ready; ERROR_NONE while nothing has failed */
    int64_t away_since_ms;     /* 0: it is ready */
    int64_t retry_at_ms;       /* of the next try; 0: it is ready, stopped, or being tried */
    bool tracked;              /* changes of its keys are told */
    const struct error
        *untracked; /* why not: of class ERROR_STOP where it is refused, and not tried
                       again before client_retry(); ERROR_NONE: nothing failed */
};

/* Returns how many there are, those that are gone as well. */
size_t client_nodes(const struct client *client);
struct client_node client_node(const struct client *client, size_t node);

/* Returns the node that holds a key now, whether it is ready or not; client_nodes() while none is
 * known. */
size_t client_owner(const struct client *client, struct slice key);

/* Returns the group of a key, which never changes: keys of one group may stand in one request. */
unsigned client_group(const struct client *client, struct slice key);

enum client_presence { CLIENT_AWAY, CLIENT_PARTLY, CLIENT_READY };

/* How they are together: `nodes - ready` of `nodes` are away. Those that are gone do not count. */
struct client_status {
    enum client_presence presence; /* none of them is ready, some are, or all */
    size_t nodes;
    size_t ready;
    bool stopped;                /* none is ready or will be tried again, until client_retry() */
    const struct error *error;   /* of one that is away, rather one that needs a person */
    const struct error *concern; /* what hinders nothing yet, as when no sentinel answers */
    const struct error *other_cluster; /* an address of the URL is of another cluster than the first
                                          one: it is not asked; ERROR_NONE: none is */
    int64_t away_since_ms;             /* the earliest of those that are away; 0: none is */
    int64_t retry_at_ms;               /* the earliest; 0: none is planned */
};

struct client_status client_status(const struct client *client);

/* Says that nothing came within `limit` of what the first node that waits for something waits for,
 * and what may be the reason: "nothing came of SCAN in 5s", "look up cache: no answer in 5s".
 * Leaves the error as it is where nothing is waited for. */
void client_explain_wait(const struct client *client, const char *limit, struct error *error);

/* Returns the commands that nodes refused to this user, whatever the key; forgets them: those of
 * the greeting are sent again then. */
command_set client_refused(const struct client *client);
void client_forget_refused(struct client *client);

/* Tries those that are away again now, also those that are stopped, and tracking. */
void client_retry(struct client *client);

/* Closes and frees the client in the background; `closed` (may be NULL) is called when nothing of
 * it is left on the loop. Requests under way are told before this returns, and no event follows. */
void client_close(struct client *client, void (*closed)(void *context), void *context);

/* Returns true when a connection was lost for this reason: what came over it made no sense. Replies
 * of before that may have been garbled, or been those to other requests, and were understood. */
bool client_error_is_garbled(const struct error *error);

#endif
