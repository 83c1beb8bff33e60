/* Report: one report as it lies in its stream: what it says, what it says otherwise than the one
 * before it, and what could not be read of it. It is fetched when it is opened, and stands still
 * whatever comes meanwhile: its place has its ID selected. */
#include "config.h"

#include "screen/screens.h"
#include "screen/steps.h"
#include "view/bars.h"
#include "view/json_lines.h"
#include "view/report.h"
#include "view/words.h"

#define HEADING_ROW 1
#define FACTS_ROW 2
#define FIRST_ROW 4
#define LAST_ROWS 2      /* status and keys */
#define WIDE_COLUMNS 160 /* from here on the entry stands beside its readings */
#define GAP_COLUMNS 2

static struct stream_id id_of(const struct place *place)
{
    struct stream_id id = STREAM_ID_MIN;

    if (place->selected != NULL)
        stream_id_parse(slice_of(place->selected), &id);
    return id;
}

static void select_id(struct place *place, struct stream_id id)
{
    char text[STREAM_ID_SIZE];

    stream_id_format(id, text);
    place_select(place, text);
}

static bool is_none(struct stream_id id)
{
    return stream_id_compare(id, STREAM_ID_MIN) == 0;
}

static const struct original *original_at(const struct view *view, struct stream_id id)
{
    return view->originals != NULL ? originals_find(view->originals, tenant_name(view->tenant), id)
                                   : NULL;
}

/* The caller gives the differences back. */
static struct report_look look_at(const struct view *view, const struct place *place)
{
    struct report_look look = {.id = id_of(place)};

    if (view->tenant == NULL || is_none(look.id))
        return look;
    look.row = report_row_find(view, look.id);
    look.now = original_at(view, look.id);
    if (look.row.has_older)
        look.before = original_at(view, look.row.older);
    if (report_is_compared(&look))
        differences_make(&look.differences, &look.before->report, &look.now->report);
    return look;
}

/* What is held is shown also where it is no report. */
static void write_summary(const struct view *view, const struct report_look *look,
                          struct sheet *sheet)
{
    write_report_state(view, look, sheet);
    if (look->now == NULL || !look->now->held)
        return;
    write_report_changes(view, look, sheet);
    write_report_last_change(view, look, sheet);
    if (look->now->report.count > 0)
        write_report_readings(view, look, sheet);
    if (view->state->choices.entry.differences)
        write_report_differences(view, look, sheet);
}

static void write_entry(const struct view *view, const struct report_look *look,
                        struct sheet *sheet)
{
    if (look->now != NULL && look->now->held)
        write_report_entry(view, look, sheet);
}

/* Returns how many rows the sheets have: all but those of the heading, of the command and of the
 * foot. */
static int rows_of(const struct view *view, const struct report_look *look)
{
    int rows = view->frame->rows - FIRST_ROW - LAST_ROWS - report_command_rows(view, look);

    return rows > 0 ? rows : 0;
}

static bool is_wide(const struct frame *frame)
{
    return frame->columns >= WIDE_COLUMNS;
}

/* A sheet on the left or the right half of a wide screen, or over all of it. */
static struct sheet sheet_of(const struct view *view, bool right, int rows)
{
    struct frame *frame = view->frame;
    int middle = frame->columns / 2;

    return (struct sheet){
        .frame = frame,
        .row = FIRST_ROW,
        .rows = rows,
        .left = right && is_wide(frame) ? middle + GAP_COLUMNS : 1,
        .right = !right && is_wide(frame) ? middle : frame->columns - 1,
    };
}

/* Writes both sheets and returns how many lines there are to scroll through; those of both halves
 * of a wide screen stand beside each other. */
static size_t write_sheets(const struct view *view, const struct report_look *look, size_t top,
                           int rows)
{
    struct sheet left = sheet_of(view, false, rows);
    struct sheet right = sheet_of(view, true, rows);

    left.top = top;
    write_summary(view, look, &left);
    if (!is_wide(view->frame)) {
        write_entry(view, look, &left);
        return left.line;
    }
    right.top = top;
    write_entry(view, look, &right);
    return left.line > right.line ? left.line : right.line;
}

static void draw_none(struct view *view)
{
    struct pen pen = pen_at(view->frame, FIRST_ROW, 2, view->frame->columns - 1);

    pen_text(&pen, ROLE_STRONG,
             view->tenant == NULL ? "There is no such tenant any more."
                                  : "There is no report to look at.");
    pen = pen_at(view->frame, FIRST_ROW + 1, 2, view->frame->columns - 1);
    pen_key(&pen, view, ACTION_BACK, " goes back.");
}

static void draw(struct view *view)
{
    struct report_look look = look_at(view, view->place);

    if (view->tenant == NULL || is_none(look.id)) {
        draw_none(view);
        return;
    }
    draw_report_heading(view, &look, HEADING_ROW);
    draw_report_facts(view, &look, FACTS_ROW);
    write_sheets(view, &look, view->place->top, rows_of(view, &look));
    int rows = report_command_rows(view, &look);
    draw_report_command(view, &look, view->frame->rows - LAST_ROWS - rows, rows);
    differences_free(&look.differences);
}

