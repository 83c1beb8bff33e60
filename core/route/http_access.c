#include "config.h"

#include "route/http_access.h"

#include "base/memory.h"
#include "base/stream_id.h"
#include "redis/secret.h"
#include "route/http.h"

#include <ctype.h>
#include <inttypes.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>
#include <string.h>

#define PAGERDUTY_URL "https://events.pagerduty.com/v2/enqueue"
#define PAGERDUTY_KEY_SIZE 32
#define ALERTMANAGER_PATH "/api/v2/alerts"

/* Hides those parts between marks that look like a secret. */
static void hide_long_parts(struct secrets *secrets, const char *text, const char *marks)
{
    while (*text != '\0') {
        size_t size = strcspn(text, marks);
        if (size >= SECRET_LIKE)
            secrets_hide(secrets, text, size);
        text += size + (text[size] != '\0');
    }
}

/* As a server may show what it was sent: in the clear, and as in the header. */
static void hide_login(struct secrets *secrets, const struct http_url *url)
{
    struct buffer login = {0};
    const char *password = url->password != NULL ? url->password : "";

    buffer_printf(&login, "%s:%s", url->user != NULL ? url->user : "", password);
    unsigned char *encoded = mem_alloc(login.size / 3 * 4 + 5);
    int size = EVP_EncodeBlock(encoded, (const unsigned char *)login.data, (int)login.size);
    secrets_hide(secrets, password, strlen(password));
    if (login.size > 1)
        secrets_hide(secrets, (const char *)encoded, (size_t)size);
    free(encoded);
    buffer_free(&login);
}

static void hide_url(struct secrets *secrets, const struct http_url *url, bool is_secret)
{
    hide_login(secrets, url);
    if (is_secret && url->path != NULL && url->path[0] == '/')
        secrets_hide(secrets, url->path + 1, strlen(url->path + 1));
    hide_long_parts(secrets, url->path != NULL ? url->path : "", "/");
    if (url->query != NULL) {
        secrets_hide(secrets, url->query, strlen(url->query));
        hide_long_parts(secrets, url->query, "&=");
    }
}

static bool ends_with(const char *text, const char *end)
{
    size_t size = strlen(text);

    return size >= strlen(end) && strcmp(text + size - strlen(end), end) == 0;
}

/* An Alertmanager is named by where it is, with the prefix that it may have there. */
static char *complete(const struct destination *destination, const char *text)
{
    struct buffer url = {0};

    buffer_string(&url, text);
    if (destination->kind == DESTINATION_ALERTMANAGER && !ends_with(text, ALERTMANAGER_PATH)) {
        while (url.data[url.size - 1] == '/')
            url.data[--url.size] = '\0';
        buffer_string(&url, ALERTMANAGER_PATH);
    }
    return url.data;
}

static bool add_target(struct http_access *access, const struct destination *destination,
                       const char *text, struct error *error)
{
    struct http_url url;
    bool of_secret = destination->kind == DESTINATION_SLACK;

    if (!http_url_parse(text, &url, error))
        return error_prefix(error, "%s", of_secret ? "secret" : "target");
    hide_url(&access->secrets, &url, of_secret || access->secrets.target != NULL);
    access->targets =
        mem_resize(access->targets, access->target_count + 1, sizeof(access->targets[0]));
    access->targets[access->target_count++] =
        (struct http_target){.url = complete(destination, text), .origin = mem_strdup(url.origin)};
    http_url_free(&url);
    return true;
}

static bool add_each(struct http_access *access, const struct destination *destination,
                     const char *text, struct error *error)
{
    bool good = true;

    while (good && *(text += strspn(text, " \t")) != '\0') {
        size_t size = strcspn(text, " \t");
        char *one = mem_strndup(text, size);
        good = add_target(access, destination, one, error);
        secret_free(one);
        text += size;
    }
    return good;
}

static bool is_routing_key(const char *text)
{
    size_t size = 0;

    while (isalnum((unsigned char)text[size]) != 0)
        size++;
    return size == PAGERDUTY_KEY_SIZE && text[size] == '\0';
}

