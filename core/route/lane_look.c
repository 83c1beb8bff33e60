/* The lane: how far its group is, and what the stream holds. */
#include "config.h"

#include "route/lane.h"

#include "base/integer.h"
#include "route/route_key.h"
#include "route/router_private.h"

/* What XINFO says of a group, and of its stream. */
struct group_facts {
    bool found;
    struct stream_id delivered;
    uint64_t read;    /* entries; UINT64_MAX: it does not know */
    uint64_t pending; /* likewise */
};

static uint64_t number_at(const struct reply *reply, size_t map, const char *key)
{
    size_t node = reply_lookup(reply, map, key);

    return node < reply->count && reply->nodes[node].type == REPLY_INTEGER
               ? (uint64_t)reply->nodes[node].integer
               : UINT64_MAX;
}

static struct stream_id id_at(const struct reply *reply, size_t map, const char *key)
{
    size_t node = reply_lookup(reply, map, key);
    struct stream_id id = STREAM_ID_MIN;

    if (node < reply->count)
        (void)stream_id_parse(reply_text(reply, node), &id);
    return id;
}

/* Finds our own among the groups of the stream. */
static struct group_facts find_group(const struct reply *reply, const char *name)
{
    size_t groups = (size_t)reply->nodes[0].integer;

    for (size_t i = 0; i < groups; i++) {
        size_t map = reply_child(reply, 0, i);
        size_t node = map < reply->count ? reply_lookup(reply, map, "name") : reply->count;
        if (node < reply->count && slice_is(reply_text(reply, node), name))
            return (struct group_facts){
                .found = true,
                .delivered = id_at(reply, map, "last-delivered-id"),
                .read = number_at(reply, map, "entries-read"),
                .pending = number_at(reply, map, "pending"),
            };
    }
    return (struct group_facts){0};
}

static struct stream_id later(struct stream_id a, struct stream_id b)
{
    return stream_id_compare(a, b) > 0 ? a : b;
}

/* The stream was deleted and made again, with IDs that are older than what was judged of it. */
static bool went_back(const struct route_lane *lane, struct stream_id last)
{
    return stream_id_compare(last, later(lane->cursor, lane->at)) < 0;
}

/* Learns how many entries were ever added up to what was delivered; what went in front of that, and
 * behind it, was lost. Servers before 7 do not count, and a group that was read on past lost ones
 * may count these once more where more are lost: then too many are told rather than too few. */
static void learn_added(struct route_lane *lane, const struct reply *reply)
{
    uint64_t added = number_at(reply, 0, "entries-added");
    uint64_t length = number_at(reply, 0, "length");
    uint64_t read = lane->base_added;
    size_t first = reply_lookup(reply, 0, "first-entry");
    struct stream_id first_id = STREAM_ID_MAX;

    lane->base_added = UINT64_MAX;
    lane->read_since = 0;
    if (added == UINT64_MAX || length > added)
        return;
    if (stream_id_compare(id_at(reply, 0, "last-generated-id"), lane->delivered) <= 0) {
        lane->base_added = added;
        return;
    }
    if (first < reply->count && reply->nodes[first].type == REPLY_ARRAY)
        (void)stream_id_parse(reply_text(reply, reply_child(reply, first, 0)), &first_id);
    bool trimmed = stream_id_compare(first_id, lane->delivered) > 0;
    if (trimmed && read != UINT64_MAX && added - length > read)
        lane->lost += added - length - read;
}

static void took_stream(struct route_lane *lane, unsigned mark, const struct reply *reply)
{
    (void)mark;
    if (route_lane_is_refused(lane, reply))
        return;
    learn_added(lane, reply);
    route_lane_go_on(lane, LANE_RECALLS);
}

static void ask_stream(struct route_lane *lane, lane_took_fn *took)
{
    const struct slice words[] = {SLICE("XINFO"), SLICE("STREAM"), route_stream_key(lane->stream)};

    route_lane_ask(lane, &(struct lane_question){.words = words, .count = 3, .took = took});
}

/* --- creates the group --- */

