/* The feed of a Redis: a scheduler whose reader takes each stream forward, page by page, behind a
 * cursor of its own, so that a lost connection costs nothing and repeats nothing. */
#include "config.h"

#include "source/feed.h"

#include "base/memory.h"
#include "source/redis/lane.h"

#include <stdlib.h>

static struct redis_feed *redis_of(struct feed *feed)
{
    return (struct redis_feed *)feed;
}

/* Hands out what is at hand, and tells the end. */
static void hand_out(struct redis_feed *feed)
{
    struct stream_id id;
    struct slice bytes;

    while (!feed->base.paused && !feed->base.closing) {
        struct merge_lane *merged = merge_take(&feed->merge, &id, &bytes);
        if (merged == NULL)
            break;
        feed->base.events->record(feed->base.context, id, bytes);
        lane_go_on((struct lane *)merged);
    }
    bool finished = feed->merge.count == 0 && feed->merge.held_back == 0;
    if (!finished || feed->ended || feed->base.closing || feed->base.request.follow)
        return;
    feed->ended = true;
    feed->base.events->ended(feed->base.context);
}

/* Who follows learns first what the stream is like, to tell later whether it is another one. */
static void get_to_know(const struct redis_feed *feed, struct stream *stream)
{
    if (feed->base.request.follow)
        stream_ask(stream, ASK_CHECK);
}

static void add_lane(struct redis_feed *feed)
{
    struct stream *stream = feed->scheduler.streams.all[feed->lane_count];

    get_to_know(feed, stream);
    feed->lanes =
        mem_grow(feed->lanes, &feed->lane_capacity, feed->lane_count + 1, sizeof(*feed->lanes));
    feed->lanes[feed->lane_count++] = lane_create(feed, stream);
}

/* Looks after the streams of which something is new: themselves, or a page, or their trouble. */
static void pump(void *asker)
{
    struct redis_feed *feed = asker;
    struct streams *streams = &feed->scheduler.streams;
    struct stream *stream;

    if (!feed->begun)
        return;
    while (feed->lane_count < streams->count)
        add_lane(feed);
    while (!feed->base.closing && (stream = streams_next(streams, ASK_PAGES)) != NULL) {
        struct lane *lane = feed->lanes[stream->number];
        lane_watch(lane);
        lane_go_on(lane);
    }
    hand_out(feed);
}

static void ask_all(const struct redis_feed *feed)
{
    for (size_t i = 0; i < feed->scheduler.streams.count; i++)
        stream_ask(feed->scheduler.streams.all[i], ASK_PAGES);
}

static void free_lanes(void *asker)
{
    struct redis_feed *feed = asker;

    for (size_t i = 0; i < feed->lane_count; i++)
        lane_free(feed->lanes[i]);
    free(feed->lanes);
    merge_free(&feed->merge);
}

static const struct asker_kind lanes_asker = {
    .name = "lanes",
    .pump = pump,
    .free = free_lanes,
};

static void on_changed(void *context)
{
    struct redis_feed *feed = context;

    feed->base.events->changed(feed->base.context);
    if (feed->base.closing || feed->ready || !feed->base.status.discovered)
        return;
    feed->ready = true;
    feed->base.events->ready(feed->base.context);
}

static void begin(struct feed *base)
{
    struct redis_feed *feed = redis_of(base);
    struct stream_id first;

    feed->begun = true;
    feed->ready = true;
    feed->last = STREAM_ID_MAX;
    if (base->request.window.end_ms != INT64_MAX)
        stream_id_bounds(base->request.window, &first, &feed->last);
    for (size_t i = 0; i < feed->scheduler.streams.count; i++)
        get_to_know(feed, feed->scheduler.streams.all[i]);
    ask_all(feed);
    scheduler_ask(&feed->scheduler);
}

static void resume(struct feed *base)
{
    if (base->request.partly && redis_of(base)->scheduler.streams.away > 0)
        ask_all(redis_of(base));
    scheduler_ask(&redis_of(base)->scheduler);
}

static void explain_wait(const struct feed *feed, const char *limit, struct error *error)
{
    scheduler_explain_wait(&((const struct redis_feed *)feed)->scheduler, limit, error);
}

static void on_closed(void *context)
{
    struct redis_feed *feed = context;

    feed_closed(&feed->base);
}

static void close_feed(struct feed *base)
{
    scheduler_close(&redis_of(base)->scheduler, on_closed);
}

struct feed *redis_feed_open(uv_loop_t *loop, const char *spec,
                             const struct source_options *options, struct error *error)
{
    static const struct feed_ops ops = {begin, resume, explain_wait, NULL, close_feed};
    struct redis_feed *feed = mem_zalloc(1, sizeof(*feed));
    const struct scheduler_owner owner = {
        .kind = &lanes_asker,
        .asker = feed,
        .fleet = &feed->base.fleet,
        .status = &feed->base.status,
        .name = feed->base.name,
        .name_size = sizeof(feed->base.name),
        .changed = on_changed,
        .context = feed,
    };

    feed->base.ops = &ops;
    if (scheduler_open(&feed->scheduler, loop, spec, options, &owner, error))
        return &feed->base;
    free(feed);
    return NULL;
}
