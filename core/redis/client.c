#include "config.h"

#include "redis/client.h"

#include "base/memory.h"
#include "base/text.h"
#include "redis/client_private.h"
#include "redis/gather.h"

#include <stdlib.h>
#include <string.h>

#define GARBLED "protocol error" /* as the parser and the session begin what they say of it */

static void free_node(struct node *node)
{
    buffer_free(&node->name);
    free(node);
}

static void on_link_closed(void *context)
{
    struct client *client = context;

    if (--client->open > 0)
        return;
    void (*closed)(void *) = client->closed;
    void *closed_context = client->closed_context;
    for (size_t i = 0; i < client->count; i++)
        free_node(client->nodes[i]);
    free(client->nodes);
    free(client->name);
    free(client);
    if (closed != NULL)
        closed(closed_context);
}

static void on_ready(void *context)
{
    const struct node *node = context;

    node->client->events.ready(node->client->context, node->number);
}

static void on_lost(void *context, const struct error *error)
{
    const struct node *node = context;

    node->client->events.lost(node->client->context, node->number, error);
}

static void name_node(struct node *node, const struct redis_url *url)
{
    struct buffer shown = {0};

    redis_url_show(url, &shown);
    text_safe(&node->name, (struct slice){shown.data, shown.size}, false);
    buffer_free(&shown);
}

void client_add_node(struct client *client, const struct redis_url *url)
{
    static const struct link_events events = {.ready = on_ready, .lost = on_lost};
    struct node *node = mem_zalloc(1, sizeof(*node));

    node->client = client;
    node->number = client->count;
    name_node(node, url);
    client->nodes =
        mem_grow(client->nodes, &client->capacity, client->count + 1, sizeof(struct node *));
    client->nodes[client->count++] = node;
    client->open++;
    node->link = link_open(client->loop, url, client->commands, client->name, &client->limits,
                           &events, node);
}

struct client *client_create(uv_loop_t *loop, const struct client_options *options,
                             const struct client_events *events, void *context,
                             size_t (*node_of)(const struct client *client, struct slice key))
{
    struct client *client = mem_zalloc(1, sizeof(*client));

    client->loop = loop;
    client->commands = options->commands;
    client->name = mem_strdup(options->name);
    client->limits = options->limits;
    client->events = *events;
    client->context = context;
    client->node_of = node_of;
    return client;
}

/* One server holds all keys. */
static size_t only_node(const struct client *client, struct slice key)
{
    (void)client;
    (void)key;
    return 0;
}

struct client *client_open(uv_loop_t *loop, const struct redis_url *url,
                           const struct client_options *options, const struct client_events *events,
                           void *context)
{
    struct client *client = client_create(loop, options, events, context, only_node);

    client_add_node(client, url);
    return client;
}

static bool is_ready(const struct node *node)
{
    return link_state(node->link) == LINK_READY;
}

/* Returns the first node that is ready, or client->count. */
static size_t any_node(const struct client *client)
{
    size_t number = 0;

    while (number < client->count && !is_ready(client->nodes[number]))
        number++;
    return number;
}

static size_t choose_node(const struct client *client, const struct client_request *request)
{
    struct slice key;

    if (request->target == CLIENT_NODE)
        return request->node;
    key = command_key(request->words, request->count);
    return key.data != NULL ? client->node_of(client, key) : any_node(client);
}

static bool send_to(const struct node *node, const struct client_request *request,
                    reply_fn *on_reply, void *context)
{
    return link_send(node->link, &(struct link_request){
                                     .words = request->words,
                                     .count = request->count,
                                     .deadline_ms = request->deadline_ms,
                                     .on_element = request->on_element,
                                     .on_reply = on_reply,
                                     .context = context,
                                 });
}

