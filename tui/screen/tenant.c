/* Tenant: one tenant's page: its dimensions as a table, their severity over time, what happened. */
#include "config.h"

#include "screen/attention_steps.h"
#include "screen/screens.h"
#include "screen/steps.h"
#include "screen/time_steps.h"
#include "view/advice_line.h"
#include "view/bars.h"
#include "view/metadata_lines.h"
#include "view/moment.h"
#include "view/panels.h"
#include "view/pen.h"
#include "view/remarks.h"
#include "view/tenant_panels.h"
#include "view/watch_list.h"
#include "view/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define HEADING_ROW 1
#define FIRST_ROW 2
#define ROOMY_ROWS 30     /* from here on the line below the heading is for advice, */
#define ADVICE_ROWS 20    /* and with less than these there is none */
#define LAST_ROWS 2       /* status and keys */
#define REMARK_SHARE 12   /* one remark in so many rows, */
#define METADATA_SHARE 12 /* and one line of metadata that changed */

static bool has_trouble(const struct tenant *tenant)
{
    return tenant->trouble != NULL || tenant->skipped > 0 || tenant->history.duplicates > 0 ||
           report_flaws_total(&tenant->flaws) > 0;
}

/* Returns the line that tells of trouble; 0 where there is none to tell. */
static int trouble_row(const struct view *view)
{
    return has_trouble(view->tenant) ? view->frame->rows - LAST_ROWS - 1 : 0;
}

/* Returns the row where the lines at the bottom begin that only some tenants have. */
static int notes_row(const struct view *view)
{
    int trouble = trouble_row(view);

    return trouble > 0 ? trouble : view->frame->rows - LAST_ROWS;
}

static const struct tenant_verdict *verdict_of_page(const struct view *view)
{
    return judgement_find(view->listing->judgement, tenant_name(view->tenant));
}

static bool is_roomy(const struct view *view)
{
    return view->frame->rows >= ROOMY_ROWS;
}

/* Returns the line that advises; 0 where there is none. With little room it comes at the bottom,
 * and only where there is something to say. */
static int advice_row(const struct view *view)
{
    if (is_roomy(view))
        return FIRST_ROW;
    bool advised = view->frame->rows >= ADVICE_ROWS && is_advised(verdict_of_page(view));
    return advised ? notes_row(view) - 1 : 0;
}

/* Returns the row where the remarks end. */
static int remarks_end(const struct view *view)
{
    return is_roomy(view) || advice_row(view) == 0 ? notes_row(view) : advice_row(view);
}

/* Lines of advice and metadata take the place of events. */
static int advice_rows(const struct view *view)
{
    return is_roomy(view) || advice_row(view) == 0 ? 0 : 1;
}

static int changes_rows(const struct view *view)
{
    int most = view->frame->rows / METADATA_SHARE - advice_rows(view);

    return metadata_rows(view, DIMENSION_NONE, most > 1 ? most : 1);
}

static int changes_row(const struct view *view)
{
    return FIRST_ROW + (is_roomy(view) ? 1 : 0);
}

static struct panels page_panels(const struct view *view, int remarks)
{
    int changes = changes_rows(view);

    return panels_of_page(view, changes_row(view) + changes, remarks_end(view) - remarks,
                          changes + advice_rows(view));
}

/* Returns how many remarks there is room for, on few rows the first. */
static int most_remarks(const struct view *view)
{
    return view->frame->rows / REMARK_SHARE;
}

/* Adds a part to a list of them. */
static void add_part(struct pen *pen, enum role role, const char *text)
{
    if (pen->at > 1)
        pen_text(pen, ROLE_MUTED, ", ");
    pen_text(pen, role, text);
}

/* Adds "12 THINGS", unless there are none. */
static void add_count(struct pen *pen, enum role role, uint64_t count, const char *one,
                      const char *many)
{
    char text[64];

    if (count == 0)
        return;
    snprintf(text, sizeof(text), "%" PRIu64 " %s", count, count == 1 ? one : many);
    add_part(pen, role, text);
}

/* What could not be read, in one line: counted, with the newest reason. */
static void draw_trouble(struct view *view, int row)
{
    const struct tenant *tenant = view->tenant;
    struct pen pen = pen_at(view->frame, row, 1, view->frame->columns - 1);
    struct buffer flaws = {0};

    add_count(&pen, ROLE_WARN, tenant->skipped, "entry unreadable", "entries unreadable");
    report_flaws_describe(&tenant->flaws, &flaws);
    if (flaws.size > 0)
        add_part(&pen, ROLE_WARN, buffer_text(&flaws));
    buffer_free(&flaws);
    add_count(&pen, ROLE_MUTED, tenant->history.duplicates, "duplicate", "duplicates");
    if (tenant->trouble != NULL)
        pen_printf(&pen, ROLE_MUTED, "%s%s", pen.at > 1 ? ": " : "", tenant_trouble(tenant));
}

