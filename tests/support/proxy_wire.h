/* Proxy wire: the process that is a proxy. */
#ifndef SUPPORT_PROXY_WIRE_H
#define SUPPORT_PROXY_WIRE_H

#include "support/dice.h"
#include "support/proxy.h"

#include <stdint.h>

#define PROXY_CONNECTIONS 64

/* What it is told; it answers with a byte. */
struct proxy_order {
    enum proxy_fault fault;
    uint64_t seed;
};

/* Bytes on their way in one direction. */
struct proxy_flow {
    int from; /* descriptors of the connection */
    int to;
    char *bytes;
    size_t size;
    size_t capacity;
    int64_t due_us; /* they do not leave before that */
};

struct proxy_connection {
    bool open;
    int client;
    int server; /* -1: it was never asked */
    struct proxy_flow requests;
    struct proxy_flow replies;
    size_t left; /* bytes of replies until it is cut, or broken off */
    int64_t seen_us;
};

struct proxy_wire {
    int listeners[2];
    int control;
    const char *server_socket;
    enum proxy_fault fault;
    struct dice dice;
    struct proxy_connection connections[PROXY_CONNECTIONS];
};

/* Runs until it is killed. */
_Noreturn void proxy_wire_run(struct proxy_wire *wire);

#endif
