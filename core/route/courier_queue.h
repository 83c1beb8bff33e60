/* Courier queue: which message goes next, and what becomes of those that went: the courier without
 * a loop and without a clock. For the courier alone. */
#ifndef ROUTE_COURIER_QUEUE_H
#define ROUTE_COURIER_QUEUE_H

#include "route/courier.h"
#include "route/courier_health.h"
#include "route/courier_plan.h"

/* A try that is not answered. */
struct flight {
    struct message *message;
    struct stand_in *stand_in; /* that it is the message of; NULL: it was posted itself */
    const void *owner;         /* NULL: it is of many */
    bool is_forgotten;         /* its owner was; it is freed when it is answered */
    uint64_t round;            /* of the destination's health, when it began, */
    int64_t began_ms;          /* and that moment, monotonic */
};

struct courier_queue {
    const struct destination *destination;
    const struct courier_events *events;
    void *context;
    size_t width; /* so many tries at a time */
    struct owners owners;
    struct flight *flights; /* `width` of them */
    size_t flight_count;
    struct courier_health health;
    struct courier_plan plan;
    uint64_t random;
    bool is_finishing; /* nothing is begun any more */
    bool is_closed;    /* nor told */
    uint64_t accepted;
    uint64_t dead;
    uint64_t tries;
    int64_t accepted_ms;
    int64_t wake_ms;
};

struct courier_queue *courier_queue_create(const struct courier_options *options, size_t width,
                                           uint64_t seed);
void courier_queue_free(struct courier_queue *queue);

/* See courier_note_down(). */
void courier_queue_note_down(struct courier_queue *queue, int64_t since_ms, const char *why);

void courier_queue_post(struct courier_queue *queue, struct message *message,
                        struct courier_moment now);

/* Returns the message that is to be sent now, with its try counted; NULL: none, and none before
 * courier_queue_wake() unless something else happens. */
struct message *courier_queue_next(struct courier_queue *queue, struct courier_moment now);

/* Returns the moment (monotonic) at which there may be one again; INT64_MAX: not by itself. */
int64_t courier_queue_wake(const struct courier_queue *queue);

/* courier_queue_done.c: takes what became of a try. Tells what is settled with it. */
void courier_queue_done(struct courier_queue *queue, struct message *message,
                        const struct outcome *outcome, struct courier_moment now);

/* Settles the first message of an owner, which says nothing, without sending it. */
void courier_queue_pass(struct courier_queue *queue, struct owner *owner,
                        struct courier_moment now);

bool courier_queue_reopen(struct courier_queue *queue, const struct message *refused);
void courier_queue_forget(struct courier_queue *queue, const void *owner);
bool courier_queue_is_sending(const struct courier_queue *queue, const void *owner);
struct courier_status courier_queue_status(const struct courier_queue *queue);
void courier_queue_hurry(struct courier_queue *queue);

#endif
