/* The lane: its place in the list of streams with open alerts, and the end of one whose stream is
 * gone. The list is what a router knows of streams that are not there any more. */
#include "config.h"

#include "route/lane.h"

#include "base/duration.h"
#include "base/memory.h"
#include "route/route_key.h"
#include "route/router_private.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct lane_listing {
    struct route_lane *lane;
    unsigned term;
};

/* Without its place nothing of it is saved. */
static void listed(struct route_lane *lane, const struct reply *reply)
{
    struct slice reason;
    struct error error;

    lane->listing = false;
    lane->listed = reply != NULL && !requests_refused(reply, &reason);
    if (lane->listed) {
        route_reader_queue(lane, QUEUE_SAVE);
    } else if (reply == NULL) {
        route_lane_refuse_save(lane, NULL);
    } else {
        reply_error(reason, &error);
        route_lane_refuse_save(lane, &error);
    }
}

static void on_listed(void *context, const struct reply *reply)
{
    struct lane_listing listing = *(struct lane_listing *)context;
    struct route_lane *lane = listing.lane;

    free(context);
    if (lane->term == listing.term)
        listed(lane, reply);
    router_wake(lane->reader->router);
    route_lane_release(lane);
}

static bool ask(struct route_lane *lane, const struct slice *words, size_t count,
                void (*on_reply)(void *context, const struct reply *reply), void *context)
{
    return requests_send(&lane->reader->router->requests, &(struct request){.words = words,
                                                                            .count = count,
                                                                            .on_reply = on_reply,
                                                                            .context = context});
}

/* Writes it with the time since which the stream is gone, or none. */
static void write_place(struct route_lane *lane)
{
    struct lane_listing *listing = mem_zalloc(1, sizeof(*listing));
    struct buffer key = {0};
    char since[24] = "";

    if (lane->gone_since_ms > 0)
        snprintf(since, sizeof(since), "%" PRId64, lane->gone_since_ms);
    route_key_of(lane->reader->destination->name, "open", &key);
    const struct slice words[] = {SLICE("HSET"),
                                  {buffer_text(&key), key.size},
                                  route_stream_key(lane->stream),
                                  slice_of(since)};
    *listing = (struct lane_listing){lane, lane->term};
    lane->listing = ask(lane, words, 4, on_listed, listing);
    if (lane->listing) {
        route_lane_use(lane);
    } else {
        free(listing);
        route_lane_refuse_save(lane, NULL);
    }
    buffer_free(&key);
}

void route_lane_list(struct route_lane *lane)
{
    if (!lane->listed && !lane->listing)
        write_place(lane);
}

bool route_lane_is_listed(struct route_lane *lane)
{
    route_lane_list(lane);
    return lane->listed;
}

/* Where this is lost the list has one too many, which whoever looks at it finds out. */
static void nothing(void *context, const struct reply *reply)
{
    (void)context;
    (void)reply;
}

static void unlist(struct route_lane *lane)
{
    struct buffer key = {0};

    route_key_of(lane->reader->destination->name, "open", &key);
    const struct slice words[] = {
        SLICE("HDEL"), {buffer_text(&key), key.size}, route_stream_key(lane->stream)};
    (void)ask(lane, words, 3, nothing, NULL);
    lane->listed = false;
    buffer_free(&key);
}

static void on_forgotten(void *context, enum fence_result result, const struct error *error)
{
    struct route_lane *lane = context;

    (void)result;
    (void)error;
    route_lane_release(lane);
}

/* Nothing is open of a stream that is gone. */
static void forget(struct route_lane *lane)
{
    const struct fence_target target = route_lane_fence(lane);
    struct router *router = lane->reader->router;
    struct route_stream *stream = lane->stream;

    unlist(lane);
    if (fence_forget(&target, on_forgotten, lane))
        route_lane_use(lane);
    route_lane_end(lane);
    router_forget_stream(router, stream);
}

void route_lane_saved(struct route_lane *lane)
{
    bool over = lane->waiting == 0 && lane->save.change_count == 0 && !lane->resave &&
                told_open_count(&lane->told) == 0;

    if (over && lane->phase == LANE_GONE)
        forget(lane);
    else if (over && lane->listed && lane->stream->is_there)
        unlist(lane);
}

/* --- gone --- */

void route_lane_watch_gone(struct route_lane *lane)
{
    const struct route_stream *stream = lane->stream;

    lane->phase = LANE_GONE;
    if (lane->window == NULL)
        lane->window = window_create(&lane->reader->router->windows, lane,
                                     (struct slice){stream->tenant, stream->tenant_size},
                                     route_stream_key(stream));
    if (lane->gone_since_ms == 0) {
        lane->gone_since_ms = router_now(lane->reader->router);
        if (told_open_count(&lane->told) > 0)
            write_place(lane);
    }
    lane->due_ms = 0;
    lane->reader->next_due_ms = 0;
    route_lane_saved(lane);
}

int64_t route_lane_gone_end(const struct route_lane *lane)
{
    return lane->gone_since_ms + lane->reader->router->options.gone_after_ms;
}

bool route_lane_close_gone(struct route_lane *lane, int64_t now_ms)
{
    struct message_list messages = {0};

    if (now_ms < route_lane_gone_end(lane))
        return false;
    const struct assessment assessment = route_lane_assessment(lane);
    assess_gone(&assessment, lane->gone_since_ms, now_ms, &messages);
    lane->due_ms = INT64_MAX;
    route_lane_post(lane, &messages, lane->cursor, false);
    route_lane_saved(lane);
    return true;
}

/* Where Redis has lost its data the streams are gone as well: what was told is remembered until the
 * shard is ours again, or another's. */
void route_lane_gone(struct route_lane *lane, int64_t since_ms)
{
    lane->gone_since_ms = since_ms;
    if (lane->phase != LANE_RESTS)
        route_lane_restart(lane);
    else if (told_open_count(&lane->told) == 0)
        route_lane_end(lane);
}

void route_lane_found(struct route_lane *lane)
{
    bool was_gone = lane->gone_since_ms > 0;

    lane->gone_since_ms = 0;
    if (was_gone && lane->listed)
        write_place(lane);
    if (lane->phase != LANE_RESTS)
        route_lane_restart(lane);
}
