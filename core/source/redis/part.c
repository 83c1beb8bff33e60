#include "config.h"

#include "source/redis/part.h"

#include "source/redis/node_address.h"

#include <string.h>

#define CONNECT "connect " /* as reasons begin that name the address themselves */

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
static void name_nodes(const struct client *client, const struct client_status *status,
                       struct buffer *out)
{
    size_t first = first_away(client);

    if (first == client_nodes(client)) {
        buffer_string(out, status->error->text);
        return;
    }
    const struct client_node node = client_node(client, first);
    struct slice address = node_address(&node);
    const char *reason = node.error->class != ERROR_NONE ? node.error->text : "not connected yet";
    if (strncmp(reason, CONNECT, strlen(CONNECT)) == 0)
        reason += strlen(CONNECT);
    if (memmem(reason, strlen(reason), address.data, address.size) == NULL)
        buffer_printf(out, "%.*s: ", (int)address.size, address.data);
    buffer_string(out, reason);
    if (status->nodes - status->ready > 1)
        buffer_printf(out, ", and %zu more", status->nodes - status->ready - 1);
}

static void describe(const struct streams *streams, const struct client_status *client,
                     struct buffer *out)
{
    bool unknown = !streams->scan.complete;

    if (streams->away > 0)
        buffer_printf(out, "%zu of %zu tenants %s away%s: ", streams->away, streams->count,
                      streams->away == 1 ? "is" : "are", unknown ? ", others are unknown" : "");
    else if (unknown)
        buffer_string(out, "a part of the tenants is unknown: ");
    else if (first_away(streams->requests.client) == client_nodes(streams->requests.client)) {
        buffer_printf(out, "%s, but no tenant is in it", client->error->text);
        return;
    } else
        buffer_string(out, "no tenant is away, but a part of the cluster: ");
    name_nodes(streams->requests.client, client, out);
}

/* Where all tenants were asked for by their names and answered for, no other is missing. */
static bool concerns(const struct streams *streams, const struct client_status *client)
{
    bool all_known = streams->scan.named && streams->scan.complete && streams->away == 0;

    return client->presence == CLIENT_PARTLY && !all_known;
}

void part_tell(struct streams *streams, const struct client_status *client)
{
    struct source_status *status = streams->status;
    struct buffer text = {0};

    status->partly_away = concerns(streams, client);
    if (!status->partly_away) {
        streams->part_is_late = false;
        source_unremark(status, NOTE_PART_AWAY);
    }
    if (!status->partly_away || (streams->follow && !streams->part_is_late))
        return;
    describe(streams, client, &text);
    source_remark(status, NOTE_PART_AWAY, "%s", buffer_text(&text));
    buffer_free(&text);
}
