/* The lane: how many entries went before they were read. What was ever added to a stream, less what
 * was read, is what was lost, whenever all that is there was read: so this needs no look at the
 * moment at which they went. Servers before 7 do not count what was added. */
#include "config.h"

#include "route/lane.h"

#include "route/router_private.h"

static void tell(struct route_lane *lane, uint64_t lost)
{
    struct message_list messages = {0};
    const struct assessment assessment = route_lane_assessment(lane);

    assess_lost(&assessment, lost, lane->cursor, router_now(lane->reader->router), &messages);
    route_lane_post(lane, &messages, lane->cursor, false);
}

static void took(struct route_lane *lane, unsigned mark, const struct reply *reply)
{
    uint64_t expected = lane->base_added + lane->read_since;
    struct stream_id last;

    (void)mark;
    if (route_lane_is_refused(lane, reply))
        return;
    size_t added = reply_lookup(reply, 0, "entries-added");
    size_t newest = reply_lookup(reply, 0, "last-generated-id");
    lane->doubt = added >= reply->count;
    if (lane->doubt || !stream_id_parse(reply_text(reply, newest), &last) ||
        stream_id_compare(last, lane->delivered) != 0 || lane->window == NULL) {
        lane->doubt = added < reply->count;
        return;
    }
    uint64_t now = (uint64_t)reply->nodes[added].integer;
    if (lane->base_added != UINT64_MAX && now > expected)
        tell(lane, now - expected);
    lane->base_added = now;
    lane->read_since = 0;
}

void route_lane_count_lost(struct route_lane *lane)
{
    const struct slice words[] = {SLICE("XINFO"), SLICE("STREAM"), route_stream_key(lane->stream)};

    if (lane->outstanding == 0 && lane->window != NULL)
        route_lane_ask(lane, &(struct lane_question){.words = words, .count = 3, .took = took});
}
