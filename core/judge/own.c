#include "config.h"

#include "judge/own.h"

#include <math.h>

void own_find(struct own_readings *own, const struct account *account, bool valued)
{
    const struct known_readings *known = &account->known;

    own->sequence = account->sequence;
    own->count = 0;
    for (size_t i = 0; i < known->count; i++) {
        struct recent_reading reading =
            sequence_reading(account->sequence, account->dimension, known->reports[i]);
        if (reading.severity == SEVERITY_ABSENT || (valued && isnan(reading.value)))
            continue;
        own->reports[own->count] = known->reports[i];
        own->list[own->count++] = (struct own_reading){reading.value, reading.baseline, reading.z,
                                                       (enum severity)reading.severity};
    }
}

bool own_is_bad(const struct own_readings *own, size_t index)
{
    return severity_is_bad(own->list[index].severity);
}

/* Returns the number behind the newest bad reading before `end`; 0: there is none. */
static size_t behind_bad(const struct own_readings *own, size_t end)
{
    while (end > 0 && !own_is_bad(own, end - 1))
        end--;
    return end;
}

bool own_incident(const struct own_readings *own, size_t end, struct incident *incident)
{
    size_t behind = behind_bad(own, end);

    while (behind > 0) {
        *incident = (struct incident){behind - 1, behind - 1};
        behind = behind_bad(own, incident->first);
        while (behind > 0 && incident->first - (behind - 1) <= 2) {
            incident->first = behind - 1;
            behind = behind_bad(own, incident->first);
        }
        if (incident->first < incident->last)
            return true;
    }
    return false;
}

size_t own_ok_values(const struct own_readings *own, size_t end, double values[SPREAD_VALUES],
                     double *baselines, size_t *baseline_count)
{
    size_t count = 0;

    for (size_t i = end; i > 0 && count < SPREAD_VALUES; i--) {
        const struct own_reading *reading = &own->list[i - 1];
        if (own_is_bad(own, i - 1))
            continue;
        values[count++] = reading->value;
        if (baselines != NULL && !isnan(reading->baseline))
            baselines[(*baseline_count)++] = reading->baseline;
    }
    return count;
}
