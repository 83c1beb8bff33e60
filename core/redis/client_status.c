/* The client: how its nodes are, one by one and together. */
#include "config.h"

#include "redis/client_private.h"

static const struct error none;

static enum node_state state_of(const struct link *link)
{
    switch (link_state(link)) {
    case LINK_READY:
        return NODE_READY;
    case LINK_STOPPED:
        return NODE_STOPPED;
    default:
        return NODE_TRYING;
    }
}

static struct client_node describe(const struct node *node)
{
    const struct link *link = node->link;
    struct client_node described = {
        .name = buffer_text(&node->name), .state = NODE_GONE, .error = &none, .untracked = &none};

    if (link == NULL)
        return described;
    described.state = state_of(link);
    described.error = link_error(link);
    described.away_since_ms = link_away_since(link);
    described.retry_at_ms = link_retry_at(link);
    if (node->client->topology->describe != NULL)
        node->client->topology->describe(node, &described);
    described.tracked = node->tracker.on;
    described.untracked = &node->tracker.error;
    return described;
}

struct client_node client_node(const struct client *client, size_t node)
{
    return describe(client->nodes[node]);
}

bool client_node_is_ready(const struct node *node)
{
    return describe(node).state == NODE_READY;
}

/* Returns the earlier of two times, of which 0 is none. */
static int64_t earlier(int64_t a, int64_t b)
{
    return a == 0 || (b != 0 && b < a) ? b : a;
}

static void add_to_status(struct client_status *status, const struct client_node *node)
{
    bool needs_person = node->state == NODE_STOPPED;

    if (node->state == NODE_GONE)
        return;
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
    struct client_status status = {
        .stopped = true, .error = &none, .concern = &none, .other_cluster = &none};

    for (size_t i = 0; i < client->count; i++) {
        struct client_node node = client_node(client, i);
        add_to_status(&status, &node);
    }
    if (status.ready > 0)
        status.presence = status.ready < status.nodes ? CLIENT_PARTLY : CLIENT_READY;
    if (client->topology->judge != NULL)
        client->topology->judge(client, &status);
    return status;
}

void client_explain_wait(const struct client *client, const char *limit, struct error *error)
{
    struct error reason = {0};

    for (size_t i = 0; i < client->count && reason.class == ERROR_NONE; i++) {
        if (client->nodes[i]->link != NULL)
            link_explain_wait(client->nodes[i]->link, limit, &reason);
    }
    if (reason.class == ERROR_NONE && client->topology->explain_wait != NULL)
        client->topology->explain_wait(client, limit, &reason);
    if (reason.class != ERROR_NONE)
        *error = reason;
}

command_set client_refused(const struct client *client)
{
    command_set refused = 0;

    for (size_t i = 0; i < client->count; i++) {
        if (client->nodes[i]->link != NULL)
            refused |= link_refused(client->nodes[i]->link);
    }
    return refused;
}

void client_forget_refused(struct client *client)
{
    for (size_t i = 0; i < client->count; i++) {
        if (client->nodes[i]->link != NULL)
            link_forget_refused(client->nodes[i]->link);
    }
}
