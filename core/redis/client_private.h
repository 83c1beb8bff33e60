/* What the kinds of client share: an array of nodes, each with a link of its own. A topology adds
 * the nodes that it knows of, says which one holds a key, and hears first what becomes of them. */
#ifndef REDIS_CLIENT_PRIVATE_H
#define REDIS_CLIENT_PRIVATE_H

#include "redis/client.h"
#include "redis/link.h"

/* By what a node is tracked. */
struct tracker {
    struct link *link; /* NULL: none, as nothing is tracked, or it was refused */
    bool on;
    bool begun;         /* it was asked for over this connection, and is not on yet */
    unsigned given_up;  /* connections in a row that ended then */
    struct error error; /* why it is not on */
};

struct node {
    struct client *client;
    void *state; /* the topology's own */
    size_t number;
    struct buffer name;
    struct link *link; /* NULL: it is gone */
    struct tracker tracker;
};

/* What a kind of client does in its own way. All but `open` and `owner` may be NULL: the nodes are
 * then as their links are, and all keys are of one group. */
struct client_topology {
    /* Adds the first nodes. */
    void (*open)(struct client *client, const struct redis_url *url);

    /* Returns the node that holds a key, or client->count when none is known. */
    size_t (*owner)(const struct client *client, struct slice key);
    unsigned (*group)(const struct client *client, struct slice key);

    /* Sends what is about a key, as client_send() says; NULL: to the link of its owner. */
    bool (*send)(struct client *client, const struct client_request *request, struct slice key);

    /* Returns the link by which requests to a node that is ready go; NULL: its own. */
    struct link *(*link)(const struct node *node);

    /* A node's link is ready, or was lost; to be told to the client's user, or not. */
    void (*ready)(struct node *node);
    void (*lost)(struct node *node, const struct error *error);

    /* As link_events.approves; NULL: nothing is asked. */
    bool (*approves)(struct node *node, const struct reply *reply, struct error *error);

    /* Corrects what is said of a node by its link, and of all of them together. */
    void (*describe)(const struct node *node, struct client_node *described);
    void (*judge)(const struct client *client, struct client_status *status);

    /* Says what is waited for where no link waits; as link_explain_wait(). */
    void (*explain_wait)(const struct client *client, const char *limit, struct error *error);

    /* As client_retry(); the links are tried again already. */
    void (*retry)(struct client *client);

    /* Closes what it has on the loop beside the links, before they are closed; each such thing is
     * one of client->open, given back by client_release(). Then frees the rest. */
    void (*close)(struct client *client);
    void (*free)(struct client *client);
};

extern const struct client_topology client_server;
extern const struct client_topology client_cluster;
extern const struct client_topology client_sentinel;

struct client {
    uv_loop_t *loop;
    unsigned commands;
    char *name;
    struct redis_limits limits;
    char **tracked; /* what tracked keys begin with; none begins with another */
    size_t tracked_count;
    struct client_events events;
    void *context;

    const struct client_topology *topology;
    void *state; /* the topology's own */
    struct node **nodes;
    size_t count;
    size_t capacity;

    bool closing;
    size_t open; /* what is on the loop and not gone yet: the links, and what the topology has */
    void (*closed)(void *context);
    void *closed_context;
};

/* Makes a client without nodes. */
struct client *client_create(uv_loop_t *loop, const struct client_options *options,
                             const struct client_events *events, void *context,
                             const struct client_topology *topology);

/* Adds a node behind the others and begins to connect to it; or, where it is not known where that
 * is, waits until its link is moved, and names it so until then. */
struct node *client_add_node(struct client *client, const struct redis_url *url);
struct node *client_add_unknown_node(struct client *client, const struct redis_url *name);

/* Names a node anew, as it is at another address. */
void client_name_node(struct node *node, const struct redis_url *url);

/* Connects a node's link to another server. */
void client_move_node(struct node *node, const struct redis_url *url, const struct error *reason);

/* Closes the link of a node that holds nothing any more. It keeps its number, and can be connected
 * to again. */
void client_drop_node(struct node *node);
void client_connect_node(struct node *node, const struct redis_url *url);

/* One thing of the client `context` less is on the loop; the last one frees it where it is closed.
 */
void client_release(void *context);

/* Tell whoever uses the client. */
void client_tell_ready(struct node *node);
void client_tell_lost(struct node *node, const struct error *error);

/* client_tracking.c: keeps what is to be tracked; tracks a node that is ready; ends that, as its
 * server goes; tries again. */
void client_track(struct client *client, const struct client_options *options);
void tracker_begin(struct node *node);
void tracker_end(struct node *node);
void tracker_retry(struct node *node);

/* client_status.c: returns true when a node can be asked. */
bool client_node_is_ready(const struct node *node);

/* Sends to a node, with another one to be told than the request says. */
bool client_send_to(const struct node *node, const struct client_request *request,
                    reply_fn *on_reply, void *context);

#endif
