#include "config.h"

#include "source/redis/elsewhere.h"

#include "base/duration.h"
#include "base/memory.h"
#include "source/redis/databases.h"
#include "source/redis/key_places.h"
#include "source/redis/streams.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEPS_MAX 200 /* of the scan, a thousand keys each */
#define LOOKS_MAX 1000
#define LOOKS_UNDER_WAY_MAX 50
#define LOOKS_IN_VAIN_MAX 16 /* in one place */
#define SEARCH_MS MS_PER_SECOND

struct elsewhere {
    struct streams *streams;
    struct key_places places;
    size_t node; /* whose keys are being scanned */
    char cursor[24];
    bool running;
    bool step_due;
    bool may_look;
    size_t steps;
    size_t looks;
    size_t under_way;    /* questions of all kinds */
    struct look *unsent; /* keys that are to be looked at */
    int64_t end_ms;      /* monotonic */
};

/* A stream whose newest entry is asked for. */
struct look {
    struct elsewhere *elsewhere;
    struct look *next;
    struct buffer key;
    bool is_report;
};

static struct slice content(const struct buffer *buffer)
{
    return (struct slice){buffer_text(buffer), buffer->size};
}

static void forget_look(struct look *look)
{
    buffer_free(&look->key);
    free(look);
}

static struct look *next_look(struct elsewhere *elsewhere)
{
    struct look *look = elsewhere->unsent;

    if (look != NULL)
        elsewhere->unsent = look->next;
    return look;
}

static void forget_looks(struct elsewhere *elsewhere)
{
    struct look *look;

    while ((look = next_look(elsewhere)) != NULL)
        forget_look(look);
}

/* Keys that the templates fit were found already, or were not asked for. */
static void add_look(struct elsewhere *elsewhere, struct slice key)
{
    struct buffer tenant = {0};
    bool fits = key_space_tenant(&elsewhere->streams->space, key, &tenant) != KEY_SPACE_NONE;

    buffer_free(&tenant);
    if (fits || elsewhere->looks == LOOKS_MAX)
        return;
    struct key_place *place = key_places_of(&elsewhere->places, key);
    if (place == NULL || (place->streams == 0 && place->looks == LOOKS_IN_VAIN_MAX))
        return;
    place->looks++;
    elsewhere->looks++;
    struct look *look = mem_zalloc(1, sizeof(*look));
    look->elsewhere = elsewhere;
    buffer_append(&look->key, key.data, key.size);
    look->next = elsewhere->unsent;
    elsewhere->unsent = look;
}

static bool any_entry(void *context, struct stream_id id)
{
    (void)context;
    (void)id;
    return true;
}

static void look_read(void *context, const struct report *report, const struct error *unreadable)
{
    struct look *look = context;

    (void)report;
    look->is_report = unreadable == NULL;
}

static void found(struct elsewhere *elsewhere, struct slice key)
{
    struct key_place *place = key_places_of(&elsewhere->places, key);

    if (place == NULL)
        return;
    place->streams++;
    buffer_clear(&place->key);
    buffer_append(&place->key, key.data, key.size);
}

/* Whoever may not read one key is not sent to try a thousand. */
static void take_look(struct look *look, const struct reply *reply)
{
    struct elsewhere *elsewhere = look->elsewhere;
    struct slice reason;

    if (!requests_refused(reply, &reason)) {
        elsewhere->may_look = true;
        if (look->is_report)
            found(elsewhere, content(&look->key));
    } else if (reply_error_is(reason, "NOPERM")) {
        elsewhere->looks = LOOKS_MAX;
        forget_looks(elsewhere);
    }
}

static void look_reply(void *context, const struct reply *reply)
{
    struct look *look = context;

    look->elsewhere->under_way--;
    if (reply != NULL)
        take_look(look, reply);
    forget_look(look);
}

static void send_look(struct look *look)
{
    static const struct entry_events events = {.wanted = any_entry, .read = look_read};
    const struct slice words[] = {SLICE("XREVRANGE"), content(&look->key), SLICE("+"),
                                  SLICE("-"),         SLICE("COUNT"),      SLICE("1")};

    if (requests_send(&look->elsewhere->streams->requests,
                      &(struct request){.words = words,
                                        .count = 6,
                                        .entries = &events,
                                        .entries_depth = ENTRY_DEPTH_RANGE,
                                        .on_reply = look_reply,
                                        .context = look}))
        look->elsewhere->under_way++;
    else
        forget_look(look);
}

static bool take_step(struct elsewhere *elsewhere, const struct reply *reply)
{
    size_t keys = reply_child(reply, 0, 1);
    struct slice cursor = reply_text(reply, reply_child(reply, 0, 0));

    if (keys == reply->count || cursor.size == 0 || cursor.size >= sizeof(elsewhere->cursor))
        return false;
    memcpy(elsewhere->cursor, cursor.data, cursor.size);
    elsewhere->cursor[cursor.size] = '\0';
    for (size_t key = keys + 1; key < reply->nodes[keys].next; key++)
        add_look(elsewhere, reply_text(reply, key));
    return true;
}

