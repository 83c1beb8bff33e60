/* Request queue: who waits for the next replies, in order. */
#ifndef REDIS_REQUEST_QUEUE_H
#define REDIS_REQUEST_QUEUE_H

#include "redis/command.h"
#include "redis/reply.h"

#include <stdbool.h>
#include <stdint.h>

struct waiting_request {
    const struct command_rule *command;
    int64_t sent_ms;    /* monotonic */
    int64_t allowed_ms; /* from then until its reply has to be whole; 0: no limit of its own */
    reply_element_fn *on_element;
    reply_fn *on_reply;
    void *context;
};

/* Zero-initialised is empty and ready. */
struct request_queue {
    struct waiting_request *requests;
    size_t first;
    size_t count;
    size_t capacity;
};

void request_queue_push(struct request_queue *queue, struct waiting_request request);

/* Returns the request at a place, 0 being the oldest, or NULL; valid until the queue changes. */
struct waiting_request *request_queue_at(const struct request_queue *queue, size_t place);

/* Returns how long a request may still take; 0 or less: its time is over, or it has no limit. */
int64_t request_time_left(const struct waiting_request *request);

/* Copies a request whose time is over to `expired`, for it to be told, and lets its place in line
 * take the reply, which nobody wants any more. Returns false when it may still be answered. */
bool request_queue_expire(struct request_queue *queue, size_t place,
                          struct waiting_request *expired);

/* Takes the oldest request off. Returns false when there is none. */
bool request_queue_pop(struct request_queue *queue, struct waiting_request *request);

void request_queue_free(struct request_queue *queue);

#endif
