/* The spool: what is done with damage. It is kept, told and then overwritten, in this order, and
 * what is kept is on the disk before it is overwritten. */
#include "config.h"

#include "sink/spool_private.h"

#include "base/memory.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#define KEPT_MAX (1u << 20) /* of one file */

static bool is_noted(const struct damage *damage)
{
    return damage->count > 0 || damage->missing > 0 || damage->lost > 0;
}

/* One segment at a time. */
static void begin(struct spool *spool, const struct segment *segment)
{
    if (is_noted(&spool->damage) && spool->damage.segment != segment->number)
        spool_flush_damage(spool);
    spool->damage.segment = segment->number;
}

void spool_damaged(struct spool *spool, const struct segment *segment, struct extent place)
{
    struct damage *damage = &spool->damage;

    begin(spool, segment);
    damage->places =
        mem_grow(damage->places, &damage->capacity, damage->count + 1, sizeof(*damage->places));
    damage->places[damage->count++] = place;
}

void spool_lost(struct spool *spool, const struct segment *segment, uint64_t missing, uint64_t lost)
{
    begin(spool, segment);
    spool->damage.missing += missing;
    spool->damage.lost += lost;
    spool->counts.lost += lost;
}

static uint64_t copy(int from, int to, struct extent place)
{
    char bytes[16384];
    uint64_t done = 0;

    while (place.offset + done < place.end) {
        size_t size = sizeof(bytes);
        if (place.end - place.offset - done < size)
            size = (size_t)(place.end - place.offset - done);
        ssize_t got = pread(from, bytes, size, (off_t)(place.offset + done));
        if (got <= 0 || write(to, bytes, (size_t)got) != got)
            break;
        done += (uint64_t)got;
    }
    return done;
}

uint64_t spool_keep(struct spool *spool, const char *name, int file, const struct extent *places,
                    size_t count)
{
    struct buffer beside = {0};
    uint64_t kept = 0;

    buffer_printf(&beside, "%s.damaged", name);
    int keeper =
        segment_open_file(spool->directory, buffer_text(&beside), O_RDWR | O_CREAT | O_APPEND);
    buffer_free(&beside);
    off_t room = keeper < 0 ? 0 : (off_t)KEPT_MAX - lseek(keeper, 0, SEEK_END);
    for (size_t i = 0; i < count && (off_t)kept < room; i++) {
        struct extent place = places[i];
        if (place.end - place.offset > (uint64_t)room - kept)
            place.end = place.offset + (uint64_t)room - kept;
        kept += copy(file, keeper, place);
    }
    if (kept > 0 && (fsync(keeper) != 0 || fsync(spool->directory) != 0))
        kept = 0;
    spool_close_file(&keeper);
    return kept;
}

static void describe(const struct damage *damage, const char *name, uint64_t bytes, uint64_t kept,
                     struct buffer *text)
{
    const char *separator = "";

    buffer_printf(text, "%s:", name);
    if (damage->lost > 0) {
        buffer_printf(text, " %" PRIu64 " report%s lost", damage->lost,
                      damage->lost == 1 ? " is" : "s are");
        separator = ",";
    }
    if (damage->missing > 0) {
        buffer_printf(text, "%s %" PRIu64 " bytes are missing", separator, damage->missing);
        separator = ",";
    }
    if (bytes > 0)
        buffer_printf(text, "%s %" PRIu64 " bytes are damaged", separator, bytes);
    if (bytes > 0 && kept == bytes)
        buffer_printf(text, "; they are kept in %s.damaged", name);
    else if (bytes > 0 && kept > 0)
        buffer_printf(text, "; the first %" PRIu64 " are kept in %s.damaged", kept, name);
    else if (bytes > 0)
        buffer_printf(text, "; they could not be kept in %s.damaged", name);
}

/* Damage that could not be kept is left as it is, unless there is enough of it. */
static bool overwrite(const struct damage *damage, int file, uint64_t bytes, uint64_t kept)
{
    bool fine = file >= 0 && (kept == bytes || kept >= KEPT_MAX);

    for (size_t i = 0; fine && i < damage->count; i++)
        fine = segment_blank(file, damage->places[i]);
    return fine;
}

void spool_flush_damage(struct spool *spool)
{
    struct damage *damage = &spool->damage;
    struct segment *segment = spool_find(spool, damage->segment);
    struct buffer text = {0};
    char name[SEGMENT_NAME_SIZE];
    uint64_t bytes = 0;
    uint64_t kept = 0;

    if (!is_noted(damage))
        return;
    segment_name(damage->segment, name);
    int file = segment_open(spool->directory, damage->segment, O_RDWR);
    for (size_t i = 0; i < damage->count; i++)
        bytes += damage->places[i].end - damage->places[i].offset;
    if (bytes > 0 && file >= 0)
        kept = spool_keep(spool, name, file, damage->places, damage->count);
    spool->counts.damaged_bytes += bytes;
    describe(damage, name, bytes, kept, &text);
    spool_tell(spool, "%s", buffer_text(&text));
    buffer_free(&text);
    if (!overwrite(damage, file, bytes, kept) && segment != NULL)
        segment->blemished = true;
    spool_close_file(&file);
    damage->count = 0;
    damage->missing = damage->lost = 0;
}