/* Goes on with the next node that can be asked. Returns false when there is none. */
static bool next_node(struct elsewhere *elsewhere)
{
    const struct client *client = elsewhere->streams->requests.client;

    snprintf(elsewhere->cursor, sizeof(elsewhere->cursor), "0");
    do {
        elsewhere->node++;
    } while (elsewhere->node < client_nodes(client) &&
             client_node(client, elsewhere->node).state != NODE_READY);
    return elsewhere->node < client_nodes(client);
}

static void scan_reply(void *context, const struct reply *reply)
{
    struct elsewhere *elsewhere = context;
    struct slice reason;

    elsewhere->under_way--;
    bool taken = reply != NULL && !requests_refused(reply, &reason) && take_step(elsewhere, reply);
    bool more = ++elsewhere->steps < STEPS_MAX && timestamp_monotonic() < elsewhere->end_ms;
    bool at_end = !taken || strcmp(elsewhere->cursor, "0") == 0;
    elsewhere->step_due = more && (!at_end || next_node(elsewhere));
}

static void scan_step(struct elsewhere *elsewhere)
{
    const struct slice words[] = {SLICE("SCAN"),  slice_of(elsewhere->cursor),
                                  SLICE("COUNT"), SLICE("1000"),
                                  SLICE("TYPE"),  SLICE("stream")};

    elsewhere->step_due = false;
    if (requests_send(&elsewhere->streams->requests, &(struct request){.words = words,
                                                                       .count = 6,
                                                                       .to_node = true,
                                                                       .node = elsewhere->node,
                                                                       .on_reply = scan_reply,
                                                                       .context = elsewhere}))
        elsewhere->under_way++;
    else
        elsewhere->step_due = next_node(elsewhere);
}

/* Streams come first, then the databases. */
static void databases_reply(void *context, const struct reply *reply)
{
    struct elsewhere *elsewhere = context;
    struct streams *streams = elsewhere->streams;

    elsewhere->under_way--;
    elsewhere->running = false;
    streams->searching = false;
    streams->status->advances++;
    if (reply == NULL || streams->count > 0)
        return;
    streams->status->elsewhere_count = 0;
    streams->status->elsewhere_more = 0;
    key_places_tell(&elsewhere->places, streams->usual_template, streams->status);
    if (reply->nodes[0].type == REPLY_STRING)
        databases_tell(streams, reply_text(reply, 0));
}

static void ask_databases(struct elsewhere *elsewhere)
{
    const struct slice words[] = {SLICE("INFO"), SLICE("keyspace")};

    if (requests_send(&elsewhere->streams->requests, &(struct request){.words = words,
                                                                       .count = 2,
                                                                       .on_reply = databases_reply,
                                                                       .context = elsewhere}))
        elsewhere->under_way++;
}

static void begin(struct elsewhere *elsewhere)
{
    key_places_free(&elsewhere->places);
    forget_looks(elsewhere);
    snprintf(elsewhere->cursor, sizeof(elsewhere->cursor), "0");
    elsewhere->running = true;
    elsewhere->node = 0;
    elsewhere->step_due = true;
    elsewhere->may_look = false;
    elsewhere->steps = 0;
    elsewhere->looks = 0;
    elsewhere->end_ms = timestamp_monotonic() + SEARCH_MS;
}

/* The first look goes alone, and tells whether others may follow. */
static void go_on(struct elsewhere *elsewhere)
{
    struct look *look;
    size_t most = elsewhere->may_look ? LOOKS_UNDER_WAY_MAX : 1;

    if (timestamp_monotonic() >= elsewhere->end_ms)
        forget_looks(elsewhere);
    while (elsewhere->under_way < most && (look = next_look(elsewhere)) != NULL)
        send_look(look);
    if (elsewhere->under_way > 0 || elsewhere->unsent != NULL)
        return;
    if (elsewhere->step_due)
        scan_step(elsewhere);
    else
        ask_databases(elsewhere);
}

static void pump(void *asker)
{
    struct elsewhere *elsewhere = asker;
    struct source_status *status = elsewhere->streams->status;

    if (elsewhere->streams->count > 0) {
        status->elsewhere_count = 0;
        status->elsewhere_more = 0;
    }
    if (!elsewhere->streams->searching)
        return;
    if (!elsewhere->running)
        begin(elsewhere);
    go_on(elsewhere);
}

/* Questions under way have been told: what was not found yet is looked for anew. */
static void ready(void *asker, size_t node)
{
    struct elsewhere *elsewhere = asker;

    (void)node;
    elsewhere->running &= elsewhere->under_way > 0;
}

static void *create(struct streams *streams)
{
    struct elsewhere *elsewhere = mem_zalloc(1, sizeof(*elsewhere));

    elsewhere->streams = streams;
    return elsewhere;
}

static void free_elsewhere(void *asker)
{
    struct elsewhere *elsewhere = asker;

    forget_looks(elsewhere);
    key_places_free(&elsewhere->places);
    free(elsewhere);
}

const struct asker_kind elsewhere_asker = {
    .name = "elsewhere",
    .create = create,
    .ready = ready,
    .pump = pump,
    .free = free_elsewhere,
};
