#include "config.h"

#include "judge/flapping.h"

/* Changes that are one: readings by their number, each another severity than the one before. */
struct stretch {
    size_t first;
    size_t last;
    size_t changes;
};

/* Returns the newest stretch that is long enough, or one without changes. */
static struct stretch find_stretch(const struct known_readings *known)
{
    struct stretch newest = {0};
    struct stretch now = {0};

    for (size_t i = 1; i < known->count; i++) {
        if (known->severities[i] == known->severities[i - 1])
            continue;
        if (now.changes == 0 || i - now.last > FLAPPING_APART)
            now = (struct stretch){.first = i};
        now.last = i;
        now.changes++;
        if (now.changes >= FLAPPING_CHANGES)
            newest = now;
    }
    return newest;
}

static void count_reading(struct flapping *flapping, enum severity severity)
{
    flapping->readings++;
    flapping->bad += severity_is_bad(severity);
    if (severity < flapping->mildest)
        flapping->mildest = severity;
    if (severity > flapping->worst)
        flapping->worst = severity;
}

struct flapping flapping_find(const struct account *account)
{
    const struct known_readings *known = &account->known;
    struct stretch stretch = known->any_bad ? find_stretch(known) : (struct stretch){0};

    if (stretch.changes == 0)
        return (struct flapping){0};
    struct flapping flapping = {
        .is = true,
        .current = known->count - 1 - stretch.last <= FLAPPING_APART,
        .changes = (uint32_t)stretch.changes,
        .since_ms = sequence_time(account->sequence, known->reports[stretch.first]),
        .last_ms = sequence_time(account->sequence, known->reports[stretch.last]),
        .mildest = SEVERITY_DEGRADED,
        .worst = SEVERITY_OK,
    };
    for (size_t i = stretch.first - 1; i <= stretch.last; i++)
        count_reading(&flapping, (enum severity)known->severities[i]);
    return flapping;
}
