#include "config.h"

#include "source/redis/stream_queue.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* What was taken from the front is dropped when it is more than what is left. */
static void compact(struct stream_queue *queue)
{
    if (queue->head == 0 || queue->head < queue->count - queue->head)
        return;
    queue->count -= queue->head;
    memmove(queue->items, queue->items + queue->head, queue->count * sizeof(struct stream *));
    queue->head = 0;
}

void stream_queue_push(struct stream_queue *queue, struct stream *stream)
{
    compact(queue);
    queue->items =
        mem_grow(queue->items, &queue->capacity, queue->count + 1, sizeof(struct stream *));
    queue->items[queue->count++] = stream;
}

struct stream *stream_queue_first(const struct stream_queue *queue)
{
    return queue->head < queue->count ? queue->items[queue->head] : NULL;
}

struct stream *stream_queue_pop(struct stream_queue *queue)
{
    return queue->head < queue->count ? queue->items[queue->head++] : NULL;
}

bool stream_queue_is_empty(const struct stream_queue *queue)
{
    return queue->head == queue->count;
}

void stream_queue_free(struct stream_queue *queue)
{
    free(queue->items);
}
