#include "config.h"

#include "route/courier_queue.h"

#include "base/memory.h"

#include <stdlib.h>

struct courier_queue *courier_queue_create(const struct courier_options *options, size_t width,
                                           uint64_t seed)
{
    struct courier_queue *queue = mem_zalloc(1, sizeof(*queue));

    queue->destination = options->destination;
    queue->events = options->events;
    queue->context = options->context;
    queue->width = width;
    queue->flights = mem_zalloc(width, sizeof(*queue->flights));
    queue->random = seed | 1;
    queue->wake_ms = INT64_MAX;
    courier_health_begin(&queue->health, options->down_since_ms);
    return queue;
}

static void drop_flight(struct courier_queue *queue, struct flight *flight)
{
    *flight = queue->flights[--queue->flight_count];
}

void courier_queue_free(struct courier_queue *queue)
{
    for (size_t i = 0; i < queue->flight_count; i++) {
        if (queue->flights[i].is_forgotten)
            message_free(queue->flights[i].message);
    }
    owners_free(&queue->owners);
    free(queue->flights);
    free(queue);
}

static uint32_t random_next(struct courier_queue *queue)
{
    queue->random ^= queue->random << 13;
    queue->random ^= queue->random >> 7;
    queue->random ^= queue->random << 17;
    return (uint32_t)(queue->random >> 32);
}

void courier_queue_post(struct courier_queue *queue, struct message *message,
                        struct courier_moment now)
{
    if (message->posted_ms == 0)
        message->posted_ms = now.monotonic_ms;
    owners_add(&queue->owners, message);
}

/* --- the next one --- */

static void wake_at(struct courier_queue *queue, int64_t moment_ms)
{
    if (moment_ms < queue->wake_ms)
        queue->wake_ms = moment_ms;
}

/* One that is away is tried with one message, until it takes it. */
static bool has_room(const struct courier_queue *queue)
{
    size_t width = queue->health.failures > 0 ? 1 : queue->width;

    return !queue->is_finishing && queue->flight_count < width;
}

/* Where the destination is away, it is that and not the message that an owner waits for. */
static struct owner *owner_whose_turn_it_is(struct courier_queue *queue, struct courier_moment now)
{
    bool is_down = courier_health_is_down(&queue->health);

    for (struct owner *owner = queue->owners.first; owner != NULL; owner = owner->behind) {
        if (is_down || owner->retry_at_ms <= now.monotonic_ms)
            return owner;
        wake_at(queue, owner->retry_at_ms);
    }
    return NULL;
}

static struct message *begin(struct courier_queue *queue, struct message *message,
                             struct courier_moment now)
{
    queue->flights[queue->flight_count++] =
        (struct flight){.message = message, .owner = message->owner, .round = queue->health.round};
    message->attempt++;
    message->sent_ms = now.epoch_ms;
    return message;
}

static bool may_send(const struct courier_queue *queue, const struct message *message)
{
    return queue->events->may_send == NULL || queue->events->may_send(queue->context, message);
}

struct message *courier_queue_next(struct courier_queue *queue, struct courier_moment now)
{
    int64_t hold_ms = courier_health_hold(&queue->health);
    struct owner *owner = NULL;

    queue->wake_ms = INT64_MAX;
    if (!has_room(queue) || queue->owners.first == NULL)
        return NULL;
    if (hold_ms > now.monotonic_ms) {
        wake_at(queue, hold_ms);
        return NULL;
    }
    while ((owner = owner_whose_turn_it_is(queue, now)) != NULL) {
        struct message *message = owner_parcel(owner, 0)->message;
        if (may_send(queue, message)) {
            owners_begin(&queue->owners, owner);
            return begin(queue, message, now);
        }
        courier_queue_forget(queue, owner->name);
    }
    return NULL;
}

int64_t courier_queue_wake(const struct courier_queue *queue)
{
    return queue->wake_ms;
}

/* --- what became of it --- */

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
    if (outcome->kind == OUTCOME_DEAD) {
        queue->dead++;
        return;
    }
    queue->accepted++;
    queue->accepted_ms = now.epoch_ms;
}

static void changed(const struct courier_queue *queue)
{
    if (!queue->is_closed && queue->events->changed != NULL)
        queue->events->changed(queue->context);
}

static void fail(struct courier_queue *queue, struct owner *owner, const struct flight *flight,
                 const struct outcome *outcome, struct courier_moment now)
{
    queue->tries++;
    if (owner != NULL)
        owner->retry_at_ms =
            now.monotonic_ms + courier_health_delay(flight->message->attempt, random_next(queue));
    courier_health_fail(&queue->health, flight->round, outcome, owner == NULL, now,
                        random_next(queue));
}

static void mend(struct courier_queue *queue)
{
    if (!courier_health_mend(&queue->health))
        return;
    for (struct owner *owner = queue->owners.first; owner != NULL; owner = owner->behind)
        owner->retry_at_ms = 0;
    changed(queue);
}

/* `owner` is in the order of turns again, and may be gone after it. */
static void settle(struct courier_queue *queue, struct owner *owner, const struct outcome *outcome,
                   struct courier_moment now)
{
    struct message *message = owners_shift(&queue->owners, owner);

    count(queue, outcome, now);
    if (!queue->is_closed)
        queue->events->settled(queue->context, message, message, outcome);
    message_free(message);
}

void courier_queue_done(struct courier_queue *queue, struct message *message,
                        const struct outcome *outcome, struct courier_moment now)
{
    struct flight flight = *find_flight(queue, message);
    struct owner *owner = flight.is_forgotten ? NULL : owners_find(&queue->owners, flight.owner);

    drop_flight(queue, find_flight(queue, message));
    if (owner != NULL)
        owners_end(&queue->owners, owner);
    if (outcome->kind == OUTCOME_RETRY)
        fail(queue, owner, &flight, outcome, now);
    else
        mend(queue);
    if (flight.is_forgotten)
        message_free(message);
    else if (outcome->kind != OUTCOME_RETRY)
        settle(queue, owner, outcome, now);
    if (outcome->kind == OUTCOME_RETRY)
        changed(queue);
}

void courier_queue_forget(struct courier_queue *queue, const void *owner)
{
    struct owner *found = owners_find(&queue->owners, owner);

    if (found == NULL)
        return;
    for (size_t i = 0; i < found->count; i++) {
        struct message *message = owner_parcel(found, i)->message;
        struct flight *flight = find_flight(queue, message);
        if (flight != NULL)
            flight->is_forgotten = true;
        else
            message_free(message);
    }
    owners_remove(&queue->owners, found);
}

/* --- how it is --- */

size_t courier_queue_waiting(const struct courier_queue *queue, const void *owner)
{
    const struct owner *found = owners_find(&queue->owners, owner);

    return found != NULL ? found->count : 0;
}

struct courier_status courier_queue_status(const struct courier_queue *queue)
{
    int64_t hold_ms = courier_health_hold(&queue->health);

    return (struct courier_status){
        .accepted = queue->accepted,
        .dead = queue->dead,
        .tries = queue->tries,
        .waiting = queue->owners.parcels,
        .under_way = queue->flight_count,
        .accepted_ms = queue->accepted_ms,
        .down_since_ms = queue->health.down_since_ms,
        .retry_at_ms = hold_ms,
        .error = queue->health.error,
    };
}

void courier_queue_hurry(struct courier_queue *queue)
{
    courier_health_hurry(&queue->health);
    for (struct owner *owner = queue->owners.first; owner != NULL; owner = owner->behind)
        owner->retry_at_ms = 0;
}
