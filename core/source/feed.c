#include "config.h"

#include "source/feed.h"

#include "base/timestamp.h"

#include <stdlib.h>

void feed_begin(struct feed *feed, const struct feed_request *request)
{
    feed->request = *request;
    feed->ops->begin(feed);
}

void feed_do_without(struct feed *feed)
{
    feed->request.partly = true;
    feed->ops->resume(feed);
}

void feed_pause(struct feed *feed)
{
    feed->paused = true;
}

void feed_resume(struct feed *feed)
{
    if (!feed->paused)
        return;
    feed->paused = false;
    feed->ops->resume(feed);
}

bool feed_finish(struct feed *feed)
{
    if (feed->ops->finish == NULL)
        return false;
    feed->ops->finish(feed);
    return true;
}

bool feed_is_server(const struct feed *feed)
{
    return feed->ops->explain_wait != NULL;
}

void feed_explain_wait(const struct feed *feed, const char *limit, struct error *error)
{
    if (feed_is_server(feed))
        feed->ops->explain_wait(feed, limit, error);
}

int64_t feed_now(const struct feed *feed)
{
    if (feed->frozen_now_ms != 0)
        return feed->frozen_now_ms;
    return timestamp_now() + feed->fleet.clock_offset_ms;
}

void feed_close(struct feed *feed, void (*closed)(void *context), void *context)
{
    feed->closing = true;
    feed->closed = closed;
    feed->closed_context = context;
    feed->ops->close(feed);
}

void feed_closed(struct feed *feed)
{
    void (*closed)(void *context) = feed->closed;
    void *context = feed->closed_context;

    fleet_free(&feed->fleet);
    free(feed);
    if (closed != NULL)
        closed(context);
}
