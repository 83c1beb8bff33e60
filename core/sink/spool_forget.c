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

/* The one that is written to may get more. */
static bool may_get_more(const struct spool *spool, size_t place)
{
    return spool->writing >= 0 && place + 1 == spool->count;
}

void spool_set_position(struct spool *spool, uint64_t segment, uint64_t offset)
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

    while (i < spool->count && is_done(&spool->segments[i]) && !may_get_more(spool, i)) {
        spool_set_position(spool, spool->segments[i].number + 1, 0);
        i++;
    }
    if (i == spool->count)
        return;
    const struct segment *first = &spool->segments[i];
    uint64_t offset = first->acknowledged < first->size ? first->acknowledged : first->size;
    if (offset > 0)
        spool_set_position(spool, first->number, offset);
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
    find_position(spool);
    spool_write_position(spool);
}

/* The position is on the disk before the files in front of it are removed: else, behind a power
 * cut, they would be missed. */
void spool_clear(struct spool *spool)
{
    if (spool->count > 0 && is_done(&spool->segments[spool->count - 1]))
        spool_close_file(&spool->writing);
    find_position(spool);
    if (spool_write_position(spool))
        (void)position_sync(&spool->position); /* which is told when it is done in its turn */
    while (spool->count > 0 && is_done(&spool->segments[0]) &&
           remove_file(spool, &spool->segments[0])) {
        spool->directory_unsynced = true;
        spool_forget(spool, &spool->segments[0]);
    }
}

void spool_acknowledge(struct spool *spool, struct spool_place place)
{
    struct segment *segment = spool_find(spool, place.segment);

    if (place.life != spool->life || segment == NULL || segment->held == 0)
        return;
    segment->acknowledged = place.offset;
    spool_count(spool, segment, segment->unread, segment->held - 1);
    spool_advance(spool);
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
