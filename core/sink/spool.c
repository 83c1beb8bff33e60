#include "config.h"

#include "sink/spool_private.h"

#include "base/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SEGMENTS_PER_SPOOL 16 /* so that dropping the oldest costs a sixteenth */
#define SEGMENT_MIN_BYTES 4096
#define SEGMENT_MAX_BYTES (8u << 20)

void spool_close_file(int *file)
{
    if (*file >= 0)
        close(*file);
    *file = -1;
}

struct segment *spool_add_segment(struct spool *spool, uint64_t number)
{
    spool->segments =
        mem_grow(spool->segments, &spool->capacity, spool->count + 1, sizeof(struct segment));
    spool->segments[spool->count] = (struct segment){.number = number};
    return &spool->segments[spool->count++];
}

static void forget_first_segment(struct spool *spool)
{
    spool->counts.bytes -= spool->segments[0].size;
    spool->counts.records -= spool->segments[0].records;
    spool->count--;
    memmove(spool->segments, spool->segments + 1, spool->count * sizeof(struct segment));
}

bool spool_remove_first_segment(struct spool *spool, struct error *error)
{
    if (!segment_remove(spool->directory, spool->segments[0].number, error))
        return false;
    forget_first_segment(spool);
    if (spool->reading > 0) {
        spool->reading--;
    } else {
        spool_close_file(&spool->reading_file);
        spool->reading_offset = 0;
    }
    if (spool->count == 0) {
        spool_close_file(&spool->writing);
        spool->unsynced = false;
    }
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
    if (spool_load(spool, options->directory, error))
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
    spool_close_file(&spool->writing);
    spool_close_file(&spool->reading_file);
    position_close(&spool->acknowledged);
    spool_close_file(&spool->lock);
    spool_close_file(&spool->directory);
    free(spool->segments);
    free(spool);
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

bool spool_acknowledge(struct spool *spool, struct spool_place place, struct error *error)
{
    if (place.segment < spool->acknowledged.place.segment)
        return true;
    if (!position_write(&spool->acknowledged, place, error))
        return false;
    while (spool->count > 0 && spool->segments[0].number < place.segment) {
        if (!spool_remove_first_segment(spool, error))
            return false;
    }
    if (spool->count == 0 || spool->segments[0].number != place.segment)
        return true;

    struct segment *first = &spool->segments[0];
    if (first->records > 0) {
        first->records--;
        spool->counts.records--;
    }
    return place.offset < first->size || spool_remove_first_segment(spool, error);
}

struct spool_counts spool_counts(const struct spool *spool)
{
    return spool->counts;
}
