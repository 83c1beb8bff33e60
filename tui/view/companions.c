#include "config.h"

#include "view/companions.h"

#include "present/number.h"
#include "present/state_words.h"
#include "view/pen.h"
#include "view/table.h"
#include "view/words.h"

enum companion_column {
    COLUMN_SEVERITY,
    COLUMN_NAME,
    COLUMN_VALUE,
    COLUMN_BASELINE,
    COLUMN_CHANGE,
    COLUMN_Z,
    COLUMN_COUNT
};

static void lay_out(const struct view *view, struct column columns[static COLUMN_COUNT])
{
    static const struct column plan[COLUMN_COUNT] = {
        [COLUMN_SEVERITY] = {"", 8, 8, 0, false, 0, 0},
        [COLUMN_NAME] = {"", 14, 30, 1, false, 0, 0},
        [COLUMN_VALUE] = {"", 7, 7, 2, true, 0, 0},
        [COLUMN_BASELINE] = {"", 7, 7, 5, true, 0, 0},
        [COLUMN_CHANGE] = {"", 6, 6, 3, true, 0, 0},
        [COLUMN_Z] = {"", 6, 6, 4, true, 0, 0},
    };

    for (int i = 0; i < COLUMN_COUNT; i++)
        columns[i] = plan[i];
    table_layout(columns, COLUMN_COUNT, 1, view->frame->columns - 1, 1);
}

/* Reads what the report at the cursor says of the dimension in a row of the ranking; false:
 * nothing, or it is the one that the page is about. */
static bool read_row(const struct view *view, size_t row, struct sample *sample)
{
    size_t dimension = view->ranking->rows[row].verdict->dimension;

    return dimension != view->portrait->column &&
           trace_sample(&view->tenant->history, dimension, view->axis.report, sample);
}

static int count_rows(const struct view *view)
{
    struct sample sample;
    int count = 0;

    for (size_t i = 0; i < view->ranking->count; i++)
        count += read_row(view, i, &sample);
    return count;
}

int companions_rows(const struct view *view)
{
    int count = count_rows(view);

    return count > 0 ? 1 + count : 0;
}

static void draw_row(const struct view *view, int row, const struct column *columns, size_t ranked,
                     const struct sample *sample)
{
    struct frame *frame = view->frame;
    const struct column *name = &columns[COLUMN_NAME];
    size_t dimension = view->ranking->rows[ranked].verdict->dimension;
    enum role role =
        sample->severity == SEVERITY_OK ? ROLE_TEXT : role_of_severity(sample->severity);
    char text[NUMBER_SIZE];

    table_cell(frame, row, &columns[COLUMN_SEVERITY], severity_word(sample->severity),
               role_of_severity(sample->severity));
    write_name(frame, row, name->at, name->width, view->tenant->dimensions[dimension].name,
               ROLE_TEXT);
    number_value(sample->value, text);
    table_cell(frame, row, &columns[COLUMN_VALUE], text, role);
    number_value(sample->baseline, text);
    table_cell(frame, row, &columns[COLUMN_BASELINE], text, ROLE_MUTED);
    number_relative(sample->value, sample->baseline, text);
    table_cell(frame, row, &columns[COLUMN_CHANGE], text, role);
    number_signed(sample->z, text);
    table_cell(frame, row, &columns[COLUMN_Z], text, role);
}

static void draw_heading(const struct view *view, int row)
{
    struct pen pen = pen_at(view->frame, row, 1, view->frame->columns - 1);
    char clock[16];

    timestamp_format_clock(stream_id_time(view->axis.report), view->state->choices.zone, clock);
    frame_fill(view->frame, row, 0, view->frame->columns, ' ', ROLE_COLUMN);
    pen_printf(&pen, ROLE_COLUMN, "OTHER DIMENSIONS at %s", clock);
}

/* Draws those of one severity; returns how many rows are taken by now. */
static int draw_severity(const struct view *view, int row, int rows, int drawn,
                         const struct column *columns, enum severity severity)
{
    struct sample sample;

    for (size_t i = 0; i < view->ranking->count && drawn < rows; i++) {
        if (read_row(view, i, &sample) && sample.severity == severity)
            draw_row(view, row + drawn++, columns, i, &sample);
    }
    return drawn;
}

void draw_companions(struct view *view, int row, int rows)
{
    static const enum severity order[] = {SEVERITY_DEGRADED, SEVERITY_WARN, SEVERITY_NO_DATA,
                                          SEVERITY_OK};
    struct column columns[COLUMN_COUNT];
    int count = count_rows(view);
    int most = count < rows ? count : rows - 2;
    int drawn = 0;

    lay_out(view, columns);
    draw_heading(view, row);
    for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
        drawn = draw_severity(view, row + 1, most, drawn, columns, order[i]);
    if (count <= drawn || rows < 2)
        return;
    struct pen pen = pen_at(view->frame, row + 1 + drawn, 1, view->frame->columns - 1);
    pen_printf(&pen, ROLE_MUTED, "and %d more, none of them worse", count - drawn);
}
