#include "config.h"

#include "dashboard.h"

#include "base/memory.h"
#include "screen/screen.h"

/* A window is loaded with twice this part of itself more: an axis begins at a round time before it,
 * another one on each page, and it is not to be loaded anew with every tick of the clock. */
#define LOAD_MARGIN 16

/* Returns the range that is to be loaded for the window, and for what an axis shows before it: one
 * that stands is known to its end, and one that runs, or is only paused, goes on. */
static struct time_range range_to_load(const struct range *range, const struct axis *axis,
                                       int64_t now_ms)
{
    int64_t margin_ms = range->length_ms / LOAD_MARGIN;
    struct time_range window = range_window(range, now_ms);
    bool stands = range->mode == RANGE_FIXED || range->back;

    window.start_ms -= 2 * margin_ms;
    if (margin_ms > 0)
        window.start_ms -= window.start_ms % margin_ms;
    /* What holds in the first column came before it. */
    if (axis->cells > 0 && axis->grid.start_ms - margin_ms < window.start_ms)
        window.start_ms = axis->grid.start_ms - margin_ms;
    if (!stands || window.end_ms >= now_ms)
        window.end_ms = HISTORY_LIVE;
    return window;
}

/* Returns the time that is compared with: the same columns of the axis, so much earlier, which stay
 * the same while the axis stands. */
static struct time_range range_to_compare(const struct range *range, const struct axis *axis,
                                          int64_t now_ms)
{
    struct time_range window = range_compared(range, now_ms);
    struct time_range columns = grid_range(&axis->grid);

    if (axis->cells == 0)
        return window;
    return (struct time_range){columns.start_ms - range->compare_ms -
                                   range->length_ms / LOAD_MARGIN,
                               columns.end_ms - range->compare_ms};
}

/* Returns whether the screen on top, or one below it, compares. */
static bool compares(const struct dashboard *dashboard)
{
    const struct stack *stack = &dashboard->state.stack;
    bool compares = false;

    for (size_t i = 0; i < stack->count; i++)
        compares = compares || stack->places[i].screen->compares;
    return compares && dashboard->state.range.compare_ms > 0 && dashboard->sight.tenant != NULL;
}

struct watched_range *dashboard_watched(const struct dashboard *dashboard,
                                        struct dashboard_clock clock, size_t *count)
{
    const struct watch_list *list = &dashboard->watched;
    struct time_range range =
        range_to_load(&dashboard->state.range, &dashboard->sight.axis, clock.now_ms);
    struct watched_range *watched = mem_zalloc(list->count + 2, sizeof(*watched));

    *count = list->count;
    for (size_t i = 0; i < list->count; i++)
        watched[i] = (struct watched_range){tenant_name(list->tenants[i]), range};
    if (compares(dashboard))
        watched[(*count)++] = (struct watched_range){
            tenant_name(dashboard->sight.tenant),
            range_to_compare(&dashboard->state.range, &dashboard->sight.axis, clock.now_ms)};
    return watched;
}

const struct original_wish *dashboard_fetched(const struct dashboard *dashboard, size_t *count)
{
    *count = dashboard->wish_count;
    return dashboard->wishes;
}
