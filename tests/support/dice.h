/* Dice: random numbers by seed, the same on every machine, for tests that compare with a model. */
#ifndef SUPPORT_DICE_H
#define SUPPORT_DICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dice {
    uint64_t state; /* the seed */
};

/* Returns a number from 0 to before `count`. */
size_t dice_below(struct dice *dice, size_t count);

/* Returns true once in `count` times. */
bool dice_once_in(struct dice *dice, size_t count);

#endif
