#include "config.h"

#include "redis/client.h"

#include "base/memory.h"
#include "base/text.h"
#include "redis/client_private.h"

#include <stdlib.h>
#include <string.h>

#define GARBLED "protocol error" /* as the parser and the session begin what they say of it */

static void free_node(struct node *node)
{
    buffer_free(&node->name);
    free(node);
}

void client_release(void *context)
{
    struct client *client = context;

    if (--client->open > 0 || !client->closing)
        return;
    void (*closed)(void *) = client->closed;
    void *closed_context = client->closed_context;
    if (client->topology->free != NULL)
        client->topology->free(client);
    for (size_t i = 0; i < client->count; i++)
        free_node(client->nodes[i]);
    for (size_t i = 0; i < client->tracked_count; i++)
        free(client->tracked[i]);
    free(client->tracked);
    free(client->nodes);
    free(client->name);
    free(client);
    if (closed != NULL)
        closed(closed_context);
}

void client_tell_ready(struct node *node)
{
    tracker_begin(node);
    node->client->events.ready(node->client->context, node->number);
}

void client_tell_lost(struct node *node, const struct error *error)
{
    node->client->events.lost(node->client->context, node->number, error);
}

static void on_ready(void *context)
{
    struct node *node = context;

    if (node->client->topology->ready != NULL)
        node->client->topology->ready(node);
    else
        client_tell_ready(node);
}

static void on_lost(void *context, const struct error *error)
{
    struct node *node = context;

    if (node->client->topology->lost != NULL)
        node->client->topology->lost(node, error);
    else
        client_tell_lost(node, error);
}

static bool on_approve(void *context, const struct reply *reply, struct error *error)
{
    struct node *node = context;

    return node->client->topology->approves(node, reply, error);
}

void client_name_node(struct node *node, const struct redis_url *url)
{
    struct buffer shown = {0};

    buffer_clear(&node->name);
    redis_url_show(url, &shown);
    text_safe(&node->name, (struct slice){shown.data, shown.size}, false);
    buffer_free(&shown);
}

/* Opens a node's link; with a URL of NULL it waits until it is moved. */
static void open_link(struct node *node, const struct redis_url *name, const struct redis_url *url)
{
    struct client *client = node->client;
    struct link_events events = {.ready = on_ready, .lost = on_lost};

    if (client->topology->approves != NULL)
        events.approves = on_approve;
    client->open++;
    node->link = link_open(client->loop, url, client->commands,
                           name->client_name != NULL ? name->client_name : client->name,
                           &client->limits, &events, node);
}

void client_connect_node(struct node *node, const struct redis_url *url)
{
    open_link(node, url, url);
}

static struct node *add_node(struct client *client, const struct redis_url *name,
                             const struct redis_url *url)
{
    struct node *node = mem_zalloc(1, sizeof(*node));

    node->client = client;
    node->number = client->count;
    client_name_node(node, name);
    client->nodes =
        mem_grow(client->nodes, &client->capacity, client->count + 1, sizeof(struct node *));
    client->nodes[client->count++] = node;
    open_link(node, name, url);
    return node;
}

struct node *client_add_node(struct client *client, const struct redis_url *url)
{
    return add_node(client, url, url);
}

struct node *client_add_unknown_node(struct client *client, const struct redis_url *name)
{
    return add_node(client, name, NULL);
}

void client_drop_node(struct node *node)
{
    struct link *link = node->link;

    node->link = NULL;
    tracker_end(node);
    link_close(link, client_release, node->client);
}

void client_move_node(struct node *node, const struct redis_url *url, const struct error *reason)
{
    tracker_end(node);
    client_name_node(node, url);
    link_move(node->link, url, reason);
}

struct client *client_create(uv_loop_t *loop, const struct client_options *options,
                             const struct client_events *events, void *context,
                             const struct client_topology *topology)
{
    struct client *client = mem_zalloc(1, sizeof(*client));

    client->loop = loop;
    client->commands = options->commands;
    client->name = mem_strdup(options->name);
    client->limits = options->limits;
    client->events = *events;
    client->context = context;
    client->topology = topology;
    client_track(client, options);
    return client;
}

struct client *client_open(uv_loop_t *loop, const struct redis_url *url,
                           const struct client_options *options, const struct client_events *events,
                           void *context)
{
    static const struct client_topology *const topologies[] = {
        [REDIS_SERVER] = &client_server,
        [REDIS_CLUSTER] = &client_cluster,
        [REDIS_SENTINEL] = &client_sentinel,
    };
    struct client *client =
        client_create(loop, options, events, context, topologies[url->topology]);

    client->topology->open(client, url);
    return client;
}

size_t client_nodes(const struct client *client)
{
    return client->count;
}

size_t client_owner(const struct client *client, struct slice key)
{
    return client->topology->owner(client, key);
}

unsigned client_group(const struct client *client, struct slice key)
{
    return client->topology->group != NULL ? client->topology->group(client, key) : 0;
}

void client_retry(struct client *client)
{
    for (size_t i = 0; i < client->count; i++) {
        if (client->nodes[i]->link != NULL)
            link_retry(client->nodes[i]->link);
        tracker_retry(client->nodes[i]);
    }
    if (client->topology->retry != NULL)
        client->topology->retry(client);
}

/* The client is held until all links are told to close, as the last one may be gone at once. */
void client_close(struct client *client, void (*closed)(void *context), void *context)
{
    if (client->closing)
        return;
    client->closing = true;
    client->closed = closed;
    client->closed_context = context;
    client->open++;
    if (client->topology->close != NULL)
        client->topology->close(client);
    for (size_t i = 0; i < client->count; i++) {
        tracker_end(client->nodes[i]);
        if (client->nodes[i]->link != NULL)
            link_close(client->nodes[i]->link, client_release, client);
    }
    client_release(client);
}

bool client_error_is_garbled(const struct error *error)
{
    return strncmp(error->text, GARBLED, strlen(GARBLED)) == 0;
}
