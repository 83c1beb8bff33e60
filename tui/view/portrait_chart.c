#include "config.h"

#include "view/portrait_chart.h"

#include "view/pen.h"

struct chart portrait_chart(const struct view *view)
{
    const struct portrait *portrait = view->portrait;
    const struct portrait *compared = view->compared;

    return (struct chart){.points = portrait->points,
                          .cells = view->axis.cells,
                          .per_cell = view->axis.per_cell,
                          .first = portrait->first,
                          .end = portrait->end,
                          .ghost = compared->column != DIMENSION_NONE ? compared->points : NULL,
                          .ghost_first = compared->first,
                          .ghost_end = compared->column != DIMENSION_NONE ? compared->end : 0,
                          .left = view->axis.left,
                          .glyphs = view->glyphs};
}

/* Why the chart is empty. */
static void draw_nothing(struct view *view, int row)
{
    const struct portrait *portrait = view->portrait;
    struct pen pen = pen_at(view->frame, row, view->axis.left, view->frame->columns - 1);
    bool known = portrait->first < portrait->end;

    pen_text(&pen, ROLE_MUTED,
             known ? "There is no value in this window." : "This window is not loaded yet.");
}

void draw_portrait_chart(struct view *view, int row, int rows)
{
    const struct range *range = &view->state->range;
    struct portrait *portrait = view->portrait;
    int64_t known_ms = view_known_since(view, view->tenant);
    const struct scale_view looked_at = {.tenant = view->tenant->number,
                                         .dimension = portrait->column,
                                         .length_ms = range->length_ms,
                                         .end_ms = range->back ? range->back_ms : 0,
                                         .cells = view->axis.cells,
                                         .loading = known_ms > view->axis.grid.start_ms};
    struct chart chart = portrait_chart(view);
    double low;
    double high;

    if (!chart_limits(&chart, &low, &high)) {
        draw_nothing(view, row + rows / 2);
        return;
    }
    const struct scale *scale = scale_memo_fit(&portrait->scale, &looked_at, low, high);
    chart_draw_scale(view->frame, row, rows, &chart, scale);
    chart_draw(view->frame, row, rows, &chart, scale);
}
