/* The spool: how much is in each segment, kept outside of it: a file that was cut, or out of which
 * whole records were taken, looks in no way different from one that never held more. */
#include "config.h"

#include "sink/spool_private.h"

#include <unistd.h>

uint64_t spool_begin(const struct spool *spool, uint64_t number)
{
    return number == spool->position_segment ? spool->position_offset : 0;
}

struct tally spool_recall(const struct spool *spool, uint64_t number)
{
    struct tally tally;

    if (!position_read_tally(&spool->position, number, &tally))
        return (struct tally){0};
    if (tally.from != spool_begin(spool, number))
        tally.records = 0;
    return tally;
}

static bool is_tallied(const struct segment *segment, const struct tally *tally)
{
    return segment->tallied && segment->tally.size == tally->size &&
           segment->tally.from == tally->from && segment->tally.records == tally->records;
}

/* What is not on the disk must not be missed behind a power cut. */
static bool sync_segment(const struct spool *spool, const struct segment *segment)
{
    int file = segment_open(spool->directory, segment->number, O_RDONLY);
    bool synced = file >= 0 && fdatasync(file) == 0;

    spool_close_file(&file);
    return synced;
}

/* One that cannot be written costs nothing: then less is missed. */
void spool_tally(struct spool *spool)
{
    for (size_t i = 0; i < spool->count; i++) {
        struct segment *segment = &spool->segments[i];
        struct tally tally = {
            .size = segment->size,
            .from = spool_begin(spool, segment->number),
            .records = segment->unread + segment->held,
        };
        if (!segment->examined || is_tallied(segment, &tally) || !sync_segment(spool, segment))
            continue;
        segment->tallied = position_write_tally(&spool->position, segment->number, &tally);
        segment->tally = tally;
    }
}
