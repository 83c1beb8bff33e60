/* Fleet: every tenant in one row, the worst first. */
#include "config.h"

#include "base/duration.h"
#include "judge/remark.h"
#include "judge/statistics.h"
#include "present/number.h"
#include "prompts.h"
#include "screen/screens.h"
#include "screen/steps.h"
#include "view/bars.h"
#include "view/change.h"
#include "view/counts.h"
#include "view/nothing.h"
#include "view/pen.h"
#include "view/spark.h"
#include "view/table.h"
#include "view/tenant_panels.h"
#include "view/told.h"
#include "view/watch_list.h"
#include "view/words.h"
#include "view/worst.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define SUMMARY_ROW 1
#define TITLE_ROW 2
#define FIRST_ROW 3
#define LAST_ROWS 2        /* status and keys */
#define TALL_ROWS 45       /* from here on there is always a pane */
#define PANE_LEAST_ROWS 12 /* less is not worth it */

enum fleet_column {
    COLUMN_STATE,
    COLUMN_TENANT,
    COLUMN_WORST,
    COLUMN_CHANGE,
    COLUMN_Z,
    COLUMN_FOR,
    COLUMN_NEWEST,
    COLUMN_REPORTS,
    COLUMN_EVERY,
    COLUMN_DIMENSIONS,
    COLUMN_SPARK,
    COLUMN_COUNT
};

/* Returns the first row below the list and the pane. */
static int body_end(const struct view *view)
{
    return view->frame->rows - LAST_ROWS - (fleet_is_told(view) ? 1 : 0);
}

/* The list needs as many lines as the fleet has tenants, whatever the filter, so that the pane does
 * not move while a filter is typed; on a tall screen it leaves some in any case. */
static int pane_rows(const struct view *view)
{
    int body = body_end(view) - FIRST_ROW;
    int list = view->listing->judgement->all.count < (size_t)body
                   ? (int)view->listing->judgement->all.count
                   : body;
    int pane = body - list - 1;

    if (view->frame->rows >= TALL_ROWS && pane < body * 2 / 5)
        pane = body * 2 / 5;
    return pane >= PANE_LEAST_ROWS ? pane : 0;
}

static size_t list_rows(const struct view *view)
{
    int body = body_end(view) - FIRST_ROW;
    int pane = pane_rows(view);

    if (pane > 0)
        body -= pane + 1;
    return body > 0 ? (size_t)body : 0;
}

static void lay_out(const struct view *view, struct column columns[static COLUMN_COUNT],
                    const char *spark_title)
{
    static const struct column plan[COLUMN_COUNT] = {
        [COLUMN_STATE] = {"STATE", 8, 8, 0, false, 0, 0},
        [COLUMN_TENANT] = {"TENANT", 14, 28, 1, false, 0, 0},
        [COLUMN_WORST] = {"WORST DIMENSION", 28, 30, 2, false, 0, 0},
        [COLUMN_CHANGE] = {"CHANGE", 6, 6, 4, true, 0, 0},
        [COLUMN_Z] = {"Z", 5, 6, 6, true, 0, 0},
        [COLUMN_FOR] = {"FOR", 4, 5, 3, true, 0, 0},
        [COLUMN_NEWEST] = {"NEWEST", 6, 7, 5, true, 0, 0},
        [COLUMN_REPORTS] = {"REPORTS", 7, 7, 9, true, 0, 0},
        [COLUMN_EVERY] = {"EVERY", 5, 5, 10, true, 0, 0},
        [COLUMN_DIMENSIONS] = {"DIMENSIONS", 11, 18, 8, false, 0, 0},
        [COLUMN_SPARK] = {"", 12, 60, 7, false, 0, 0},
    };
    int width = view->frame->columns;

    for (int i = 0; i < COLUMN_COUNT; i++)
        columns[i] = plan[i];
    columns[COLUMN_SPARK].title = spark_title;
    if (width < 100) {
        columns[COLUMN_WORST].minimum = width < 80 ? 17 : 18;
        columns[COLUMN_NEWEST].title = "NEW";
        columns[COLUMN_NEWEST].minimum = 4;
        columns[COLUMN_NEWEST].wanted = 4;
    } else {
        columns[COLUMN_SPARK].minimum = 15;
    }
    table_layout(columns, COLUMN_COUNT, 1, width - 1, width < 100 ? 1 : 2);
}

