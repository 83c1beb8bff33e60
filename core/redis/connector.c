#include "config.h"

#include "redis/connector.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "redis/lookup.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* A socket that is connecting. Each address has one of its own, as the loop may let go of the last
 * one's handle later than the next one begins. */
struct attempt {
    struct connector *connector;
    uv_poll_t poll;
    int socket; /* -1 once it is closed or handed over */
};

struct connector {
    uv_loop_t *loop;
    enum redis_scheme scheme;
    char *host;
    char *port;
    struct connector_events events;
    void *context;

    uv_timer_t starter;
    struct lookup *lookup;     /* NULL: none is under way */
    struct addrinfo *resolved; /* to be freed */
    struct addrinfo unix_info; /* the only address of a unix socket */
    struct sockaddr_un unix_address;
    const struct addrinfo *trying;
    const struct addrinfo *next; /* to be tried when that fails */
    struct attempt *attempt;     /* NULL: none */
    struct error error;

    unsigned holds; /* handles and requests of the loop that point here */
    bool ended;
    void (*closed)(void *context);
    void *closed_context;
};

static void release(struct connector *connector)
{
    if (--connector->holds > 0)
        return;
    void (*closed)(void *) = connector->closed;
    void *context = connector->closed_context;
    if (connector->resolved != NULL)
        freeaddrinfo(connector->resolved);
    free(connector->host);
    free(connector->port);
    free(connector);
    closed(context);
}

static void on_starter_closed(uv_handle_t *handle)
{
    release(handle->data);
}

static void on_attempt_closed(uv_handle_t *handle)
{
    struct attempt *attempt = handle->data;
    struct connector *connector = attempt->connector;

    free(attempt);
    release(connector);
}

/* Takes the socket off the loop and returns it. */
static int detach_socket(struct connector *connector)
{
    int socket = connector->attempt->socket;

    uv_close((uv_handle_t *)&connector->attempt->poll, on_attempt_closed);
    connector->attempt = NULL;
    return socket;
}

static void fail(struct connector *connector)
{
    connector->ended = true;
    connector->events.failed(connector->context, &connector->error);
}

/* Appends "host:port", with the address where the host is a name, or the path. */
static void describe_target(const struct connector *connector, struct buffer *out)
{
    const struct addrinfo *trying = connector->trying;
    char address[NI_MAXHOST];

    if (connector->scheme == REDIS_UNIX) {
        buffer_string(out, connector->host);
        return;
    }
    if (strchr(connector->host, ':') != NULL)
        buffer_printf(out, "[%s]:%s", connector->host, connector->port);
    else
        buffer_printf(out, "%s:%s", connector->host, connector->port);
    if (getnameinfo(trying->ai_addr, trying->ai_addrlen, address, sizeof(address), NULL, 0,
                    NI_NUMERICHOST) == 0 &&
        strcmp(address, connector->host) != 0)
        buffer_printf(out, " (%s)", address);
}

void connector_explain(const struct connector *connector, const char *reason, struct error *error)
{
    struct buffer target = {0};

    describe_target(connector, &target);
    error_set(error, ERROR_RETRY, "connect %s: %s", buffer_text(&target), reason);
    buffer_free(&target);
}

static void note_error(struct connector *connector, const char *reason)
{
    connector_explain(connector, reason, &connector->error);
}

/* The keepalive ends connections that a dead host or a firewall has dropped without a word. */
static void set_tcp_options(int socket)
{
    static const struct {
        int level;
        int name;
        int value;
    } options[] = {
        {IPPROTO_TCP, TCP_NODELAY, 1},   {SOL_SOCKET, SO_KEEPALIVE, 1},
        {IPPROTO_TCP, TCP_KEEPIDLE, 30}, {IPPROTO_TCP, TCP_KEEPINTVL, 10},
        {IPPROTO_TCP, TCP_KEEPCNT, 3},
    };

    /* Each makes the connection better; it works without any of them. */
    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
        (void)setsockopt(socket, options[i].level, options[i].name, &options[i].value,
                         sizeof(options[i].value));
}

/* Returns a socket that is connecting or connected, or -1 with errno set. */
static int begin_connect(const struct addrinfo *address)
{
    int connecting = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (connecting < 0)
        return -1;
    if (address->ai_family != AF_UNIX)
        set_tcp_options(connecting);
    if (connect(connecting, address->ai_addr, address->ai_addrlen) == 0 || errno == EINPROGRESS)
        return connecting;

    int reason = errno;
    close(connecting);
    errno = reason;
    return -1;
}

static void on_connected(uv_poll_t *poll, int status, int events);

/* Returns 0, or the loop's error. */
static int watch(struct connector *connector, int socket)
{
    struct attempt *attempt = mem_zalloc(1, sizeof(*attempt));
    int status = uv_poll_init(connector->loop, &attempt->poll, socket);

    if (status != 0) {
        free(attempt);
        return status;
    }
    attempt->connector = connector;
    attempt->socket = socket;
    attempt->poll.data = attempt;
    connector->attempt = attempt;
    connector->holds++;
    status = uv_poll_start(&attempt->poll, UV_WRITABLE, on_connected);
    if (status != 0)
        detach_socket(connector);
    return status;
}

