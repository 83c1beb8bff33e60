#include "config.h"

#include "redis/transport.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "redis/connector.h"

#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum phase { PHASE_CONNECTING, PHASE_HANDSHAKE, PHASE_OPEN, PHASE_ENDED };

struct transport {
    uv_loop_t *loop;
    struct transport_events events;
    void *context;

    enum phase phase;
    struct connector *connector; /* until it is connected, */
    uv_poll_t poll;              /* from then on: one of the two is there until the end */
    uv_timer_t pause;            /* of the handshake */
    int socket;                  /* -1: none */
    struct sockaddr_storage peer;
    socklen_t peer_size; /* 0: none yet */
    const struct redis_url *url;
    const struct channel_operations *channel;
    void *channel_state; /* as long as the socket */
    struct buffer unsent;
    int read_wants;  /* what the socket has to be before it is read again, */
    int write_wants; /* and before what is unsent is written again: UV_READABLE, UV_WRITABLE */
    int watched;     /* what the loop looks for */
    struct error error;

    unsigned holds; /* the timer, and the connector or the poll handle */
    void (*closed)(void *context);
    void *closed_context;
    char received[TRANSPORT_READ_SIZE];
};

static void release(void *context)
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
    release(handle->data);
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

static void fail(struct transport *transport)
{
    transport->phase = PHASE_ENDED;
    close_socket(transport);
    transport->events.failed(transport->context, &transport->error);
}

static void on_ready(uv_poll_t *poll, int status, int events);

static void watch(struct transport *transport, int events)
{
    if (events == transport->watched)
        return;
    int status = uv_poll_start(&transport->poll, events, on_ready);
    transport->watched = events;
    if (status == 0)
        return;
    error_set(&transport->error, ERROR_RETRY, "watch the socket: %s", uv_strerror(status));
    fail(transport);
}

/* Looks for nothing that would not let something go on: the loop would tell of it again and again.
 */
static void watch_open(struct transport *transport)
{
    int events = transport->read_wants;

    if (transport->unsent.size > 0)
        events |= transport->write_wants;
    watch(transport, events);
}

static int events_of(enum channel_status wanted)
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
            transport->write_wants = events_of(status);
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

static void begin(struct transport *transport)
{
    transport->phase = PHASE_OPEN;
    transport->read_wants = UV_READABLE;
    transport->write_wants = UV_WRITABLE;
    watch_open(transport);
    if (transport->phase == PHASE_OPEN)
        transport->events.connected(transport->context);
}

static void on_pause_over(uv_timer_t *pause);

static void shake_hands(struct transport *transport)
{
    enum channel_status status =
        transport->channel->handshake(transport->channel_state, &transport->error);

    uv_timer_stop(&transport->pause);
    if (status == CHANNEL_DONE) {
        begin(transport);
        return;
    }
    if (status == CHANNEL_FAILED) {
        transport_explain(transport, &transport->error);
        fail(transport);
        return;
    }
    if (status == CHANNEL_PAUSES)
        uv_timer_start(&transport->pause, on_pause_over, CHANNEL_PAUSE_MS, 0);
    watch(transport, events_of(status));
}

static void on_pause_over(uv_timer_t *pause)
{
    shake_hands(pause->data);
}

static void receive(struct transport *transport)
{
    size_t size = 0;
    enum channel_status status =
        transport->channel->read(transport->channel_state, transport->received,
                                 sizeof(transport->received), &size, &transport->error);

    if (status == CHANNEL_FAILED) {
        fail(transport);
        return;
    }
    transport->read_wants = status == CHANNEL_DONE ? UV_READABLE : events_of(status);
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
        fail(transport);
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
        shake_hands(transport);
    else
        go_on(transport, events);
}

static void on_resolved(void *context)
{
    struct transport *transport = context;

    transport->events.resolved(transport->context);
}

static void close_connector(struct transport *transport)
{
    connector_close(transport->connector, release, transport);
    transport->connector = NULL;
}

