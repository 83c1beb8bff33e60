#include "config.h"

#include "spool/world.h"

#include "sink/spool_private.h"
#include "spool/disk.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RECORD_MIN 12
#define RECORD_MAX 1500
#define UNKNOWN UINT64_MAX

_Noreturn void world_fail(const struct world *world, const char *format, ...)
{
    va_list args;

    printf("# SEED=%" PRIu64 ": ", world->seed);
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf("\n");
    for (unsigned i = 0; i < world->flaw_count && i < WORLD_FLAWS; i++)
        printf("#   told: %s\n", world->flaws[i]);
    fflush(stdout);
    abort();
}

/* The number, and letters that follow from it. */
static void write_record(unsigned number, size_t size, char *out)
{
    for (size_t i = 0; i < size; i++)
        out[i] = (char)('a' + (number + i) % 26);
    snprintf(out, RECORD_MIN, "%08u", number);
}

static unsigned read_record(const struct world *world, struct slice record)
{
    static char expected[RECORD_MAX];
    unsigned number = record.size >= 8 ? (unsigned)strtoul(record.data, NULL, 10) : UINT32_MAX;

    world_must(world, number < world->count, "a record that was never stored");
    world_must(world, record.size == world->records[number].size, "%u has another size", number);
    write_record(number, record.size, expected);
    world_must(world, memcmp(expected, record.data, record.size) == 0, "%u was changed", number);
    return number;
}

static void on_dropped(void *context, struct slice record)
{
    struct world *world = context;
    unsigned number = read_record(world, record);

    world_must(world, !world->records[number].dropped || world->repeats, "%u is dropped twice",
               number);
    world->records[number].dropped = true;
}

/* A part that was dropped although it could not be read: nobody knows what was in it. */
static void note_unseen(struct world *world, const char *text)
{
    uint64_t segment = strtoull(text, NULL, 10);

    for (unsigned i = 0; strstr(text, " is dropped, ") != NULL && i < world->count; i++)
        world->records[i].suspect |= world->records[i].segment == segment;
}

static void on_flawed(void *context, const char *text)
{
    struct world *world = context;

    for (unsigned i = 0; i < world->flaw_count && i < WORLD_FLAWS; i++)
        world_must(world, world->touched || strcmp(world->flaws[i], text) != 0, "told twice: %s",
                   text);
    snprintf(world->flaws[world->flaw_count % WORLD_FLAWS], sizeof(world->flaws[0]), "%s", text);
    world->flaw_count++;
    note_unseen(world, text);
    world_must(world, world->touched, "told, and nothing was done: %s", text);
}

static uint64_t unread(const struct world *world)
{
    uint64_t count = 0;

    for (size_t i = 0; i < world->spool->count; i++)
        count += world->spool->segments[i].unread;
    return count;
}

void world_open(struct world *world, bool may_fail)
{
    struct error error = {0};

    world->options.directory = world->path;
    world->options.dropped = on_dropped;
    world->options.flawed = on_flawed;
    world->options.context = world;
    world->spool = spool_open(&world->options, &error);
    world_must(world, world->spool != NULL || may_fail, "not opened: %s", error.text);
    if (world->spool == NULL)
        return;
    struct spool_counts counts = spool_counts(world->spool);
    world->exact = counts.unreadable == 0;
    world->found = unread(world) + counts.lost;
    world->stored = world->read = 0;
    if (world->left != UNKNOWN && world->exact && !world->repeats)
        world_must(world, unread(world) == world->left,
                   "%" PRIu64 " were left, %" PRIu64 " are here", world->left, unread(world));
    if (world->was != UNKNOWN && world->exact && !world->repeats && !world->blind)
        world_must(world, world->found == world->was,
                   "%" PRIu64 " were left; %" PRIu64 " are here, with %" PRIu64 " lost", world->was,
                   world->found, counts.lost);
    world->left = world->was = UNKNOWN;
    world->harmed = world->killed = false;
}

static void forget_held(struct world *world)
{
    world->held_first = world->held_end = 0;
}

void world_close(struct world *world)
{
    if (world->spool == NULL)
        return;
    spool_stop(world->spool);
    world_check(world);
    struct spool_counts counts = spool_counts(world->spool);
    world->left = counts.unreadable == 0 && !world->harmed ? counts.records : UNKNOWN;
    spool_close(world->spool);
    world->spool = NULL;
    forget_held(world);
}

/* Nothing is written, told or synced any more. */
void world_kill(struct world *world)
{
    if (world->spool == NULL)
        return;
    world->repeats |= world->disorder;
    world->silent |= world->harmed; /* whoever dies cannot tell */
    world->spool->stopped = true;
    spool_close(world->spool);
    world->spool = NULL;
    world->killed = true;
    world->left = UNKNOWN;
    forget_held(world);
}

