#include "config.h"

#include "source/redis/check.h"

#include "base/duration.h"
#include "base/memory.h"
#include "source/redis/stream_facts.h"
#include "source/redis/streams.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define WATCHED_EVERY_MS (5 * MS_PER_SECOND)
#define ALL_EVERY_MS MS_PER_MINUTE
#define CHECKS_A_POLL 32

struct checks {
    struct streams *streams;
    size_t next; /* among all streams, and among the watched ones */
    size_t next_watched;
    double due; /* how many may be asked for */
    double due_watched;
};

/* Returns how many entries behind the cursor are certainly there. */
static uint64_t unread(const struct stream *stream, const struct stream_facts *facts)
{
    return stream_id_compare(facts->first_entry, stream->cursor) > 0 ? facts->length : 0;
}

/* The first entry of a stream never becomes an older one, and a younger one only when it goes. */
static bool has_other_beginning(const struct stream *stream, const struct stream_facts *facts)
{
    uint64_t lost = stream_facts_lost(facts);
    int order = stream_id_compare(facts->first_entry, stream->first);

    if (facts->length == 0 || stream_id_compare(stream->first, STREAM_ID_MIN) == 0)
        return false;
    return order < 0 || (facts->added_known && stream->added_to_last_known &&
                         (lost < stream->lost || (order > 0 && lost == stream->lost)));
}

/* The last ID and the count of what was added never go back in the life of a stream. */
static bool is_another_stream(const struct stream *stream, const struct stream_facts *facts)
{
    return stream_id_compare(facts->last, stream->cursor) < 0 ||
           has_other_beginning(stream, facts) ||
           (stream->added_known && facts->added_known &&
            facts->added < stream->added + unread(stream, facts));
}

static void note_trimmed(struct stream *stream, uint64_t entries)
{
    tenant_note(stream->tenant, NOTICE_TRIMMED, streams_now(stream->streams),
                "%" PRIu64 " %s trimmed before %s read", entries,
                entries == 1 ? "entry was" : "entries were", entries == 1 ? "it was" : "they were");
    stream_touch(stream);
}

/* What was added behind the cursor and is not there any more was lost. The count at the cursor is
 * learned whenever the cursor is the last ID. */
static void check_count(struct stream *stream, const struct stream_facts *facts)
{
    bool at_end = stream_id_compare(facts->last, stream->cursor) == 0;
    uint64_t there = unread(stream, facts);

    if (!facts->added_known || (!at_end && there == 0))
        return;
    if (stream->added_known && stream->window.joined && facts->added > stream->added + there)
        note_trimmed(stream, facts->added - stream->added - there);
    if (at_end || stream->added_known) {
        stream->added = facts->added - there;
        stream->added_known = true;
    }
}

static void check_last_id(struct stream *stream, const struct stream_facts *facts)
{
    if (facts->length == 0 || stream_id_compare(facts->last, facts->last_entry) <= 0 ||
        stream_id_compare(facts->last, facts->deleted) <= 0 ||
        stream_id_compare(facts->last, stream->cursor) <= 0 ||
        stream_id_compare(facts->last, stream->moved_to) == 0)
        return;
    char id[STREAM_ID_SIZE];
    stream_id_format(facts->last, id);
    stream->moved_to = facts->last;
    tenant_note(stream->tenant, NOTICE_ID_SET, streams_now(stream->streams),
                "the last ID was set to %s, ahead of the entries", id);
    stream_touch(stream);
}

/* Returns whether entries of a load went while it was read: those from the oldest entry on, as it
 * was then, or from its start on to the oldest one that we have. */
static bool lost_while_loading(const struct stream *stream, const struct stream_facts *facts)
{
    const struct time_range *load = &stream->window.verdict;
    const struct span *span = history_find(&stream->tenant->history, load->end_ms);
    struct stream_id first = stream->window.first;
    struct stream_id start = stream_id_at(load->start_ms);

    if (span == NULL || span->rows == 0)
        return stream_id_compare(first, start) >= 0 && stream_id_time(first) < load->end_ms;
    struct stream_id oldest = span_id(span, 0);
    if (stream_id_compare(first, start) >= 0)
        return stream_id_compare(oldest, first) > 0;
    int64_t gap = stream_id_time(oldest) - load->start_ms;
    return stream_id_compare(facts->first_entry, start) > 0 &&
           gap > 2 * tenant_interval(stream->tenant);
}

/* What went from the beginning of a window that is loaded is told, too: who reads it now gets less.
 */
static void check_trimmed(struct stream *stream, const struct stream_facts *facts)
{
    const struct span *live = history_live(&stream->tenant->history);
    uint64_t before = stream->tenant->entries;

    if (!stream->window.joined || stream->window.loading || live->rows == 0 ||
        facts->length >= before ||
        (facts->length > 0 && stream_id_compare(facts->first_entry, span_id(live, 0)) <= 0))
        return;
    uint64_t entries = before - facts->length;
    tenant_note(stream->tenant, NOTICE_TRIMMED, streams_now(stream->streams),
                "%" PRIu64 " %s trimmed: what is shown of %s is no more in the stream", entries,
                entries == 1 ? "entry was" : "entries were", entries == 1 ? "it" : "them");
    stream_touch(stream);
}