static void draw_gone(struct view *view)
{
    const char *name = stack_subject(&view->state->stack, view->place);
    struct pen pen = pen_at(view->frame, FIRST_ROW + 1, 2, view->frame->columns - 1);

    pen_printf(&pen, ROLE_STRONG, "There is no tenant \"%s\".", name != NULL ? name : "");
    pen = pen_at(view->frame, FIRST_ROW + 2, 2, view->frame->columns - 1);
    pen_key(&pen, view, ACTION_BACK, " shows the others.");
}

/* Returns the row of the selected dimension: the first where none is, or where it is gone. */
static size_t selected_row(const struct view *view, const struct place *place)
{
    const struct ranking *ranking = view->ranking;

    for (size_t i = 0; place->selected != NULL && view->tenant != NULL && i < ranking->count; i++) {
        size_t dimension = ranking->rows[i].verdict->dimension;
        if (strcmp(view->tenant->dimensions[dimension].name, place->selected) == 0)
            return places_find(view->dimensions, i);
    }
    return 0;
}

static void draw_selection(struct view *view, const struct panels *panels)
{
    size_t row = selected_row(view, view->place) - view->place->top;

    if (view->ranking->count > 0 && row < (size_t)panels->table_rows)
        select_dimension_row(view, panels->table_row + 1 + (int)row);
}

static void draw(struct view *view)
{
    if (view->tenant == NULL) {
        draw_gone(view);
        return;
    }
    int remarks = remark_rows(view, most_remarks(view));
    struct panels panels = page_panels(view, remarks);
    draw_tenant_heading(view, HEADING_ROW);
    draw_metadata_lines(view, DIMENSION_NONE, changes_row(view), changes_rows(view));
    if (advice_row(view) > 0)
        draw_advice(view, advice_row(view), 1, verdict_of_page(view));
    draw_remarks(view, remarks_end(view) - remarks, remarks);
    if (trouble_row(view) > 0)
        draw_trouble(view, trouble_row(view));
    draw_tenant_panels(view, &panels, view->place->top);
    draw_selection(view, &panels);
}

static void measure(const struct view *view, const struct place *place, struct extent *extent)
{
    int remarks = view->tenant != NULL ? remark_rows(view, most_remarks(view)) : 0;
    struct panels panels = view->tenant != NULL ? page_panels(view, remarks) : (struct panels){0};

    *extent = (struct extent){
        .rows = (size_t)panels.table_rows,
        .count = view->ranking->count,
        .selected = selected_row(view, place),
        .first_row = view->tenant != NULL ? panels.table_row + 1 : 0,
    };
}

static const struct tenant_verdict *subject(const struct view *view, const struct place *place)
{
    const char *name = stack_subject(&view->state->stack, place);

    return name != NULL ? judgement_find(view->listing->judgement, slice_of(name)) : NULL;
}

static void watch(const struct view *view, const struct place *place, struct watch_list *list)
{
    const struct tenant_verdict *verdict = subject(view, place);

    watch_add(list, verdict != NULL ? verdict->tenant : NULL);
}

static const char *charted(const struct view *view)
{
    size_t row = selected_row(view, view->place);

    if (view->tenant == NULL || row >= view->ranking->count)
        return NULL;
    const struct ranked_dimension *ranked = &view->ranking->rows[places_row(view->dimensions, row)];
    return view->tenant->dimensions[ranked->verdict->dimension].name;
}

static void select_row(const struct sight *sight, struct place *place, size_t row)
{
    const struct ranked_dimension *ranked =
        &sight->ranking->rows[places_row(sight->dimensions, row)];

    place_select(place, sight->tenant->dimensions[ranked->verdict->dimension].name);
}

static struct axis_room axis(const struct view *view)
{
    if (view->tenant == NULL)
        return (struct axis_room){0};
    return tenant_panels_axis(view, dimension_table_sparks(view));
}

static const struct answer answers[] = {
    {ACTION_OPEN, step_open, NULL},
    {ACTION_NEXT, step_next, NULL},
    {ACTION_PREVIOUS, step_previous, NULL},
    {ACTION_COMPARE, step_compare, NULL},
    {ACTION_TYPE_COMPARE, step_ask_comparison, NULL},
    {ACTION_ACKNOWLEDGE, step_attend_selected, NULL},
    {ACTION_MUTE, step_attend_selected, NULL},
};

const struct screen screen_tenant = {
    .name = "tenant",
    .title = "a tenant's page",
    .deeper = "dimension",
    .draw = draw,
    .foot = draw_foot,
    .measure = measure,
    .subject = subject,
    .watch = watch,
    .compares = true,
    .axis = axis,
    .read_out = write_moment,
    .charted = charted,
    .select = select_row,
    .answers = answers,
    .answer_count = sizeof(answers) / sizeof(answers[0]),
};
