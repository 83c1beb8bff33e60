#include "config.h"

#include "spool/disk.h"

#include "base/memory.h"
#include "support/dice.h"
#include "support/die.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define FILES_MAX 256

int __real_open(const char *path, int flags, ...);
int __real_openat(int directory, const char *name, int flags, ...);
ssize_t __real_pread(int file, void *bytes, size_t size, off_t offset);
ssize_t __real_write(int file, const void *bytes, size_t size);
ssize_t __real_pwrite(int file, const void *bytes, size_t size, off_t offset);
ssize_t __real_pwritev(int file, const struct iovec *parts, int count, off_t offset);
int __real_ftruncate(int file, off_t size);
int __real_unlinkat(int directory, const char *name, int flags);
int __real_renameat(int directory, const char *name, int other, const char *to);
int __real_fsync(int file);
int __real_fdatasync(int file);

/* Where off_t has an option to be larger, the names of these have one, too. */
int __wrap_open64(const char *path, int flags, ...);
int __wrap_openat64(int directory, const char *path, int flags, ...);
ssize_t __wrap_pread64(int file, void *bytes, size_t size, off_t offset);
ssize_t __wrap_pwrite64(int file, const void *bytes, size_t size, off_t offset);
ssize_t __wrap_pwritev64(int file, const struct iovec *parts, int count, off_t offset);
int __wrap_ftruncate64(int file, off_t size);
int __wrap_open(const char *path, int flags, ...);
int __wrap_openat(int directory, const char *path, int flags, ...);
ssize_t __wrap_pread(int file, void *bytes, size_t size, off_t offset);
ssize_t __wrap_write(int file, const void *bytes, size_t size);
ssize_t __wrap_pwrite(int file, const void *bytes, size_t size, off_t offset);
ssize_t __wrap_pwritev(int file, const struct iovec *parts, int count, off_t offset);
int __wrap_ftruncate(int file, off_t size);
int __wrap_unlinkat(int directory, const char *name, int flags);
int __wrap_renameat(int directory, const char *name, int other, const char *to);
int __wrap_fsync(int file);
int __wrap_fdatasync(int file);

uint64_t disk_calls;

static unsigned failing;
static int failing_reason;
static struct disk_log *watched;
static char watched_path[128];

/* The files that were seen: the same inode may become another file. */
static struct {
    ino_t inode;
    uint64_t file;
} known[FILES_MAX];
static size_t known_count;
static uint64_t files;

void disk_fail(unsigned calls, int reason)
{
    failing = calls;
    failing_reason = reason;
}

static bool fails(enum disk_call call)
{
    disk_calls++;
    if ((failing & call) == 0)
        return false;
    errno = failing_reason;
    return true;
}

void disk_watch(struct disk_log *log, const char *directory)
{
    watched = log;
    known_count = 0;
    files = 0;
    if (log != NULL)
        snprintf(watched_path, sizeof(watched_path), "%s", directory);
}

static struct disk_entry *note(enum disk_change change)
{
    watched->entries = mem_grow(watched->entries, &watched->capacity, watched->count + 1,
                                sizeof(*watched->entries));
    watched->entries[watched->count] = (struct disk_entry){.change = change};
    return &watched->entries[watched->count++];
}

void disk_note(int kind, unsigned number)
{
    struct disk_entry *entry = note(DISK_NOTE);

    entry->note = kind;
    entry->number = number;
}

void disk_free(struct disk_log *log)
{
    for (size_t i = 0; i < log->count; i++)
        free(log->entries[i].bytes);
    free(log->entries);
    *log = (struct disk_log){0};
}

static ino_t inode_of(int file)
{
    struct stat status;

    return fstat(file, &status) == 0 ? status.st_ino : 0;
}

/* Returns the number of an open file, or 0 when it is not of the directory. */
static uint64_t number_of(int file)
{
    ino_t inode = inode_of(file);

    for (size_t i = known_count; i > 0; i--) {
        if (known[i - 1].inode == inode)
            return known[i - 1].file;
    }
    return 0;
}

