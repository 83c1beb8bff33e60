/* One command, for streams of a group. */
#include "config.h"

#include "source/redis/follow_private.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define READ_WORDS 4 /* XREAD COUNT n STREAMS */
#define DEPTH_MIN 2  /* new entries of a stream that one answer may bring, */
#define DEPTH_MAX 20
#define MOST_MIN 80 /* streams that are asked together where all of them have many */
#define MANY_OF 8   /* a part of so many streams is many */
#define COUNT_SIZE 24

/* A command under way. */
struct read {
    struct follow *follow;
    struct poll *poll;
    struct stream_group *group; /* NULL: it is asked for no group as a whole */
    bool portion;
    size_t depth;
    size_t at;             /* where in them the reply is */
    struct stream *stream; /* whose entries it brings */
    size_t entries;        /* new ones of that stream */
    size_t full;           /* streams that may have more than it brought, */
    size_t deep;           /* and that had half as many */
    size_t count;
    struct stream *all[];
};

bool follow_can(const struct stream *stream)
{
    return !stream->broken && !stream->away && !stream_waits_for_look(stream) &&
           !stream_waits(stream, ASK_FORWARD) && stream->tenant->looked_at;
}

static bool read_wanted(void *context, struct stream_id id)
{
    const struct read *read = context;

    return read->stream != NULL && stream_wants_new(read->stream, id);
}

static void read_entry(void *context, const struct report *report, const struct error *unreadable)
{
    struct read *read = context;

    read->entries++;
    stream_take_new(read->stream, report, unreadable);
}

static void leave_stream(struct read *read)
{
    if (read->entries == read->depth) {
        read->full++;
        stream_catch_up(read->stream);
    }
    read->deep += 2 * read->entries >= read->depth;
    if (read->entries > 0 && read->stream->in_turn)
        turns_heard(&read->poll->turns, read->stream, true);
    read->entries = 0;
    read->stream = NULL;
}

/* A portion took until its last answer began. */
static void hear(const struct read *read)
{
    struct streams *streams = read->follow->streams;
    struct portion *portion = &read->poll->portion;

    if (!read->portion || portion->reads > 1 || portion->heard)
        return;
    portion->heard = true;
    int64_t took_us = stopwatch_read(&portion->watch, &streams->requests);
    if (took_us > 0)
        share_learn(streams_share(streams, read->poll->node), SHARE_KEY, portion->keys, took_us,
                    requests_clock_us());
}

/* The reply names streams in the order of the question and leaves out those without news. */
static void enter_stream(void *context, struct slice key)
{
    struct read *read = context;

    hear(read);
    leave_stream(read);
    while (read->stream == NULL && read->at < read->count) {
        struct stream *stream = read->all[read->at++];
        if (slice_equals(stream_key(stream), key))
            read->stream = stream;
    }
}

/* Does something with the streams that a command asked for, those apart that have changed since. */
static void for_each_asked(const struct read *read, void (*act)(struct stream *stream))
{
    for (size_t i = 0; i < read->count; i++) {
        if (follow_can(read->all[i]))
            act(read->all[i]);
    }
}

static void ask_look(struct stream *stream)
{
    stream_ask(stream, ASK_LOOK);
}

/* One key of the wrong type or without permission fails the whole command: looks find it. While a
 * slot moves, some of its keys are here and some there: each can be asked about alone. */
static void read_refused(const struct read *read, struct slice reason)
{
    if (reply_error_is(reason, "TRYAGAIN"))
        for_each_asked(read, stream_catch_up);
    if (reply_error_class(reason) == ERROR_RETRY)
        return;
    read->follow->refused = true;
    for_each_asked(read, ask_look);
}

/* Where many streams have more than one answer holds, the next one is for fewer, and holds more of
 * each. */
static void adapt(const struct read *read)
{
    struct poll *poll = read->poll;

    if (read->count < MOST_MIN)
        return;
    if (MANY_OF * read->full >= read->count && poll->most > MOST_MIN)
        poll->most = poll->most / 2;
    else if (MANY_OF * read->deep < read->count && poll->most < FOLLOW_STREAMS_MAX)
        poll->most = 2 * poll->most;
    if (poll->most > FOLLOW_STREAMS_MAX)
        poll->most = FOLLOW_STREAMS_MAX;
}

static void note_answered(const struct read *read)
{
    for (size_t i = 0; i < read->count; i++) {
        struct stream *stream = read->all[i];
        stream->turn.under_way = false;
        if (stream->in_turn && stream->turn.lively > 0)
            turns_heard(&read->poll->turns, stream, false);
    }
}

