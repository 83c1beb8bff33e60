#include "config.h"

#include "support/redis_server_keeper.h"

#include "support/die.h"

#include "base/memory.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define BACKLOG 16

static struct sockaddr_un address_of(const struct redis_server *server)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    snprintf(address.sun_path, sizeof(address.sun_path), "%s/keeper.sock", server->directory);
    return address;
}

static int listen_for_orders(const struct redis_server *server)
{
    struct sockaddr_un address = address_of(server);
    int listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof(address)) != 0 ||
        listen(listener, BACKLOG) != 0)
        die_errno("listen at %s", address.sun_path);
    return listener;
}

static void carry_out(struct redis_server *server, enum keeper_order order)
{
    bool runs = redis_server_state(server) != REDIS_SERVER_DEAD;

    switch (order) {
    case ORDER_KILL:
        redis_server_kill(server);
        break;
    case ORDER_START:
        redis_server_start(server);
        break;
    case ORDER_FREEZE:
        redis_server_freeze(server);
        break;
    case ORDER_THAW:
        redis_server_thaw(server);
        break;
    case ORDER_END:
        if (runs)
            redis_server_kill(server);
        break;
    case ORDER_LOOK:
        break;
    }
}

/* Whoever asked may be gone. */
static bool serve(struct redis_server *server, int listener)
{
    int asker = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    enum keeper_order order = ORDER_LOOK;

    if (asker >= 0 && recv(asker, &order, sizeof(order), 0) == sizeof(order)) {
        carry_out(server, order);
        enum redis_server_state state = redis_server_state(server);
        (void)!send(asker, &state, sizeof(state), MSG_NOSIGNAL);
    }
    close(asker);
    return order != ORDER_END;
}

_Noreturn static void keep(struct redis_server *server, int lifeline)
{
    int listener = listen_for_orders(server);
    struct pollfd waits[] = {{.fd = listener, .events = POLLIN}, {.fd = lifeline}};

    (void)!send(lifeline, server, sizeof(*server), MSG_NOSIGNAL);
    while (poll(waits, 2, -1) > 0 && waits[1].revents == 0 && serve(server, listener))
        continue;
    redis_server_free(server);
    _exit(EXIT_SUCCESS);
}

static void copy_known(struct redis_server *server, const struct redis_server *kept)
{
    memcpy(server->directory, kept->directory, sizeof(server->directory));
    memcpy(server->socket_path, kept->socket_path, sizeof(server->socket_path));
    memcpy(server->unix_url, kept->unix_url, sizeof(server->unix_url));
    memcpy(server->tcp_url, kept->tcp_url, sizeof(server->tcp_url));
    server->port = kept->port;
}

/* The lifeline closes when the last process is gone that holds it: keepers that are made later hold
 * it too, and end first. libcheck ends the process group of a test. */
void redis_server_keep(struct redis_server *server, const struct redis_server_setup *setup)
{
    struct redis_server_setup own = *setup;
    struct redis_server kept;
    int ends[2];

    own.shared = false;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        die_errno("make a lifeline");
    fflush(NULL);
    server->keeper = fork();
    if (server->keeper < 0)
        die_errno("fork");
    if (server->keeper == 0) {
        setpgid(0, 0);
        close(ends[0]);
        keep(redis_server_create(&own), ends[1]);
    }
    setpgid(server->keeper, server->keeper);
    close(ends[1]);
    if (recv(ends[0], &kept, sizeof(kept), 0) != sizeof(kept))
        die("the server that is to be shared did not start");
    copy_known(server, &kept);
    server->lifeline = ends[0];
    server->password = setup->password ? mem_strdup(setup->password) : NULL;
}

enum redis_server_state redis_server_order(const struct redis_server *server,
                                           enum keeper_order order)
{
    struct sockaddr_un address = address_of(server);
    enum redis_server_state state;
    int keeper = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

    if (keeper < 0 || connect(keeper, (struct sockaddr *)&address, sizeof(address)) != 0 ||
        send(keeper, &order, sizeof(order), MSG_NOSIGNAL) < 0)
        die_errno("ask %s", address.sun_path);
    if (recv(keeper, &state, sizeof(state), 0) != sizeof(state))
        die("%s did not carry out an order", address.sun_path);
    close(keeper);
    return state;
}

void redis_server_dismiss(struct redis_server *server)
{
    redis_server_order(server, ORDER_END);
    close(server->lifeline);
    waitpid(server->keeper, NULL, 0);
}
