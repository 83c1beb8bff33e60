/* Channel: how bytes pass through a connected socket. Plain sockets pass them as they are; TLS
 * joins as another set of operations with a state of its own. */
#ifndef REDIS_CHANNEL_H
#define REDIS_CHANNEL_H

#include "base/error.h"

#include <stddef.h>

enum channel_status {
    CHANNEL_DONE,
    CHANNEL_WANTS_READ,  /* call again when the socket can be read */
    CHANNEL_WANTS_WRITE, /* call again when it can be written */
    CHANNEL_FAILED       /* the error says why; also when the other side has closed */
};

struct channel_operations {
    /* Goes on with what has to be agreed before the first byte; called until DONE. */
    enum channel_status (*handshake)(void *state, int socket, struct error *error);
    /* Read or write once; with DONE, `*done` is how much, at least 1. */
    enum channel_status (*read)(void *state, int socket, char *data, size_t size, size_t *done,
                                struct error *error);
    enum channel_status (*write)(void *state, int socket, const char *data, size_t size,
                                 size_t *done, struct error *error);
};

extern const struct channel_operations channel_plain; /* its state is NULL */

#endif
