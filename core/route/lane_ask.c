/* The lane: what it asks about its stream. */
#include "config.h"

#include "route/lane.h"

#include "base/duration.h"
#include "base/memory.h"
#include "base/text.h"
#include "route/route_key.h"
#include "route/router_private.h"

#include <stdlib.h>
#include <string.h>

#define REFUSED_MS (30 * MS_PER_SECOND)

struct lane_call {
    struct route_lane *lane;
    unsigned turn;
    lane_entry_fn *entry;
    lane_took_fn *took;
    unsigned mark;
};

static bool any_entry(void *context, struct stream_id id)
{
    const struct lane_call *call = context;

    (void)id;
    return call->lane->turn == call->turn;
}

static void on_entry(void *context, const struct report *report, const struct error *unreadable)
{
    const struct lane_call *call = context;

    if (call->lane->turn == call->turn)
        call->entry(call->lane, report, unreadable);
}

static void on_reply(void *context, const struct reply *reply)
{
    struct lane_call call = *(struct lane_call *)context;
    struct route_lane *lane = call.lane;

    free(context);
    lane->reader->stepping--;
    if (lane->turn == call.turn) {
        lane->outstanding--;
        call.took(lane, call.mark, reply);
    }
    router_wake(lane->reader->router);
    route_lane_release(lane);
}

void route_lane_ask(struct route_lane *lane, const struct lane_question *question)
{
    static const struct entry_events events = {.wanted = any_entry, .read = on_entry};
    struct lane_call *call = mem_zalloc(1, sizeof(*call));

    *call = (struct lane_call){lane, lane->turn, question->entry, question->took, question->mark};
    if (!requests_send(&lane->reader->router->requests,
                       &(struct request){.words = question->words,
                                         .count = question->count,
                                         .entries = question->entry != NULL ? &events : NULL,
                                         .entries_depth = ENTRY_DEPTH_RANGE,
                                         .on_reply = on_reply,
                                         .context = call})) {
        free(call);
        route_lane_put_off(lane, MS_PER_SECOND);
        return;
    }
    lane->outstanding++;
    lane->reader->stepping++;
    route_lane_use(lane);
}

/* A server does not say which key may not be used: it is not always the stream's own. */
static void say_refused(struct route_lane *lane, struct slice reason)
{
    const struct route_stream *stream = lane->stream;
    const char *group = lane->reader->destination->name;
    struct buffer needs = {0};
    struct error error;

    if (lane->refused)
        return;
    lane->refused = true;
    if (reply_error_is(reason, "NOPERM")) {
        buffer_string(&needs, "; it needs ");
        route_key_told(route_stream_key(stream), group, &needs);
    }
    error_set(&error, ERROR_STOP, "%s: %.*s: not read: %.*s%.*s", group, (int)stream->key_size,
              stream->key, (int)reason.size, reason.data, (int)needs.size, buffer_text(&needs));
    router_say(lane->reader->router, "%s", error.text);
    buffer_free(&needs);
}

static bool is_missing(struct slice reason)
{
    return reply_error_is(reason, "ERR no such key") || reply_error_is(reason, "ERR The XGROUP");
}

/* What needs a person is tried again from time to time, as are all others soon. */
void route_lane_refuse(struct route_lane *lane, struct slice reason)
{
    enum error_class class = reply_error_class(reason);
    struct error error;

    reply_error(reason, &error);
    if (reply_error_is(reason, "NOGROUP")) {
        route_lane_restart(lane);
        return;
    }
    bool passes = class == ERROR_RETRY || class == ERROR_RESOLVE || is_missing(reason);
    if (reply_error_is(reason, "OOM"))
        route_reader_tell_unsaved(lane->reader, &error);
    if (!passes)
        say_refused(lane, reason);
    if (is_missing(reason))
        finder_doubt(lane->reader->router->finder, route_stream_key(lane->stream));
    route_lane_restart(lane);
    route_lane_put_off(lane, passes ? MS_PER_SECOND : REFUSED_MS);
}

bool route_lane_is_refused(struct route_lane *lane, const struct reply *reply)
{
    struct slice reason;

    if (reply == NULL)
        route_lane_put_off(lane, MS_PER_SECOND);
    else if (requests_refused(reply, &reason))
        route_lane_refuse(lane, reason);
    else
        return false;
    return true;
}
