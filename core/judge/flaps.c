#include "config.h"

#include "judge/flaps.h"

#include "base/memory.h"
#include "judge/flapping.h"

#include <stdlib.h>

static bool is_bad(enum severity severity)
{
    return severity >= SEVERITY_WARN;
}

static void begin(struct flaps *flaps, int64_t time_ms, struct spoken reading)
{
    flaps->now = (struct flap){
        .first_ms = time_ms,
        .first = flaps->readings,
        .bad_before = flaps->bad - is_bad(reading.severity) - is_bad(flaps->newest.severity),
        .mildest = flaps->newest,
        .worst = flaps->newest,
    };
    flaps->listed = false;
}

static void keep(struct flaps *flaps)
{
    if (!flaps->listed) {
        if (flaps->count == flaps->capacity)
            flaps->list =
                mem_grow(flaps->list, &flaps->capacity, flaps->count + 1, sizeof(*flaps->list));
        flaps->count++;
    }
    flaps->listed = true;
    flaps->list[flaps->count - 1] = flaps->now;
}

static void take_change(struct flaps *flaps, int64_t time_ms, struct spoken reading)
{
    struct flap *now = &flaps->now;

    if (now->changes == 0 || flaps->readings - now->last > FLAPPING_APART)
        begin(flaps, time_ms, reading);
    now->last_ms = time_ms;
    now->last = flaps->readings;
    now->changes++;
    now->bad = flaps->bad - now->bad_before;
    if (reading.severity < now->mildest.severity)
        now->mildest = reading;
    if (reading.severity > now->worst.severity)
        now->worst = reading;
    if (now->changes >= FLAPPING_CHANGES)
        keep(flaps);
}

void flaps_take(struct flaps *flaps, int64_t time_ms, struct spoken reading)
{
    flaps->readings++;
    flaps->bad += is_bad(reading.severity);
    if (reading.severity == flaps->newest.severity)
        return;
    if (flaps->readings > 1)
        take_change(flaps, time_ms, reading);
    flaps->newest = reading;
}

void flaps_take_same(struct flaps *flaps, size_t count)
{
    flaps->readings += count;
    if (is_bad(flaps->newest.severity))
        flaps->bad += count;
}

bool flap_is_current(const struct flaps *flaps, const struct flap *flap)
{
    return flaps->readings - flap->last <= FLAPPING_APART;
}

void flaps_clear(struct flaps *flaps)
{
    *flaps = (struct flaps){.list = flaps->list, .capacity = flaps->capacity};
}

void flaps_free(struct flaps *flaps)
{
    free(flaps->list);
    *flaps = (struct flaps){0};
}
