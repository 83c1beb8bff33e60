#include "config.h"

#include "view/pen_time.h"

#include "base/duration.h"

#include <string.h>

/* The day is of interest where that may be another one. */
static bool tells_day(const struct view *view, int64_t time_ms)
{
    return view->now_ms - time_ms >= MS_PER_DAY || view->state->range.length_ms >= MS_PER_DAY;
}

static void pen_day(struct pen *pen, const struct view *view, int64_t time_ms)
{
    char day[16];

    timestamp_format_day(time_ms, view->state->choices.zone, day);
    pen_printf(pen, ROLE_STRONG, "%s ", day);
}

void pen_moment(struct pen *pen, const struct view *view, int64_t time_ms)
{
    char clock[16];

    if (tells_day(view, time_ms))
        pen_day(pen, view, time_ms);
    timestamp_format_clock(time_ms, view->state->choices.zone, clock);
    pen_printf(pen, ROLE_STRONG, "%s  ", clock);
}

static bool is_same_day(const struct view *view, const struct time_range *range)
{
    char first[16], last[16];

    timestamp_format_day(range->start_ms, view->state->choices.zone, first);
    timestamp_format_day(range->end_ms, view->state->choices.zone, last);
    return strcmp(first, last) == 0;
}

void pen_range(struct pen *pen, const struct view *view, const struct time_range *range)
{
    enum time_zone zone = view->state->choices.zone;
    bool minutes = range->start_ms % MS_PER_MINUTE == 0 && range->end_ms % MS_PER_MINUTE == 0;
    void (*format)(int64_t, enum time_zone, char[static 16]) =
        minutes ? timestamp_format_minute : timestamp_format_clock;
    bool days = tells_day(view, range->start_ms);
    char text[16];

    if (days)
        pen_day(pen, view, range->start_ms);
    format(range->start_ms, zone, text);
    pen_printf(pen, ROLE_STRONG, "%s-", text);
    if (days && !is_same_day(view, range))
        pen_day(pen, view, range->end_ms);
    format(range->end_ms, zone, text);
    pen_printf(pen, ROLE_STRONG, "%s  ", text);
}
