#include "config.h"

#include "source/redis/follow.h"

#include "base/memory.h"
#include "source/redis/streams.h"

#include <stdlib.h>

#define STREAMS_A_READ 1000
#define ENTRIES_A_READ 20
#define READ_COUNT "20"
#define FRUITLESS_MAX 3
#define READ_WORDS 4 /* XREAD COUNT n STREAMS */

struct follow {
    struct streams *streams;
    struct slice *words;
    char (*ids)[STREAM_ID_SIZE];
    bool polling;          /* some streams are still to be asked in this poll */
    bool under_way;        /* a command of it is */
    size_t begin;          /* the command asks for streams from here … */
    size_t end;            /* … to in front of here */
    size_t at;             /* where in them the reply is */
    struct stream *stream; /* whose entries it brings */
    size_t entries;        /* new ones of that stream */
    bool refused;          /* one key spoilt the last poll */
    size_t broken;         /* streams when that was asked */
    unsigned fruitless;    /* refused polls in a row without a key to blame */
    bool one_by_one;       /* XREAD over several keys does not work here */
    bool complete;         /* the last poll left out no stream that is still looked at */
    bool behind;           /* what was asked is not answered: see tenant.known_until_ms */
};

static bool can_follow(const struct stream *stream)
{
    return !stream->broken && !stream_waits_for_look(stream) &&
           !stream_waits(stream, ASK_FORWARD) && stream->tenant->looked_at;
}

static bool read_wanted(void *context, struct stream_id id)
{
    const struct follow *follow = context;

    return follow->stream != NULL && stream_wants_new(follow->stream, id);
}

static void read_entry(void *context, const struct report *report, const struct error *unreadable)
{
    struct follow *follow = context;

    follow->entries++;
    stream_take_new(follow->stream, report, unreadable);
}

static void leave_stream(struct follow *follow)
{
    if (follow->entries == ENTRIES_A_READ)
        stream_catch_up(follow->stream);
    follow->entries = 0;
    follow->stream = NULL;
}

/* The reply names streams in the order of the question and leaves out those without news. */
static void enter_stream(void *context, struct slice key)
{
    struct follow *follow = context;

    leave_stream(follow);
    while (follow->stream == NULL && follow->at < follow->end) {
        struct stream *stream = follow->streams->all[follow->at++];
        if (slice_equals(stream_key(stream), key))
            follow->stream = stream;
    }
}

/* Up to when something is known of the tenants: up to now, or until the last answer. */
static void set_known_until(struct streams *streams, int64_t until_ms)
{
    for (size_t i = 0; i < streams->count; i++) {
        struct stream *stream = streams->all[i];
        if (stream->tenant->known_until_ms == until_ms)
            continue;
        stream->tenant->known_until_ms = until_ms;
        stream_touch(stream);
    }
}

static void fall_behind(struct follow *follow)
{
    const struct streams *streams = follow->streams;
    int64_t answered_ms = streams->requests.answered_ms;

    if (answered_ms == 0)
        return;
    follow->behind = true;
    set_known_until(follow->streams, answered_ms + streams->fleet->clock_offset_ms);
}

static void come_up(struct follow *follow)
{
    if (!follow->behind)
        return;
    follow->behind = false;
    set_known_until(follow->streams, INT64_MAX);
}

/* Returns true while what the last poll asked is not answered, or a stream waits for its look. */
static bool is_unanswered(const struct follow *follow)
{
    return follow->under_way ||
           (follow->one_by_one && (streams_wait(follow->streams, ASK_FORWARD) ||
                                   streams_wait_for_looks(follow->streams)));
}

/* When a poll is through, or its time is up. */
static void judge_last_poll(struct follow *follow)
{
    if (is_unanswered(follow))
        fall_behind(follow);
    else if (follow->complete && !follow->refused)
        come_up(follow);
}

/* One key of the wrong type or without permission fails the whole command: looks find it. */
static void read_refused(struct follow *follow, struct slice reason)
{
    if (reply_error_class(reason) == ERROR_RETRY)
        return;
    follow->refused = true;
    for (size_t i = follow->begin; i < follow->end; i++) {
        if (can_follow(follow->streams->all[i]))
            stream_ask(follow->streams->all[i], ASK_LOOK);
    }
}

