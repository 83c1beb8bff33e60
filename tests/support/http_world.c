/* HTTP world: the side of the server. */
#include "config.h"

#include "support/http_world.h"

#include "base/buffer.h"
#include "base/memory.h"

#include <openssl/ssl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define HEAD_MAX 65536
#define PIECE 16384
#define DRIBBLE_NS 5000000

struct server {
    struct http_world *world;
    SSL_CTX *tls; /* NULL: in the clear */
    pthread_mutex_t mutex;
};

struct connection {
    struct server *server;
    int socket;
    SSL *tls;
    struct buffer in; /* that is not a whole request yet */
};

static bool read_more(struct connection *connection)
{
    char *end = buffer_reserve(&connection->in, PIECE);
    ssize_t size = connection->tls != NULL ? SSL_read(connection->tls, end, PIECE)
                                           : read(connection->socket, end, PIECE);

    if (size <= 0)
        return false;
    connection->in.size += (size_t)size;
    connection->in.data[connection->in.size] = '\0';
    return true;
}

static bool write_all(struct connection *connection, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t part = connection->tls != NULL ? SSL_write(connection->tls, data, (int)size)
                                               : write(connection->socket, data, size);
        if (part <= 0)
            return false;
        data += part;
        size -= (size_t)part;
    }
    return true;
}

static bool write_slowly(struct connection *connection, const char *data, size_t size)
{
    const struct timespec pause = {.tv_nsec = DRIBBLE_NS};

    for (size_t i = 0; i < size; i++) {
        if (!write_all(connection, data + i, 1))
            return false;
        nanosleep(&pause, NULL);
    }
    return true;
}

/* Returns the size of the head with the blank line, 0 when the connection ends before. */
static size_t read_head(struct connection *connection)
{
    const char *end;

    while ((end = strstr(buffer_text(&connection->in), "\r\n\r\n")) == NULL)
        if (connection->in.size > HEAD_MAX || !read_more(connection))
            return 0;
    return (size_t)(end - connection->in.data) + 4;
}

static size_t content_length(const char *head, size_t size)
{
    static const char name[] = "\ncontent-length:";

    for (size_t i = 0; i + sizeof(name) < size; i++)
        if (strncasecmp(head + i, name, sizeof(name) - 1) == 0)
            return strtoul(head + i + sizeof(name) - 1, NULL, 10);
    return 0;
}

static size_t keep(struct http_world *world, const char *data, size_t size)
{
    size_t at = world->used;

    if (size >= HTTP_WORLD_BYTES - at)
        abort();
    memcpy(world->bytes + at, data, size);
    world->bytes[at + size] = '\0';
    world->used += size + 1;
    return at;
}

/* Keeps a request, and returns the answer to it. */
static const struct http_world_reply *take(struct server *server, const char *head,
                                           size_t head_size, size_t body_size)
{
    struct http_world *world = server->world;

    pthread_mutex_lock(&server->mutex);
    size_t number = atomic_load(&world->request_count);
    if (number == HTTP_WORLD_REQUESTS)
        abort();
    world->requests[number] =
        (struct http_world_request){.head = keep(world, head, head_size),
                                    .body = keep(world, head + head_size, body_size),
                                    .body_size = body_size};
    size_t next = atomic_load(&world->next);
    if (next + 1 < atomic_load(&world->reply_count))
        atomic_store(&world->next, next + 1);
    atomic_store(&world->request_count, number + 1);
    pthread_mutex_unlock(&server->mutex);
    return &world->replies[next];
}

static void write_chunk(struct buffer *out, const char *data, size_t size)
{
    buffer_printf(out, "%zx\r\n", size);
    buffer_append(out, data, size);
    buffer_string(out, "\r\n");
}

static void append_body(struct buffer *out, const struct http_world_reply *reply, bool chunked)
{
    struct buffer body = {0};

    buffer_string(&body, reply->body);
    memset(buffer_reserve(&body, reply->fill), 'x', reply->fill);
    body.size += reply->fill;
    for (size_t at = 0; at < body.size; at += PIECE) {
        size_t size = body.size - at < PIECE ? body.size - at : PIECE;
        if (chunked)
            write_chunk(out, body.data + at, size);
        else
            buffer_append(out, body.data + at, size);
    }
    if (chunked)
        buffer_string(out, "0\r\n\r\n");
    buffer_free(&body);
}

static void compose(struct buffer *out, const struct http_world_reply *reply)
{
    buffer_printf(out, "HTTP/1.1 %d Said\r\n%s", reply->status, reply->headers);
    if (reply->way == HTTP_CHUNKED)
        buffer_string(out, "Transfer-Encoding: chunked\r\n");
    else if (reply->way == HTTP_UNTIL_CLOSE)
        buffer_string(out, "Connection: close\r\n");
    else
        buffer_printf(out, "Content-Length: %zu\r\n", strlen(reply->body) + reply->fill);
    buffer_string(out, "\r\n");
    append_body(out, reply, reply->way == HTTP_CHUNKED);
}

