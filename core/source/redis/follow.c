/* Following: one XREAD over all streams with every refresh. Where it cannot be (one key spoils the
 * whole command, a cluster refuses keys of several slots, the right is missing), each stream is
 * asked on its own. A stream that is far behind is read forward for a few pages, then anew. */
#include "config.h"

#include "source/redis/private.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#define STREAMS_A_READ 1000
#define ENTRIES_A_READ 20
#define READ_COUNT "20"
#define FRUITLESS_MAX 3
#define READ_WORDS 4 /* XREAD COUNT n STREAMS */

static bool can_follow(const struct stream *stream)
{
    return !stream->broken && !stream->look_due && !stream->forward_pending &&
           stream->tenant->looked_at;
}

static bool read_wanted(void *context, struct stream_id id)
{
    const struct redis_source *source = context;

    return source->following.stream != NULL && forward_wants(source->following.stream, id);
}

static void read_entry(void *context, const struct report *report, const struct error *unreadable)
{
    struct redis_source *source = context;

    source->following.entries++;
    forward_take(source->following.stream, report, unreadable);
}

static void leave_stream(struct follow *following)
{
    if (following->entries == ENTRIES_A_READ)
        forward_catch_up(following->stream);
    following->entries = 0;
    following->stream = NULL;
}

/* The reply names streams in the order of the question and leaves out those without news. */
static void enter_stream(struct redis_source *source, struct slice key)
{
    struct follow *following = &source->following;

    leave_stream(following);
    while (following->stream == NULL && following->at < following->end) {
        struct stream *stream = source->streams[following->at++];
        if (slice_equals(stream_key(stream), key))
            following->stream = stream;
    }
}

static void read_element(void *context, const struct reply_element *element)
{
    static const struct entry_events events = {read_wanted, read_entry};
    struct redis_source *source = context;

    if (element->depth == 0)
        entries_begin(&source->entries, ENTRY_DEPTH_READ, &events, source);
    if (element->depth == 2 && element->index == 0)
        enter_stream(source, element->text);
    else
        entries_element(&source->entries, element);
}

/* Up to when something is known of the tenants: up to now, or until the last answer. */
static void set_known_until(struct redis_source *source, int64_t until_ms)
{
    for (size_t i = 0; i < source->stream_count; i++) {
        struct tenant *tenant = source->streams[i]->tenant;
        if (tenant->known_until_ms == until_ms)
            continue;
        tenant->known_until_ms = until_ms;
        stream_touch(source->streams[i]);
    }
}

static void fall_behind(struct redis_source *source)
{
    if (source->base.status.answered_ms == 0)
        return;
    source->following.behind = true;
    set_known_until(source, source->base.status.answered_ms + source->base.fleet->clock_offset_ms);
    redis_changed(source);
}

static void come_up(struct redis_source *source)
{
    if (!source->following.behind)
        return;
    source->following.behind = false;
    set_known_until(source, INT64_MAX);
    redis_changed(source);
}

static bool looks_wait(const struct redis_source *source)
{
    const struct newest *newest = &source->newest;

    return newest->looks_pending > 0 || newest->looks.head < newest->looks.count;
}

/* Returns true while a stream waits for what the last poll asked, or for its look. */
static bool is_unanswered(const struct redis_source *source)
{
    if (source->following.under_way)
        return true;
    for (size_t i = 0; source->following.one_by_one && i < source->stream_count; i++) {
        if (source->streams[i]->forward_pending || source->streams[i]->look_due)
            return true;
    }
    return false;
}

/* When a poll is through, or its time is up. */
static void judge_last_poll(struct redis_source *source)
{
    const struct follow *following = &source->following;

    if (is_unanswered(source))
        fall_behind(source);
    else if (following->complete && !following->refused)
        come_up(source);
}

