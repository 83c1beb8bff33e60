/* Direction: on which side of its baseline a dimension is in trouble. It is not on the wire, so it
 * is guessed, and an unknown direction is an answer too. */
#ifndef JUDGE_DIRECTION_H
#define JUDGE_DIRECTION_H

#include "drift/tenant.h"

/* Returns +1 where higher is worse, -1 where lower is worse, 0 for unknown or both: by the known
 * names, then by what was learned from the sign of z while severity was not ok. */
int dimension_direction(const struct dimension *dimension);

#endif
