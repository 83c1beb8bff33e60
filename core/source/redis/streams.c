#include "config.h"

#include "source/redis/streams.h"

#include "base/memory.h"

#include <stdlib.h>

struct stream *streams_find(const struct streams *streams, struct slice tenant)
{
    size_t position = name_table_find(&streams->fleet->names, tenant);

    return position == NAME_UNKNOWN ? NULL : streams->all[position];
}

struct stream *streams_find_key(const struct streams *streams, struct slice key)
{
    size_t position = name_table_find(&streams->keys, key);

    return position == NAME_UNKNOWN ? NULL : streams->all[position];
}

struct stream *streams_add(struct streams *streams, struct slice key)
{
    struct stream *stream = mem_zalloc(1, sizeof(*stream));

    stream->streams = streams;
    stream->number = streams->count;
    names_settle(streams, stream, key);
    stream->tenant->key = mem_strndup(key.data, key.size);
    stream->tenant->key_size = key.size;
    stream->scan = streams->scan.number;
    stream->recent_due = true;
    stream->group =
        stream_groups_add(&streams->groups, client_group(streams->requests.client, key), stream);
    if (!streams->judged)
        stream->tenant->recent.room = 1;
    name_table_add(&streams->keys, stream_key(stream), stream->number);
    streams->all = mem_grow(streams->all, &streams->capacity, streams->count + 1, sizeof(stream));
    streams->all[streams->count++] = stream;
    stream_touch(stream);
    return stream;
}

struct stream *streams_next(struct streams *streams, enum question question)
{
    struct stream *stream = stream_queue_pop(&streams->due[question]);

    if (stream != NULL)
        stream->due &= ~(1U << question);
    return stream;
}

bool streams_wait(const struct streams *streams, enum question question)
{
    return streams->under_way[question] > 0 || !stream_queue_is_empty(&streams->due[question]);
}

bool streams_wait_for_looks(const struct streams *streams)
{
    return streams_wait(streams, ASK_LOOK) || streams_wait(streams, ASK_AGAIN) ||
           streams_wait(streams, ASK_RECENT);
}

bool streams_wait_for_judging(const struct streams *streams)
{
    return streams_wait_for_looks(streams) || streams_wait(streams, ASK_MORE) ||
           streams_wait(streams, ASK_PAUSES);
}

bool streams_know_nothing(const struct streams *streams)
{
    return streams->unfilled && streams->count == 0;
}

bool streams_may_grow(const struct streams *streams)
{
    return streams_now(streams) < streams->until_ms;
}

size_t streams_owner(const struct streams *streams, const struct stream *stream)
{
    return client_owner(streams->requests.client, stream_key(stream));
}

bool streams_can_ask(const struct streams *streams, const struct stream *stream)
{
    const struct client *client = streams->requests.client;
    size_t node = streams_owner(streams, stream);

    return node < client_nodes(client) && client_node(client, node).state == NODE_READY;
}

static void resume(struct stream **all, size_t count, size_t node)
{
    for (size_t i = 0; i < count; i++) {
        const struct streams *streams = all[i]->streams;
        if (streams_owner(streams, all[i]) == node ||
            (all[i]->away && streams_can_ask(streams, all[i])))
            stream_resume(all[i]);
    }
}

void streams_resume_node(struct streams *streams, size_t node)
{
    resume(streams->watched, streams->watched_count, node);
    resume(streams->all, streams->count, node);
}

void streams_resume_lost(struct streams *streams)
{
    for (size_t i = 0; i < streams->count && streams->away > 0; i++) {
        if (streams->all[i]->away && streams_can_ask(streams, streams->all[i]))
            stream_resume(streams->all[i]);
    }
}

void streams_lose_node(struct streams *streams, size_t node, bool garbled)
{
    for (size_t i = 0; i < streams->count; i++) {
        struct stream *stream = streams->all[i];
        if (streams_owner(streams, stream) != node)
            continue;
        stream->garbled |= garbled;
        stream_lose(stream);
    }
}

struct share *streams_share(struct streams *streams, size_t node)
{
    if (node >= streams->share_count) {
        streams->shares =
            mem_grow(streams->shares, &streams->share_capacity, node + 1, sizeof(*streams->shares));
        while (streams->share_count <= node)
            share_begin(&streams->shares[streams->share_count++], streams->server_share);
    }
    return &streams->shares[node];
}

void streams_wake(struct streams *streams, int64_t wait_us)
{
    if (wait_us < streams->wake_us)
        streams->wake_us = wait_us;
}

int64_t streams_moment(const struct streams *streams)
{
    int64_t now_ms = streams_shown_now(streams);

    return now_ms < streams->until_ms ? now_ms : streams->until_ms;
}

int64_t streams_now(const struct streams *streams)
{
    return timestamp_now() + streams->fleet->clock_offset_ms;
}

int64_t streams_shown_now(const struct streams *streams)
{
    return streams->frozen_now_ms != 0 ? streams->frozen_now_ms : streams_now(streams);
}

void streams_free(struct streams *streams)
{
    for (size_t i = 0; i < streams->count; i++)
        stream_free(streams->all[i]);
    free(streams->all);
    free(streams->watched);
    free(streams->holders);
    free(streams->shares);
    stream_groups_free(&streams->groups);
    for (size_t i = 0; i < QUESTIONS; i++)
        stream_queue_free(&streams->due[i]);
    name_table_clear(&streams->keys);
    names_free(&streams->names);
    key_space_free(&streams->space);
    redis_url_free(&streams->url);
    selection_free(&streams->selection);
    requests_free(&streams->requests);
}
