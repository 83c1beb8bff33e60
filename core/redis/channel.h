/* Channel: how bytes pass through a connected socket, as they are or through TLS: each way is a set
 * of operations. Each connection has a state of its own. */
#ifndef REDIS_CHANNEL_H
#define REDIS_CHANNEL_H

#include "base/error.h"
#include "redis/url.h"

#include <stddef.h>

/* What an operation came to. It may want either direction of the socket, whichever it is itself: a
 * read that has to write first, a write that has to read. WANTS means that the socket was tried and
 * was not ready: the operation is called again when it is, and not before. */
enum channel_status {
    CHANNEL_DONE,
    CHANNEL_WANTS_READ,
    CHANNEL_WANTS_WRITE,
    CHANNEL_PAUSES, /* of a handshake: as WANTS_READ, and again after CHANNEL_PAUSE_MS at the latest
                     */
    CHANNEL_FAILED  /* the error says why; also when the other side has closed */
};

#define CHANNEL_PAUSE_MS 100

struct channel_operations {
    /* Returns the state for a connection, or NULL with the reason. The socket is non-blocking, and
     * stays the caller's, who closes it behind `free`; the URL lives as long. */
    void *(*create)(const struct redis_url *url, int socket, struct error *error);

    /* Goes on with what has to be agreed before the first byte; called until DONE. */
    enum channel_status (*handshake)(void *state, struct error *error);

    /* Says what may be the reason that the handshake was not done within `limit`. */
    void (*explain_silence)(const void *state, const char *limit, struct error *error);

    /* Reads once; with DONE, `*done` is how much, at least 1. `size` is at least 64 KiB, and
     * nothing is held back: when more is there, the socket can still be read. */
    enum channel_status (*read)(void *state, char *data, size_t size, size_t *done,
                                struct error *error);

    /* Writes once; likewise. What was not done is tried again with the same bytes first, from
     * another place in memory perhaps, and with more behind them. */
    enum channel_status (*write)(void *state, const char *data, size_t size, size_t *done,
                                 struct error *error);

    void (*free)(void *state);
};

extern const struct channel_operations channel_plain;
extern const struct channel_operations channel_tls;

#endif
