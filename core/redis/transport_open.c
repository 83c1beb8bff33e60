/* The transport: from the lookup of the name to the end of the handshake. */
#include "config.h"

#include "redis/transport_private.h"

#include "base/memory.h"

#include <netdb.h>
#include <string.h>
#include <unistd.h>

static void on_pause_over(uv_timer_t *pause);

void transport_shake_hands(struct transport *transport)
{
    enum channel_status status =
        transport->channel->handshake(transport->channel_state, &transport->error);

    uv_timer_stop(&transport->pause);
    if (status == CHANNEL_DONE) {
        transport_begin(transport);
        return;
    }
    if (status == CHANNEL_FAILED) {
        transport_explain(transport, &transport->error);
        transport_fail(transport);
        return;
    }
    if (status == CHANNEL_PAUSES)
        uv_timer_start(&transport->pause, on_pause_over, CHANNEL_PAUSE_MS, 0);
    transport_watch(transport, transport_events_of(status));
}

static void on_pause_over(uv_timer_t *pause)
{
    transport_shake_hands(pause->data);
}

static void on_resolved(void *context)
{
    struct transport *transport = context;

    transport->events.resolved(transport->context);
}

void transport_close_connector(struct transport *transport)
{
    connector_close(transport->connector, transport_release, transport);
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
        transport_fail(transport);
        return;
    }
    transport->poll.data = transport;
    transport->holds++;
    transport->socket = socket;
    transport->phase = PHASE_HANDSHAKE;
    note_peer(transport);
    transport_close_connector(transport);
    transport->channel_state =
        transport->channel->create(transport->url, socket, &transport->error);
    if (transport->channel_state == NULL)
        transport_fail(transport);
    else
        transport_shake_hands(transport);
}

static void on_failed(void *context, const struct error *error)
{
    struct transport *transport = context;

    transport->error = *error;
    transport_fail(transport);
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
        transport_fail(transport);
    }
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
