#include "config.h"

#include "source/redis/follow.h"

#include "base/memory.h"
#include "source/redis/streams.h"

#include <stdlib.h>

#define STREAMS_UNDER_WAY_MAX 1000 /* of a node; so many are also the most in one command */
#define ENTRIES_A_READ 20
#define READ_COUNT "20"
#define FRUITLESS_MAX 3
#define READ_WORDS 4 /* XREAD COUNT n STREAMS */

/* The groups of which a node is to be asked in this poll. */
struct poll {
    struct stream_queue due; /* the first streams of them */
    size_t under_way;        /* streams that it is being asked for */
};

struct follow {
    struct streams *streams;
    struct slice *words;
    char (*ids)[STREAM_ID_SIZE];
    struct poll *polls; /* by the numbers of the nodes */
    size_t poll_count;
    size_t poll_capacity;
    size_t reading;     /* groups that are not read to their ends yet */
    bool refused;       /* one key spoilt a command of the last poll */
    size_t broken;      /* streams when that was asked */
    unsigned fruitless; /* refused polls in a row without a key to blame */
    bool one_by_one;    /* XREAD over several keys does not work here */
};

/* A command under way: for streams of a group. */
struct read {
    struct follow *follow;
    struct stream_group *group;
    size_t node;
    size_t begin;          /* it asks for streams from here … */
    size_t end;            /* … to in front of here */
    size_t at;             /* where in them the reply is */
    struct stream *stream; /* whose entries it brings */
    size_t entries;        /* new ones of that stream */
};

static bool can_follow(const struct stream *stream)
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
    if (read->entries == ENTRIES_A_READ)
        stream_catch_up(read->stream);
    read->entries = 0;
    read->stream = NULL;
}

/* The reply names streams in the order of the question and leaves out those without news. */
static void enter_stream(void *context, struct slice key)
{
    struct read *read = context;

    leave_stream(read);
    while (read->stream == NULL && read->at < read->end) {
        struct stream *stream = read->group->all[read->at++];
        if (slice_equals(stream_key(stream), key))
            read->stream = stream;
    }
}

