#include "config.h"

#include "support/redis_server.h"

#include "support/die.h"

#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ANSWER_S 30 /* a test must end, whatever the server does */

redisContext *redis_server_connect(const struct redis_server *server)
{
    struct timeval patience = {.tv_sec = ANSWER_S};
    redisContext *connection = redisConnectUnixWithTimeout(server->socket_path, patience);

    if (!connection || connection->err)
        die("connect to %s: %s", server->socket_path,
            connection ? connection->errstr : "no memory");
    if (redisSetTimeout(connection, patience) != REDIS_OK)
        die_errno("set a timeout");
    if (server->password) {
        redisReply *reply = redisCommand(connection, "AUTH %s", server->password);

        if (!reply || reply->type == REDIS_REPLY_ERROR)
            die("log in to the server: %s", reply ? reply->str : connection->errstr);
        freeReplyObject(reply);
    }
    return connection;
}

void redis_server_disconnect(struct redis_server *server)
{
    if (server->admin)
        redisFree(server->admin);
    server->admin = NULL;
}

/* Another process may have killed the server, and started it again. */
static bool is_stale(const redisContext *connection)
{
    struct pollfd end = {.fd = connection->fd, .events = POLLIN | POLLRDHUP};

    return poll(&end, 1, 0) != 0;
}

static redisReply *query(struct redis_server *server, const char *format, va_list args)
{
    if (server->admin && (server->admin_owner != getpid() || is_stale(server->admin)))
        redis_server_disconnect(server);
    if (!server->admin) {
        server->admin = redis_server_connect(server);
        server->admin_owner = getpid();
    }
    redisReply *reply = redisvCommand(server->admin, format, args);
    if (!reply)
        die("%s: %s", format, server->admin->errstr);
    return reply;
}

redisReply *redis_server_query(struct redis_server *server, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    redisReply *reply = query(server, format, args);
    va_end(args);
    return reply;
}

void redis_server_command(struct redis_server *server, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    redisReply *reply = query(server, format, args);
    va_end(args);
    if (reply->type == REDIS_REPLY_ERROR)
        die("%s: %s", format, reply->str);
    freeReplyObject(reply);
}

long long redis_server_integer(struct redis_server *server, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    redisReply *reply = query(server, format, args);
    va_end(args);
    if (reply->type != REDIS_REPLY_INTEGER)
        die("%s: no number but %s", format, reply->str ? reply->str : "another type");
    long long integer = reply->integer;
    freeReplyObject(reply);
    return integer;
}

void redis_server_drain(redisContext *connection, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        void *next;

        if (redisGetReply(connection, &next) != REDIS_OK)
            die("reply %zu: %s", i, connection->errstr);
        redisReply *reply = next;
        if (reply->type == REDIS_REPLY_ERROR)
            die("reply %zu: %s", i, reply->str);
        freeReplyObject(reply);
    }
}

long long redis_server_info(struct redis_server *server, const char *section, const char *field)
{
    redisReply *reply = redis_server_query(server, "INFO %s", section);
    size_t length = strlen(field);
    const char *line = reply->type == REDIS_REPLY_ERROR ? NULL : reply->str;

    while (line && (strncmp(line, field, length) != 0 || line[length] != ':')) {
        line = strchr(line, '\n');
        line = line ? line + 1 : NULL;
    }
    if (!line)
        die("INFO %s has no %s", section, field);
    long long number = strtoll(line + length + 1, NULL, 10);
    freeReplyObject(reply);
    return number;
}
