#include "config.h"

#include "redis/url_query.h"

#include "base/duration.h"
#include "base/integer.h"
#include "base/memory.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define TIMEOUT_MAX_MS MS_PER_DAY

/* Reads the digits behind the point of a number of seconds, cut to milliseconds. */
static bool parse_fraction(struct slice digits, int64_t *ms)
{
    if (digits.size == 0)
        return false;
    for (int64_t scale = 100; digits.size > 0; scale /= 10) {
        if (!isdigit((unsigned char)digits.data[0]))
            return false;
        *ms += (digits.data[0] - '0') * scale;
        digits.data++;
        digits.size--;
    }
    return true;
}

/* Reads seconds, perhaps with a fraction, or a length of time with its unit. */
static bool parse_seconds(const char *text, int64_t *timeout_ms)
{
    struct slice fraction = slice_of(text);
    struct slice seconds = slice_split(&fraction, '.');
    uint64_t whole;
    int64_t part = 0;

    if (duration_parse(text, timeout_ms, NULL) && *timeout_ms > 0)
        return *timeout_ms <= TIMEOUT_MAX_MS;
    if (!integer_parse(seconds, TIMEOUT_MAX_MS / MS_PER_SECOND, &whole) ||
        (fraction.data != NULL && !parse_fraction(fraction, &part)))
        return false;
    *timeout_ms = (int64_t)whole * MS_PER_SECOND + part;
    return *timeout_ms > 0 && *timeout_ms <= TIMEOUT_MAX_MS;
}

static bool take_timeout(struct slice value, struct redis_url *url, struct error *error)
{
    char *text = mem_strndup(value.data, value.size);
    bool good = parse_seconds(text, &url->timeout_ms);

    free(text);
    return good ||
           error_set(error, ERROR_USAGE,
                     "Redis URL: a timeout is a number of seconds up to a day, such as 2.5");
}

static bool take_client_name(struct slice value, struct redis_url *url, struct error *error)
{
    free(url->client_name);
    url->client_name = redis_url_decode(value);
    return url->client_name != NULL ||
           error_set(error, ERROR_USAGE, "Redis URL: the client_name has a wrong %%XX escape");
}

static bool refuse_login(struct slice value, struct redis_url *url, struct error *error)
{
    (void)value;
    (void)url;
    return error_set(error, ERROR_USAGE,
                     "Redis URL: user and password stand in front of the host: "
                     "redis://USER:PASSWORD@HOST");
}

/* Reads a path; `place` is a member of the URL. */
static bool take_path(struct slice value, char **place, struct redis_url *url, struct error *error)
{
    url->ssl.given = true;
    free(*place);
    *place = redis_url_decode(value);
    return (*place != NULL && **place != '\0') ||
           error_set(error, ERROR_USAGE,
                     "Redis URL: the path of an ssl_... file is empty or has a "
                     "wrong %%XX escape");
}

static bool take_ca_certs(struct slice value, struct redis_url *url, struct error *error)
{
    return take_path(value, &url->ssl.ca_certs, url, error);
}

static bool take_certfile(struct slice value, struct redis_url *url, struct error *error)
{
    return take_path(value, &url->ssl.certfile, url, error);
}

static bool take_keyfile(struct slice value, struct redis_url *url, struct error *error)
{
    return take_path(value, &url->ssl.keyfile, url, error);
}

/* A client that checks "optionally" checks: every server has a certificate. */
static bool take_cert_reqs(struct slice value, struct redis_url *url, struct error *error)
{
    url->ssl.given = true;
    url->ssl.unchecked = slice_is_nocase(value, "none");
    return url->ssl.unchecked || slice_is_nocase(value, "required") ||
           slice_is_nocase(value, "optional") ||
           error_set(error, ERROR_USAGE, "Redis URL: ssl_cert_reqs is required or none");
}

static bool take_check_hostname(struct slice value, struct redis_url *url, struct error *error)
{
    static const char *const no[] = {"false", "f", "no", "n", "0"};
    static const char *const yes[] = {"true", "t", "yes", "y", "1"};

    url->ssl.given = true;
    for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++) {
        url->ssl.any_name = slice_is_nocase(value, no[i]);
        if (url->ssl.any_name || slice_is_nocase(value, yes[i]))
            return true;
    }
    return error_set(error, ERROR_USAGE, "Redis URL: ssl_check_hostname is true or false");
}

/* What redis-py takes from a URL. Without a function it means something to that client alone. */
static const struct parameter {
    const char *name;
    bool (*take)(struct slice value, struct redis_url *url, struct error *error);
} parameters[] = {
    {"db", redis_url_db},
    {"socket_timeout", take_timeout},
    {"socket_connect_timeout", take_timeout},
    {"client_name", take_client_name},
    {"protocol", NULL},
    {"decode_responses", NULL},
    {"encoding", NULL},
    {"encoding_errors", NULL},
    {"health_check_interval", NULL},
    {"max_connections", NULL},
    {"single_connection_client", NULL},
    {"socket_keepalive", NULL},
    {"retry_on_timeout", NULL},
    {"retry_on_error", NULL},
    {"username", refuse_login},
    {"password", refuse_login},
    {"ssl_cert_reqs", take_cert_reqs},
    {"ssl_ca_certs", take_ca_certs},
    {"ssl_certfile", take_certfile},
    {"ssl_keyfile", take_keyfile},
    {"ssl_check_hostname", take_check_hostname},
};

#define PARAMETER_COUNT (sizeof(parameters) / sizeof(parameters[0]))

static const struct parameter *find(struct slice name)
{
    for (size_t i = 0; i < PARAMETER_COUNT; i++) {
        if (slice_is(name, parameters[i].name))
            return &parameters[i];
    }
    return NULL;
}

/* The parameter is not told: behind a '?' that should have been escaped it may be a password. */
static bool fail_unknown(struct error *error)
{
    struct buffer known = {0};

    for (size_t i = 0; i < PARAMETER_COUNT; i++) {
        if (parameters[i].take != refuse_login)
            buffer_printf(&known, "%s%s", known.size > 0 ? ", " : "", parameters[i].name);
    }
    error_set(error, ERROR_USAGE, "Redis URL: unknown parameter behind '?'; there are %s",
              buffer_text(&known));
    buffer_free(&known);
    return false;
}

bool redis_url_query(struct slice text, struct redis_url *url, struct error *error)
{
    while (text.data != NULL) {
        struct slice value = slice_split(&text, '&');
        const struct parameter *parameter = find(slice_split(&value, '='));
        if (parameter == NULL)
            return fail_unknown(error);
        if (parameter->take != NULL && !parameter->take(value, url, error))
            return false;
    }
    return true;
}

void redis_url_ignored(const char *text, struct buffer *out)
{
    struct slice query = slice_of(text);

    slice_split(&query, '?');
    while (query.data != NULL) {
        struct slice value = slice_split(&query, '&');
        const struct parameter *parameter = find(slice_split(&value, '='));
        if (parameter != NULL && parameter->take == NULL)
            buffer_printf(out, "%s%s", out->size > 0 ? ", " : "", parameter->name);
    }
}
