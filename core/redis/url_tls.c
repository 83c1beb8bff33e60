/* URL: what TLS needs. */
#include "config.h"

#include "redis/url.h"

#include "redis/tls.h"

#include <string.h>

#define NAME_MAX_BYTES 255 /* of a name that TLS asks for, and of one that DNS knows */

/* The name of the first option of TLS that is given, or NULL. */
static const char *given(const struct redis_url *url, const struct redis_access *access)
{
    if (url->ssl.given)
        return "ssl_...";
    if (access->cacert != NULL)
        return "--cacert";
    if (access->cert != NULL)
        return "--cert";
    if (access->key_file != NULL)
        return "--key-file";
    if (access->sni != NULL)
        return "--sni";
    return access->insecure ? "--insecure" : NULL;
}

/* What is meant to be safe must not be sent in plain. */
static bool refuse_plain(const struct redis_url *url, const char *option, struct error *error)
{
    const char *topology = redis_url_topology(url);

    if (url->scheme == REDIS_UNIX)
        return error_set(error, ERROR_USAGE,
                         "%s is about TLS, and a unix socket has none: leave it out, or give a "
                         "rediss:// URL",
                         option);
    return error_set(
        error, ERROR_USAGE,
        "%s is about TLS, which redis%s:// has not: write rediss%s://, or leave it out", option,
        topology, topology);
}

static const char *either(const char *option, const char *of_url)
{
    return option != NULL ? option : of_url;
}

static bool check_name(const char *name, struct error *error)
{
    if (name[0] == '\0')
        return error_set(error, ERROR_USAGE, "--sni: the name is empty");
    if (strlen(name) > NAME_MAX_BYTES)
        return error_set(error, ERROR_USAGE, "--sni: a name has at most %d bytes", NAME_MAX_BYTES);
    for (const char *at = name; *at != '\0'; at++) {
        if ((unsigned char)*at <= ' ' || *at == 0x7F)
            return error_set(error, ERROR_USAGE, "--sni: a name has no blanks and no controls");
    }
    return true;
}

bool redis_url_secure(struct redis_url *url, const struct redis_access *access, struct error *error)
{
    const char *option = given(url, access);
    const struct tls_settings settings = {
        .cacert = either(access->cacert, url->ssl.ca_certs),
        .cert = either(access->cert, url->ssl.certfile),
        .key_file = either(access->key_file, access->cert == NULL ? url->ssl.keyfile : NULL),
        .sni = access->sni,
        .insecure = access->insecure || url->ssl.unchecked,
        .any_name = url->ssl.any_name,
    };

    if (!url->tls)
        return option == NULL || refuse_plain(url, option, error);
    if (settings.cert == NULL && settings.key_file != NULL)
        return error_set(error, ERROR_USAGE,
                         "key %s: there is no certificate for it: --cert names it",
                         settings.key_file);
    if (settings.sni != NULL && !check_name(settings.sni, error))
        return false;
    struct tls *trust = tls_open(&settings, error);
    if (trust == NULL)
        return false;
    tls_release(url->trust);
    url->trust = trust;
    return true;
}

const char *redis_url_caution(const struct redis_url *url)
{
    const struct tls_settings *settings = url->trust != NULL ? tls_settings(url->trust) : NULL;

    if (settings == NULL)
        return NULL;
    if (settings->insecure)
        return "certificates are not checked (--insecure)";
    return settings->any_name ? "names of certificates are not checked (ssl_check_hostname)" : NULL;
}
