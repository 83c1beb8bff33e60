#include "config.h"

#include "redis/url.h"

#include "base/memory.h"
#include "redis/secret.h"

#include <stdlib.h>
#include <string.h>

#define PASSWORD_FILE "password file"

/* Puts a password in the place of another one. */
static void replace_password(char **place, char *password)
{
    secret_free(*place);
    *place = password;
}

static bool take_password(struct redis_url *url, const char *password_file, struct error *error)
{
    const char *environment = getenv("REDISCLI_AUTH");

    if (password_file != NULL) {
        char *password = secret_of_file(PASSWORD_FILE, password_file, error);
        if (password == NULL)
            return false;
        replace_password(&url->password, password);
    } else if (url->password == NULL && environment != NULL && environment[0] != '\0') {
        url->password = mem_strdup(environment);
    }
    return true;
}

/* Sentinels have users of their own. */
static bool take_sentinel_user(struct redis_url *url, const struct redis_access *access,
                               struct error *error)
{
    if (url->topology != REDIS_SENTINEL)
        return true;
    if (access->sentinel_user != NULL)
        url->sentinel_user = mem_strdup(access->sentinel_user);
    if (access->sentinel_password_file != NULL)
        url->sentinel_password =
            secret_of_file(PASSWORD_FILE, access->sentinel_password_file, error);
    return access->sentinel_password_file == NULL || url->sentinel_password != NULL;
}

static bool take_replicas(struct redis_url *url, const struct redis_access *access,
                          struct error *error)
{
    if (access->replicas && url->topology != REDIS_CLUSTER)
        return error_set(error, ERROR_USAGE,
                         "--replicas: only a cluster's are read from (redis+cluster://)");
    url->replicas = access->replicas;
    return true;
}

bool redis_url_access(struct redis_url *url, const struct redis_access *access, struct error *error)
{
    return take_replicas(url, access, error) && take_password(url, access->password_file, error) &&
           take_sentinel_user(url, access, error) && redis_url_secure(url, access, error);
}
