/* The client: which node a request goes to. */
#include "config.h"

#include "redis/client_private.h"

#include "redis/gather.h"

/* Returns the first node that is ready, or client->count. */
static size_t any_node(const struct client *client)
{
    size_t number = 0;

    while (number < client->count && !client_node_is_ready(client->nodes[number]))
        number++;
    return number;
}

bool client_send_to(const struct node *node, const struct client_request *request,
                    reply_fn *on_reply, void *context)
{
    const struct client_topology *topology = node->client->topology;

    return client_node_is_ready(node) &&
           link_send(topology->link != NULL ? topology->link(node) : node->link,
                     &(struct link_request){
                         .words = request->words,
                         .count = request->count,
                         .deadline_ms = request->deadline_ms,
                         .on_element = request->on_element,
                         .on_reply = on_reply,
                         .context = context,
                     });
}

static bool send_to_number(const struct client *client, size_t number,
                           const struct client_request *request)
{
    return number < client->count &&
           client_send_to(client->nodes[number], request, request->on_reply, request->context);
}

static bool send_to_owner(struct client *client, const struct client_request *request)
{
    struct slice key = command_key(request->words, request->count);

    if (key.data == NULL)
        return send_to_number(client, any_node(client), request);
    if (client->topology->send != NULL)
        return client->topology->send(client, request, key);
    return send_to_number(client, client->topology->owner(client, key), request);
}

/* One that holds nothing has no say, also where there still is a connection to it. */
static bool is_there(const struct client *client, size_t number)
{
    return client_node(client, number).state != NODE_GONE;
}

static size_t count_there(const struct client *client)
{
    size_t there = 0;

    for (size_t i = 0; i < client->count; i++)
        there += is_there(client, i);
    return there;
}

/* A node that cannot be asked answers so at once, but never as the last one: another is ready. */
static bool send_to_every(const struct client *client, const struct client_request *request)
{
    if (any_node(client) == client->count || request->on_element != NULL)
        return false;

    struct gather *gather = gather_new(count_there(client), request->on_reply, request->context);
    size_t place = 0;
    for (size_t i = 0; i < client->count; i++) {
        const struct node *node = client->nodes[i];
        if (!is_there(client, i))
            continue;
        struct gather_part *part = gather_part(gather, place++, buffer_text(&node->name));
        if (!client_send_to(node, request, gather_answer, part))
            gather_answer(part, NULL, client_node(client, i).error);
    }
    return true;
}

bool client_send(struct client *client, const struct client_request *request)
{
    if (client->closing || !command_allowed(client->commands, request->words, request->count))
        return false;
    switch (request->target) {
    case CLIENT_EVERY:
        return send_to_every(client, request);
    case CLIENT_NODE:
        return send_to_number(client, request->node, request);
    default:
        return send_to_owner(client, request);
    }
}
