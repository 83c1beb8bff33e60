#include "config.h"

#include "source/redis/seam.h"

#include "source/redis/streams.h"

static bool any_entry(void *context, struct stream_id id)
{
    (void)context;
    (void)id;
    return true;
}

/* What has left the newest entries meanwhile is not compared. */
static void seam_read(void *context, const struct report *report, const struct error *unreadable)
{
    struct stream *stream = context;
    const struct recent *recent = &stream->tenant->recent;
    size_t held = recent_find(recent, report->id);
    uint64_t fingerprint = unreadable == NULL ? report->fingerprint : 0;

    stream->seam_holds =
        held == RECENT_NO_ENTRY || recent_has_fingerprint(recent, held, fingerprint);
}

/* Where it was trimmed or deleted it is no longer among the newest entries, or soon is not. */
static void seam_reply(void *context, const struct reply *reply)
{
    struct stream *stream = context;
    struct slice reason;

    stream_answered(stream, ASK_SEAM);
    if (reply == NULL || requests_refused(reply, &reason) || stream->seam_holds ||
        recent_find(&stream->tenant->recent, stream->seam) == RECENT_NO_ENTRY)
        return;
    stream->torn = true;
    stream_ask(stream, ASK_CHECK);
}

static void ask(struct stream *stream)
{
    static const struct entry_events events = {.wanted = any_entry, .read = seam_read};
    char id[STREAM_ID_SIZE];

    stream_id_format(stream->seam, id);
    const struct slice words[] = {SLICE("XRANGE"), stream_key(stream), slice_of(id),
                                  slice_of(id),    SLICE("COUNT"),     SLICE("1")};
    stream->seam_holds = false;
    if (requests_send(&stream->streams->requests, &(struct request){
                                                      .words = words,
                                                      .count = 6,
                                                      .entries = &events,
                                                      .entries_depth = ENTRY_DEPTH_RANGE,
                                                      .on_reply = seam_reply,
                                                      .stream = stream,
                                                      .context = stream,
                                                  }))
        stream_asked(stream, ASK_SEAM);
}

static void pump(void *asker)
{
    struct streams *streams = asker;
    struct stream *stream;

    while ((stream = streams_next(streams, ASK_SEAM)) != NULL)
        ask(stream);
}

/* It has no state but the streams'. */
static void *create(struct streams *streams)
{
    return streams;
}

const struct asker_kind seam_asker = {
    .name = "seam",
    .create = create,
    .pump = pump,
};
