/* Far: how far a bad reading lies from where the dimension is when all is well. Its sign and its
 * direction do not matter: the severity is the producer's. */
#ifndef JUDGE_FAR_H
#define JUDGE_FAR_H

#include "judge/account.h"

#define FAR_MAX 99.0

/* Returns the distance of the newest known reading of its own: |z| where that is known and at least
 * 1, else in spreads of the newest ok values; 0 where that cannot be told. */
double far_find(const struct account *account);

/* Returns the step of 0.1 that a distance lies in: only these are compared, so that what is about
 * as far stays in its place. */
int far_step(double far);

#endif
