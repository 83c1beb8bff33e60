#include "config.h"

#include "redis/request_queue.h"

#include "base/memory.h"
#include "base/timestamp.h"

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

int64_t request_time_left(const struct waiting_request *request)
{
    return request->allowed_ms == 0
               ? 0
               : request->sent_ms + request->allowed_ms - timestamp_monotonic();
}

static void ignore_element(void *context, const struct reply_element *element)
{
    (void)context;
    (void)element;
}

static void ignore_reply(void *context, const struct reply *reply, const struct error *error)
{
    (void)context;
    (void)reply;
    (void)error;
}

bool request_queue_expire(struct request_queue *queue, size_t place,
                          struct waiting_request *expired)
{
    struct waiting_request *request = &queue->requests[queue->first + place];

    if (request->allowed_ms == 0 || request_time_left(request) > 0)
        return false;
    *expired = *request;
    *request = (struct waiting_request){
        .command = expired->command, .on_element = ignore_element, .on_reply = ignore_reply};
    return true;
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