static void know(int file)
{
    if (known_count == FILES_MAX)
        die("too many files");
    known[known_count].inode = inode_of(file);
    known[known_count++].file = ++files;
}

static void note_written(int file, uint64_t offset, const char *bytes, size_t size)
{
    uint64_t number = watched != NULL ? number_of(file) : 0;

    if (number == 0 || size == 0)
        return;
    struct disk_entry *entry = note(DISK_WRITTEN);
    entry->file = number;
    entry->offset = offset;
    entry->size = size;
    entry->bytes = mem_strndup(bytes, size);
}

static mode_t mode_of(int flags, va_list args)
{
    return (flags & O_CREAT) != 0 ? va_arg(args, mode_t) : 0;
}

static int open_path(const char *path, int flags, mode_t mode)
{
    return fails(DISK_OPEN) ? -1 : __real_open(path, flags, mode);
}

static int open_name(int directory, const char *name, int flags, mode_t mode)
{
    struct stat status;
    bool makes = (flags & O_CREAT) != 0 && fstatat(directory, name, &status, 0) != 0;

    if (fails(makes ? DISK_CREATE : DISK_OPEN))
        return -1;
    int file = __real_openat(directory, name, flags, mode);
    if (file >= 0 && watched != NULL && makes) {
        know(file);
        struct disk_entry *entry = note(DISK_MADE);
        entry->file = files;
        snprintf(entry->name, sizeof(entry->name), "%s", name);
    }
    return file;
}

#define WRAP_OPEN(name)                                                                            \
    int __wrap_##name(const char *path, int flags, ...)                                            \
    {                                                                                              \
        va_list args;                                                                              \
                                                                                                   \
        va_start(args, flags);                                                                     \
        mode_t mode = mode_of(flags, args);                                                        \
        va_end(args);                                                                              \
        return open_path(path, flags, mode);                                                       \
    }
WRAP_OPEN(open)
WRAP_OPEN(open64)

#define WRAP_OPENAT(name)                                                                          \
    int __wrap_##name(int directory, const char *path, int flags, ...)                             \
    {                                                                                              \
        va_list args;                                                                              \
                                                                                                   \
        va_start(args, flags);                                                                     \
        mode_t mode = mode_of(flags, args);                                                        \
        va_end(args);                                                                              \
        return open_name(directory, path, flags, mode);                                            \
    }
WRAP_OPENAT(openat)
WRAP_OPENAT(openat64)

ssize_t __wrap_pread(int file, void *bytes, size_t size, off_t offset)
{
    return fails(DISK_READ) ? -1 : __real_pread(file, bytes, size, offset);
}

ssize_t __wrap_write(int file, const void *bytes, size_t size)
{
    struct stat status;

    if (fails(DISK_WRITE))
        return -1;
    off_t end = fstat(file, &status) == 0 ? status.st_size : 0; /* all are opened to append */
    ssize_t written = __real_write(file, bytes, size);
    if (written > 0)
        note_written(file, (uint64_t)end, bytes, (size_t)written);
    return written;
}

ssize_t __wrap_pwrite(int file, const void *bytes, size_t size, off_t offset)
{
    if (fails(DISK_WRITE))
        return -1;
    ssize_t written = __real_pwrite(file, bytes, size, offset);
    if (written > 0)
        note_written(file, (uint64_t)offset, bytes, (size_t)written);
    return written;
}

ssize_t __wrap_pwritev(int file, const struct iovec *parts, int count, off_t offset)
{
    if (fails(DISK_WRITE))
        return -1;
    ssize_t written = __real_pwritev(file, parts, count, offset);
    for (ssize_t i = 0, at = 0; i < count && at < written; i++) {
        size_t size = parts[i].iov_len;
        if ((ssize_t)size > written - at)
            size = (size_t)(written - at);
        note_written(file, (uint64_t)(offset + at), parts[i].iov_base, size);
        at += (ssize_t)size;
    }
    return written;
}

