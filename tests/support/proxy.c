#include "config.h"

#include "support/proxy.h"

#include "support/die.h"
#include "support/proxy_wire.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define BACKLOG 128

#define PROXY_FAULT_NAME(name) #name,
static const char *const names[] = {PROXY_FAULTS(PROXY_FAULT_NAME)};
#undef PROXY_FAULT_NAME

const char *proxy_fault_name(enum proxy_fault fault)
{
    return names[fault];
}

static int listen_unix(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
        listen(fd, BACKLOG) != 0)
        die_errno("listen on a unix socket");
    return fd;
}

static int listen_tcp(int *port)
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

/* What listens does so before the caller goes on. */
void proxy_start(struct proxy *proxy, const char *server_socket)
{
    char path[SCRATCH_SIZE + 16];
    int control[2];
    int port;
    pid_t parent = getpid();

    *proxy = (struct proxy){.control = -1};
    scratch_create(proxy->directory);
    snprintf(path, sizeof(path), "%s/proxy.sock", proxy->directory);
    struct proxy_wire wire = {.listeners = {listen_unix(path), listen_tcp(&port)},
                              .server_socket = server_socket};
    snprintf(proxy->unix_url, sizeof(proxy->unix_url), "unix://%s", path);
    snprintf(proxy->tcp_url, sizeof(proxy->tcp_url), "redis://127.0.0.1:%d/0", port);
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, control) != 0)
        die_errno("make a pair of sockets");
    fflush(NULL);
    proxy->pid = fork();
    if (proxy->pid < 0)
        die_errno("fork");
    if (proxy->pid == 0) {
        if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
            _exit(EXIT_FAILURE);
        wire.control = control[1];
        close(control[0]);
        proxy_wire_run(&wire);
    }
    close(control[1]);
    close(wire.listeners[0]);
    close(wire.listeners[1]);
    proxy->control = control[0];
}

void proxy_stop(struct proxy *proxy)
{
    if (proxy->pid <= 0)
        return;
    kill(proxy->pid, SIGKILL);
    waitpid(proxy->pid, NULL, 0);
    close(proxy->control);
    proxy->pid = 0;
}

void proxy_set(const struct proxy *proxy, enum proxy_fault fault, uint64_t seed)
{
    const struct proxy_order order = {fault, seed};
    char done;

    if (send(proxy->control, &order, sizeof(order), 0) != (ssize_t)sizeof(order) ||
        recv(proxy->control, &done, 1, 0) != 1)
        die_errno("tell the proxy what goes wrong");
}
