/* The spool: what is found in its directory when it is opened. */
#include "config.h"

#include "sink/spool_private.h"

#include "base/integer.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static bool open_directory(struct spool *spool, const char *path, struct error *error)
{
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return error_system(error, errno, "make spool directory %s", path);
    spool->directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (spool->directory < 0)
        return error_system(error, errno, "spool directory %s", path);
    spool->lock = openat(spool->directory, "lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (spool->lock < 0)
        return error_system(error, errno, "spool lock in %s", path);
    if (flock(spool->lock, LOCK_EX | LOCK_NB) == 0)
        return true;
    if (errno != EWOULDBLOCK)
        return error_system(error, errno, "lock the spool in %s", path);
    return error_set(error, ERROR_USAGE,
                     "spool directory %s is in use by another process; give each its own", path);
}

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
        struct slice rest = slice_of(entry->d_name);
        uint64_t number;
        struct slice digits = slice_split(&rest, '.');
        if (slice_is(rest, "spool") && integer_parse(digits, UINT64_MAX - 1, &number))
            spool_add_segment(spool, number);
    }
    closedir(listing);
    if (spool->count > 0)
        qsort(spool->segments, spool->count, sizeof(struct segment), by_number);
    return true;
}

/* Counts the records of a segment that are still to be read, and cuts off what is torn at its end.
 */
static bool examine_segment(struct spool *spool, struct segment *segment, struct error *error)
{
    struct spool_place done = spool->acknowledged.place;
    struct record_place place = {0};
    enum segment_found found;
    struct stat status;

    int file = segment_open(spool->directory, segment->number, O_RDWR, error);
    if (file < 0)
        return false;
    if (fstat(file, &status) != 0) {
        spool_close_file(&file);
        return error_system(error, errno, "spool segment");
    }
    uint64_t file_size = (uint64_t)status.st_size;
    if (segment->number == done.segment)
        segment->size = done.offset < file_size ? done.offset : file_size;
    while ((found = segment_find(file, segment->size, NULL, &place, error)) == SEGMENT_RECORD) {
        spool->counts.damaged_bytes += place.offset - segment->size;
        segment->size = place.end;
        segment->records++;
    }
    bool fine = found == SEGMENT_END;
    if (fine && file_size > segment->size) {
        spool->counts.damaged_bytes += file_size - segment->size;
        fine = ftruncate(file, (off_t)segment->size) == 0 ||
               error_system(error, errno, "cut a torn record off the spool");
    }
    spool_close_file(&file);
    spool->counts.bytes += segment->size;
    spool->counts.records += segment->records;
    return fine;
}

/* Reading begins behind what is acknowledged. */
static void begin_reading(struct spool *spool)
{
    struct spool_place done = spool->acknowledged.place;

    spool->reading_offset =
        spool->count > 0 && spool->segments[0].number == done.segment ? done.offset : 0;
}

bool spool_load(struct spool *spool, const char *path, struct error *error)
{
    if (!open_directory(spool, path, error) ||
        !position_open(spool->directory, &spool->acknowledged, error) ||
        !list_segments(spool, error))
        return false;
    while (spool->count > 0 && spool->segments[0].number < spool->acknowledged.place.segment) {
        if (!spool_remove_first_segment(spool, error))
            return false;
    }
    for (size_t i = 0; i < spool->count; i++) {
        if (!examine_segment(spool, &spool->segments[i], error))
            return false;
    }
    begin_reading(spool);
    return true;
}