int __wrap_ftruncate(int file, off_t size)
{
    if (fails(DISK_TRUNCATE))
        return -1;
    int result = __real_ftruncate(file, size);
    uint64_t number = watched != NULL && result == 0 ? number_of(file) : 0;
    if (number != 0) {
        struct disk_entry *entry = note(DISK_CUT);
        entry->file = number;
        entry->offset = (uint64_t)size;
    }
    return result;
}

ssize_t __wrap_pread64(int file, void *bytes, size_t size, off_t offset)
{
    return __wrap_pread(file, bytes, size, offset);
}

ssize_t __wrap_pwrite64(int file, const void *bytes, size_t size, off_t offset)
{
    return __wrap_pwrite(file, bytes, size, offset);
}

ssize_t __wrap_pwritev64(int file, const struct iovec *parts, int count, off_t offset)
{
    return __wrap_pwritev(file, parts, count, offset);
}

int __wrap_ftruncate64(int file, off_t size)
{
    return __wrap_ftruncate(file, size);
}

int __wrap_unlinkat(int directory, const char *name, int flags)
{
    if (fails(DISK_REMOVE))
        return -1;
    int result = __real_unlinkat(directory, name, flags);
    if (result == 0 && watched != NULL)
        snprintf(note(DISK_GONE)->name, DISK_NAME_SIZE, "%s", name);
    return result;
}

int __wrap_renameat(int directory, const char *name, int other, const char *to)
{
    if (fails(DISK_REMOVE))
        return -1;
    int result = __real_renameat(directory, name, other, to);
    if (result == 0 && watched != NULL) {
        struct disk_entry *entry = note(DISK_RENAMED);
        snprintf(entry->name, sizeof(entry->name), "%s", name);
        snprintf(entry->other, sizeof(entry->other), "%s", to);
    }
    return result;
}

/* The names of the directory, or those around it, or a file in it. Nothing is really synced: what
 * would be left is what the log says. */
static int sync_it(int file)
{
    struct stat status;

    if (fails(DISK_SYNC))
        return -1;
    if (watched == NULL || fstat(file, &status) != 0)
        return 0;
    struct stat path;
    if (!S_ISDIR(status.st_mode))
        note(DISK_FILE_SYNCED)->file = number_of(file);
    else if (stat(watched_path, &path) == 0 && path.st_ino == status.st_ino)
        note(DISK_NAMES_SYNCED);
    else
        note(DISK_PARENT_SYNCED);
    return 0;
}

int __wrap_fsync(int file)
{
    return sync_it(file);
}

int __wrap_fdatasync(int file)
{
    return sync_it(file);
}

/* Returns true when a later entry made one survive. */
static bool is_synced(const struct disk_log *log, size_t place, size_t count)
{
    const struct disk_entry *entry = &log->entries[place];
    bool is_data = entry->change == DISK_WRITTEN || entry->change == DISK_CUT;

    for (size_t i = place + 1; i < count; i++) {
        const struct disk_entry *later = &log->entries[i];
        if (is_data ? later->change == DISK_FILE_SYNCED && later->file == entry->file
                    : later->change == DISK_NAMES_SYNCED)
            return true;
    }
    return false;
}

struct rebuilt {
    const char *directory;
    const char *names[FILES_MAX]; /* of the files by number; NULL: it has none */
};

static int open_rebuilt(const struct rebuilt *rebuilt, uint64_t file)
{
    char path[256];

    snprintf(path, sizeof(path), "%s/.%u", rebuilt->directory, (unsigned)file);
    int opened = __real_open(path, O_RDWR | O_CREAT, 0600);
    if (opened < 0)
        die_errno("%s", path);
    return opened;
}