static void draw_titles(const struct view *view, const struct column *columns)
{
    static const int sorted[SORT_COUNT] = {[SORT_WORST] = COLUMN_STATE,
                                           [SORT_NAME] = COLUMN_TENANT,
                                           [SORT_AGE] = COLUMN_NEWEST,
                                           [SORT_Z] = COLUMN_Z};
    uint32_t direction = view->state->choices.reversed ? view->glyphs->up : view->glyphs->down;

    frame_fill(view->frame, TITLE_ROW, 0, view->frame->columns, ' ', ROLE_COLUMN);
    table_titles(view->frame, TITLE_ROW, columns, COLUMN_COUNT, sorted[view->state->choices.sort],
                 direction);
}

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

/* Figures of the worst dimension say something of those alone that are told by them. */
static void draw_worst_figures(struct view *view, int row, const struct column *columns,
                               const struct tenant_verdict *verdict,
                               const struct dimension_verdict *worst)
{
    bool well = verdict->state == STATE_OK;
    char z[NUMBER_SIZE];

    if (!well && verdict->state < STATE_WARN)
        return;
    draw_change(view, row, &columns[COLUMN_CHANGE], verdict->tenant, worst,
                well ? ROLE_MUTED : ROLE_TEXT);
    number_signed(worst->newest.z, z);
    table_cell(view->frame, row, &columns[COLUMN_Z], z, figure_role(verdict));
}

