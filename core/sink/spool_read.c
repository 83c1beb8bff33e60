/* The spool: reading in order. */
#include "config.h"

#include "sink/spool_private.h"

#include <fcntl.h>

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
        spool_close_file(&spool->reading_file);
        spool->reading++;
        spool->reading_offset = 0;
    }
    return false;
}
