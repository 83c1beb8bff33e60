#include "config.h"

#include "source/redis/lane.h"

#include <stdio.h>

static bool read_oldest(const struct reply *reply, struct stream_id *oldest)
{
    size_t entry = reply_child(reply, 0, 0);

    return stream_id_parse(reply_text(reply, reply_child(reply, entry, 0)), oldest);
}

static bool ask_oldest(struct lane *lane,
                       void (*on_reply)(void *context, const struct reply *reply))
{
    const struct slice words[] = {SLICE("XRANGE"), stream_key(lane->stream), SLICE("-"),
                                  SLICE("+"),      SLICE("COUNT"),           SLICE("1")};

    return requests_send(&lane->feed->scheduler.streams.requests,
                         &(struct request){.words = words,
                                           .count = 6,
                                           .on_reply = on_reply,
                                           .stream = lane->stream,
                                           .context = lane});
}

static void checked_reply(void *context, const struct reply *reply)
{
    struct lane *lane = context;
    struct stream_id oldest;

    if (lane->feed->base.closing || reply == NULL || lane->check_void)
        return;
    if (read_oldest(reply, &oldest) && stream_id_compare(oldest, lane->oldest) > 0)
        lane_doubt(lane);
    else
        lane->oldest = trail_newest(&lane->trail).id;
}

bool lane_ask_oldest(struct lane *lane)
{
    return ask_oldest(lane, checked_reply);
}

void lane_doubt(struct lane *lane)
{
    lane->at_end = false;
    lane_ask_anew(lane);
    stream_ask(lane->stream, ASK_PAGES);
    if (lane->doubt != DOUBT_NONE)
        return;
    lane->doubt = DOUBT_RAISED;
    lane->stream->doubted = true;
    stream_ask(lane->stream, ASK_CHECK);
}

/* The stream begins behind what was read last: trimming has overtaken the reader. */
static void take_trimmed(struct lane *lane, struct stream_id oldest)
{
    const struct feed *feed = &lane->feed->base;
    char from[STREAM_ID_SIZE];
    char text[128];

    stream_id_format(lane->oldest, from);
    snprintf(text, sizeof(text),
             "trimming has overtaken the reader: entries behind %s may be missing", from);
    feed->events->lost(feed->context, lane_tenant(lane), text);
    lane->oldest = oldest;
}

/* By the check it is the stream that it was. Where nothing is there any more, what comes says
 * whether it was trimmed; where only the newest entry is not, what stands in front of it is
 * compared. */
static void settle(struct lane *lane, const struct reply *reply)
{
    struct stream_id oldest;
    bool is_empty = !read_oldest(reply, &oldest);
    bool is_trimmed = !is_empty && stream_id_compare(oldest, lane->oldest) > 0;

    if (is_trimmed)
        take_trimmed(lane, oldest);
    if (is_empty || is_trimmed)
        lane->loose = true;
    else
        lane_go_back(lane, STREAM_SAME);
}

/* It comes behind what the check found. */
static void asked_reply(void *context, const struct reply *reply)
{
    struct lane *lane = context;
    struct slice reason;

    if (lane->feed->base.closing || lane->doubt != DOUBT_ASKED)
        return;
    stream_ask(lane->stream, ASK_PAGES);
    lane->doubt = reply != NULL ? DOUBT_NONE : DOUBT_RAISED;
    if (reply == NULL)
        return;
    lane->stream->doubted = false;
    if (requests_refused(reply, &reason))
        stream_refuse(lane->stream, reason);
    else if (lane->stream->change == STREAM_SAME)
        settle(lane, reply);
}

static void watch_doubt(struct lane *lane)
{
    const struct stream *stream = lane->stream;
    bool is_due = stream_waits(stream, ASK_CHECK) && !stream_is_asked(stream, ASK_CHECK);

    if (lane->doubt == DOUBT_RAISED && !is_due && ask_oldest(lane, asked_reply))
        lane->doubt = DOUBT_ASKED;
}

/* Tells when a stream cannot be read any more; it is tried again from time to time. */
static void watch_trouble(struct lane *lane)
{
    struct feed *feed = &lane->feed->base;

    if (lane->broken == lane->stream->broken)
        return;
    lane->broken = lane->stream->broken;
    if (lane->broken)
        feed->events->lost(feed->context, lane_tenant(lane), tenant_trouble(lane->stream->tenant));
    else
        feed->events->noted(feed->context, lane_tenant(lane), "can be read again");
}

/* A stream that is another one is compared once there is something in it. */
static void watch_change(struct lane *lane)
{
    struct stream *stream = lane->stream;

    if (stream->change == STREAM_SAME || stream_waits_for_look(stream) ||
        stream_id_compare(stream->cursor, STREAM_ID_MIN) == 0)
        return;
    lane_go_back(lane, stream->change);
    lane->doubt = DOUBT_NONE;
    stream->doubted = false;
    stream->change = STREAM_SAME;
}

static void watch_news(struct lane *lane)
{
    if (lane->feed->base.request.follow &&
        stream_id_compare(lane->stream->tenant->newest_id, lane->cursor) > 0)
        lane->at_end = false;
}

void lane_watch(struct lane *lane)
{
    watch_trouble(lane);
    watch_doubt(lane);
    watch_change(lane);
    watch_news(lane);
}
