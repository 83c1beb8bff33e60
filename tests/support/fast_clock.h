/* Fast clock: the time by which a server and a program of a test live, which the test puts forward,
 * so that a day passes in minutes; and whether the program has anything left to do at that time.
 * What puts it before them is stepped_clock.so, at $STEPPED_CLOCK_LIBRARY. */
#ifndef SUPPORT_FAST_CLOCK_H
#define SUPPORT_FAST_CLOCK_H

#include "support/scratch.h"
#include "support/stepped_clock.h"

#include <stdbool.h>

struct fast_clock {
    char directory[SCRATCH_SIZE];
    _Atomic int64_t *ahead_ns;
};

/* How a program that lives by it is asked. */
struct fast_clock_rest {
    struct stepped_rest *shared;
    char variables[3][SCRATCH_SIZE + 4096];
    const char *environment[4]; /* for struct terminal_setup: it lives by the clock, and answers */
};

/* Returns why there is no such clock here; NULL: there is. */
const char *fast_clock_lacks(void);

void fast_clock_open(struct fast_clock *clock);
void fast_clock_close(struct fast_clock *clock);

/* What this process starts from now on lives by the clock; and no more. */
void fast_clock_enter(const struct fast_clock *clock);
void fast_clock_leave(void);

void fast_clock_put_forward(struct fast_clock *clock, int64_t ms);

/* Returns the time, in epoch milliseconds. */
int64_t fast_clock_now(const struct fast_clock *clock);

/* For a program, by another name for each. */
void fast_clock_rest_open(struct fast_clock_rest *rest, const struct fast_clock *clock,
                          const char *name);
void fast_clock_rest_close(struct fast_clock_rest *rest);

/* Asks, and returns whether it was answered: at some moment since then there was nothing to do. */
uint64_t fast_clock_rest_ask(struct fast_clock_rest *rest);
bool fast_clock_rest_answered(const struct fast_clock_rest *rest, uint64_t asked);

/* Returns how often the program was woken. */
uint64_t fast_clock_rest_turns(const struct fast_clock_rest *rest);

/* The same for the bytes of its heap that are in use; 0 where that cannot be told. */
uint64_t fast_clock_heap_ask(struct fast_clock_rest *rest);
bool fast_clock_heap_answered(const struct fast_clock_rest *rest, uint64_t asked);
uint64_t fast_clock_heap_bytes(const struct fast_clock_rest *rest);

#endif
