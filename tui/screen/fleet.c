/* Fleet: every tenant in one row, the worst first. */
#include "config.h"

#include "base/memory.h"
#include "base/text.h"
#include "screen/attention_steps.h"
#include "screen/screens.h"
#include "screen/steps.h"
#include "view/advice_line.h"
#include "view/bars.h"
#include "view/counts.h"
#include "view/fleet_columns.h"
#include "view/fleet_layout.h"
#include "view/fleet_row.h"
#include "view/moment.h"
#include "view/name_cut.h"
#include "view/nothing.h"
#include "view/now_line.h"
#include "view/panels.h"
#include "view/tenant_lines.h"
#include "view/tenant_panels.h"
#include "view/told.h"
#include "view/watch_list.h"

#include <stdlib.h>

static size_t list_rows(const struct view *view)
{
    return (size_t)fleet_layout(view).list_rows;
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

/* Returns where the names are cut that are seen. */
static int cut_names(const struct view *view, const struct column *column, size_t count)
{
    struct slice *names = mem_zalloc(count + 1, sizeof(*names));

    for (size_t i = 0; i < count; i++)
        names[i] =
            tenant_title(verdict_in(view->listing, view->tenants, view->place->top + i)->tenant);
    int head = name_cut_head(names, count, column->width);
    free(names);
    return head;
}

static void draw_rows(struct view *view, const struct column *columns, size_t rows)
{
    const struct listing *listing = view->listing;
    size_t selected = row_of(view, view->place->selected);
    size_t top = view->place->top;
    size_t left = listing->count > top ? listing->count - top : 0;
    size_t count = left < rows ? left : rows;
    int name_head = cut_names(view, &columns[FLEET_TENANT], count);

    for (size_t i = 0; i < count; i++) {
        int row = FLEET_FIRST_ROW + (int)i;
        const struct tenant_verdict *verdict = verdict_in(listing, view->tenants, top + i);
        fleet_row_draw(view, row, columns, verdict, name_head);
        view_holds_until(view, verdict->holds.end_ms);
        if (top + i == selected)
            table_select(view->frame, row, &columns[FLEET_SPARK]);
    }
}

static const struct tenant_verdict *subject(const struct view *view, const struct place *place)
{
    size_t row = row_of(view, place->selected);

    return row < view->listing->count ? verdict_in(view->listing, view->tenants, row) : NULL;
}

/* Shows the selected tenant as its page does, or in a few lines. */
static void draw_selected(struct view *view, const struct fleet_layout *layout)
{
    const struct tenant_verdict *verdict = subject(view, view->place);

    if (verdict == NULL)
        return;
    if (layout->lines_row > 0)
        draw_tenant_lines(view, layout->lines_row, verdict);
    if (layout->pane_row == 0)
        return;
    struct panels panels = panels_of_pane(view, layout->pane_row + 2, layout->end);
    draw_tenant_heading(view, layout->pane_row);
    draw_advice(view, layout->pane_row + 1, 1, verdict);
    draw_tenant_panels(view, &panels, 0);
}

static void draw(struct view *view)
{
    struct fleet_layout layout = fleet_layout(view);
    struct column columns[FLEET_COLUMNS];

    fleet_columns_lay_out(view, columns);
    draw_counts(view, FLEET_SUMMARY_ROW, view->place->top, (size_t)layout.list_rows);
    fleet_columns_titles(view, FLEET_TITLE_ROW, columns);
    if (view->listing->count > 0)
        draw_rows(view, columns, (size_t)layout.list_rows);
    else
        draw_nothing(view, FLEET_FIRST_ROW, layout.now_row > 0 ? layout.now_row : layout.end);
    if (layout.now_row > 0)
        draw_now_line(view, layout.now_row);
    draw_selected(view, &layout);
    if (layout.told_row > 0)
        draw_told(view, layout.told_row);
}

/* Returns whether a row of the frame is blank from a column on. */
static bool is_blank(const struct frame *frame, int row, int column)
{
    while (column < frame->columns && column >= 0 &&
           frame_cell(frame, row, column)->character == ' ')
        column++;
    return column == frame->columns;
}

/* A name that is cut in its row, and stands nowhere else, is told whole beside the status, where
 * there is room. */
static void foot(struct view *view)
{
    struct fleet_layout layout = fleet_layout(view);
    const struct tenant_verdict *verdict = subject(view, view->place);
    int row = view->frame->rows - 2;
    struct column columns[FLEET_COLUMNS];

    draw_foot(view);
    if (verdict == NULL || layout.lines_row > 0 || layout.pane_row > 0)
        return;
    fleet_columns_lay_out(view, columns);
    struct slice title = tenant_title(verdict->tenant);
    int column = view->frame->columns - 1 - text_width(title);
    if (text_width(title) > columns[FLEET_TENANT].width && column > 2 &&
        is_blank(view->frame, row, column - 2))
        frame_text(view->frame, row, column, text_width(title), title, ROLE_STRONG);
}

/* Moving starts from the first row when the selected tenant is filtered out. */
static void measure(const struct view *view, const struct place *place, struct extent *extent)
{
    size_t row = row_of(view, place->selected);

    *extent = (struct extent){
        .rows = list_rows(view),
        .count = view->listing->count,
        .selected = row < view->listing->count ? row : 0,
        .first_row = FLEET_FIRST_ROW,
    };
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

/* Returns whether the pane shows something over time. */
static bool has_panels(const struct view *view)
{
    return fleet_layout(view).pane_row > 0 && view->tenant != NULL && view->ranking->count > 0;
}

/* The panels of the pane, where it has some, show the same time as the sparklines. */
static struct axis_room axis(const struct view *view)
{
    struct axis_room sparks = fleet_columns_sparks(view);

    if (view->listing->count == 0)
        return (struct axis_room){0};
    return has_panels(view) ? tenant_panels_axis(view, sparks)
                            : axis_room_of_sparks(sparks, sparks.left);
}

/* Says how the selected tenant was at the cursor. */
static void read_out(struct view *view, struct pen *pen)
{
    if (view->tenant == NULL)
        return;
    pen_slice(pen, ROLE_TEXT, tenant_title(view->tenant));
    pen_gap(pen, 1);
    write_moment(view, pen);
}

/* The dimension that is told of the selected tenant. */
static const char *charted(const struct view *view)
{
    if (!has_panels(view))
        return NULL;
    const struct ranked_dimension *first = &view->ranking->rows[places_row(view->dimensions, 0)];
    return view->tenant->dimensions[first->verdict->dimension].name;
}

static void select_row(const struct sight *sight, struct place *place, size_t row)
{
    place_select(place, verdict_in(sight->listing, sight->tenants, row)->tenant->name);
}

static reaction_set go_back(struct act *act)
{
    char quit[KEY_NAME_SIZE];

    if (step_stop_loading(act))
        return REACTION_ANEW;
    if (!choices_hide_some(&act->state->choices)) {
        keymap_first(act->state->keymap, ACTION_QUIT, quit);
        state_tell(act->state, "this is the fleet; %s leaves driftop", quit);
        return REACTION_DRAW;
    }
    choices_show_all(&act->state->choices);
    return REACTION_ELSEWHERE;
}

static const char *back_hint(const struct ui_state *state)
{
    return choices_hide_some(&state->choices) ? action_info(ACTION_BACK)->hint : NULL;
}

/* Lists only those that the line below the list tells of; or all again. */
static reaction_set together(struct act *act)
{
    struct choices *choices = &act->state->choices;
    bool alone = choices->turned.end_ms != 0;

    if (!alone && act->sight->together->members == 0) {
        state_tell(act->state, "no tenants turned bad together");
        return REACTION_DRAW;
    }
    choices->turned = alone ? (struct time_range){0, 0} : act->sight->together->range;
    return REACTION_ELSEWHERE;
}

/* Goes on to the next row, so that several are marked by pressing the key again. */
static reaction_set mark(struct act *act)
{
    const struct extent *extent = &act->sight->extents[0];
    struct place *place = stack_top(&act->state->stack);
    reaction_set reactions = step_mark(act);

    if (extent->selected + 1 >= extent->count)
        return reactions;
    select_row(act->sight, place, extent->selected + 1);
    return reactions | REACTION_ANEW;
}

static const struct answer answers[] = {
    {ACTION_OPEN, step_open, NULL},
    {ACTION_BACK, go_back, back_hint},
    {ACTION_ACKNOWLEDGE, step_attend_tenant, NULL},
    {ACTION_MUTE, step_attend_tenant, NULL},
    {ACTION_TOGETHER, together, NULL},
    {ACTION_MARK, mark, NULL},
    {ACTION_ONLY_MARKED, step_only_marked, NULL},
};

const struct screen screen_fleet = {
    .name = "fleet",
    .title = "the fleet",
    .deeper = "tenant",
    .draw = draw,
    .foot = foot,
    .measure = measure,
    .subject = subject,
    .watch = watch,
    .axis = axis,
    .read_out = read_out,
    .charted = charted,
    .select = select_row,
    .lists_tenants = true,
    .answers = answers,
    .answer_count = sizeof(answers) / sizeof(answers[0]),
};
