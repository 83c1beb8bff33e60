/* Stream queue: streams that wait for something, first in, first out. */
#ifndef SOURCE_REDIS_STREAM_QUEUE_H
#define SOURCE_REDIS_STREAM_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

struct stream;

/* Zero-initialised is empty and ready. */
struct stream_queue {
    struct stream **items;
    size_t head;
    size_t count;
    size_t capacity;
};

void stream_queue_push(struct stream_queue *queue, struct stream *stream);

/* Returns the next one, or NULL; and takes it off. */
struct stream *stream_queue_first(const struct stream_queue *queue);
struct stream *stream_queue_pop(struct stream_queue *queue);

bool stream_queue_is_empty(const struct stream_queue *queue);

void stream_queue_free(struct stream_queue *queue);

#endif
