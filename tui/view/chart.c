#include "config.h"

#include "view/chart.h"

#include "base/memory.h"
#include "base/slice.h"

#include <stdlib.h>
#include <string.h>

#define BRAILLE_BLANK 0x2800u
#define SUBROWS_MAX 4
#define LABEL_ROWS 2 /* for each label of the scale, at least */

/* How a glyph set divides a cell: into how many rows, and what each of them is, from below, in the
 * mask of a cell, by the point in the cell. */
struct divided {
    int rows;
    uint32_t bits[2][SUBROWS_MAX];
};

static const struct divided divisions[] = {
    [GLYPHS_ASCII] = {1, {{1}, {1}}},
    [GLYPHS_BLOCK] = {2, {{1, 2}, {1, 2}}},
    [GLYPHS_BRAILLE] = {4, {{0x40, 0x04, 0x02, 0x01}, {0x80, 0x20, 0x10, 0x08}}},
};

/* Returns the character for a mask that is not 0. */
static uint32_t character_of(enum glyph_set set, uint32_t mask)
{
    static const uint32_t halves[] = {' ', U'▄', U'▀', U'█'};

    if (set == GLYPHS_ASCII)
        return '*';
    return set == GLYPHS_BLOCK ? halves[mask] : BRAILLE_BLANK | mask;
}

size_t chart_points_per_cell(const struct glyphs *glyphs)
{
    return glyphs->set == GLYPHS_BRAILLE ? 2 : 1;
}

uint32_t chart_ghost_sign(const struct glyphs *glyphs)
{
    return glyphs->set == GLYPHS_ASCII ? '.' : U'·';
}

static const struct trace_point *known_point(const struct chart *chart, size_t index)
{
    bool is_known = index >= chart->first && index < chart->end;

    return is_known && chart->points[index].count > 0 ? &chart->points[index] : NULL;
}

bool chart_limits(const struct chart *chart, double *low, double *high)
{
    *low = NAN;
    *high = NAN;
    for (size_t i = chart->first; i < chart->end; i++) {
        const struct trace_point *point = &chart->points[i];
        *low = fmin(*low, fmin(point->value_min, point->baseline));
        *high = fmax(*high, fmax(point->value_max, point->baseline));
    }
    for (size_t i = chart->ghost_first; i < chart->ghost_end; i++) {
        *low = fmin(*low, chart->ghost[i].value_min);
        *high = fmax(*high, chart->ghost[i].value_max);
    }
    return !isnan(*low);
}

/* What one cell of the chart shows. */
struct chart_cell {
    uint32_t mask; /* of values; 0: none */
    bool ghost;
    bool baseline;
    enum severity worst;
};

/* Adds what a point has within the levels from `lowest` on that are those of the cell. */
static void add_point(struct chart_cell *cell, const struct trace_point *point,
                      const struct scale *scale, const struct divided *divided, size_t side,
                      int lowest, int levels)
{
    int baseline = isnan(point->baseline) ? -1 : scale_level(scale, point->baseline, levels);

    cell->baseline |= baseline >= lowest && baseline < lowest + divided->rows;
    if (isnan(point->value_min))
        return;
    int from = scale_level(scale, point->value_min, levels);
    int to = scale_level(scale, point->value_max, levels);
    for (int i = 0; i < divided->rows; i++) {
        if (lowest + i < from || lowest + i > to)
            continue;
        cell->mask |= divided->bits[side][i];
        if (point->worst > cell->worst)
            cell->worst = point->worst;
    }
}

/* The same of the ghost, of which no more than a line is drawn. */
static void add_ghost(struct chart_cell *cell, const struct chart *chart, size_t index,
                      const struct scale *scale, int lowest, int levels, int rows)
{
    if (index < chart->ghost_first || index >= chart->ghost_end ||
        isnan(chart->ghost[index].value_min))
        return;
    int from = scale_level(scale, chart->ghost[index].value_min, levels);
    int to = scale_level(scale, chart->ghost[index].value_max, levels);
    cell->ghost |= to >= lowest && from < lowest + rows;
}

static void draw_cell(struct frame *frame, int row, int column, const struct chart *chart,
                      const struct chart_cell *cell)
{
    if (cell->mask != 0)
        frame_put(frame, row, column, character_of(chart->glyphs->set, cell->mask),
                  role_of_severity(cell->worst));
    else if (cell->ghost)
        frame_put(frame, row, column, chart_ghost_sign(chart->glyphs), ROLE_MUTED);
    else if (cell->baseline && chart->ghost == NULL)
        frame_put(frame, row, column, '-', ROLE_MUTED);
}

void chart_draw(struct frame *frame, int row, int rows, const struct chart *chart,
                const struct scale *scale)
{
    const struct divided *divided = &divisions[chart->glyphs->set];
    int levels = rows * divided->rows;

    for (size_t i = 0; i < chart->cells; i++) {
        for (int above = 0; above < rows; above++) {
            struct chart_cell cell = {.worst = SEVERITY_ABSENT};
            int lowest = (rows - 1 - above) * divided->rows;
            for (size_t side = 0; side < chart->per_cell; side++) {
                size_t index = i * chart->per_cell + side;
                const struct trace_point *point = known_point(chart, index);
                if (point != NULL)
                    add_point(&cell, point, scale, divided, side, lowest, levels);
                add_ghost(&cell, chart, index, scale, lowest, levels, divided->rows);
            }
            draw_cell(frame, row + above, chart->left + (int)i, chart, &cell);
        }
    }
}

