#include "config.h"

#include "judge/run.h"

#include "judge/silence.h"
#include "judge/walk.h"

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

/* Returns the severity of the reading that an arrival stands for: its own, or for a duplicate that
 * of the newest reading before it, which is where `readings` goes. */
static enum severity severity_at(const struct walk *arrival, struct walk *readings)
{
    if (arrival->row == HISTORY_NO_ROW)
        return arrival->severity;
    while (!readings->ended && readings->row > arrival->row)
        walk_older(readings);
    return readings->ended ? arrival->severity : readings->severity;
}

/* Returns how long a report holds when none follows it. */
static int64_t usual_hold(const struct tenant *tenant)
{
    int64_t interval_ms = tenant_interval(tenant);

    return interval_ms > 0 ? interval_ms : SILENT_AFTER_UNKNOWN_MS;
}

size_t runs_collect(const struct tenant *tenant, size_t dimension, struct time_range window,
                    struct run *runs, size_t capacity)
{
    int64_t silent_after_ms = tenant_silent_after(tenant);
    struct walk walk = walk_arrivals(tenant, dimension, window.end_ms);
    struct walk readings = walk_from(tenant, dimension, window.end_ms);
    struct run_list list = {.runs = runs, .first = capacity, .capacity = capacity};
    int64_t end_ms = window.end_ms;
    int64_t known_ms = tenant_known_clock(tenant, end_ms);

    while (end_ms > window.start_ms && !list.full && walk_older(&walk)) {
        if (walk.time_ms >= end_ms) {
            known_ms = walk.time_ms;
            continue;
        }
        int64_t until_ms = end_ms;
        if (known_ms - walk.time_ms > silent_after_ms)
            until_ms = sooner(walk.time_ms + usual_hold(tenant), end_ms);
        int64_t start_ms = later(walk.time_ms, window.start_ms);
        add_older(&list, SEVERITY_ABSENT, later(until_ms, window.start_ms), end_ms);
        if (!list.full)
            add_older(&list, severity_at(&walk, &readings), start_ms, until_ms);
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
