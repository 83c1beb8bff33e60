/* URL: where a Redis is and who asks.
 *
 *   redis://[[user]:[password]@][host][:port][/db]
 *   unix://[[user]:[password]@]/path[?db=N]
 *   redis+cluster://[[user]:[password]@]host[:port][,host[:port]…]
 *   redis+sentinel://[[user]:[password]@]host[:port][,host[:port]…]/NAME[/db]
 *
 * and rediss:// in place of redis:// for TLS. Percent-encoded; IPv6 in brackets; an empty user or
 * password is left open. User and password are those of the servers that hold the data. */
#ifndef REDIS_URL_H
#define REDIS_URL_H

#include "base/buffer.h"
#include "base/error.h"
#include "redis/access.h"

#include <stdint.h>

/* How bytes get to a server. */
enum redis_scheme { REDIS_TCP, REDIS_UNIX };

/* What the addresses of a URL are. */
enum redis_topology {
    REDIS_SERVER,  /* of the one server */
    REDIS_CLUSTER, /* of some nodes of a cluster, which know the others */
    REDIS_SENTINEL /* of sentinels, which know the server */
};

struct redis_address {
    char *host;
    char *port;
};

/* What a URL says of TLS, in redis-py's words. */
struct redis_ssl {
    char *ca_certs; /* NULL: it does not say */
    char *certfile;
    char *keyfile;
    bool unchecked; /* ssl_cert_reqs=none */
    bool any_name;  /* ssl_check_hostname=false */
    bool given;     /* any of them */
};

struct tls;

struct redis_url {
    enum redis_scheme scheme;
    enum redis_topology topology;
    bool tls;
    bool replicas; /* of a cluster are read from, where they answer */
    char *host;    /* of the first address; or the path of the socket */
    char *port;
    struct redis_address *more; /* the other addresses; one server has none */
    size_t more_count;
    char *master;        /* by which sentinels know the server; NULL: there are none */
    char *sentinel_user; /* NULL: none, as also the password; of the sentinels themselves */
    char *sentinel_password;
    char *user;     /* NULL: none */
    char *password; /* NULL: none; wiped before it is freed */
    unsigned db;
    int64_t timeout_ms; /* for an answer; 0: it does not say */
    char *client_name;  /* for CLIENT SETNAME; NULL: none */
    struct redis_ssl ssl;
    struct tls *trust; /* made of that by redis_url_access(), shared by copies; NULL: without TLS */
    char *seed;        /* of a cluster's node: the host of the URL that it was found by; its
                          certificate may be for that instead. NULL: none */
};

/* Reads a URL. Of the parameters that redis-py knows db, socket_timeout, socket_connect_timeout,
 * client_name and those of TLS (ssl_…) have a meaning here, and what is about the Python client
 * alone has none; the others are errors, as is "redis://x@host", which libraries read in two ways.
 * The error text never holds the password. */
bool redis_url_parse(const char *text, struct redis_url *url, struct error *error);
void redis_url_copy(struct redis_url *to, const struct redis_url *from);
void redis_url_free(struct redis_url *url);

/* Makes the URL of one server of a cluster, or behind sentinels: the same but for where it is; one
 * that sentinels named keeps the name of the master that it is to be. */
void redis_url_at(struct redis_url *to, const struct redis_url *from, const char *host,
                  const char *port);

/* Makes the URL of one of the sentinels, with the user and password of sentinels: the first one, or
 * one of the others. It names no master. */
void redis_url_of_sentinel(struct redis_url *to, const struct redis_url *from, size_t number);

/* Takes over what is said beside the URL: the one line of the password file in place of its
 * password; a password that is still open from $REDISCLI_AUTH; what TLS needs, whose files are
 * read. To be called before the URL is connected to. */
bool redis_url_access(struct redis_url *url, const struct redis_access *access,
                      struct error *error);

/* The part of that which is about TLS. Options without a meaning, as the URL has no TLS, are
 * errors.
 */
bool redis_url_secure(struct redis_url *url, const struct redis_access *access,
                      struct error *error);

/* Returns what of TLS is not done for this server, to be told to whoever looks; NULL: nothing. */
const char *redis_url_caution(const struct redis_url *url);

/* Appends the names of those parameters that have no meaning here, parted by ", ". */
void redis_url_ignored(const char *text, struct buffer *out);

/* Returns how the scheme of the URL ends that was typed, behind "redis" or "rediss", also of one
 * that was made of it: "", "+cluster" or "+sentinel". */
const char *redis_url_topology(const struct redis_url *url);

/* Appends "HOST:PORT" as in a URL. */
void redis_url_show_address(const char *host, const char *port, struct buffer *out);

/* Appends the URL as it may be shown: without user and password, always with ports and database
 * (but that of a cluster, which has no other). */
void redis_url_show(const struct redis_url *url, struct buffer *out);

#endif