void chart_draw_scale(struct frame *frame, int row, int rows, const struct chart *chart,
                      const struct scale *scale)
{
    int steps = (int)lround((scale->high / 2 - scale->low / 2) / (scale->step / 2));
    int sparse = 1; /* every so many steps have a label */

    while (sparse < steps && rows * sparse < LABEL_ROWS * steps)
        sparse++;
    for (int i = 0; i <= steps; i += sparse) {
        double value = scale->low + i * scale->step;
        char label[SCALE_LABEL_SIZE];
        scale_label(scale, value, label);
        int at = row + rows - 1 - scale_level(scale, value, rows);
        struct slice text = slice_of(label);
        frame_text(frame, at, chart->left - 2 - (int)text.size, (int)text.size, text, ROLE_MUTED);
    }
}

/* Returns what all points of a column have in common; NULL: nothing is known of it. */
static const struct trace_point *merged(const struct chart *chart, size_t cell,
                                        struct trace_point *into)
{
    size_t first = cell * chart->per_cell;
    size_t end = first + chart->per_cell;

    if (end <= chart->first || first >= chart->end)
        return NULL;
    *into = (struct trace_point){.z = NAN, .samples = SPAN_COUNT_UNKNOWN, .worst = SEVERITY_ABSENT};
    for (size_t i = first; i < end; i++) {
        const struct trace_point *point = known_point(chart, i);
        if (point == NULL)
            continue;
        into->count += point->count;
        into->worst = point->worst > into->worst ? point->worst : into->worst;
        into->z = fmax(into->z, fabs(point->z));
        into->samples = point->samples < into->samples ? point->samples : into->samples;
    }
    return into;
}

void chart_draw_severity(struct frame *frame, int row, const struct chart *chart)
{
    struct trace_point point;

    for (size_t i = 0; i < chart->cells; i++) {
        if (merged(chart, i, &point) != NULL)
            frame_put(frame, row, chart->left + (int)i, chart->glyphs->run[point.worst],
                      role_of_severity(point.worst));
    }
}

/* Returns the sign for a share of the full height. */
static uint32_t height_sign(const struct glyphs *glyphs, double share)
{
    return glyphs->spark[share < 1 ? (size_t)(share * SPARK_LEVELS) : SPARK_LEVELS - 1];
}

void chart_draw_z(struct frame *frame, int row, const struct chart *chart, double full_z)
{
    struct trace_point point;

    for (size_t i = 0; i < chart->cells; i++) {
        if (merged(chart, i, &point) == NULL)
            continue;
        uint32_t sign = chart->glyphs->gap;
        if (point.count > 0)
            sign = isnan(point.z) ? chart->glyphs->unknown
                                  : height_sign(chart->glyphs, point.z / full_z);
        frame_put(frame, row, chart->left + (int)i, sign, role_of_severity(point.worst));
    }
}

static bool knows_samples(const struct trace_point *point)
{
    return point != NULL && point->samples != SPAN_COUNT_UNKNOWN;
}

static void draw_samples_of(struct frame *frame, int row, int column, const struct chart *chart,
                            const struct trace_point *point, uint32_t full, uint32_t few)
{
    if (point->count == 0)
        frame_put(frame, row, column, chart->glyphs->gap, ROLE_GAP);
    else if (!knows_samples(point))
        frame_put(frame, row, column, chart->glyphs->unknown, ROLE_MUTED);
    else if (point->samples < few)
        frame_put(frame, row, column, '!', ROLE_WARN);
    else
        frame_put(frame, row, column,
                  height_sign(chart->glyphs, full > 0 ? (double)point->samples / full : 0),
                  ROLE_CALM);
}

void chart_draw_samples(struct frame *frame, int row, const struct chart *chart, uint32_t full,
                        uint32_t few)
{
    struct trace_point point;

    for (size_t i = 0; i < chart->cells; i++) {
        if (merged(chart, i, &point) != NULL)
            draw_samples_of(frame, row, chart->left + (int)i, chart, &point, full, few);
    }
}

uint32_t chart_most_samples(const struct chart *chart)
{
    uint32_t most = 0;

    for (size_t i = chart->first; i < chart->end; i++) {
        const struct trace_point *point = known_point(chart, i);
        if (knows_samples(point) && point->samples > most)
            most = point->samples;
    }
    return most;
}

static int compare_counts(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a;
    uint32_t right = *(const uint32_t *)b;

    return (left > right) - (left < right);
}

uint32_t chart_few_samples(const struct chart *chart)
{
    uint32_t *counts = mem_zalloc(chart->cells * chart->per_cell + 1, sizeof(*counts));
    size_t known = 0;

    for (size_t i = chart->first; i < chart->end; i++) {
        const struct trace_point *point = known_point(chart, i);
        if (knows_samples(point))
            counts[known++] = point->samples;
    }
    qsort(counts, known, sizeof(*counts), compare_counts);
    uint32_t few = known > 0 ? (counts[known / 2] + 1) / 2 : 0;
    free(counts);
    return few;
}