/* All, nothing, or a part that is followed or preceded by nothing. */
static void apply_data(const struct rebuilt *rebuilt, const struct disk_entry *entry, bool synced,
                       struct dice *dice)
{
    size_t fate = synced ? 0 : dice_below(dice, 4);
    size_t from = fate == 2 ? dice_below(dice, entry->size + 1) : 0;
    size_t to = fate == 3 ? dice_below(dice, entry->size + 1) : entry->size;
    int file = open_rebuilt(rebuilt, entry->file);

    if (fate != 1 && entry->change == DISK_CUT && __real_ftruncate(file, (off_t)entry->offset) != 0)
        die_errno("cut");
    if (fate != 1 && entry->change == DISK_WRITTEN &&
        __real_pwrite(file, entry->bytes + from, to - from, (off_t)(entry->offset + from)) < 0)
        die_errno("write");
    close(file);
}

static void drop_name(struct rebuilt *rebuilt, const char *name)
{
    for (size_t i = 0; i < FILES_MAX; i++) {
        if (rebuilt->names[i] != NULL && strcmp(rebuilt->names[i], name) == 0)
            rebuilt->names[i] = NULL;
    }
}

static void rename_file(struct rebuilt *rebuilt, const struct disk_entry *entry)
{
    drop_name(rebuilt, entry->other);
    for (size_t i = 0; i < FILES_MAX; i++) {
        if (rebuilt->names[i] != NULL && strcmp(rebuilt->names[i], entry->name) == 0)
            rebuilt->names[i] = entry->other;
    }
}

static void apply(struct rebuilt *rebuilt, const struct disk_log *log, size_t place, size_t count,
                  struct dice *dice)
{
    const struct disk_entry *entry = &log->entries[place];
    bool synced = is_synced(log, place, count);

    switch (entry->change) {
    case DISK_WRITTEN:
    case DISK_CUT:
        apply_data(rebuilt, entry, synced, dice);
        break;
    case DISK_MADE:
        close(open_rebuilt(rebuilt, entry->file));
        if (synced || dice_once_in(dice, 2))
            rebuilt->names[entry->file] = entry->name;
        break;
    case DISK_GONE:
        if (synced || dice_once_in(dice, 2))
            drop_name(rebuilt, entry->name);
        break;
    case DISK_RENAMED:
        if (synced || dice_once_in(dice, 2))
            rename_file(rebuilt, entry);
        break;
    default:
        break;
    }
}

static bool parent_is_synced(const struct disk_log *log, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (log->entries[i].change == DISK_PARENT_SYNCED)
            return true;
    }
    return false;
}

static void give_names(const struct rebuilt *rebuilt)
{
    char from[256];
    char to[256];

    for (size_t i = 1; i < FILES_MAX; i++) {
        snprintf(from, sizeof(from), "%s/.%u", rebuilt->directory, (unsigned)i);
        if (rebuilt->names[i] == NULL) {
            unlink(from);
            continue;
        }
        snprintf(to, sizeof(to), "%s/%s", rebuilt->directory, rebuilt->names[i]);
        if (rename(from, to) != 0)
            die_errno("%s", to);
    }
}

bool disk_rebuild(const struct disk_log *log, size_t count, uint64_t seed, const char *directory)
{
    struct rebuilt rebuilt = {.directory = directory};
    struct dice dice = {seed};

    if (!parent_is_synced(log, count) && dice_once_in(&dice, 2))
        return false;
    if (mkdir(directory, 0700) != 0)
        die_errno("%s", directory);
    for (size_t i = 0; i < count; i++)
        apply(&rebuilt, log, i, count, &dice);
    give_names(&rebuilt);
    return true;
}

void disk_remove(const char *directory)
{
    DIR *listing = opendir(directory);
    char path[512];

    if (listing == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(listing)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        snprintf(path, sizeof(path), "%s/%s", directory, entry->d_name);
        if (unlink(path) != 0 && errno == EISDIR)
            rmdir(path);
    }
    closedir(listing);
    rmdir(directory);
}
