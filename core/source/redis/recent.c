#include "config.h"

#include "source/redis/recent.h"

#include "judge/question.h"
#include "source/redis/streams.h"

#include <stdio.h>

/* So many entries cost a server less than 5 ms together, and keep it busy while they are read. */
#define ENTRIES_UNDER_WAY_MAX 1024
#define READS_UNDER_WAY_MAX 200
#define COUNT_SIZE 24

static void note_trouble(struct stream *stream, const struct error *unreadable)
{
    struct tenant *tenant = stream->tenant;

    if (tenant->trouble == NULL)
        tenant_set_trouble(tenant, unreadable->text);
}

static void add(struct stream *stream, const struct report *report, const struct error *unreadable)
{
    if (unreadable == NULL) {
        tenant_add_recent(stream->tenant, report);
        return;
    }
    tenant_add_recent_unreadable(stream->tenant, report->id);
    note_trouble(stream, unreadable);
}

static bool any_entry(void *context, struct stream_id id)
{
    (void)context;
    (void)id;
    return true;
}

/* Where history is joined, what is newer than the cursor comes with reading on and must not come
 * before that; and where that has gone on meanwhile, what is newer would be forgotten. */
static bool is_overtaken(const struct stream *stream)
{
    return stream->window.joined && stream_id_compare(stream->cursor, stream->recent_end) != 0;
}

/* With the first entry, those of before are forgotten. */
static void recent_read(void *context, const struct report *report, const struct error *unreadable)
{
    struct stream *stream = context;

    if (stream->recent_read++ == 0) {
        stream->recent_void = is_overtaken(stream);
        if (stream->recent_void)
            return;
        recent_clear(&stream->tenant->recent);
        if (stream_id_compare(report->id, stream->cursor) < 0)
            stream_is_older(stream, false);
        stream_see(stream, report->id);
    }
    if (!stream->recent_void)
        add(stream, report, unreadable);
}

/* Returns true when there is nothing in front of the oldest entry that is held. */
static bool is_whole(const struct stream *stream, size_t wanted)
{
    const struct recent *recent = &stream->tenant->recent;
    bool is_first =
        recent->count > 0 && stream_id_compare(recent_oldest_id(recent), stream->first.id) <= 0;
    bool is_all = stream->streams->without_checks && recent->count == stream->tenant->entries;

    return stream->recent_read < wanted || is_first || is_all;
}

/* An empty stream is fine, unless it was not empty before. */
static void take_recent(struct stream *stream)
{
    struct recent *recent = &stream->tenant->recent;
    bool is_empty = stream->recent_read == 0;

    stream_mend(stream);
    if (is_empty)
        recent_clear(recent);
    recent_keep_brief(recent, !stream->full);
    recent_asked(recent, RECENT_STATE, is_whole(stream, RECENT_STATE), stream->lost == 0);
    stream->recent_due = false;
    stream_is_current(stream);
    stream_met(stream);
    stream_touch(stream);
    stream_ask(stream, ASK_MORE);
    stream_ask(stream, ASK_PAUSES);
    if (is_empty && stream_id_compare(stream->cursor, STREAM_ID_MIN) != 0)
        stream_is_older(stream, true);
}

static void give_back(struct stream *stream)
{
    stream->streams->entries_under_way -= stream->recent_wanted;
    stream->recent_wanted = 0;
}

static void recent_reply(void *context, const struct reply *reply)
{
    struct stream *stream = context;
    struct slice reason;

    stream_answered(stream, ASK_RECENT);
    give_back(stream);
    if (reply == NULL)
        return;
    if (requests_refused(reply, &reason))
        stream_refuse(stream, reason);
    else if (stream->recent_void)
        stream_ask(stream, ASK_RECENT);
    else
        take_recent(stream);
    stream->streams->status->advances++;
}

/* Notes how many entries are under way for the stream; of a short stream, no more than it has. */
static void expect(struct stream *stream, size_t wanted)
{
    uint64_t entries = stream->tenant->entries;

    stream->recent_wanted = entries < wanted ? (size_t)entries : wanted;
    stream->streams->entries_under_way += stream->recent_wanted;
    stream->recent_read = 0;
}

static bool ask(struct stream *stream, struct stream_id end, size_t count,
                const struct entry_events *events,
                void (*on_reply)(void *context, const struct reply *reply))
{
    char end_text[STREAM_ID_SIZE];
    char count_text[COUNT_SIZE];

    stream_id_format(end, end_text);
    snprintf(count_text, sizeof(count_text), "%zu", count);
    const struct slice words[] = {SLICE("XREVRANGE"), stream_key(stream), slice_of(end_text),
                                  SLICE("-"),         SLICE("COUNT"),     slice_of(count_text)};
    return requests_send(&stream->streams->requests, &(struct request){
                                                         .words = words,
                                                         .count = 6,
                                                         .entries = events,
                                                         .entries_depth = ENTRY_DEPTH_RANGE,
                                                         .on_reply = on_reply,
                                                         .stream = stream,
                                                         .context = stream,
                                                     });
}

