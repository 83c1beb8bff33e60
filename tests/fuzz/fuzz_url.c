/* A URL. What is shown of one that was understood means the same server, and shows no secret. The
 * first line is the URL, the rest is not looked at. */
#include "config.h"

#include "fuzz/target.h"

#include "base/duration.h"
#include "redis/url.h"

#include <stdlib.h>
#include <string.h>

static bool is_same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool is_same_place(const struct redis_url *a, const struct redis_url *b)
{
    bool same = a->scheme == b->scheme && a->topology == b->topology && a->tls == b->tls &&
                a->db == b->db && a->more_count == b->more_count && is_same(a->host, b->host) &&
                is_same(a->port, b->port) && is_same(a->master, b->master);

    for (size_t i = 0; same && i < a->more_count; i++)
        same =
            is_same(a->more[i].host, b->more[i].host) && is_same(a->more[i].port, b->more[i].port);
    return same;
}

static void check_shown(const struct redis_url *url)
{
    struct redis_url again;
    struct buffer shown = {0};
    struct buffer twice = {0};

    redis_url_show(url, &shown);
    must(redis_url_parse(buffer_text(&shown), &again, NULL), "what is shown is a URL");
    must(is_same_place(&again, url), "it is the same place");
    must(again.user == NULL && again.password == NULL, "nobody's secret is shown");
    redis_url_show(&again, &twice);
    must(strcmp(buffer_text(&shown), buffer_text(&twice)) == 0, "it is shown in one way");
    redis_url_free(&again);
    buffer_free(&shown);
    buffer_free(&twice);
}

static void check_copy(const struct redis_url *url)
{
    struct redis_url copy;

    redis_url_copy(&copy, url);
    must(is_same_place(&copy, url) && copy.timeout_ms == url->timeout_ms &&
             is_same(copy.user, url->user) && is_same(copy.password, url->password) &&
             is_same(copy.client_name, url->client_name),
         "a copy is the same");
    redis_url_free(&copy);
}

/* Whatever is wrong with it, a password of some length is not in what is said. */
static void check_reason(const char *text, const struct error *error)
{
    const char *at = strrchr(text, '@');
    const char *colon = at;

    must(error->class == ERROR_USAGE && error->text[0] != '\0', "a failure has a reason");
    while (colon != NULL && colon > text && *colon != ':' && *colon != '/')
        colon--;
    if (colon == NULL || *colon != ':' || at - colon < 12)
        return;
    char *password = fuzz_text((struct slice){colon + 1, (size_t)(at - colon - 1)});
    must(strstr(error->text, password) == NULL, "a reason holds no password");
    free(password);
}

FUZZ_TARGET(url)
{
    struct slice rest = {(const char *)data, size};
    struct redis_url url;
    struct error error = {0};
    struct buffer ignored = {0};

    char *text = fuzz_text(slice_split(&rest, '\n'));
    redis_url_ignored(text, &ignored);
    if (redis_url_parse(text, &url, &error)) {
        must(url.host != NULL, "there is a host");
        must(url.timeout_ms >= 0 && url.timeout_ms <= MS_PER_DAY, "a timeout is up to a day");
        check_shown(&url);
        check_copy(&url);
        redis_url_free(&url);
    } else {
        check_reason(text, &error);
    }
    buffer_free(&ignored);
    free(text);
    return 0;
}
