/* What nobody sees takes turns; what is watched is asked with every refresh. */
#include "config.h"

#include "source/redis/follow_private.h"

#include "base/duration.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#define MATES_MAX 64    /* of a group as small as that all are asked: one more costs little */
#define PASSED_MAX 4000 /* streams that cannot be asked now and are passed over at a time */
#define FOUND_MAX 500   /* likewise, and begin to take turns */
#define FRESH_MS (30 * MS_PER_SECOND)

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* --- who takes turns --- */

static struct poll *poll_of(const struct follow *follow, const struct stream *stream)
{
    size_t node = streams_owner(follow->streams, stream);

    return node < follow->poll_count ? follow->polls[node] : NULL;
}

/* Its node may be another one by now. */
static void put(const struct follow *follow, struct poll *poll, struct stream *stream,
                int64_t asked_ms)
{
    struct poll *of = poll_of(follow, stream);

    turns_put(of != NULL ? &of->turns : &poll->turns, stream, asked_ms);
}

/* Those that were found since; some at a time, as a key waits no longer than for that. */
static void take_found(struct follow *follow, int64_t now_ms)
{
    const struct streams *streams = follow->streams;
    int64_t asked_ms = now_ms - streams->refresh_ms;
    size_t end = smaller(streams->count, follow->in_turns + FOUND_MAX);

    for (; follow->in_turns < end && follow->poll_count > 0; follow->in_turns++) {
        struct stream *stream = streams->all[follow->in_turns];
        stream_take_turns(stream, !stream_is_watched(stream));
        put(follow, follow->polls[0], stream, asked_ms);
    }
    if (follow->in_turns < streams->count)
        streams_wake(follow->streams, 0);
}

/* Who comes into sight is as fresh as the rest there. */
static void show(struct stream *stream)
{
    if (!stream->in_turn)
        return;
    stream_take_turns(stream, false);
    stream->unanswered = false;
    if (follow_can(stream))
        stream_catch_up(stream);
}

static void follow_watch(struct follow *follow)
{
    const struct streams *streams = follow->streams;
    size_t count = streams->watched_count;

    if (follow->watch == streams->watch)
        return;
    follow->watch = streams->watch;
    for (size_t i = 0; i < follow->seen_count; i++) {
        if (!stream_is_watched(follow->seen[i]) && !follow->seen[i]->in_turn)
            stream_take_turns(follow->seen[i], true);
    }
    for (size_t i = 0; i < count; i++)
        show(streams->watched[i]);
    follow->seen = mem_resize(follow->seen, count, sizeof(struct stream *));
    if (count > 0)
        memcpy(follow->seen, streams->watched, count * sizeof(struct stream *));
    follow->seen_count = count;
}

/* Its number is the one that whoever comes behind it gets. */
void follow_forget(struct follow *follow, struct stream *stream)
{
    size_t left = 0;

    turns_leave(stream);
    if (stream->number < follow->in_turns)
        follow->in_turns--;
    for (size_t i = 0; i < follow->seen_count; i++) {
        if (follow->seen[i] != stream)
            follow->seen[left++] = follow->seen[i];
    }
    follow->seen_count = left;
}

/* --- what is watched --- */

static void add(struct follow *follow, struct stream *stream)
{
    follow->asked[follow->asked_count++] = stream;
}

static bool can_ask(const struct stream *stream)
{
    return follow_can(stream) && !stream->turn.under_way;
}

static void ask_chosen(struct follow *follow, struct poll *poll, bool portion)
{
    if (!follow->one_by_one) {
        poll->portion.reads += follow_send(follow, poll, NULL, portion) && portion;
        return;
    }
    share_spend(streams_share(follow->streams, poll->node), SHARE_KEY, 2 * follow->asked_count);
    for (size_t i = 0; i < follow->asked_count; i++)
        stream_catch_up(follow->asked[i]);
    follow->asked_count = 0;
}

/* Asks for the watched ones from one on that are of its group, each once. */
static void ask_mates(struct follow *follow, size_t from)
{
    const struct streams *streams = follow->streams;
    const struct stream *first = streams->watched[from];
    struct poll *poll = poll_of(follow, first);

    if (poll == NULL)
        return;
    for (size_t i = from; i < streams->watched_count; i++) {
        struct stream *stream = streams->watched[i];
        if (stream->group != first->group || !can_ask(stream) ||
            stream->turn.asked_ms == follow->polled_ms)
            continue;
        turns_put(&poll->turns, stream, follow->polled_ms);
        add(follow, stream);
        if (follow->asked_count == poll->most)
            ask_chosen(follow, poll, false);
    }
    if (follow->asked_count > 0)
        ask_chosen(follow, poll, false);
}

static void ask_watched(struct follow *follow, int64_t now_ms)
{
    const struct streams *streams = follow->streams;

    follow->polled_ms = now_ms;
    for (size_t i = 0; i < streams->watched_count; i++) {
        const struct stream *stream = streams->watched[i];
        if (can_ask(stream) && stream->turn.asked_ms != now_ms)
            ask_mates(follow, i);
    }
}

/* --- what is not --- */

/* Returns up to when somebody was asked whose turn has come. */
static int64_t due_ms(const struct follow *follow, int64_t now_ms)
{
    int64_t asked_ms = now_ms - follow->streams->refresh_ms;

    return asked_ms >= follow->at_once_ms ? asked_ms : follow->at_once_ms - 1;
}