/* The socket itself forgets it as soon as the other side resets the connection. */
static void note_peer(struct transport *transport)
{
    const struct addrinfo *address = connector_address(transport->connector);

    memcpy(&transport->peer, address->ai_addr, address->ai_addrlen);
    transport->peer_size = address->ai_addrlen;
}

static void on_connected(void *context, int socket)
{
    struct transport *transport = context;
    int status = uv_poll_init(transport->loop, &transport->poll, socket);

    if (status != 0) {
        close(socket);
        error_set(&transport->error, ERROR_RETRY, "watch the socket: %s", uv_strerror(status));
        fail(transport);
        return;
    }
    transport->poll.data = transport;
    transport->holds++;
    transport->socket = socket;
    transport->phase = PHASE_HANDSHAKE;
    note_peer(transport);
    close_connector(transport);
    transport->channel_state =
        transport->channel->create(transport->url, socket, &transport->error);
    if (transport->channel_state == NULL)
        fail(transport);
    else
        shake_hands(transport);
}

static void on_failed(void *context, const struct error *error)
{
    struct transport *transport = context;

    transport->error = *error;
    fail(transport);
}

struct transport *transport_open(uv_loop_t *loop, const struct redis_url *url,
                                 const struct channel_operations *channel,
                                 const struct transport_events *events, void *context)
{
    static const struct connector_events connector_events = {
        .resolved = on_resolved,
        .connected = on_connected,
        .failed = on_failed,
    };
    struct transport *transport = mem_zalloc(1, sizeof(*transport));

    transport->loop = loop;
    transport->events = *events;
    transport->context = context;
    transport->socket = -1;
    transport->url = url;
    transport->channel = channel;
    transport->holds = 2;
    uv_timer_init(loop, &transport->pause);
    transport->pause.data = transport;
    transport->connector = connector_open(loop, url, &connector_events, transport);
    return transport;
}

void transport_explain_silence(const struct transport *transport, const char *limit,
                               struct error *error)
{
    struct error reason;

    if (transport->connector != NULL) {
        error_set(&reason, ERROR_RETRY, "no answer in %s", limit);
        connector_explain(transport->connector, reason.text, error);
    } else if (transport->phase == PHASE_HANDSHAKE) {
        transport->channel->explain_silence(transport->channel_state, limit, error);
        transport_explain(transport, error);
    }
}

void transport_give_up(struct transport *transport, const char *limit)
{
    struct error error;

    if (transport->connector != NULL) {
        error_set(&error, ERROR_RETRY, "no answer in %s", limit);
        connector_skip_address(transport->connector, error.text);
    } else if (transport->phase == PHASE_HANDSHAKE) {
        transport_explain_silence(transport, limit, &transport->error);
        fail(transport);
    }
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

void transport_explain(const struct transport *transport, struct error *error)
{
    const struct error reason = *error;
    const struct sockaddr *peer = (const struct sockaddr *)&transport->peer;
    char host[NI_MAXHOST];
    char port[NI_MAXSERV];

    if (transport->url->scheme == REDIS_UNIX)
        error_set(error, reason.class, "%s (%s)", reason.text, transport->url->host);
    else if (transport->peer_size > 0 &&
             getnameinfo(peer, transport->peer_size, host, sizeof(host), port, sizeof(port),
                         NI_NUMERICHOST | NI_NUMERICSERV) == 0)
        error_set(error, reason.class, strchr(host, ':') != NULL ? "%s ([%s]:%s)" : "%s (%s:%s)",
                  reason.text, host, port);
}

void transport_close(struct transport *transport, void (*closed)(void *context), void *context)
{
    transport->phase = PHASE_ENDED;
    transport->closed = closed;
    transport->closed_context = context;
    close_socket(transport);
    uv_close((uv_handle_t *)&transport->pause, on_handle_closed);
    if (transport->connector != NULL)
        close_connector(transport);
    else
        uv_close((uv_handle_t *)&transport->poll, on_handle_closed);
}