/* Those that have more to come than one reply holds are caught up with. */
static void read_done(struct read *read)
{
    hear(read);
    leave_stream(read);
    adapt(read);
    for_each_asked(read, stream_is_current);
}

/* Who is served behind us comes between two portions. */
static void end_in_portion(const struct read *read)
{
    struct streams *streams = read->follow->streams;

    streams->by_the_way = true;
    if (--read->poll->portion.reads == 0)
        share_let_pass(streams_share(streams, read->poll->node));
}

static void read_reply(void *context, const struct reply *reply)
{
    struct read *read = context;
    struct follow *follow = read->follow;
    struct stream_group *group = read->group;
    struct slice reason;

    if (reply == NULL)
        for_each_asked(read, stream_lose);
    else if (requests_refused(reply, &reason))
        read_refused(read, reason);
    else
        read_done(read);
    note_answered(read);
    read->poll->under_way -= read->count;
    if (read->portion)
        end_in_portion(read);
    follow->reading--;
    if (group != NULL) {
        group->busy = false;
        if (reply != NULL && group->next < group->count)
            follow_put_in_line(follow, group);
    }
    free(read);
}

static struct read *make_read(struct follow *follow, struct poll *poll, struct stream_group *group,
                              bool portion)
{
    size_t count = follow->asked_count;
    size_t depth = FOLLOW_ENTRIES_MAX / count;
    struct read *read = mem_zalloc(1, sizeof(*read) + count * sizeof(struct stream *));

    *read = (struct read){.follow = follow,
                          .poll = poll,
                          .group = group,
                          .portion = portion,
                          .depth = depth > DEPTH_MAX ? DEPTH_MAX : depth,
                          .count = count};
    memcpy(read->all, follow->asked, count * sizeof(struct stream *));
    return read;
}

/* Writes the command: all keys, then all IDs. */
static void write_words(struct follow *follow, const char *count_text)
{
    size_t count = follow->asked_count;

    follow->words[0] = SLICE("XREAD");
    follow->words[1] = SLICE("COUNT");
    follow->words[2] = slice_of(count_text);
    follow->words[3] = SLICE("STREAMS");
    for (size_t i = 0; i < count; i++) {
        const struct stream *stream = follow->asked[i];
        stream_id_format(stream->cursor, follow->ids[i]);
        follow->words[READ_WORDS + i] = stream_key(stream);
        follow->words[READ_WORDS + count + i] = slice_of(follow->ids[i]);
    }
}

static bool send_read(struct follow *follow, struct read *read)
{
    static const struct entry_events events = {
        .stream = enter_stream, .wanted = read_wanted, .read = read_entry};
    char count_text[COUNT_SIZE];

    snprintf(count_text, sizeof(count_text), "%zu", read->depth);
    write_words(follow, count_text);
    return requests_send(&follow->streams->requests, &(struct request){
                                                         .words = follow->words,
                                                         .count = READ_WORDS + 2 * read->count,
                                                         .entries = &events,
                                                         .entries_depth = ENTRY_DEPTH_READ,
                                                         .on_reply = read_reply,
                                                         .context = read,
                                                     });
}

bool follow_send(struct follow *follow, struct poll *poll, struct stream_group *group, bool portion)
{
    struct read *read = make_read(follow, poll, group, portion);
    bool sent = send_read(follow, read);

    share_spend(streams_share(follow->streams, poll->node), SHARE_KEY, read->count);
    follow->asked_count = 0;
    if (!sent) {
        for_each_asked(read, stream_lose);
        free(read);
        return false;
    }
    for (size_t i = 0; i < read->count; i++)
        read->all[i]->turn.under_way = true;
    follow->reading++;
    poll->under_way += read->count;
    return true;
}

static struct poll *make_poll(size_t node)
{
    struct poll *poll = mem_zalloc(1, sizeof(*poll));

    poll->node = node;
    poll->most = FOLLOW_STREAMS_MAX;
    turns_begin(&poll->turns);
    return poll;
}

void follow_make_room(struct follow *follow)
{
    size_t nodes = client_nodes(follow->streams->requests.client);

    if (follow->words == NULL) {
        follow->words = mem_zalloc(READ_WORDS + 2 * FOLLOW_STREAMS_MAX, sizeof(*follow->words));
        follow->ids = mem_zalloc(FOLLOW_STREAMS_MAX, sizeof(*follow->ids));
        follow->asked = mem_zalloc(FOLLOW_STREAMS_MAX, sizeof(struct stream *));
    }
    follow->polls = mem_grow(follow->polls, &follow->poll_capacity, nodes, sizeof(struct poll *));
    for (; follow->poll_count < nodes; follow->poll_count++)
        follow->polls[follow->poll_count] = make_poll(follow->poll_count);
}
