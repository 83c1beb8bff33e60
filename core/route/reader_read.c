/* The reader: reads what is new, of many streams with one script, each only where no newer owner
 * has it: what a router reads that was stopped for long would be missing to whoever reads after it.
 */
#include "config.h"

#include "route/reader.h"

#include "base/memory.h"
#include "route/route_key.h"
#include "route/router_private.h"
#include "route/script.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define BATCH_MAX 50
#define ENTRIES_MAX 32 /* of a stream */
#define LANES_AT_ONCE 200
#define WORDS_MAX (3 + 3 * BATCH_MAX)
#define NUMBER_SIZE 24
#define DEPTH_MAX 8
#define ENTRY_DEPTH_SCRIPT 2 /* in its reply: [[entry, …], …] */

struct read_place {
    struct route_lane *lane;
    unsigned turn;
    size_t entries;
};

/* What is read with one script, or is to be. */
struct read_batch {
    struct route_reader *reader;
    size_t count;
    struct read_place places[BATCH_MAX];
    struct read_place *current;
};

static bool is_of_now(const struct read_place *place)
{
    return place->lane->turn == place->turn && !place->lane->ended;
}

/* --- its reply --- */

static bool any_entry(void *context, struct stream_id id)
{
    const struct read_batch *batch = context;

    (void)id;
    return is_of_now(batch->current);
}

static void on_entry(void *context, const struct report *report, const struct error *unreadable)
{
    struct read_batch *batch = context;

    batch->current->entries++;
    if (is_of_now(batch->current))
        route_lane_take(batch->current->lane, report, unreadable);
}

/* Hands the nodes below one on as the elements that they were. */
static void decode(struct entries *entries, const struct reply *reply, size_t array)
{
    size_t places[DEPTH_MAX] = {0};

    for (size_t node = array + 1; node < reply->nodes[array].next; node++) {
        const struct reply_node *of = &reply->nodes[node];
        if (of->depth + 1 >= DEPTH_MAX)
            continue;
        places[of->depth + 1] = 0;
        entries_element(entries, &(struct reply_element){.type = of->type,
                                                         .depth = of->depth,
                                                         .index = places[of->depth]++,
                                                         .integer = of->integer,
                                                         .text = reply_text(reply, node)});
    }
}

static void take_entries(struct read_batch *batch, const struct reply *reply, size_t node)
{
    static const struct entry_events events = {.wanted = any_entry, .read = on_entry};
    struct entries *entries = &batch->reader->entries;

    entries->report.severity_words = batch->reader->router->requests.severity_words;
    entries_begin(entries, ENTRY_DEPTH_SCRIPT, &events, batch);
    decode(entries, reply, node);
}

/* Goes on with what was delivered, or with what came meanwhile. */
static void after_read(struct route_lane *lane, size_t entries)
{
    bool more = lane->touched || entries == ENTRIES_MAX;

    if (lane->window != NULL && entries > 0)
        window_use(&lane->reader->router->windows, lane->window);
    lane->doubt = lane->doubt || entries > 1;
    if (lane->pending.count > 0)
        route_lane_go_on(lane, LANE_WINDOWS);
    else if (more)
        route_reader_queue(lane, QUEUE_READ);
    else if (lane->doubt)
        route_lane_count_lost(lane);
}

static void take_place(struct read_batch *batch, const struct reply *reply, size_t node)
{
    struct read_place *place = batch->current;
    struct route_lane *lane = place->lane;

    if (!is_of_now(place) || node >= reply->count)
        return;
    lane->reading = false;
    switch (reply->nodes[node].type) {
    case REPLY_ARRAY:
        take_entries(batch, reply, node);
        break;
    case REPLY_ERROR:
        route_lane_refuse(lane, reply_text(reply, node));
        return;
    default:
        if (reply->nodes[node].integer < 0) {
            route_lane_restart(lane);
            return;
        }
        break;
    }
    if (is_of_now(place))
        after_read(lane, place->entries);
}

/* All of it failed: what it may have delivered is recalled. */
static void fail(struct read_batch *batch, const struct reply *reply)
{
    struct route_lane *lane = batch->current->lane;
    struct error error;

    if (!is_of_now(batch->current))
        return;
    if (reply != NULL)
        script_error(reply_text(reply, 0), &error);
    if (reply != NULL)
        route_lane_refuse(lane, slice_of(error.text));
    else
        route_lane_restart(lane);
}

static void on_reply(void *context, const struct reply *reply, const struct error *error)
{
    struct read_batch *batch = context;
    struct route_reader *reader = batch->reader;
    bool failed = reply == NULL || reply->nodes[0].type != REPLY_ARRAY;

    (void)error;
    reader->reading -= batch->count;
    for (size_t i = 0; i < batch->count; i++) {
        batch->current = &batch->places[i];
        if (failed)
            fail(batch, reply);
        else
            take_place(batch, reply, reply_child(reply, 0, i));
        route_lane_release(batch->places[i].lane);
    }
    router_wake(reader->router);
    free(batch);
}

