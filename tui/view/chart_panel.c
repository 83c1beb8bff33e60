#include "config.h"

#include "view/chart_panel.h"

#include "present/number.h"
#include "view/axis_labels.h"
#include "view/metadata_lines.h"
#include "view/pen.h"
#include "view/portrait_chart.h"
#include "view/words.h"

#include <stdio.h>

#define SCALE_COLUMNS 9
#define STRIP_ROWS 9 /* from so many rows on, the lowest is a strip of |z| */

bool has_chart_panel(const struct view *view)
{
    return view->portrait->column != DIMENSION_NONE && view->axis.cells > 0;
}

/* Returns the first column of the scale. */
static int scale_left(const struct view *view)
{
    return view->axis.left - SCALE_COLUMNS;
}

/* Writes the newest value, how far it is from its baseline and since when, one below the other. */
static void draw_figures(struct view *view, int row)
{
    const struct dimension_verdict *verdict = view->portrait->verdict;
    int end = scale_left(view) - 1;
    char figures[3][2 * NUMBER_SIZE + SINCE_CLOCK_SIZE] = {"", "", ""};
    char value[NUMBER_SIZE];
    char other[NUMBER_SIZE];
    char moment[SINCE_CLOCK_SIZE];

    if (verdict == NULL)
        return;
    number_value(verdict->newest.value, value);
    number_value(verdict->newest.baseline, other);
    snprintf(figures[0], sizeof(figures[0]), "%s of %s", value, other);
    number_relative(verdict->newest.value, verdict->newest.baseline, value);
    number_signed(verdict->newest.z, other);
    snprintf(figures[1], sizeof(figures[1]), "%s  z %s", value, other);
    write_since_clock(view, dimension_row_since(verdict), moment);
    snprintf(figures[2], sizeof(figures[2]), "%s%s", moment[0] != '\0' ? "since " : "", moment);
    for (int i = 0; i < 3; i++) {
        struct pen pen = pen_at(view->frame, row + i, 1, end);
        pen_text(&pen, i == 2 ? role_of_state(verdict->state) : ROLE_TEXT, figures[i]);
    }
}

/* Returns the rows that are left for the chart. */
static int draw_strip(struct view *view, int row, int rows)
{
    struct chart chart = portrait_chart(view);
    struct pen pen = pen_at(view->frame, row + rows - 1, scale_left(view), view->axis.left);

    if (rows < STRIP_ROWS)
        return rows;
    pen_text(&pen, ROLE_MUTED, "  |z| 5");
    chart_draw_z(view->frame, row + rows - 1, &chart, VIEW_FULL_Z);
    return rows - 1;
}

void draw_chart_panel(struct view *view, int row, int rows)
{
    const char *name = view->tenant->dimensions[view->portrait->column].name;

    frame_fill(view->frame, row, 0, view->frame->columns, ' ', ROLE_COLUMN);
    write_name(view->frame, row, 1, view->axis.left - 2, name, ROLE_COLUMN);
    draw_axis(view, row, &view->axis);
    draw_metadata_marks(view, view->portrait->column, row, &view->axis);
    draw_figures(view, row + 1);
    draw_portrait_chart(view, row + 1, draw_strip(view, row + 1, rows));
}
