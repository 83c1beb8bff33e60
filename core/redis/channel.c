#include "config.h"

#include "redis/channel.h"

#include "base/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct plain {
    int socket;
};

static void *plain_create(const struct redis_url *url, int socket, struct error *error)
{
    struct plain *plain = mem_alloc(sizeof(*plain));

    (void)url;
    (void)error;
    plain->socket = socket;
    return plain;
}

static enum channel_status plain_handshake(void *state, struct error *error)
{
    (void)state;
    (void)error;
    return CHANNEL_DONE;
}

static void plain_explain_silence(const void *state, const char *limit, struct error *error)
{
    (void)state;
    error_set(error, ERROR_RETRY, "no answer in %s", limit);
}

/* What became of recv() or send() that returned -1. */
static enum channel_status plain_status(enum channel_status blocked, struct error *error)
{
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
        return blocked;
    error_set(error, ERROR_RETRY, "connection lost: %s", strerror(errno));
    return CHANNEL_FAILED;
}

static enum channel_status plain_read(void *state, char *data, size_t size, size_t *done,
                                      struct error *error)
{
    const struct plain *plain = state;
    ssize_t received = recv(plain->socket, data, size, 0);

    if (received < 0)
        return plain_status(CHANNEL_WANTS_READ, error);
    if (received == 0) {
        error_set(error, ERROR_RETRY, "the server closed the connection");
        return CHANNEL_FAILED;
    }
    *done = (size_t)received;
    return CHANNEL_DONE;
}

static enum channel_status plain_write(void *state, const char *data, size_t size, size_t *done,
                                       struct error *error)
{
    const struct plain *plain = state;
    ssize_t sent = send(plain->socket, data, size, MSG_NOSIGNAL);

    if (sent < 0)
        return plain_status(CHANNEL_WANTS_WRITE, error);
    *done = (size_t)sent;
    return CHANNEL_DONE;
}

const struct channel_operations channel_plain = {
    .create = plain_create,
    .handshake = plain_handshake,
    .explain_silence = plain_explain_silence,
    .read = plain_read,
    .write = plain_write,
    .free = free,
};
