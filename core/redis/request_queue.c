#include "config.h"

#include "redis/request_queue.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* Makes room behind the last request: by moving to the front when at least half of the memory is
 * free there, so that a move is paid for by the requests that have left, else by growing. */
static void make_room(struct request_queue *queue)
{
    if (queue->first + queue->count < queue->capacity)
        return;
    if (queue->first > 0 && queue->first >= queue->capacity / 2) {
        memmove(queue->requests, queue->requests + queue->first,
                queue->count * sizeof(*queue->requests));
        queue->first = 0;
        return;
    }
    queue->requests =
        mem_grow(queue->requests, &queue->capacity, queue->capacity + 1, sizeof(*queue->requests));
}

void request_queue_push(struct request_queue *queue, struct waiting_request request)
{
    make_room(queue);
    queue->requests[queue->first + queue->count++] = request;
}

struct waiting_request *request_queue_at(const struct request_queue *queue, size_t place)
{
    return place < queue->count ? &queue->requests[queue->first + place] : NULL;
}

bool request_queue_pop(struct request_queue *queue, struct waiting_request *request)
{
    if (queue->count == 0)
        return false;
    *request = queue->requests[queue->first++];
    if (--queue->count == 0)
        queue->first = 0;
    return true;
}

void request_queue_free(struct request_queue *queue)
{
    free(queue->requests);
    *queue = (struct request_queue){0};
}