static void measure(const struct view *view, const struct place *place, struct extent *extent)
{
    struct report_look look = look_at(view, place);

    *extent = (struct extent){
        .rows = (size_t)rows_of(view, &look),
        .count = write_sheets(view, &look, 0, 0),
        .selected = NO_ROW,
    };
    differences_free(&look.differences);
}

static struct stream_id report(const struct view *view, const struct place *place)
{
    (void)view;
    return id_of(place);
}

static void begin(const struct sight *sight, struct place *place)
{
    if (!is_none(sight->report))
        select_id(place, sight->report);
}

static size_t fetch(const struct view *view, const struct place *place,
                    struct original_wish *wishes)
{
    struct stream_id id = id_of(place);
    size_t count = 0;

    if (view->tenant == NULL || is_none(id))
        return 0;
    struct report_row row = report_row_find(view, id);
    wishes[count++] = (struct original_wish){tenant_name(view->tenant), id};
    if (row.has_older)
        wishes[count++] = (struct original_wish){tenant_name(view->tenant), row.older};
    return count;
}

static reaction_set go_to(struct act *act, struct stream_id id, const char *none)
{
    struct place *place = stack_top(&act->state->stack);

    if (is_none(id)) {
        state_tell(act->state, "%s", none);
        return REACTION_DRAW;
    }
    select_id(place, id);
    place->top = 0;
    return REACTION_ANEW;
}

static reaction_set go_newer(struct act *act)
{
    return go_to(act, act->sight->newer, "this is the newest report");
}

static reaction_set go_older(struct act *act)
{
    return go_to(act, act->sight->older,
                 "this is the oldest report that is loaded: a longer window loads more");
}

static reaction_set change_raw(struct act *act)
{
    struct entry_choices *entry = &act->state->choices.entry;

    entry->raw = !entry->raw;
    return REACTION_DRAW;
}

static const char *raw_hint(const struct ui_state *state)
{
    return state->choices.entry.raw ? "laid out" : "raw";
}

/* Returns how many levels there are to fold. */
static unsigned deepest(const struct original *original)
{
    unsigned deepest = 0;

    for (size_t i = 0; original != NULL && i < original->count; i++) {
        unsigned depth = json_depth(original->fields[i].value);
        deepest = depth > deepest ? depth : deepest;
    }
    return deepest;
}

/* Folding says nothing of what is shown as it lies. What it changes may be out of sight. */
static reaction_set fold(struct act *act)
{
    struct entry_choices *entry = &act->state->choices.entry;
    bool more = act->action == ACTION_FOLD;

    unsigned all = deepest(sight_original(act->sight));

    if (entry->raw || (more ? entry->folded >= all : entry->folded == 0)) {
        state_tell(act->state, "%s",
                   entry->raw ? "raw: nothing is folded"
                   : more     ? "all is folded"
                              : "nothing is folded");
        return REACTION_DRAW;
    }
    entry->folded = more ? entry->folded + 1 : entry->folded - 1;
    state_tell(act->state, "%u of %u levels are folded", entry->folded, all);
    return REACTION_DRAW;
}

static reaction_set change_differences(struct act *act)
{
    struct entry_choices *entry = &act->state->choices.entry;

    entry->differences = !entry->differences;
    state_tell(act->state, "differences of figures are %s",
               entry->differences ? "shown" : "not shown");
    return REACTION_DRAW;
}

/* Whether it is allowed is the program's to know. */
static reaction_set copy(struct act *act)
{
    const struct original *original = sight_original(act->sight);

    if (original == NULL || original->command.size == 0) {
        state_tell(act->state, "there is no command that shows this report");
        return REACTION_DRAW;
    }
    return REACTION_DRAW | REACTION_COPY;
}

static void copied(const struct view *view, struct buffer *out)
{
    const struct original *original =
        view->originals != NULL && view->tenant != NULL
            ? originals_find(view->originals, tenant_name(view->tenant), report(view, view->place))
            : NULL;

    if (original != NULL)
        buffer_append(out, buffer_text(&original->command), original->command.size);
}

static const struct answer answers[] = {
    {ACTION_NEXT, go_newer, NULL},      {ACTION_PREVIOUS, go_older, NULL},
    {ACTION_RAW, change_raw, raw_hint}, {ACTION_FOLD, fold, NULL},
    {ACTION_UNFOLD, fold, NULL},        {ACTION_DIFFERENCES, change_differences, NULL},
    {ACTION_COPY, copy, NULL},
};

const struct screen screen_report = {
    .name = "report",
    .title = "a report's page",
    .draw = draw,
    .foot = draw_foot,
    .measure = measure,
    .report = report,
    .begin = begin,
    .copied = copied,
    .fetch = fetch,
    .answers = answers,
    .answer_count = sizeof(answers) / sizeof(answers[0]),
};
