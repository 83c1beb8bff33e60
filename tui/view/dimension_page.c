#include "config.h"

#include "view/dimension_page.h"

#include "present/number.h"
#include "view/axis_labels.h"
#include "view/compared.h"
#include "view/dimension_now.h"
#include "view/dimension_panels.h"
#include "view/metadata_lines.h"
#include "view/pen.h"
#include "view/portrait_chart.h"
#include "view/readout.h"

#include <stdio.h>

#define LEFT 10 /* where time begins */
#define HEADING_ROWS 3
#define CHART_ROWS 4     /* at least */
#define CALM_ROWS 12     /* of the chart, before there are panels below */
#define AIRY_ROWS 8      /* left over: then there is a blank line between the panels */
#define METADATA_SHARE 8 /* a line of it in so many rows */
#define NO_LINE (-1)

/* The lines below the chart, from above; the greater their number in `ranks`, the sooner they give
 * way. What is compared has one only where there is a comparison. */
enum line {
    LINE_AXIS,
    LINE_SEVERITY,
    LINE_Z,
    LINE_SAMPLES,
    LINE_CURSOR,
    LINE_READOUT,
    LINE_COMPARED,
    LINE_COUNT
};

static const int ranks[LINE_COUNT] = {
    [LINE_AXIS] = 1,   [LINE_READOUT] = 2, [LINE_COMPARED] = 3, [LINE_SEVERITY] = 4,
    [LINE_CURSOR] = 5, [LINE_SAMPLES] = 6, [LINE_Z] = 7};

/* Returns the rank of a line; one beyond all that there are where it has nothing to say. */
static int rank_of(enum line line, bool compares)
{
    if (compares || ranks[line] < ranks[LINE_COMPARED])
        return ranks[line];
    return line == LINE_COMPARED ? LINE_COUNT : ranks[line] - 1;
}

struct layout {
    int chart_row;
    int chart_rows;
    int lines[LINE_COUNT]; /* rows; NO_LINE: left out */
    int metadata_row;
    int metadata_rows;
    int panels_row;
    int panels_rows; /* 0: none */
};

/* Metadata has room when all of the lines have; panels when the chart is high enough, with a blank
 * line above them where there is plenty. */
static struct layout lay_out(const struct view *view, int first, int last)
{
    int metadata = metadata_rows(view, view->portrait->column, view->frame->rows / METADATA_SHARE);
    bool compares = view->state->range.compare_ms > 0;
    int most = compares ? LINE_COUNT : LINE_COUNT - 1;

    struct layout layout = {.chart_row = first + HEADING_ROWS};
    int body = last - layout.chart_row;
    int lines = body - CHART_ROWS < most ? body - CHART_ROWS : most;

    layout.metadata_rows =
        metadata < body - CHART_ROWS - lines ? metadata : body - CHART_ROWS - lines;
    body -= layout.metadata_rows;
    int room = body - lines - CALM_ROWS;
    int gap = room >= AIRY_ROWS ? 1 : 0;
    layout.panels_rows = room > gap ? dimension_panels_rows(view, room - gap) : 0;
    gap = layout.panels_rows > 0 ? gap : 0;
    layout.chart_rows = body - lines - layout.panels_rows - gap;
    int row = layout.chart_row + layout.chart_rows;
    for (int i = 0; i < LINE_COUNT; i++)
        layout.lines[i] = rank_of((enum line)i, compares) <= lines ? row++ : NO_LINE;
    layout.metadata_row = row;
    row += layout.metadata_rows;
    layout.panels_row = row + gap;
    return layout;
}

struct axis_room dimension_page_axis(const struct view *view)
{
    int columns = view->frame->columns - LEFT - 1;

    return (struct axis_room){.left = LEFT,
                              .cells = columns > 1 ? (size_t)columns : 1,
                              .per_cell = chart_points_per_cell(view->glyphs)};
}

