/* The newest entry of every stream: asked for as soon as the stream is known, and again whenever
 * reading on behind the cursor is not the way to it. What one look costs is told by the round trip,
 * so a good number of them is under way at a time. */
#include "config.h"

#include "source/redis/private.h"

#define LOOKS_PENDING_MAX 200
#define INTERVALS_PENDING_MAX 50

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
        check_older(stream, false);
        return;
    }
    if (stream->window.joined)
        return;
    stream_jump(stream, report->id);
    stream_take(stream, report, unreadable, false);
}

static void look_element(void *context, const struct reply_element *element)
{
    static const struct entry_events events = {any_entry, look_read};
    struct stream *stream = context;
    struct entries *entries = &stream->source->entries;

    if (element->depth == 0)
        entries_begin(entries, ENTRY_DEPTH_RANGE, &events, stream);
    entries_element(entries, element);
}

/* An empty stream is fine, unless it was not empty before. */
static void looked_at(struct stream *stream, bool empty)
{
    stream_mend(stream);
    if (!stream->tenant->looked_at)
        stream_touch(stream);
    stream->tenant->looked_at = true;
    if (empty && stream_id_compare(stream->cursor, STREAM_ID_MIN) != 0)
        check_older(stream, true);
    if (stream->source->follow && stream->tenant->has_report && stream->tenant->recent_count <= 1 &&
        !stream->interval_asked)
        interval_due(stream);
}

static void look_reply(void *context, const struct reply *reply, const struct error *error)
{
    struct stream *stream = context;
    struct redis_source *source = stream->source;
    struct slice reason;

    (void)error;
    stream->look_due = false;
    source->newest.looks_pending--;
    if (!redis_answered(source, reply))
        return;
    if (redis_refused(reply, &reason)) {
        stream_refuse(stream, reason);
    } else {
        looked_at(stream, reply->nodes[0].integer == 0);
        newest_pump(source);
        page_pump(source);
    }
    redis_changed(source);
}

static void length_reply(void *context, const struct reply *reply, const struct error *error)
{
    struct stream *stream = context;

    (void)error;
    if (!redis_answered(stream->source, reply) || reply->nodes[0].type != REPLY_INTEGER)
        return;
    stream->tenant->entries = (uint64_t)reply->nodes[0].integer;
    stream_touch(stream);
}

static bool ask_newest(struct stream *stream, struct slice count, reply_element_fn *on_element,
                       reply_fn *on_reply)
{
    const struct slice words[] = {SLICE("XREVRANGE"), stream_key(stream), SLICE("+"),
                                  SLICE("-"),         SLICE("COUNT"),     count};

    return redis_ask(stream->source, words, 6, on_element, on_reply, stream);
}

/* The length comes first: who is told of the newest entry knows it already. */
static bool look(struct stream *stream)
{
    const struct slice words[] = {SLICE("XLEN"), stream_key(stream)};

    if (!stream->tenant->looked_at || stream->source->checks.denied)
        redis_ask(stream->source, words, 2, NULL, length_reply, stream);
    if (!ask_newest(stream, SLICE("1"), look_element, look_reply))
        return false;
    stream->source->newest.looks_pending++;
    return true;
}

void newest_due(struct stream *stream)
{
    if (stream->look_due)
        return;
    stream->look_due = true;
    stream_queue_push(&stream->source->newest.looks, stream);
}

/* What the newest report does not tell: how often the tenant reports, and which dimensions are
 * missing in the newest report. What is newer comes with reading on. */
static bool interval_id(void *context, struct stream_id id)
{
    const struct stream *stream = context;

    return stream_id_compare(id, stream->cursor) < 0;
}

static void interval_read(void *context, const struct report *report,
                          const struct error *unreadable)
{
    struct stream *stream = context;

    if (unreadable == NULL)
        tenant_add(stream->tenant, report, false);
}

static void interval_element(void *context, const struct reply_element *element)
{
    static const struct entry_events events = {interval_id, interval_read};
    struct stream *stream = context;
    struct entries *entries = &stream->source->entries;

    if (element->depth == 0)
        entries_begin(entries, ENTRY_DEPTH_RANGE, &events, stream);
    entries_element(entries, element);
}

static void interval_reply(void *context, const struct reply *reply, const struct error *error)
{
    struct stream *stream = context;
    struct redis_source *source = stream->source;

    (void)error;
    stream->interval_pending = false;
    source->newest.intervals_pending--;
    if (!redis_answered(source, reply))
        return;
    stream->interval_asked = true;
    stream_touch(stream);
    newest_pump(source);
    page_pump(source);
    redis_changed(source);
}

void interval_due(struct stream *stream)
{
    if (stream->interval_pending)
        return;
    stream->interval_pending = true;
    stream_queue_push(&stream->source->newest.intervals, stream);
}

static void pump_intervals(struct redis_source *source)
{
    struct newest *newest = &source->newest;

    while (newest->intervals_pending < INTERVALS_PENDING_MAX) {
        struct stream *stream = stream_queue_pop(&newest->intervals);
        if (stream == NULL)
            return;
        if (!ask_newest(stream, SLICE("9"), interval_element, interval_reply))
            return;
        newest->intervals_pending++;
    }
}

void newest_pump(struct redis_source *source)
{
    struct newest *newest = &source->newest;

    while (newest->looks_pending < LOOKS_PENDING_MAX) {
        struct stream *stream = stream_queue_pop(&newest->looks);
        if (stream == NULL)
            break;
        if (!look(stream))
            return;
    }
    if (newest->looks_pending == 0)
        pump_intervals(source);
}

/* Requests that were under way with the connection before have been told; what waited is asked
 * again with all the rest. */
void newest_ready(struct redis_source *source)
{
    stream_queue_clear(&source->newest.looks);
    stream_queue_clear(&source->newest.intervals);
    for (size_t i = 0; i < source->stream_count; i++) {
        struct stream *stream = source->streams[i];
        stream->look_due = false;
        stream->interval_pending = false;
        newest_due(stream);
    }
    newest_pump(source);
}

void newest_free(struct redis_source *source)
{
    stream_queue_free(&source->newest.looks);
    stream_queue_free(&source->newest.intervals);
}
