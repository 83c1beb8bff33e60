/* Calm: reports of a past that tell nothing new: they come in time, name what the one before named,
 * and say the same of it. Most do, and they are taken in together. */
#ifndef JUDGE_CALM_H
#define JUDGE_CALM_H

#include "judge/past.h"

/* Takes in up to `limit` calm rows of the span from a row on. Returns how many those were. */
size_t calm_take(struct past *past, const struct tenant *tenant, size_t row, size_t limit);

#endif
