#include "config.h"

#include "route/http.h"

#include "base/memory.h"
#include "route/libcurl.h"

#include <stdlib.h>
#include <string.h>

/* Returns a copy of a part, or NULL where the URL has none. */
static char *part_of(CURLU *handle, CURLUPart part, unsigned flags)
{
    char *text = NULL;
    char *copy = NULL;

    if (libcurl()->url_get(handle, part, &text, flags) == CURLUE_OK && text != NULL)
        copy = mem_strdup(text);
    libcurl()->free(text);
    return copy;
}

static void read_origin(CURLU *handle, struct http_url *url)
{
    struct buffer out = {0};
    char *scheme = part_of(handle, CURLUPART_SCHEME, 0);
    char *host = part_of(handle, CURLUPART_HOST, 0);
    char *port = part_of(handle, CURLUPART_PORT, 0);

    buffer_printf(&out, "%s://%s", scheme != NULL ? scheme : "", host != NULL ? host : "");
    if (port != NULL)
        buffer_printf(&out, ":%s", port);
    url->origin = out.data;
    free(scheme);
    free(host);
    free(port);
}

static bool is_http(CURLU *handle)
{
    char *scheme = part_of(handle, CURLUPART_SCHEME, 0);
    bool is = scheme != NULL && (strcmp(scheme, "http") == 0 || strcmp(scheme, "https") == 0);

    free(scheme);
    return is;
}

bool http_url_parse(const char *text, struct http_url *url, struct error *error)
{
    *url = (struct http_url){0};
    if (!libcurl_load(LIBCURL_FILE, error))
        return false;
    CURLU *handle = libcurl()->url();
    if (handle == NULL)
        mem_exhausted();
    bool good = libcurl()->url_set(handle, CURLUPART_URL, text, 0) == CURLUE_OK && is_http(handle);
    if (good) {
        read_origin(handle, url);
        url->user = part_of(handle, CURLUPART_USER, CURLU_URLDECODE);
        url->password = part_of(handle, CURLUPART_PASSWORD, CURLU_URLDECODE);
        url->path = part_of(handle, CURLUPART_PATH, 0);
        url->query = part_of(handle, CURLUPART_QUERY, 0);
    }
    libcurl()->url_cleanup(handle);
    return good ||
           error_set(error, ERROR_USAGE, "is no URL of the form http[s]://HOST[:PORT]/PATH");
}

void http_url_free(struct http_url *url)
{
    free(url->origin);
    free(url->user);
    free(url->password);
    free(url->path);
    free(url->query);
    *url = (struct http_url){0};
}
