#include "config.h"

#include "source/redis/lane.h"

#include <stdio.h>

static struct stream_id before_window(const struct lane *lane)
{
    return stream_id_previous(stream_id_at(lane->feed->base.request.window.start_ms));
}

/* Reads on behind an ID; what was read behind it is only remembered for the comparison. */
static void read_from(struct lane *lane, struct stream_id before)
{
    trail_free(&lane->trail);
    lane->cursor = before;
    lane->oldest = STREAM_ID_MIN;
    lane->at_end = false;
    lane->loose = false;
    lane_ask_anew(lane);
}

/* What was remembered for a comparison that is not done yet stays. */
void lane_go_back(struct lane *lane, enum stream_change change)
{
    struct recall *recall = &lane->recall;

    trail_join(&lane->trail, &recall->trail);
    trail_free(&recall->trail);
    *recall = (struct recall){.trail = lane->trail, .change = change};
    lane->trail = (struct trail){0};
    if (!recall->trail.forgot) {
        read_from(lane, before_window(lane));
        return;
    }
    read_from(lane, stream_id_previous(trail_oldest(&recall->trail).id));
    lane->trail.forgot = true;
}

/* A stream that is another one from its beginning on is read from there; from before the window,
 * too, where its IDs have begun anew. */
static void begin(struct lane *lane, bool known)
{
    struct recall *recall = &lane->recall;
    bool is_another = recall->change == STREAM_MADE_AGAIN || recall->change == STREAM_CAME_EMPTY;
    bool is_lower =
        stream_id_compare(lane->stream->tenant->newest_id, trail_newest(&recall->trail).id) < 0;

    recall->begun = true;
    recall->known = known;
    if (!known && is_another)
        read_from(lane, is_lower ? STREAM_ID_MIN : before_window(lane));
}

static void tell_reset(const struct lane *lane)
{
    static const char went_back[] = "the stream was reset: its newest entries are gone";
    static const char *const texts[] = {
        [STREAM_SAME] = went_back,
        [STREAM_WENT_BACK] = went_back,
        [STREAM_MADE_AGAIN] = "the stream was deleted and made again",
        [STREAM_CAME_EMPTY] = "the stream was reset: its server came back without it",
    };
    const struct feed *feed = &lane->feed->base;

    feed->events->noted(feed->context, lane_tenant(lane),
                        lane->recall.known ? went_back : texts[lane->recall.change]);
}

/* Of what stands in front of the oldest entry that is remembered, nobody knows whether it was
 * written before or after. */
static void tell_forgotten(const struct lane *lane)
{
    const struct recall *recall = &lane->recall;
    const struct feed *feed = &lane->feed->base;
    char id[STREAM_ID_SIZE], text[160];

    if (recall->known || !recall->trail.forgot || recall->change > STREAM_WENT_BACK)
        return;
    stream_id_format(trail_oldest(&recall->trail).id, id);
    snprintf(text, sizeof(text),
             "more than %d entries are gone: those that were written since in front of %s may be "
             "missing",
             TRAIL_MAX, id);
    feed->events->lost(feed->context, lane_tenant(lane), text);
}

/* The newest entry that is remembered is gone, and the server says that it deleted none such. Where
 * it does not count them, only what was written since tells one from the other. */
static bool is_reset(const struct lane *lane)
{
    const struct recall *recall = &lane->recall;
    const struct stream *stream = lane->stream;
    bool deleted = !stream->added_to_last_known ||
                   stream_id_compare(stream->deleted, trail_newest(&recall->trail).id) >= 0;

    return recall->differs || (!recall->whole && (recall->change != STREAM_SAME || !deleted));
}

static void end(struct lane *lane)
{
    struct recall *recall = &lane->recall;

    if (is_reset(lane)) {
        tell_reset(lane);
        tell_forgotten(lane);
    }
    trail_free(&recall->trail);
}

void lane_recall_end(struct lane *lane)
{
    if (lane->recall.trail.count == 0)
        return;
    if (!lane->recall.begun)
        begin(lane, false);
    if (lane->at_end)
        end(lane);
}

bool lane_is_new(struct lane *lane, struct entry_mark mark)
{
    struct recall *recall = &lane->recall;

    if (recall->trail.count == 0)
        return true;
    int order = stream_id_compare(mark.id, trail_newest(&recall->trail).id);
    bool known = trail_has(&recall->trail, mark);
    if (!recall->begun)
        begin(lane, known);
    recall->differs |= !known && order <= 0;
    recall->whole |= known && order == 0;
    if (order >= 0 && pages_follow(&lane->pages))
        end(lane);
    return !known;
}
