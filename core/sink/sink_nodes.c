/* The sink's client: when its nodes are there, and what they can do. */
#include "config.h"

#include "sink/sink_private.h"

#define CLIENT_NAME "driftop-emit"

bool sink_all_are_there(const struct sink *sink)
{
    return client_status(sink->client).presence == CLIENT_READY;
}

/* Redis 8.6 brought XADD IDMP together with XCFGSET, and a server that has no such command answers
 * with nil in its place. All nodes have to know it. */
static bool is_idempotent(const struct reply *reply)
{
    for (size_t node = 1; node < reply->count; node = reply->nodes[node].next) {
        size_t command = reply_child(reply, node, 0);
        if (command >= reply->count || reply->nodes[command].type != REPLY_ARRAY)
            return false;
    }
    return true;
}

/* A probe that is under way decides by itself. */
static void wake(struct sink *sink)
{
    if (sink->breaker.state != BREAKER_HALF_OPEN || sink->unanswered == 0)
        breaker_wake(&sink->breaker, timestamp_monotonic());
}

/* Nodes may have come and gone since they were asked. */
static void on_prepared(void *context, const struct reply *reply, const struct error *error)
{
    struct sink *sink = context;

    (void)error;
    if (--sink->preparing > 0 || reply == NULL || !sink_all_are_there(sink))
        return;
    sink->prepared = true;
    sink->was_healthy = true;
    sink->woken = true;
    sink->idempotent = is_idempotent(reply);
    wake(sink);
    if (sink_pending(sink) == 0 && sink->breaker.state != BREAKER_CLOSED) {
        /* Nothing is there to try it with; that it answered has to do. */
        breaker_allowance(&sink->breaker, timestamp_monotonic());
        sink_note_success(sink);
    }
    sink_push(sink);
}

/* Asks all nodes what they can do, as one of them is new, or may be another version now. */
void sink_prepare(struct sink *sink)
{
    const struct slice words[] = {SLICE("COMMAND"), SLICE("INFO"), SLICE("XCFGSET")};

    sink->prepared = false;
    sink->preparing += client_send(sink->client, &(struct client_request){
                                                     .words = words,
                                                     .count = 3,
                                                     .target = CLIENT_EVERY,
                                                     .on_reply = on_prepared,
                                                     .context = sink,
                                                 });
    sink->sent = true;
}

void sink_note_unserved(struct sink *sink)
{
    struct client_status client = client_status(sink->client);

    if (client.presence != CLIENT_PARTLY || client.ready < client.nodes ||
        sink->breaker.state == BREAKER_HALF_OPEN)
        return;
    sink_open_breaker(sink, client.error);
    sink_spill(sink);
}

static void on_ready(void *context, size_t node)
{
    struct sink *sink = context;

    (void)node;
    if (sink_all_are_there(sink))
        sink_prepare(sink);
    else
        sink_note_unserved(sink);
}

/* Returns true while nobody was ever reached, and some of those that the URL names may yet be. */
static bool is_first_contact(const struct sink *sink)
{
    for (size_t i = 0; i < client_nodes(sink->client) && !sink->was_healthy; i++) {
        struct client_node node = client_node(sink->client, i);
        if (node.state == NODE_TRYING && node.error->class == ERROR_NONE)
            return true;
    }
    return false;
}

static void on_lost(void *context, size_t node, const struct error *error)
{
    struct sink *sink = context;

    (void)node;
    sink->prepared = false;
    if (is_first_contact(sink))
        return;
    sink_open_breaker(sink, error);
    sink_spill(sink);
    sink_push(sink);
}

static void on_concern(void *context)
{
    sink_tell_status(context);
}

void sink_connect(struct sink *sink)
{
    static const struct client_events events = {
        .ready = on_ready, .lost = on_lost, .concern = on_concern};
    struct client_options options = {
        .commands = COMMANDS_SINK,
        .name = CLIENT_NAME,
        .limits = redis_limits_default(),
    };
    struct redis_limits *limits = &options.limits;

    limits->connect_ms = limits->greet_ms = limits->reply_ms = sink->timeout_ms;
    limits->backoff_min_ms = SINK_PAUSE_MIN_MS;
    limits->backoff_max_ms = SINK_PAUSE_MAX_MS;
    sink->client = client_open(&sink->loop, &sink->url, &options, &events, sink);
}
