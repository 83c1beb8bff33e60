#include "config.h"

#include "judge/order.h"

#include "judge/far.h"

#include <math.h>

int order_by_distance(double a, double b)
{
    double left = isnan(a) ? -1 : fabs(a);
    double right = isnan(b) ? -1 : fabs(b);

    return (left < right) - (left > right);
}

int order_by_urgency(struct urgency a, struct urgency b)
{
    int left = state_urgency(a.rank);
    int right = state_urgency(b.rank);

    if (a.forgotten != b.forgotten)
        return a.forgotten ? 1 : -1;
    if (left != right)
        return left > right ? -1 : 1;
    return far_step(b.far) - far_step(a.far);
}

int order_by_name(struct slice a, struct slice b)
{
    return slice_compare(a, b);
}

int order_worst_first(struct rank a, struct rank b)
{
    int order = order_by_urgency(a.urgency, b.urgency);

    return order != 0 ? order : order_by_name(a.name, b.name);
}
