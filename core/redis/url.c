#include "config.h"

#include "redis/url.h"

#include "base/memory.h"
#include "redis/secret.h"
#include "redis/tls.h"

#include <stdlib.h>
#include <string.h>

static char *copy(const char *text)
{
    return text != NULL ? mem_strdup(text) : NULL;
}

/* Copies all but where the server is. */
static void copy_rest(struct redis_url *to, const struct redis_url *from)
{
    *to = (struct redis_url){
        .scheme = from->scheme,
        .tls = from->tls,
        .replicas = from->replicas,
        .user = copy(from->user),
        .password = copy(from->password),
        .db = from->db,
        .timeout_ms = from->timeout_ms,
        .client_name = copy(from->client_name),
        .ssl = {.ca_certs = copy(from->ssl.ca_certs),
                .certfile = copy(from->ssl.certfile),
                .keyfile = copy(from->ssl.keyfile),
                .unchecked = from->ssl.unchecked,
                .any_name = from->ssl.any_name,
                .given = from->ssl.given},
        .trust = tls_share(from->trust),
        .seed = copy(from->seed),
    };
}

void redis_url_copy(struct redis_url *to, const struct redis_url *from)
{
    copy_rest(to, from);
    to->topology = from->topology;
    to->host = mem_strdup(from->host);
    to->port = copy(from->port);
    to->master = copy(from->master);
    to->sentinel_user = copy(from->sentinel_user);
    to->sentinel_password = copy(from->sentinel_password);
    if (from->more_count > 0)
        to->more = mem_alloc(from->more_count * sizeof(*to->more));
    for (to->more_count = 0; to->more_count < from->more_count; to->more_count++) {
        const struct redis_address *address = &from->more[to->more_count];
        to->more[to->more_count] =
            (struct redis_address){mem_strdup(address->host), mem_strdup(address->port)};
    }
}

void redis_url_at(struct redis_url *to, const struct redis_url *from, const char *host,
                  const char *port)
{
    copy_rest(to, from);
    to->host = mem_strdup(host);
    to->port = mem_strdup(port);
    to->master = copy(from->master);
    if (from->topology == REDIS_CLUSTER)
        to->seed = mem_strdup(from->host);
}

void redis_url_of_sentinel(struct redis_url *to, const struct redis_url *from, size_t number)
{
    copy_rest(to, from);
    free(to->user);
    secret_free(to->password);
    to->topology = REDIS_SENTINEL;
    to->host = mem_strdup(number == 0 ? from->host : from->more[number - 1].host);
    to->port = mem_strdup(number == 0 ? from->port : from->more[number - 1].port);
    to->user = copy(from->sentinel_user);
    to->password = copy(from->sentinel_password);
    to->db = 0;
}

void redis_url_free(struct redis_url *url)
{
    for (size_t i = 0; i < url->more_count; i++) {
        free(url->more[i].host);
        free(url->more[i].port);
    }
    free(url->more);
    free(url->host);
    free(url->port);
    free(url->master);
    free(url->sentinel_user);
    secret_free(url->sentinel_password);
    free(url->user);
    secret_free(url->password);
    free(url->client_name);
    free(url->ssl.ca_certs);
    free(url->ssl.certfile);
    free(url->ssl.keyfile);
    free(url->seed);
    tls_release(url->trust);
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

const char *redis_url_topology(const struct redis_url *url)
{
    if (url->topology == REDIS_CLUSTER || url->seed != NULL)
        return "+cluster";
    return url->topology == REDIS_SENTINEL || url->master != NULL ? "+sentinel" : "";
}

void redis_url_show_address(const char *host, const char *port, struct buffer *out)
{
    bool brackets = strchr(host, ':') != NULL;

    buffer_string(out, brackets ? "[" : "");
    encode(out, host, ":");
    buffer_printf(out, "%s:%s", brackets ? "]" : "", port);
}

void redis_url_show(const struct redis_url *url, struct buffer *out)
{
    static const char *const topologies[] = {
        [REDIS_SERVER] = "", [REDIS_CLUSTER] = "+cluster", [REDIS_SENTINEL] = "+sentinel"};

    if (url->scheme == REDIS_UNIX) {
        buffer_string(out, "unix://");
        encode(out, url->host, "/:");
        buffer_printf(out, "?db=%u", url->db);
        return;
    }
    buffer_printf(out, "%s%s://", url->tls ? "rediss" : "redis", topologies[url->topology]);
    redis_url_show_address(url->host, url->port, out);
    for (size_t i = 0; i < url->more_count; i++) {
        buffer_char(out, ',');
        redis_url_show_address(url->more[i].host, url->more[i].port, out);
    }
    if (url->topology == REDIS_SENTINEL && url->master != NULL) {
        buffer_char(out, '/');
        encode(out, url->master, "");
    }
    if (url->topology != REDIS_CLUSTER)
        buffer_printf(out, "/%u", url->db);
}
