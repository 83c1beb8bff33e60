#include "config.h"

#include "source/redis/part.h"

#include <string.h>

/* Returns the first node that is away, or client_nodes(). */
static size_t first_away(const struct client *client)
{
    size_t count = client_nodes(client);

    for (size_t i = 0; i < count; i++) {
        enum node_state state = client_node(client, i).state;
        if (state == NODE_TRYING || state == NODE_STOPPED)
            return i;
    }
    return count;
}

/* Appends which nodes are away, and why. */
static void name_nodes(const struct client *client, size_t away, struct buffer *out)
{
    size_t first = first_away(client);

    if (first == client_nodes(client))
        return;
    const struct client_node node = client_node(client, first);
    const char *reason = node.error->class != ERROR_NONE ? node.error->text : "not connected yet";
    if (strncmp(reason, node.name, strlen(node.name)) != 0)
        buffer_printf(out, "%s: ", node.name);
    buffer_string(out, reason);
    if (away > 1)
        buffer_printf(out, ", and %zu more", away - 1);
}

static void describe(const struct streams *streams, size_t away, struct buffer *out)
{
    bool unknown = !streams->scan.complete;

    if (streams->away > 0)
        buffer_printf(out, "%zu of %zu tenants %s away%s", streams->away, streams->count,
                      streams->away == 1 ? "is" : "are", unknown ? ", others are unknown: " : ": ");
    else if (unknown)
        buffer_string(out, "part of the tenants is unknown: ");
    else
        buffer_string(out, "a node without tenants is away: ");
    name_nodes(streams->requests.client, away, out);
}

void part_tell(struct streams *streams, const struct client_status *client)
{
    struct source_status *status = streams->status;
    struct buffer text = {0};
    size_t away = client->presence == CLIENT_PARTLY ? client->nodes - client->ready : 0;

    if (away == 0 && status->nodes_away == 0)
        return;
    status->nodes_away = away;
    source_unremark(status, NOTE_PART_AWAY);
    if (away == 0)
        return;
    describe(streams, away, &text);
    source_remark(status, NOTE_PART_AWAY, "%s", buffer_text(&text));
    buffer_free(&text);
}