static void take(struct follow *follow, struct poll *poll, struct stream *stream, int64_t now_ms)
{
    put(follow, poll, stream, now_ms);
    if (stream->in_turn && can_ask(stream))
        add(follow, stream);
}

static void take_mates(struct follow *follow, struct poll *poll, const struct stream_group *group,
                       int64_t asked_ms, int64_t now_ms)
{
    for (size_t i = 0; i < group->count; i++) {
        struct stream *stream = group->all[i];
        if (stream->turn.before != NULL && stream->turn.asked_ms <= asked_ms)
            take(follow, poll, stream, now_ms);
    }
}

/* Chooses the next ones, of one group: of a small one all, whether they had news lately or not. */
static void choose(struct follow *follow, struct poll *poll, size_t most, int64_t now_ms)
{
    int64_t asked_ms = due_ms(follow, now_ms);

    for (size_t passed = 0; passed < PASSED_MAX && follow->asked_count < most; passed++) {
        struct stream *stream = turns_next(&poll->turns, asked_ms);
        if (stream == NULL || (follow->asked_count > 0 && stream->group != follow->asked[0]->group))
            return;
        const struct stream_group *group = stream->group;
        if (poll_of(follow, stream) != poll)
            put(follow, poll, stream, now_ms);
        else if (group->count <= MATES_MAX && group->count <= most)
            take_mates(follow, poll, group, asked_ms, now_ms);
        else
            take(follow, poll, stream, now_ms);
    }
}

static void ask_portion(struct follow *follow, struct poll *poll, int64_t now_ms)
{
    struct streams *streams = follow->streams;
    struct share *share = streams_share(streams, poll->node);
    bool for_trip = share_wants_trip(share, requests_clock_us());
    size_t keys = for_trip ? 1 : share_keys(share);
    struct portion *portion = &poll->portion;

    *portion = (struct portion){.watch = stopwatch_begin(&streams->requests)};
    turns_change(&poll->turns, due_ms(follow, now_ms));
    while (portion->keys < keys) {
        choose(follow, poll, smaller(keys - portion->keys, poll->most), now_ms);
        if (follow->asked_count == 0)
            break;
        portion->keys += follow->asked_count;
        ask_chosen(follow, poll, true);
    }
    stopwatch_sent(&portion->watch, &streams->requests);
}

static bool is_ready(const struct follow *follow, const struct poll *poll)
{
    return client_node(follow->streams->requests.client, poll->node).state == NODE_READY;
}

/* Another node may hold by now what one that is away held. */
static void hand_over(struct follow *follow, struct poll *poll, int64_t now_ms)
{
    struct stream *stream = NULL;

    for (size_t passed = 0; passed < PASSED_MAX; passed++) {
        turns_change(&poll->turns, due_ms(follow, now_ms));
        stream = turns_next(&poll->turns, due_ms(follow, now_ms));
        if (stream == NULL)
            return;
        struct poll *of = poll_of(follow, stream);
        put(follow, poll, stream, of == NULL || of == poll ? now_ms : stream->turn.asked_ms);
    }
}

/* What was asked for at once does not wait; it is paid for afterwards. */
static void pump_poll(struct follow *follow, struct poll *poll, int64_t now_ms)
{
    struct streams *streams = follow->streams;
    struct share *share = streams_share(streams, poll->node);
    int64_t oldest_ms = turns_oldest_ms(&poll->turns);

    if (poll->portion.reads > 0 || oldest_ms > due_ms(follow, now_ms))
        return;
    if (!is_ready(follow, poll)) {
        hand_over(follow, poll, now_ms);
        return;
    }
    if (share_may_ask(share, requests_clock_us()) || oldest_ms < follow->at_once_ms)
        ask_portion(follow, poll, now_ms);
    if (poll->portion.reads == 0 && turns_oldest_ms(&poll->turns) <= due_ms(follow, now_ms))
        streams_wake(streams, share_wait_us(share));
}

void follow_pump_turns(struct follow *follow)
{
    int64_t now_ms = timestamp_monotonic();

    take_found(follow, now_ms);
    follow_watch(follow);
    for (size_t i = 0; i < follow->poll_count; i++)
        pump_poll(follow, follow->polls[i], now_ms);
}

/* --- what is told of it --- */

static int64_t oldest(const struct follow *follow)
{
    int64_t oldest_ms = INT64_MAX;

    for (size_t i = 0; i < follow->poll_count; i++) {
        int64_t asked_ms = turns_oldest_ms(&follow->polls[i]->turns);
        if (is_ready(follow, follow->polls[i]) && asked_ms < oldest_ms)
            oldest_ms = asked_ms;
    }
    return oldest_ms;
}

static void tell_age(const struct follow *follow, int64_t now_ms)
{
    struct streams *streams = follow->streams;
    int64_t oldest_ms = oldest(follow);
    char age[32];

    if (oldest_ms == INT64_MAX || now_ms - oldest_ms <= FRESH_MS + streams->refresh_ms) {
        source_unremark(streams->status, NOTE_LATE);
        return;
    }
    duration_format((now_ms - oldest_ms) / MS_PER_SECOND * MS_PER_SECOND, age);
    source_remark(streams->status, NOTE_LATE,
                  "what is not on the screen was last asked up to %s ago (--server-share %u)", age,
                  streams->server_share);
}

void follow_tick_turns(struct follow *follow)
{
    int64_t now_ms = timestamp_monotonic();

    follow_make_room(follow);
    follow_watch(follow);
    follow_judge_last(follow->streams->watched, follow->streams->watched_count);
    ask_watched(follow, now_ms);
    tell_age(follow, now_ms);
}
