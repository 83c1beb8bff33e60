/* Checks: what happened to a stream besides new entries. Reading on behind the cursor does not tell
 * that a stream was deleted and made again, trimmed in front of the reader, or had its last ID
 * moved; XINFO does. Streams are checked in turn, a few with every poll. */
#include "config.h"

#include "source/redis/private.h"

#include "base/duration.h"
#include "base/integer.h"

#include <inttypes.h>
#include <string.h>

#define WATCHED_EVERY_MS (5 * MS_PER_SECOND)
#define ALL_EVERY_MS MS_PER_MINUTE
#define CHECKS_A_POLL 32

/* What XINFO STREAM says. Servers before 7.0 do not count what was added and deleted. */
struct stream_facts {
    uint64_t length;
    uint64_t added;
    bool added_known;
    struct stream_id last;        /* the last ID that was given */
    struct stream_id first_entry; /* STREAM_ID_MIN in an empty stream */
    struct stream_id last_entry;
    struct stream_id deleted; /* the greatest ID that was deleted */
};

static struct stream_id read_id(const struct reply *reply, size_t node)
{
    struct stream_id id;

    if (node == reply->count || !stream_id_parse(reply_text(reply, node), &id))
        return STREAM_ID_MIN;
    return id;
}

static struct stream_id id_of(const struct reply *reply, const char *key)
{
    return read_id(reply, reply_lookup(reply, 0, key));
}

static struct stream_id id_of_entry(const struct reply *reply, const char *key)
{
    return read_id(reply, reply_child(reply, reply_lookup(reply, 0, key), 0));
}

static bool number_of(const struct reply *reply, const char *key, uint64_t *number)
{
    size_t node = reply_lookup(reply, 0, key);

    if (node == reply->count || reply->nodes[node].type != REPLY_INTEGER)
        return false;
    *number = (uint64_t)reply->nodes[node].integer;
    return true;
}

static bool read_facts(const struct reply *reply, struct stream_facts *facts)
{
    *facts = (struct stream_facts){
        .last = id_of(reply, "last-generated-id"),
        .first_entry = id_of_entry(reply, "first-entry"),
        .last_entry = id_of_entry(reply, "last-entry"),
        .deleted = id_of(reply, "max-deleted-entry-id"),
    };
    facts->added_known = number_of(reply, "entries-added", &facts->added);
    return number_of(reply, "length", &facts->length);
}

/* Returns how many entries behind the cursor are certainly there. */
static uint64_t unread(const struct stream *stream, const struct stream_facts *facts)
{
    return stream_id_compare(facts->first_entry, stream->cursor) > 0 ? facts->length : 0;
}

/* The last ID and the count of what was added never go back in the life of a stream. */
static bool is_another_stream(const struct stream *stream, const struct stream_facts *facts)
{
    return stream_id_compare(facts->last, stream->cursor) < 0 ||
           (stream->added_known && facts->added_known &&
            facts->added < stream->added + unread(stream, facts));
}