/* One key of the wrong type or without permission fails the whole command: looks find it. */
static void read_refused(struct redis_source *source, struct slice reason)
{
    struct follow *following = &source->following;

    if (reply_error_class(reason) == ERROR_RETRY)
        return;
    following->refused = true;
    for (size_t i = following->begin; i < following->end; i++) {
        if (can_follow(source->streams[i]))
            newest_due(source->streams[i]);
    }
    newest_pump(source);
}

static void read_some(struct redis_source *source, size_t begin);

static void read_reply(void *context, const struct reply *reply, const struct error *error)
{
    struct redis_source *source = context;
    struct follow *following = &source->following;
    struct slice reason;

    (void)error;
    following->under_way = false;
    if (!redis_answered(source, reply))
        return;
    if (redis_refused(reply, &reason)) {
        read_refused(source, reason);
    } else {
        leave_stream(following);
        newest_pump(source);
    }
    read_some(source, following->end);
    redis_changed(source);
}

/* Chooses the next streams and writes the command: all keys, then all IDs. Returns its words. */
static size_t fill_read(struct redis_source *source, size_t begin)
{
    struct follow *following = &source->following;
    size_t count = 0;

    following->begin = begin;
    following->at = begin;
    following->entries = 0;
    following->stream = NULL;
    for (following->end = begin; following->end < source->stream_count && count < STREAMS_A_READ;
         following->end++) {
        const struct stream *stream = source->streams[following->end];
        if (!can_follow(stream))
            continue;
        following->words[READ_WORDS + count] = stream_key(stream);
        stream_id_format(stream->cursor, following->ids[count]);
        count++;
    }
    for (size_t i = 0; i < count; i++)
        following->words[READ_WORDS + count + i] = slice_of(following->ids[i]);
    return READ_WORDS + 2 * count;
}

static void read_some(struct redis_source *source, size_t begin)
{
    struct follow *following = &source->following;
    size_t count = fill_read(source, begin);

    if (count > READ_WORDS)
        following->under_way =
            redis_ask(source, following->words, count, read_element, read_reply, source);
    else
        judge_last_poll(source);
}

static void ask_each(struct redis_source *source)
{
    for (size_t i = 0; i < source->stream_count; i++) {
        if (can_follow(source->streams[i]))
            forward_catch_up(source->streams[i]);
    }
    newest_pump(source);
}

static void reserve(struct follow *following)
{
    size_t words = READ_WORDS + 2 * STREAMS_A_READ;

    if (following->words != NULL)
        return;
    following->words = mem_zalloc(words, sizeof(*following->words));
    following->ids = mem_zalloc(STREAMS_A_READ, sizeof(*following->ids));
    following->words[0] = SLICE("XREAD");
    following->words[1] = SLICE("COUNT");
    following->words[2] = SLICE(READ_COUNT);
    following->words[3] = SLICE("STREAMS");
}

/* When polls are refused again and again and no look finds a key to blame, it is the command. */
static void learn_from_refusal(struct redis_source *source)
{
    struct follow *following = &source->following;

    if (!following->refused || source->broken > following->broken)
        following->fruitless = 0;
    else if (++following->fruitless == FRUITLESS_MAX)
        following->one_by_one = true;
    following->refused = false;
    following->broken = source->broken;
}

void follow_tick(struct redis_source *source)
{
    struct follow *following = &source->following;

    judge_last_poll(source);
    if (following->under_way)
        return;
    learn_from_refusal(source);
    following->complete = !looks_wait(source);
    if (following->one_by_one) {
        ask_each(source);
        return;
    }
    reserve(following);
    read_some(source, 0);
}

/* It may be another server, or have been given the right. */
void follow_ready(struct redis_source *source)
{
    source->following.one_by_one = false;
    source->following.refused = false;
    source->following.fruitless = 0;
    source->following.complete = false;
}

void follow_lost(struct redis_source *source)
{
    if (source->follow)
        fall_behind(source);
}

void follow_free(struct redis_source *source)
{
    free(source->following.words);
    free(source->following.ids);
}
