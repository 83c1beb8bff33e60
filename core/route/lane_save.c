/* The lane: what was taken is saved, and entries are acknowledged; one script after the other. */
#include "config.h"

#include "route/lane.h"

#include "base/duration.h"
#include "base/memory.h"
#include "route/router_private.h"

#include <stdlib.h>
#include <string.h>

/* One script under way, and what it saves. */
struct lane_saving {
    struct route_lane *lane;
    unsigned term;
    bool whole;
    struct lane_save save;
    struct stream_ids again;
};

static void free_changes(struct told_change *changes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        told_change_free(&changes[i]);
    free(changes);
}

static void clear(struct lane_save *save)
{
    free_changes(save->changes, save->change_count);
    stream_ids_clear(&save->acks);
    *save = (struct lane_save){0};
}

void route_lane_clear_save(struct route_lane *lane)
{
    clear(&lane->save);
    stream_ids_clear(&lane->again);
}

void route_lane_acknowledge(struct route_lane *lane, struct stream_id id)
{
    if (lane->reader->router->options.dry_run)
        return;
    stream_ids_add(&lane->save.acks, id);
    route_reader_queue(lane, QUEUE_SAVE);
}

/* Redis went back: what was told because of them may be forgotten there as well. */
void route_lane_acknowledge_again(struct route_lane *lane, struct stream_id id)
{
    lane->resave = true;
    stream_ids_add(&lane->again, id);
    route_reader_queue(lane, QUEUE_SAVE);
}

void route_lane_clear_sending(struct route_lane *lane)
{
    for (size_t i = 0; i < lane->sending.count; i++)
        free_changes(lane->sending.items[i].quiet, lane->sending.items[i].quiet_count);
    free(lane->sending.items);
    lane->sending = (struct lane_sendings){0};
}

void route_lane_change(struct route_lane *lane, struct told_change *changes, size_t count,
                       struct stream_id at)
{
    struct lane_save *save = &lane->save;

    if (count == 0)
        return;
    save->changes = mem_grow(save->changes, &save->change_capacity, save->change_count + count,
                             sizeof(*save->changes));
    memcpy(save->changes + save->change_count, changes, count * sizeof(*changes));
    save->change_count += count;
    if (stream_id_compare(at, save->at) > 0)
        save->at = at;
    route_reader_queue(lane, QUEUE_SAVE);
}

static void settle(struct route_lane *lane, struct lane_sending *sending)
{
    route_lane_change(lane, sending->quiet, sending->quiet_count, sending->id);
    free(sending->quiet);
    if (sending->is_entry)
        route_lane_acknowledge(lane, sending->id);
}

/* What opened an alert was refused. What became of it since opens it, or is not told; where nothing
 * did, that is left to what comes. */
static void miss(struct route_lane *lane, struct message *message)
{
    struct told_alert *alert = told_find(&lane->told, message->kind, message->dimension);

    for (size_t i = 0; i < message->change_count; i++)
        told_change_miss(&message->changes[i]);
    if (courier_reopen(lane->reader->courier, message) || !told_is_open(alert) ||
        stream_id_compare(alert->opened, message->opened) != 0)
        return;
    alert->missed = true;
    lane->resave = true;
}

/* They are settled in their order: behind its last one an entry is told. */
void route_lane_settled(struct route_lane *lane, struct message *message, bool is_refused)
{
    struct lane_sendings *sending = &lane->sending;
    size_t told = 0;

    if (is_refused && message->before == SEVERITY_ABSENT && message->after != SEVERITY_ABSENT)
        miss(lane, message);
    lane->waiting--;
    lane->reader->waiting--;
    route_lane_change(lane, message->changes, message->change_count, message->at_id);
    message->change_count = 0;
    while (told < sending->count && sending->items[told].last <= message->sequence)
        settle(lane, &sending->items[told++]);
    sending->count -= told;
    memmove(sending->items, sending->items + told, sending->count * sizeof(*sending->items));
    if (lane->full && lane->waiting < LANE_WAITING_MAX) {
        lane->full = false;
        lane->doubt = true;
        lane->touched = true;
        route_lane_go_on(lane, lane->phase);
    }
}

void route_lane_refuse_save(struct route_lane *lane, const struct error *error)
{
    if (error != NULL)
        route_reader_tell_unsaved(lane->reader, error);
    lane->save_at_ms = timestamp_monotonic() + MS_PER_SECOND;
    lane->reader->put_off = true;
}

