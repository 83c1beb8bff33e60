/* What the files of the transport share. */
#ifndef REDIS_TRANSPORT_PRIVATE_H
#define REDIS_TRANSPORT_PRIVATE_H

#include "base/buffer.h"
#include "redis/connector.h"
#include "redis/transport.h"

#include <sys/socket.h>

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

/* transport.c: ends it and tells why, which `error` has; looks for these events of the socket;
 * begins to receive and send, as the handshake is done; one thing less of it is on the loop. */
void transport_fail(struct transport *transport);
void transport_watch(struct transport *transport, int events);
void transport_begin(struct transport *transport);
void transport_release(void *context);

/* Returns the event that a channel waits for. */
int transport_events_of(enum channel_status wanted);

/* transport_open.c: goes on with the handshake; ends connecting. */
void transport_shake_hands(struct transport *transport);
void transport_close_connector(struct transport *transport);

#endif
