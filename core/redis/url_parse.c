/* Reading a URL. */
#include "config.h"

#include "redis/url.h"
#include "redis/url_query.h"

#include "base/integer.h"
#include "base/memory.h"
#include "base/slice.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#define DEFAULT_HOST "localhost"
#define DEFAULT_PORT "6379"
#define PORT_MAX 65535
#define DB_MAX INT32_MAX
#define PATH_MAX_BYTES (sizeof(((struct sockaddr_un *)0)->sun_path) - 1)

/* No message below repeats a part of the URL that could hold the password, also where the URL is so
 * wrong that the password stands in an unexpected place. */
#define ENCODE_HINT                                                                                \
    "in a user name or password, write / ? # @ : and %% as %%2F %%3F %%23 %%40 %%3A %%25"

static bool wrong(struct error *error, const char *reason)
{
    return error_set(error, ERROR_USAGE, "Redis URL: %s", reason);
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* Returns a new string, or NULL when an escape is malformed or stands for NUL. */
char *redis_url_decode(struct slice text)
{
    char *out = mem_alloc(text.size + 1);
    size_t size = 0;

    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (c == '%') {
            int high = text.size - i > 2 ? hex_digit(text.data[i + 1]) : -1;
            int low = high >= 0 ? hex_digit(text.data[i + 2]) : -1;
            if (low < 0 || high + low == 0) {
                explicit_bzero(out, size);
                free(out);
                return NULL;
            }
            c = (char)(high * 16 + low);
            i += 2;
        }
        out[size++] = c;
    }
    out[size] = '\0';
    return out;
}

static bool has_controls(const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c < 0x20 || c == 0x7F)
            return true;
    }
    return false;
}

bool redis_url_db(struct slice text, struct redis_url *url, struct error *error)
{
    uint64_t db;

    if (!integer_parse(text, DB_MAX, &db))
        return wrong(error, "the database is not a number from 0 up");
    url->db = (unsigned)db;
    return true;
}

static bool parse_credentials(struct slice text, struct redis_url *url, struct error *error)
{
    if (memchr(text.data, ':', text.size) == NULL)
        return wrong(error,
                     "\"redis://NAME@HOST\" is read in two ways: write redis://:PASSWORD@HOST"
                     " or redis://USER:PASSWORD@HOST");

    struct slice password = text;
    struct slice user = slice_split(&password, ':');
    if (password.size > 0 && memchr(password.data, ':', password.size) != NULL)
        return error_set(error, ERROR_USAGE,
                         "Redis URL: more than one ':' before the '@'; " ENCODE_HINT);
    if (user.size > 0 && (url->user = redis_url_decode(user)) == NULL)
        return error_set(error, ERROR_USAGE,
                         "Redis URL: the user name has a wrong %%XX escape; " ENCODE_HINT);
    if (password.size > 0 && (url->password = redis_url_decode(password)) == NULL)
        return error_set(error, ERROR_USAGE,
                         "Redis URL: the password has a wrong %%XX escape; " ENCODE_HINT);
    return true;
}

static bool parse_port(struct slice text, struct redis_url *url, struct error *error)
{
    uint64_t port;

    if (text.size == 0) {
        url->port = mem_strdup(DEFAULT_PORT);
        return true;
    }
    if (!integer_parse(text, PORT_MAX, &port) || port == 0)
        return error_set(error, ERROR_USAGE,
                         "Redis URL: the port is not a number from 1 to %d; " ENCODE_HINT,
                         PORT_MAX);
    url->port = mem_strndup(text.data, text.size);
    return true;
}

/* "[::1]:6379": `text` begins with the bracket. */
static bool parse_bracketed(struct slice text, struct redis_url *url, struct error *error)
{
    struct slice rest = {text.data + 1, text.size - 1};
    struct slice host = slice_split(&rest, ']');

    if (rest.data == NULL || host.size == 0)
        return wrong(error, "the address in brackets is not closed, or empty");
    if (rest.size > 0 && rest.data[0] != ':')
        return wrong(error, "only a port may follow the address in brackets");
    if ((url->host = redis_url_decode(host)) == NULL)
        return wrong(error, "the host has a wrong %XX escape");
    if (rest.size > 0)
        rest = (struct slice){rest.data + 1, rest.size - 1};
    return parse_port(rest, url, error);
}

