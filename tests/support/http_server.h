/* HTTP server: answers posts as it is told to, and keeps all of them. A process of its own that
 * listens on a loopback port, by TLS where it gets certificates, and never outlives the one that
 * started it. What cannot be done ends the test (see die.h). */
#ifndef SUPPORT_HTTP_SERVER_H
#define SUPPORT_HTTP_SERVER_H

#include "base/slice.h"
#include "support/certificates.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* How an answer leaves. */
enum http_way {
    HTTP_PLAIN,
    HTTP_CHUNKED,
    HTTP_UNTIL_CLOSE, /* its length is not said: the connection is closed behind it */
    HTTP_DRIBBLE,     /* byte by byte, with pauses of 5 ms */
    HTTP_SILENT,      /* not at all */
    HTTP_RESET,       /* the connection is broken off in place of it, */
    HTTP_HANG_UP,     /* or closed, */
    HTTP_TORN,        /* or closed in the middle of the body, */
    HTTP_STALL,       /* or nothing comes any more from there */
    HTTP_GARBAGE,     /* in place of it comes what is no HTTP */
    HTTP_ENDLESS      /* its headers never end */
};

/* Zero-initialised it is an empty one of status 200. */
struct http_reply {
    int status;          /* 0: 200 */
    const char *headers; /* whole lines with their ends ("Retry-After: 3\r\n"); NULL: none */
    const char *body;    /* NULL: none */
    size_t fill;         /* so many bytes 'x' follow behind the body */
    enum http_way way;
};

/* What came. Valid until the server is stopped. */
struct http_request {
    const char *head; /* the first line and the headers, as they came */
    struct slice body;
};

struct http_server {
    char url[48]; /* "http://127.0.0.1:PORT", "https://localhost:PORT" */
    int port;
    pid_t pid;
    struct http_world *world; /* what both processes see */
};

/* Starts one. With certificates (NULL: without TLS) it shows the one of that name. Its answers are
 * empty, of status 200. */
void http_server_start(struct http_server *server, const struct certificates *certificates,
                       const char *name);
void http_server_stop(struct http_server *server);

/* From now on requests get these answers, one after the other, and the last one again and again.
 * All is copied. */
void http_server_answer(struct http_server *server, const struct http_reply *replies, size_t count);

/* Returns how many requests came so far. */
size_t http_server_count(const struct http_server *server);

/* Waits until there are so many and one more, and returns that. */
struct http_request http_server_request(const struct http_server *server, size_t number);

/* Writes the value of a header. Returns false where there is none. */
bool http_request_header(const struct http_request *request, const char *name, char *value,
                         size_t size);

#endif
