#include "config.h"

#include "judge/run.h"

#include "judge/silence.h"

#include <string.h>

/* Runs from the newest to the oldest, filled from the end of the array towards its beginning. */
struct run_list {
    struct run *runs;
    size_t first; /* of the runs so far */
    size_t capacity;
    bool full; /* something older was left out */
};

/* Adds a stretch of time in front of what there is; it ends where that begins. */
static void add_older(struct run_list *list, enum severity severity, int64_t start_ms,
                      int64_t end_ms)
{
    if (start_ms >= end_ms)
        return;
    if (list->first < list->capacity && list->runs[list->first].severity == severity) {
        list->runs[list->first].start_ms = start_ms;
        return;
    }
    if (list->first == 0) {
        list->full = true;
        return;
    }
    list->first--;
    list->runs[list->first] = (struct run){severity, start_ms, end_ms};
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t sooner(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Returns how long a report holds when none follows it. */
static int64_t usual_hold(const struct tenant *tenant)
{
    int64_t interval_ms = tenant_interval(tenant);

    return interval_ms > 0 ? interval_ms : SILENT_AFTER_UNKNOWN_MS;
}

/* Returns until when a stretch holds that something else follows at `end_ms`; `known_ms` is the
 * next moment of which it is known whether something came. */
static int64_t held_until(const struct tenant *tenant, const struct stretch *stretch,
                          int64_t end_ms, int64_t known_ms)
{
    if (stretch->last_ms >= end_ms || known_ms - stretch->last_ms <= tenant_silent_after(tenant))
        return end_ms;
    return sooner(stretch->last_ms + usual_hold(tenant), end_ms);
}

size_t runs_collect(struct past *past, const struct tenant *tenant, size_t dimension,
                    struct time_range window, struct run *runs, size_t capacity)
{
    struct run_list list = {.runs = runs, .first = capacity, .capacity = capacity};
    int64_t end_ms = window.end_ms;
    int64_t known_ms = tenant_known_clock(tenant, end_ms);

    past_renew(past, tenant, window.end_ms);
    const struct stretches *stretches = &past->dimensions[dimension];
    for (size_t i = stretches->count; end_ms > window.start_ms && !list.full && i-- > 0;) {
        const struct stretch *stretch = &stretches->list[i];
        if (stretch->first_ms >= end_ms) {
            known_ms = sooner(known_ms, stretch->first_ms);
            continue;
        }
        int64_t until_ms = later(held_until(tenant, stretch, end_ms, known_ms), window.start_ms);
        int64_t start_ms = later(stretch->first_ms, window.start_ms);
        add_older(&list, SEVERITY_ABSENT, until_ms, end_ms);
        if (!list.full)
            add_older(&list, stretch->severity, start_ms, until_ms);
        end_ms = start_ms;
        known_ms = start_ms;
    }
    if (!list.full)
        add_older(&list, SEVERITY_ABSENT, window.start_ms, end_ms);

    size_t count = capacity - list.first;
    if (list.first > 0)
        memmove(runs, runs + list.first, count * sizeof(runs[0]));
    return count;
}
