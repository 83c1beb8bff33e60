#include "config.h"

#include "base/duration.h"
#include "judge/newest.h"
#include "present/number.h"
#include "present/sparkline.h"
#include "screen/screen.h"
#include "view/axis_labels.h"
#include "view/change.h"
#include "view/compared.h"
#include "view/panels.h"
#include "view/spark.h"
#include "view/table.h"
#include "view/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum dimension_column {
    COLUMN_STATE,
    COLUMN_NAME,
    COLUMN_VALUE,
    COLUMN_BASELINE,
    COLUMN_CHANGE,
    COLUMN_COMPARED,
    COLUMN_Z,
    COLUMN_SAMPLES,
    COLUMN_SINCE,
    COLUMN_FOR,
    COLUMN_Z_RANGE,
    COLUMN_SPARK,
    COLUMN_COUNT
};

#define NO_ROOM 10000      /* wider than any frame: a column that is left out */
#define NARROW_COLUMNS 100 /* below that, gaps are narrow */

static int gap_of(const struct view *view)
{
    return view->frame->columns < NARROW_COLUMNS ? 1 : 2;
}

static bool is_compared(const struct view *view)
{
    return view->place->screen->compares && view->state->range.compare_ms > 0;
}

static void plan_columns(const struct view *view, struct column columns[static COLUMN_COUNT])
{
    static const struct column plan[COLUMN_COUNT] = {
        [COLUMN_STATE] = {"STATE", 8, 8, 0, false, 0, 0},
        [COLUMN_NAME] = {"DIMENSION", 28, 30, 1, false, 0, 0},
        [COLUMN_VALUE] = {"VALUE", 7, 7, 2, true, 0, 0},
        [COLUMN_BASELINE] = {"BASELINE", 8, 8, 7, true, 0, 0},
        [COLUMN_CHANGE] = {"CHANGE", 8, 8, 6, true, 0, 0},
        [COLUMN_COMPARED] = {"", 7, 9, 4, true, 0, 0},
        [COLUMN_Z] = {"Z", 6, 6, 3, true, 0, 0},
        [COLUMN_SAMPLES] = {"SAMPLES", 7, 7, 9, true, 0, 0},
        [COLUMN_SINCE] = {"SINCE", 8, 8, 10, true, 0, 0},
        [COLUMN_FOR] = {"FOR", 4, 4, 5, true, 0, 0},
        [COLUMN_Z_RANGE] = {"Z FROM .. TO", 14, 14, 11, true, 0, 0},
        [COLUMN_SPARK] = {"", 20, 120, 8, false, 0, 0},
    };

    for (int i = 0; i < COLUMN_COUNT; i++)
        columns[i] = plan[i];
    if (!is_compared(view))
        columns[COLUMN_COMPARED].minimum = NO_ROOM;
    if (view->frame->columns >= NARROW_COLUMNS)
        return;
    columns[COLUMN_NAME].minimum = 18;
    columns[COLUMN_SPARK].minimum = 10;
}

/* Lays the columns out over the width of the frame. */
static void lay_out_freely(const struct view *view, struct column columns[static COLUMN_COUNT])
{
    plan_columns(view, columns);
    table_layout(columns, COLUMN_COUNT, 1, view->frame->columns - 1, gap_of(view));
}

/* The same, with the sparklines where the page has them. */
static void lay_out(const struct view *view, struct column columns[static COLUMN_COUNT])
{
    struct axis sparks = axis_of_sparks(&view->axis);

    lay_out_freely(view, columns);
    if (sparks.cells == 0)
        return;
    table_layout(columns, COLUMN_SPARK, 1, sparks.left - gap_of(view), gap_of(view));
    columns[COLUMN_SPARK].at = sparks.left;
    columns[COLUMN_SPARK].width = (int)sparks.cells;
}

/* Returns a width, at most a quarter less than there is, of which multiples fill `columns` best. */
static int fitting_width(int width, int columns)
{
    int best = width;

    for (int tried = width; tried > 0 && 4 * tried >= 3 * width; tried--) {
        if (columns % tried < columns % best)
            best = tried;
    }
    return best;
}

struct axis_room dimension_table_sparks(const struct view *view)
{
    struct column columns[COLUMN_COUNT];
    const struct column *spark = &columns[COLUMN_SPARK];

    lay_out_freely(view, columns);
    int end = spark->at + spark->width;
    int width = fitting_width(spark->width, end - columns[COLUMN_VALUE].at);
    return (struct axis_room){.left = end - width,
                              .cells = (size_t)width,
                              .per_cell = sparkline_buckets_per_cell(view->glyphs)};
}

void select_dimension_row(struct view *view, int row)
{
    struct column columns[COLUMN_COUNT];

    lay_out(view, columns);
    table_select(view->frame, row, &columns[COLUMN_SPARK]);
}

int panel_names_end(const struct view *view)
{
    struct column columns[COLUMN_COUNT];

    lay_out_freely(view, columns);
    return columns[COLUMN_VALUE].at;
}

/* Figures are shown in the colour of their state, those of what is well quietly, and what another
 * dimension says now is hardly worth a look. */
static enum role figure_role(enum state state)
{
    if (state == STATE_SUPERSEDED)
        return ROLE_MUTED;
    return state == STATE_OK ? ROLE_TEXT : role_of_state(state);
}

