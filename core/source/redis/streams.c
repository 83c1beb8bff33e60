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

bool streams_may_grow(const struct streams *streams)
{
    return streams_now(streams) < streams->until_ms;
}

void streams_drop_questions(struct streams *streams)
{
    for (unsigned question = 0; question < QUESTIONS; question++) {
        while (streams_next(streams, question) != NULL)
            ;
    }
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
    for (size_t i = 0; i < QUESTIONS; i++)
        stream_queue_free(&streams->due[i]);
    name_table_clear(&streams->keys);
    names_free(&streams->names);
    key_space_free(&streams->space);
    redis_url_free(&streams->url);
    selection_free(&streams->selection);
    requests_free(&streams->requests);
}
