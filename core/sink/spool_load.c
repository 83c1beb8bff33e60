/* The spool: what is found in its directory when it is opened. */
#include "config.h"

#include "sink/spool_private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOVED_MAX 9

static int by_number(const void *a, const void *b)
{
    const struct segment *left = a;
    const struct segment *right = b;

    return (left->number > right->number) - (left->number < right->number);
}

static bool list_segments(struct spool *spool, struct error *error)
{
    int copy = openat(spool->directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *listing = copy < 0 ? NULL : fdopendir(copy);

    if (listing == NULL) {
        error_system(error, errno, "list the spool");
        spool_close_file(&copy);
        return false;
    }
    for (struct dirent *entry; (entry = readdir(listing)) != NULL;) {
        uint64_t number;
        if (segment_number(entry->d_name, &number))
            spool_add(spool, number);
    }
    closedir(listing);
    if (spool->count > 0)
        qsort(spool->segments, spool->count, sizeof(struct segment), by_number);
    return true;
}

/* Beside what was moved out of the way before. */
static void move_position(const struct spool *spool)
{
    char name[32];
    int moved = -1;

    for (int i = 1; i <= MOVED_MAX && moved != 0; i++) {
        snprintf(name, sizeof(name), POSITION_NAME ".damaged.%d", i);
        moved = renameat(spool->directory, POSITION_NAME, spool->directory, name);
    }
}

/* What a damaged position holds is kept, or moved out of the way when it is no file at all. */
static void keep_position(struct spool *spool)
{
    struct stat status;

    if (spool->position.file < 0)
        move_position(spool);
    else if (fstat(spool->position.file, &status) == 0)
        spool_keep(spool, POSITION_NAME, spool->position.file,
                   &(struct extent){0, (uint64_t)status.st_size}, 1);
}

/* Until it was written for the first time, the first release left the position empty. */
static bool costs_nothing(const struct spool *spool, enum position_found found, bool marked)
{
    return found == POSITION_FOUND || spool->count == 0 || (found == POSITION_EMPTY && !marked);
}

static bool load_position(struct spool *spool, bool marked, struct error *error)
{
    enum position_found found = position_open(spool->directory, &spool->position);

    if (found == POSITION_FAILED)
        return error_system(error, errno, "spool position");
    if (found == POSITION_DAMAGED)
        keep_position(spool);
    if (!costs_nothing(spool, found, marked))
        spool_tell(spool, "its position is %s: everything in it is read again",
                   found == POSITION_MISSING ? "gone" : "damaged");
    spool->position_segment = spool->position.segment;
    spool->position_offset = spool->position.offset;
    if (position_reserve(spool->directory, &spool->position) && fsync(spool->directory) == 0)
        spool_mark(spool);
    return true;
}

/* What cannot be opened or read now is left for later. */
static void load_segment(struct spool *spool, struct segment *segment)
{
    bool is_old = segment->number < spool->position_segment;
    struct stat status;
    char name[SEGMENT_NAME_SIZE];

    if (is_old) {
        segment->examined = true;
        return;
    }
    segment_name(segment->number, name);
    if (fstatat(spool->directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISREG(status.st_mode))
        spool_resize(spool, segment, (uint64_t)status.st_size);
    if (!spool_examine(spool, segment))
        segment->trouble = errno;
}

bool spool_load(struct spool *spool, struct error *error)
{
    bool marked = false;

    if (!spool_open_directory(spool, &marked, error) || !list_segments(spool, error) ||
        !load_position(spool, marked, error))
        return false;
    for (size_t i = 0; i < spool->count; i++)
        load_segment(spool, &spool->segments[i]);
    uint64_t last = spool->count > 0 ? spool->segments[spool->count - 1].number : 0;
    if (last < spool->position_segment)
        last = spool->position_segment;
    if (spool->next <= last)
        spool->next = last + 1;
    spool_advance(spool);
    return true;
}
