#include "config.h"

#include "view/view.h"

#include <stdio.h>
#include <string.h>

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

bool view_history_starts(const struct view *view, const struct tenant *tenant)
{
    return stream_id_compare(tenant->oldest_id, STREAM_ID_MIN) != 0 &&
           stream_id_time(tenant->oldest_id) > view->window.start_ms;
}

void view_write_history_start(const struct view *view, const struct tenant *tenant,
                              char out[static HISTORY_START_SIZE])
{
    enum time_zone zone = view->state->choices.zone;
    int64_t start_ms = stream_id_time(tenant->oldest_id);
    char minute[16];
    char day[16];
    char today[16];

    timestamp_format_minute(start_ms, zone, minute);
    timestamp_format_day(start_ms, zone, day);
    timestamp_format_day(view->now_ms, zone, today);
    bool is_today = strcmp(day, today) == 0;
    snprintf(out, HISTORY_START_SIZE, "history starts %s%s%s", is_today ? "" : day,
             is_today ? "" : " ", minute);
}

/* Returns whether what is looked at ends now, and goes on with the clock. */
static bool runs(const struct view *view)
{
    const struct range *range = &view->state->range;

    return range->mode == RANGE_LIVE && !range->back;
}

int64_t view_told_until(const struct view *view)
{
    return runs(view) ? INT64_MAX : view->window.end_ms;
}

struct axis view_axis(const struct view *view, struct axis_room room)
{
    const struct range *range = &view->state->range;

    if (room.cells == 0)
        return (struct axis){0};
    struct axis axis = axis_make(view->window, room, runs(view), view->state->choices.zone);
    axis.chosen = range->cursor_ms != 0 && axis_cell(&axis, range->cursor_ms) < axis.cells;
    axis.exact = axis.chosen && range->exact;
    axis.cursor_ms = axis.chosen ? range->cursor_ms : view_end(view);
    return axis;
}

void view_holds_until(struct view *view, int64_t time_ms)
{
    if (time_ms < view->next_change_ms)
        view->next_change_ms = time_ms;
}
