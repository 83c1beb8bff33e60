/* The spool: forgetting what is done with. */
#include "config.h"

#include "sink/spool_private.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool is_done(const struct segment *segment)
{
    return segment->examined && segment->unread == 0 && segment->held == 0;
}

static void set_position(struct spool *spool, uint64_t segment, uint64_t offset)
{
    if (segment < spool->position_segment ||
        (segment == spool->position_segment && offset <= spool->position_offset))
        return;
    spool->position_segment = segment;
    spool->position_offset = offset;
}

/* The position stands behind everything that is done with, and in front of everything else. */
static void find_position(struct spool *spool)
{
    size_t i = 0;

    while (i < spool->count && is_done(&spool->segments[i])) {
        set_position(spool, spool->segments[i].number, spool->segments[i].size);
        i++;
    }
    if (i == spool->count)
        return;
    const struct segment *first = &spool->segments[i];
    uint64_t offset = first->acknowledged < first->size ? first->acknowledged : first->size;
    if (offset > 0)
        set_position(spool, first->number, offset);
}

bool spool_write_position(struct spool *spool)
{
    struct position *position = &spool->position;

    bool ready = position->whole > 1 || position_reserve(spool->directory, position);
    bool current =
        position->segment == spool->position_segment && position->offset == spool->position_offset;
    if (ready &&
        (current || position_write(position, spool->position_segment, spool->position_offset)))
        return true;
    int reason = errno;
    if (!spool->position_told)
        spool_tell(spool,
                   "its position cannot be written: %s; until it can, reports that were "
                   "written already would be written again by the next run",
                   strerror(reason));
    spool->position_told = true;
    errno = reason;
    return false;
}

/* One with damage that is not kept elsewhere is kept itself. */
static bool remove_file(struct spool *spool, const struct segment *segment)
{
    char name[SEGMENT_NAME_SIZE];
    char beside[SEGMENT_NAME_SIZE + 16];

    if (spool->damage.segment == segment->number)
        spool_flush_damage(spool);
    segment_name(segment->number, name);
    snprintf(beside, sizeof(beside), "%s.damaged", name);
    bool removed = segment->blemished
                       ? renameat(spool->directory, name, spool->directory, beside) == 0
                       : unlinkat(spool->directory, name, 0) == 0;
    if (removed || errno == ENOENT)
        return true;
    if (!spool->removal_told)
        spool_tell(spool, "%s is done with and cannot be removed: %s", name, strerror(errno));
    spool->removal_told = true;
    return false;
}

void spool_advance(struct spool *spool)
{
    size_t i = 0;

    find_position(spool);
    spool_write_position(spool);
    while (i < spool->count) {
        struct segment *segment = &spool->segments[i];
        if (!is_done(segment) || !remove_file(spool, segment)) {
            i++;
            continue;
        }
        spool->directory_unsynced = true;
        spool_forget(spool, segment);
    }
}

void spool_acknowledge(struct spool *spool, struct spool_place place)
{
    struct segment *segment = spool_find(spool, place.segment);

    if (place.life != spool->life || segment == NULL || segment->held == 0)
        return;
    segment->acknowledged = place.offset;
    spool_count(spool, segment, segment->unread, segment->held - 1);
    if (is_done(segment)) {
        spool_advance(spool);
    } else {
        find_position(spool);
        spool_write_position(spool);
    }
}

enum spool_held spool_holds(const struct spool *spool, struct spool_place place)
{
    const struct segment *segment = spool_find(spool, place.segment);

    if (place.life != spool->life)
        return SPOOL_GONE;
    if (place.segment <= spool->dropped_to)
        return SPOOL_DROPPED;
    return segment != NULL && place.offset <= segment->size ? SPOOL_HELD : SPOOL_GONE;
}

uint64_t spool_changes(const struct spool *spool)
{
    return spool->changes;
}