/* A node that cannot be asked answers so at once, but never as the last one: another is ready. */
static bool send_to_every(const struct client *client, const struct client_request *request)
{
    if (any_node(client) == client->count || request->on_element != NULL)
        return false;

    struct gather *gather = gather_new(client->count, request->on_reply, request->context);
    for (size_t i = 0; i < client->count; i++) {
        const struct node *node = client->nodes[i];
        struct gather_part *part = gather_part(gather, i, buffer_text(&node->name));
        if (!send_to(node, request, gather_answer, part))
            gather_answer(part, NULL, link_error(node->link));
    }
    return true;
}

bool client_send(struct client *client, const struct client_request *request)
{
    if (client->closing || !command_allowed(client->commands, request->words, request->count))
        return false;
    if (request->target == CLIENT_EVERY)
        return send_to_every(client, request);

    size_t number = choose_node(client, request);
    return number < client->count &&
           send_to(client->nodes[number], request, request->on_reply, request->context);
}

size_t client_nodes(const struct client *client)
{
    return client->count;
}

static enum node_state state_of(const struct node *node)
{
    switch (link_state(node->link)) {
    case LINK_READY:
        return NODE_READY;
    case LINK_STOPPED:
        return NODE_STOPPED;
    default:
        return NODE_TRYING;
    }
}

struct client_node client_node(const struct client *client, size_t node)
{
    const struct node *found = client->nodes[node];

    return (struct client_node){
        .name = buffer_text(&found->name),
        .state = state_of(found),
        .error = link_error(found->link),
        .away_since_ms = link_away_since(found->link),
        .retry_at_ms = link_retry_at(found->link),
    };
}

/* Returns the earlier of two times, of which 0 is none. */
static int64_t earlier(int64_t a, int64_t b)
{
    return a == 0 || (b != 0 && b < a) ? b : a;
}

static void add_to_status(struct client_status *status, const struct client_node *node)
{
    bool needs_person = node->state == NODE_STOPPED;

    status->nodes++;
    status->ready += node->state == NODE_READY;
    status->stopped &= needs_person;
    status->away_since_ms = earlier(status->away_since_ms, node->away_since_ms);
    status->retry_at_ms = earlier(status->retry_at_ms, node->retry_at_ms);
    if (status->error->class == ERROR_NONE || (needs_person && status->error->class != ERROR_STOP))
        status->error = node->error;
}

struct client_status client_status(const struct client *client)
{
    static const struct error none;
    struct client_status status = {.stopped = true, .error = &none};

    for (size_t i = 0; i < client->count; i++) {
        struct client_node node = client_node(client, i);
        add_to_status(&status, &node);
    }
    if (status.ready > 0)
        status.presence = status.ready < status.nodes ? CLIENT_PARTLY : CLIENT_READY;
    return status;
}

void client_waits_for(const struct client *client, struct buffer *out)
{
    struct buffer waits = {0};

    for (size_t i = 0; i < client->count && waits.size == 0; i++)
        link_waits_for(client->nodes[i]->link, &waits);
    text_safe(out, (struct slice){waits.data, waits.size}, true);
    buffer_free(&waits);
}

command_set client_refused(const struct client *client)
{
    command_set refused = 0;

    for (size_t i = 0; i < client->count; i++)
        refused |= link_refused(client->nodes[i]->link);
    return refused;
}

void client_forget_refused(struct client *client)
{
    for (size_t i = 0; i < client->count; i++)
        link_forget_refused(client->nodes[i]->link);
}

void client_retry(struct client *client)
{
    for (size_t i = 0; i < client->count; i++)
        link_retry(client->nodes[i]->link);
}

void client_close(struct client *client, void (*closed)(void *context), void *context)
{
    if (client->closing)
        return;
    client->closing = true;
    client->closed = closed;
    client->closed_context = context;
    for (size_t i = 0; i < client->count; i++)
        link_close(client->nodes[i]->link, on_link_closed, client);
}

bool client_error_is_garbled(const struct error *error)
{
    return strncmp(error->text, GARBLED, strlen(GARBLED)) == 0;
}
