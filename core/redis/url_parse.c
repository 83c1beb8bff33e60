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
#define SENTINEL_PORT "26379"
#define PORT_MAX 65535
#define DB_MAX INT32_MAX
#define PATH_MAX_BYTES (sizeof(((struct sockaddr_un *)0)->sun_path) - 1)

/* No message below repeats a part of the URL that could hold the password, also where the URL is so
 * wrong that the password stands in an unexpected place. */
#define ENCODE_HINT                                                                                \
    "in a user name or password, write / ? # @ : and %% as %%2F %%3F %%23 %%40 %%3A %%25"

#define BEGINNINGS                                                                                 \
    "it begins with redis:// or rediss://, unix://, redis+cluster:// or redis+sentinel://"

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

static bool parse_port(struct slice text, const char *usual, char **port, struct error *error)
{
    uint64_t number;

    if (text.size == 0) {
        *port = mem_strdup(usual);
        return true;
    }
    if (!integer_parse(text, PORT_MAX, &number) || number == 0)
        return error_set(error, ERROR_USAGE,
                         "Redis URL: the port is not a number from 1 to %d; " ENCODE_HINT,
                         PORT_MAX);
    *port = mem_strndup(text.data, text.size);
    return true;
}

/* Takes the host off the front of "[::1]:6379", which begins with the bracket. */
static bool take_bracketed(struct slice *text, struct slice *host, struct error *error)
{
    struct slice rest = {text->data + 1, text->size - 1};

    *host = slice_split(&rest, ']');
    if (rest.data == NULL || host->size == 0)
        return wrong(error, "the address in brackets is not closed, or empty");
    if (rest.size > 0 && rest.data[0] != ':')
        return wrong(error, "only a port may follow the address in brackets");
    *text = rest.size > 0 ? (struct slice){rest.data + 1, rest.size - 1} : rest;
    return true;
}

/* Takes the host off the front of "cache:6379". */
static bool take_host(struct slice *text, struct slice *host, struct error *error)
{
    if (text->size > 0 && text->data[0] == '[')
        return take_bracketed(text, host, error);
    *host = slice_split(text, ':');
    if (text->size > 0 && memchr(text->data, ':', text->size) != NULL)
        return error_set(error, ERROR_USAGE,
                         "Redis URL: an IPv6 address needs brackets: "
                         "redis://[::1]:6379; " ENCODE_HINT);
    return true;
}

static bool parse_address(struct slice text, const struct redis_url *url,
                          struct redis_address *address, struct error *error)
{
    const char *usual = url->topology == REDIS_SENTINEL ? SENTINEL_PORT : DEFAULT_PORT;
    struct slice host;

    if (!take_host(&text, &host, error))
        return false;
    address->host = host.size > 0 ? redis_url_decode(host) : mem_strdup(DEFAULT_HOST);
    if (address->host == NULL)
        return wrong(error, "the host has a wrong %XX escape");
    if (has_controls(address->host))
        return wrong(error, "the host holds control characters");
    return parse_port(text, usual, &address->port, error);
}

/* Where there are several, none is left out: that would be a slip. */
static bool is_missing(struct slice address, struct error *error)
{
    return address.size == 0 &&
           !wrong(error, "one of the addresses is empty: there is a comma too many");
}

/* "h1:p1,h2:p2": several where the topology has several. */
static bool parse_addresses(struct slice text, struct redis_url *url, struct error *error)
{
    struct redis_address first = {0};
    size_t capacity = 0;

    if (url->topology == REDIS_SERVER && text.size > 0 && memchr(text.data, ',', text.size) != NULL)
        return wrong(error, "one server has one address; of a cluster write redis+cluster://, "
                            "with sentinels redis+sentinel://");
    struct slice address = slice_split(&text, ',');
    bool good = (text.data == NULL || !is_missing(address, error)) &&
                parse_address(address, url, &first, error);
    url->host = first.host;
    url->port = first.port;
    while (good && text.data != NULL) {
        url->more = mem_grow(url->more, &capacity, url->more_count + 1, sizeof(*url->more));
        url->more[url->more_count] = (struct redis_address){0};
        address = slice_split(&text, ',');
        good = !is_missing(address, error) &&
               parse_address(address, url, &url->more[url->more_count], error);
        url->more_count++;
    }
    return good;
}

