#include "config.h"

#include "redis/secret.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A file that a secret stands in. */
struct place {
    const char *what;
    const char *path;
    struct error *error;
};

static bool refuse(const struct place *place, const char *reason)
{
    return error_set(place->error, ERROR_USAGE, "%s %s: %s", place->what, place->path, reason);
}

static bool refuse_system(const struct place *place)
{
    return refuse(place, strerror(errno));
}

/* Nothing but a file is read, as others may have no end, or none to read from yet. */
static bool check_kind(int file, const struct place *place)
{
    struct stat status;

    if (fstat(file, &status) != 0)
        return refuse_system(place);
    if (S_ISDIR(status.st_mode))
        return refuse(place, "is a directory");
    if (!S_ISREG(status.st_mode))
        return refuse(place, "is no regular file");
    if (secret_is_open(&status))
        return refuse(place, SECRET_IS_OPEN);
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
static size_t only_line(const char *text, size_t size, const struct place *place)
{
    size_t length = size;

    if (length > 0 && text[length - 1] == '\n')
        length--;
    if (length > 0 && text[length - 1] == '\r')
        length--;
    if (length == 0)
        refuse(place, "is empty");
    else if (size > SECRET_MAX)
        refuse(place, "is too long for a secret");
    else if (memchr(text, '\n', length) != NULL || memchr(text, '\0', length) != NULL)
        refuse(place, "is not a single line of text");
    else
        return length;
    return 0;
}

static char *read_line(int file, const struct place *place)
{
    char text[SECRET_MAX + 1];
    char *secret = NULL;
    ssize_t size = read_all(file, text, sizeof(text));

    if (size < 0) {
        refuse_system(place);
    } else {
        size_t length = only_line(text, (size_t)size, place);
        if (length > 0)
            secret = mem_strndup(text, length);
    }
    explicit_bzero(text, sizeof(text));
    return secret;
}

char *secret_of_file(const char *what, const char *path, struct error *error)
{
    const struct place place = {what, path, error};
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    if (file < 0) {
        refuse_system(&place);
        return NULL;
    }
    char *secret = check_kind(file, &place) ? read_line(file, &place) : NULL;
    close(file);
    return secret;
}

void secret_free(char *secret)
{
    if (secret != NULL)
        explicit_bzero(secret, strlen(secret));
    free(secret);
}
