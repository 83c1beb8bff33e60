/* The spool: reading in order. */
#include "config.h"

#include "sink/spool_private.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>

/* Returns the oldest segment with something to be read, or NULL. */
static struct segment *next_segment(const struct spool *spool)
{
    for (size_t i = 0; i < spool->count; i++) {
        struct segment *segment = &spool->segments[i];
        if (!segment->aside && (segment->unread > 0 || !segment->examined))
            return segment;
    }
    return NULL;
}

bool spool_at_end(const struct spool *spool)
{
    return next_segment(spool) == NULL;
}

static bool open_reading(struct spool *spool, const struct segment *segment)
{
    if (spool->reading >= 0 && spool->reading_number != segment->number)
        spool_close_file(&spool->reading);
    if (spool->reading < 0)
        spool->reading = segment_open(spool->directory, segment->number, O_RDONLY);
    spool->reading_number = segment->number;
    return spool->reading >= 0;
}

static bool is_passable(const struct spool *spool, const struct segment *segment, uint64_t end)
{
    struct extent between = {segment->read, end};

    return segment->read == end || segment->blemished || !segment_unblank(spool->reading, &between);
}

/* Something is not as it was when the segment was examined. */
static enum segment_found examine_again(struct spool *spool, struct segment *segment)
{
    if (!spool_examine(spool, segment))
        return SEGMENT_FAILED;
    if (segment->unread == 0)
        spool_advance(spool);
    return SEGMENT_END;
}

/* Reads the next record of a segment; SEGMENT_END when another look has to be taken at what is
 * next. */
static enum segment_found read_segment(struct spool *spool, struct segment *segment,
                                       struct buffer *record, struct spool_place *place)
{
    struct extent at;

    if (!open_reading(spool, segment))
        return SEGMENT_FAILED;
    if (!segment->examined)
        return examine_again(spool, segment);
    enum segment_found found =
        segment_find(spool->reading, segment->read, segment->size, record, &at);
    if (found == SEGMENT_FAILED)
        return found;
    if (found == SEGMENT_END || !is_passable(spool, segment, at.offset))
        return examine_again(spool, segment);
    segment->trouble = 0;
    segment->read = at.end;
    spool_count(spool, segment, segment->unread - 1, segment->held + 1);
    *place = (struct spool_place){spool->life, segment->number, at.end};
    return SEGMENT_RECORD;
}

void spool_tell_trouble(struct spool *spool, struct segment *segment)
{
    char name[SEGMENT_NAME_SIZE];

    segment_name(segment->number, name);
    if (segment->examined)
        spool_tell(spool, "%s cannot be read: %s; %" PRIu64 " report%s in it", name,
                   strerror(segment->trouble), segment->unread,
                   segment->unread == 1 ? " waits" : "s wait");
    else
        spool_tell(spool, "%s cannot be read: %s; what is in it waits", name,
                   strerror(segment->trouble));
    segment->told = true;
}

/* A segment that was set aside before is passed over again at once. */
static bool take_trouble(struct spool *spool, struct segment *segment, struct error *error)
{
    char name[SEGMENT_NAME_SIZE];

    segment->trouble = errno;
    segment->aside = segment->told;
    spool_close_file(&spool->reading);
    segment_name(segment->number, name);
    if (!segment->aside)
        error_system(error, segment->trouble, "%s", name);
    return segment->aside;
}

bool spool_read(struct spool *spool, struct buffer *record, struct spool_place *place,
                struct error *error)
{
    struct segment *segment;

    *error = (struct error){0};
    while ((segment = next_segment(spool)) != NULL) {
        enum segment_found found = read_segment(spool, segment, record, place);
        if (found == SEGMENT_RECORD)
            return true;
        if (found == SEGMENT_END)
            continue;
        if (errno == ENOENT)
            spool_disappeared(spool, segment);
        else if (!take_trouble(spool, segment, error))
            return false;
    }
    return false;
}

/* New records must not go where they cannot be read. */
void spool_set_aside(struct spool *spool)
{
    struct segment *segment = next_segment(spool);

    if (segment == NULL || segment->trouble == 0)
        return;
    if (!segment->told)
        spool_tell_trouble(spool, segment);
    segment->aside = true;
    if (segment == &spool->segments[spool->count - 1])
        spool_close_file(&spool->writing);
}

void spool_retry(struct spool *spool)
{
    for (size_t i = 0; i < spool->count; i++)
        spool->segments[i].aside = false;
}

void spool_reject(struct spool *spool, struct spool_place place, size_t size)
{
    struct segment *segment = spool_find(spool, place.segment);

    if (segment != NULL && place.life == spool->life)
        spool_damaged(spool, segment,
                      (struct extent){place.offset - segment_record_size(size), place.offset});
}
