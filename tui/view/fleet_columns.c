#include "config.h"

#include "view/fleet_columns.h"

#include "base/duration.h"
#include "present/sparkline.h"
#include "view/axis_labels.h"

#include <stdio.h>

#define NARROW_COLUMNS 100

void fleet_columns_lay_out(const struct view *view, struct column columns[static FLEET_COLUMNS])
{
    static const struct column plan[FLEET_COLUMNS] = {
        [FLEET_STATE] = {"STATE", 8, 8, 0, false, 0, 0},
        [FLEET_TENANT] = {"TENANT", 14, 28, 1, false, 0, 0},
        [FLEET_WORST] = {"WORST DIMENSION", 28, 28, 2, false, 0, 0},
        [FLEET_NOW] = {"NOW", 7, 7, 10, true, 0, 0},
        [FLEET_BASE] = {"BASE", 7, 7, 11, true, 0, 0},
        [FLEET_CHANGE] = {"CHANGE", 6, 6, 4, true, 0, 0},
        [FLEET_Z] = {"Z", 5, 6, 6, true, 0, 0},
        [FLEET_SINCE] = {"SINCE", 8, 8, 9, true, 0, 0},
        [FLEET_FOR] = {"FOR", 4, 5, 3, true, 0, 0},
        [FLEET_NEWEST] = {"NEWEST", 6, 7, 5, true, 0, 0},
        [FLEET_EVERY] = {"EVERY", 5, 5, 12, true, 0, 0},
        [FLEET_DIMENSIONS] = {"DIMENSIONS", 11, 14, 8, false, 0, 0},
        [FLEET_SPARK] = {"", 12, 120, 7, false, 0, 0},
    };
    int width = view->frame->columns;

    for (int i = 0; i < FLEET_COLUMNS; i++)
        columns[i] = plan[i];
    if (width < NARROW_COLUMNS) {
        columns[FLEET_WORST].minimum = width < 80 ? 17 : 18;
        columns[FLEET_NEWEST].title = "NEW";
        columns[FLEET_NEWEST].minimum = 4;
        columns[FLEET_NEWEST].wanted = 4;
    }
    table_layout(columns, FLEET_COLUMNS, 1, width - 1, width < NARROW_COLUMNS ? 1 : 2);
    if (view->state->choices.sort == SORT_AGE &&
        columns[FLEET_NEWEST].width < plan[FLEET_NEWEST].wanted)
        columns[FLEET_NEWEST].title = "NEW"; /* there is no room for the mark behind it */
}

struct axis_room fleet_columns_sparks(const struct view *view)
{
    struct column columns[FLEET_COLUMNS];

    fleet_columns_lay_out(view, columns);
    return (struct axis_room){.left = columns[FLEET_SPARK].at,
                              .cells = (size_t)columns[FLEET_SPARK].width,
                              .per_cell = sparkline_buckets_per_cell(view->glyphs)};
}

/* A title that is pointed at sorts. */
static void add_hits(const struct view *view, int row, const struct column *columns,
                     const int *sorted)
{
    for (int sort = 0; sort < SORT_COUNT; sort++) {
        const struct column *column = &columns[sorted[sort]];
        hits_add(view->hits, (struct hit){.row = row,
                                          .column = column->at,
                                          .end = column->at + column->width,
                                          .kind = HIT_SORT,
                                          .sort = (enum sort)sort});
    }
}

void fleet_columns_titles(struct view *view, int row, const struct column *columns)
{
    static const int sorted[SORT_COUNT] = {[SORT_WORST] = FLEET_STATE,
                                           [SORT_NAME] = FLEET_TENANT,
                                           [SORT_AGE] = FLEET_NEWEST,
                                           [SORT_Z] = FLEET_Z};
    uint32_t direction = view->state->choices.reversed ? view->glyphs->up : view->glyphs->down;
    struct axis sparks = axis_of_sparks(&view->axis);
    char length[32];
    char title[48];

    add_hits(view, row, columns, sorted);
    frame_fill(view->frame, row, 0, view->frame->columns, ' ', ROLE_COLUMN);
    table_titles(view->frame, row, columns, FLEET_COLUMNS, sorted[view->state->choices.sort],
                 direction);
    duration_format(view->state->range.length_ms, length);
    snprintf(title, sizeof(title), "SEV %s", length);
    draw_axis_title(view, row, &sparks, title);
}
