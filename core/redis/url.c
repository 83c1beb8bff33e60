#include "config.h"

#include "redis/url.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

void redis_url_copy(struct redis_url *to, const struct redis_url *from)
{
    *to = (struct redis_url){
        .scheme = from->scheme,
        .host = mem_strdup(from->host),
        .port = from->port != NULL ? mem_strdup(from->port) : NULL,
        .user = from->user != NULL ? mem_strdup(from->user) : NULL,
        .password = from->password != NULL ? mem_strdup(from->password) : NULL,
        .db = from->db,
        .timeout_ms = from->timeout_ms,
        .client_name = from->client_name != NULL ? mem_strdup(from->client_name) : NULL,
    };
}

void redis_url_free(struct redis_url *url)
{
    if (url->password != NULL)
        explicit_bzero(url->password, strlen(url->password));
    free(url->host);
    free(url->port);
    free(url->user);
    free(url->password);
    free(url->client_name);
    *url = (struct redis_url){0};
}

/* Percent-encodes what is neither plain in a URL, as `marks` are too, nor safe on a terminal. */
static void encode(struct buffer *out, const char *text, const char *marks)
{
    for (; *text != '\0'; text++) {
        char c = *text;
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (letter || strchr("-._~", c) != NULL || strchr(marks, c) != NULL)
            buffer_char(out, c);
        else
            buffer_printf(out, "%%%02X", (unsigned)(unsigned char)c);
    }
}

void redis_url_show(const struct redis_url *url, struct buffer *out)
{
    if (url->scheme == REDIS_UNIX) {
        buffer_string(out, "unix://");
        encode(out, url->host, "/:");
        buffer_printf(out, "?db=%u", url->db);
        return;
    }

    bool brackets = strchr(url->host, ':') != NULL;
    buffer_string(out, brackets ? "redis://[" : "redis://");
    encode(out, url->host, ":");
    buffer_printf(out, "%s:%s/%u", brackets ? "]" : "", url->port, url->db);
}