static void note_trimmed(struct stream *stream, uint64_t entries)
{
    tenant_note(stream->tenant, NOTICE_TRIMMED, redis_now(stream->source),
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
    tenant_note(stream->tenant, NOTICE_ID_SET, redis_now(stream->source),
                "the last ID was set to %s, ahead of the entries", id);
    stream_touch(stream);
}

/* Returns whether entries of the window went while it was read: those from the oldest entry on, as
 * it was then, or from the window's start on to the oldest one that we have. */
static bool lost_while_loading(const struct stream *stream, const struct stream_facts *facts)
{
    const struct history *history = &stream->tenant->history;
    struct stream_id first = stream->window.first;
    struct stream_id start = stream_id_at(stream->window.since_ms);

    if (history->rows == 0)
        return stream_id_compare(first, start) >= 0;
    struct stream_id oldest = history_id(history, 0);
    if (stream_id_compare(first, start) >= 0)
        return stream_id_compare(oldest, first) > 0;
    int64_t gap = stream_id_time(oldest) - stream->window.since_ms;
    return stream_id_compare(facts->first_entry, start) > 0 &&
           gap > 2 * tenant_interval(stream->tenant);
}

/* What went from the beginning of a window that is loaded is told, too: who reads it now gets less.
 */
static void check_trimmed(struct stream *stream, const struct stream_facts *facts)
{
    const struct history *history = &stream->tenant->history;
    uint64_t before = stream->tenant->entries;

    if (!stream->window.joined || stream->window.loading || history->rows == 0 ||
        facts->length >= before ||
        (facts->length > 0 && stream_id_compare(facts->first_entry, history_id(history, 0)) <= 0))
        return;
    uint64_t entries = before - facts->length;
    tenant_note(stream->tenant, NOTICE_TRIMMED, redis_now(stream->source),
                "%" PRIu64 " %s trimmed: what is shown of %s is no more in the stream", entries,
                entries == 1 ? "entry was" : "entries were", entries == 1 ? "it" : "them");
    stream_touch(stream);
}

static void check_window(struct stream *stream, const struct stream_facts *facts)
{
    struct stream_window *window = &stream->window;

    if (window->first_due)
        window->first = facts->first_entry;
    window->first_due = false;
    if (!window->verdict_due)
        return;
    window->verdict_due = false;
    if (stream_id_compare(window->first, STREAM_ID_MIN) == 0 || !lost_while_loading(stream, facts))
        return;
    tenant_note(stream->tenant, NOTICE_TRIMMED, redis_now(stream->source),
                "entries were trimmed while the window was read");
    stream_touch(stream);
}

static void reset(struct stream *stream)
{
    tenant_note(stream->tenant, NOTICE_RESET, redis_now(stream->source),
                "the stream was deleted and made again");
    stream_restart(stream);
}

static void judge(struct stream *stream, const struct stream_facts *facts)
{
    if (is_another_stream(stream, facts)) {
        reset(stream);
        return;
    }
    check_trimmed(stream, facts);
    if (stream->tenant->entries != facts->length)
        stream_touch(stream);
    stream->tenant->entries = facts->length;
    check_count(stream, facts);
    check_last_id(stream, facts);
    check_window(stream, facts);
    window_shorten(stream);
}

/* Without XINFO a look at the newest entry tells the most of it. */
static void check_refused(struct stream *stream, struct slice reason)
{
    if (reply_error_is(reason, "ERR no such key")) {
        stream_vanish(stream, "the key is gone");
    } else if (reply_error_is(reason, "NOPERM") &&
               memmem(reason.data, reason.size, "command", strlen("command")) != NULL) {
        stream->source->checks.denied = true;
        newest_due(stream);
    } else {
        stream_refuse(stream, reason);
    }
}

static void check_reply(void *context, const struct reply *reply, const struct error *error)
{
    struct stream *stream = context;
    struct stream_facts facts;
    struct slice reason;

    (void)error;
    stream->check_pending = false;
    if (!redis_answered(stream->source, reply))
        return;
    if (redis_refused(reply, &reason))
        check_refused(stream, reason);
    else if (read_facts(reply, &facts))
        judge(stream, &facts);
    newest_pump(stream->source);
    page_pump(stream->source);
    redis_changed(stream->source);
}

void check_ask(struct stream *stream)
{
    const struct slice words[] = {SLICE("XINFO"), SLICE("STREAM"), stream_key(stream)};

    if (stream->check_pending)
        return;
    if (stream->source->checks.denied)
        newest_due(stream);
    else
        stream->check_pending = redis_ask(stream->source, words, 3, NULL, check_reply, stream);
}

void check_older(struct stream *stream, bool empty)
{
    if (!stream->source->checks.denied)
        check_ask(stream);
    else if (empty)
        stream_vanish(stream, "the key is gone");
    else
        reset(stream);
}

/* What is loaded goes on behind its cursor, unless the stream is another one by now. */
void check_ready(struct redis_source *source)
{
    source->checks.denied = false;
    for (size_t i = 0; i < source->stream_count; i++) {
        if (source->streams[i]->window.joined)
            check_ask(source->streams[i]);
    }
}

static void check_one(struct stream *stream)
{
    if (!stream->broken && stream->tenant->looked_at)
        check_ask(stream);
}

void check_watched(struct redis_source *source)
{
    for (size_t i = 0; i < source->windows.count; i++)
        check_one(source->windows.watched[i]);
}

static void check_some(struct stream *const *streams, size_t count, size_t *next, double *due)
{
    if (*due > CHECKS_A_POLL)
        *due = CHECKS_A_POLL;
    for (; *due >= 1 && count > 0; *due -= 1)
        check_one(streams[(*next)++ % count]);
}

void check_tick(struct redis_source *source)
{
    struct checks *checks = &source->checks;
    double turn = (double)source->refresh_ms;

    checks->due += (double)source->stream_count * turn / (double)ALL_EVERY_MS;
    checks->due_watched += (double)source->windows.count * turn / (double)WATCHED_EVERY_MS;
    check_some(source->windows.watched, source->windows.count, &checks->next_watched,
               &checks->due_watched);
    check_some(source->streams, source->stream_count, &checks->next, &checks->due);
    newest_pump(source);
}