/* What stands between "//" and the path: credentials and addresses, both optional. */
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
        return parse_addresses(host, url, error);
    if (host.size > 0)
        return wrong(error, "the path of a socket begins with '/': unix:///run/redis.sock");
    return true;
}

static bool parse_socket(struct slice text, struct redis_url *url, struct error *error)
{
    if (text.size <= 1)
        return wrong(error, "the path of the socket is missing: unix:///run/redis.sock");
    if ((url->host = redis_url_decode(text)) == NULL)
        return wrong(error, "the path has a wrong %XX escape");
    if (has_controls(url->host))
        return wrong(error, "the path holds control characters");
    if (strlen(url->host) > PATH_MAX_BYTES)
        return error_set(error, ERROR_USAGE,
                         "Redis URL: the path of a socket takes at most %zu bytes", PATH_MAX_BYTES);
    return true;
}

/* Takes "NAME" off the front of "NAME/db". */
static bool take_master(struct slice *text, struct redis_url *url, struct error *error)
{
    struct slice name = slice_split(text, '/');

    if (name.size == 0)
        return wrong(error, "the name by which the sentinels know the master is missing: "
                            "redis+sentinel://HOST:PORT/NAME");
    if ((url->master = redis_url_decode(name)) == NULL)
        return wrong(error, "the name of the master has a wrong %XX escape");
    if (has_controls(url->master))
        return wrong(error, "the name of the master holds control characters");
    return true;
}

/* The path is the socket, or "/db", for sentinels "/NAME/db". `text` keeps its first slash. */
static bool parse_path(struct slice text, struct redis_url *url, struct error *error)
{
    if (url->scheme == REDIS_UNIX)
        return parse_socket(text, url, error);
    if (text.size > 0)
        text = (struct slice){text.data + 1, text.size - 1};
    if (url->topology == REDIS_SENTINEL && !take_master(&text, url, error))
        return false;
    return text.size == 0 || redis_url_db(text, url, error);
}

/* A database other than 0 may also stand in the query. */
static bool check_database(const struct redis_url *url, struct error *error)
{
    return url->topology != REDIS_CLUSTER || url->db == 0 ||
           wrong(error, "a cluster has one database, 0: leave it out");
}

static const struct {
    const char *name;
    enum redis_scheme scheme;
    enum redis_topology topology;
    bool tls;
} schemes[] = {
    {"redis", REDIS_TCP, REDIS_SERVER, false},
    {"rediss", REDIS_TCP, REDIS_SERVER, true},
    {"unix", REDIS_UNIX, REDIS_SERVER, false},
    {"redis+cluster", REDIS_TCP, REDIS_CLUSTER, false},
    {"rediss+cluster", REDIS_TCP, REDIS_CLUSTER, true},
    {"redis+sentinel", REDIS_TCP, REDIS_SENTINEL, false},
    {"rediss+sentinel", REDIS_TCP, REDIS_SENTINEL, true},
};

static bool parse_scheme(struct slice name, struct redis_url *url, struct error *error)
{
    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
        if (!slice_is_nocase(name, schemes[i].name))
            continue;
        url->scheme = schemes[i].scheme;
        url->topology = schemes[i].topology;
        url->tls = schemes[i].tls;
        return true;
    }
    return wrong(error, BEGINNINGS);
}

static bool parse(const char *text, struct redis_url *url, struct error *error)
{
    const char *mark = strstr(text, "://");

    if (mark == NULL)
        return wrong(error, BEGINNINGS);
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
        !redis_url_query(query, url, error) || !check_database(url, error))
        return false;
    if (has_controls(url->client_name != NULL ? url->client_name : ""))
        return wrong(error, "the client_name holds control characters");
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
