#include "config.h"

#include "source/redis/lane.h"

#include <stdio.h>

/* Where the stream's oldest entry is younger than the one that was read before this page, trimming
 * has overtaken the reader. */
void lane_check_oldest(const struct lane *lane, struct stream_id oldest)
{
    const struct feed *feed = &lane->feed->base;
    char from[STREAM_ID_SIZE];
    char text[128];

    if (stream_id_compare(oldest, lane->oldest) <= 0)
        return;
    stream_id_format(lane->oldest, from);
    snprintf(text, sizeof(text),
             "trimming has overtaken the reader: entries behind %s may be missing", from);
    feed->events->lost(feed->context, lane_tenant(lane), text);
}

/* Tells when a stream cannot be read any more; it is tried again from time to time. */
static void watch_trouble(struct lane *lane)
{
    struct feed *feed = &lane->feed->base;

    if (lane->broken == lane->stream->broken)
        return;
    lane->broken = lane->stream->broken;
    if (lane->broken)
        feed->events->lost(feed->context, lane_tenant(lane), lane->stream->tenant->trouble);
    else
        feed->events->noted(feed->context, lane_tenant(lane), "can be read again");
}

/* What was read up to there stands there still. */
static void go_back(struct lane *lane)
{
    struct feed *feed = &lane->feed->base;
    struct stream_id to = lane->stream->went_back_to;

    lane->stream->went_back_to = STREAM_ID_MIN;
    lane->seen = STREAM_ID_MIN;
    if (stream_id_compare(to, lane->cursor) >= 0)
        return;
    feed->events->noted(feed->context, lane_tenant(lane),
                        "the stream was reset: its newest entries are gone");
    lane->cursor = to;
    lane->newest = to;
    lane->oldest = STREAM_ID_MIN;
    lane->at_end = false;
    lane_ask_anew(lane);
}

/* A stream was deleted and made again. Its new entries are read on behind the cursor, unless its
 * IDs have begun anew too. */
static void watch_restart(struct lane *lane)
{
    struct feed *feed = &lane->feed->base;
    const struct stream *stream = lane->stream;
    const struct tenant *tenant = stream->tenant;

    if (stream_id_compare(stream->went_back_to, STREAM_ID_MIN) != 0)
        go_back(lane);
    if (stream_id_compare(stream->cursor, lane->seen) < 0)
        lane->made_again = true;
    lane->seen = stream->cursor;
    if (!lane->made_again || !tenant->has_report)
        return;
    lane->made_again = false;
    if (stream_id_compare(tenant->newest_id, lane->cursor) >= 0)
        return;
    feed->events->noted(feed->context, lane_tenant(lane), "the stream was deleted and made again");
    lane->cursor = STREAM_ID_MIN;
    lane->newest = STREAM_ID_MIN;
    lane->oldest = STREAM_ID_MIN;
    lane->at_end = false;
    lane_ask_anew(lane);
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
    watch_restart(lane);
    watch_news(lane);
}
