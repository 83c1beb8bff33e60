/* The spool: what is found in its directory when it is opened. */
#include "config.h"

#include "sink/spool_private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOVED_MAX 9
#define REPLACED_MAX 1000

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

static bool is_empty(const struct spool *spool)
{
    struct stat status;
    char name[SEGMENT_NAME_SIZE];
    bool empty = true;

    for (size_t i = 0; i < spool->count && empty; i++) {
        segment_name(spool->segments[i].number, name);
        empty = fstatat(spool->directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
                S_ISREG(status.st_mode) && status.st_size == 0;
    }
    return empty;
}

/* Until it was written for the first time, the first release left the position empty. */
static bool costs_nothing(const struct spool *spool, enum position_found found, bool marked)
{
    return found == POSITION_FOUND || spool->count == 0 || (found == POSITION_EMPTY && !marked);
}

/* Leaves `*marked` when the position can be relied on. */
static bool load_position(struct spool *spool, bool *marked, struct error *error)
{
    enum position_found found = position_open(spool->directory, &spool->position);

    if (found == POSITION_FAILED)
        return error_system(error, errno, "spool position");
    if (found == POSITION_DAMAGED)
        keep_position(spool);
    if (!costs_nothing(spool, found, *marked))
        spool_tell(spool, "its position is %s: everything in it is read again",
                   found == POSITION_MISSING ? "gone" : "damaged");
    else if (found == POSITION_EMPTY && spool->count > 0 && is_empty(spool))
        spool_tell(spool, "its files are all empty, and what was in them is gone");
    spool->position_segment = spool->position.segment;
    spool->position_offset = spool->position.offset;
    if (position_reserve(spool->directory, &spool->position) && fsync(spool->directory) == 0)
        spool_mark(spool);
    *marked &= found == POSITION_FOUND;
    return true;
}

/* What cannot be opened or read now is left for later. */
static void load_segment(struct spool *spool, struct segment *segment)
{
    bool is_old = segment->number < spool->position_segment || segment->examined;
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

/* An empty file says that the one that is gone was told. */
static void replace(struct spool *spool, uint64_t number)
{
    int file = segment_open(spool->directory, number, O_WRONLY | O_CREAT | O_EXCL);

    spool_close_file(&file);
    spool->counts.lost += spool_recall(spool, number).records;
    spool_add(spool, number)->examined = true;
}

static void replace_all(struct spool *spool, uint64_t from, uint64_t until)
{
    if (until - from > REPLACED_MAX)
        from = until - REPLACED_MAX;
    for (uint64_t number = from; number < until; number++)
        replace(spool, number);
}

static void tell_missing(struct spool *spool, uint64_t first, uint64_t count, uint64_t lost)
{
    struct buffer text = {0};
    char name[SEGMENT_NAME_SIZE];

    segment_name(first, name);
    if (count == 1)
        buffer_printf(&text, "%s is gone, with what was in it", name);
    else if (count > 1)
        buffer_printf(&text, "%s and %" PRIu64 " others are gone, with what was in them", name,
                      count - 1);
    if (lost > 0)
        buffer_printf(&text, ": %" PRIu64 " report%s lost", lost, lost == 1 ? " is" : "s are");
    if (count > 0)
        spool_tell(spool, "%s", buffer_text(&text));
    buffer_free(&text);
}

/* Between the position and the next number no file may be missing. */
static void find_missing(struct spool *spool, uint64_t from, uint64_t next)
{
    uint64_t first = 0;
    uint64_t count = 0;
    size_t present = spool->count;
    uint64_t lost = spool->counts.lost;

    for (size_t i = 0; i <= present; i++) {
        uint64_t until = i < present ? spool->segments[i].number : next;
        if (until > from) {
            first = count == 0 ? from : first;
            count += until - from;
            replace_all(spool, from, until);
        }
        from = until < from ? from : until + 1;
    }
    tell_missing(spool, first, count, spool->counts.lost - lost);
    if (spool->count > 0)
        qsort(spool->segments, spool->count, sizeof(struct segment), by_number);
}

/* In a spool of the first release, and without a position, nobody knows what should be there. */
static void check_numbers(struct spool *spool, bool is_known)
{
    uint64_t last = spool->count > 0 ? spool->segments[spool->count - 1].number : 0;
    uint64_t next = spool->position_segment + (spool->position_offset > 0);

    if (next <= last)
        next = last + 1;
    if (next < spool->position.next)
        next = spool->position.next;
    if (next == 0)
        next = 1;
    if (is_known)
        find_missing(spool, spool->position_segment > 0 ? spool->position_segment : 1, next);
    else if (spool->count > 0)
        spool_set_position(spool, spool->segments[0].number, 0);
    if (spool->next < next)
        spool->next = next;
    if (spool->count == 0)
        spool_set_position(spool, spool->next, 0);
}

bool spool_load(struct spool *spool, struct error *error)
{
    bool marked = false;

    if (!spool_open_directory(spool, &marked, error) || !list_segments(spool, error) ||
        !load_position(spool, &marked, error))
        return false;
    check_numbers(spool, marked);
    for (size_t i = 0; i < spool->count; i++)
        load_segment(spool, &spool->segments[i]);
    spool_clear(spool);
    spool_tally(spool);
    (void)position_sync(&spool->position); /* which is told when it is done in its turn */
    return true;
}
