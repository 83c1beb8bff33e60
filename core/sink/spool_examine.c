/* The spool: what is in a segment. */
#include "config.h"

#include "sink/spool_private.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>

static int open_sized(const struct spool *spool, const struct segment *segment, uint64_t *size)
{
    struct stat status;
    int file = segment_open(spool->directory, segment->number, O_RDONLY);

    if (file >= 0 && fstat(file, &status) != 0) {
        int reason = errno;
        spool_close_file(&file);
        errno = reason;
    }
    if (file >= 0)
        *size = (uint64_t)status.st_size;
    return file;
}

/* What lies between two records, unless it is told already. */
static void pass_over(struct spool *spool, const struct segment *segment, int file,
                      struct extent place)
{
    if (place.offset < place.end && !segment->blemished && segment_unblank(file, &place))
        spool_damaged(spool, segment, place);
}

/* Counts the records from the place of reading to the end of the file, and returns where the last
 * one ends. */
static enum segment_found scan(struct spool *spool, const struct segment *segment, int file,
                               uint64_t file_size, uint64_t *count, uint64_t *end)
{
    struct extent place;
    enum segment_found found;

    *end = segment->read;
    while ((found = segment_find(file, *end, file_size, NULL, &place)) == SEGMENT_RECORD) {
        pass_over(spool, segment, file, (struct extent){*end, place.offset});
        *end = place.end;
        (*count)++;
    }
    pass_over(spool, segment, file, (struct extent){*end, file_size});
    return found;
}

/* Notes what was there before and is not found any more. How many records that were is known where
 * something else is wrong, too: else they were acknowledged before a process was killed. */
static void compare(struct spool *spool, const struct segment *segment, uint64_t file_size,
                    uint64_t count)
{
    struct tally before = segment->examined ? (struct tally){segment->size, 0, segment->unread}
                                            : spool_recall(spool, segment->number);
    uint64_t missing = before.size > file_size ? before.size - file_size : 0;
    bool damaged = spool->damage.count > 0 && spool->damage.segment == segment->number;
    bool lost = before.records > count && (segment->examined || damaged || missing > 0);

    spool_lost(spool, segment, missing, lost ? before.records - count : 0);
}

static void conclude(struct spool *spool, struct segment *segment, uint64_t file_size,
                     uint64_t count, uint64_t end)
{
    compare(spool, segment, file_size, count);
    if (!segment->examined && segment->number == spool->position_segment)
        spool->position_offset = segment->acknowledged; /* so that it is told once */
    spool->changes += segment->held > 0;
    spool_count(spool, segment, count, segment->held);
    spool_resize(spool, segment, end < file_size ? end : file_size);
    segment->examined = true;
    segment->trouble = 0;
    spool_flush_damage(spool);
}

/* Finds where to begin. A position that lies behind the end, or within a record, comes of damage,
 * or of a power cut that it survived while the records did not. */
static bool fit(struct spool *spool, struct segment *segment, int file, uint64_t file_size)
{
    uint64_t offset = spool_begin(spool, segment->number);
    uint64_t fitting = offset < file_size ? offset : file_size;
    struct extent place = {0};
    enum segment_found found;
    char name[SEGMENT_NAME_SIZE];

    do
        found = segment_find(file, place.end, file_size, NULL, &place);
    while (found == SEGMENT_RECORD && place.end < fitting);
    if (found == SEGMENT_FAILED)
        return false;
    if (found == SEGMENT_RECORD && place.offset < fitting && place.end > fitting)
        fitting = place.offset;
    segment_name(segment->number, name);
    if (offset > file_size)
        spool_tell(spool, "%s ends %" PRIu64 " bytes in front of the position", name,
                   offset - file_size);
    else if (fitting != offset)
        spool_tell(spool, "the position is within a record of %s, which is read again", name);
    segment->acknowledged = segment->read = fitting;
    return true;
}

/* A segment that turned out damaged while it is written gets no more records. */
bool spool_examine(struct spool *spool, struct segment *segment)
{
    uint64_t file_size = 0;
    uint64_t count = 0;
    uint64_t end = 0;
    int file = open_sized(spool, segment, &file_size);

    if (file < 0 || (!segment->examined && !fit(spool, segment, file, file_size))) {
        int reason = errno;
        spool_close_file(&file);
        errno = reason;
        return false;
    }
    enum segment_found found = scan(spool, segment, file, file_size, &count, &end);
    int reason = errno;
    spool_close_file(&file);
    if (segment->examined && segment == &spool->segments[spool->count - 1])
        spool_close_file(&spool->writing);
    if (found == SEGMENT_FAILED)
        spool->damage.count = 0;
    else
        conclude(spool, segment, file_size, count, end);
    errno = reason;
    return found != SEGMENT_FAILED;
}