static void stay_silent(struct connection *connection)
{
    while (read_more(connection))
        buffer_clear(&connection->in);
}

static void say_headers_for_ever(struct connection *connection)
{
    static const char line[] = "X-And: so on, and on, and on, and on, and on, and on, and on\r\n";

    if (!write_all(connection, "HTTP/1.1 200 Said\r\n", 19))
        return;
    while (write_all(connection, line, sizeof(line) - 1))
        continue;
}

static void break_off(struct connection *connection)
{
    const struct linger at_once = {.l_onoff = 1};

    setsockopt(connection->socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
}

/* Returns how many bytes of an answer are sent. */
static size_t size_to_send(const struct http_world_reply *reply, size_t size)
{
    if (reply->way != HTTP_TORN && reply->way != HTTP_STALL)
        return size;
    return size - (strlen(reply->body) + reply->fill) / 2 - 1;
}

/* Answers as usual; returns whether the connection goes on. */
static bool answer_whole(struct connection *connection, const struct http_world_reply *reply)
{
    struct buffer out = {0};

    compose(&out, reply);
    size_t size = size_to_send(reply, out.size);
    bool sent = reply->way == HTTP_DRIBBLE ? write_slowly(connection, out.data, size)
                                           : write_all(connection, out.data, size);
    buffer_free(&out);
    if (reply->way == HTTP_STALL)
        stay_silent(connection);
    return sent && reply->way != HTTP_UNTIL_CLOSE && reply->way != HTTP_TORN &&
           reply->way != HTTP_STALL;
}

static bool answer(struct connection *connection, const struct http_world_reply *reply)
{
    switch (reply->way) {
    case HTTP_SILENT:
        stay_silent(connection);
        return false;
    case HTTP_RESET:
        break_off(connection);
        return false;
    case HTTP_HANG_UP:
        return false;
    case HTTP_GARBAGE:
        (void)write_all(connection, "-ERR unknown command 'POST'\r\n", 29);
        return false;
    case HTTP_ENDLESS:
        say_headers_for_ever(connection);
        return false;
    default:
        return answer_whole(connection, reply);
    }
}

static bool serve_one(struct connection *connection)
{
    size_t head_size = read_head(connection);

    if (head_size == 0)
        return false;
    size_t body_size = content_length(connection->in.data, head_size);
    while (connection->in.size < head_size + body_size)
        if (!read_more(connection))
            return false;
    const struct http_world_reply *reply =
        take(connection->server, connection->in.data, head_size, body_size);
    buffer_consume(&connection->in, head_size + body_size);
    return answer(connection, reply);
}

static bool begin_tls(struct connection *connection)
{
    if (connection->server->tls == NULL)
        return true;
    connection->tls = SSL_new(connection->server->tls);
    return connection->tls != NULL && SSL_set_fd(connection->tls, connection->socket) == 1 &&
           SSL_accept(connection->tls) == 1;
}

static void *serve_connection(void *context)
{
    struct connection *connection = context;

    if (begin_tls(connection))
        while (serve_one(connection))
            continue;
    SSL_free(connection->tls);
    close(connection->socket);
    buffer_free(&connection->in);
    free(connection);
    return NULL;
}

static SSL_CTX *open_tls(const struct certificates *certificates, const char *name)
{
    char crt[SCRATCH_SIZE + 64];
    char key[SCRATCH_SIZE + 64];
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());

    snprintf(crt, sizeof(crt), "%s/%s.crt", certificates->directory, name);
    snprintf(key, sizeof(key), "%s/%s.key", certificates->directory, name);
    if (context == NULL || SSL_CTX_use_certificate_chain_file(context, crt) != 1 ||
        SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1)
        _exit(EXIT_FAILURE);
    return context;
}

static void begin_thread(struct server *server, int socket)
{
    struct connection *connection = mem_zalloc(1, sizeof(*connection));
    pthread_t thread;

    connection->server = server;
    connection->socket = socket;
    if (pthread_create(&thread, NULL, serve_connection, connection) != 0)
        _exit(EXIT_FAILURE);
    pthread_detach(thread);
}

_Noreturn void http_world_serve(struct http_world *world, int listener,
                                const struct certificates *certificates, const char *name)
{
    struct server server = {.world = world, .mutex = PTHREAD_MUTEX_INITIALIZER};
    int socket;

    signal(SIGPIPE, SIG_IGN);
    if (certificates != NULL)
        server.tls = open_tls(certificates, name);
    while ((socket = accept(listener, NULL, NULL)) >= 0)
        begin_thread(&server, socket);
    _exit(EXIT_FAILURE);
}
