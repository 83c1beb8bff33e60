#include "config.h"

#include "source/feed.h"

#include "base/timestamp.h"
#include "source/kind.h"

#include <stdlib.h>

struct feed *feed_open(uv_loop_t *loop, const char *spec, const struct source_options *options,
                       const struct feed_events *events, void *context, struct error *error)
{
    const struct source_kind *kind = source_kind_of(spec, error);

    if (kind == NULL)
        return NULL;
    struct feed *feed = kind->open_feed(loop, spec, options, error);
    if (feed == NULL)
        return NULL;
    feed->events = events;
    feed->context = context;
    feed->frozen_now_ms = options->frozen_now_ms;
    return feed;
}

void feed_begin(struct feed *feed, const struct feed_request *request)
{
    feed->request = *request;
    feed->ops->begin(feed);
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
