#include "config.h"

#include "source/redis/verify.h"

#include "source/redis/streams.h"

#define PAGE_ENTRIES 500
#define PAGE_COUNT SLICE("500")
#define UNDER_WAY_MAX 4

/* Returns the newest span that knows something before an ID; NULL: there is none. */
static const struct span *span_before(const struct stream *stream, struct stream_id id)
{
    const struct history *history = &stream->tenant->history;

    for (size_t i = history->count; i > 0; i--) {
        const struct span *span = history->spans[i - 1];
        if (stream_id_compare(stream_id_at(span->known.start_ms), id) < 0)
            return span;
    }
    return NULL;
}

static bool any_entry(void *context, struct stream_id id)
{
    (void)context;
    (void)id;
    return true;
}

static bool is_held_so(const struct span *span, size_t row, const struct report *report,
                       bool readable)
{
    return stream_id_compare(span_id(span, row), report->id) == 0 &&
           (span_kind(span, row) != ROW_SKIPPED) == readable &&
           (!readable || report->fingerprint == 0 ||
            span_has_fingerprint(span, row, report->fingerprint));
}

/* Where it is among the newest ones, as it should be. */
static bool is_recent_so(const struct stream *stream, const struct report *report)
{
    const struct recent *recent = &stream->tenant->recent;
    size_t held = recent_find(recent, report->id);

    if (recent->count == 0 || stream_id_compare(report->id, recent_oldest_id(recent)) < 0 ||
        stream_waits_for_look(stream))
        return true;
    return held != RECENT_NO_ENTRY && (!recent_is_readable(recent, held) ||
                                       recent_has_fingerprint(recent, held, report->fingerprint));
}

/* Entries come newest first, and so do the rows. */
static void verify_read(void *context, const struct report *report, const struct error *unreadable)
{
    struct stream *stream = context;
    const struct span *span = span_before(stream, stream->verify.before);
    size_t row = span != NULL ? span_find(span, stream->verify.before) : 0;

    if (row == 0 || !is_held_so(span, row - 1, report, unreadable == NULL) ||
        !is_recent_so(stream, report))
        stream->verify.differs = true;
    stream->verify.before = report->id;
}

/* What is still held in front of the last page is no more there. Then the next span comes. */
static void end_span(struct stream *stream)
{
    const struct span *span = span_before(stream, stream->verify.before);

    if (span == NULL)
        return;
    if (span_find(span, stream->verify.before) > 0)
        stream->verify.differs = true;
    stream->verify.before = stream_id_at(span->known.start_ms);
}

static void go_on(struct stream *stream, bool full)
{
    if (!full)
        end_span(stream);
    if (stream->verify.differs)
        stream_read_anew(stream);
    else
        stream_ask(stream, ASK_VERIFY);
}

/* A history that was begun anew meanwhile needs no comparison. */
static void verify_reply(void *context, const struct reply *reply)
{
    struct stream *stream = context;
    struct slice reason;
    bool is_void = stream->verify.forgotten != stream->tenant->forgotten;

    stream_answered(stream, ASK_VERIFY);
    stream->verify.begun = reply != NULL && !is_void && !requests_refused(reply, &reason);
    if (stream->verify.begun)
        go_on(stream, reply->nodes[0].integer == PAGE_ENTRIES);
    if (stream->verify.due && reply != NULL)
        stream_ask(stream, ASK_VERIFY);
}

static struct stream_id end_of(const struct span *span, struct stream_id before)
{
    struct stream_id end = stream_id_at(span->known.end_ms);

    return stream_id_previous(stream_id_compare(end, before) < 0 ? end : before);
}

static void ask(struct stream *stream, const struct span *span)
{
    static const struct entry_events events = {.wanted = any_entry, .read = verify_read};
    char last[STREAM_ID_SIZE];
    char first[STREAM_ID_SIZE];

    stream_id_format(end_of(span, stream->verify.before), last);
    stream_id_format(stream_id_at(span->known.start_ms), first);
    const struct slice words[] = {SLICE("XREVRANGE"), stream_key(stream), slice_of(last),
                                  slice_of(first),    SLICE("COUNT"),     PAGE_COUNT};
    if (requests_send(&stream->streams->requests, &(struct request){
                                                      .words = words,
                                                      .count = 6,
                                                      .entries = &events,
                                                      .entries_depth = ENTRY_DEPTH_RANGE,
                                                      .on_reply = verify_reply,
                                                      .stream = stream,
                                                      .context = stream,
                                                  }))
        stream_asked(stream, ASK_VERIFY);
}

/* What is being read anyway is left alone. */
static void verify(struct stream *stream)
{
    struct stream_verify *state = &stream->verify;

    if (state->due || !state->begun)
        *state = (struct stream_verify){.begun = true,
                                        .before = stream_id_next(stream->cursor),
                                        .forgotten = stream->tenant->forgotten};
    const struct span *span = span_before(stream, state->before);
    state->begun = span != NULL && !span->loading && stream->window.joined && !stream->broken;
    if (state->begun)
        ask(stream, span);
}

static void pump(void *asker)
{
    struct streams *streams = asker;
    struct stream *stream;

    while (streams->under_way[ASK_VERIFY] < UNDER_WAY_MAX &&
           (stream = streams_next(streams, ASK_VERIFY)) != NULL)
        verify(stream);
}

static void refresh(void *asker)
{
    const struct streams *streams = asker;

    for (size_t i = 0; i < streams->watched_count; i++) {
        streams->watched[i]->verify.due = true;
        stream_ask(streams->watched[i], ASK_VERIFY);
    }
}

/* It has no state but the streams'. */
static void *create(struct streams *streams)
{
    return streams;
}

const struct asker_kind verify_asker = {
    .name = "verify",
    .create = create,
    .refresh = refresh,
    .pump = pump,
};