/* Returns what it is posted to, or `usual`. */
static const char *target_of(const struct http_access *access,
                             const struct destination *destination, const char *usual)
{
    if (access->secrets.target != NULL)
        return access->secrets.target;
    return destination->target != NULL ? destination->target : usual;
}

static bool add_pagerduty(struct http_access *access, const struct destination *destination,
                          struct error *error)
{
    if (!is_routing_key(access->secrets.secret))
        return error_set(error, ERROR_USAGE,
                         "secret: is no routing key, which is %d letters and digits (PagerDuty "
                         "calls it the integration key of Events API v2)",
                         PAGERDUTY_KEY_SIZE);
    return add_target(access, destination, target_of(access, destination, PAGERDUTY_URL), error);
}

static bool add_targets(struct http_access *access, const struct destination *destination,
                        struct error *error)
{
    switch (destination->kind) {
    case DESTINATION_SLACK:
        return add_target(access, destination, access->secrets.secret, error);
    case DESTINATION_PAGERDUTY:
        return add_pagerduty(access, destination, error);
    case DESTINATION_ALERTMANAGER:
        return add_each(access, destination, target_of(access, destination, ""), error);
    default:
        return add_target(access, destination, target_of(access, destination, ""), error);
    }
}

struct http_access *http_access_read(const struct destination *destination, struct error *error)
{
    struct http_access *access = mem_zalloc(1, sizeof(*access));

    access->holders = 1;
    access->kind = destination->kind;
    if (secrets_read(&access->secrets, destination, error) &&
        add_targets(access, destination, error) &&
        (access->target_count > 0 || error_set(error, ERROR_USAGE, "%s needs a target: %s",
                                               destination_traits[destination->kind].name,
                                               destination_traits[destination->kind].target)))
        return access;
    http_access_release(access);
    return NULL;
}

struct http_access *http_access_share(struct http_access *access)
{
    access->holders++;
    return access;
}

void http_access_release(struct http_access *access)
{
    if (access == NULL || --access->holders > 0)
        return;
    for (size_t i = 0; i < access->target_count; i++) {
        secret_free(access->targets[i].url);
        free(access->targets[i].origin);
    }
    free(access->targets);
    secrets_free(&access->secrets);
    free(access);
}

static void add_line(struct http_headers *headers, struct buffer *line)
{
    headers->lines[headers->count++] = line->data;
}

static void add_signature(struct http_headers *headers, const char *key, struct slice body)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    struct buffer line = {0};
    unsigned size = 0;

    if (HMAC(EVP_sha256(), key, (int)strlen(key), (const unsigned char *)body.data, body.size,
             digest, &size) == NULL)
        mem_exhausted();
    buffer_string(&line, "X-Driftop-Signature: sha256=");
    for (unsigned i = 0; i < size; i++)
        buffer_printf(&line, "%02x", digest[i]);
    add_line(headers, &line);
}

static void add_idempotency_key(struct http_headers *headers, const struct message *message)
{
    struct buffer line = {0};
    char at[STREAM_ID_SIZE];

    stream_id_format(message->at_id, at);
    buffer_printf(&line, "Idempotency-Key: %s/%s/", message->id, edge_name(message->edge));
    if (message->edge == EDGE_STILL)
        buffer_printf(&line, "%" PRId64, message->at_ms);
    else
        buffer_string(&line, at);
    add_line(headers, &line);
}

void http_access_headers(const struct http_access *access, const struct message *message,
                         struct slice body, struct http_headers *headers)
{
    const struct secrets *secrets = &access->secrets;
    struct buffer line = {0};

    *headers = (struct http_headers){0};
    buffer_string(&line, "Content-Type: application/json");
    add_line(headers, &line);
    if (secrets->token != NULL) {
        line = (struct buffer){0};
        buffer_printf(&line, "Authorization: Bearer %s", secrets->token);
        add_line(headers, &line);
    }
    if (access->kind != DESTINATION_WEBHOOK)
        return;
    add_idempotency_key(headers, message);
    if (secrets->secret != NULL)
        add_signature(headers, secrets->secret, body);
}

void http_headers_free(struct http_headers *headers)
{
    for (size_t i = 0; i < headers->count; i++)
        secret_free(headers->lines[i]);
    *headers = (struct http_headers){0};
}
