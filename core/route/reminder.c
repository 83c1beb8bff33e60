#include "config.h"

#include "route/reminder.h"

#include "base/memory.h"
#include "base/timestamp.h"
#include "route/resolved.h"

#include <stdlib.h>

#define EVERY_MS 60000
#define PIECE_SIZE 262144 /* about so many bytes are posted at a time */

struct reminder {
    struct http *http;
    struct http_access *access; /* of the last message; NULL: there was none */
    struct resolved resolved;
    uv_timer_t timer;
    uint64_t every_ms;
    void (*closed)(void *context);
    void *context;
};

struct reminder *reminder_open(uv_loop_t *loop, struct http *http, int64_t every_ms)
{
    struct reminder *reminder = mem_zalloc(1, sizeof(*reminder));

    (void)uv_timer_init(loop, &reminder->timer); /* never fails */
    reminder->timer.data = reminder;
    reminder->http = http;
    reminder->every_ms = every_ms > 0 && every_ms < EVERY_MS ? (uint64_t)every_ms : EVERY_MS;
    return reminder;
}

static void on_told(void *context, const struct http_answer *answer)
{
    (void)context;
    (void)answer;
}

static void post(const struct reminder *reminder, struct slice body)
{
    const struct http_access *access = reminder->access;
    struct http_headers headers;

    http_access_headers(access, NULL, body, &headers);
    for (size_t i = 0; i < access->target_count; i++)
        (void)http_post(reminder->http, access->targets[i].url, headers.lines, body, on_told, NULL);
    http_headers_free(&headers);
}

static void on_timer(uv_timer_t *timer)
{
    struct reminder *reminder = timer->data;
    struct buffer body = {0};
    size_t at = 0;

    resolved_expire(&reminder->resolved, timestamp_monotonic());
    while (resolved_write(&reminder->resolved, &at, PIECE_SIZE, &body)) {
        post(reminder, (struct slice){body.data, body.size});
        buffer_clear(&body);
    }
    buffer_free(&body);
    if (reminder->resolved.count == 0)
        (void)uv_timer_stop(timer);
}

void reminder_accepted(struct reminder *reminder, struct http_access *access,
                       const struct message *message)
{
    struct http_access *before = reminder->access;

    reminder->access = http_access_share(access);
    http_access_release(before);
    resolved_accepted(&reminder->resolved, message, timestamp_now(), timestamp_monotonic());
    if (reminder->resolved.count > 0 && !uv_is_active((uv_handle_t *)&reminder->timer))
        (void)uv_timer_start(&reminder->timer, on_timer, reminder->every_ms, reminder->every_ms);
}

static void on_closed(uv_handle_t *handle)
{
    struct reminder *reminder = handle->data;
    void (*closed)(void *) = reminder->closed;
    void *context = reminder->context;

    free(reminder);
    closed(context);
}

void reminder_close(struct reminder *reminder, void (*closed)(void *context), void *context)
{
    reminder->closed = closed;
    reminder->context = context;
    http_access_release(reminder->access);
    resolved_free(&reminder->resolved);
    uv_close((uv_handle_t *)&reminder->timer, on_closed);
}