void world_store(struct world *world)
{
    static char bytes[RECORD_MAX];
    struct known_record *record = &world->records[world->count];
    struct error error = {0};
    bool large = dice_once_in(&world->dice, 8);

    if (world->spool == NULL || world->count == WORLD_RECORDS)
        return;
    *record = (struct known_record){
        .size = RECORD_MIN + dice_below(&world->dice, large ? RECORD_MAX - RECORD_MIN : 100),
    };
    write_record(world->count, record->size, bytes);
    world->count++; /* it may be dropped by the next one at once */
    enum spool_stored stored;
    do
        stored = spool_store(world->spool, (struct slice){bytes, record->size}, NULL, &error);
    while (stored == SPOOL_CHANGED);
    if (stored != SPOOL_STORED) {
        world_must(world, error.text[0] != '\0', "a failure without a reason");
        world->count--;
        return;
    }
    const struct segment *last = &world->spool->segments[world->spool->count - 1];
    record->segment = last->number;
    record->end = last->size;
    record->offset = last->size - segment_record_size(record->size);
    world->stored++;
}

static void deliver(struct world *world, unsigned number)
{
    struct known_record *record = &world->records[number];

    world_must(world, !record->acknowledged || world->repeats, "%u came again", number);
    world_must(world, !record->dropped || world->repeats, "%u was dropped, and comes", number);
    if (!record->delivered && !record->dropped && !world->disorder)
        world_must(world, number >= world->newest, "%u came behind %u", number, world->newest);
    if (!record->delivered && !record->dropped)
        world->newest = number;
    record->delivered = true;
}

bool world_read(struct world *world)
{
    struct buffer bytes = {0};
    struct held_record held;
    struct error error;

    if (world->spool == NULL || world->held_end == WORLD_RECORDS)
        return false;
    bool got = spool_read(world->spool, &bytes, &held.place, &error);
    if (got) {
        held.number = read_record(world, (struct slice){bytes.data, bytes.size});
        deliver(world, held.number);
        world->held[world->held_end++] = held;
        world->read++;
    }
    buffer_free(&bytes);
    if (!got && error.class != ERROR_NONE && dice_once_in(&world->dice, 2)) {
        world->disorder = true;
        spool_set_aside(world->spool);
    }
    return got;
}

void world_acknowledge(struct world *world)
{
    if (world->spool == NULL || world->held_first == world->held_end)
        return;
    const struct held_record *held = &world->held[world->held_first++];
    world->records[held->number].acknowledged = true;
    spool_acknowledge(world->spool, held->place);
}

void world_check(struct world *world)
{
    if (world->spool == NULL)
        return;
    struct spool_counts counts = spool_counts(world->spool);
    uint64_t all = unread(world);

    world_must(world, counts.records <= WORLD_RECORDS, "%" PRIu64 " records", counts.records);
    world_must(world, counts.bytes < 1 << 30, "%" PRIu64 " bytes", counts.bytes);
    if (world->exact && counts.unreadable == 0)
        world_must(world,
                   world->found + world->stored == world->read + counts.lost + counts.dropped + all,
                   "%" PRIu64 " found, %" PRIu64 " stored; %" PRIu64 " read, %" PRIu64
                   " lost, %" PRIu64 " dropped, %" PRIu64 " left",
                   world->found, world->stored, world->read, counts.lost, counts.dropped, all);
}

static void check_gone(const struct world *world)
{
    for (unsigned i = 0; i < world->count; i++) {
        const struct known_record *record = &world->records[i];
        if (record->delivered || record->dropped)
            continue;
        world_must(world, record->suspect, "%u of %u is gone (segment %" PRIu64 " at %" PRIu64 ")",
                   i, world->count, record->segment, record->offset);
        world_must(world, world->silent || world->flaw_count > 0, "%u is gone, and nobody tells",
                   i);
    }
}

static void drain(struct world *world)
{
    while (world_read(world))
        continue;
    while (world->held_first < world->held_end)
        world_acknowledge(world);
}

void world_end(struct world *world)
{
    struct error error;

    world_close(world);
    world_mend(world);
    world_open(world, false);
    world_store(world); /* what comes after the damage arrives */
    unsigned last = world->count - 1;
    drain(world);
    world_check(world);
    check_gone(world);
    if (world->count > 0 && world->stored > 0)
        world_must(world, world->records[last].delivered, "the newest did not come");
    world_must(world, spool_at_end(world->spool), "there is no end");
    world_must(world, spool_sync(world->spool, &error), "not synced");
    world_must(world, spool_counts(world->spool).records == 0, "something is left");
    world_close(world);
    world->touched = world->repeats = false;
    world_open(world, false);
    world_must(world, spool_at_end(world->spool), "something comes again");
    world_close(world);
}