/* Nothing of it was done, or nobody knows: it is done once more, in front of what came since. */
static void save_again(struct route_lane *lane, struct lane_saving *saving)
{
    struct lane_save since = lane->save;

    lane->save = saving->save;
    saving->save = (struct lane_save){0};
    route_lane_change(lane, since.changes, since.change_count, since.at);
    free(since.changes);
    for (size_t i = 0; i < since.acks.count; i++)
        stream_ids_add(&lane->save.acks, since.acks.items[i]);
    stream_ids_clear(&since.acks);
    for (size_t i = 0; i < saving->again.count; i++)
        stream_ids_add(&lane->again, saving->again.items[i]);
    lane->resave = lane->resave || saving->whole;
    route_lane_refuse_save(lane, NULL);
}

/* Redis acknowledges what changes nothing also where it has no memory left. */
static void tell_saved(const struct lane_saving *saving, enum fence_result result,
                       const struct error *error)
{
    struct route_reader *reader = saving->lane->reader;

    if (result == FENCE_DONE && saving->save.change_count > 0)
        route_reader_tell_unsaved(reader, NULL);
    else if (result != FENCE_DONE && result != FENCE_LOST)
        route_reader_tell_unsaved(reader, error);
}

static void end_save(struct route_lane *lane, struct lane_saving *saving, enum fence_result result,
                     const struct error *error)
{
    lane->saving = false;
    if (result == FENCE_STALE) {
        route_lane_restart(lane);
        return;
    }
    tell_saved(saving, result, error);
    if (result != FENCE_DONE) {
        save_again(lane, saving);
        return;
    }
    lane->reader->counts.saved++;
    route_reader_queue(lane, QUEUE_SAVE);
    route_lane_saved(lane);
}

static void free_saving(struct lane_saving *saving)
{
    clear(&saving->save);
    stream_ids_clear(&saving->again);
    free(saving);
}

static void on_done(void *context, enum fence_result result, const struct error *error)
{
    struct lane_saving *saving = context;
    struct route_lane *lane = saving->lane;

    if (lane->term == saving->term)
        end_save(lane, saving, result, error);
    free_saving(saving);
    router_wake(lane->reader->router);
    route_lane_release(lane);
}

/* All that is open, or worth keeping, in place of all that stands there. */
static void add_whole(struct route_lane *lane, struct lane_saving *saving)
{
    struct lane_save *save = &saving->save;

    saving->whole = true;
    saving->again = lane->again;
    lane->again = (struct stream_ids){0};
    lane->resave = false;
    free_changes(save->changes, save->change_count);
    save->changes = mem_zalloc(lane->told.count + 1, sizeof(*save->changes));
    save->change_capacity = lane->told.count + 1;
    for (save->change_count = 0; save->change_count < lane->told.count; save->change_count++)
        save->changes[save->change_count] = told_change_of(&lane->told.alerts[save->change_count]);
    for (size_t i = 0; i < saving->again.count; i++)
        stream_ids_add(&save->acks, saving->again.items[i]);
}

static void commit(struct route_lane *lane, bool whole)
{
    const struct fence_target target = route_lane_fence(lane);
    struct lane_saving *saving = mem_zalloc(1, sizeof(*saving));
    struct lane_save *save = &saving->save;

    *saving = (struct lane_saving){.lane = lane, .term = lane->term, .save = lane->save};
    lane->save = (struct lane_save){0};
    if (whole)
        add_whole(lane, saving);
    if (stream_id_compare(save->at, lane->at) > 0)
        lane->at = save->at;
    if (!fence_commit(&target,
                      &(struct fence_commit){.changes = save->changes,
                                             .change_count = save->change_count,
                                             .at = lane->at,
                                             .acks = save->acks.items,
                                             .ack_count = save->acks.count,
                                             .whole = whole},
                      on_done, saving)) {
        save_again(lane, saving);
        free_saving(saving);
        return;
    }
    lane->saving = true;
    route_lane_use(lane);
}

/* What was told as a whole is what was taken as soon as nothing is on the way. */
void route_lane_flush(struct route_lane *lane)
{
    const struct lane_save *save = &lane->save;
    bool whole = lane->resave && lane->waiting == 0 && !lane->away;
    bool changes = save->change_count > 0 || (whole && lane->told.count > 0);

    if (lane->saving || !lane->knows || lane->save_at_ms > 0)
        return;
    if (!whole && save->change_count == 0 && save->acks.count == 0)
        return;
    if (!changes || route_lane_is_listed(lane))
        commit(lane, whole);
}