static void read_reply(void *context, const struct reply *reply)
{
    struct follow *follow = context;
    struct slice reason;

    follow->under_way = false;
    if (reply == NULL)
        follow->polling = false;
    else if (requests_refused(reply, &reason))
        read_refused(follow, reason);
    else
        leave_stream(follow);
}

/* Chooses the next streams and writes the command: all keys, then all IDs. Returns its words. */
static size_t fill_read(struct follow *follow)
{
    const struct streams *streams = follow->streams;
    size_t count = 0;

    follow->begin = follow->end;
    follow->at = follow->end;
    follow->entries = 0;
    follow->stream = NULL;
    for (; follow->end < streams->count && count < STREAMS_A_READ; follow->end++) {
        const struct stream *stream = streams->all[follow->end];
        if (!can_follow(stream))
            continue;
        follow->words[READ_WORDS + count] = stream_key(stream);
        stream_id_format(stream->cursor, follow->ids[count]);
        count++;
    }
    for (size_t i = 0; i < count; i++)
        follow->words[READ_WORDS + count + i] = slice_of(follow->ids[i]);
    return READ_WORDS + 2 * count;
}

/* Asks for the next streams of the poll; it is through when there are none. */
static void pump(void *asker)
{
    static const struct entry_events events = {
        .stream = enter_stream, .wanted = read_wanted, .read = read_entry};
    struct follow *follow = asker;

    if (!follow->polling || follow->under_way)
        return;
    size_t count = fill_read(follow);
    if (count == READ_WORDS) {
        follow->polling = false;
        judge_last_poll(follow);
        return;
    }
    follow->under_way = requests_send(&follow->streams->requests,
                                      &(struct request){.words = follow->words,
                                                        .count = count,
                                                        .entries = &events,
                                                        .entries_depth = ENTRY_DEPTH_READ,
                                                        .on_reply = read_reply,
                                                        .context = follow});
    follow->polling = follow->under_way;
}

/* Begins a poll from the first stream on. */
static void read_all(struct follow *follow)
{
    if (follow->words == NULL) {
        follow->words = mem_zalloc(READ_WORDS + 2 * STREAMS_A_READ, sizeof(*follow->words));
        follow->ids = mem_zalloc(STREAMS_A_READ, sizeof(*follow->ids));
        follow->words[0] = SLICE("XREAD");
        follow->words[1] = SLICE("COUNT");
        follow->words[2] = SLICE(READ_COUNT);
        follow->words[3] = SLICE("STREAMS");
    }
    follow->polling = true;
    follow->end = 0;
}

static void ask_each(struct follow *follow)
{
    const struct streams *streams = follow->streams;

    for (size_t i = 0; i < streams->count; i++) {
        if (can_follow(streams->all[i]))
            stream_catch_up(streams->all[i]);
    }
}

/* When polls are refused again and again and no look finds a key to blame, it is the command. */
static void learn_from_refusal(struct follow *follow)
{
    size_t broken = follow->streams->broken;

    if (!follow->refused || broken > follow->broken)
        follow->fruitless = 0;
    else if (++follow->fruitless == FRUITLESS_MAX)
        follow->one_by_one = true;
    follow->refused = false;
    follow->broken = broken;
}

static void tick(void *asker)
{
    struct follow *follow = asker;

    if (!follow->streams->follow || !streams_may_grow(follow->streams))
        return;
    judge_last_poll(follow);
    if (follow->under_way)
        return;
    learn_from_refusal(follow);
    follow->complete = !streams_wait_for_looks(follow->streams);
    if (follow->one_by_one)
        ask_each(follow);
    else
        read_all(follow);
}

/* It may be another server, or have been given the right. */
static void ready(void *asker)
{
    struct follow *follow = asker;

    follow->one_by_one = false;
    follow->refused = false;
    follow->fruitless = 0;
    follow->complete = false;
}

static void lost(void *asker)
{
    struct follow *follow = asker;

    if (follow->streams->follow)
        fall_behind(follow);
}

static void *create(struct streams *streams)
{
    struct follow *follow = mem_zalloc(1, sizeof(*follow));

    follow->streams = streams;
    return follow;
}

static void free_follow(void *asker)
{
    struct follow *follow = asker;

    free(follow->words);
    free(follow->ids);
    free(follow);
}

const struct asker_kind follow_asker = {
    .name = "follow",
    .create = create,
    .ready = ready,
    .lost = lost,
    .tick = tick,
    .pump = pump,
    .free = free_follow,
};