/* --- what is asked --- */

static bool ask(struct read_batch *batch)
{
    struct slice words[WORDS_MAX];
    struct buffer told[BATCH_MAX] = {0};
    char epochs[BATCH_MAX][NUMBER_SIZE], entries[NUMBER_SIZE];
    const char *group = batch->reader->destination->name;
    size_t count = 0, first = 2 * batch->count;

    snprintf(entries, sizeof(entries), "%d", ENTRIES_MAX);
    words[first++] = slice_of(group);
    words[first++] = SLICE(ROUTE_CONSUMER);
    words[first++] = slice_of(entries);
    for (size_t i = 0; i < batch->count; i++) {
        const struct route_lane *lane = batch->places[i].lane;
        route_key_told(route_stream_key(lane->stream), group, &told[i]);
        snprintf(epochs[i], NUMBER_SIZE, "%" PRIu64, batch->reader->epochs[lane->shard]);
        words[count++] = route_stream_key(lane->stream);
        words[count++] = (struct slice){buffer_text(&told[i]), told[i].size};
        words[first++] = slice_of(epochs[i]);
    }
    bool sent = script_run(&(struct script_request){.client = batch->reader->router->client,
                                                    .name = SCRIPT_READ,
                                                    .words = words,
                                                    .count = first,
                                                    .keys = count,
                                                    .on_reply = on_reply,
                                                    .context = batch});
    for (size_t i = 0; i < batch->count; i++)
        buffer_free(&told[i]);
    return sent;
}

static void send_batch(struct read_batch *batch)
{
    struct route_reader *reader = batch->reader;

    if (ask(batch)) {
        reader->reading += batch->count;
        return;
    }
    for (size_t i = 0; i < batch->count; i++) {
        struct route_lane *lane = batch->places[i].lane;
        lane->reading = false;
        route_lane_restart(lane);
        route_lane_put_off(lane, 1000);
        route_lane_release(lane);
    }
    free(batch);
}

/* Returns true when it is at hand for reading, and it is ours to read. */
static bool may_read(struct route_lane *lane)
{
    if (lane->ended || lane->phase != LANE_READS || lane->reading || lane->pending.count > 0)
        return false;
    lane->full = lane->waiting >= LANE_WAITING_MAX;
    return !lane->full && route_reader_owns(lane);
}

/* The next one goes with those of a batch where their keys are together. */
static bool fits(const struct read_batch *batch, const struct route_lane *lane)
{
    const struct client *client = lane->reader->router->client;
    const struct route_lane *first = batch->places[0].lane;

    return batch->count < BATCH_MAX && client_group(client, route_stream_key(first->stream)) ==
                                           client_group(client, route_stream_key(lane->stream));
}

static struct read_batch *add(struct read_batch *batch, struct route_lane *lane)
{
    if (batch != NULL && !fits(batch, lane)) {
        send_batch(batch);
        batch = NULL;
    }
    if (batch == NULL) {
        batch = mem_zalloc(1, sizeof(*batch));
        batch->reader = lane->reader;
    }
    lane->reading = true;
    lane->touched = false;
    batch->places[batch->count++] = (struct read_place){.lane = lane, .turn = lane->turn};
    return batch;
}

/* --- without a group --- */

static void look_on(struct route_lane *lane, const struct report *report,
                    const struct error *unreadable)
{
    lane->met++;
    route_lane_take(lane, report, unreadable);
}

static void looked(struct route_lane *lane, unsigned mark, const struct reply *reply)
{
    (void)mark;
    lane->reading = false;
    if (!route_lane_is_refused(lane, reply))
        after_read(lane, lane->met);
}

/* Of --dry-run: nobody is told that it was read. */
static void look(struct route_lane *lane)
{
    char from[STREAM_ID_SIZE], count[NUMBER_SIZE];

    lane->reading = true;
    lane->touched = false;
    lane->met = 0;
    stream_id_format(stream_id_next(lane->delivered), from);
    snprintf(count, sizeof(count), "%d", ENTRIES_MAX);
    const struct slice words[] = {SLICE("XRANGE"), route_stream_key(lane->stream),
                                  slice_of(from),  SLICE("+"),
                                  SLICE("COUNT"),  slice_of(count)};
    route_lane_ask(lane, &(struct lane_question){
                             .words = words, .count = 6, .entry = look_on, .took = looked});
}

void route_reader_read(struct route_reader *reader)
{
    struct read_batch *batch = NULL;
    struct route_lane *lane;

    while (reader->reading + (batch != NULL ? batch->count : 0) < LANES_AT_ONCE &&
           (lane = route_reader_take(reader, QUEUE_READ)) != NULL) {
        if (may_read(lane) && reader->shards != NULL) {
            batch = add(batch, lane);
            continue;
        }
        if (may_read(lane))
            look(lane);
        route_lane_release(lane);
    }
    if (batch != NULL)
        send_batch(batch);
}
