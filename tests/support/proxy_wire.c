#include "config.h"

#include "support/proxy_wire.h"

#include "base/memory.h"
#include "support/wait.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define READ_SIZE 16384
#define FLOW_MAX (256 * 1024)
#define TICK_MS 5
#define DELAY_MOST_US 60000
#define IDLE_US 40000
#define FIXED 3 /* descriptors in front of those of connections: listeners, control */
#define PAGE                                                                                       \
    "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 49\r\n\r\n"            \
    "<html><body><h1>502 Bad Gateway</h1></body></html>"

static bool is_closing(enum proxy_fault fault)
{
    return fault == PROXY_HALF_OPEN || fault == PROXY_REFUSE;
}

static void end_connection(struct proxy_connection *connection)
{
    close(connection->client);
    if (connection->server >= 0)
        close(connection->server);
    free(connection->requests.bytes);
    free(connection->replies.bytes);
    *connection = (struct proxy_connection){.open = false};
}

/* Of TCP the other side hears RST. */
static void break_off(struct proxy_connection *connection)
{
    const struct linger none = {.l_onoff = 1, .l_linger = 0};

    setsockopt(connection->client, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
    end_connection(connection);
}

/* A loopback port answers at once, as a unix socket does. */
static int connect_server(const struct proxy_wire *wire)
{
    struct sockaddr_un path = {.sun_family = AF_UNIX};
    struct sockaddr_in port = {.sin_family = AF_INET,
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                               .sin_port = htons((uint16_t)atoi(wire->server_socket))};
    bool is_path = wire->server_socket[0] == '/';
    int fd = socket(is_path ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    snprintf(path.sun_path, sizeof(path.sun_path), "%s", wire->server_socket);
    if (fd >= 0 &&
        connect(fd, is_path ? (struct sockaddr *)&path : (struct sockaddr *)&port,
                is_path ? sizeof(path) : sizeof(port)) == 0 &&
        fcntl(fd, F_SETFL, O_NONBLOCK) == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

static struct proxy_connection *unused(struct proxy_wire *wire)
{
    for (size_t i = 0; i < PROXY_CONNECTIONS; i++) {
        if (!wire->connections[i].open)
            return &wire->connections[i];
    }
    return NULL;
}

static void join(struct proxy_wire *wire, struct proxy_connection *connection)
{
    connection->server = connect_server(wire);
    if (connection->server < 0) {
        end_connection(connection);
        return;
    }
    connection->requests =
        (struct proxy_flow){.from = connection->client, .to = connection->server};
    connection->replies = (struct proxy_flow){.from = connection->server, .to = connection->client};
}

/* A page is said without a server. */
static void accept_one(struct proxy_wire *wire, int listener)
{
    int fd = accept(listener, NULL, NULL);
    int on = 1;
    struct proxy_connection *connection = unused(wire);

    if (fd < 0)
        return;
    if (connection == NULL || wire->fault == PROXY_REFUSE || fcntl(fd, F_SETFL, O_NONBLOCK) != 0) {
        close(fd);
        return;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    *connection = (struct proxy_connection){.open = true,
                                            .client = fd,
                                            .server = -1,
                                            .left = 1 + dice_below(&wire->dice, 20000),
                                            .seen_us = wait_clock_us()};
    connection->requests = (struct proxy_flow){.from = fd, .to = -1};
    connection->replies = (struct proxy_flow){.from = -1, .to = fd};
    if (wire->fault != PROXY_HALF_OPEN && wire->fault != PROXY_HTML)
        join(wire, connection);
}

static void append(struct proxy_flow *flow, const char *bytes, size_t size)
{
    flow->bytes = mem_grow(flow->bytes, &flow->capacity, flow->size + size, 1);
    memcpy(flow->bytes + flow->size, bytes, size);
    flow->size += size;
}

/* Once in some thousand bytes, and once a read at least now and then. */
static void spoil(struct proxy_wire *wire, struct proxy_flow *flow, char *bytes, size_t size)
{
    size_t from = 0;

    for (size_t i = 0; i < size; i++) {
        if (!dice_once_in(&wire->dice, 2000))
            continue;
        if (wire->fault == PROXY_CORRUPT) {
            bytes[i] ^= (char)(1 << dice_below(&wire->dice, 8));
        } else {
            append(flow, bytes + from, i + 1 - from);
            from = i;
        }
    }
    append(flow, bytes + from, size - from);
}

static void take_reply(struct proxy_wire *wire, struct proxy_flow *flow, char *bytes, size_t size)
{
    if (wire->fault == PROXY_CORRUPT || wire->fault == PROXY_DOUBLE_BYTES) {
        spoil(wire, flow, bytes, size);
        return;
    }
    append(flow, bytes, size);
    if (wire->fault == PROXY_DOUBLE && dice_once_in(&wire->dice, 4))
        append(flow, bytes, size);
}

static void say_page(struct proxy_connection *connection)
{
    (void)!write(connection->client, PAGE, strlen(PAGE));
    end_connection(connection);
}

static void read_flow(struct proxy_wire *wire, struct proxy_connection *connection,
                      struct proxy_flow *flow)
{
    char bytes[READ_SIZE];
    ssize_t size = read(flow->from, bytes, sizeof(bytes));

    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (size <= 0) {
        end_connection(connection);
        return;
    }
    connection->seen_us = wait_clock_us();
    if (flow == &connection->requests && wire->fault == PROXY_HTML) {
        say_page(connection);
        return;
    }
    if (flow->to < 0)
        return;
    if (wire->fault == PROXY_DELAY && flow->size == 0)
        flow->due_us = connection->seen_us + (int64_t)dice_below(&wire->dice, DELAY_MOST_US);
    if (flow == &connection->replies)
        take_reply(wire, flow, bytes, (size_t)size);
    else
        append(flow, bytes, (size_t)size);
}

static bool is_cut(const struct proxy_wire *wire)
{
    return wire->fault == PROXY_TRUNCATE || wire->fault == PROXY_RESET;
}

static size_t piece(struct proxy_wire *wire, const struct proxy_connection *connection,
                    const struct proxy_flow *flow)
{
    size_t size = flow->size;

    if (wire->fault == PROXY_FRAGMENT && size > 1)
        size = 1 + dice_below(&wire->dice, size < 40 ? size : 40);
    if (is_cut(wire) && flow == &connection->replies && size > connection->left)
        size = connection->left;
    return size;
}

static void cut(struct proxy_wire *wire, struct proxy_connection *connection, size_t written)
{
    connection->left -= written;
    if (connection->left > 0)
        return;
    if (wire->fault == PROXY_RESET)
        break_off(connection);
    else
        end_connection(connection);
}

static void write_flow(struct proxy_wire *wire, struct proxy_connection *connection,
                       struct proxy_flow *flow)
{
    ssize_t size =
        send(flow->to, flow->bytes, piece(wire, connection, flow), MSG_NOSIGNAL | MSG_DONTWAIT);

    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (size < 0) {
        end_connection(connection);
        return;
    }
    flow->size -= (size_t)size;
    memmove(flow->bytes, flow->bytes + size, flow->size);
    if (is_cut(wire) && flow == &connection->replies)
        cut(wire, connection, (size_t)size);
}

/* Whether bytes of a direction are read, and passed on. */
static bool flows(const struct proxy_wire *wire, bool replies)
{
    return wire->fault != PROXY_STALL && !(replies && wire->fault == PROXY_DEAF) &&
           !(!replies && wire->fault == PROXY_DUMB);
}

static bool may_read(const struct proxy_wire *wire, const struct proxy_flow *flow, bool replies)
{
    return flow->from >= 0 && flow->size < FLOW_MAX && wire->fault != PROXY_STALL &&
           (flows(wire, replies) || flow->size < FLOW_MAX / 2);
}

static bool may_write(const struct proxy_wire *wire, const struct proxy_flow *flow, bool replies)
{
    return flow->to >= 0 && flow->size > 0 && flows(wire, replies) &&
           wait_clock_us() >= flow->due_us;
}

static short events_of(const struct proxy_wire *wire, const struct proxy_flow *in,
                       const struct proxy_flow *out, bool replies_in)
{
    return (short)((may_read(wire, in, replies_in) ? POLLIN : 0) |
                   (may_write(wire, out, !replies_in) ? POLLOUT : 0));
}

/* The client's descriptor, and the server's, of each connection; -1 is passed over. */
static void fill(const struct proxy_wire *wire, struct pollfd *polled)
{
    for (size_t i = 0; i < PROXY_CONNECTIONS; i++) {
        const struct proxy_connection *connection = &wire->connections[i];
        struct pollfd *client = &polled[FIXED + 2 * i];
        const struct proxy_flow *requests = &connection->requests;
        const struct proxy_flow *replies = &connection->replies;
        client[0] = (struct pollfd){.fd = -1};
        client[1] = (struct pollfd){.fd = -1};
        if (!connection->open)
            continue;
        client[0].events = events_of(wire, requests, replies, false);
        client[1].events = events_of(wire, replies, requests, true);
        client[0].fd = client[0].events != 0 ? connection->client : -1;
        client[1].fd = client[1].events != 0 ? connection->server : -1;
    }
}

static void serve_end(struct proxy_wire *wire, struct proxy_connection *connection,
                      const struct pollfd *polled, struct proxy_flow *in, struct proxy_flow *out)
{
    if (connection->open && (polled->revents & POLLOUT) != 0 && out->size > 0)
        write_flow(wire, connection, out);
    if (connection->open && (polled->revents & (POLLIN | POLLHUP | POLLERR)) != 0 &&
        (polled->events & POLLIN) != 0)
        read_flow(wire, connection, in);
}

static void serve(struct proxy_wire *wire, const struct pollfd *polled)
{
    for (size_t i = 0; i < PROXY_CONNECTIONS; i++) {
        struct proxy_connection *connection = &wire->connections[i];
        const struct pollfd *client = &polled[FIXED + 2 * i];
        if (client[0].fd >= 0)
            serve_end(wire, connection, &client[0], &connection->requests, &connection->replies);
        if (client[1].fd >= 0)
            serve_end(wire, connection, &client[1], &connection->replies, &connection->requests);
        if (connection->open && wire->fault == PROXY_IDLE_CLOSE &&
            wait_clock_us() > connection->seen_us + IDLE_US)
            end_connection(connection);
    }
}

/* What hears nothing is closed when that is over: nobody would ever answer it. */
static void obey(struct proxy_wire *wire)
{
    struct proxy_order order;

    if (recv(wire->control, &order, sizeof(order), 0) != (ssize_t)sizeof(order))
        _exit(EXIT_SUCCESS);
    bool closing = is_closing(order.fault) || is_closing(wire->fault);
    wire->fault = order.fault;
    wire->dice = (struct dice){order.seed};
    for (size_t i = 0; i < PROXY_CONNECTIONS; i++) {
        struct proxy_connection *connection = &wire->connections[i];
        if (connection->open && (closing || connection->server < 0))
            end_connection(connection);
        connection->left = 1 + dice_below(&wire->dice, 20000);
    }
    (void)!send(wire->control, "", 1, MSG_NOSIGNAL);
}

_Noreturn void proxy_wire_run(struct proxy_wire *wire)
{
    static struct pollfd polled[FIXED + 2 * PROXY_CONNECTIONS];

    signal(SIGPIPE, SIG_IGN);
    for (;;) {
        polled[0] = (struct pollfd){.fd = wire->listeners[0], .events = POLLIN};
        polled[1] = (struct pollfd){.fd = wire->listeners[1], .events = POLLIN};
        polled[2] = (struct pollfd){.fd = wire->control, .events = POLLIN};
        fill(wire, polled);
        poll(polled, FIXED + 2 * PROXY_CONNECTIONS, TICK_MS);
        if (polled[2].revents != 0)
            obey(wire);
        else
            serve(wire, polled);
        for (int i = 0; i < 2; i++) {
            if ((polled[i].revents & POLLIN) != 0)
                accept_one(wire, wire->listeners[i]);
        }
    }
}
