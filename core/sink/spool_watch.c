/* The spool: files and directories may be moved or removed by others while it is open. */
#include "config.h"

#include "sink/spool_private.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>

/* Forgets all segments and closes everything. What was read and not acknowledged is in memory. */
static void leave(struct spool *spool)
{
    while (spool->count > 0)
        spool_forget(spool, &spool->segments[spool->count - 1]);
    position_close(&spool->position);
    spool_close_file(&spool->lock);
    spool_close_file(&spool->directory);
    spool->life++;
    spool->changes++;
    spool->data_unsynced = spool->directory_unsynced = false;
}

static void lose_all(struct spool *spool)
{
    uint64_t lost = 0;
    bool unknown = false;

    for (size_t i = 0; i < spool->count; i++) {
        lost += spool->segments[i].unread;
        unknown |= !spool->segments[i].examined;
    }
    spool->counts.lost += lost;
    if (lost > 0)
        spool_tell(spool, "it is gone, and %" PRIu64 " report%s in it %s lost", lost,
                   lost == 1 ? "" : "s", lost == 1 ? "is" : "are");
    else if (unknown)
        spool_tell(spool, "it is gone, with what could not be read");
}

static bool make_anew(struct spool *spool, struct error *error)
{
    if (spool_load(spool, error))
        return true;
    leave(spool);
    return false;
}

void spool_disappeared(struct spool *spool, struct segment *segment)
{
    char name[SEGMENT_NAME_SIZE];

    if (!spool_has_directory(spool)) {
        spool_watch(spool, NULL);
        return;
    }
    segment_name(segment->number, name);
    spool->counts.lost += segment->unread;
    if (segment->unread > 0)
        spool_tell(spool, "%s is gone, and %" PRIu64 " report%s in it %s lost", name,
                   segment->unread, segment->unread == 1 ? "" : "s",
                   segment->unread == 1 ? "is" : "are");
    else if (!segment->examined)
        spool_tell(spool, "%s is gone before it could be read", name);
    (void)position_write_tally(&spool->position, segment->number, &(struct tally){0});
    spool_forget(spool, segment);
}

static bool is_last(const struct spool *spool, const struct segment *segment)
{
    return segment == &spool->segments[spool->count - 1];
}

/* Returns false when the segment left the list. */
static bool watch_segment(struct spool *spool, struct segment *segment)
{
    char name[SEGMENT_NAME_SIZE];
    struct stat status;

    segment_name(segment->number, name);
    if (fstatat(spool->directory, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
        if (errno != ENOENT)
            return true;
        spool_disappeared(spool, segment);
        return false;
    }
    if (is_last(spool, segment) && spool->writing >= 0 && !spool_is_same(&status, spool->writing))
        spool_close_file(&spool->writing);
    if (!S_ISREG(status.st_mode))
        segment->trouble = S_ISDIR(status.st_mode) ? EISDIR : ELOOP;
    else if (segment->examined && (uint64_t)status.st_size < segment->size &&
             !spool_examine(spool, segment))
        segment->trouble = errno;
    return true;
}

static void watch_position(struct spool *spool)
{
    struct stat status;

    if (spool->position.file < 0 ||
        (fstatat(spool->directory, POSITION_NAME, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
         spool_is_same(&status, spool->position.file) && status.st_size > 0))
        return;
    position_close(&spool->position);
    spool->position.whole = 0;
    for (size_t i = 0; i < spool->count; i++)
        spool->segments[i].tallied = false;
    spool->directory_unsynced = true;
}

void spool_watch(struct spool *spool, struct error *error)
{
    size_t i = 0;

    if (!spool_has_directory(spool)) {
        if (spool->directory >= 0) {
            spool_flush_damage(spool);
            lose_all(spool);
            leave(spool);
        }
        make_anew(spool, error);
        return;
    }
    if (!spool_has_lock(spool) && !spool_lock_again(spool, error)) {
        spool_tell(spool, "another process has taken it over");
        leave(spool);
        return;
    }
    while (i < spool->count)
        i += watch_segment(spool, &spool->segments[i]);
    watch_position(spool);
}

bool spool_writes_where_it_should(const struct spool *spool)
{
    char name[SEGMENT_NAME_SIZE];
    struct stat status;

    segment_name(spool->segments[spool->count - 1].number, name);
    return spool_has_directory(spool) &&
           fstatat(spool->directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           spool_is_same(&status, spool->writing);
}
