/* The courier queue: what became of what went. */
#include "config.h"

#include "route/courier_queue.h"

#include <string.h>

static uint32_t random_next(struct courier_queue *queue)
{
    queue->random ^= queue->random << 13;
    queue->random ^= queue->random >> 7;
    queue->random ^= queue->random << 17;
    return (uint32_t)(queue->random >> 32);
}

static struct flight *find_flight(struct courier_queue *queue, const struct message *message)
{
    for (size_t i = 0; i < queue->flight_count; i++) {
        if (queue->flights[i].message == message)
            return &queue->flights[i];
    }
    return NULL;
}

static void count(struct courier_queue *queue, const struct outcome *outcome,
                  struct courier_moment now)
{
    queue->dead += outcome->kind == OUTCOME_DEAD;
    if (outcome->kind != OUTCOME_ACCEPTED)
        return;
    queue->accepted++;
    queue->accepted_ms = now.epoch_ms;
}

static void changed(const struct courier_queue *queue)
{
    if (!queue->is_closed && queue->events->changed != NULL)
        queue->events->changed(queue->context);
}

/* What nobody answered may have been taken, with all that it stood for. */
static void note_unanswered(struct message *message)
{
    message->may_repeat = true;
    for (size_t i = 0; i < message->covered_count; i++)
        message->covered[i]->may_repeat = true;
}

static void fail(struct courier_queue *queue, struct owner *owner, const struct flight *flight,
                 const struct outcome *outcome, struct courier_moment now)
{
    queue->tries++;
    if (outcome->unanswered)
        note_unanswered(flight->message);
    if (owner != NULL)
        owner->retry_at_ms =
            now.monotonic_ms + courier_health_delay(flight->message->attempt, random_next(queue));
    const struct courier_failure failure = {.round = flight->round,
                                            .took_ms = now.monotonic_ms - flight->began_ms,
                                            .is_alone = owner == NULL,
                                            .outcome = outcome};
    courier_health_fail(&queue->health, &failure, now, random_next(queue));
    courier_plan_drop(&queue->plan, &queue->owners);
}

void courier_queue_note_down(struct courier_queue *queue, int64_t since_ms, const char *why)
{
    courier_health_note(&queue->health, since_ms, why);
    courier_plan_drop(&queue->plan, &queue->owners);
    changed(queue);
}

static void mend(struct courier_queue *queue, struct courier_moment now)
{
    if (!courier_health_mend(&queue->health, now))
        return;
    for (struct owner *owner = queue->owners.first; owner != NULL; owner = owner->behind)
        owner->retry_at_ms = 0;
    changed(queue);
}

static void tell(struct courier_queue *queue, struct message *message, const struct message *final,
                 const struct outcome *outcome, struct courier_moment now)
{
    count(queue, outcome, now);
    if (!queue->is_closed)
        queue->events->settled(queue->context, message, final, outcome);
}

/* Tells what is taken of an owner, up to the first that waits. What is told may forget the owner.
 */
static void settle_taken(struct courier_queue *queue, const void *name, struct courier_moment now)
{
    struct owner *owner = NULL;

    while ((owner = owners_find(&queue->owners, name)) != NULL && owner->count > 0 &&
           owner_parcel(owner, 0)->taken) {
        struct stand_in *stand_in = owner_parcel(owner, 0)->by;
        struct message *message = owners_shift(&queue->owners, owner);
        tell(queue, message, stand_in->message, &stand_in->outcome, now);
        stand_in_keep(stand_in, message);
    }
}

/* It is freed with the last of its parcels, but not while they are gone through. */
static void settle_stand_in(struct courier_queue *queue, struct stand_in *stand_in,
                            const struct outcome *outcome, struct courier_moment now)
{
    const struct message *message = stand_in->message;

    stand_in_answer(stand_in, outcome);
    stand_in_take(stand_in, &queue->owners);
    for (size_t i = 0; i < message->covered_count; i++)
        settle_taken(queue, message->covered[i]->owner, now);
    stand_in_release(stand_in);
}

