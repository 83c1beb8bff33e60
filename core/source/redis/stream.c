#include "config.h"

#include "source/redis/stream.h"

#include "base/duration.h"
#include "source/redis/streams.h"

#include <stdlib.h>

#define SKEW_TOLERANCE_MS (2 * MS_PER_SECOND)

struct slice stream_key(const struct stream *stream)
{
    return (struct slice){stream->tenant->key, stream->tenant->key_size};
}

void stream_ask(struct stream *stream, enum question question)
{
    struct streams *streams = stream->streams;

    if (stream_waits(stream, question))
        return;
    stream->due |= 1U << question;
    streams->questions++;
    stream_queue_push(&streams->due[question], stream);
}

bool stream_waits(const struct stream *stream, enum question question)
{
    return ((stream->due | stream->under_way) >> question & 1) != 0;
}

bool stream_is_asked(const struct stream *stream, enum question question)
{
    return (stream->under_way >> question & 1) != 0;
}

bool stream_waits_for_look(const struct stream *stream)
{
    return stream_waits(stream, ASK_LOOK) || stream_waits(stream, ASK_AGAIN) ||
           stream_waits(stream, ASK_RECENT);
}

void stream_asked(struct stream *stream, enum question question)
{
    stream->under_way |= 1U << question;
    stream->streams->under_way[question]++;
}

void stream_answered(struct stream *stream, enum question question)
{
    stream->under_way &= ~(1U << question);
    stream->streams->under_way[question]--;
}

bool stream_is_watched(const struct stream *stream)
{
    return stream->streams->watch != 0 && stream->window.watch == stream->streams->watch;
}

void stream_touch(struct stream *stream)
{
    tenant_changed(stream->tenant);
    stream_ask(stream, ASK_PAGES);
}

static void note_skew(struct stream *stream, struct stream_id id)
{
    int64_t now = streams_now(stream->streams);
    int64_t ahead = stream_id_time(id) - now;
    char length[32];

    if (ahead <= SKEW_TOLERANCE_MS) {
        stream->skewed = false;
        stream->tenant->ahead_ms = 0;
        return;
    }
    stream->tenant->ahead_ms = ahead + 1; /* so that the moment of its coming lies behind it */
    if (stream->skewed)
        return;
    stream->skewed = true;
    duration_format(ahead - ahead % MS_PER_SECOND, length);
    tenant_note(stream->tenant, NOTICE_SKEW, now, "the newest ID is %s ahead of the server's clock",
                length);
}

static void note_return(struct stream *stream)
{
    stream->gone = false;
    stream->streams->gone--;
    stream->tenant->gone_ms = 0;
    tenant_note(stream->tenant, NOTICE_RESET, streams_now(stream->streams),
                "the stream was made again");
}

static void move_cursor(struct stream *stream, struct stream_id id)
{
    stream->cursor = id;
    note_skew(stream, id);
    if (stream->gone)
        note_return(stream);
}

/* A stream that is shorter than what is held of it may be trimmed with every entry. */
static void ask_on(struct stream *stream)
{
    const struct streams *streams = stream->streams;

    if (!streams->judged)
        return;
    stream_ask(stream, ASK_MORE);
    if (stream->tenant->entries <= RECENT_MAX && !streams->without_checks)
        stream_ask(stream, ASK_CHECK);
}

/* Of several that come the first one tells. */
static void ask_seam(struct stream *stream)
{
    if (!stream->window.joined || !stream->streams->judged || stream_waits(stream, ASK_SEAM) ||
        recent_find(&stream->tenant->recent, stream->cursor) == RECENT_NO_ENTRY)
        return;
    stream->seam = stream->cursor;
    stream_ask(stream, ASK_SEAM);
}

static void see_entry(struct stream *stream, struct stream_id id, enum tenant_added added)
{
    if (added != TENANT_KNOWN)
        stream_touch(stream);
    if (stream_id_compare(id, stream->cursor) <= 0)
        return;
    stream->added++;
    ask_seam(stream);
    move_cursor(stream, id);
    ask_on(stream);
}

void stream_see(struct stream *stream, struct stream_id id)
{
    if (stream_id_compare(id, stream->cursor) <= 0)
        return;
    stream->added = stream->added_to_last;
    stream->added_known = stream->added_to_last_known && stream_id_compare(id, stream->last) == 0;
    move_cursor(stream, id);
}

static void meet(struct stream *stream)
{
    stream->streams->status->advances += !stream->tenant->looked_at;
    stream->tenant->looked_at = true;
}

void stream_met(struct stream *stream)
{
    if (!stream->tenant->looked_at)
        stream_touch(stream);
    meet(stream);
}

void stream_learn(struct stream *stream, const struct stream_facts *facts)
{
    if (stream->tenant->entries != facts->length)
        stream_touch(stream);
    stream->tenant->entries = facts->length;
    stream->first = facts->first_entry;
    stream->tenant->oldest_id = facts->length > 0 ? facts->first_entry.id : STREAM_ID_MIN;
    stream->last = facts->last;
    stream->added_to_last = facts->added;
    stream->added_to_last_known = facts->added_known;
    stream->deleted = facts->deleted;
    stream->lost = stream_facts_lost(facts);
}

void stream_take(struct stream *stream, const struct report *report, const struct error *unreadable,
                 bool keep)
{
    struct tenant *tenant = stream->tenant;

    see_entry(stream, report->id,
              unreadable == NULL
                  ? tenant_add(tenant, report, keep)
                  : tenant_add_unreadable(tenant, report->id, unreadable->text, keep));
}

void stream_take_into(struct stream *stream, int64_t end_ms, const struct report *report,
                      const struct error *unreadable)
{
    struct tenant *tenant = stream->tenant;

    see_entry(stream, report->id,
              unreadable == NULL
                  ? tenant_add_to(tenant, end_ms, report)
                  : tenant_add_unreadable_to(tenant, end_ms, report->id, unreadable->text));
}

void stream_jump(struct stream *stream, struct stream_id id)
{
    if (stream_id_compare(id, stream->cursor) > 0)
        stream->added_known = false;
}

void stream_catch_up(struct stream *stream)
{
    bool without_gap = stream->window.joined || stream->streams->judged;

    stream_ask(stream, without_gap ? ASK_FORWARD : ASK_LOOK);
}

bool stream_wants_new(void *context, struct stream_id id)
{
    const struct stream *stream = context;

    return stream_id_compare(id, stream->cursor) > 0 &&
           stream_id_compare(id, stream->streams->last) <= 0;
}

void stream_take_new(void *context, const struct report *report, const struct error *unreadable)
{
    struct stream *stream = context;

    stream_take(stream, report, unreadable, stream->window.joined);
}

void stream_free(struct stream *stream)
{
    free(stream->window.ranges);
    free(stream->window.held);
    free(stream->window.load);
    free(stream);
}
