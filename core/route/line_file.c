#include "config.h"

#include "route/line_file.h"

#include "base/timestamp.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <poll.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

void line_file_init(struct line_file *file, const char *path, int64_t patience_ms)
{
    *file = (struct line_file){.path = path, .descriptor = -1, .patience_ms = patience_ms};
}

static bool is_standard_output(const struct line_file *file)
{
    return strcmp(file->path, "-") == 0;
}

static bool fail(const struct line_file *file, int error_number, struct error *error)
{
    if (is_standard_output(file))
        return error_system(error, error_number, "write to standard output");
    return error_system(error, error_number, "write to %s", file->path);
}

/* One that was killed while it wrote, or had no room, may have left a part of a line. A file that
 * may be written and not read is taken for whole. */
static bool ends_within_a_line(const struct line_file *file)
{
    char last = '\n';
    int descriptor = -1;

    if (!S_ISREG(file->status.st_mode) || file->status.st_size == 0)
        return false;
    if (is_standard_output(file))
        return false;
    descriptor = open(file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return false;
    bool read_it = pread(descriptor, &last, 1, file->status.st_size - 1) == 1;
    close(descriptor);
    return read_it && last != '\n';
}

static bool open_path(struct line_file *file, struct error *error)
{
    file->descriptor =
        open(file->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0666);
    if (file->descriptor >= 0)
        return true;
    int failure = errno;
    if (failure == ENXIO)
        return error_set(error, ERROR_RETRY, "write to %s: nobody reads from it", file->path);
    error_system(error, failure, "open %s", file->path);
    if (error != NULL && (failure == ENOSPC || failure == EDQUOT || failure == EMFILE))
        error->class = ERROR_RETRY;
    return false;
}

/* What a network or another program stands behind may be silent for ever. */
static bool is_local(int descriptor)
{
    static const unsigned long kinds[] = {EXT4_SUPER_MAGIC,      XFS_SUPER_MAGIC,
                                          BTRFS_SUPER_MAGIC,     F2FS_SUPER_MAGIC,
                                          OVERLAYFS_SUPER_MAGIC, TMPFS_MAGIC};
    struct statfs status;

    if (fstatfs(descriptor, &status) != 0)
        return false;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if ((unsigned long)status.f_type == kinds[i])
            return true;
    }
    return false;
}

bool line_file_open(struct line_file *file, struct error *error)
{
    if (file->descriptor >= 0)
        return true;
    if (is_standard_output(file))
        file->descriptor = STDOUT_FILENO;
    else if (!open_path(file, error))
        return false;
    if (fstat(file->descriptor, &file->status) != 0) {
        int failure = errno;
        line_file_close(file);
        return fail(file, failure, error);
    }
    file->is_local = is_local(file->descriptor);
    file->torn = file->torn || ends_within_a_line(file);
    return true;
}

bool line_file_is_quick(const struct line_file *file, size_t size)
{
    struct pollfd poll_one = {.fd = file->descriptor, .events = POLLOUT};

    if (file->descriptor < 0)
        return false;
    if (S_ISREG(file->status.st_mode))
        return file->is_local;
    return S_ISFIFO(file->status.st_mode) && !file->torn && size <= PIPE_BUF &&
           poll(&poll_one, 1, 0) == 1 && poll_one.revents == POLLOUT;
}

void line_file_close(struct line_file *file)
{
    if (file->descriptor >= 0 && !is_standard_output(file))
        close(file->descriptor);
    file->descriptor = -1;
    file->torn = false;
}

/* logrotate moves a file away, and expects that the next line goes to a new one. */
static bool was_moved(const struct line_file *file)
{
    struct stat now;

    if (is_standard_output(file) || file->descriptor < 0)
        return false;
    return stat(file->path, &now) != 0 || now.st_dev != file->status.st_dev ||
           now.st_ino != file->status.st_ino;
}

/* A disk that is full takes a part of a line: that is cut off again, unless somebody else has
 * written behind it. */
static void take_back(struct line_file *file, size_t written)
{
    struct stat now;

    if (written == 0)
        return;
    off_t end = lseek(file->descriptor, 0, SEEK_CUR);
    file->torn = end < 0 || fstat(file->descriptor, &now) != 0 || now.st_size != end ||
                 ftruncate(file->descriptor, end - (off_t)written) != 0;
}

static bool write_to_disk(struct line_file *file, struct slice line, struct error *error)
{
    size_t written = 0;

    while (written < line.size) {
        ssize_t result = write(file->descriptor, line.data + written, line.size - written);
        if (result < 0 && errno == EINTR)
            continue;
        if (result <= 0) {
            int failure = result < 0 ? errno : ENOSPC;
            take_back(file, written);
            return fail(file, failure, error);
        }
        written += (size_t)result;
    }
    return true;
}

static bool wait_for_reader(const struct line_file *file, int64_t deadline_ms, struct error *error)
{
    struct pollfd poll_one = {.fd = file->descriptor, .events = POLLOUT};

    for (;;) {
        int64_t left = deadline_ms - timestamp_monotonic();
        int ready = poll(&poll_one, 1, left > 0 ? (int)left : 0);
        if (ready > 0)
            return true;
        if (ready == 0)
            return error_set(error, ERROR_RETRY, "write to %s: its reader takes nothing",
                             is_standard_output(file) ? "standard output" : file->path);
        if (errno != EINTR)
            return fail(file, errno, error);
    }
}

/* What a pipe says it can take it takes at once, up to PIPE_BUF bytes: so that nothing waits in
 * write(), also where the descriptor is another's, too, and waits. */
static bool write_to_reader(struct line_file *file, struct slice line, struct error *error)
{
    int64_t deadline_ms = timestamp_monotonic() + file->patience_ms;
    size_t written = 0;

    while (written < line.size) {
        size_t rest = line.size - written;
        bool ready = wait_for_reader(file, deadline_ms, error);
        ssize_t result =
            ready ? write(file->descriptor, line.data + written, rest < PIPE_BUF ? rest : PIPE_BUF)
                  : 0;
        if (ready && result < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (ready && result < 0)
            fail(file, errno, error);
        if (result <= 0) {
            file->torn = file->torn || written > 0;
            return false;
        }
        written += (size_t)result;
    }
    return true;
}

static bool write_bytes(struct line_file *file, struct slice bytes, struct error *error)
{
    if (S_ISREG(file->status.st_mode))
        return write_to_disk(file, bytes, error);
    return write_to_reader(file, bytes, error);
}

bool line_file_append(struct line_file *file, struct slice line, struct error *error)
{
    if (was_moved(file))
        line_file_close(file);
    if (!line_file_open(file, error))
        return false;
    if (file->torn && !write_bytes(file, SLICE("\n"), error))
        return false;
    file->torn = false;
    return write_bytes(file, line, error);
}
