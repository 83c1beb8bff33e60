#include "config.h"

#include "redis/url.h"

#include "base/memory.h"
#include "redis/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PASSWORD_MAX 4096

static bool refuse(struct error *error, const char *path, const char *reason)
{
    return error_set(error, ERROR_USAGE, "password file %s: %s", path, reason);
}

static bool refuse_system(struct error *error, const char *path)
{
    return refuse(error, path, strerror(errno));
}

static bool check_mode(int file, const char *path, struct error *error)
{
    struct stat status;

    if (fstat(file, &status) != 0)
        return refuse_system(error, path);
    if (S_ISDIR(status.st_mode))
        return refuse(error, path, "is a directory");
    if (secret_is_open(&status))
        return refuse(error, path, SECRET_IS_OPEN);
    return true;
}

/* Reads up to `capacity` bytes and returns how many, or -1. */
static ssize_t read_all(int file, char *data, size_t capacity)
{
    size_t size = 0;

    while (size < capacity) {
        ssize_t part = read(file, data + size, capacity - size);
        if (part == 0)
            break;
        if (part < 0 && errno != EINTR)
            return -1;
        if (part > 0)
            size += (size_t)part;
    }
    return (ssize_t)size;
}

/* Returns the length of the only line, without its end, or 0 and says what is wrong. */
static size_t only_line(const char *text, size_t size, const char *path, struct error *error)
{
    size_t length = size;

    if (length > 0 && text[length - 1] == '\n')
        length--;
    if (length > 0 && text[length - 1] == '\r')
        length--;
    if (length == 0)
        refuse(error, path, "is empty");
    else if (size > PASSWORD_MAX)
        refuse(error, path, "is too long for a password");
    else if (memchr(text, '\n', length) != NULL || memchr(text, '\0', length) != NULL)
        refuse(error, path, "is not a single line of text");
    else
        return length;
    return 0;
}

static char *read_password(int file, const char *path, struct error *error)
{
    char text[PASSWORD_MAX + 1];
    char *password = NULL;
    ssize_t size = read_all(file, text, sizeof(text));

    if (size < 0) {
        refuse_system(error, path);
    } else {
        size_t length = only_line(text, (size_t)size, path, error);
        if (length > 0)
            password = mem_strndup(text, length);
    }
    explicit_bzero(text, sizeof(text));
    return password;
}

static char *password_of_file(const char *path, struct error *error)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);

    if (file < 0) {
        refuse_system(error, path);
        return NULL;
    }
    char *password = check_mode(file, path, error) ? read_password(file, path, error) : NULL;
    close(file);
    return password;
}

/* Puts a password in the place of another one. */
static void replace_password(char **place, char *password)
{
    if (*place != NULL)
        explicit_bzero(*place, strlen(*place));
    free(*place);
    *place = password;
}

static bool take_password(struct redis_url *url, const char *password_file, struct error *error)
{
    const char *environment = getenv("REDISCLI_AUTH");

    if (password_file != NULL) {
        char *password = password_of_file(password_file, error);
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
        url->sentinel_password = password_of_file(access->sentinel_password_file, error);
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
