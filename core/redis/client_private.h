/* What the kinds of client share: an array of nodes, each with a link of its own. A kind adds the
 * nodes that it knows of and says which one holds a key. */
#ifndef REDIS_CLIENT_PRIVATE_H
#define REDIS_CLIENT_PRIVATE_H

#include "redis/client.h"
#include "redis/link.h"

struct node {
    struct client *client;
    size_t number;
    struct buffer name;
    struct link *link;
};

struct client {
    uv_loop_t *loop;
    unsigned commands;
    char *name;
    struct redis_limits limits;
    struct client_events events;
    void *context;

    struct node **nodes;
    size_t count;
    size_t capacity;
    size_t (*node_of)(const struct client *client, struct slice key);

    bool closing;
    size_t open; /* links that are not gone yet */
    void (*closed)(void *context);
    void *closed_context;
};

/* Makes a client without nodes. */
struct client *client_create(uv_loop_t *loop, const struct client_options *options,
                             const struct client_events *events, void *context,
                             size_t (*node_of)(const struct client *client, struct slice key));

/* Adds a node behind the others and begins to connect to it. */
void client_add_node(struct client *client, const struct redis_url *url);

#endif
