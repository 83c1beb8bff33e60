/* The lane: what time makes: silence, which needs to know of usual pauses, and what is told again.
 */
#include "config.h"

#include "route/lane.h"

#include "base/duration.h"
#include "judge/silence.h"
#include "route/router_private.h"

#define SIDES (2 * PAUSE_DAYS) /* before and behind each moment */
#define AGAIN_MS MS_PER_SECOND

static void took_side(struct route_lane *lane, unsigned side, const struct reply *reply)
{
    struct stream_id id;

    if (route_lane_is_refused(lane, reply) || lane->window == NULL)
        return;
    struct pause_evidence *pauses = &lane->window->tenant->pauses;
    struct quiet *quiet = &pauses->days[side / 2];
    if (stream_id_parse(reply_text(reply, reply_child(reply, reply_child(reply, 0, 0), 0)), &id))
        *(side % 2 == 0 ? &quiet->before_ms : &quiet->after_ms) = stream_id_time(id);
    pauses->known = lane->outstanding == 0;
    if (lane->outstanding == 0)
        route_lane_time(lane);
}

static void ask_side(struct route_lane *lane, unsigned side, int64_t at_ms)
{
    struct stream_id at = stream_id_at(at_ms);
    bool before = side % 2 == 0;
    char from[STREAM_ID_SIZE];

    stream_id_format(before ? stream_id_previous(at) : at, from);
    const struct slice words[] = {before ? SLICE("XREVRANGE") : SLICE("XRANGE"),
                                  route_stream_key(lane->stream),
                                  slice_of(from),
                                  before ? SLICE("-") : SLICE("+"),
                                  SLICE("COUNT"),
                                  SLICE("1")};
    route_lane_ask(
        lane, &(struct lane_question){.words = words, .count = 6, .took = took_side, .mark = side});
}

/* Returns true when it is asked how it was at this time on the days before. */
static bool asks_pauses(struct route_lane *lane, int64_t now_ms)
{
    struct tenant *tenant = lane->window->tenant;
    int64_t at_ms[PAUSE_DAYS];

    if (lane->evidence || !pause_is_asked(tenant, &lane->reader->destination->rules, now_ms, at_ms))
        return false;
    lane->evidence = true;
    tenant->pauses = (struct pause_evidence){0};
    for (size_t day = 0; day < PAUSE_DAYS; day++)
        tenant->pauses.days[day] = (struct quiet){INT64_MIN, INT64_MAX};
    for (unsigned side = 0; side < SIDES; side++)
        ask_side(lane, side, at_ms[side / 2]);
    return true;
}

/* Returns true when all that is there was judged, so that what does not come is missing. */
static bool is_at_the_end(const struct route_lane *lane)
{
    return lane->phase == LANE_READS && !lane->touched && !lane->reading && !lane->full &&
           lane->pending.count == 0;
}

static void make(struct route_lane *lane, int64_t now_ms, bool may_be_silent)
{
    const struct assessment assessment = route_lane_assessment(lane);
    struct message_list messages = {0};

    int64_t next_ms = assess_time(&assessment, now_ms, may_be_silent, &messages);
    lane->due_ms = next_ms > now_ms ? next_ms : now_ms + AGAIN_MS;
    if (lane->phase == LANE_GONE && route_lane_gone_end(lane) < lane->due_ms)
        lane->due_ms = route_lane_gone_end(lane);
    if (lane->due_ms < lane->reader->next_due_ms)
        lane->reader->next_due_ms = lane->due_ms;
    lane->evidence = false;
    lane->timing = false;
    route_lane_post(lane, &messages, lane->cursor, false);
}

void route_lane_time(struct route_lane *lane)
{
    const struct router *router = lane->reader->router;
    bool may_be_silent = is_at_the_end(lane) && router_may_be_silent(router);

    if (lane->outstanding > 0 || lane->retry_at_ms > 0)
        return;
    if (lane->window == NULL && lane->phase == LANE_READS) {
        lane->timing = true;
        route_lane_go_on(lane, LANE_WINDOWS);
    } else if (lane->window != NULL) {
        int64_t now_ms = router_now(router);
        if (lane->phase == LANE_GONE && route_lane_close_gone(lane, now_ms))
            return;
        if (!may_be_silent || !asks_pauses(lane, tenant_known_clock(lane->window->tenant, now_ms)))
            make(lane, now_ms, may_be_silent);
    }
}
