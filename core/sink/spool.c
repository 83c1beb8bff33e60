#include "config.h"

#include "sink/spool.h"

#include "base/integer.h"
#include "base/memory.h"
#include "sink/spool_position.h"
#include "sink/spool_segment.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEGMENTS_PER_SPOOL 16 /* so that dropping the oldest costs a sixteenth */
#define SEGMENT_MIN_BYTES 4096
#define SEGMENT_MAX_BYTES (8u << 20)

struct spool {
    int directory;
    int lock;
    uint64_t max_bytes;
    uint64_t segment_bytes;
    enum spool_full full;
    void (*dropped)(void *context, struct slice record);
    void *context;
    struct position acknowledged;

    struct segment *segments; /* oldest first */
    size_t count;
    size_t capacity;
    int writing; /* the last segment's file, or -1 */
    bool unsynced;

    size_t reading;   /* the segment of the next record, or `count` */
    int reading_file; /* -1: not open */
    uint64_t reading_offset;
    struct spool_counts counts;
};

static void close_file(int *file)
{
    if (*file >= 0)
        close(*file);
    *file = -1;
}

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

static struct segment *add_segment(struct spool *spool, uint64_t number)
{
    spool->segments =
        mem_grow(spool->segments, &spool->capacity, spool->count + 1, sizeof(struct segment));
    spool->segments[spool->count] = (struct segment){.number = number};
    return &spool->segments[spool->count++];
}

