/* Transport: a non-blocking byte stream to a server, TCP or unix socket, through a channel. It has
 * no deadlines of its own: the session holds them. */
#ifndef REDIS_TRANSPORT_H
#define REDIS_TRANSPORT_H

#include "base/error.h"
#include "redis/channel.h"
#include "redis/url.h"

#include <uv.h>

#define TRANSPORT_READ_SIZE 65536 /* bytes read in one turn of the loop */

struct transport;

struct transport_events {
    void (*resolved)(void *context); /* the name is resolved, connecting begins */
    void (*connected)(void *context);
    void (*received)(void *context, const char *data, size_t size);
    void (*failed)(void *context, const struct error *error); /* nothing follows */
};

/* Begins to resolve and connect. Failures are always told later, by `failed`. `url` must live as
 * long as the transport. */
struct transport *transport_open(uv_loop_t *loop, const struct redis_url *url,
                                 const struct channel_operations *channel,
                                 const struct transport_events *events, void *context);

/* Gives up, after `limit`, the address that is being tried and goes on with the next one; tells
 * `failed` when there is none, or when it is connected and the handshake is not done. */
void transport_give_up(struct transport *transport, const char *limit);

/* Says what may be the reason that it was not connected within `limit`. */
void transport_explain_silence(const struct transport *transport, const char *limit,
                               struct error *error);

/* Sends what the socket takes now, and a copy of the rest when it can take more. */
void transport_send(struct transport *transport, const char *data, size_t size);

/* Reads once what has come already, and writes what is left, without waiting for the loop to find
 * that it can. */
void transport_receive(struct transport *transport);

/* Puts behind an error who said it: "(10.0.0.7:6379)", or the path. */
void transport_explain(const struct transport *transport, struct error *error);

/* Closes the socket at once and frees the transport in the background; `closed` (may be NULL) is
 * called when nothing of it is left on the loop. No event follows. */
void transport_close(struct transport *transport, void (*closed)(void *context), void *context);

#endif
