#include "config.h"

#include "source/redis/newest.h"

#include "source/redis/stream_facts.h"
#include "source/redis/streams.h"

/* What one look costs is told by the round trip, so a good number of them is under way. */
#define LOOKS_UNDER_WAY_MAX 200

static bool any_entry(void *context, struct stream_id id)
{
    (void)context;
    (void)id;
    return true;
}

/* Where nobody judges, the newest entry is all that is wanted. Else what is new comes with reading
 * on, so that none is left out. */
static void look_read(void *context, const struct report *report, const struct error *unreadable)
{
    struct stream *stream = context;
    int order = stream_id_compare(report->id, stream->cursor);

    if (order < 0) {
        stream_is_older(stream, false);
    } else if (order > 0 && stream->streams->judged) {
        stream_ask(stream, ASK_FORWARD);
    } else if (order > 0) {
        stream_jump(stream, report->id);
        stream_take(stream, report, unreadable, false);
    }
}

/* An empty stream is fine, unless it was not empty before. */
static void looked_at(struct stream *stream, bool empty)
{
    stream_mend(stream);
    stream_met(stream);
    stream_is_current(stream);
    if (empty && stream_id_compare(stream->cursor, STREAM_ID_MIN) != 0)
        stream_is_older(stream, true);
    else if (stream->torn && stream->streams->without_checks)
        stream_read_anew(stream);
    if (stream->streams->judged)
        stream_ask(stream, stream->recent_due ? ASK_RECENT : ASK_MORE);
}

static void look_reply(void *context, const struct reply *reply)
{
    struct stream *stream = context;
    struct slice reason;

    stream_answered(stream, ASK_LOOK);
    if (reply == NULL)
        return;
    stream_ask(stream, ASK_PAGES); /* which wait for it */
    if (requests_refused(reply, &reason))
        stream_refuse(stream, reason);
    else
        looked_at(stream, reply->nodes[0].integer == 0);
}

static bool ask_newest(struct stream *stream)
{
    static const struct entry_events events = {.wanted = any_entry, .read = look_read};
    char last[STREAM_ID_SIZE];

    stream_id_format(stream->streams->last, last);
    const struct slice words[] = {SLICE("XREVRANGE"), stream_key(stream), slice_of(last),
                                  SLICE("-"),         SLICE("COUNT"),     SLICE("1")};
    return requests_send(&stream->streams->requests,
                         &(struct request){.words = words,
                                           .count = 6,
                                           .entries = &events,
                                           .entries_depth = ENTRY_DEPTH_RANGE,
                                           .on_reply = look_reply,
                                           .stream = stream,
                                           .context = stream});
}

static void facts_refused(struct stream *stream, struct slice reason)
{
    if (reply_error_is(reason, "ERR no such key")) {
        stream_ask(stream, ASK_RECENT);
    } else {
        stream_refuse_facts(stream, reason);
    }
}

/* What the first entry says, which costs the most to read, tells a stream that is made again from
 * one that goes on: whoever looks once hardly meets one. */
static bool read_facts(const struct streams *streams, const struct reply *reply,
                       struct stream_facts *facts)
{
    return streams->follow ? stream_facts_read(reply, streams->requests.severity_words, facts)
                           : stream_facts_read_ids(reply, facts);
}

static void facts_reply(void *context, const struct reply *reply)
{
    struct stream *stream = context;
    struct stream_facts facts;
    struct slice reason;

    stream_answered(stream, ASK_LOOK);
    if (reply == NULL)
        return;
    if (requests_refused(reply, &reason)) {
        facts_refused(stream, reason);
        return;
    }
    if (read_facts(stream->streams, reply, &facts))
        stream_learn(stream, &facts);
    stream_ask(stream, ASK_RECENT);
}

static bool ask_facts(struct stream *stream)
{
    const struct slice words[] = {SLICE("XINFO"), SLICE("STREAM"), stream_key(stream)};

    return requests_send(&stream->streams->requests, &(struct request){.words = words,
                                                                       .count = 3,
                                                                       .on_reply = facts_reply,
                                                                       .stream = stream,
                                                                       .context = stream});
}

static void length_reply(void *context, const struct reply *reply)
{
    struct stream *stream = context;
    struct slice reason;

    if (reply == NULL)
        return;
    if (requests_refused(reply, &reason) && reply_error_is(reason, "NOPERM"))
        stream->streams->without_lengths = true;
    if (reply->nodes[0].type != REPLY_INTEGER ||
        stream->tenant->entries == (uint64_t)reply->nodes[0].integer)
        return;
    stream->tenant->entries = (uint64_t)reply->nodes[0].integer;
    stream_touch(stream);
}

/* It comes first: who is told of the newest entries knows it already. */
static void ask_length(struct stream *stream)
{
    const struct slice words[] = {SLICE("XLEN"), stream_key(stream)};

    requests_send(&stream->streams->requests, &(struct request){.words = words,
                                                                .count = 2,
                                                                .on_reply = length_reply,
                                                                .stream = stream,
                                                                .context = stream});
}

static void look(struct stream *stream)
{
    const struct streams *streams = stream->streams;
    bool is_new = streams->judged && stream->tenant->recent.asked == 0;

    if (is_new && !streams->without_checks) {
        if (ask_facts(stream))
            stream_asked(stream, ASK_LOOK);
        return;
    }
    if (!streams->without_lengths && (streams->without_checks || !stream->tenant->looked_at))
        ask_length(stream);
    if (is_new)
        stream_ask(stream, ASK_RECENT);
    else if (ask_newest(stream))
        stream_asked(stream, ASK_LOOK);
}

static void pump(void *asker)
{
    struct streams *streams = asker;
    struct stream *stream;

    while (streams->under_way[ASK_LOOK] < LOOKS_UNDER_WAY_MAX &&
           (stream = streams_next(streams, ASK_LOOK)) != NULL)
        look(stream);
}

static void tick(void *asker)
{
    struct stream *stream;

    while ((stream = streams_next(asker, ASK_AGAIN)) != NULL)
        stream_ask(stream, ASK_LOOK);
}

/* It has no state but the streams'. */
static void *create(struct streams *streams)
{
    return streams;
}

const struct asker_kind newest_asker = {
    .name = "newest",
    .create = create,
    .tick = tick,
    .pump = pump,
};
