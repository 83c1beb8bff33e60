#include "config.h"

#include "live/saboteur.h"

#include "base/buffer.h"
#include "support/die.h"

#include <hiredis/hiredis.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORD_SIZE 32
#define BYTE_MS 20

/* One connection, and what is spoiled on it. */
struct victim {
    int client;
    int server;
    char command[WORD_SIZE];
    char fault[WORD_SIZE];
};

static bool send_all(int to, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t sent = write(to, bytes, size);
        if (sent <= 0)
            return false;
        bytes += sent;
        size -= (size_t)sent;
    }
    return true;
}

static bool say(const struct victim *victim, const char *text)
{
    return send_all(victim->client, text, strlen(text));
}

/* Appends the server's reply to a command, byte for byte. */
static bool ask(const struct victim *victim, const redisReply *command, struct buffer *reply)
{
    redisReader *reader = redisReaderCreate();
    struct buffer out = {0};
    void *whole = NULL;
    char bytes[16384];

    buffer_printf(&out, "*%zu\r\n", command->elements);
    for (size_t i = 0; i < command->elements; i++) {
        buffer_printf(&out, "$%zu\r\n", (size_t)command->element[i]->len);
        buffer_append(&out, command->element[i]->str, command->element[i]->len);
        buffer_string(&out, "\r\n");
    }
    bool good = send_all(victim->server, out.data, out.size);
    while (good && redisReaderGetReply(reader, &whole) == REDIS_OK && whole == NULL) {
        ssize_t size = read(victim->server, bytes, sizeof(bytes));
        good = size > 0;
        if (!good)
            break;
        redisReaderFeed(reader, bytes, (size_t)size);
        buffer_append(reply, bytes, (size_t)size);
    }
    if (whole != NULL)
        freeReplyObject(whole);
    redisReaderFree(reader);
    buffer_free(&out);
    return good;
}

/* Takes what comes, and answers nothing, until the other side has had enough. */
static bool fall_silent(const struct victim *victim)
{
    char bytes[4096];

    while (read(victim->client, bytes, sizeof(bytes)) > 0)
        continue;
    return false;
}

/* Waits without an answer. Returns false when the other side has gone. */
static bool rest(const struct victim *victim)
{
    struct pollfd gone = {.fd = victim->client, .events = POLLRDHUP};

    return poll(&gone, 1, BYTE_MS) == 0;
}

static bool send_slowly(const struct victim *victim, const struct buffer *reply)
{
    for (size_t i = 0; i < reply->size; i++) {
        if (!send_all(victim->client, reply->data + i, 1) || !rest(victim))
            return false;
    }
    return true;
}

static bool send_spoiled(const struct victim *victim, const redisReply *command)
{
    struct buffer reply = {0};
    bool good = ask(victim, command, &reply);

    if (good && strcmp(victim->fault, "slow") == 0)
        good = send_slowly(victim, &reply);
    else if (good)
        good = send_all(victim->client, reply.data, reply.size / 2) && fall_silent(victim);
    buffer_free(&reply);
    return good;
}

/* Returns false when the connection is over. */
static bool spoil(const struct victim *victim, const redisReply *command)
{
    static const struct {
        const char *fault;
        const char *reply;
        bool goes_on;
    } faults[] = {
        {"hangup", "", false},
        {"garbage", "HTTP/1.1 502 Bad Gateway\r\n\r\n", false},
        {"error", "-ERR sabotaged\r\n", true},
        {"endless", "*2\r\n$1\r\n7\r\n*0\r\n", true},
        {"other", ":7\r\n", true},
    };

    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        if (strcmp(victim->fault, faults[i].fault) == 0)
            return say(victim, faults[i].reply) && faults[i].goes_on;
    }
    return strcmp(victim->fault, "silent") == 0 ? fall_silent(victim)
                                                : send_spoiled(victim, command);
}

/* "AUTH SCAN.silent x" */
static void take_orders(struct victim *victim, const redisReply *command)
{
    if (command->elements == 3)
        sscanf(command->element[1]->str, "%31[^.].%31s", victim->command, victim->fault);
}

static bool serve(struct victim *victim, const redisReply *command)
{
    const char *name = command->element[0]->str;
    bool is_login = strcasecmp(name, "AUTH") == 0;
    struct buffer reply = {0};

    if (is_login)
        take_orders(victim, command);
    if (strcasecmp(name, victim->command) == 0)
        return spoil(victim, command);
    if (is_login)
        return say(victim, "+OK\r\n");
    bool good = ask(victim, command, &reply) && send_all(victim->client, reply.data, reply.size);
    buffer_free(&reply);
    return good;
}

static void serve_all(struct victim *victim)
{
    redisReader *reader = redisReaderCreate();
    char bytes[16384];
    bool goes_on = true;
    ssize_t size;

    while (goes_on && (size = read(victim->client, bytes, sizeof(bytes))) > 0) {
        void *command = NULL;
        redisReaderFeed(reader, bytes, (size_t)size);
        while (goes_on && redisReaderGetReply(reader, &command) == REDIS_OK && command != NULL) {
            goes_on = serve(victim, command);
            freeReplyObject(command);
            command = NULL;
        }
    }
    redisReaderFree(reader);
}

_Noreturn static void serve_client(int client, const struct sockaddr_un *server)
{
    struct victim victim = {.client = client, .server = socket(AF_UNIX, SOCK_STREAM, 0)};

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (victim.server < 0 ||
        connect(victim.server, (const struct sockaddr *)server, sizeof(*server)) != 0)
        _exit(EXIT_FAILURE);
    serve_all(&victim);
    _exit(EXIT_SUCCESS);
}

_Noreturn static void run(int listener, const struct sockaddr_un *server)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_IGN);
    for (;;) {
        int client = accept(listener, NULL, NULL);
        if (client < 0)
            _exit(EXIT_FAILURE);
        pid_t pid = fork();
        if (pid == 0)
            serve_client(client, server);
        close(client);
    }
}

void saboteur_start(struct saboteur *saboteur, const struct redis_server *server)
{
    struct sockaddr_un upstream = {.sun_family = AF_UNIX};
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    snprintf(upstream.sun_path, sizeof(upstream.sun_path), "%s", server->socket_path);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) != 0 ||
        listen(listener, 64) != 0 || getsockname(listener, (struct sockaddr *)&address, &size) != 0)
        die_errno("listen");
    saboteur->port = ntohs(address.sin_port);
    fflush(NULL);
    saboteur->pid = fork();
    if (saboteur->pid < 0)
        die_errno("fork");
    if (saboteur->pid == 0)
        run(listener, &upstream);
    close(listener);
}

void saboteur_stop(struct saboteur *saboteur)
{
    kill(saboteur->pid, SIGKILL);
    waitpid(saboteur->pid, NULL, 0);
}
