/* Connector: from a URL to a connected socket. Looks the name up, tries one address after the
 * other, and hands the socket over. */
#ifndef REDIS_CONNECTOR_H
#define REDIS_CONNECTOR_H

#include "base/error.h"
#include "redis/url.h"

#include <uv.h>

struct connector;

struct connector_events {
    void (*resolved)(void *context);
    /* The socket is non-blocking and belongs to the one who is told. Nothing follows. */
    void (*connected)(void *context, int socket);
    /* No address is left; nothing follows. */
    void (*failed)(void *context, const struct error *error);
};

/* Begins in the next turn of the loop. */
struct connector *connector_open(uv_loop_t *loop, const struct redis_url *url,
                                 const struct connector_events *events, void *context);

/* Gives up the address that is being tried and goes on with the next one; tells `failed` with
 * `reason` when there is none. */
void connector_skip_address(struct connector *connector, const char *reason);

/* Says that the address that is being tried cannot be connected to for `reason`. */
void connector_explain(const struct connector *connector, const char *reason, struct error *error);

/* Returns the address that was connected to, while `connected` is told. */
const struct addrinfo *connector_address(const struct connector *connector);

/* Ends what is under way and frees the connector in the background; `closed` is called when nothing
 * of it is left on the loop. No event follows. */
void connector_close(struct connector *connector, void (*closed)(void *context), void *context);

#endif
