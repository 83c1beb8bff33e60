/* The lane: which entries were delivered and are not acknowledged: its own history, whoever read
 * them. */
#include "config.h"

#include "route/lane.h"

#include "route/route_key.h"
#include "route/router_private.h"

#define RECALL_COUNT "100"
#define RECALLS_AT_ONCE 100

static bool is_on_the_way(const struct route_lane *lane, struct stream_id id)
{
    for (size_t i = 0; i < lane->sending.count; i++) {
        if (lane->sending.items[i].is_entry &&
            stream_id_compare(lane->sending.items[i].id, id) == 0)
            return true;
    }
    return false;
}

static void recall_unjudged(struct route_lane *lane, struct stream_id id)
{
    stream_ids_add(&lane->pending, id);
    lane->recalled = id;
}

/* What we judged ourselves only came again, and entries in front of the one that changed last what
 * was told have been judged by whoever saved that. */
static void recall(struct route_lane *lane, struct stream_id id, bool is_there)
{
    bool ours = stream_id_compare(id, lane->cursor) <= 0;
    bool theirs = stream_id_compare(id, lane->at) < 0;

    if (ours && is_on_the_way(lane, id))
        return;
    if (ours)
        route_lane_acknowledge_again(lane, id);
    else if (theirs || !is_there)
        route_lane_acknowledge(lane, id);
    else
        recall_unjudged(lane, id);
    lane->lost += !ours && !theirs && !is_there;
}

static struct stream_id recall_all(struct route_lane *lane, const struct reply *reply,
                                   size_t entries, size_t *count)
{
    struct stream_id id = STREAM_ID_MIN;

    for (size_t node = entries + 1; node < reply->nodes[entries].next;
         node = reply->nodes[node].next) {
        size_t fields = reply_child(reply, node, 1);
        bool is_there = fields < reply->count && reply->nodes[fields].type == REPLY_ARRAY &&
                        reply->nodes[fields].integer > 0;
        ++*count;
        if (stream_id_parse(reply_text(reply, reply_child(reply, node, 0)), &id))
            recall(lane, id, is_there);
    }
    return id;
}

/* Where it goes on: behind what it judged itself, or in front of what was not judged yet. */
static void recalled(struct route_lane *lane)
{
    bool is_new = stream_id_compare(lane->cursor, STREAM_ID_MIN) == 0;

    if (is_new)
        lane->cursor =
            lane->pending.count > 0 ? stream_id_previous(lane->pending.items[0]) : lane->delivered;
    if (stream_id_compare(lane->delivered, lane->cursor) < 0)
        lane->delivered = lane->cursor;
    route_lane_go_on(lane, LANE_WINDOWS);
}

static void ask_from(struct route_lane *lane, struct stream_id from);

static void took(struct route_lane *lane, unsigned mark, const struct reply *reply)
{
    size_t count = 0;

    (void)mark;
    if (route_lane_is_refused(lane, reply))
        return;
    size_t stream = reply_child(reply, 0, 0);
    size_t entries = stream < reply->count ? reply_child(reply, stream, 1) : reply->count;
    struct stream_id last = STREAM_ID_MIN;
    if (entries < reply->count && reply->nodes[entries].type == REPLY_ARRAY)
        last = recall_all(lane, reply, entries, &count);
    if (count < RECALLS_AT_ONCE)
        recalled(lane);
    else
        ask_from(lane, last);
}

static void ask_from(struct route_lane *lane, struct stream_id from)
{
    char from_text[STREAM_ID_SIZE];

    stream_id_format(from, from_text);
    const struct slice words[] = {SLICE("XREADGROUP"),
                                  SLICE("GROUP"),
                                  slice_of(lane->reader->destination->name),
                                  SLICE(ROUTE_CONSUMER),
                                  SLICE("COUNT"),
                                  SLICE(RECALL_COUNT),
                                  SLICE("STREAMS"),
                                  route_stream_key(lane->stream),
                                  slice_of(from_text)};
    route_lane_ask(lane, &(struct lane_question){.words = words, .count = 9, .took = took});
}

void route_lane_recall(struct route_lane *lane)
{
    stream_ids_clear(&lane->pending);
    if (lane->reader->router->options.dry_run)
        recalled(lane);
    else
        ask_from(lane, STREAM_ID_MIN);
}
