#include "config.h"

#include "source/redis/private.h"

#include "base/duration.h"
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SKEW_TOLERANCE_MS (5 * MS_PER_SECOND)

struct slice stream_key(const struct stream *stream)
{
    return (struct slice){stream->key, stream->key_size};
}

struct stream *stream_find(const struct redis_source *source, struct slice tenant)
{
    size_t position = name_table_find(&source->base.fleet->names, tenant);

    return position == NAME_UNKNOWN ? NULL : source->streams[position];
}

struct stream *stream_add(struct redis_source *source, struct slice tenant, struct slice key)
{
    struct stream *stream = mem_zalloc(1, sizeof(*stream));

    stream->source = source;
    stream->tenant = fleet_tenant(source->base.fleet, tenant);
    stream->key = mem_strndup(key.data, key.size);
    stream->key_size = key.size;
    stream->scan = source->discovery.number;
    source->streams = mem_grow(source->streams, &source->stream_capacity, source->stream_count + 1,
                               sizeof(struct stream *));
    source->streams[source->stream_count++] = stream;
    stream_touch(stream);
    return stream;
}

void stream_free(struct stream *stream)
{
    free(stream->key);
    free(stream);
}

void stream_touch(struct stream *stream)
{
    tenant_changed(stream->tenant);
}

static void note_skew(struct stream *stream, struct stream_id id)
{
    int64_t now = redis_now(stream->source);
    int64_t ahead = stream_id_time(id) - now;
    char length[32];

    if (ahead <= SKEW_TOLERANCE_MS) {
        stream->skewed = false;
        stream->tenant->ahead_ms = 0;
        return;
    }
    stream->tenant->ahead_ms = ahead + 1; /* so that the moment of its coming lies behind it */
    if (stream->skewed)
        return;
    stream->skewed = true;
    duration_format(ahead - ahead % MS_PER_SECOND, length);
    tenant_note(stream->tenant, NOTICE_SKEW, now, "the newest ID is %s ahead of the server's clock",
                length);
}

static void note_return(struct stream *stream)
{
    stream->gone = false;
    stream->tenant->gone_ms = 0;
    tenant_note(stream->tenant, NOTICE_RESET, redis_now(stream->source),
                "the stream was made again");
}

void stream_take(struct stream *stream, const struct report *report, const struct error *unreadable,
                 bool keep)
{
    struct tenant *tenant = stream->tenant;
    enum tenant_added added =
        unreadable == NULL ? tenant_add(tenant, report, keep)
                           : tenant_add_unreadable(tenant, report->id, unreadable->text, keep);

    if (added != TENANT_KNOWN)
        stream_touch(stream);
    if (stream_id_compare(report->id, stream->cursor) <= 0)
        return;
    stream->cursor = report->id;
    stream->added++;
    note_skew(stream, report->id);
    if (stream->gone)
        note_return(stream);
}

void stream_jump(struct stream *stream, struct stream_id id)
{
    if (stream_id_compare(id, stream->cursor) > 0)
        stream->added_known = false;
}

void stream_break(struct stream *stream, struct slice reason)
{
    struct tenant *tenant = stream->tenant;
    struct error error;

    error_set(&error, ERROR_STOP, "%.*s", (int)reason.size, reason.data);
    snprintf(tenant->trouble, sizeof(tenant->trouble), "%.*s", (int)sizeof(tenant->trouble) - 1,
             error.text);
    window_leave(stream);
    tenant->load = LOAD_FAILED;
    tenant->looked_at = true;
    if (!stream->broken)
        stream->source->broken++;
    stream->broken = true;
    stream_touch(stream);
}

void stream_mend(struct stream *stream)
{
    struct tenant *tenant = stream->tenant;

    if (!stream->broken)
        return;
    stream->broken = false;
    stream->source->broken--;
    tenant->trouble[0] = '\0';
    tenant->load = stream->window.joined ? LOAD_DONE : LOAD_NONE;
    if (window_is_watched(stream))
        window_want(stream);
    stream_touch(stream);
}

void stream_refuse(struct stream *stream, struct slice reason)
{
    if (reply_error_class(reason) == ERROR_RETRY) {
        newest_due(stream);
        return;
    }
    if (reply_error_is(reason, "WRONGTYPE"))
        stream_vanish(stream, "the key is no stream any more");
    stream_break(stream, reason);
}

void stream_restart(struct stream *stream)
{
    window_forget(stream);
    tenant_reset(stream->tenant);
    stream->tenant->entries = 0;
    stream->cursor = STREAM_ID_MIN;
    stream->added_known = false;
    stream->interval_asked = false;
    stream->skewed = false;
    stream->moved_to = STREAM_ID_MIN;
    stream_touch(stream);
    newest_due(stream);
    if (window_is_watched(stream))
        window_want(stream);
}

void stream_vanish(struct stream *stream, const char *how)
{
    stream->tenant->entries = 0;
    stream_touch(stream);
    if (stream->gone || stream_id_compare(stream->cursor, STREAM_ID_MIN) == 0)
        return;
    stream->tenant->gone_ms = redis_now(stream->source);
    tenant_note(stream->tenant, NOTICE_GONE, stream->tenant->gone_ms, "%s", how);
    stream->gone = true;
    stream_restart(stream);
}

void stream_queue_push(struct stream_queue *queue, struct stream *stream)
{
    if (queue->head > 0 && queue->head == queue->count) {
        queue->head = 0;
        queue->count = 0;
    }
    queue->items =
        mem_grow(queue->items, &queue->capacity, queue->count + 1, sizeof(struct stream *));
    queue->items[queue->count++] = stream;
}

struct stream *stream_queue_pop(struct stream_queue *queue)
{
    return queue->head < queue->count ? queue->items[queue->head++] : NULL;
}

void stream_queue_clear(struct stream_queue *queue)
{
    queue->head = 0;
    queue->count = 0;
}

void stream_queue_free(struct stream_queue *queue)
{
    free(queue->items);
}
