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
    courier_plan_init(&queue->plan, options->destination);
    return queue;
}

static void free_owners(struct courier_queue *queue)
{
    for (size_t i = 0; i < queue->owners.table_size; i++) {
        while (queue->owners.table[i] != NULL)
            courier_queue_forget(queue, queue->owners.table[i]->name);
    }
    owners_free(&queue->owners);
}

void courier_queue_free(struct courier_queue *queue)
{
    free_owners(queue);
    for (size_t i = 0; i < queue->flight_count; i++) {
        if (queue->flights[i].stand_in != NULL)
            stand_in_free(queue->flights[i].stand_in);
        else
            message_free(queue->flights[i].message);
    }
    courier_plan_free(&queue->plan);
    free(queue->flights);
    free(queue);
}

void courier_queue_post(struct courier_queue *queue, struct message *message,
                        struct courier_moment now)
{
    if (message->posted_ms == 0)
        message->posted_ms = now.monotonic_ms;
    courier_plan_count(&queue->plan, message, &queue->health.outage, now);
    owners_add(&queue->owners, message);
}

/* --- the next one --- */

static void wake_at(struct courier_queue *queue, int64_t moment_ms)
{
    if (moment_ms < queue->wake_ms)
        queue->wake_ms = moment_ms;
}

/* One that is away is tried with one message, until it takes it. What stands for many goes alone.
 */
static bool has_room(const struct courier_queue *queue)
{
    size_t width = queue->health.failures > 0 ? 1 : queue->width;

    for (size_t i = 0; i < queue->flight_count; i++) {
        if (queue->flights[i].stand_in != NULL && queue->flights[i].stand_in->is_of_many)
            return false;
    }
    return !queue->is_finishing && !queue->is_closed && queue->flight_count < width;
}

/* What was under way when its owner was forgotten may still be. */
static bool is_in_the_air(const struct courier_queue *queue, const struct owner *owner)
{
    for (size_t i = 0; i < queue->flight_count; i++) {
        if (queue->flights[i].is_forgotten && queue->flights[i].owner == owner->name)
            return true;
    }
    return false;
}

/* Where the destination is away, it is that and not the message that an owner waits for. */
static struct owner *owner_whose_turn_it_is(struct courier_queue *queue, struct courier_moment now)
{
    bool is_down = courier_health_is_down(&queue->health);

    for (struct owner *owner = queue->owners.first; owner != NULL; owner = owner->behind) {
        if (is_in_the_air(queue, owner))
            continue;
        if (is_down || owner->retry_at_ms <= now.monotonic_ms)
            return owner;
        wake_at(queue, owner->retry_at_ms);
    }
    return NULL;
}

static struct message *begin(struct courier_queue *queue, struct message *message,
                             struct stand_in *stand_in, struct courier_moment now)
{
    struct owner *owner = owners_find(&queue->owners, message->owner);

    if (stand_in == NULL || !stand_in->is_of_many)
        owners_begin(&queue->owners, owner);
    queue->flights[queue->flight_count++] = (struct flight){.message = message,
                                                            .stand_in = stand_in,
                                                            .owner = message->owner,
                                                            .round = queue->health.round,
                                                            .began_ms = now.monotonic_ms};
    message->attempt++;
    message->sent_ms = now.epoch_ms;
    return message;
}

static bool may_send(const struct courier_queue *queue, const struct message *message)
{
    return queue->events->may_send == NULL || queue->events->may_send(queue->context, message);
}

/* Forgets those of whom nothing may be sent, with the whole plan. */
static bool may_send_all(struct courier_queue *queue, const struct message *message)
{
    const void **refused = mem_zalloc(message->covered_count, sizeof(*refused));
    size_t count = 0;

    for (size_t i = 0; i < message->covered_count; i++) {
        if (!may_send(queue, message->covered[i]))
            refused[count++] = message->covered[i]->owner;
    }
    for (size_t i = 0; i < count; i++)
        courier_queue_forget(queue, refused[i]);
    free(refused);
    return count == 0;
}

static struct message *next_planned(struct courier_queue *queue, struct courier_moment now)
{
    struct stand_in *stand_in = courier_plan_next(&queue->plan, &queue->owners);

    if (stand_in == NULL || !may_send_all(queue, stand_in->message))
        return NULL;
    courier_plan_take(&queue->plan, stand_in);
    stand_in->is_under_way = true;
    return begin(queue, stand_in->message, stand_in, now);
}

static struct message *next_posted(struct courier_queue *queue, struct courier_moment now)
{
    struct owner *owner = owner_whose_turn_it_is(queue, now);

    if (owner == NULL)
        return NULL;
    struct message *message = owner_parcel(owner, 0)->message;
    if (!may_send(queue, message))
        courier_queue_forget(queue, owner->name);
    else if (message_says_nothing(message))
        courier_queue_pass(queue, owner, now);
    else
        return begin(queue, message, NULL, now);
    return NULL;
}

/* Returns true where nothing may go before a moment. */
static bool is_held(struct courier_queue *queue, struct courier_moment now)
{
    int64_t hold_ms = courier_health_hold(&queue->health);

    if (hold_ms <= now.monotonic_ms)
        hold_ms = courier_plan_make(&queue->plan, &queue->owners, &queue->health.outage, now);
    if (hold_ms > now.monotonic_ms)
        wake_at(queue, hold_ms);
    return hold_ms > now.monotonic_ms;
}

/* Whoever may not be sent is forgotten, and the next one looked for. */
struct message *courier_queue_next(struct courier_queue *queue, struct courier_moment now)
{
    struct message *message = NULL;
    size_t parcels = 0;

    queue->wake_ms = INT64_MAX;
    do {
        parcels = queue->owners.parcels;
        if (!has_room(queue) || queue->owners.first == NULL || is_held(queue, now))
            return NULL;
        message = queue->plan.first != NULL ? next_planned(queue, now) : next_posted(queue, now);
    } while (message == NULL && queue->owners.parcels < parcels);
    return message;
}

int64_t courier_queue_wake(const struct courier_queue *queue)
{
    return queue->wake_ms;
}

/* --- how it is --- */

static bool is_of(const struct flight *flight, const void *owner)
{
    for (size_t i = 0; i < flight->message->covered_count; i++) {
        if (flight->message->covered[i]->owner == owner)
            return true;
    }
    return flight->owner == owner;
}

bool courier_queue_is_sending(const struct courier_queue *queue, const void *owner)
{
    for (size_t i = 0; i < queue->flight_count; i++) {
        if (is_of(&queue->flights[i], owner))
            return true;
    }
    return false;
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
        .down_since_ms = courier_health_down_since(&queue->health),
        .retry_at_ms = hold_ms,
        .error = queue->health.error,
    };
}

void courier_queue_hurry(struct courier_queue *queue)
{
    courier_health_hurry(&queue->health);
    queue->plan.is_hurried = true;
    for (struct owner *owner = queue->owners.first; owner != NULL; owner = owner->behind)
        owner->retry_at_ms = 0;
}
