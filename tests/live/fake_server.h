/* Fake server: a listener on the loop of the test that answers what a real server never would. */
#ifndef LIVE_FAKE_SERVER_H
#define LIVE_FAKE_SERVER_H

#include "base/buffer.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

/* What a handshake without AUTH and SELECT is answered. */
#define FAKE_GREETED "+OK\r\n+PONG\r\n$0\r\n\r\n"
#define GREETED .greeting = FAKE_GREETED

/* What it does with each connection. NULL for silence. */
struct fake_script {
    const char *greeting; /* sent for the first bytes that come */
    const char *answer;   /* sent for each later read */
    const char *tail;     /* and this behind the answer, until `tail_size` bytes are sent */
    size_t tail_size;
    unsigned pause_ms; /* not 0: the answer leaves byte by byte, with pauses */
    bool hang_up;      /* closes behind the answer; behind the greeting when there is none */
    bool reset;        /* breaks the connection off behind the answer, both arrive at once */
    /* Appends what to answer to what came over a connection of that number, in place of the
     * greeting and the answer. Returns false to hang up behind it. NULL: those are sent. */
    bool (*respond)(void *context, int connection, struct slice came, struct buffer *out);
    void *context;
};

struct fake_connection;
struct link_probe;

struct fake_server {
    uv_tcp_t listener;
    struct fake_connection *newest; /* NULL: it is closed */
    struct fake_script script;
    char url[48];
    int connections; /* so far */
    int reads;       /* so far, of all connections, with the greetings */
    size_t received; /* bytes */
};

/* Makes a probe and, on its loop, a server on an unused loopback port. The script may be changed at
 * any time. */
void fake_server_open(struct fake_server *server, struct link_probe *probe,
                      struct fake_script script);

/* Closes the newest connection; says something on it without being asked. */
void fake_server_hang_up(struct fake_server *server);
void fake_server_say(struct fake_server *server, const char *text);

/* Ends both. */
void fake_server_close(struct fake_server *server, struct link_probe *probe);

/* The same for a server alone, on any loop; its connections end with those of the others. */
void fake_server_listen(struct fake_server *server, uv_loop_t *loop, struct fake_script script);
void fake_server_end(struct fake_server *server);

#endif
