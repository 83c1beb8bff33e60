#include "config.h"

#include "live/idempotent_server.h"

#include "support/die.h"

#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

struct service {
    int log;
    unsigned unanswered; /* XADDs to come that get no answer */
    unsigned entries;
};

static void log_command(const struct service *service, const redisReply *command)
{
    for (size_t i = 0; i < command->elements; i++)
        dprintf(service->log, "%s%c", command->element[i]->str,
                i + 1 < command->elements ? ' ' : '\n');
}

/* Answers one command. Returns false to hang up instead. */
static bool serve(struct service *service, int client, const redisReply *command)
{
    const char *name = command->element[0]->str;

    if (strcmp(name, "PING") == 0)
        return dprintf(client, "+PONG\r\n") > 0;
    if (strcmp(name, "HELLO") == 0)
        return dprintf(client, "-ERR unknown command 'HELLO'\r\n") > 0;
    if (strcmp(name, "COMMAND") == 0)
        return dprintf(client, "*1\r\n*2\r\n$7\r\nxcfgset\r\n:-4\r\n") > 0;
    if (strcmp(name, "XADD") != 0)
        return dprintf(client, "+OK\r\n") > 0;
    log_command(service, command);
    if (service->unanswered > 0) {
        service->unanswered--;
        return false;
    }
    char id[32];
    int size = snprintf(id, sizeof(id), "1700000000000-%u", ++service->entries);
    return dprintf(client, "$%d\r\n%s\r\n", size, id) > 0;
}

static void serve_client(struct service *service, int client)
{
    redisReader *reader = redisReaderCreate();
    char bytes[16384];
    ssize_t size;
    bool goes_on = reader != NULL;

    while (goes_on && (size = read(client, bytes, sizeof(bytes))) > 0) {
        void *command = NULL;
        redisReaderFeed(reader, bytes, (size_t)size);
        while (goes_on && redisReaderGetReply(reader, &command) == REDIS_OK && command != NULL) {
            goes_on = serve(service, client, command);
            freeReplyObject(command);
            command = NULL;
        }
    }
    redisReaderFree(reader);
    close(client);
}

_Noreturn static void run(const struct idempotent_server *server, int listener, unsigned unanswered)
{
    char path[SCRATCH_SIZE + 8];

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGPIPE, SIG_IGN);
    snprintf(path, sizeof(path), "%s/log", server->directory);
    struct service service = {
        .log = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600),
        .unanswered = unanswered,
    };
    for (;;) {
        int client = accept(listener, NULL, NULL);
        if (client < 0)
            _exit(EXIT_FAILURE);
        serve_client(&service, client);
    }
}

void idempotent_server_start(struct idempotent_server *server, unsigned unanswered)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    scratch_create(server->directory);
    snprintf(address.sun_path, sizeof(address.sun_path), "%s/socket", server->directory);
    snprintf(server->url, sizeof(server->url), "unix://%s/socket", server->directory);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof(address)) != 0 ||
        listen(listener, 16) != 0)
        die_errno("listen");
    fflush(NULL);
    server->pid = fork();
    if (server->pid < 0)
        die_errno("fork");
    if (server->pid == 0)
        run(server, listener, unanswered);
    close(listener);
}

void idempotent_server_stop(struct idempotent_server *server)
{
    kill(server->pid, SIGKILL);
    waitpid(server->pid, NULL, 0);
}
