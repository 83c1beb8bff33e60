#include "config.h"

#include "source/redis/follow.h"

#include "base/memory.h"
#include "source/redis/follow_private.h"

#include <stdlib.h>

#define FRUITLESS_MAX 3

void follow_put_in_line(struct follow *follow, struct stream_group *group)
{
    size_t node = streams_owner(follow->streams, group->all[0]);

    if (node >= follow->poll_count)
        return;
    group->busy = true;
    stream_queue_push(&follow->polls[node]->due, group->all[0]);
}

/* Asks for the next streams of a group. */
static void read_group(struct follow *follow, struct poll *poll, struct stream_group *group)
{
    for (; group->next < group->count && follow->asked_count < poll->most; group->next++) {
        if (follow_can(group->all[group->next]))
            follow->asked[follow->asked_count++] = group->all[group->next];
    }
    group->busy = follow->asked_count > 0 && follow_send(follow, poll, group, false);
}

static bool has_room(const struct poll *poll)
{
    const struct stream *first = stream_queue_first(&poll->due);

    return first != NULL &&
           (poll->under_way == 0 || poll->under_way + first->group->count <= FOLLOW_UNDER_WAY_MAX);
}

static void pump(void *asker)
{
    struct follow *follow = asker;

    for (size_t i = 0; i < follow->poll_count; i++) {
        struct poll *poll = follow->polls[i];
        while (has_room(poll))
            read_group(follow, poll, stream_queue_pop(&poll->due)->group);
    }
    if (follow->streams->sharing && streams_may_grow(follow->streams))
        follow_pump_turns(follow);
}

/* Begins a poll; groups that are still being read by the last one are left alone. */
static void read_all(struct follow *follow)
{
    struct stream_groups *groups = &follow->streams->groups;

    follow_make_room(follow);
    for (size_t i = 0; i < groups->count; i++) {
        if (groups->all[i]->busy || groups->all[i]->count == 0)
            continue;
        stream_group_sort(groups->all[i]);
        groups->all[i]->next = 0;
        follow_put_in_line(follow, groups->all[i]);
    }
}

static void ask_each(struct follow *follow)
{
    const struct streams *streams = follow->streams;

    for (size_t i = 0; i < streams->count; i++) {
        if (follow_can(streams->all[i]))
            stream_catch_up(streams->all[i]);
    }
}

void follow_judge_last(struct stream *const *asked, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct stream *stream = asked[i];
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

static void poll_all(struct follow *follow)
{
    follow_judge_last(follow->streams->all, follow->streams->count);
    if (follow->one_by_one)
        ask_each(follow);
    else
        read_all(follow);
}

static void tick(void *asker)
{
    struct follow *follow = asker;
    struct streams *streams = follow->streams;

    if (!streams->follow || !streams_may_grow(streams))
        return;
    learn_from_refusal(follow);
    streams->sharing = streams->judged && streams->count > streams->crowd;
    if (streams->sharing)
        follow_tick_turns(follow);
    else
        poll_all(follow);
}

/* Everything is asked once. */
static void refresh(void *asker)
{
    struct follow *follow = asker;

    follow->at_once_ms = timestamp_monotonic();
}

/* It may be another server, or have been given the right. */
static void ready(void *asker, size_t node)
{
    struct follow *follow = asker;

    share_forget(streams_share(follow->streams, node));
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

static void forget(void *asker, struct stream *stream)
{
    follow_forget(asker, stream);
}

static void free_follow(void *asker)
{
    struct follow *follow = asker;

    for (size_t i = 0; i < follow->poll_count; i++) {
        stream_queue_free(&follow->polls[i]->due);
        free(follow->polls[i]);
    }
    free(follow->polls);
    free(follow->asked);
    free(follow->seen);
    free(follow->words);
    free(follow->ids);
    free(follow);
}

const struct asker_kind follow_asker = {
    .name = "follow",
    .create = create,
    .ready = ready,
    .tick = tick,
    .refresh = refresh,
    .pump = pump,
    .forget = forget,
    .free = free_follow,
};
