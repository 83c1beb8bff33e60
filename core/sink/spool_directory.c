/* The spool: its directory, and the lock in it. */
#include "config.h"

#include "sink/spool_private.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK_NAME "lock"

/* A new directory survives a power cut only when the one around it is synced. What cannot be synced
 * there (it may not be readable) is none of our business. */
static void sync_parent(const char *path)
{
    char *copy = mem_strdup(path);
    int parent = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (parent >= 0)
        (void)fsync(parent);
    spool_close_file(&parent);
    free(copy);
}

static bool make_directory(struct spool *spool, struct error *error)
{
    if (mkdir(spool->path, 0700) == 0)
        sync_parent(spool->path);
    else if (errno != EEXIST)
        return error_system(error, errno, "make spool directory %s", spool->path);
    spool->directory = open(spool->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return spool->directory >= 0 || error_system(error, errno, "spool directory %s", spool->path);
}

/* The file of the lock holds something once the position was written. */
static bool take_lock(struct spool *spool, bool *marked, struct error *error)
{
    struct stat status;

    spool->lock = openat(spool->directory, LOCK_NAME,
                         O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0600);
    if (spool->lock < 0)
        return error_system(error, errno, "spool lock in %s", spool->path);
    *marked = fstat(spool->lock, &status) == 0 && status.st_size > 0;
    if (flock(spool->lock, LOCK_EX | LOCK_NB) == 0)
        return true;
    if (errno != EWOULDBLOCK)
        return error_system(error, errno, "lock the spool in %s", spool->path);
    return error_set(error, ERROR_USAGE,
                     "spool directory %s is in use by another process; give each its own",
                     spool->path);
}

bool spool_open_directory(struct spool *spool, bool *marked, struct error *error)
{
    if (make_directory(spool, error) && take_lock(spool, marked, error))
        return true;
    spool_close_file(&spool->lock);
    spool_close_file(&spool->directory);
    return false;
}

void spool_mark(struct spool *spool)
{
    struct stat status;

    if (fstat(spool->lock, &status) != 0 || status.st_size > 0)
        return;
    if (write(spool->lock, "position\n", 9) < 0)
        return; /* the next process may take a position that was cut for one never written */
}

bool spool_is_same(const struct stat *status, int file)
{
    struct stat open;

    return fstat(file, &open) == 0 && open.st_dev == status->st_dev &&
           open.st_ino == status->st_ino;
}

bool spool_has_directory(const struct spool *spool)
{
    struct stat status;

    return spool->directory >= 0 && stat(spool->path, &status) == 0 &&
           spool_is_same(&status, spool->directory);
}

bool spool_has_lock(const struct spool *spool)
{
    struct stat status;

    return fstatat(spool->directory, LOCK_NAME, &status, 0) == 0 &&
           spool_is_same(&status, spool->lock);
}

/* What cannot be made, in the place of a lock that disappeared, is no reason to stop. */
bool spool_lock_again(struct spool *spool, struct error *error)
{
    struct error trouble = {0};
    bool marked;

    spool_close_file(&spool->lock);
    if (take_lock(spool, &marked, &trouble)) {
        spool_mark(spool);
    } else if (trouble.class == ERROR_USAGE) {
        if (error != NULL)
            *error = trouble;
        return false;
    }
    return true;
}
