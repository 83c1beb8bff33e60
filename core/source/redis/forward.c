#include "config.h"

#include "source/redis/forward.h"

#include "source/redis/streams.h"

#define FORWARD_ENTRIES 500
#define FORWARD_COUNT SLICE("500")
#define FORWARD_PAGES_MAX 4
#define UNDER_WAY_MAX 50 /* so that a server has time for others, whatever they bring */

/* Pages go forward over what may be trimmed in front of them: after a few of them, newest first is
 * the surer and shorter way; at once where nobody looks at more than the newest. */
static void go_on(struct stream *stream, bool full)
{
    unsigned most = stream->window.joined ? FORWARD_PAGES_MAX : 1;

    if (full && stream->forward_pages < most) {
        stream_ask(stream, ASK_FORWARD);
        return;
    }
    stream->forward_pages = 0;
    if (!full)
        stream_is_current(stream);
    if (!full)
        return;
    stream_forget(stream);
    stream_ask(stream, stream->streams->judged ? ASK_RECENT : ASK_LOOK);
}

static void on_reply(void *context, const struct reply *reply)
{
    struct stream *stream = context;
    struct slice reason;

    stream_answered(stream, ASK_FORWARD);
    if (reply == NULL)
        stream->forward_pages = 0;
    else if (requests_refused(reply, &reason))
        stream_refuse(stream, reason);
    else
        go_on(stream, reply->nodes[0].integer == FORWARD_ENTRIES);
}

static void read_on(struct stream *stream)
{
    static const struct entry_events events = {.wanted = stream_wants_new, .read = stream_take_new};
    char first[STREAM_ID_SIZE];

    stream_id_format(stream_id_next(stream->cursor), first);
    const struct slice words[] = {SLICE("XRANGE"), stream_key(stream), slice_of(first),
                                  SLICE("+"),      SLICE("COUNT"),     FORWARD_COUNT};
    if (!requests_send(&stream->streams->requests,
                       &(struct request){.words = words,
                                         .count = 6,
                                         .entries = &events,
                                         .entries_depth = ENTRY_DEPTH_RANGE,
                                         .on_reply = on_reply,
                                         .stream = stream,
                                         .context = stream}))
        return;
    stream_asked(stream, ASK_FORWARD);
    stream->forward_pages++;
}

static void pump(void *asker)
{
    struct streams *streams = asker;
    struct stream *stream;

    while (streams->under_way[ASK_FORWARD] < UNDER_WAY_MAX &&
           (stream = streams_next(streams, ASK_FORWARD)) != NULL)
        read_on(stream);
}

/* It has no state but the streams'. */
static void *create(struct streams *streams)
{
    return streams;
}

const struct asker_kind forward_asker = {
    .name = "forward",
    .create = create,
    .pump = pump,
};