static void connect_next(struct connector *connector)
{
    while (connector->next != NULL) {
        connector->trying = connector->next;
        connector->next = connector->next->ai_next;
        int socket = begin_connect(connector->trying);
        if (socket < 0) {
            note_error(connector, strerror(errno));
            continue;
        }
        int status = watch(connector, socket);
        if (status == 0)
            return;
        note_error(connector, uv_strerror(status));
        close(socket);
    }
    fail(connector);
}

/* The loop reports a socket that could not connect as a bad one: the socket itself knows why. */
static void on_connected(uv_poll_t *poll, int status, int events)
{
    struct connector *connector = ((struct attempt *)poll->data)->connector;
    int socket = detach_socket(connector);
    int reason = 0;
    socklen_t size = sizeof(reason);

    (void)status;
    (void)events;
    if (getsockopt(socket, SOL_SOCKET, SO_ERROR, &reason, &size) != 0)
        reason = errno;
    if (reason == 0) {
        connector->ended = true;
        connector->events.connected(connector->context, socket);
        return;
    }
    close(socket);
    note_error(connector, strerror(reason));
    connect_next(connector);
}

static void begin_connecting(struct connector *connector)
{
    connector->events.resolved(connector->context);
    if (!connector->ended)
        connect_next(connector);
}

static void fail_lookup(struct connector *connector, const char *reason)
{
    error_set(&connector->error, ERROR_RETRY, "look up %s: %s", connector->host, reason);
    fail(connector);
}

static void on_lookup_closed(void *context)
{
    release(context);
}

static void close_lookup(struct connector *connector)
{
    lookup_close(connector->lookup, on_lookup_closed, connector);
    connector->lookup = NULL;
}

static void on_looked_up(void *context, int status, struct addrinfo *addresses)
{
    struct connector *connector = context;

    close_lookup(connector);
    connector->resolved = addresses;
    connector->next = addresses;
    if (status != 0)
        fail_lookup(connector, status == EAI_SYSTEM ? "system error" : gai_strerror(status));
    else
        begin_connecting(connector);
}

/* Addresses in numbers need no lookup, which would start a thread. */
static void resolve(struct connector *connector)
{
    struct addrinfo hints = {
        .ai_family = AF_UNSPEC,
        .ai_socktype = SOCK_STREAM,
        .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
    };

    if (getaddrinfo(connector->host, connector->port, &hints, &connector->resolved) == 0) {
        connector->next = connector->resolved;
        begin_connecting(connector);
        return;
    }
    connector->resolved = NULL;
    connector->lookup =
        lookup_open(connector->loop, connector->host, connector->port, on_looked_up, connector);
    if (connector->lookup == NULL)
        fail_lookup(connector, strerror(errno));
    else
        connector->holds++;
}

static void on_start(uv_timer_t *starter)
{
    struct connector *connector = starter->data;

    if (connector->scheme == REDIS_TCP)
        resolve(connector);
    else
        begin_connecting(connector);
}

/* The URL has made sure that the path fits. */
static void set_unix_address(struct connector *connector)
{
    struct sockaddr_un *address = &connector->unix_address;

    address->sun_family = AF_UNIX;
    strncpy(address->sun_path, connector->host, sizeof(address->sun_path) - 1);
    connector->unix_info = (struct addrinfo){
        .ai_family = AF_UNIX,
        .ai_addr = (struct sockaddr *)address,
        .ai_addrlen = sizeof(*address),
    };
    connector->next = &connector->unix_info;
}

struct connector *connector_open(uv_loop_t *loop, const struct redis_url *url,
                                 const struct connector_events *events, void *context)
{
    struct connector *connector = mem_zalloc(1, sizeof(*connector));

    connector->loop = loop;
    connector->scheme = url->scheme;
    connector->host = mem_strdup(url->host);
    connector->port = url->port != NULL ? mem_strdup(url->port) : NULL;
    connector->events = *events;
    connector->context = context;
    if (url->scheme == REDIS_UNIX)
        set_unix_address(connector);
    uv_timer_init(loop, &connector->starter);
    connector->starter.data = connector;
    connector->holds = 1;
    uv_timer_start(&connector->starter, on_start, 0, 0);
    return connector;
}

const struct addrinfo *connector_address(const struct connector *connector)
{
    return connector->trying;
}

void connector_skip_address(struct connector *connector, const char *reason)
{
    if (connector->attempt == NULL)
        return;
    close(detach_socket(connector));
    note_error(connector, reason);
    connect_next(connector);
}

void connector_close(struct connector *connector, void (*closed)(void *context), void *context)
{
    connector->ended = true;
    connector->closed = closed;
    connector->closed_context = context;
    if (connector->attempt != NULL)
        close(detach_socket(connector));
    if (connector->lookup != NULL)
        close_lookup(connector);
    uv_close((uv_handle_t *)&connector->starter, on_starter_closed);
}