/* Says what the other line is: the baseline, or the time that is compared with. */
static void draw_line_legend(const struct view *view, struct pen *pen)
{
    char words[COMPARISON_SIZE];

    if (view->state->range.compare_ms == 0) {
        pen_text(pen, ROLE_COLUMN, "- baseline");
        return;
    }
    range_comparison(&view->state->range, view->axis.cursor_ms, view->now_ms, words);
    pen_put(pen, ROLE_COLUMN, chart_ghost_sign(view->glyphs));
    pen_printf(pen, ROLE_COLUMN, " %s", words);
}

static void draw_legend(struct view *view, int row)
{
    static const uint32_t signs[] = {
        [GLYPHS_ASCII] = '*', [GLYPHS_BLOCK] = U'▀', [GLYPHS_BRAILLE] = U'⠶'};
    struct pen pen = pen_at(view->frame, row, 1, view->frame->columns - 1);

    frame_fill(view->frame, row, 0, view->frame->columns, ' ', ROLE_COLUMN);
    pen_text(&pen, ROLE_COLUMN, "VALUE");
    pen.at = LEFT;
    pen_put(&pen, ROLE_COLUMN, signs[view->glyphs->set]);
    pen_text(&pen, ROLE_COLUMN, " value  ");
    draw_line_legend(view, &pen);
    draw_summary(view, &pen);
}

/* Names a strip; returns its row, which is outside of the frame where it is left out. */
static int strip(struct view *view, const struct layout *layout, enum line line, const char *name)
{
    int row = layout->lines[line];
    struct pen pen = pen_at(view->frame, row, 1, LEFT - 1);

    pen_text(&pen, ROLE_MUTED, name);
    return row;
}

/* Returns a round number of samples, so that the strip's scale seldom changes. */
static uint32_t round_samples(uint32_t most)
{
    static const uint32_t factors[] = {1, 2, 5};
    uint32_t power = 1;

    for (size_t i = 0; power < UINT32_MAX / 50; i = (i + 1) % 3) {
        if (factors[i] * power >= most)
            return factors[i] * power;
        power *= i == 2 ? 10 : 1;
    }
    return most;
}

static void draw_strips(struct view *view, const struct layout *layout, const struct chart *chart)
{
    uint32_t full = round_samples(chart_most_samples(chart));
    char count[NUMBER_SIZE];
    char samples[NUMBER_SIZE + 4];

    number_count(full, count);
    snprintf(samples, sizeof(samples), "n  %s", count);
    chart_draw_severity(view->frame, strip(view, layout, LINE_SEVERITY, "SEVERITY"), chart);
    chart_draw_z(view->frame, strip(view, layout, LINE_Z, "|z| 5"), chart, VIEW_FULL_Z);
    chart_draw_samples(view->frame, strip(view, layout, LINE_SAMPLES, samples), chart, full,
                       chart_few_samples(chart));
}

static void draw_cursor(struct view *view, const struct layout *layout)
{
    const struct axis *axis = &view->axis;
    size_t cell = axis_cell(axis, axis->cursor_ms);
    int row = strip(view, layout, LINE_CURSOR, "CURSOR");

    if (cell < axis->cells)
        frame_put(view->frame, row, LEFT + (int)cell, view->glyphs->up, ROLE_STRONG);
    draw_readout(view, layout->lines[LINE_READOUT]);
    if (layout->lines[LINE_COMPARED] != NO_LINE)
        draw_compared(view, layout->lines[LINE_COMPARED]);
}

void draw_dimension_page(struct view *view, int first, int last)
{
    const struct portrait *portrait = view->portrait;
    struct layout layout = lay_out(view, first, last);
    struct chart chart = portrait_chart(view);

    draw_dimension_heading(view, first);
    draw_dimension_figures(view, first + 1);
    draw_legend(view, first + 2);
    draw_portrait_chart(view, layout.chart_row, layout.chart_rows);
    draw_axis(view, layout.lines[LINE_AXIS], &view->axis);
    draw_metadata_marks(view, portrait->column, layout.lines[LINE_AXIS], &view->axis);
    draw_strips(view, &layout, &chart);
    draw_cursor(view, &layout);
    if (layout.metadata_rows > 0)
        draw_metadata_lines(view, portrait->column, layout.metadata_row, layout.metadata_rows);
    if (layout.panels_rows > 0)
        draw_dimension_panels(view, layout.panels_row, layout.panels_rows);
}
