/* Doctor: what was found wrong with the Redis that the reports lie in, worst first, with the cure
 * of each; Enter opens the tenant that a finding is about. */
#include "config.h"

#include "screen/screens.h"
#include "screen/steps.h"
#include "view/bars.h"
#include "view/doctor.h"

#define HEADING_ROW 1
#define SCOPE_ROW 2    /* on a tall page */
#define LAST_ROWS 2    /* status and keys */
#define TALL_ROWS 16   /* from here on there is a row for what was examined, and one left free */
#define DETAIL_ROWS 8  /* for what is told at length, at most; */
#define DETAIL_PARTS 4 /* less where these are more than so many parts */
#define DETAIL_WHOLE 7 /* of what there is below the heading, of so many */

static bool is_tall(const struct view *view)
{
    return view->frame->rows >= TALL_ROWS;
}

static int titles_row(const struct view *view)
{
    return is_tall(view) ? SCOPE_ROW + 1 : HEADING_ROW + 1;
}

static int gap_rows(const struct view *view)
{
    return is_tall(view) ? 1 : 0;
}

/* Returns how many rows the table can have, so that there is room for the selected one below it. */
static size_t list_rows(const struct view *view)
{
    int rows = view->frame->rows - LAST_ROWS - titles_row(view) - 1 - gap_rows(view);
    int detail = rows * DETAIL_PARTS / DETAIL_WHOLE;

    detail = detail < DETAIL_ROWS ? detail : DETAIL_ROWS;
    return rows > detail ? (size_t)(rows - detail) : 0;
}

static size_t row_of(const struct checkup *checkup, const struct place *place)
{
    size_t row = place->selected != NULL ? checkup_find(checkup, place->selected) : 0;

    return row < checkup->count ? row : 0;
}

static void draw_heading(struct view *view, size_t rows)
{
    if (is_tall(view)) {
        draw_doctor_heading(view, HEADING_ROW, view->place->top, rows);
        draw_doctor_scope(view, SCOPE_ROW);
    } else {
        draw_doctor_heading_dated(view, HEADING_ROW);
    }
}

/* What is told at length stands right below the table, which may be short. */
static void draw(struct view *view)
{
    const struct checkup *checkup = view->checkup;
    size_t rows = list_rows(view);
    size_t shown = checkup->count < rows ? checkup->count : rows;
    int end = view->frame->rows - LAST_ROWS;
    size_t selected = row_of(checkup, view->place);

    draw_heading(view, rows);
    if (checkup->count == 0) {
        draw_doctor_none(view, titles_row(view) + 1, end);
        return;
    }
    draw_doctor_table(view, titles_row(view), rows, view->place->top, selected);
    int row = titles_row(view) + 1 + (int)shown + gap_rows(view);
    draw_doctor_detail(view, row, end - row, is_tall(view), &checkup->rows[selected]);
}

static void measure(const struct view *view, const struct place *place, struct extent *extent)
{
    *extent = (struct extent){
        .rows = list_rows(view),
        .count = view->checkup->count,
        .selected = row_of(view->checkup, place),
        .first_row = titles_row(view) + 1,
    };
}

/* What is opened out of it is about the tenant; a row that is about none opens nothing. */
static void select_row(const struct sight *sight, struct place *place, size_t row)
{
    place_select(place, sight->checkup->rows[row].name);
    if (sight->checkup->rows[row].tenant != NULL)
        place_about(place, sight->checkup->rows[row].tenant);
}

static const struct checkup_row *selected_row(const struct act *act)
{
    const struct checkup *checkup = act->sight->checkup;

    return checkup->count > 0 ? &checkup->rows[row_of(checkup, stack_top(&act->state->stack))]
                              : NULL;
}

static reaction_set open_tenant(struct act *act)
{
    const struct checkup_row *row = selected_row(act);

    if (row == NULL || row->tenant == NULL) {
        state_tell(act->state, "%s",
                   row == NULL ? "there is nothing to open"
                   : row->finding != NULL && row->finding->key != NULL
                       ? "there is no tenant of that stream"
                       : "this is about no single tenant");
        return REACTION_DRAW;
    }
    select_row(act->sight, stack_top(&act->state->stack),
               (size_t)(row - act->sight->checkup->rows));
    return step_show(act, screen_doctor.deeper);
}

static const char *tenant_hint(const struct ui_state *state)
{
    (void)state;
    return "tenant";
}

/* The source is asked, too: one that is away may be back, and what it says is of the same Redis. */
static reaction_set examine(struct act *act)
{
    const struct checkup *checkup = act->sight->checkup;

    if (checkup->unable != NULL) {
        state_tell(act->state, "%s", checkup->unable);
        return REACTION_DRAW;
    }
    if (checkup->runs)
        state_tell(act->state, "it is being examined");
    return REACTION_DRAW | REACTION_EXAMINE | REACTION_REFRESH;
}

static const char *examine_hint(const struct ui_state *state)
{
    (void)state;
    return "examine";
}

/* Whether it is allowed is the program's to know. */
static reaction_set copy(struct act *act)
{
    const struct checkup_row *row = selected_row(act);

    if (row != NULL && row->finding != NULL && row->finding->cure.size > 0)
        return REACTION_DRAW | REACTION_COPY;
    state_tell(act->state, "there is no cure to copy");
    return REACTION_DRAW;
}

static void copied(const struct view *view, struct buffer *out)
{
    const struct checkup *checkup = view->checkup;

    if (checkup->count == 0)
        return;
    const struct finding *finding = checkup->rows[row_of(checkup, view->place)].finding;
    if (finding != NULL)
        buffer_append(out, buffer_text(&finding->cure), finding->cure.size);
}

static const char *copy_hint(const struct ui_state *state)
{
    (void)state;
    return "copy cure";
}

static reaction_set stay(struct act *act)
{
    state_tell(act->state, "this is what the doctor found");
    return REACTION_DRAW;
}

static reaction_set show(struct act *act)
{
    return step_show(act, act->argument);
}

/* What is done here is worth more of the key bar. */
static const char *no_hint(const struct ui_state *state)
{
    (void)state;
    return NULL;
}

static const struct answer answers[] = {
    {ACTION_OPEN, open_tenant, tenant_hint}, {ACTION_COPY, copy, copy_hint},
    {ACTION_REFRESH, examine, examine_hint}, {ACTION_DOCTOR, stay, NULL},
    {ACTION_MAP, step_map, no_hint},         {ACTION_EVENTS, show, no_hint},
};

const struct screen screen_doctor = {
    .name = "doctor",
    .title = "the doctor's page",
    .deeper = "tenant",
    .draw = draw,
    .foot = draw_foot,
    .measure = measure,
    .select = select_row,
    .copied = copied,
    .shows_checkup = true,
    .timeless = true,
    .answers = answers,
    .answer_count = sizeof(answers) / sizeof(answers[0]),
};
