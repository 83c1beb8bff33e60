/* Dimension: one dimension of a tenant over time. */
#include "config.h"

#include "screen/attention_steps.h"
#include "screen/screens.h"
#include "screen/steps.h"
#include "screen/time_steps.h"
#include "view/bars.h"
#include "view/dimension_page.h"
#include "view/pen.h"
#include "view/report_row.h"
#include "view/words.h"

#define FIRST_ROW 1
#define LAST_ROWS 2 /* status and keys */

static void draw_gone(struct view *view)
{
    const char *name = stack_subject(&view->state->stack, view->place);
    struct pen pen = pen_at(view->frame, FIRST_ROW + 1, 2, view->frame->columns - 1);

    pen_printf(&pen, ROLE_STRONG, "There is no dimension \"%s\".", name != NULL ? name : "");
    pen = pen_at(view->frame, FIRST_ROW + 2, 2, view->frame->columns - 1);
    pen_key(&pen, view, ACTION_BACK, " shows the others.");
}

static void draw(struct view *view)
{
    if (view->portrait->column == DIMENSION_NONE)
        draw_gone(view);
    else
        draw_dimension_page(view, FIRST_ROW, view->frame->rows - LAST_ROWS);
}

/* Returns the report at the cursor; while nothing is loaded, and nobody has moved the cursor, the
 * newest one. */
static struct stream_id report(const struct view *view, const struct place *place)
{
    struct stream_id at_cursor = view->axis.report;
    bool is_none = stream_id_compare(at_cursor, STREAM_ID_MIN) == 0;

    (void)place;
    if (view->portrait->column == DIMENSION_NONE)
        return STREAM_ID_MIN;
    return is_none && view->state->range.cursor_ms == 0 ? report_row_newest(view) : at_cursor;
}

/* There are no rows; what can be opened is the report that is looked at. */
static void measure(const struct view *view, const struct place *place, struct extent *extent)
{
    bool is_none = stream_id_compare(report(view, place), STREAM_ID_MIN) == 0;

    *extent = (struct extent){.rows = 1, .count = !is_none, .selected = NO_ROW};
}

static const char *dimension(const struct view *view)
{
    return stack_subject(&view->state->stack, view->place);
}

/* The key bar has room for what is of this page. */
static const char *no_hint(const struct ui_state *state)
{
    (void)state;
    return NULL;
}

static const struct answer answers[] = {
    {ACTION_OPEN, step_open, NULL},
    {ACTION_NEXT, step_next, NULL},
    {ACTION_PREVIOUS, step_previous, no_hint},
    {ACTION_COMPARE, step_compare, NULL},
    {ACTION_TYPE_COMPARE, step_ask_comparison, NULL},
    {ACTION_EARLIER, step_pan, NULL},
    {ACTION_ZOOM_IN, step_zoom, NULL},
    {ACTION_CURSOR_BACK, step_cursor, NULL},
    {ACTION_CURSOR_ON, step_cursor, NULL},
    {ACTION_PREVIOUS_CHANGE, step_change, NULL},
    {ACTION_NEXT_CHANGE, step_change, NULL},
    {ACTION_ZOOM_OUT, step_zoom, NULL},
    {ACTION_ACKNOWLEDGE, step_attend_dimension, NULL},
    {ACTION_MUTE, step_attend_dimension, NULL},
};

const struct screen screen_dimension = {
    .name = "dimension",
    .title = "a dimension's page",
    .deeper = "report",
    .draw = draw,
    .foot = draw_foot,
    .measure = measure,
    .compares = true,
    .axis = dimension_page_axis,
    .dimension = dimension,
    .report = report,
    .answers = answers,
    .answer_count = sizeof(answers) / sizeof(answers[0]),
};
