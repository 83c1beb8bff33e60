#include "config.h"

#include "redis/tls_socket.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

/* Returns true when recv() or send() failed only because the socket was not ready. */
static bool may_try_again(struct tls_socket *socket)
{
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
        return true;
    socket->reason = errno;
    return false;
}

static void keep_first(struct tls_socket *socket, const char *data, size_t size)
{
    size_t room = socket->received < TLS_FIRST_SIZE ? TLS_FIRST_SIZE - socket->received : 0;

    if (room > 0)
        memcpy(socket->first + socket->received, data, size < room ? size : room);
    socket->received += size;
}

static int socket_read(BIO *bio, char *data, size_t size, size_t *done)
{
    struct tls_socket *socket = BIO_get_data(bio);
    ssize_t received = recv(socket->socket, data, size, 0);

    BIO_clear_retry_flags(bio);
    *done = received > 0 ? (size_t)received : 0;
    socket->ended |= received == 0;
    if (received < 0 && may_try_again(socket))
        BIO_set_retry_read(bio);
    keep_first(socket, data, *done);
    return received > 0;
}

static int socket_write(BIO *bio, const char *data, size_t size, size_t *done)
{
    struct tls_socket *socket = BIO_get_data(bio);
    ssize_t sent = send(socket->socket, data, size, MSG_NOSIGNAL);

    BIO_clear_retry_flags(bio);
    *done = sent > 0 ? (size_t)sent : 0;
    if (sent < 0 && may_try_again(socket))
        BIO_set_retry_write(bio);
    return sent >= 0;
}

/* Nothing is kept here that would have to be flushed; the rest has no meaning. */
static long socket_control(BIO *bio, int command, long number, void *pointer)
{
    const struct tls_socket *socket = BIO_get_data(bio);

    (void)number;
    (void)pointer;
    if (command == BIO_CTRL_EOF)
        return socket->ended;
    return command == BIO_CTRL_FLUSH;
}

BIO_METHOD *tls_socket_method(void)
{
    BIO_METHOD *method = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "socket");

    if (method == NULL || BIO_meth_set_read_ex(method, socket_read) != 1 ||
        BIO_meth_set_write_ex(method, socket_write) != 1 ||
        BIO_meth_set_ctrl(method, socket_control) != 1) {
        BIO_meth_free(method);
        return NULL;
    }
    return method;
}

BIO *tls_socket_open(BIO_METHOD *method, struct tls_socket *socket)
{
    BIO *bio = BIO_new(method);

    if (bio == NULL)
        return NULL;
    BIO_set_data(bio, socket);
    BIO_set_init(bio, 1);
    return bio;
}

size_t tls_socket_first(const struct tls_socket *socket, char out[static TLS_FIRST_SIZE])
{
    size_t size = socket->received < TLS_FIRST_SIZE ? socket->received : TLS_FIRST_SIZE;

    memcpy(out, socket->first, size);
    if (size == TLS_FIRST_SIZE)
        return size;
    ssize_t more = recv(socket->socket, out + size, TLS_FIRST_SIZE - size, MSG_DONTWAIT);
    return more > 0 ? size + (size_t)more : size;
}
