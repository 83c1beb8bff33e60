#include "config.h"

#include "headless/source_word.h"

#include "redis/url.h"
#include "source/file/name.h"

#include <string.h>
#include <strings.h>

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"
#define SCHEME_SIZE 16

/* What others call it; the last ones are names of ours that the URL itself refuses or reads. */
static const struct {
    const char *scheme;
    const char *spelled;
} schemes[] = {
    {"valkey", "redis"},
    {"valkeys", "rediss"},
    {"redis-socket", "unix"},
    {"redis+socket", "unix"},
    {"redis+unix", "unix"},
    {"redis+tls", "rediss"},
    {"redis-cluster", "redis+cluster"},
    {"rediss-cluster", "rediss+cluster"},
    {"redis-sentinel", "redis+sentinel"},
    {"rediss-sentinel", "rediss+sentinel"},
    {"redis", "redis"},
    {"rediss", "rediss"},
    {"unix", "unix"},
    {"redis+cluster", "redis+cluster"},
    {"rediss+cluster", "rediss+cluster"},
    {"redis+sentinel", "redis+sentinel"},
    {"rediss+sentinel", "rediss+sentinel"},
};

/* Returns how the scheme of a URL of some Redis is spelled here, or NULL. */
static const char *scheme_of(const char *word)
{
    const char *mark = strstr(word, "://");

    for (size_t i = 0; mark != NULL && i < sizeof(schemes) / sizeof(schemes[0]); i++) {
        if (strlen(schemes[i].scheme) == (size_t)(mark - word) &&
            strncasecmp(schemes[i].scheme, word, (size_t)(mark - word)) == 0)
            return schemes[i].spelled;
    }
    return NULL;
}

/* Returns the length of a host: a name, or an address in brackets. */
static size_t host_length(const char *word)
{
    if (*word != '[')
        return strspn(word, LETTERS DIGITS ".-_");
    const char *end = strchr(word, ']');
    return end != NULL ? (size_t)(end + 1 - word) : 0;
}

/* "[USER]:PASSWORD@HOST:PORT[/DB]": what stands behind "redis://", with its port. "localhost" and
 * an IPv4 address need none. */
static bool is_address(const char *word)
{
    const char *at = strchr(word, '@');
    const char *host = at != NULL && memchr(word, ':', (size_t)(at - word)) != NULL ? at + 1 : word;
    size_t length = host_length(host);
    const char *rest = host + length;
    size_t digits = *rest == ':' ? strspn(rest + 1, DIGITS) : 0;
    bool is_known = (length == 9 && strncasecmp(host, "localhost", 9) == 0) ||
                    (length > 0 && strspn(host, DIGITS ".") == length && length >= 7);

    rest += digits > 0 ? digits + 1 : 0;
    if (length == 0 || (digits == 0 && !is_known))
        return false;
    return *rest == '\0' || (*rest == '/' && rest[1 + strspn(rest + 1, DIGITS)] == '\0');
}

static bool is_short(const char *word)
{
    return strstr(word, "://") == NULL && !file_name_is_source(word) &&
           (*word == '[' || !file_source_looks_like(word)) && is_address(word);
}

bool source_word_is_redis(const char *word)
{
    return scheme_of(word) != NULL || is_short(word);
}

void source_word_spell(const char *word, struct buffer *out)
{
    const char *scheme = scheme_of(word);

    if (scheme != NULL)
        buffer_printf(out, "%s%s", scheme, strstr(word, "://"));
    else
        buffer_printf(out, "%s%s", is_short(word) ? "redis://" : "", word);
}

/* Some other program's URL: of most only the scheme is wrong. */
static bool fail_scheme(const char *word, struct error *error)
{
    const char *mark = strstr(word, "://");
    struct buffer redis = {0};
    struct buffer shown = {0};
    struct redis_url url = {0};

    buffer_printf(&redis, "redis%s", mark);
    if (redis_url_parse(buffer_text(&redis), &url, NULL))
        redis_url_show(&url, &shown);
    redis_url_free(&url);
    buffer_free(&redis);
    error_set(error, ERROR_USAGE, "%.*s:// is no source; a Redis is written %s",
              (int)(mark - word < SCHEME_SIZE ? mark - word : SCHEME_SIZE), word,
              shown.size > 0 ? buffer_text(&shown) : "redis://HOST:PORT/DB");
    buffer_free(&shown);
    return false;
}

bool source_word_check(const char *spelled, struct error *error)
{
    struct redis_url url = {0};
    bool is_other = strncmp(spelled, "demo:", 5) == 0 || strncmp(spelled, "file:", 5) == 0;

    if (is_other || strstr(spelled, "://") == NULL)
        return true;
    if (scheme_of(spelled) == NULL)
        return fail_scheme(spelled, error);
    bool good = redis_url_parse(spelled, &url, error);
    redis_url_free(&url);
    return good;
}
