#include "config.h"

#include "source/redis/newest.h"

#include "source/redis/streams.h"

/* What one look costs is told by the round trip, so a good number of them is under way. */
#define LOOKS_UNDER_WAY_MAX 200
#define INTERVALS_UNDER_WAY_MAX 50

static bool any_entry(void *context, struct stream_id id)
{
    (void)context;
    (void)id;
    return true;
}

/* Where history is joined, what is new comes with reading on: it must not be added before that. */
static void look_read(void *context, const struct report *report, const struct error *unreadable)
{
    struct stream *stream = context;

    if (stream_id_compare(report->id, stream->cursor) < 0) {
        stream_is_older(stream, false);
        return;
    }
    if (stream->window.joined)
        return;
    stream_jump(stream, report->id);
    stream_take(stream, report, unreadable, false);
}

/* An empty stream is fine, unless it was not empty before. */
static void looked_at(struct stream *stream, bool empty)
{
    const struct tenant *tenant = stream->tenant;

    stream_mend(stream);
    if (!tenant->looked_at)
        stream_touch(stream);
    stream->tenant->looked_at = true;
    if (empty && stream_id_compare(stream->cursor, STREAM_ID_MIN) != 0)
        stream_is_older(stream, true);
    if (stream->streams->follow && tenant->has_report && tenant->recent.count <= 1 &&
        !stream->interval_known)
        stream_ask(stream, ASK_INTERVAL);
    stream_ask(stream, ASK_PAGES);
}

static void look_reply(void *context, const struct reply *reply)
{
    struct stream *stream = context;
    struct slice reason;

    stream_answered(stream, ASK_LOOK);
    if (reply == NULL)
        return;
    if (requests_refused(reply, &reason))
        stream_refuse(stream, reason);
    else
        looked_at(stream, reply->nodes[0].integer == 0);
}

static void length_reply(void *context, const struct reply *reply)
{
    struct stream *stream = context;

    if (reply == NULL || reply->nodes[0].type != REPLY_INTEGER)
        return;
    stream->tenant->entries = (uint64_t)reply->nodes[0].integer;
    stream_touch(stream);
}

static bool ask_length(struct stream *stream)
{
    const struct slice words[] = {SLICE("XLEN"), stream_key(stream)};

    return requests_send(
        &stream->streams->requests,
        &(struct request){.words = words, .count = 2, .on_reply = length_reply, .context = stream});
}

static bool ask_newest(struct stream *stream, struct slice count, const struct entry_events *events,
                       void (*on_reply)(void *context, const struct reply *reply))
{
    const struct slice words[] = {SLICE("XREVRANGE"), stream_key(stream), SLICE("+"),
                                  SLICE("-"),         SLICE("COUNT"),     count};

    return requests_send(&stream->streams->requests,
                         &(struct request){.words = words,
                                           .count = 6,
                                           .entries = events,
                                           .entries_depth = ENTRY_DEPTH_RANGE,
                                           .on_reply = on_reply,
                                           .context = stream});
}

/* The length comes first: who is told of the newest entry knows it already. */
static void look(struct stream *stream)
{
    static const struct entry_events events = {.wanted = any_entry, .read = look_read};

    if (!stream->tenant->looked_at || stream->streams->without_checks)
        ask_length(stream);
    if (ask_newest(stream, SLICE("1"), &events, look_reply))
        stream_asked(stream, ASK_LOOK);
}

/* What the newest report does not tell: how often the tenant reports, and which dimensions are
 * missing in the newest report. What is newer comes with reading on. */
static bool interval_wants(void *context, struct stream_id id)
{
    const struct stream *stream = context;

    return stream_id_compare(id, stream->cursor) < 0;
}

static void interval_read(void *context, const struct report *report,
                          const struct error *unreadable)
{
    struct stream *stream = context;

    if (unreadable == NULL)
        tenant_add_recent(stream->tenant, report);
}

static void interval_reply(void *context, const struct reply *reply)
{
    struct stream *stream = context;

    stream_answered(stream, ASK_INTERVAL);
    if (reply == NULL)
        return;
    stream->interval_known = true;
    stream_touch(stream);
}

static void ask_interval(struct stream *stream)
{
    static const struct entry_events events = {.wanted = interval_wants, .read = interval_read};

    if (ask_newest(stream, SLICE("9"), &events, interval_reply))
        stream_asked(stream, ASK_INTERVAL);
}

/* Intervals are asked when all looks have been answered. */
static void pump(void *asker)
{
    struct streams *streams = asker;
    struct stream *stream;

    while (streams->under_way[ASK_LOOK] < LOOKS_UNDER_WAY_MAX &&
           (stream = streams_next(streams, ASK_LOOK)) != NULL)
        look(stream);
    while (!streams_wait(streams, ASK_LOOK) &&
           streams->under_way[ASK_INTERVAL] < INTERVALS_UNDER_WAY_MAX &&
           (stream = streams_next(streams, ASK_INTERVAL)) != NULL)
        ask_interval(stream);
}

static void tick(void *asker)
{
    struct stream *stream;

    while ((stream = streams_next(asker, ASK_AGAIN)) != NULL)
        stream_ask(stream, ASK_LOOK);
}

static void ready(void *asker)
{
    const struct streams *streams = asker;

    for (size_t i = 0; i < streams->count; i++)
        stream_ask(streams->all[i], ASK_LOOK);
}

/* It has no state but the streams'. */
static void *create(struct streams *streams)
{
    return streams;
}

const struct asker_kind newest_asker = {
    .name = "newest",
    .create = create,
    .ready = ready,
    .tick = tick,
    .pump = pump,
};
