#include "config.h"

#include "headless/emit_rejects.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

bool emit_rejects_open(struct emit_rejects *rejects, const char *path, struct error *error)
{
    *rejects = (struct emit_rejects){.path = path, .file = -1};
    if (path == NULL)
        return true;
    rejects->file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    return rejects->file >= 0 || error_system(error, errno, "%s", path);
}

bool emit_rejects_are(const struct emit_rejects *rejects, int file)
{
    struct stat ours;
    struct stat other;

    return rejects->file >= 0 && fstat(rejects->file, &ours) == 0 && S_ISREG(ours.st_mode) &&
           fstat(file, &other) == 0 && ours.st_dev == other.st_dev && ours.st_ino == other.st_ino;
}

bool emit_rejects_add(struct emit_rejects *rejects, struct slice bytes, struct error *error)
{
    while (rejects->file >= 0 && bytes.size > 0) {
        ssize_t written = write(rejects->file, bytes.data, bytes.size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0) {
            error_system(error, errno, "%s", rejects->path);
            emit_rejects_close(rejects);
            return false;
        }
        bytes.data += written;
        bytes.size -= (size_t)written;
    }
    return true;
}

void emit_rejects_close(struct emit_rejects *rejects)
{
    if (rejects->file >= 0)
        close(rejects->file);
    rejects->file = -1;
}
