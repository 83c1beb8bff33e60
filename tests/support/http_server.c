/* HTTP server: the side of the test. */
#include "config.h"

#include "support/http_server.h"

#include "support/die.h"
#include "support/http_world.h"
#include "support/wait.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define BACKLOG 128

static int listen_on_loopback(int *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &size) != 0 || listen(fd, BACKLOG) != 0)
        die_errno("listen on a port");
    *port = ntohs(address.sin_port);
    return fd;
}

static struct http_world *share(void)
{
    void *memory = mmap(NULL, sizeof(struct http_world), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (memory == MAP_FAILED)
        die_errno("share memory");
    return memory;
}

void http_server_start(struct http_server *server, const struct certificates *certificates,
                       const char *name)
{
    static const struct http_reply empty = {0};
    pid_t parent = getpid();
    int listener = listen_on_loopback(&server->port);

    server->world = share();
    snprintf(server->url, sizeof(server->url), "%s:%d",
             certificates != NULL ? "https://localhost" : "http://127.0.0.1", server->port);
    http_server_answer(server, &empty, 1);
    fflush(NULL);
    server->pid = fork();
    if (server->pid < 0)
        die_errno("fork");
    if (server->pid == 0) {
        if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
            _exit(EXIT_FAILURE);
        http_world_serve(server->world, listener, certificates, name);
    }
    close(listener);
}

void http_server_stop(struct http_server *server)
{
    if (server->pid == 0)
        return;
    kill(server->pid, SIGKILL);
    if (waitpid(server->pid, NULL, 0) != server->pid)
        die_errno("wait for the HTTP server");
    munmap(server->world, sizeof(*server->world));
    server->pid = 0;
}

static void copy(char *out, size_t size, const char *text)
{
    if (text != NULL && strlen(text) >= size)
        die("an answer of the HTTP server is too long");
    snprintf(out, size, "%s", text != NULL ? text : "");
}

void http_server_answer(struct http_server *server, const struct http_reply *replies, size_t count)
{
    struct http_world *world = server->world;

    if (count == 0 || count > HTTP_WORLD_REPLIES)
        die("so many answers cannot be kept: %zu", count);
    for (size_t i = 0; i < count; i++) {
        struct http_world_reply *to = &world->replies[i];
        to->status = replies[i].status != 0 ? replies[i].status : 200;
        copy(to->headers, sizeof(to->headers), replies[i].headers);
        copy(to->body, sizeof(to->body), replies[i].body);
        to->fill = replies[i].fill;
        to->way = replies[i].way;
    }
    atomic_store(&world->next, 0);
    atomic_store(&world->reply_count, count);
}

size_t http_server_count(const struct http_server *server)
{
    return atomic_load(&server->world->request_count);
}

struct http_request http_server_request(const struct http_server *server, size_t number)
{
    struct deadline deadline = deadline_in(PATIENCE_MS);
    const struct http_world *world = server->world;

    while (http_server_count(server) <= number)
        if (!deadline_pause(&deadline))
            die("request number %zu did not come", number);
    const struct http_world_request *request = &world->requests[number];
    return (struct http_request){
        .head = world->bytes + request->head,
        .body = {world->bytes + request->body, request->body_size},
    };
}

bool http_request_header(const struct http_request *request, const char *name, char *value,
                         size_t size)
{
    size_t length = strlen(name);
    const char *line = strchr(request->head, '\n');

    for (; line != NULL; line = strchr(line, '\n')) {
        line++;
        if (strncasecmp(line, name, length) != 0 || line[length] != ':')
            continue;
        const char *begin = line + length + 1 + strspn(line + length + 1, " ");
        snprintf(value, size, "%.*s", (int)strcspn(begin, "\r\n"), begin);
        return true;
    }
    return false;
}
