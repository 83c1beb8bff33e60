/* Feeder: feeds numbered reports of many tenants to emit, whatever happens to it and to its Redis,
 * sends again what it gave no answer for, and looks at what came of them. */
#ifndef LIVE_FEEDER_H
#define LIVE_FEEDER_H

#include "base/buffer.h"
#include "support/scratch.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define FEEDER_TENANTS 50
#define FEEDER_WINDOW 5000   /* so many reports it lets be unanswered */
#define FEEDER_UNDER_WAY 512 /* that a sink has in memory */
#define FEEDER_PATIENCE_MS 150000
#define FEEDER_ALL LONG_MAX /* more than there can be */

/* Zero-initialised, with `url`, and what else is wanted. Report n is of tenant n % FEEDER_TENANTS.
 */
struct feeder {
    const char *url;
    const char *option; /* one more of emit; NULL: none */
    long total;         /* 0: as many as there is time for until feeder_end() */
    long rate;          /* reports a second at most; 0: as fast as they are taken */
    int64_t begun_us;
    char spool[SCRATCH_SIZE];
    pid_t pid;
    int input; /* of emit; -1: closed */
    int output;
    long sent; /* reports that went into the pipe whole */
    long answered;
    struct buffer waiting; /* for the pipe */
};

/* What stands in the streams. */
struct feeder_found {
    long duplicates;
    long missing;
    bool *is_missing; /* by number; the caller frees it */
};

/* When a master was lost whose replica may not have had all: what of it was answered for before,
 * and what had been sent until nothing more could be written to it. */
struct feeder_loss {
    long answered;
    long sent;
};

/* Makes a spool and starts emit. */
void feeder_start(struct feeder *feeder);

/* Feeds until that many reports are answered for, or until the time is up. */
void feeder_run(struct feeder *feeder, long answered, int64_t ms);

/* Feeds while something is done in a process of its own, which has to end well. */
void feeder_run_beside(struct feeder *feeder, void (*act)(void *context), void *context);

/* Kills emit; the next one gets again what has no answer. */
void feeder_kill(struct feeder *feeder);

/* Feeds the rest, closes the input, waits for the end of emit, and frees. Emit has to be content,
 * and to have answered for all. */
void feeder_end(struct feeder *feeder);

/* Reads all streams. The test ends where a report comes behind a later one of its tenant, unless it
 * is there before, too, and the same: a duplicate. */
struct feeder_found feeder_look(const struct feeder *feeder);

/* Returns how things stand, for a master that is lost now. */
struct feeder_loss feeder_lose(const struct feeder *feeder);

/* The test ends where a report is missing that none of the masters can have taken with it: one that
 * was sent later, or in front of one of its tenant that was answered for before and is there. What
 * a replica lacks is the newest. Frees what was found. */
void feeder_check_missing(const struct feeder *feeder, struct feeder_found *found,
                          const struct feeder_loss *losses, size_t count);

#endif
