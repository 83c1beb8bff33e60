/* What others do to the files of a spool. */
#include "config.h"

#include "spool/world.h"

#include "sink/spool_segment.h"
#include "spool/disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ZEROES_MAX 300

struct victim {
    char name[NAME_MAX + 1];
    char path[SCRATCH_SIZE + 16 + NAME_MAX + 2];
    off_t size;
    uint64_t segment; /* 0: it is none */
};

/* The bytes from `offset` to `end` are not what they were. */
static void suspect(struct world *world, const struct victim *victim, uint64_t offset, uint64_t end)
{
    for (unsigned i = 0; i < world->count; i++) {
        struct known_record *record = &world->records[i];
        if (record->segment == victim->segment && record->offset < end && record->end > offset)
            record->suspect = true;
    }
    if (strcmp(victim->name, "position") == 0)
        world->repeats = true;
    if (victim->segment == 0)
        world->blind = true;
}

static bool choose(struct world *world, struct victim *victim)
{
    DIR *listing = opendir(world->path);
    size_t seen = 0;
    struct stat status;

    if (listing == NULL)
        return false;
    for (struct dirent *entry; (entry = readdir(listing)) != NULL;) {
        if (entry->d_name[0] == '.' || !dice_once_in(&world->dice, ++seen))
            continue;
        snprintf(victim->name, sizeof(victim->name), "%s", entry->d_name);
    }
    closedir(listing);
    if (seen == 0)
        return false;
    snprintf(victim->path, sizeof(victim->path), "%s/%s", world->path, victim->name);
    if (lstat(victim->path, &status) != 0 || !S_ISREG(status.st_mode))
        return false;
    victim->size = status.st_size;
    if (!segment_number(victim->name, &victim->segment))
        victim->segment = 0;
    return true;
}

/* A process that was killed did not write how much was in it. */
static void hide(struct world *world)
{
    world->silent |= world->spool == NULL && (world->blind || world->killed);
}

static void cut(struct world *world, const struct victim *victim, off_t size)
{
    suspect(world, victim, (uint64_t)size, UINT64_MAX);
    hide(world);
    if (truncate(victim->path, size) != 0)
        world_fail(world, "truncate %s", victim->path);
}

static void cut_anywhere(struct world *world, const struct victim *victim)
{
    size_t size = dice_below(&world->dice, (size_t)victim->size + 1);

    cut(world, victim, dice_once_in(&world->dice, 4) ? 0 : (off_t)size);
}

/* One of those that were stored there, if one was. */
static const struct known_record *choose_record(struct world *world, const struct victim *victim)
{
    const struct known_record *chosen = NULL;
    size_t seen = 0;

    for (unsigned i = 0; victim->segment != 0 && i < world->count; i++) {
        const struct known_record *record = &world->records[i];
        if (record->segment == victim->segment && record->end <= (uint64_t)victim->size &&
            dice_once_in(&world->dice, ++seen))
            chosen = record;
    }
    return chosen;
}

static void cut_behind_a_record(struct world *world, const struct victim *victim)
{
    const struct known_record *record = choose_record(world, victim);

    if (record != NULL)
        cut(world, victim, (off_t)record->end);
}

/* What is behind it moves to its place, and in front of the position where that is behind it. */
static void take_out(struct world *world, const struct victim *victim)
{
    const struct known_record *record = choose_record(world, victim);
    struct buffer bytes = {0};

    if (record == NULL)
        return;
    scratch_read(victim->path, &bytes);
    world->disorder |= record->delivered;
    suspect(world, victim, record->offset, UINT64_MAX);
    hide(world);
    int file = open(victim->path, O_WRONLY);
    size_t rest = bytes.size - (size_t)record->end;
    if (file < 0 ||
        pwrite(file, bytes.data + record->end, rest, (off_t)record->offset) != (ssize_t)rest ||
        ftruncate(file, (off_t)(record->offset + rest)) != 0)
        world_fail(world, "write %s", victim->path);
    close(file);
    buffer_free(&bytes);
}

static void overwrite(struct world *world, const struct victim *victim, bool with_zeroes)
{
    char bytes[ZEROES_MAX] = {0};
    size_t most = victim->size < ZEROES_MAX ? (size_t)victim->size : ZEROES_MAX;

    if (victim->size == 0)
        return;
    size_t size = with_zeroes ? 1 + dice_below(&world->dice, most) : 1;
    off_t at = (off_t)dice_below(&world->dice, (size_t)victim->size - size + 1);
    int file = open(victim->path, O_RDWR);
    if (file < 0 || (!with_zeroes && pread(file, bytes, 1, at) != 1))
        world_fail(world, "open %s", victim->path);
    bytes[0] = (char)(with_zeroes ? 0 : bytes[0] ^ (1 << dice_below(&world->dice, 8)));
    suspect(world, victim, (uint64_t)at, (uint64_t)at + size);
    if (pwrite(file, bytes, size, at) != (ssize_t)size)
        world_fail(world, "write %s", victim->path);
    close(file);
}

static void take_away(struct world *world, const struct victim *victim, bool for_directory)
{
    suspect(world, victim, 0, UINT64_MAX);
    world->silent |= world->spool == NULL && world->blind;
    if (unlink(victim->path) != 0 || (for_directory && mkdir(victim->path, 0700) != 0))
        world_fail(world, "replace %s", victim->path);
}

static void take_all_away(struct world *world)
{
    for (unsigned i = 0; i < world->count; i++)
        world->records[i].suspect = true;
    world->silent |= world->spool == NULL;
    world->repeats |= world->spool == NULL;
    disk_remove(world->path);
}

static void harm_file(struct world *world)
{
    struct victim victim;

    if (!choose(world, &victim))
        return;
    switch (dice_below(&world->dice, 8)) {
    case 0:
        cut_anywhere(world, &victim);
        break;
    case 1:
    case 2:
        overwrite(world, &victim, false);
        break;
    case 3:
        overwrite(world, &victim, true);
        break;
    case 4:
        cut_behind_a_record(world, &victim);
        break;
    case 5:
        take_out(world, &victim);
        break;
    case 6:
        take_away(world, &victim, false);
        break;
    default:
        take_away(world, &victim, true);
        break;
    }
}

void world_harm(struct world *world)
{
    world->touched = true;
    world->was = world->spool == NULL ? world->left : UINT64_MAX;
    world->left = UINT64_MAX;
    world->harmed = true;
    if (dice_once_in(&world->dice, 10))
        take_all_away(world);
    else
        harm_file(world);
}

void world_mend(struct world *world)
{
    DIR *listing = opendir(world->path);
    char path[SCRATCH_SIZE + 16 + NAME_MAX + 2];

    if (listing == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(listing)) != NULL;) {
        snprintf(path, sizeof(path), "%s/%s", world->path, entry->d_name);
        if (entry->d_name[0] != '.' && entry->d_type == DT_DIR && rmdir(path) != 0)
            world_fail(world, "mend %s", path);
    }
    closedir(listing);
}
