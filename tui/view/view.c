#include "config.h"

#include "view/view.h"

int64_t view_moment(const struct view *view)
{
    return range_moment(&view->state->range, view->now_ms);
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
