/* The spool: storing, and what makes room for it. */
#include "config.h"

#include "sink/spool_private.h"

#include <fcntl.h>

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
    spool_close_file(&spool->writing);
    spool->writing = file;
    spool_add_segment(spool, number);
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
    spool_close_file(&file);
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
        if (!tell_dropped(spool, error) || !spool_remove_first_segment(spool, error))
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
