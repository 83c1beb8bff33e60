/* The spool: storing, and what makes room for it. */
#include "config.h"

#include "sink/spool_private.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>

#define TRIES 2 /* what was written may be found to be nowhere */

static enum spool_stored make_room(struct spool *spool, uint64_t needed, struct error *error)
{
    if (needed > spool->max_bytes || needed > segment_record_size(SEGMENT_RECORD_MAX)) {
        error_set(error, ERROR_INPUT, "%" PRIu64 " bytes are too much for the spool", needed);
        return SPOOL_IS_FULL;
    }
    if (needed == segment_record_size(0)) {
        error_set(error, ERROR_INPUT, "a record without a byte cannot be spooled");
        return SPOOL_IS_FULL;
    }
    if (spool->counts.bytes + needed > spool->max_bytes)
        spool_clear(spool);
    while (spool->counts.bytes + needed > spool->max_bytes) {
        if (spool->full == SPOOL_REFUSE) {
            error_set(error, ERROR_INPUT, "the spool is full (%" PRIu64 " bytes)",
                      spool->max_bytes);
            return SPOOL_IS_FULL;
        }
        if (!spool_drop_oldest(spool, error))
            return SPOOL_FAILED;
    }
    return SPOOL_STORED;
}

/* While there is no room for the position there is none for records. */
static bool prepare_position(struct spool *spool, struct error *error)
{
    return spool_write_position(spool) || (errno != ENOSPC && errno != EDQUOT) ||
           error_system(error, errno, "write the spool position");
}

static bool begin_segment(struct spool *spool, struct error *error)
{
    char name[SEGMENT_NAME_SIZE];

    if (spool->writing >= 0 && !spool_sync(spool, error))
        return false;
    int file = segment_open(spool->directory, spool->next, O_RDWR | O_CREAT | O_EXCL);
    segment_name(spool->next, name);
    if (file < 0) {
        error_system(error, errno, "spool segment %s", name);
        spool->next += errno == EEXIST;
        return false;
    }
    spool_close_file(&spool->writing);
    spool_add(spool, spool->next++)->examined = true;
    spool->writing = file;
    (void)position_write_next(&spool->position, spool->next); /* else less is missed */
    (void)position_write_tally(&spool->position, spool->next - 1, &(struct tally){0});
    spool->directory_unsynced = true;
    return true;
}

/* Makes sure that the last segment is open and has room, or begins another. */
static bool prepare_segment(struct spool *spool, uint64_t needed, struct error *error)
{
    if (spool->directory < 0) {
        spool_watch(spool, error);
        if (spool->directory < 0)
            return false;
    }
    if (spool->writing >= 0) {
        const struct segment *last = &spool->segments[spool->count - 1];
        if (last->size == 0 || last->size + needed <= spool->segment_bytes)
            return true;
    }
    return begin_segment(spool, error);
}

static bool write_record(struct spool *spool, struct slice record, struct error *error)
{
    enum segment_written written =
        segment_write(spool->writing, spool->segments[spool->count - 1].size, record);

    if (written == SEGMENT_WRITTEN)
        return true;
    error_system(error, errno, "write to the spool");
    if (written == SEGMENT_TORN)
        spool_close_file(&spool->writing);
    return false;
}

static void count_record(struct spool *spool, uint64_t size, struct spool_place *place)
{
    struct segment *last = &spool->segments[spool->count - 1];
    bool is_read = place != NULL;

    spool_resize(spool, last, last->size + size);
    spool_count(spool, last, last->unread + !is_read, last->held + is_read);
    if (is_read) {
        last->read = last->size;
        *place = (struct spool_place){spool->life, last->number, last->size};
    }
    spool->data_unsynced = true;
}

enum spool_stored spool_store(struct spool *spool, struct slice record, struct spool_place *place,
                              struct error *error)
{
    uint64_t needed = segment_record_size(record.size);
    uint64_t changes = spool->changes;

    for (int tries = 0; tries < TRIES; tries++) {
        enum spool_stored room = make_room(spool, needed, error);
        if (room != SPOOL_STORED)
            return room;
        if (!prepare_segment(spool, needed, error) || !prepare_position(spool, error) ||
            !write_record(spool, record, error))
            return SPOOL_FAILED;
        if (spool_writes_where_it_should(spool)) {
            count_record(spool, needed, place);
            return SPOOL_STORED;
        }
        spool_watch(spool, error);
        if (spool->changes != changes)
            return SPOOL_CHANGED;
    }
    error_set(error, ERROR_SYSTEM, "the spool disappears while it is written to");
    return SPOOL_FAILED;
}