/* Does something with the streams that a command asked for, those apart that have changed since. */
static void for_each_asked(const struct read *read, void (*act)(struct stream *stream))
{
    for (size_t i = read->begin; i < read->end; i++) {
        if (can_follow(read->group->all[i]))
            act(read->group->all[i]);
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

/* Those that have more to come than one reply holds are caught up with. */
static void read_done(struct read *read)
{
    leave_stream(read);
    for_each_asked(read, stream_is_current);
}

static void put_in_line(struct follow *follow, struct stream_group *group)
{
    size_t node = streams_owner(follow->streams, group->all[0]);

    if (node >= follow->poll_count)
        return;
    group->busy = true;
    stream_queue_push(&follow->polls[node].due, group->all[0]);
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
    follow->polls[read->node].under_way -= read->end - read->begin;
    group->busy = false;
    follow->reading--;
    if (reply != NULL && group->next < group->count)
        put_in_line(follow, group);
    free(read);
}

/* Chooses the next streams of a group and writes the command: all keys, then all IDs. Returns how
 * many they are. */
static size_t fill_read(struct follow *follow, struct stream_group *group)
{
    size_t count = 0;

    for (; group->next < group->count && count < STREAMS_UNDER_WAY_MAX; group->next++) {
        const struct stream *stream = group->all[group->next];
        if (!can_follow(stream))
            continue;
        follow->words[READ_WORDS + count] = stream_key(stream);
        stream_id_format(stream->cursor, follow->ids[count]);
        count++;
    }
    for (size_t i = 0; i < count; i++)
        follow->words[READ_WORDS + count + i] = slice_of(follow->ids[i]);
    return count;
}

static void read_group(struct follow *follow, struct stream_group *group, size_t node)
{
    static const struct entry_events events = {
        .stream = enter_stream, .wanted = read_wanted, .read = read_entry};
    size_t begin = group->next;
    size_t count = fill_read(follow, group);

    group->busy = false;
    if (count == 0)
        return;
    struct read *read = mem_zalloc(1, sizeof(*read));
    *read = (struct read){follow, group, node, begin, group->next, begin, NULL, 0};
    if (!requests_send(&follow->streams->requests, &(struct request){
                                                       .words = follow->words,
                                                       .count = READ_WORDS + 2 * count,
                                                       .entries = &events,
                                                       .entries_depth = ENTRY_DEPTH_READ,
                                                       .on_reply = read_reply,
                                                       .context = read,
                                                   })) {
        for_each_asked(read, stream_lose);
        free(read);
        return;
    }
    group->busy = true;
    follow->reading++;
    follow->polls[node].under_way += read->end - read->begin;
}

static bool has_room(const struct poll *poll)
{
    const struct stream *first = stream_queue_first(&poll->due);

    return first != NULL &&
           (poll->under_way == 0 || poll->under_way + first->group->count <= STREAMS_UNDER_WAY_MAX);
}

static void pump(void *asker)
{
    struct follow *follow = asker;

    for (size_t i = 0; i < follow->poll_count; i++) {
        while (has_room(&follow->polls[i]))
            read_group(follow, stream_queue_pop(&follow->polls[i].due)->group, i);
    }
}

static void add_polls(struct follow *follow, size_t count)
{
    size_t before = follow->poll_capacity;

    follow->polls = mem_grow(follow->polls, &follow->poll_capacity, count, sizeof(*follow->polls));
    for (; before < follow->poll_capacity; before++)
        follow->polls[before] = (struct poll){.under_way = 0};
    follow->poll_count = count;
}

static void make_room(struct follow *follow)
{
    size_t nodes = client_nodes(follow->streams->requests.client);

    if (follow->words == NULL) {
        follow->words = mem_zalloc(READ_WORDS + 2 * STREAMS_UNDER_WAY_MAX, sizeof(*follow->words));
        follow->ids = mem_zalloc(STREAMS_UNDER_WAY_MAX, sizeof(*follow->ids));
        follow->words[0] = SLICE("XREAD");
        follow->words[1] = SLICE("COUNT");
        follow->words[2] = SLICE(READ_COUNT);
        follow->words[3] = SLICE("STREAMS");
    }
    if (nodes > follow->poll_count)
        add_polls(follow, nodes);
}

/* Begins a poll; groups that are still being read by the last one are left alone. */
static void read_all(struct follow *follow)
{
    struct stream_groups *groups = &follow->streams->groups;

    make_room(follow);
    for (size_t i = 0; i < groups->count; i++) {
        if (groups->all[i]->busy)
            continue;
        groups->all[i]->next = 0;
        put_in_line(follow, groups->all[i]);
    }
}

static void ask_each(struct follow *follow)
{
    const struct streams *streams = follow->streams;

    for (size_t i = 0; i < streams->count; i++) {
        if (can_follow(streams->all[i]))
            stream_catch_up(streams->all[i]);
    }
}

/* Of what the last poll asked and was not told, nothing is known since. */
static void judge_last_poll(const struct streams *streams)
{
    for (size_t i = 0; i < streams->count; i++) {
        struct stream *stream = streams->all[i];
        if (stream->unanswered && !stream->broken)
            stream_fall_behind(stream);
        stream->unanswered = true;
    }
}

/* When polls are refused again and again and no look finds a key to blame, it is the command. */
static void learn_from_refusal(struct follow *follow)
{
    size_t broken = follow->streams->broken;

    if (follow->reading > 0)
        return;
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
    judge_last_poll(follow->streams);
    learn_from_refusal(follow);
    if (follow->one_by_one)
        ask_each(follow);
    else
        read_all(follow);
}

/* It may be another server, or have been given the right. */
static void ready(void *asker, size_t node)
{
    struct follow *follow = asker;

    (void)node;
    follow->one_by_one = false;
    follow->refused = false;
    follow->fruitless = 0;
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

    for (size_t i = 0; i < follow->poll_count; i++)
        stream_queue_free(&follow->polls[i].due);
    free(follow->polls);
    free(follow->words);
    free(follow->ids);
    free(follow);
}

const struct asker_kind follow_asker = {
    .name = "follow",
    .create = create,
    .ready = ready,
    .tick = tick,
    .pump = pump,
    .free = free_follow,
};
