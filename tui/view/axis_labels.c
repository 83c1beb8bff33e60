#include "config.h"

#include "view/axis_labels.h"

#include "base/duration.h"
#include "view/pen.h"

/* Columns that a label takes with the blank behind it. */
#define LABEL_WIDTH 8

static void write_label(int64_t time_ms, int64_t step_ms, enum time_zone zone, char out[static 16])
{
    if (step_ms < MS_PER_MINUTE)
        timestamp_format_clock(time_ms, zone, out);
    else if (step_ms < MS_PER_DAY)
        timestamp_format_minute(time_ms, zone, out);
    else
        timestamp_format_day(time_ms, zone, out);
}

/* Writes those that do not begin before the column `first`. */
static void draw_labels(struct frame *frame, int row, int left, int first,
                        const struct time_grid *grid, size_t per_cell, enum time_zone zone)
{
    struct time_range range = grid_range(grid);
    int64_t cell_ms = grid->width_ms * (int64_t)per_cell;
    int64_t step_ms = axis_label_step(grid, LABEL_WIDTH * per_cell);
    int end = left + (int)(grid->count / per_cell);

    for (int64_t time_ms = axis_first_label(range.start_ms, step_ms, zone); time_ms < range.end_ms;
         time_ms += step_ms) {
        char label[16];
        int column = left + (int)((time_ms - range.start_ms) / cell_ms);
        struct pen pen = pen_at(frame, row, column, end);
        write_label(time_ms, step_ms, zone, label);
        if (column >= first && column + (int)slice_of(label).size <= end)
            pen_text(&pen, ROLE_COLUMN, label);
    }
}

void draw_axis_labels(struct frame *frame, int row, int left, const struct time_grid *grid,
                      size_t per_cell, enum time_zone zone)
{
    draw_labels(frame, row, left, left, grid, per_cell, zone);
}

void draw_axis(struct view *view, int row, const struct axis *axis)
{
    draw_axis_title(view, row, axis, "");
}

void draw_axis_title(struct view *view, int row, const struct axis *axis, const char *title)
{
    struct pen pen = pen_at(view->frame, row, axis->left, axis->left + (int)axis->cells);
    size_t cell = axis_cell(axis, axis->cursor_ms);
    int64_t width_ms = axis->grid.width_ms;

    if (axis->cells == 0)
        return;
    pen_text(&pen, ROLE_COLUMN, title);
    draw_labels(view->frame, row, axis->left, pen.at + (pen.at > axis->left), &axis->grid,
                axis->per_cell, view->state->choices.zone);
    if (axis->chosen && cell < axis->cells)
        frame_put(view->frame, row, axis->left + (int)cell, view->glyphs->down, ROLE_STRONG);
    if (view->state->range.mode == RANGE_LIVE && !view->state->range.back)
        view_holds_until(view, view->now_ms + width_ms -
                                   (view->window.end_ms - axis->grid.start_ms) % width_ms);
}