/* Its owner may be gone after it. */
static void settle(struct courier_queue *queue, const struct flight *flight,
                   const struct outcome *outcome, struct courier_moment now)
{
    struct owner *owner = owners_find(&queue->owners, flight->owner);

    if (flight->stand_in != NULL) {
        settle_stand_in(queue, flight->stand_in, outcome, now);
        return;
    }
    if (!flight->is_forgotten) {
        owners_shift(&queue->owners, owner);
        tell(queue, flight->message, flight->message, outcome, now);
        settle_taken(queue, flight->owner, now);
    }
    message_free(flight->message);
}

static void give_back(struct courier_queue *queue, const struct flight *flight)
{
    if (flight->stand_in != NULL)
        stand_in_dissolve(flight->stand_in, &queue->owners);
    else if (flight->is_forgotten)
        message_free(flight->message);
}

/* Returns the owner, in the order of turns again; NULL: it is forgotten, or there is none. */
static struct owner *end_flight(struct courier_queue *queue, const struct flight *flight)
{
    struct owner *owner = owners_find(&queue->owners, flight->owner);

    if (flight->is_forgotten || (flight->stand_in != NULL && flight->stand_in->is_of_many))
        return NULL;
    owners_end(&queue->owners, owner);
    return owner;
}

void courier_queue_done(struct courier_queue *queue, struct message *message,
                        const struct outcome *outcome, struct courier_moment now)
{
    struct flight *place = find_flight(queue, message);

    if (place == NULL)
        return;
    struct flight flight = *place;
    *place = queue->flights[--queue->flight_count];
    struct owner *owner = end_flight(queue, &flight);
    if (outcome->kind == OUTCOME_RETRY) {
        fail(queue, owner, &flight, outcome, now);
        give_back(queue, &flight);
        changed(queue);
    } else {
        mend(queue, now);
        settle(queue, &flight, outcome, now);
    }
}

void courier_queue_pass(struct courier_queue *queue, struct owner *owner, struct courier_moment now)
{
    const struct outcome outcome = {.kind = OUTCOME_PASSED};
    const void *name = owner->name;
    struct message *message = owners_shift(&queue->owners, owner);

    tell(queue, message, message, &outcome, now);
    message_free(message);
    settle_taken(queue, name, now);
}

/* What is only told again, and not saved, opens nothing. */
static struct message *find_next(const struct owner *owner, const struct message *refused)
{
    for (size_t i = 0; i < owner->count; i++) {
        struct message *message = owner_parcel(owner, i)->message;
        bool is_saved = message->edge != EDGE_STILL || message->change_count > 0;
        if (is_saved && memcmp(message->key, refused->key, MESSAGE_ID_SIZE) == 0)
            return message;
    }
    return NULL;
}

bool courier_queue_reopen(struct courier_queue *queue, const struct message *refused)
{
    struct owner *owner = owners_find(&queue->owners, refused->owner);
    struct message *next = owner != NULL ? find_next(owner, refused) : NULL;

    if (next == NULL)
        return false;
    courier_plan_drop_owner(&queue->plan, &queue->owners, owner);
    message_opens(next);
    return true;
}

static void forget_parcel(struct courier_queue *queue, const struct parcel *parcel)
{
    struct flight *flight = find_flight(queue, parcel->message);

    if (parcel->by != NULL)
        stand_in_keep(parcel->by, parcel->message);
    else if (flight != NULL)
        flight->is_forgotten = true;
    else
        message_free(parcel->message);
}

static void forget_net(struct courier_queue *queue, const void *owner)
{
    for (size_t i = 0; i < queue->flight_count; i++) {
        struct stand_in *stand_in = queue->flights[i].stand_in;
        if (stand_in != NULL && !stand_in->is_of_many && stand_in->owner == owner)
            queue->flights[i].is_forgotten = true;
    }
}

void courier_queue_forget(struct courier_queue *queue, const void *owner)
{
    struct owner *found = owners_find(&queue->owners, owner);

    if (found == NULL)
        return;
    courier_plan_drop_owner(&queue->plan, &queue->owners, found);
    forget_net(queue, owner);
    for (size_t i = 0; i < found->count; i++)
        forget_parcel(queue, owner_parcel(found, i));
    owners_remove(&queue->owners, found);
}