static void draw_worst(struct view *view, int row, const struct column *columns,
                       const struct tenant_verdict *verdict)
{
    const struct column *column = &columns[COLUMN_WORST];
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

static void draw_figures(struct view *view, int row, const struct column *columns,
                         const struct tenant_verdict *verdict)
{
    const struct tenant *tenant = verdict->tenant;
    char text[NUMBER_SIZE];

    number_count(statistics_reports(tenant, view->window), text);
    table_cell(view->frame, row, &columns[COLUMN_REPORTS], text, ROLE_MUTED);
    char every[8] = "-";
    if (verdict->usual_ms > 0)
        duration_format_short(verdict->usual_ms, every);
    table_cell(view->frame, row, &columns[COLUMN_EVERY], every, ROLE_MUTED);
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
    char text[12];

    write_since(view, tenant_row_since(verdict), text);
    table_cell(view->frame, row, &columns[COLUMN_FOR], text, figure_role(verdict));
    write_newest(view, verdict, text);
    table_cell(view->frame, row, &columns[COLUMN_NEWEST], text,
               verdict->silent && !verdict->forgotten ? ROLE_SILENT : ROLE_MUTED);
}

static void draw_row(struct view *view, int row, const struct column *columns,
                     const struct tenant_verdict *verdict)
{
    const struct tenant *tenant = verdict->tenant;
    const struct column *name = &columns[COLUMN_TENANT];
    const struct column *spark = &columns[COLUMN_SPARK];
    bool quiet = verdict->state == STATE_OK || verdict->forgotten;
    char remark[REMARK_SIZE];

    draw_state(view, row, &columns[COLUMN_STATE], verdict);
    frame_text(view->frame, row, name->at, name->width, tenant_title(tenant),
               quiet ? ROLE_TEXT : ROLE_STRONG);
    draw_worst(view, row, columns, verdict);
    draw_times(view, row, columns, verdict);
    draw_figures(view, row, columns, verdict);
    draw_dimensions(view, row, &columns[COLUMN_DIMENSIONS], verdict);
    if (tenant->failed && spark->width > 0)
        table_cell(view->frame, row, spark, tenant->trouble, ROLE_WARN);
    else if (tenant->ahead_ms > 0 && tenant_remark(tenant, view->state->choices.zone, remark))
        table_cell(view->frame, row, spark, remark, ROLE_WARN);
    else
        spark_draw(view, row, spark->at, spark->width, tenant, SPARK_WHOLE_TENANT);
}

/* Returns where a tenant stands, or listing->count; NULL stands for whoever is in the first row. */
static size_t row_of(const struct view *view, const char *name)
{
    return name == NULL ? 0 : places_find(view->tenants, listing_find(view->listing, name));
}

static const struct tenant_verdict *verdict_in(const struct listing *listing,
                                               const struct places *places, size_t row)
{
    return listing->rows[places_row(places, row)];
}

static void draw_rows(struct view *view, const struct column *columns)
{
    const struct listing *listing = view->listing;
    size_t selected = row_of(view, view->place->selected);
    size_t top = view->place->top;
    size_t rows = list_rows(view);

    for (size_t i = 0; i < rows && top + i < listing->count; i++) {
        int row = FIRST_ROW + (int)i;
        const struct tenant_verdict *verdict = verdict_in(listing, view->tenants, top + i);
        draw_row(view, row, columns, verdict);
        view_holds_until(view, verdict->holds.end_ms);
        if (top + i == selected)
            table_select(view->frame, row, &columns[COLUMN_SPARK]);
    }
}

/* Shows the selected tenant as its page does, as far as there is room. */
static void draw_pane(struct view *view, int first, int last)
{
    if (view->tenant == NULL)
        return;
    struct panels panels = panels_of_pane(first + 1, last, view->ranking->count);
    draw_tenant_heading(view, first);
    draw_tenant_panels(view, &panels, 0);
}

static void draw(struct view *view)
{
    struct column columns[COLUMN_COUNT];
    char length[32];
    char title[48];

    duration_format(view->state->range.length_ms, length);
    snprintf(title, sizeof(title), view->frame->columns < 100 ? "|Z| %s" : "|Z| OVER %s", length);
    lay_out(view, columns, title);
    draw_counts(view, SUMMARY_ROW, view->place->top, list_rows(view));
    draw_titles(view, columns);
    if (view->listing->count > 0)
        draw_rows(view, columns);
    else
        draw_nothing(view, FIRST_ROW, body_end(view));
    int pane = pane_rows(view);
    if (pane > 0)
        draw_pane(view, body_end(view) - pane, body_end(view));
    if (fleet_is_told(view))
        draw_told(view, body_end(view));
}

/* Moving starts from the first row when the selected tenant is filtered out. */
static void measure(const struct view *view, const struct place *place, struct extent *extent)
{
    size_t row = row_of(view, place->selected);

    *extent = (struct extent){
        .rows = list_rows(view),
        .count = view->listing->count,
        .selected = row < view->listing->count ? row : 0,
    };
}

static const struct tenant_verdict *subject(const struct view *view, const struct place *place)
{
    size_t row = row_of(view, place->selected);

    return row < view->listing->count ? verdict_in(view->listing, view->tenants, row) : NULL;
}

static void watch(const struct view *view, const struct place *place, struct watch_list *list)
{
    const struct listing *listing = view->listing;
    const struct tenant_verdict *selected = subject(view, place);
    size_t rows = list_rows(view);

    watch_add(list, selected != NULL ? selected->tenant : NULL);
    for (size_t i = 0; i < rows && place->top + i < listing->count; i++)
        watch_add(list, verdict_in(listing, view->tenants, place->top + i)->tenant);
}

static void select_row(const struct sight *sight, struct place *place, size_t row)
{
    place_select(place, verdict_in(sight->listing, sight->tenants, row)->tenant->name);
}

static reaction_set filter(struct act *act)
{
    prompt_open(&act->state->prompt, &prompt_filter, act->state->choices.filter);
    return REACTION_DRAW;
}

static reaction_set go_back(struct act *act)
{
    char quit[KEY_NAME_SIZE];

    if (step_stop_loading(act))
        return REACTION_ANEW;
    if (act->state->choices.filter[0] == '\0') {
        keymap_first(act->state->keymap, ACTION_QUIT, quit);
        state_tell(act->state, "this is the fleet; %s leaves driftop", quit);
        return REACTION_DRAW;
    }
    act->state->choices.filter[0] = '\0';
    return REACTION_ELSEWHERE;
}

static const char *back_hint(const struct ui_state *state)
{
    return state->choices.filter[0] != '\0' ? action_info(ACTION_BACK)->hint : NULL;
}

static reaction_set sort(struct act *act)
{
    choices_next_sort(&act->state->choices);
    return REACTION_ELSEWHERE;
}

static reaction_set reverse(struct act *act)
{
    act->state->choices.reversed = !act->state->choices.reversed;
    return REACTION_ELSEWHERE;
}

static reaction_set sort_now(struct act *act)
{
    state_tell(act->state, "sorted as of now");
    return REACTION_ELSEWHERE;
}

static const struct answer answers[] = {
    {ACTION_OPEN, step_open, NULL},  {ACTION_BACK, go_back, back_hint},
    {ACTION_FILTER, filter, NULL},   {ACTION_SORT, sort, NULL},
    {ACTION_REVERSE, reverse, NULL}, {ACTION_SORT_NOW, sort_now, NULL},
};

const struct screen screen_fleet = {
    .name = "fleet",
    .title = "the fleet",
    .deeper = "tenant",
    .draw = draw,
    .foot = draw_foot,
    .measure = measure,
    .subject = subject,
    .watch = watch,
    .select = select_row,
    .answers = answers,
    .answer_count = sizeof(answers) / sizeof(answers[0]),
};
