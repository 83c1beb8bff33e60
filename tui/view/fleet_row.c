#include "config.h"

#include "view/fleet_row.h"

#include "base/duration.h"
#include "judge/remark.h"
#include "present/number.h"
#include "view/change.h"
#include "view/fleet_columns.h"
#include "view/name_cut.h"
#include "view/pen.h"
#include "view/spark.h"
#include "view/words.h"
#include "view/worst.h"

#include <inttypes.h>
#include <stdio.h>

/* Figures of a tenant that is well are not to draw the eye, nor those of one that nobody asks for.
 */
static enum role figure_role(const struct tenant_verdict *verdict)
{
    bool asked = !verdict->forgotten && (verdict->state >= STATE_SILENT || verdict->silent);

    return asked ? role_of_state(verdict->state) : ROLE_MUTED;
}

/* Of a tenant without a single reading, says why; or that there was something unreadable. */
static void draw_without_readings(struct view *view, int row, const struct column *column,
                                  const struct tenant *tenant)
{
    char text[REMARK_SIZE];
    bool remarked = tenant_remark(tenant, view->state->choices.zone, text);

    if (!remarked && tenant->skipped > 0)
        snprintf(text, sizeof(text), "%" PRIu64 " %sunreadable", tenant->skipped,
                 tenant->skipped == 1 ? "entry " : "");
    else if (!remarked)
        snprintf(text, sizeof(text), "-");
    table_cell(view->frame, row, column, text,
               remarked || tenant->skipped > 0 ? ROLE_WARN : ROLE_MUTED);
}

static void draw_value(struct view *view, int row, const struct column *columns,
                       const struct tenant_verdict *verdict, const struct dimension_verdict *worst)
{
    char figure[NUMBER_SIZE];

    number_value(worst->newest.value, figure);
    table_cell(view->frame, row, &columns[FLEET_NOW], figure, figure_role(verdict));
    number_value(worst->newest.baseline, figure);
    table_cell(view->frame, row, &columns[FLEET_BASE], figure, ROLE_MUTED);
}

/* Figures of the worst dimension say something of those alone that are told by them. */
static void draw_worst_figures(struct view *view, int row, const struct column *columns,
                               const struct tenant_verdict *verdict,
                               const struct dimension_verdict *worst)
{
    bool well = verdict->state == STATE_OK;
    char figure[NUMBER_SIZE];

    if (!well && verdict->state < STATE_WARN)
        return;
    if (!well || dimension_rare(worst)->not_back.is)
        draw_value(view, row, columns, verdict, worst);
    draw_change(view, row, &columns[FLEET_CHANGE], verdict->tenant, worst,
                well ? ROLE_MUTED : ROLE_TEXT);
    number_signed(worst->newest.z, figure);
    table_cell(view->frame, row, &columns[FLEET_Z], figure, figure_role(verdict));
}

static void draw_worst(struct view *view, int row, const struct column *columns,
                       const struct tenant_verdict *verdict)
{
    const struct column *column = &columns[FLEET_WORST];
    const struct dimension_verdict *worst = worst_shown(verdict);
    char whole[WHOLE_SIZE];

    if (write_whole(view, verdict, whole)) {
        table_cell(view->frame, row, column, whole, figure_role(verdict));
    } else if (worst == NULL) {
        draw_without_readings(view, row, column, verdict->tenant);
    } else {
        write_worst(view->frame, row, column->at, column->width, verdict, worst,
                    verdict->state == STATE_OK ? ROLE_MUTED : ROLE_TEXT);
        draw_worst_figures(view, row, columns, verdict, worst);
    }
}

/* What another dimension speaks for counts as ok. */
static size_t dimensions_in(const struct tenant_verdict *verdict, int state)
{
    if (state == STATE_SUPERSEDED)
        return 0;
    return verdict->by_state[state] + (state == STATE_OK ? verdict->by_state[STATE_SUPERSEDED] : 0);
}

/* How many dimensions are in which state, as "D3 W1 ok12". */
static void draw_dimensions(struct view *view, int row, const struct column *column,
                            const struct tenant_verdict *verdict)
{
    struct pen pen = pen_at(view->frame, row, column->at, column->at + column->width);

    for (int state = STATE_COUNT - 1; state >= 0; state--) {
        size_t count = dimensions_in(verdict, state);
        if (count == 0)
            continue;
        pen_printf(&pen, role_of_state((enum state)state), "%s%zu", state_mark((enum state)state),
                   count);
        pen_gap(&pen, 1);
    }
}

/* The state in a word; one that is not known yet has little room. */
static void draw_state(struct view *view, int row, const struct column *column,
                       const struct tenant_verdict *verdict)
{
    const char *word = verdict->state == STATE_UNJUDGED ? "not yet" : tenant_word(verdict);

    table_cell(view->frame, row, column, word,
               verdict->forgotten ? ROLE_MUTED : role_of_state(verdict->state));
}

static void draw_times(struct view *view, int row, const struct column *columns,
                       const struct tenant_verdict *verdict)
{
    char text[SINCE_CLOCK_SIZE];
    char every[8] = "-";

    write_since_clock(view, tenant_row_since(verdict), text);
    table_cell(view->frame, row, &columns[FLEET_SINCE], text, figure_role(verdict));
    write_since(view, tenant_row_since(verdict), text);
    table_cell(view->frame, row, &columns[FLEET_FOR], text, figure_role(verdict));
    write_newest(view, verdict, text);
    table_cell(view->frame, row, &columns[FLEET_NEWEST], text,
               verdict->silent && !verdict->forgotten ? ROLE_SILENT : ROLE_MUTED);
    if (verdict->usual_ms > 0)
        duration_format_short(verdict->usual_ms, every);
    table_cell(view->frame, row, &columns[FLEET_EVERY], every, ROLE_MUTED);
}

void fleet_row_draw(struct view *view, int row, const struct column *columns,
                    const struct tenant_verdict *verdict, int name_head)
{
    const struct tenant *tenant = verdict->tenant;
    const struct column *name = &columns[FLEET_TENANT];
    const struct column *spark = &columns[FLEET_SPARK];
    bool quiet = verdict->state == STATE_OK || verdict->forgotten;
    char remark[REMARK_SIZE];

    draw_state(view, row, &columns[FLEET_STATE], verdict);
    int mark = write_attention_mark(view, row, name, NULL, tenant);
    name_cut_draw(view->frame, row, name->at, name->width - mark, tenant_title(tenant), name_head,
                  quiet ? ROLE_TEXT : ROLE_STRONG);
    if (marks_have(&view->state->choices.marks, tenant->name))
        frame_put(view->frame, row, 0, view->glyphs->bullet, ROLE_KEY);
    draw_worst(view, row, columns, verdict);
    draw_times(view, row, columns, verdict);
    draw_dimensions(view, row, &columns[FLEET_DIMENSIONS], verdict);
    if (tenant->failed && spark->width > 0)
        table_cell(view->frame, row, spark, tenant_trouble(tenant), ROLE_WARN);
    else if (tenant->ahead_ms > 0 && tenant_remark(tenant, view->state->choices.zone, remark))
        table_cell(view->frame, row, spark, remark, ROLE_WARN);
    else
        spark_draw(view, row, spark->at, spark->width, tenant, SPARK_WHOLE_TENANT);
}
