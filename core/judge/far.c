#include "config.h"

#include "judge/far.h"

#include "judge/own.h"

#include <math.h>

#define STEPS 10.0
#define Z_MIN 1.0 /* a smaller one is a relative change under a constant baseline, and no z */

static double in_spreads(const struct own_readings *own, double value)
{
    double values[SPREAD_VALUES];
    size_t count = own_ok_values(own, own->count, values, NULL, NULL);

    if (isnan(value) || count < SPREAD_VALUES_MIN)
        return 0;
    struct spread usual = spread_of(values, count);
    double distance = fabs(value - usual.median);
    if (distance == 0)
        return 0;
    return usual.width > 0 ? fmin(distance / usual.width, FAR_MAX) : FAR_MAX;
}

double far_find(const struct account *account)
{
    struct own_readings own;

    own_find(&own, account, false);
    if (own.count == 0)
        return 0;
    const struct own_reading *newest = &own.list[own.count - 1];
    if (fabs(newest->z) >= Z_MIN)
        return fmin(fabs(newest->z), FAR_MAX);
    return in_spreads(&own, newest->value);
}

int far_step(double far)
{
    return (int)(far * STEPS + 1e-9);
}