static void check_window(struct stream *stream, const struct stream_facts *facts)
{
    struct stream_window *window = &stream->window;

    if (window->first_asked)
        window->first = facts->first_entry;
    window->first_asked = false;
    if (!window->verdict_asked)
        return;
    window->verdict_asked = false;
    if (stream_id_compare(window->first, STREAM_ID_MIN) == 0 || !lost_while_loading(stream, facts))
        return;
    tenant_note(stream->tenant, NOTICE_TRIMMED, streams_now(stream->streams),
                "entries were trimmed while the window was read");
    stream_touch(stream);
}

/* A tenant is judged by what its stream holds, and by nothing that it does not hold any more. */
static void check_recent(struct stream *stream, const struct stream_facts *facts)
{
    struct recent *recent = &stream->tenant->recent;
    const struct recent_entry *oldest = recent_oldest(recent);
    size_t before = recent->count;

    if (oldest != NULL && stream_id_compare(facts->deleted, stream->deleted) != 0 &&
        stream_id_compare(facts->deleted, oldest->id) >= 0)
        stream_ask(stream, ASK_RECENT);
    recent_trim(recent, facts->length > 0 ? facts->first_entry : STREAM_ID_MAX);
    if (recent->count != before)
        stream_touch(stream);
}

static void judge(struct stream *stream, const struct stream_facts *facts)
{
    if (is_another_stream(stream, facts)) {
        stream_made_again(stream);
        return;
    }
    check_trimmed(stream, facts);
    check_recent(stream, facts);
    stream_learn(stream, facts);
    check_count(stream, facts);
    check_last_id(stream, facts);
    check_window(stream, facts);
    stream->window.old_due = true;
    stream_ask(stream, ASK_PAGES);
}

static void check_refused(struct stream *stream, struct slice reason)
{
    if (reply_error_is(reason, "ERR no such key")) {
        stream_vanish(stream, "the key is gone");
    } else {
        stream_refuse_facts(stream, reason);
    }
}

/* What was to be told and was not asked yet needs another check. */
static void check_reply(void *context, const struct reply *reply)
{
    struct stream *stream = context;
    struct stream_facts facts;
    struct slice reason;

    stream_answered(stream, ASK_CHECK);
    if (reply == NULL)
        return;
    if (requests_refused(reply, &reason))
        check_refused(stream, reason);
    else if (stream_facts_read(reply, &facts))
        judge(stream, &facts);
    if (stream->window.first_due || stream->window.verdict_due)
        stream_ask(stream, ASK_CHECK);
}

static void check(struct stream *stream)
{
    const struct slice words[] = {SLICE("XINFO"), SLICE("STREAM"), stream_key(stream)};
    struct stream_window *window = &stream->window;

    if (!requests_send(&stream->streams->requests,
                       &(struct request){
                           .words = words, .count = 3, .on_reply = check_reply, .context = stream}))
        return;
    stream_asked(stream, ASK_CHECK);
    window->first_asked = window->first_due;
    window->verdict_asked = window->verdict_due;
    window->first_due = false;
    window->verdict_due = false;
}

static void pump(void *asker)
{
    struct checks *checks = asker;
    struct stream *stream;

    while ((stream = streams_next(checks->streams, ASK_CHECK)) != NULL) {
        if (checks->streams->without_checks)
            stream_ask(stream, ASK_LOOK);
        else
            check(stream);
    }
}

/* What is loaded goes on behind its cursor, unless the stream is another one by now. */
static void ready(void *asker)
{
    const struct checks *checks = asker;
    struct streams *streams = checks->streams;

    streams->without_checks = false;
    for (size_t i = 0; i < streams->count; i++) {
        if (streams->all[i]->window.joined)
            stream_ask(streams->all[i], ASK_CHECK);
    }
}

static void ask_one(struct stream *stream)
{
    if (!stream->broken && stream->tenant->looked_at)
        stream_ask(stream, ASK_CHECK);
}

static void refresh(void *asker)
{
    const struct checks *checks = asker;

    for (size_t i = 0; i < checks->streams->watched_count; i++)
        ask_one(checks->streams->watched[i]);
}

static void ask_some(struct stream *const *streams, size_t count, size_t *next, double *due)
{
    if (*due > CHECKS_A_POLL)
        *due = CHECKS_A_POLL;
    for (; *due >= 1 && count > 0; *due -= 1)
        ask_one(streams[(*next)++ % count]);
}

static void tick(void *asker)
{
    struct checks *checks = asker;
    const struct streams *streams = checks->streams;
    double turn = (double)streams->refresh_ms;

    if (!streams->follow)
        return;
    checks->due += (double)streams->count * turn / (double)ALL_EVERY_MS;
    checks->due_watched += (double)streams->watched_count * turn / (double)WATCHED_EVERY_MS;
    ask_some(streams->watched, streams->watched_count, &checks->next_watched, &checks->due_watched);
    ask_some(streams->all, streams->count, &checks->next, &checks->due);
}

static void *create(struct streams *streams)
{
    struct checks *checks = mem_zalloc(1, sizeof(*checks));

    checks->streams = streams;
    return checks;
}

const struct asker_kind check_asker = {
    .name = "check",
    .create = create,
    .ready = ready,
    .tick = tick,
    .refresh = refresh,
    .pump = pump,
    .free = free,
};
