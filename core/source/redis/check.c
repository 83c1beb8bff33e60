#include "config.h"

#include "source/redis/check.h"

#include "base/duration.h"
#include "base/memory.h"
#include "source/redis/evidence.h"
#include "source/redis/stream_facts.h"
#include "source/redis/streams.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define ALL_EVERY_MS (30 * MS_PER_SECOND) /* of a few streams; of many, twice as seldom */
#define MANY_STREAMS 300
#define CHECKS_A_POLL 32
#define PASSED_ON_A_POLL 64
#define SUSPECTS_A_POLL 250 /* take a server about a millisecond */

struct checks {
    struct streams *streams;
    size_t next; /* among all streams */
    double due;  /* how many of them may be asked for */
};

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
    uint64_t there = evidence_unread(stream, facts);

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
    if (facts->length == 0 || stream_id_compare(facts->last, facts->last_entry.id) <= 0 ||
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
    const struct time_range *load = &stream->window.load->verdict;
    const struct span *span = history_find(&stream->tenant->history, load->end_ms);
    struct stream_id first = stream->window.load->first;
    struct stream_id start = stream_id_at(load->start_ms);

    if (span == NULL || span->rows == 0)
        return stream_id_compare(first, start) >= 0 && stream_id_time(first) < load->end_ms;
    struct stream_id oldest = span_id(span, 0);
    if (stream_id_compare(first, start) >= 0)
        return stream_id_compare(oldest, first) > 0;
    int64_t gap = stream_id_time(oldest) - load->start_ms;
    return stream_id_compare(facts->first_entry.id, start) > 0 &&
           gap > 2 * tenant_interval(stream->tenant);
}

/* What went from the beginning of the stream is shown no more, as somebody who comes now does not
 * see it either. A stream that grows as it is trimmed is no news. */
static void check_history(struct stream *stream, const struct stream_facts *facts)
{
    size_t went = history_drop(&stream->tenant->history,
                               facts->length > 0 ? facts->first_entry.id : STREAM_ID_MAX);

    if (went == 0)
        return;
    stream_touch(stream);
    if (stream->window.joined && !stream->window.loading && facts->length < stream->tenant->entries)
        tenant_note(stream->tenant, NOTICE_TRIMMED, streams_now(stream->streams), "%zu %s trimmed",
                    went, went == 1 ? "entry was" : "entries were");
}

static void check_window(struct stream *stream, const struct stream_facts *facts)
{
    struct stream_window *window = &stream->window;

    if (window->first_asked)
        window->load->first = facts->first_entry.id;
    window->first_asked = false;
    if (!window->verdict_asked)
        return;
    window->verdict_asked = false;
    if (stream_id_compare(window->load->first, STREAM_ID_MIN) == 0 ||
        !lost_while_loading(stream, facts))
        return;
    tenant_note(stream->tenant, NOTICE_TRIMMED, streams_now(stream->streams),
                "entries were trimmed while the window was read");
    stream_touch(stream);
}

/* A tenant is judged by what its stream holds, and by nothing that it does not hold any more. */
static void check_recent(struct stream *stream, const struct stream_facts *facts)
{
    struct recent *recent = &stream->tenant->recent;
    size_t before = recent->count;

    recent_trim(recent, facts->first_entry.id);
    if (recent->count != before)
        stream_touch(stream);
}

static void judge(struct stream *stream, const struct stream_facts *facts)
{
    if (evidence_of_another(stream, facts)) {
        if (evidence_of_older_copy(stream, facts))
            stream_went_back(stream);
        else
            stream_made_again(stream);
        return;
    }
    stream->resumed = false;
    if (stream->torn || evidence_of_holes(stream, facts)) {
        stream_read_anew(stream);
        return;
    }
    check_history(stream, facts);
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
        stream_vanish(stream, stream->resumed
                                  ? "the stream was reset: its server is back without it"
                                  : "the key is gone");
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
    else if (stream_facts_read(reply, stream->streams->requests.severity_words, &facts))
        judge(stream, &facts);
    if (stream->window.first_due || stream->window.verdict_due)
        stream_ask(stream, ASK_CHECK);
}

static void check(struct stream *stream)
{
    const struct slice words[] = {SLICE("XINFO"), SLICE("STREAM"), stream_key(stream)};
    struct stream_window *window = &stream->window;

    if (!requests_send(&stream->streams->requests, &(struct request){.words = words,
                                                                     .count = 3,
                                                                     .on_reply = check_reply,
                                                                     .stream = stream,
                                                                     .context = stream}))
        return;
    stream_asked(stream, ASK_CHECK);
    share_spend(streams_share(stream->streams, streams_owner(stream->streams, stream)), SHARE_FACTS,
                1);
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

/* One that is broken may have become a stream again; what is not permitted is left to the scans. */
static void ask_one(struct stream *stream)
{
    if (stream->broken && !stream->denied)
        stream_ask(stream, ASK_LOOK);
    else if (!stream->broken && stream->tenant->looked_at)
        stream_ask(stream, ASK_CHECK);
}

static void ask_watched(const struct streams *streams)
{
    for (size_t i = 0; i < streams->watched_count; i++)
        ask_one(streams->watched[i]);
}

static void ready(void *asker, size_t node)
{
    const struct checks *checks = asker;
    struct streams *streams = checks->streams;

    (void)node;
    streams->without_checks = false;
    streams->without_lengths = false;
    streams->suspects = streams->count;
}

static void refresh(void *asker)
{
    const struct checks *checks = asker;

    checks->streams->suspects = checks->streams->count;
}

/* Returns how many streams that nobody looks at are asked with this poll: all of them, where they
 * are few and somebody passes on what they hold. Where one has become another, so may have all:
 * their server was flushed, or given the data of another one. */
static size_t others_due(struct checks *checks)
{
    struct streams *streams = checks->streams;
    size_t suspects = streams->suspects < SUSPECTS_A_POLL ? streams->suspects : SUSPECTS_A_POLL;
    double turn_ms = (double)ALL_EVERY_MS * (streams->count > MANY_STREAMS ? 2 : 1);

    checks->due += (double)streams->count * (double)streams->refresh_ms / turn_ms;
    if (checks->due > CHECKS_A_POLL)
        checks->due = CHECKS_A_POLL;
    size_t others = (size_t)checks->due;
    checks->due -= (double)others;
    streams->suspects -= suspects;
    if (!streams->judged && streams->count <= PASSED_ON_A_POLL)
        others = streams->count;
    return others > suspects ? others : suspects;
}

static void tick(void *asker)
{
    struct checks *checks = asker;
    const struct streams *streams = checks->streams;

    if (!streams->follow)
        return;
    ask_watched(streams);
    for (size_t left = others_due(checks); left > 0 && streams->count > 0; left--)
        ask_one(streams->all[checks->next++ % streams->count]);
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
