/* World: a spool, what was done to it, and what must hold of it: the reference of the model test.
 */
#ifndef SPOOL_WORLD_H
#define SPOOL_WORLD_H

#include "base/buffer.h"
#include "sink/spool.h"
#include "support/dice.h"
#include "support/scratch.h"

#include <stdbool.h>

#define WORLD_RECORDS 4096
#define WORLD_FLAWS 8

/* What is known of a record, by its number. */
struct known_record {
    uint64_t segment;
    uint64_t offset;
    uint64_t end;
    size_t size;
    bool delivered;
    bool acknowledged;
    bool dropped;
    bool suspect; /* its bytes were touched */
};

struct held_record {
    unsigned number;
    struct spool_place place;
};

struct world {
    uint64_t seed;
    struct dice dice;
    char path[SCRATCH_SIZE + 16];
    struct spool_options options;
    struct spool *spool; /* NULL: closed */

    struct known_record records[WORLD_RECORDS];
    unsigned count;
    struct held_record held[WORLD_RECORDS];
    size_t held_first;
    size_t held_end;
    unsigned newest; /* of those that were delivered for the first time */

    char flaws[WORLD_FLAWS][320];
    unsigned flaw_count;
    bool touched;  /* something was done to the files: flaws are right */
    bool silent;   /* … that leaves no trace: something may be gone and nobody can tell */
    bool blind;    /* … that makes it forget how many files there should be */
    bool repeats;  /* … after which what was acknowledged may come again */
    bool disorder; /* a segment was set aside */

    /* Of this opening: */
    bool harmed; /* something was done since, or just before */
    bool exact;  /* everything could be read when it was opened */
    uint64_t found;
    uint64_t stored;
    uint64_t read;
    uint64_t left; /* in it when it was closed; UINT64_MAX: not known */
    uint64_t was;  /* the same, and then something was done: what is gone must be counted */
    bool killed;   /* it was not closed */
};

/* Opens the spool; when that fails, which it may only where the disk does, it stays closed. */
void world_open(struct world *world, bool may_fail);
void world_close(struct world *world);
void world_kill(struct world *world);

void world_store(struct world *world);
bool world_read(struct world *world);
void world_acknowledge(struct world *world);

/* Checks what must hold at any time. */
void world_check(struct world *world);

/* Reads and acknowledges everything, and checks what must hold at the end. */
void world_end(struct world *world);

/* Does something to the files, as others may while the spool is open or closed. */
void world_harm(struct world *world);

/* Takes away what stands in the place of files. */
void world_mend(struct world *world);

/* Fails the test, with the seed. */
#define world_must(world, holds, ...)                                                              \
    do {                                                                                           \
        if (!(holds))                                                                              \
            world_fail(world, __VA_ARGS__);                                                        \
    } while (0)
_Noreturn void world_fail(const struct world *world, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
