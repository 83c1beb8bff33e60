#include "config.h"

#include "view/view.h"

int64_t view_moment(const struct view *view)
{
    return range_moment(&view->state->range, view->now_ms);
}

int64_t view_end(const struct view *view)
{
    return range_end(&view->state->range, view->now_ms);
}

struct telling view_telling(struct view *view)
{
    int64_t moment_ms = view_moment(view);

    if (view->state->range.mode == RANGE_LIVE) {
        moment_ms -= moment_ms % VIEW_TICK;
        view_holds_until(view, moment_ms + VIEW_TICK);
    }
    return (struct telling){.now_ms = moment_ms, .zone = view->state->choices.zone};
}

int64_t view_known_since(const struct view *view, const struct tenant *tenant)
{
    if (tenant->failed)
        return INT64_MAX;
    return history_known_since(&tenant->history, view->window.end_ms);
}

void view_holds_until(struct view *view, int64_t time_ms)
{
    if (time_ms < view->next_change_ms)
        view->next_change_ms = time_ms;
}
