/* HTTP world: what the test and its HTTP server both see, and how the latter serves. */
#ifndef SUPPORT_HTTP_WORLD_H
#define SUPPORT_HTTP_WORLD_H

#include "support/http_server.h"

#include <stdatomic.h>

#define HTTP_WORLD_REPLIES 16
#define HTTP_WORLD_REQUESTS 65536
#define HTTP_WORLD_BYTES ((size_t)256 << 20) /* touched as far as something stands there */

struct http_world_reply {
    int status;
    char headers[512];
    char body[2048];
    size_t fill;
    enum http_way way;
};

/* Where it stands. */
struct http_world_request {
    size_t head; /* a string, as the body, which may hold more than one */
    size_t body;
    size_t body_size;
};

struct http_world {
    struct http_world_reply replies[HTTP_WORLD_REPLIES];
    atomic_size_t reply_count;
    atomic_size_t next; /* of the replies */
    struct http_world_request requests[HTTP_WORLD_REQUESTS];
    atomic_size_t request_count; /* that are whole */
    size_t used;                 /* of the bytes, by the server alone */
    char bytes[HTTP_WORLD_BYTES];
};

/* Serves until it is killed: a thread a connection. */
_Noreturn void http_world_serve(struct http_world *world, int listener,
                                const struct certificates *certificates, const char *name);

#endif