static bool list_segments(struct spool *spool, struct error *error)
{
    int copy = openat(spool->directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *listing = copy < 0 ? NULL : fdopendir(copy);

    if (listing == NULL) {
        error_system(error, errno, "list the spool");
        close_file(&copy);
        return false;
    }
    for (struct dirent *entry; (entry = readdir(listing)) != NULL;) {
        struct slice rest = slice_of(entry->d_name);
        uint64_t number;
        struct slice digits = slice_split(&rest, '.');
        if (slice_is(rest, "spool") && integer_parse(digits, UINT64_MAX - 1, &number))
            add_segment(spool, number);
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
        close_file(&file);
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
    close_file(&file);
    spool->counts.bytes += segment->size;
    spool->counts.records += segment->records;
    return fine;
}

static void forget_first_segment(struct spool *spool)
{
    spool->counts.bytes -= spool->segments[0].size;
    spool->counts.records -= spool->segments[0].records;
    spool->count--;
    memmove(spool->segments, spool->segments + 1, spool->count * sizeof(struct segment));
}

static bool remove_first_segment(struct spool *spool, struct error *error)
{
    if (!segment_remove(spool->directory, spool->segments[0].number, error))
        return false;
    forget_first_segment(spool);
    if (spool->reading > 0) {
        spool->reading--;
    } else {
        close_file(&spool->reading_file);
        spool->reading_offset = 0;
    }
    if (spool->count == 0) {
        close_file(&spool->writing);
        spool->unsynced = false;
    }
    return true;
}

/* Reading begins behind what is acknowledged. */
static void begin_reading(struct spool *spool)
{
    struct spool_place done = spool->acknowledged.place;

    spool->reading_offset =
        spool->count > 0 && spool->segments[0].number == done.segment ? done.offset : 0;
}

static bool load(struct spool *spool, const char *path, struct error *error)
{
    if (!open_directory(spool, path, error) ||
        !position_open(spool->directory, &spool->acknowledged, error) ||
        !list_segments(spool, error))
        return false;
    while (spool->count > 0 && spool->segments[0].number < spool->acknowledged.place.segment) {
        if (!remove_first_segment(spool, error))
            return false;
    }
    for (size_t i = 0; i < spool->count; i++) {
        if (!examine_segment(spool, &spool->segments[i], error))
            return false;
    }
    begin_reading(spool);
    return true;
}

struct spool *spool_open(const struct spool_options *options, struct error *error)
{
    struct spool *spool = mem_zalloc(1, sizeof(*spool));
    uint64_t share = options->max_bytes / SEGMENTS_PER_SPOOL;

    spool->directory = spool->lock = spool->writing = spool->reading_file = -1;
    spool->acknowledged.file = -1;
    spool->max_bytes = options->max_bytes;
    spool->full = options->full;
    spool->dropped = options->dropped;
    spool->context = options->context;
    spool->segment_bytes = share < SEGMENT_MIN_BYTES   ? SEGMENT_MIN_BYTES
                           : share > SEGMENT_MAX_BYTES ? SEGMENT_MAX_BYTES
                                                       : share;
    *error = (struct error){0};
    if (load(spool, options->directory, error))
        return spool;
    spool_close(spool);
    return NULL;
}

void spool_close(struct spool *spool)
{
    if (spool == NULL)
        return;
    if (spool->writing >= 0)
        spool_sync(spool, NULL);
    close_file(&spool->writing);
    close_file(&spool->reading_file);
    position_close(&spool->acknowledged);
    close_file(&spool->lock);
    close_file(&spool->directory);
    free(spool->segments);
    free(spool);
}

/* Makes sure that the last segment is open and has room, or begins another. */
static bool prepare_segment(struct spool *spool, uint64_t needed, struct error *error)
{
    struct segment *last = spool->count > 0 ? &spool->segments[spool->count - 1] : NULL;

    if (last != NULL && (last->size == 0 || last->size + needed <= spool->segment_bytes)) {
        if (spool->writing < 0)
            spool->writing = segment_open(spool->directory, last->number, O_RDWR, error);
        return spool->writing >= 0;
    }
    if (spool->writing >= 0 && !spool_sync(spool, error))
        return false;

    uint64_t number = last != NULL ? last->number + 1 : spool->acknowledged.place.segment + 1;
    int file = segment_open(spool->directory, number, O_RDWR | O_CREAT | O_TRUNC, error);
    if (file < 0)
        return false;
    close_file(&spool->writing);
    spool->writing = file;
    add_segment(spool, number);
    return true;
}

/* Counts and tells the records of the oldest segment that nobody has read. */
static bool tell_dropped(struct spool *spool, struct error *error)
{
    struct buffer record = {0};
    struct record_place place;
    uint64_t offset = spool->reading_offset;
    enum segment_found found = SEGMENT_RECORD;

    if (spool->reading > 0)
        return true;
    int file = segment_open(spool->directory, spool->segments[0].number, O_RDONLY, error);
    if (file < 0)
        return false;
    while (offset < spool->segments[0].size) {
        found = segment_find(file, offset, &record, &place, error);
        if (found != SEGMENT_RECORD)
            break;
        if (spool->dropped != NULL)
            spool->dropped(spool->context, (struct slice){record.data, record.size});
        spool->counts.dropped++;
        offset = place.end;
    }
    close_file(&file);
    buffer_free(&record);
    return found != SEGMENT_FAILED;
}

static enum spool_stored make_room(struct spool *spool, uint64_t needed, struct error *error)
{
    while (spool->counts.bytes + needed > spool->max_bytes) {
        if (spool->full == SPOOL_REFUSE || spool->count == 0) {
            error_set(error, ERROR_INPUT, "the spool is full (%llu bytes)",
                      (unsigned long long)spool->max_bytes);
            return SPOOL_IS_FULL;
        }
        if (!tell_dropped(spool, error) || !remove_first_segment(spool, error))
            return SPOOL_FAILED;
    }
    return SPOOL_STORED;
}

enum spool_stored spool_store(struct spool *spool, struct slice record, struct error *error)
{
    uint64_t needed = segment_record_size(record.size);
    enum spool_stored room = make_room(spool, needed, error);

    if (room != SPOOL_STORED)
        return room;
    if (!prepare_segment(spool, needed, error))
        return SPOOL_FAILED;
    struct segment *last = &spool->segments[spool->count - 1];
    if (!segment_write(spool->writing, last->size, record, error))
        return SPOOL_FAILED;
    last->size += needed;
    last->records++;
    spool->counts.bytes += needed;
    spool->counts.records++;
    spool->unsynced = true;
    return SPOOL_STORED;
}

bool spool_sync(struct spool *spool, struct error *error)
{
    if (!spool->unsynced)
        return true;
    if (fdatasync(spool->writing) != 0 || fsync(spool->directory) != 0)
        return error_system(error, errno, "sync the spool");
    spool->unsynced = false;
    return true;
}

bool spool_at_end(const struct spool *spool)
{
    return spool->reading >= spool->count ||
           (spool->reading + 1 == spool->count &&
            spool->reading_offset >= spool->segments[spool->reading].size);
}

static bool open_reading(struct spool *spool, struct error *error)
{
    if (spool->reading_file < 0) {
        uint64_t number = spool->segments[spool->reading].number;
        spool->reading_file = segment_open(spool->directory, number, O_RDONLY, error);
    }
    return spool->reading_file >= 0;
}

bool spool_read(struct spool *spool, struct buffer *record, struct spool_place *place,
                struct error *error)
{
    struct record_place found_at;

    *error = (struct error){0};
    while (!spool_at_end(spool)) {
        struct segment *segment = &spool->segments[spool->reading];
        if (spool->reading_offset < segment->size) {
            if (!open_reading(spool, error))
                return false;
            enum segment_found found =
                segment_find(spool->reading_file, spool->reading_offset, record, &found_at, error);
            if (found == SEGMENT_FAILED)
                return false;
            if (found == SEGMENT_RECORD) {
                spool->reading_offset = found_at.end;
                *place = (struct spool_place){segment->number, found_at.end};
                return true;
            }
        }
        if (spool->reading + 1 == spool->count)
            return false;
        close_file(&spool->reading_file);
        spool->reading++;
        spool->reading_offset = 0;
    }
    return false;
}

bool spool_acknowledge(struct spool *spool, struct spool_place place, struct error *error)
{
    if (place.segment < spool->acknowledged.place.segment)
        return true;
    if (!position_write(&spool->acknowledged, place, error))
        return false;
    while (spool->count > 0 && spool->segments[0].number < place.segment) {
        if (!remove_first_segment(spool, error))
            return false;
    }
    if (spool->count == 0 || spool->segments[0].number != place.segment)
        return true;

    struct segment *first = &spool->segments[0];
    if (first->records > 0) {
        first->records--;
        spool->counts.records--;
    }
    return place.offset < first->size || remove_first_segment(spool, error);
}

struct spool_counts spool_counts(const struct spool *spool)
{
    return spool->counts;
}
