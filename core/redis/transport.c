/* The transport: bytes to a server that is connected, and its end. */
#include "config.h"

#include "redis/transport_private.h"

#include <stdlib.h>
#include <unistd.h>

void transport_release(void *context)
{
    struct transport *transport = context;

    if (--transport->holds > 0)
        return;
    void (*closed)(void *) = transport->closed;
    void *closed_context = transport->closed_context;
    buffer_free(&transport->unsent);
    free(transport);
    if (closed != NULL)
        closed(closed_context);
}

static void on_handle_closed(uv_handle_t *handle)
{
    transport_release(handle->data);
}

static void close_socket(struct transport *transport)
{
    if (transport->socket < 0)
        return;
    (void)uv_poll_stop(&transport->poll);
    uv_timer_stop(&transport->pause);
    if (transport->channel_state != NULL)
        transport->channel->free(transport->channel_state);
    transport->channel_state = NULL;
    close(transport->socket);
    transport->socket = -1;
}

void transport_fail(struct transport *transport)
{
    transport->phase = PHASE_ENDED;
    close_socket(transport);
    transport->events.failed(transport->context, &transport->error);
}

static void on_ready(uv_poll_t *poll, int status, int events);

void transport_watch(struct transport *transport, int events)
{
    if (events == transport->watched)
        return;
    int status = uv_poll_start(&transport->poll, events, on_ready);
    transport->watched = events;
    if (status == 0)
        return;
    error_set(&transport->error, ERROR_RETRY, "watch the socket: %s", uv_strerror(status));
    transport_fail(transport);
}

/* Looks for nothing that would not let something go on: the loop would tell of it again and again.
 */
static void watch_open(struct transport *transport)
{
    int events = transport->read_wants;

    if (transport->unsent.size > 0)
        events |= transport->write_wants;
    transport_watch(transport, events);
}

int transport_events_of(enum channel_status wanted)
{
    return wanted == CHANNEL_WANTS_WRITE ? UV_WRITABLE : UV_READABLE;
}

/* Sends what the socket takes; `*sent` is how much. Returns false when the connection is lost. */
static bool send_some(struct transport *transport, const char *data, size_t size, size_t *sent)
{
    transport->write_wants = UV_WRITABLE;
    for (*sent = 0; *sent < size;) {
        size_t done = 0;
        enum channel_status status = transport->channel->write(
            transport->channel_state, data + *sent, size - *sent, &done, &transport->error);
        if (status == CHANNEL_FAILED)
            return false;
        if (status != CHANNEL_DONE) {
            transport->write_wants = transport_events_of(status);
            break;
        }
        *sent += done;
    }
    return true;
}

static bool send_unsent(struct transport *transport)
{
    size_t sent;
    bool alive = send_some(transport, transport->unsent.data, transport->unsent.size, &sent);

    buffer_consume(&transport->unsent, sent);
    return alive;
}

void transport_begin(struct transport *transport)
{
    transport->phase = PHASE_OPEN;
    transport->read_wants = UV_READABLE;
    transport->write_wants = UV_WRITABLE;
    watch_open(transport);
    if (transport->phase == PHASE_OPEN)
        transport->events.connected(transport->context);
}

static void receive(struct transport *transport)
{
    size_t size = 0;
    enum channel_status status =
        transport->channel->read(transport->channel_state, transport->received,
                                 sizeof(transport->received), &size, &transport->error);

    if (status == CHANNEL_FAILED) {
        transport_fail(transport);
        return;
    }
    transport->read_wants = status == CHANNEL_DONE ? UV_READABLE : transport_events_of(status);
    if (status == CHANNEL_DONE)
        transport->events.received(transport->context, transport->received, size);
}

/* Goes on with what waited for these events. A write comes behind the read, which may have taken
 * from the socket what the write waits for. */
static void go_on(struct transport *transport, int events)
{
    if ((events & transport->read_wants) != 0)
        receive(transport);
    if (transport->phase != PHASE_OPEN)
        return;
    if (transport->unsent.size > 0 && (events & transport->write_wants) != 0 &&
        !send_unsent(transport))
        transport_fail(transport);
    else
        watch_open(transport);
}

void transport_receive(struct transport *transport)
{
    if (transport->phase == PHASE_OPEN)
        go_on(transport, UV_READABLE | UV_WRITABLE);
}

/* The loop reports a socket that was reset as a bad one and stops watching it. What the server said
 * before that can still be read, and the end of it tells the reason. */
static void on_ready(uv_poll_t *poll, int status, int events)
{
    struct transport *transport = poll->data;

    if (status < 0) {
        transport->watched = 0;
        events = UV_READABLE | UV_WRITABLE;
    }
    if (transport->phase == PHASE_HANDSHAKE)
        transport_shake_hands(transport);
    else
        go_on(transport, events);
}

/* A failure is told from the loop, to which the socket will be ready and bad. */
void transport_send(struct transport *transport, const char *data, size_t size)
{
    size_t sent = 0;

    if (transport->phase == PHASE_OPEN && transport->unsent.size == 0)
        (void)send_some(transport, data, size, &sent);
    if (transport->phase == PHASE_ENDED || sent == size)
        return;
    buffer_append(&transport->unsent, data + sent, size - sent);
    if (transport->phase == PHASE_OPEN)
        watch_open(transport);
}

void transport_close(struct transport *transport, void (*closed)(void *context), void *context)
{
    transport->phase = PHASE_ENDED;
    transport->closed = closed;
    transport->closed_context = context;
    close_socket(transport);
    uv_close((uv_handle_t *)&transport->pause, on_handle_closed);
    if (transport->connector != NULL)
        transport_close_connector(transport);
    else
        uv_close((uv_handle_t *)&transport->poll, on_handle_closed);
}
