#include "config.h"

#include "view/siblings.h"

#include "present/number.h"
#include "view/change.h"
#include "view/pen.h"
#include "view/table.h"
#include "view/words.h"

#define BESIDE_BAD 3  /* others that there is room for beside the bad ones, */
#define LEAST_SHOWN 8 /* and in all */
#define BAD_MAX 1000  /* rows that could ever be shown */

enum sibling_column {
    COLUMN_STATE,
    COLUMN_TENANT,
    COLUMN_VALUE,
    COLUMN_BASELINE,
    COLUMN_CHANGE,
    COLUMN_Z,
    COLUMN_FOR,
    COLUMN_COUNT
};

static void lay_out(const struct view *view, struct column columns[static COLUMN_COUNT])
{
    static const struct column plan[COLUMN_COUNT] = {
        [COLUMN_STATE] = {"", 8, 8, 0, false, 0, 0}, [COLUMN_TENANT] = {"", 18, 30, 1, false, 0, 0},
        [COLUMN_VALUE] = {"", 7, 7, 2, true, 0, 0},  [COLUMN_BASELINE] = {"", 8, 8, 6, true, 0, 0},
        [COLUMN_CHANGE] = {"", 8, 8, 3, true, 0, 0}, [COLUMN_Z] = {"", 6, 6, 4, true, 0, 0},
        [COLUMN_FOR] = {"", 4, 4, 5, true, 0, 0},
    };

    for (int i = 0; i < COLUMN_COUNT; i++)
        columns[i] = plan[i];
    table_layout(columns, COLUMN_COUNT, 1, view->frame->columns - 1,
                 view->frame->columns < 100 ? 1 : 2);
}

/* Returns what another tenant says of the dimension; NULL: nothing. */
static const struct dimension_verdict *sibling(const struct view *view,
                                               const struct tenant_verdict *verdict)
{
    const struct dimension *dimension = &view->tenant->dimensions[view->portrait->column];
    struct slice name = {dimension->name, dimension->name_size};
    size_t column = tenant_find_dimension(verdict->tenant, name);

    if (verdict->tenant == view->tenant || column == verdict->tenant->dimension_count)
        return NULL;
    return verdict_of(verdict, column);
}

static void draw_row(struct view *view, int row, const struct column *columns,
                     const struct tenant_verdict *tenant, const struct dimension_verdict *verdict)
{
    struct frame *frame = view->frame;
    const struct column *name = &columns[COLUMN_TENANT];
    enum role role = verdict->state > STATE_SUPERSEDED ? role_of_state(verdict->state) : ROLE_TEXT;
    char text[NUMBER_SIZE];
    char since[12];

    table_cell(frame, row, &columns[COLUMN_STATE], dimension_word(verdict),
               role_of_state(verdict->state));
    frame_text(frame, row, name->at, name->width, tenant_title(tenant->tenant), ROLE_TEXT);
    number_value(verdict->newest.value, text);
    table_cell(frame, row, &columns[COLUMN_VALUE], text, role);
    number_value(verdict->newest.baseline, text);
    table_cell(frame, row, &columns[COLUMN_BASELINE], text, ROLE_MUTED);
    draw_change(view, row, &columns[COLUMN_CHANGE], tenant->tenant, verdict, ROLE_TEXT);
    number_signed(verdict->newest.z, text);
    table_cell(frame, row, &columns[COLUMN_Z], text, role);
    write_since(view, dimension_row_since(verdict), since);
    table_cell(frame, row, &columns[COLUMN_FOR], since, role);
}

static bool is_bad(const struct dimension_verdict *verdict)
{
    return verdict->state >= STATE_WARN;
}

/* Returns how many there are, and how many of them are bad. */
static size_t count_siblings(const struct view *view, size_t *bad)
{
    const struct verdict_list *all = &view->listing->judgement->all;
    size_t count = 0;

    *bad = 0;
    for (size_t i = 0; i < all->count; i++) {
        const struct dimension_verdict *verdict = sibling(view, all->verdicts[i]);
        count += verdict != NULL;
        *bad += verdict != NULL && is_bad(verdict);
    }
    return count;
}

int siblings_rows(const struct view *view)
{
    size_t bad;
    size_t count = count_siblings(view, &bad);

    if (count == 0)
        return 0;
    size_t shown = bad < BAD_MAX ? bad + BESIDE_BAD : BAD_MAX;
    shown = shown > LEAST_SHOWN ? shown : LEAST_SHOWN;
    return 1 + (int)(count < shown ? count : shown);
}

/* Draws the bad ones or the others; returns how many rows are taken by now. */
static int draw_some(struct view *view, int row, int rows, int drawn, const struct column *columns,
                     bool bad)
{
    const struct verdict_list *all = &view->listing->judgement->all;

    for (size_t i = 0; i < all->count && drawn < rows; i++) {
        const struct dimension_verdict *verdict = sibling(view, all->verdicts[i]);
        if (verdict != NULL && is_bad(verdict) == bad)
            draw_row(view, row + drawn++, columns, all->verdicts[i], verdict);
    }
    return drawn;
}

void draw_siblings(struct view *view, int row, int rows)
{
    struct pen pen = pen_at(view->frame, row, 1, view->frame->columns - 1);
    struct column columns[COLUMN_COUNT];
    size_t bad;
    size_t count = count_siblings(view, &bad);

    lay_out(view, columns);
    frame_fill(view->frame, row, 0, view->frame->columns, ' ', ROLE_COLUMN);
    pen_printf(&pen, ROLE_COLUMN, "IN OTHER TENANTS  warn or degraded in %zu of %zu", bad, count);
    int most = (int)count < rows ? (int)count : rows - 2;
    int drawn = draw_some(view, row + 1, most, 0, columns, true);
    drawn = draw_some(view, row + 1, most, drawn, columns, false);
    if ((size_t)drawn == count)
        return;
    pen = pen_at(view->frame, row + 1 + drawn, 1, view->frame->columns - 1);
    pen_printf(&pen, ROLE_MUTED, "and %zu more", count - (size_t)drawn);
}
