#include "config.h"

#include "picture.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Appends the path that a person means. */
static void append_path(struct buffer *out, const char *path)
{
    const char *home = getenv("HOME");

    if (strncmp(path, "~/", 2) == 0 && home != NULL)
        buffer_printf(out, "%s/%s", home, path + 2);
    else
        buffer_string(out, path);
}

static bool write_whole(int file, struct slice rest)
{
    while (rest.size > 0) {
        ssize_t count = write(file, rest.data, rest.size);
        if (count < 0 && errno != EINTR)
            return false;
        if (count > 0)
            rest = (struct slice){rest.data + count, rest.size - (size_t)count};
    }
    return true;
}

/* Says where a file is: its name first, as a long folder may be cut on a screen. */
static void append_where(struct buffer *out, char *path)
{
    char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    char *folder = NULL;

    if (slash == NULL) {
        folder = realpath(".", NULL);
    } else {
        char kept = slash[1];
        slash[1] = '\0';
        folder = realpath(path, NULL);
        slash[1] = kept;
    }
    buffer_printf(out, "%s in %s", name, folder != NULL ? folder : "this folder");
    free(folder);
}

static bool write_file(const char *path, struct slice content, struct error *error)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

    if (file < 0 && errno == EEXIST)
        return error_set(error, ERROR_USAGE, "it exists: type another name");
    if (file < 0)
        return error_set(error, ERROR_SYSTEM, "%s", strerror(errno));
    bool written = write_whole(file, content);
    int reason = errno;
    if (close(file) != 0 && written) {
        written = false;
        reason = errno;
    }
    if (written)
        return true;
    unlink(path);
    return error_set(error, ERROR_SYSTEM, "%s", strerror(reason));
}

bool picture_save(const char *path, const struct frame *frame, const struct picture_look *look,
                  struct buffer *where, struct error *error)
{
    const struct picture_format *format = picture_format_of(path);
    struct buffer content = {0};
    struct buffer file = {0};

    if (format == NULL)
        return error_set(error, ERROR_USAGE, "its end says how: .svg, .ansi or .txt");
    append_path(&file, path);
    format->write(frame, look, &content);
    bool saved = write_file(buffer_text(&file), (struct slice){content.data, content.size}, error);
    if (saved)
        append_where(where, file.data);
    buffer_free(&file);
    buffer_free(&content);
    return saved;
}
