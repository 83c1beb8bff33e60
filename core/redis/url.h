/* URL: where a Redis is and who asks.
 * redis://[[user]:[password]@][host][:port][/db], unix://[[user]:[password]@]/path[?db=N];
 * percent-encoded; IPv6 in brackets; an empty user or password is left open. rediss://,
 * redis+cluster:// and redis+sentinel:// are recognised and refused by name. */
#ifndef REDIS_URL_H
#define REDIS_URL_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdint.h>

enum redis_scheme { REDIS_TCP, REDIS_UNIX };

struct redis_url {
    enum redis_scheme scheme;
    char *host; /* or the path of the socket */
    char *port;
    char *user;     /* NULL: none */
    char *password; /* NULL: none; wiped before it is freed */
    unsigned db;
    int64_t timeout_ms; /* for an answer; 0: it does not say */
    char *client_name;  /* for CLIENT SETNAME; NULL: none */
};

/* Reads a URL. Of the parameters that redis-py knows db, socket_timeout, socket_connect_timeout and
 * client_name have a meaning here, and what is about the Python client alone has none; the others
 * are errors, as is "redis://x@host", which libraries read in two ways. The error text never holds
 * the password. */
bool redis_url_parse(const char *text, struct redis_url *url, struct error *error);
void redis_url_copy(struct redis_url *to, const struct redis_url *from);
void redis_url_free(struct redis_url *url);

/* Takes user and password that the URL leaves open from $REDISCLI_AUTH; a file of one line replaces
 * both when `password_file` is not NULL (its mode must keep others out). */
bool redis_url_credentials(struct redis_url *url, const char *password_file, struct error *error);

/* Appends the names of those parameters that have no meaning here, parted by ", ". */
void redis_url_ignored(const char *text, struct buffer *out);

/* Appends the URL as it may be shown: without user and password, always with port and database. */
void redis_url_show(const struct redis_url *url, struct buffer *out);

#endif
