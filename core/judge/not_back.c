#include "config.h"

#include "judge/not_back.h"

#include <math.h>

#define SHIFT_SPREADS 4.0     /* a shift has to be greater, else it is noise: so is none at all */
#define TOLERANCE_SPREADS 2.0 /* so near, or within a third of the shift, is back */
#define TOLERANCE_SHIFT (1.0 / 3)
#define BACK_OF 3 /* of so many ok values in a row ... */
#define BACK_AT 2 /* ... so many have to be near */

/* How it was before an incident, and which way the incident went. */
struct before {
    struct spread usual;
    double baseline; /* NaN unknown */
    double shift;
};

static double median_of_bad(const struct own_readings *own, const struct incident *incident)
{
    double values[RECENT_MAX];
    size_t count = 0;

    for (size_t i = incident->first; i <= incident->last; i++) {
        if (own_is_bad(own, i))
            values[count++] = own->list[i].value;
    }
    return median_of(values, count);
}

/* Returns false when too little is known of it. */
static bool find_before(const struct own_readings *own, const struct incident *incident,
                        struct before *before)
{
    double values[SPREAD_VALUES];
    double baselines[SPREAD_VALUES];
    size_t baseline_count = 0;
    size_t count = own_ok_values(own, incident->first, values, baselines, &baseline_count);

    if (count < SPREAD_VALUES_MIN)
        return false;
    before->usual = spread_of(values, count);
    before->baseline = baseline_count > 0 ? median_of(baselines, baseline_count) : NAN;
    before->shift = median_of_bad(own, incident) - before->usual.median;
    return true;
}

static bool is_near(const struct before *before, double value)
{
    double tolerance =
        fmax(TOLERANCE_SPREADS * before->usual.width, fabs(before->shift) * TOLERANCE_SHIFT);

    return copysign(1, before->shift) * (value - before->usual.median) <= tolerance;
}

/* Returns true when it came back for good after the incident: two of three ok values in a row were
 * near, or the newest one where there are fewer than three. */
static bool came_back(const struct own_readings *own, const struct incident *incident,
                      const struct before *before)
{
    bool last[BACK_OF] = {0};
    size_t count = 0;

    for (size_t i = incident->last + 1; i < own->count; i++) {
        if (own_is_bad(own, i))
            continue;
        last[count++ % BACK_OF] = is_near(before, own->list[i].value);
        if (count >= BACK_OF && last[0] + last[1] + last[2] >= BACK_AT)
            return true;
    }
    return count > 0 && count < BACK_OF && last[count - 1];
}

struct not_back not_back_find(const struct account *account)
{
    struct own_readings own;
    struct incident incident;
    struct before before;

    if (!account->known.any_bad)
        return NOT_BACK_NONE;
    own_find(&own, account, true);
    for (size_t end = own.count; own_incident(&own, end, &incident); end = incident.first) {
        if (!find_before(&own, &incident, &before))
            return NOT_BACK_NONE;
        if (fabs(before.shift) <= SHIFT_SPREADS * before.usual.width)
            continue;
        if (came_back(&own, &incident, &before))
            return NOT_BACK_NONE;
        return (struct not_back){true, before.usual.median, before.baseline,
                                 sequence_time(own.sequence, own.reports[incident.first])};
    }
    return NOT_BACK_NONE;
}
