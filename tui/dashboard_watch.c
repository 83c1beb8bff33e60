#include "config.h"

#include "dashboard.h"

#include "base/memory.h"

/* A window is loaded with this part of itself more: its sparkline begins at a round time, and it is
 * not to be loaded anew with every tick of the clock. */
#define LOAD_MARGIN 16

/* Returns the range that is to be loaded for the window, and for what an axis shows before it: one
 * that stands is known to its end, and one that runs, or is only paused, goes on. */
static struct time_range range_to_load(const struct range *range, const struct axis *axis,
                                       int64_t now_ms)
{
    int64_t margin_ms = range->length_ms / LOAD_MARGIN;
    struct time_range window = range_window(range, now_ms);
    bool stands = range->mode == RANGE_FIXED || range->back;

    window.start_ms -= margin_ms;
    if (margin_ms > 0)
        window.start_ms -= window.start_ms % margin_ms;
    if (axis->cells > 0 && axis->grid.start_ms < window.start_ms)
        window.start_ms = axis->grid.start_ms;
    if (!stands || window.end_ms >= now_ms)
        window.end_ms = HISTORY_LIVE;
    return window;
}

struct watched_range *dashboard_watched(const struct dashboard *dashboard,
                                        struct dashboard_clock clock, size_t *count)
{
    const struct watch_list *list = &dashboard->watched;
    struct time_range range =
        range_to_load(&dashboard->state.range, &dashboard->sight.axis, clock.now_ms);
    struct watched_range *watched = mem_zalloc(list->count + 1, sizeof(*watched));

    *count = list->count;
    for (size_t i = 0; i < list->count; i++)
        watched[i] = (struct watched_range){tenant_name(list->tenants[i]), range};
    return watched;
}

const struct original_wish *dashboard_fetched(const struct dashboard *dashboard, size_t *count)
{
    *count = dashboard->wish_count;
    return dashboard->wishes;
}