/* While more is under way, this waits for it. */
static void ask_recent(struct stream *stream)
{
    static const struct entry_events events = {.wanted = any_entry, .read = recent_read};

    stream->recent_due = true;
    stream->recent_end = stream->window.joined ? stream->cursor : stream->streams->last;
    if (stream_is_asked(stream, ASK_MORE) ||
        !ask(stream, stream->recent_end, RECENT_STATE, &events, recent_reply))
        return;
    stream->recent_void = false;
    stream_asked(stream, ASK_RECENT);
    expect(stream, RECENT_STATE);
}

/* What comes must go on where the entries that are held end, also when those have become others or
 * more meanwhile. */
static void more_read(void *context, const struct report *report, const struct error *unreadable)
{
    struct stream *stream = context;
    const struct recent *recent = &stream->tenant->recent;

    if (recent->count == 0 || stream_id_compare(recent_oldest_id(recent), stream->more_before) > 0)
        stream->more_void = true;
    stream->recent_read++;
    stream->more_before = report->id;
    if (!stream->more_void)
        add(stream, report, unreadable);
}

static void take_more(struct stream *stream, size_t wanted)
{
    struct recent *recent = &stream->tenant->recent;

    stream->streams->status->advances++;
    recent_keep_brief(recent, !stream->full);
    if (!stream->more_is_full)
        recent_asked(recent, RECENT_MAX, is_whole(stream, wanted), stream->lost == 0);
    stream_touch(stream);
}

static void more_reply(void *context, const struct reply *reply)
{
    struct stream *stream = context;
    struct slice reason;
    size_t wanted = stream->more_wanted;

    stream_answered(stream, ASK_MORE);
    give_back(stream);
    if (reply == NULL)
        return;
    if (requests_refused(reply, &reason)) {
        stream_refuse(stream, reason);
        return;
    }
    if (!stream->more_void)
        take_more(stream, wanted);
    stream_ask(stream, stream->recent_due ? ASK_RECENT : ASK_MORE);
}

/* Entries of which a reading is brief are read once more, as what lies before them may make a
 * verdict of them. */
static void ask_more(struct stream *stream, bool full)
{
    static const struct entry_events events = {.wanted = any_entry, .read = more_read};
    struct recent *recent = &stream->tenant->recent;
    struct stream_id oldest = recent_oldest_id(recent);
    size_t brief = recent_brief_end(recent);

    if (!full)
        recent_make_room(recent);
    stream->more_wanted = brief + (full ? 0U : RECENT_MAX - (size_t)recent->count);
    if (!ask(stream, brief > 0 ? recent_id(recent, brief - 1) : stream_id_previous(oldest),
             stream->more_wanted, &events, more_reply))
        return;
    recent_keep_brief(recent, false);
    stream->more_before = oldest;
    stream->more_void = false;
    stream->more_is_full = full;
    stream->full_tried = stream->full_tried || full;
    stream_asked(stream, ASK_MORE);
    expect(stream, stream->more_wanted);
}

/* Most streams leave no question open. */
static bool wants_more(const struct stream *stream)
{
    int64_t until_ms = stream->streams->until_ms;
    int64_t now_ms = streams_now(stream->streams);
    const struct judge_moment moment = {.now_ms = now_ms < until_ms ? now_ms : until_ms,
                                        .until_ms = until_ms};

    return !stream->broken && !stream_waits(stream, ASK_RECENT) &&
           stream->tenant->recent.count > 0 && question_is_open(stream->tenant, &moment);
}

/* Of a moment that has passed the figures are told as well. */
static bool wants_full(const struct stream *stream)
{
    return stream->full && !stream->full_tried && !stream->broken &&
           !stream_waits(stream, ASK_RECENT) && recent_brief_end(&stream->tenant->recent) > 0;
}

static bool has_room(const struct streams *streams)
{
    return streams->entries_under_way < ENTRIES_UNDER_WAY_MAX &&
           streams->under_way[ASK_RECENT] + streams->under_way[ASK_MORE] < READS_UNDER_WAY_MAX;
}

static void pump(void *asker)
{
    struct streams *streams = asker;
    struct stream *stream;

    while (has_room(streams) && (stream = streams_next(streams, ASK_RECENT)) != NULL)
        ask_recent(stream);
    while (has_room(streams) && (stream = streams_next(streams, ASK_MORE)) != NULL) {
        if (wants_more(stream))
            ask_more(stream, false);
        else if (wants_full(stream))
            ask_more(stream, true);
    }
}

/* It has no state but the streams'. */
static void *create(struct streams *streams)
{
    return streams;
}

const struct asker_kind recent_asker = {
    .name = "recent",
    .create = create,
    .pump = pump,
};
