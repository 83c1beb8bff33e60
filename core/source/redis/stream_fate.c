#include "config.h"

#include "source/redis/stream.h"

#include "source/redis/streams.h"

#include <stdio.h>
#include <string.h>

void stream_break(struct stream *stream, struct slice reason)
{
    struct tenant *tenant = stream->tenant;
    struct error error;

    error_set(&error, ERROR_STOP, "%.*s", (int)reason.size, reason.data);
    bool other = tenant_set_trouble(tenant, error.text);
    if (stream->broken && !other)
        return;
    tenant->failed = true;
    stream_met(stream);
    if (!stream->broken)
        stream->streams->broken++;
    stream->broken = true;
    stream->denied = reply_error_is(reason, "NOPERM");
    stream_touch(stream);
}

void stream_mend(struct stream *stream)
{
    struct tenant *tenant = stream->tenant;

    if (!stream->broken)
        return;
    stream->broken = false;
    stream->streams->broken--;
    tenant_set_trouble(tenant, "");
    tenant->failed = false;
    stream_touch(stream);
}

void stream_refuse(struct stream *stream, struct slice reason)
{
    if (reply_error_class(reason) == ERROR_RETRY) {
        stream_ask(stream, ASK_AGAIN);
        return;
    }
    bool is_other = reply_error_is(reason, "WRONGTYPE");
    if (is_other)
        stream_vanish(stream, "the key is no stream any more");
    if (!is_other || !stream->broken)
        stream_break(stream, reason);
}

void stream_refuse_facts(struct stream *stream, struct slice reason)
{
    if (!reply_error_is(reason, "NOPERM") ||
        memmem(reason.data, reason.size, "command", strlen("command")) == NULL) {
        stream_refuse(stream, reason);
        return;
    }
    stream->streams->without_checks = true;
    stream_ask(stream, ASK_LOOK);
}

void stream_forget(struct stream *stream)
{
    stream->window.joined = false;
    stream->window.forgotten = true;
    if (stream->window.load != NULL)
        pages_void(&stream->window.load->pages);
    tenant_clear_history(stream->tenant);
    stream_ask(stream, ASK_PAGES);
}

/* What the server said of it was of another one. */
static void unlearn(struct stream *stream)
{
    stream->added_known = false;
    stream->added_to_last_known = false;
    stream->first = (struct entry_mark){.id = STREAM_ID_MIN};
    stream->last = STREAM_ID_MIN;
    stream->deleted = STREAM_ID_MIN;
    stream->lost = 0;
}

void stream_read_anew(struct stream *stream)
{
    stream_forget(stream);
    tenant_reset(stream->tenant);
    unlearn(stream);
    stream->cursor = STREAM_ID_MIN;
    stream->recent_due = true;
    stream->more_void = true;
    stream->torn = false;
    stream->skewed = false;
    stream->moved_to = STREAM_ID_MIN;
    stream_touch(stream);
    stream_ask(stream, ASK_LOOK);
}

void stream_made_again(struct stream *stream)
{
    tenant_note(stream->tenant, NOTICE_RESET, streams_now(stream->streams),
                "the stream was deleted and made again");
    stream_read_anew(stream);
    stream->change = STREAM_MADE_AGAIN;
    stream->streams->suspects = stream->streams->count;
}

void stream_went_back(struct stream *stream)
{
    tenant_note(stream->tenant, NOTICE_RESET, streams_now(stream->streams),
                "the stream was reset: its newest entries are gone");
    stream_read_anew(stream);
    stream->change = STREAM_WENT_BACK;
    stream->streams->suspects = stream->streams->count;
}

void stream_vanish(struct stream *stream, const char *how)
{
    if (stream->tenant->entries != 0)
        stream_touch(stream);
    stream->tenant->entries = 0;
    if (stream->gone)
        return;
    stream->tenant->gone_ms = streams_now(stream->streams);
    tenant_note(stream->tenant, NOTICE_GONE, stream->tenant->gone_ms, "%s", how);
    stream->gone = true;
    stream->streams->gone++;
    stream_read_anew(stream);
    stream->change = stream->resumed ? STREAM_CAME_EMPTY : STREAM_MADE_AGAIN;
    stream->streams->suspects = stream->streams->count;
}

void stream_is_older(struct stream *stream, bool empty)
{
    if (!stream->streams->without_checks)
        stream_ask(stream, ASK_CHECK);
    else if (empty)
        stream_vanish(stream, "the key is gone");
    else
        stream_made_again(stream);
}
