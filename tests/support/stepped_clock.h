/* Stepped clock: what stepped_clock.so, which is loaded in front of the C library of a program, and
 * the test that has loaded it share. Both map the files that the environment names.
 *
 * $STEPPED_CLOCK: eight bytes, the nanoseconds by which the clock is ahead of the machine's. The
 * test writes them.
 *
 * $STEPPED_CLOCK_REST: a struct stepped_rest, of one program, which tells there whether it has
 * anything to do. */
#ifndef SUPPORT_STEPPED_CLOCK_H
#define SUPPORT_STEPPED_CLOCK_H

#include <stdatomic.h>
#include <stdint.h>

struct stepped_rest {
    _Atomic uint64_t asked;      /* by the test: raised with every question */
    _Atomic uint64_t answered;   /* the last one when the program, asked, had nothing to do */
    _Atomic uint64_t turns;      /* how often it was woken */
    _Atomic uint64_t heap_asked; /* the same for how much of its heap is in use */
    _Atomic uint64_t heap_answered;
    _Atomic uint64_t heap_bytes; /* 0: cannot be told */
};

#endif
