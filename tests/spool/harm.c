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

static void cut(struct world *world, const struct victim *victim)
{
    off_t size = (off_t)dice_below(&world->dice, (size_t)victim->size + 1);

    suspect(world, victim, (uint64_t)size, UINT64_MAX);
    world->silent |= world->spool == NULL; /* it may have been the end of a record */
    if (truncate(victim->path, size) != 0)
        world_fail(world, "truncate %s", victim->path);
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
    switch (dice_below(&world->dice, 6)) {
    case 0:
        cut(world, &victim);
        break;
    case 1:
    case 2:
        overwrite(world, &victim, false);
        break;
    case 3:
        overwrite(world, &victim, true);
        break;
    case 4:
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
