#include "config.h"

#include "headless/configuration_file.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "headless/configuration_lines.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIPE_WAIT_MS 5000

static bool refuse(const struct configuration_file *file, const char *reason,
                   struct problems *problems)
{
    struct error error;

    error_set(&error, ERROR_USAGE, "configuration %s: %s", file->path, reason);
    return problems_add(problems, 0, &error);
}

/* Who may read a file with a password is who may read a file that is one. */
static bool look_at_mode(struct configuration_file *file, int descriptor, struct problems *problems)
{
    struct stat status;

    if (fstat(descriptor, &status) != 0)
        return refuse(file, strerror(errno), problems);
    if (S_ISDIR(status.st_mode))
        return refuse(file, "is a directory", problems);
    file->is_pipe = S_ISFIFO(status.st_mode);
    file->is_open = S_ISREG(status.st_mode) && (status.st_mode & (S_IWGRP | S_IRWXO)) != 0;
    return true;
}

/* "--config <(sops -d driftop.conf)" takes its time, but one that runs already cannot wait for
 * ever. */
static bool comes(int descriptor)
{
    struct pollfd wait = {.fd = descriptor, .events = POLLIN};

    errno = ETIMEDOUT;
    return poll(&wait, 1, PIPE_WAIT_MS) > 0;
}

/* Reads what there is. Returns how much; 0: it is at its end; -1 with errno. */
static ssize_t read_some(int descriptor, char *data, size_t capacity)
{
    ssize_t size;

    do
        size = read(descriptor, data, capacity);
    while (size < 0 && (errno == EINTR || (errno == EAGAIN && comes(descriptor))));
    return size;
}

static bool read_all(const struct configuration_file *file, int descriptor, struct buffer *text,
                     struct problems *problems)
{
    for (;;) {
        char *end = buffer_reserve(text, 4096);
        ssize_t size = read_some(descriptor, end, 4096);
        if (size == 0 && text->size == 0 && file->is_pipe)
            return refuse(file, "is a pipe that nobody has written to", problems);
        if (size == 0)
            return true;
        if (size < 0)
            return refuse(file, strerror(errno), problems);
        text->size += (size_t)size;
        if (text->size > CONFIGURATION_MAX)
            return refuse(file, "is larger than a configuration may be (64 KiB)", problems);
    }
}

static bool read_open(struct configuration_file *file, int descriptor, struct problems *problems)
{
    struct buffer text = {0};
    bool good = look_at_mode(file, descriptor, problems) &&
                read_all(file, descriptor, &text, problems) &&
                configuration_lines_take(file, (struct slice){text.data, text.size}, problems);

    /* It may hold a password. */
    if (text.capacity > 0)
        explicit_bzero(text.data, text.capacity);
    buffer_free(&text);
    return good;
}

bool configuration_file_read(struct configuration_file *file, const char *path, bool optional,
                             struct problems *problems)
{
    *file = (struct configuration_file){0};
    file->path = arena_copy(&file->arena, path, strlen(path));
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0) {
        if (!optional || (errno != ENOENT && errno != ENOTDIR))
            refuse(file, strerror(errno), problems);
        return false;
    }
    bool good = read_open(file, descriptor, problems);
    close(descriptor);
    return good;
}

void configuration_file_free(struct configuration_file *file)
{
    free(file->heads);
    free(file->entries);
    arena_free(&file->arena);
    *file = (struct configuration_file){0};
}

const char *configuration_heading(const struct configuration_file *file,
                                  const struct configuration_entry *entry)
{
    return file->heads[entry->head].name;
}
