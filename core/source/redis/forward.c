/* Forward: a stream that is behind is read on from its cursor, page by page; when it is too far
 * behind, it is read anew. */
#include "config.h"

#include "source/redis/private.h"

#define FORWARD_ENTRIES 500
#define FORWARD_COUNT SLICE("500")
#define FORWARD_PAGES_MAX 4

bool forward_wants(void *context, struct stream_id id)
{
    const struct stream *stream = context;

    return stream_id_compare(id, stream->cursor) > 0;
}

void forward_take(void *context, const struct report *report, const struct error *unreadable)
{
    struct stream *stream = context;

    stream_take(stream, report, unreadable, stream->window.joined);
}

static void forward_element(void *context, const struct reply_element *element)
{
    static const struct entry_events events = {forward_wants, forward_take};
    struct stream *stream = context;
    struct entries *entries = &stream->source->entries;

    if (element->depth == 0)
        entries_begin(entries, ENTRY_DEPTH_RANGE, &events, stream);
    entries_element(entries, element);
}

static void go_forward(struct stream *stream);

/* Pages go forward over what may be trimmed in front of them: after a few of them, newest first is
 * the surer and shorter way. */
static void forward_on(struct stream *stream, bool full)
{
    if (!full) {
        stream->forward_pages = 0;
    } else if (stream->forward_pages < FORWARD_PAGES_MAX) {
        go_forward(stream);
    } else {
        stream->forward_pages = 0;
        window_forget(stream);
        newest_due(stream);
        if (window_is_watched(stream))
            window_want(stream);
        newest_pump(stream->source);
        page_pump(stream->source);
    }
}

static void forward_reply(void *context, const struct reply *reply, const struct error *error)
{
    struct stream *stream = context;
    struct slice reason;

    (void)error;
    stream->forward_pending = false;
    if (!redis_answered(stream->source, reply)) {
        stream->forward_pages = 0;
        return;
    }
    if (redis_refused(reply, &reason))
        stream_refuse(stream, reason);
    else
        forward_on(stream, reply->nodes[0].integer == FORWARD_ENTRIES);
    redis_changed(stream->source);
}

static void go_forward(struct stream *stream)
{
    char first[STREAM_ID_SIZE];

    stream_id_format(stream_id_next(stream->cursor), first);
    const struct slice words[] = {SLICE("XRANGE"), stream_key(stream), slice_of(first),
                                  SLICE("+"),      SLICE("COUNT"),     FORWARD_COUNT};
    stream->forward_pending =
        redis_ask(stream->source, words, 6, forward_element, forward_reply, stream);
    stream->forward_pages++;
}

void forward_catch_up(struct stream *stream)
{
    if (!stream->window.joined)
        newest_due(stream);
    else if (!stream->forward_pending)
        go_forward(stream);
}
