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
    return !queue->is_finishing && queue->flight_count < width;
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
                                                            .round = queue->health.round};
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
    if (may_send(queue, message))
        return begin(queue, message, NULL, now);
    courier_queue_forget(queue, owner->name);
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
    courier_plan_drop(&queue->plan, &queue->owners);
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
