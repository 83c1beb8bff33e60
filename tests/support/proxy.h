/* Proxy: stands between a program and a server, and does with their bytes what networks, balancers
 * and gateways do on bad days. A process of its own that listens on a unix socket and on a loopback
 * port, and never outlives the one that started it. What cannot be done ends the test (see die.h).
 *
 * What goes wrong is chosen by the test and may be changed at any time; where and how much of it by
 * a seed, so that it can be had again. */
#ifndef SUPPORT_PROXY_H
#define SUPPORT_PROXY_H

#include "support/scratch.h"

#include <stdint.h>
#include <sys/types.h>

#define PROXY_FAULTS(X)                                                                            \
    X(NONE)       /* bytes pass as they are */                                                     \
    X(DELAY)      /* … later, some of them */                                                    \
    X(FRAGMENT)   /* … in pieces of a few bytes, with every boundary in between */               \
    X(STALL)      /* nothing passes in either direction, and nothing is read */                    \
    X(DEAF)       /* requests pass, replies do not */                                              \
    X(DUMB)       /* requests do not pass */                                                       \
    X(HALF_OPEN)  /* what connects is accepted and hears nothing; what was connected is closed */  \
    X(REFUSE)     /* what connects is closed at once; what was connected, too */                   \
    X(IDLE_CLOSE) /* a connection on which nothing came for a moment is closed */                  \
    X(TRUNCATE)   /* a connection is closed in the middle of a reply */                            \
    X(RESET)      /* … and broken off, with RST where there is such a thing */                   \
    X(DOUBLE_BYTES) /* some bytes of replies come twice */                                         \
    X(DOUBLE)       /* whole replies come twice, or what was read of them at once */               \
    X(CORRUPT)      /* some bytes of replies are others */                                         \
    X(HTML)         /* every request is answered with an HTTP page, and the connection closed */

#define PROXY_FAULT_NUMBER(name) PROXY_##name,
enum proxy_fault { PROXY_FAULTS(PROXY_FAULT_NUMBER) PROXY_FAULT_COUNT };
#undef PROXY_FAULT_NUMBER

struct proxy {
    char directory[SCRATCH_SIZE];
    char unix_url[SCRATCH_SIZE + 32];
    char tcp_url[48];
    pid_t pid;
    int control;
};

/* Starts a proxy in front of the server that listens on a unix socket, or on a loopback port
 * ("6379"). The server need not run. */
void proxy_start(struct proxy *proxy, const char *server_socket);
void proxy_stop(struct proxy *proxy);

/* From now on this goes wrong. When it returns, nothing of before does. */
void proxy_set(const struct proxy *proxy, enum proxy_fault fault, uint64_t seed);

const char *proxy_fault_name(enum proxy_fault fault);

#endif
