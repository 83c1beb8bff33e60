/* Request queue: who waits for the next replies, in order. */
#ifndef REDIS_REQUEST_QUEUE_H
#define REDIS_REQUEST_QUEUE_H

#include "redis/reply.h"

#include <stdbool.h>

struct waiting_request {
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

/* Returns the oldest request, or NULL; valid until the queue changes. */
const struct waiting_request *request_queue_first(const struct request_queue *queue);

/* Takes the oldest request off. Returns false when there is none. */
bool request_queue_pop(struct request_queue *queue, struct waiting_request *request);

void request_queue_free(struct request_queue *queue);

#endif
