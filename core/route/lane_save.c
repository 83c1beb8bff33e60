/* The lane: what was taken is saved, and entries are acknowledged; one script after the other. */
#include "config.h"

#include "route/lane.h"

#include "base/duration.h"
#include "base/memory.h"
#include "route/router_private.h"

#include <stdlib.h>
#include <string.h>

/* One script under way, with what is to be acknowledged once more where it fails. */
struct lane_saving {
    struct route_lane *lane;
    unsigned term;
    bool changes; /* what was told, too */
    bool whole;
    struct stream_ids acks;
};

static void free_changes(struct told_change *changes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        told_change_free(&changes[i]);
    free(changes);
}

void route_lane_clear_save(struct route_lane *lane)
{
    free_changes(lane->save.changes, lane->save.change_count);
    stream_ids_clear(&lane->save.acks);
    lane->save = (struct lane_save){0};
}

void route_lane_acknowledge(struct route_lane *lane, struct stream_id id)
{
    if (lane->reader->router->options.dry_run)
        return;
    stream_ids_add(&lane->save.acks, id);
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

/* They are settled in their order: behind its last one an entry is told. */
void route_lane_settled(struct route_lane *lane, struct message *message)
{
    struct lane_sendings *sending = &lane->sending;
    size_t told = 0;

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

/* Nothing of it was done, or nobody knows: all that was told is to be saved once more, and the
 * entries are to be acknowledged together with that. */
static void save_again(struct route_lane *lane, const struct stream_ids *acks)
{
    lane->resave = true;
    for (size_t i = 0; i < acks->count; i++)
        stream_ids_add(&lane->save.acks, acks->items[i]);
}

static void put_off(struct route_lane *lane)
{
    lane->save_at_ms = timestamp_monotonic() + MS_PER_SECOND;
    lane->reader->put_off = true;
}

void route_lane_refuse_save(struct route_lane *lane, const struct error *error)
{
    if (error != NULL)
        route_reader_tell_unsaved(lane->reader, error);
    put_off(lane);
}

/* Redis acknowledges what changes nothing also where it has no memory left. */
static void tell_saved(const struct lane_saving *saving, enum fence_result result,
                       const struct error *error)
{
    struct route_reader *reader = saving->lane->reader;

    if (result == FENCE_DONE && saving->changes)
        route_reader_tell_unsaved(reader, NULL);
    else if (result != FENCE_DONE && result != FENCE_LOST)
        route_reader_tell_unsaved(reader, error);
}

static void end_save(struct route_lane *lane, const struct lane_saving *saving,
                     enum fence_result result, const struct error *error)
{
    lane->saving = false;
    if (result == FENCE_STALE) {
        route_lane_restart(lane);
        return;
    }
    tell_saved(saving, result, error);
    if (result != FENCE_DONE) {
        save_again(lane, &saving->acks);
        put_off(lane);
        return;
    }
    lane->reader->counts.saved++;
    lane->resave = lane->resave && !saving->whole;
    route_reader_queue(lane, QUEUE_SAVE);
    route_lane_saved(lane);
}

static void on_done(void *context, enum fence_result result, const struct error *error)
{
    struct lane_saving *saving = context;
    struct route_lane *lane = saving->lane;

    if (lane->term == saving->term)
        end_save(lane, saving, result, error);
    stream_ids_clear(&saving->acks);
    free(saving);
    router_wake(lane->reader->router);
    route_lane_release(lane);
}

/* All that is open, or worth keeping; what it replaces goes. */
static void all_changes(const struct route_lane *lane, struct lane_save *save)
{
    *save = (struct lane_save){.acks = save->acks, .at = save->at};
    save->changes = mem_zalloc(lane->told.count + 1, sizeof(*save->changes));
    for (size_t i = 0; i < lane->told.count; i++)
        save->changes[save->change_count++] = told_change_of(&lane->told.alerts[i]);
}

static struct stream_id later(struct stream_id a, struct stream_id b)
{
    return stream_id_compare(a, b) > 0 ? a : b;
}

static void commit(struct route_lane *lane)
{
    const struct fence_target target = route_lane_fence(lane);
    struct lane_save *save = &lane->save;
    struct lane_saving *saving = mem_zalloc(1, sizeof(*saving));

    lane->at = later(lane->at, save->at);
    *saving = (struct lane_saving){lane, lane->term, lane->resave || save->change_count > 0,
                                   lane->resave, save->acks};
    save->acks = (struct stream_ids){0};
    if (fence_commit(&target,
                     &(struct fence_commit){.changes = save->changes,
                                            .change_count = save->change_count,
                                            .at = lane->at,
                                            .acks = saving->acks.items,
                                            .ack_count = saving->acks.count,
                                            .whole = lane->resave},
                     on_done, saving)) {
        lane->saving = true;
        route_lane_use(lane);
    } else {
        save_again(lane, &saving->acks);
        put_off(lane);
        stream_ids_clear(&saving->acks);
        free(saving);
    }
    free_changes(save->changes, save->change_count);
    save->changes = NULL;
    save->change_count = save->change_capacity = 0;
}

/* What was told as a whole is what was taken as soon as nothing is on the way. */
void route_lane_flush(struct route_lane *lane)
{
    struct lane_save *save = &lane->save;

    if (lane->saving || !lane->knows || lane->save_at_ms > 0)
        return;
    if (lane->resave && (lane->waiting > 0 || lane->away))
        return;
    if (lane->resave) {
        free_changes(save->changes, save->change_count);
        all_changes(lane, save);
    } else if (save->change_count == 0 && save->acks.count == 0) {
        return;
    }
    if (save->change_count == 0 || route_lane_is_listed(lane))
        commit(lane);
}
