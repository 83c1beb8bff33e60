#include "config.h"

#include "sink/spool_private.h"

#include "base/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define SEGMENTS_PER_SPOOL 16 /* so that dropping the oldest costs a sixteenth */
#define SEGMENT_MAX_BYTES (8u << 20)

void spool_close_file(int *file)
{
    if (*file >= 0)
        close(*file);
    *file = -1;
}

void spool_tell(struct spool *spool, const char *format, ...)
{
    struct buffer text = {0};
    va_list args;

    if (spool->flawed == NULL)
        return;
    va_start(args, format);
    buffer_vprintf(&text, format, args);
    va_end(args);
    spool->flawed(spool->context, buffer_text(&text));
    buffer_free(&text);
}

struct spool *spool_open(const struct spool_options *options, struct error *error)
{
    struct spool *spool = mem_zalloc(1, sizeof(*spool));
    uint64_t share = options->max_bytes / SEGMENTS_PER_SPOOL;

    spool->directory = spool->lock = spool->writing = spool->reading = -1;
    spool->position.file = -1;
    spool->path = mem_strdup(options->directory);
    spool->max_bytes = options->max_bytes;
    spool->full = options->full;
    spool->dropped = options->dropped;
    spool->flawed = options->flawed;
    spool->context = options->context;
    spool->segment_bytes = share > SEGMENT_MAX_BYTES ? SEGMENT_MAX_BYTES : share;
    *error = (struct error){0};
    if (spool_load(spool, error))
        return spool;
    spool->stopped = true;
    spool_close(spool);
    return NULL;
}

/* The data first: what is not there must not be pointed to. */
static bool sync_files(struct spool *spool, struct error *error)
{
    if (spool->data_unsynced && spool->writing >= 0 && fdatasync(spool->writing) != 0)
        return error_system(error, errno, "sync the spool");
    spool->data_unsynced = false;
    if (spool->directory_unsynced && fsync(spool->directory) != 0)
        return error_system(error, errno, "sync the spool directory");
    spool->directory_unsynced = false;
    return true;
}

static bool sync_position(struct spool *spool, struct error *error)
{
    if (!spool_write_position(spool))
        return true; /* that was told, and all that it costs is that reports are written twice */
    spool_tally(spool);
    return position_sync(&spool->position) || error_system(error, errno, "sync the spool position");
}

bool spool_sync(struct spool *spool, struct error *error)
{
    struct error trouble = {0};

    spool_flush_damage(spool);
    spool_watch(spool, &trouble);
    if (spool->directory < 0) {
        if (error != NULL)
            *error = trouble;
        return false;
    }
    spool_clear(spool);
    return sync_files(spool, error) && sync_position(spool, error);
}

static bool is_partly_done(const struct segment *segment)
{
    return segment->examined && segment->acknowledged > 0;
}

/* The position cannot say what was acknowledged behind a segment that is still to be read. */
static void blank_what_is_done(struct spool *spool)
{
    for (size_t i = 1; i < spool->count; i++) {
        const struct segment *segment = &spool->segments[i];
        int file = -1;
        if (is_partly_done(segment))
            file = segment_open(spool->directory, segment->number, O_RDWR);
        if (file >= 0)
            segment_blank(file, (struct extent){0, segment->acknowledged});
        spool_close_file(&file);
    }
}

static void tell_unreadable(struct spool *spool)
{
    for (size_t i = 0; i < spool->count; i++) {
        struct segment *segment = &spool->segments[i];
        if (segment->trouble != 0 && !segment->told)
            spool_tell_trouble(spool, segment);
    }
}

void spool_stop(struct spool *spool)
{
    struct error error = {0};

    if (spool->stopped)
        return;
    if (!spool_sync(spool, &error))
        spool_tell(spool, "%s", error.text);
    blank_what_is_done(spool);
    tell_unreadable(spool);
    spool->stopped = true;
}

void spool_close(struct spool *spool)
{
    if (spool == NULL)
        return;
    spool_stop(spool);
    spool_close_file(&spool->writing);
    spool_close_file(&spool->reading);
    position_close(&spool->position);
    spool_close_file(&spool->lock);
    spool_close_file(&spool->directory);
    free(spool->segments);
    free(spool->damage.places);
    free(spool->path);
    free(spool);
}

struct spool_counts spool_counts(const struct spool *spool)
{
    struct spool_counts counts = spool->counts;

    for (size_t i = 0; i < spool->count; i++) {
        const struct segment *segment = &spool->segments[i];
        if (segment->trouble == 0)
            continue;
        counts.unreadable++;
        counts.records -= segment->unread;
    }
    return counts;
}