static bool parse_host(struct slice text, struct redis_url *url, struct error *error)
{
    if (text.size > 0 && text.data[0] == '[')
        return parse_bracketed(text, url, error);

    struct slice port = text;
    struct slice host = slice_split(&port, ':');
    if (port.size > 0 && memchr(port.data, ':', port.size) != NULL)
        return error_set(error, ERROR_USAGE,
                         "Redis URL: an IPv6 address needs brackets: "
                         "redis://[::1]:6379; " ENCODE_HINT);
    url->host = host.size > 0 ? redis_url_decode(host) : mem_strdup(DEFAULT_HOST);
    if (url->host == NULL)
        return wrong(error, "the host has a wrong %XX escape");
    return parse_port(port, url, error);
}

/* What stands between "//" and the path: credentials and host, both optional. */
static bool parse_authority(struct slice text, struct redis_url *url, struct error *error)
{
    const char *at = text.size > 0 ? memchr(text.data, '@', text.size) : NULL;
    struct slice host = text;

    if (at != NULL) {
        struct slice credentials = slice_split(&host, '@');
        if (host.size > 0 && memchr(host.data, '@', host.size) != NULL)
            return error_set(error, ERROR_USAGE, "Redis URL: more than one '@'; " ENCODE_HINT);
        if (!parse_credentials(credentials, url, error))
            return false;
    }
    if (url->scheme == REDIS_TCP)
        return parse_host(host, url, error);
    if (host.size > 0)
        return wrong(error, "the path of a socket begins with '/': unix:///run/redis.sock");
    return true;
}

/* The path is "/db" for TCP, and the socket for unix. `text` keeps its first slash. */
static bool parse_path(struct slice text, struct redis_url *url, struct error *error)
{
    if (url->scheme == REDIS_TCP) {
        if (text.size <= 1)
            return true;
        return redis_url_db((struct slice){text.data + 1, text.size - 1}, url, error);
    }
    if (text.size <= 1)
        return wrong(error, "the path of the socket is missing: unix:///run/redis.sock");
    if ((url->host = redis_url_decode(text)) == NULL)
        return wrong(error, "the path has a wrong %XX escape");
    if (strlen(url->host) > PATH_MAX_BYTES)
        return error_set(error, ERROR_USAGE,
                         "Redis URL: the path of a socket takes at most %zu bytes", PATH_MAX_BYTES);
    return true;
}

static bool parse_scheme(struct slice scheme, struct redis_url *url, struct error *error)
{
    static const char *const later[] = {"redis+cluster", "redis+sentinel"};

    if (slice_is_nocase(scheme, "redis")) {
        url->scheme = REDIS_TCP;
        return true;
    }
    if (slice_is_nocase(scheme, "unix")) {
        url->scheme = REDIS_UNIX;
        return true;
    }
    if (slice_is_nocase(scheme, "rediss"))
        return wrong(error,
                     "rediss:// needs TLS, which driftop does not have yet; a tunnel such as "
                     "stunnel or ssh -L makes the server a redis://localhost:PORT");
    for (size_t i = 0; i < sizeof(later) / sizeof(later[0]); i++) {
        if (slice_is_nocase(scheme, later[i]))
            return error_set(error, ERROR_USAGE,
                             "Redis URL: %s:// is not supported yet; redis:// and unix:// are",
                             later[i]);
    }
    return wrong(error, "it begins with redis:// or unix://");
}

static bool parse(const char *text, struct redis_url *url, struct error *error)
{
    const char *mark = strstr(text, "://");

    if (mark == NULL)
        return wrong(error, "it begins with redis:// or unix://");
    if (!parse_scheme((struct slice){text, (size_t)(mark - text)}, url, error))
        return false;
    if (strchr(text, '#') != NULL)
        return error_set(error, ERROR_USAGE, "Redis URL: '#' has no meaning; " ENCODE_HINT);

    struct slice query = slice_of(mark + 3);
    struct slice path = slice_split(&query, '?');
    const char *slash = path.size > 0 ? memchr(path.data, '/', path.size) : NULL;
    struct slice authority = path;
    if (slash != NULL)
        authority.size = (size_t)(slash - path.data);
    path.data += authority.size;
    path.size -= authority.size;

    if (!parse_authority(authority, url, error) || !parse_path(path, url, error) ||
        !redis_url_query(query, url, error))
        return false;
    if (has_controls(url->client_name != NULL ? url->client_name : ""))
        return wrong(error, "the client_name holds control characters");
    if (has_controls(url->host))
        return wrong(error, "the host or path holds control characters");
    return true;
}

bool redis_url_parse(const char *text, struct redis_url *url, struct error *error)
{
    *url = (struct redis_url){0};
    if (parse(text, url, error))
        return true;
    redis_url_free(url);
    return false;
}
