/* Chart: values against their baselines over time, and strips below that tell column by column what
 * stands behind them. Pure functions of points: the time at which a column stands is the axis's. */
#ifndef VIEW_CHART_H
#define VIEW_CHART_H

#include "drift/trace.h"
#include "frame.h"
#include "present/glyphs.h"
#include "view/scale.h"

/* Where a chart or a strip stands, and of what: `cells` columns from `left` on, with `per_cell`
 * points in each. Only the points from `first` to before `end` are known; the rest stays blank. */
struct chart {
    const struct trace_point *points;
    size_t cells;
    size_t per_cell;
    size_t first;
    size_t end;
    const struct trace_point
        *ghost;         /* of another time, column by column; NULL: none. Of these the */
    size_t ghost_first; /* points from here to before `ghost_end` are known */
    size_t ghost_end;
    int left;
    const struct glyphs *glyphs;
};

/* Returns how many points one column shows: 2 for braille, else 1. */
size_t chart_points_per_cell(const struct glyphs *glyphs);

/* Returns the sign of the ghost. */
uint32_t chart_ghost_sign(const struct glyphs *glyphs);

/* Find the limits of all values and baselines that are known, of the ghost's values too. Returns
 * false when none is. */
bool chart_limits(const struct chart *chart, double *low, double *high);

/* Draws values over `rows` rows from `row` on, from the lowest to the highest of each column, in
 * the colour of their severity; and where none stands the ghost's, quietly and by another sign, or
 * without a ghost '-' for the baseline. */
void chart_draw(struct frame *frame, int row, int rows, const struct chart *chart,
                const struct scale *scale);

/* Draws the labels of the scale, right-aligned before `chart->left`, on at most every other row. */
void chart_draw_scale(struct frame *frame, int row, int rows, const struct chart *chart,
                      const struct scale *scale);

/* Draw one row: the worst severity of each column; |z| up to `full_z`; the fewest samples, up to
 * `full`, with '!' for fewer than `few`. */
void chart_draw_severity(struct frame *frame, int row, const struct chart *chart);
void chart_draw_z(struct frame *frame, int row, const struct chart *chart, double full_z);
void chart_draw_samples(struct frame *frame, int row, const struct chart *chart, uint32_t full,
                        uint32_t few);

/* Returns the most samples behind any point, 0 for none; and below which number they are few: half
 * of what is usual, the median of all points; 0 where there are none. */
uint32_t chart_most_samples(const struct chart *chart);
uint32_t chart_few_samples(const struct chart *chart);

#endif
