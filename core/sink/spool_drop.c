/* The spool: giving up the oldest where there is no room for the newest. */
#include "config.h"

#include "sink/spool_private.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>

static void tell_unseen(struct spool *spool, const struct segment *segment)
{
    char name[SEGMENT_NAME_SIZE];

    segment_name(segment->number, name);
    spool->counts.dropped += segment->unread;
    spool_tell(spool, "%s is dropped, as the spool is full, and could not be read: %s", name,
               strerror(errno));
}

/* Hands out what nobody has read. */
static bool hand_out(struct spool *spool, struct segment *segment)
{
    struct buffer record = {0};
    struct extent place;
    int file = segment_open(spool->directory, segment->number, O_RDONLY);

    if (file < 0)
        return false;
    while (segment->unread > 0 &&
           segment_find(file, segment->read, segment->size, &record, &place) == SEGMENT_RECORD) {
        if (spool->dropped != NULL)
            spool->dropped(spool->context, (struct slice){record.data, record.size});
        spool->counts.dropped++;
        segment->read = place.end;
        spool_count(spool, segment, segment->unread - 1, segment->held);
    }
    spool_close_file(&file);
    buffer_free(&record);
    return segment->unread == 0;
}

static void give_up(struct spool *spool, struct segment *segment)
{
    bool seen = segment->examined && segment->unread == 0;

    if (!seen && (!spool_examine(spool, segment) || !hand_out(spool, segment)))
        tell_unseen(spool, segment);
    spool->dropped_to = segment->number;
    spool->changes += segment->held > 0;
    spool_count(spool, segment, 0, 0);
    segment->examined = true;
    segment->aside = false;
    segment->trouble = 0;
}

bool spool_drop_oldest(struct spool *spool, struct error *error)
{
    uint64_t oldest = spool->segments[0].number;
    uint64_t dropped_to = spool->dropped_to;
    if (oldest > dropped_to)
        give_up(spool, &spool->segments[0]);
    spool_clear(spool);
    return spool_find(spool, oldest) == NULL ||
           error_system(error, errno, "remove the oldest part of the full spool");
}