static void took_group(struct route_lane *lane, unsigned mark, const struct reply *reply)
{
    struct slice reason;

    (void)mark;
    bool exists =
        reply != NULL && requests_refused(reply, &reason) && reply_error_is(reason, "BUSYGROUP");
    if (exists || !route_lane_is_refused(lane, reply))
        route_lane_go_on(lane, LANE_LOOKS);
}

/* Returns where a group begins that is made now. */
static struct stream_id group_begin(const struct route_lane *lane)
{
    return later(lane->reader->born, later(lane->cursor, lane->at));
}

/* A stream that is another one now is read from where the group of this destination began; else
 * nothing is read twice. */
static void took_last(struct route_lane *lane, unsigned mark, const struct reply *reply)
{
    char start[STREAM_ID_SIZE];

    (void)mark;
    if (route_lane_is_refused(lane, reply))
        return;
    if (went_back(lane, id_at(reply, 0, "last-generated-id")))
        lane->cursor = lane->at = STREAM_ID_MIN;
    stream_id_format(group_begin(lane), start);
    const struct slice words[] = {SLICE("XGROUP"), SLICE("CREATE"), route_stream_key(lane->stream),
                                  slice_of(lane->reader->destination->name), slice_of(start)};
    route_lane_ask(lane, &(struct lane_question){.words = words, .count = 5, .took = took_group});
}

void route_lane_group(struct route_lane *lane)
{
    ask_stream(lane, took_last);
}

/* --- entries that others hold --- */

/* One stream stands for all: --status counts them. The reply is the summary of XPENDING: count,
 * least, greatest, and who has how many. */
static void took_holders(struct route_lane *lane, unsigned mark, const struct reply *reply)
{
    struct slice reason;
    struct error line;

    (void)mark;
    if (reply == NULL || requests_refused(reply, &reason) || lane->reader->told_held)
        return;
    size_t holders = reply_child(reply, 0, 3);
    for (size_t i = 0; holders < reply->count; i++) {
        size_t holder = reply_child(reply, holders, i);
        if (holder >= reply->count)
            return;
        struct slice name = reply_text(reply, reply_child(reply, holder, 0));
        struct slice count = reply_text(reply, reply_child(reply, holder, 1));
        if (slice_is(name, ROUTE_CONSUMER))
            continue;
        error_set(&line, ERROR_INPUT,
                  "%s: %s: entries are held by %.*s, which is no router: %.*s; nobody judges them "
                  "until --claim",
                  lane->reader->destination->name, lane->stream->key, (int)name.size, name.data,
                  (int)count.size, count.data);
        router_say(lane->reader->router, "%s", line.text);
        lane->reader->told_held = true;
        return;
    }
}

static void ask_holders(struct route_lane *lane)
{
    const struct slice words[] = {SLICE("XPENDING"), route_stream_key(lane->stream),
                                  slice_of(lane->reader->destination->name)};

    route_lane_ask(lane, &(struct lane_question){.words = words, .count = 3, .took = took_holders});
}

/* --- looks --- */

static void took_groups(struct route_lane *lane, unsigned mark, const struct reply *reply)
{
    (void)mark;
    if (route_lane_is_refused(lane, reply))
        return;
    struct group_facts facts = find_group(reply, lane->reader->destination->name);
    if (!facts.found && lane->reader->router->options.dry_run) {
        facts = (struct group_facts){.delivered = group_begin(lane), .read = UINT64_MAX};
    } else if (!facts.found) {
        route_lane_go_on(lane, LANE_GROUPS);
        return;
    }
    lane->delivered = facts.delivered;
    lane->base_added = facts.read;
    if (facts.pending > 0 && facts.pending != UINT64_MAX && !lane->reader->told_held)
        ask_holders(lane);
    ask_stream(lane, took_stream);
}

void route_lane_look(struct route_lane *lane)
{
    const struct slice words[] = {SLICE("XINFO"), SLICE("GROUPS"), route_stream_key(lane->stream)};

    if (stream_id_compare(lane->reader->born, STREAM_ID_MIN) == 0)
        route_lane_put_off(lane, 100);
    else
        route_lane_ask(lane,
                       &(struct lane_question){.words = words, .count = 3, .took = took_groups});
}