static enum role name_role(enum state state)
{
    return state > STATE_SUPERSEDED ? ROLE_STRONG : figure_role(state);
}

static void draw_z_range(struct view *view, int row, const struct column *column,
                         const struct bucket *window)
{
    char from[NUMBER_SIZE];
    char to[NUMBER_SIZE];
    char text[2 * NUMBER_SIZE + 4];

    if (isnan(window->z_min))
        return;
    number_signed(window->z_min, from);
    number_signed(window->z_max, to);
    snprintf(text, sizeof(text), "%s .. %s", from, to);
    table_cell(view->frame, row, column, text, ROLE_MUTED);
}

static void draw_figures(struct view *view, int row, const struct column *columns,
                         const struct dimension_verdict *verdict)
{
    struct frame *frame = view->frame;
    const struct sample *newest = &verdict->newest;
    struct since since = dimension_row_since(verdict);
    char text[NUMBER_SIZE];
    char length[12];
    char moment[SINCE_CLOCK_SIZE];

    number_value(newest->value, text);
    table_cell(frame, row, &columns[COLUMN_VALUE], text, figure_role(verdict->state));
    number_value(newest->baseline, text);
    table_cell(frame, row, &columns[COLUMN_BASELINE], text, ROLE_MUTED);
    draw_change(view, row, &columns[COLUMN_CHANGE], view->tenant, verdict,
                verdict->state == STATE_SUPERSEDED ? ROLE_MUTED : ROLE_TEXT);
    if (is_compared(view)) {
        write_compared_change(view, verdict->dimension, text);
        table_cell(frame, row, &columns[COLUMN_COMPARED], text, ROLE_TEXT);
    }
    number_signed(newest->z, text);
    table_cell(frame, row, &columns[COLUMN_Z], text, figure_role(verdict->state));
    number_count(dimension_sample_count(view->tenant, verdict), text);
    table_cell(frame, row, &columns[COLUMN_SAMPLES], text, ROLE_TEXT);
    write_since_clock(view, since, moment);
    table_cell(frame, row, &columns[COLUMN_SINCE], moment, figure_role(verdict->state));
    write_since(view, since, length);
    table_cell(frame, row, &columns[COLUMN_FOR], length, figure_role(verdict->state));
}

/* Returns the state in words; where the producer has a word of its own, that one. */
static const char *state_of(const struct tenant *tenant, const struct dimension_verdict *verdict)
{
    const char *own = dimension_unknown_word(tenant, verdict);

    return own != NULL && verdict->state >= STATE_WARN ? own : dimension_word(verdict);
}

static void draw_row(struct view *view, int row, const struct column *columns,
                     const struct ranked_dimension *ranked)
{
    const struct dimension_verdict *verdict = ranked->verdict;
    const struct dimension *dimension = &view->tenant->dimensions[verdict->dimension];
    const struct column *name = &columns[COLUMN_NAME];
    const struct column *spark = &columns[COLUMN_SPARK];

    table_cell(view->frame, row, &columns[COLUMN_STATE], state_of(view->tenant, verdict),
               role_of_state(verdict->state));
    int mark = write_attention_mark(view, row, name, dimension->name, view->tenant);
    write_name(view->frame, row, name->at, name->width - mark, dimension->name,
               name_role(verdict->state));
    draw_figures(view, row, columns, verdict);
    draw_z_range(view, row, &columns[COLUMN_Z_RANGE], &ranked->window);
    spark_draw(view, row, spark->at, spark->width, view->tenant, verdict->dimension);
}

/* Titles that depend on what is shown. */
struct titles {
    char names[48];
    char sparks[48];
    char compared[40];
};

static void name_columns(const struct view *view, int rows, size_t top, struct titles *titles,
                         struct column columns[static COLUMN_COUNT])
{
    size_t count = view->ranking->count;
    char length[32];

    duration_format(view->state->range.length_ms, length);
    snprintf(titles->sparks, sizeof(titles->sparks), "SEV %s", length);
    columns[COLUMN_SPARK].title = titles->sparks;
    duration_format(view->state->range.compare_ms, length);
    snprintf(titles->compared, sizeof(titles->compared), "VS -%s", length);
    columns[COLUMN_COMPARED].title = titles->compared;
    if (count <= (size_t)rows)
        return;
    snprintf(titles->names, sizeof(titles->names), "DIMENSION %zu-%zu/%zu", top + 1,
             top + (size_t)rows, count);
    columns[COLUMN_NAME].title = titles->names;
}

void draw_dimension_table(struct view *view, int row, int rows, size_t top)
{
    struct column columns[COLUMN_COUNT];
    const struct ranking *ranking = view->ranking;
    struct axis sparks = axis_of_sparks(&view->axis);
    struct titles titles;

    lay_out(view, columns);
    name_columns(view, rows, top, &titles, columns);
    frame_fill(view->frame, row, 0, view->frame->columns, ' ', ROLE_COLUMN);
    table_titles(view->frame, row, columns, COLUMN_COUNT, -1, ' ');
    draw_axis_title(view, row, &sparks, titles.sparks);
    for (int i = 0; i < rows && top + (size_t)i < ranking->count; i++)
        draw_row(view, row + 1 + i, columns,
                 &ranking->rows[places_row(view->dimensions, top + (size_t)i)]);
}
