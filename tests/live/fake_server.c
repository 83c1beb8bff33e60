#include "config.h"

#include "live/fake_server.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "live/link_probe.h"

#include <check.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fake_connection {
    uv_tcp_t stream;
    uv_timer_t pause;
    struct fake_server *server;
    struct buffer waiting; /* to be sent byte by byte */
    bool greeted;
    int number;
    int handles;
    char received[65536];
};

struct write {
    uv_write_t request;
    struct fake_connection *connection;
    bool hang_up;
    char *data;
};

static void on_handle_closed(uv_handle_t *handle)
{
    struct fake_connection *connection = handle->data;

    if (--connection->handles > 0)
        return;
    buffer_free(&connection->waiting);
    free(connection);
}

static void forget(struct fake_connection *connection)
{
    if (connection->server->newest == connection)
        connection->server->newest = NULL;
}

static void hang_up(struct fake_connection *connection)
{
    if (uv_is_closing((uv_handle_t *)&connection->stream))
        return;
    forget(connection);
    uv_close((uv_handle_t *)&connection->stream, on_handle_closed);
    uv_close((uv_handle_t *)&connection->pause, on_handle_closed);
}

/* Frees `last`. */
static void break_off(struct fake_connection *connection, struct buffer *last)
{
    uv_buf_t piece = uv_buf_init(last->data, (unsigned)last->size);

    forget(connection);
    ck_assert_int_eq(uv_try_write((uv_stream_t *)&connection->stream, &piece, 1), last->size);
    ck_assert_int_eq(uv_tcp_close_reset(&connection->stream, on_handle_closed), 0);
    uv_close((uv_handle_t *)&connection->pause, on_handle_closed);
    buffer_free(last);
}

static void on_written(uv_write_t *request, int status)
{
    struct write *done = request->data;

    if (status != 0 || done->hang_up)
        hang_up(done->connection);
    free(done->data);
    free(done);
}

/* Takes over `data`. */
static void send_bytes(struct fake_connection *connection, char *data, size_t size,
                       bool then_hang_up)
{
    struct write *out = mem_zalloc(1, sizeof(*out));
    uv_buf_t piece = uv_buf_init(data, (unsigned)size);

    out->connection = connection;
    out->hang_up = then_hang_up;
    out->data = data;
    out->request.data = out;
    ck_assert_int_eq(
        uv_write(&out->request, (uv_stream_t *)&connection->stream, &piece, 1, on_written), 0);
}

static void send_next_byte(uv_timer_t *pause)
{
    struct fake_connection *connection = pause->data;

    if (connection->waiting.size == 0) {
        uv_timer_stop(pause);
        return;
    }
    send_bytes(connection, mem_strndup(connection->waiting.data, 1), 1, false);
    buffer_consume(&connection->waiting, 1);
}

static void send_slowly(struct fake_connection *connection, const struct buffer *out)
{
    buffer_append(&connection->waiting, out->data, out->size);
    uv_timer_start(&connection->pause, send_next_byte, 0, connection->server->script.pause_ms);
}

static void answer(struct fake_connection *connection)
{
    const struct fake_script *script = &connection->server->script;
    struct buffer out = {0};

    if (script->answer == NULL)
        return;
    buffer_string(&out, script->answer);
    for (size_t sent = 0; sent < script->tail_size; sent += strlen(script->tail))
        buffer_string(&out, script->tail);
    if (script->pause_ms > 0) {
        send_slowly(connection, &out);
        buffer_free(&out);
        return;
    }
    if (script->reset) {
        break_off(connection, &out);
        return;
    }
    send_bytes(connection, out.data, out.size, script->hang_up);
}

static void respond(struct fake_connection *connection, struct slice came)
{
    const struct fake_script *script = &connection->server->script;
    struct buffer out = {0};
    bool goes_on = script->respond(script->context, connection->number, came, &out);

    if (out.size > 0 && script->pause_ms > 0) {
        send_slowly(connection, &out);
        buffer_free(&out);
        return;
    }
    if (out.size > 0)
        send_bytes(connection, out.data, out.size, !goes_on);
    else if (!goes_on)
        hang_up(connection);
}

static void on_read(uv_stream_t *stream, ssize_t size, const uv_buf_t *buffer)
{
    struct fake_connection *connection = stream->data;
    const struct fake_script *script = &connection->server->script;

    (void)buffer;
    if (size < 0) {
        hang_up(connection);
        return;
    }
    connection->server->reads++;
    connection->server->received += (size_t)size;
    if (script->respond != NULL) {
        respond(connection, (struct slice){connection->received, (size_t)size});
        return;
    }
    if (connection->greeted) {
        answer(connection);
        return;
    }
    connection->greeted = true;
    if (script->greeting != NULL)
        send_bytes(connection, mem_strdup(script->greeting), strlen(script->greeting),
                   script->hang_up && script->answer == NULL);
}

static void on_allocate(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    struct fake_connection *connection = handle->data;

    (void)suggested;
    *buffer = uv_buf_init(connection->received, sizeof(connection->received));
}

static void on_connection(uv_stream_t *listener, int status)
{
    struct fake_connection *connection = mem_zalloc(1, sizeof(*connection));

    ck_assert_int_eq(status, 0);
    connection->server = listener->data;
    connection->server->newest = connection;
    connection->number = connection->server->connections++;
    ck_assert_int_eq(uv_tcp_init(listener->loop, &connection->stream), 0);
    ck_assert_int_eq(uv_timer_init(listener->loop, &connection->pause), 0);
    connection->stream.data = connection;
    connection->pause.data = connection;
    connection->handles = 2;
    ck_assert_int_eq(uv_accept(listener, (uv_stream_t *)&connection->stream), 0);
    ck_assert_int_eq(uv_tcp_nodelay(&connection->stream, 1), 0);
    ck_assert_int_eq(uv_read_start((uv_stream_t *)&connection->stream, on_allocate, on_read), 0);
}

void fake_server_open(struct fake_server *server, struct link_probe *probe,
                      struct fake_script script)
{
    probe_init(probe);
    fake_server_listen(server, &probe->loop, script);
}

void fake_server_listen(struct fake_server *server, uv_loop_t *loop, struct fake_script script)
{
    struct sockaddr_in address;
    int size = sizeof(address);

    *server = (struct fake_server){.script = script};
    ck_assert_int_eq(uv_ip4_addr("127.0.0.1", 0, &address), 0);
    ck_assert_int_eq(uv_tcp_init(loop, &server->listener), 0);
    ck_assert_int_eq(uv_tcp_bind(&server->listener, (struct sockaddr *)&address, 0), 0);
    ck_assert_int_eq(uv_listen((uv_stream_t *)&server->listener, 16, on_connection), 0);
    ck_assert_int_eq(uv_tcp_getsockname(&server->listener, (struct sockaddr *)&address, &size), 0);
    server->listener.data = server;
    snprintf(server->url, sizeof(server->url), "redis://127.0.0.1:%d", ntohs(address.sin_port));
}

void fake_server_hang_up(struct fake_server *server)
{
    ck_assert_ptr_nonnull(server->newest);
    hang_up(server->newest);
}

void fake_server_say(struct fake_server *server, const char *text)
{
    ck_assert_ptr_nonnull(server->newest);
    send_bytes(server->newest, mem_strdup(text), strlen(text), false);
}

void fake_server_close(struct fake_server *server, struct link_probe *probe)
{
    fake_server_end(server);
    probe_free(probe);
}

void fake_server_end(struct fake_server *server)
{
    uv_close((uv_handle_t *)&server->listener, NULL);
}
