#include "config.h"

#include "view/heat_map.h"

#include "base/memory.h"
#include "view/axis_labels.h"
#include "view/heat_heading.h"
#include "view/heat_moment.h"
#include "view/name_cut.h"
#include "view/panels.h"
#include "view/pen.h"
#include "view/words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define HEADING_ROW 1
#define TITLE_ROW 2
#define LAST_ROWS 2 /* status and keys */
#define SHARE_COLUMNS 5
#define BELOW_ROWS 4 /* below the rows there is a line of counts; the rest is worth so many */
#define TALL_ROWS 30

/* --- what its rows are --- */

struct heat_map heat_map_of_fleet(const struct view *view, size_t top)
{
    return (struct heat_map){.count = view->listing->count, .top = top};
}

struct heat_map heat_map_of_tenant(const struct view *view, const struct tenant_verdict *tenant,
                                   size_t top)
{
    return (struct heat_map){.of = tenant, .count = view->ranking->count, .top = top};
}

static struct heat_map_row row_of_tenant(const struct view *view, size_t index)
{
    const struct tenant_verdict *verdict = view->listing->rows[places_row(view->tenants, index)];
    const char *chosen = view->state->choices.dimension;
    struct heat_map_row row = {verdict, HEAT_ALL_DIMENSIONS, false};

    if (chosen[0] == '\0')
        return row;
    row.dimension = tenant_find_dimension(verdict->tenant, slice_of(chosen));
    row.lacks = row.dimension == verdict->tenant->dimension_count;
    return row;
}

struct heat_map_row heat_map_row(const struct view *view, const struct heat_map *map, size_t index)
{
    size_t place = map->top + index;

    if (map->of == NULL)
        return row_of_tenant(view, place);
    return (struct heat_map_row){
        map->of, view->ranking->rows[places_row(view->dimensions, place)].verdict->dimension,
        false};
}

struct slice heat_map_name(const struct heat_map *map, const struct heat_map_row *row)
{
    const struct tenant *tenant = row->tenant->tenant;

    return map->of != NULL ? slice_of(tenant->dimensions[row->dimension].name)
                           : tenant_title(tenant);
}

/* --- where it stands --- */

static int names_width(const struct view *view)
{
    return view->frame->columns < 100 ? 16 : 28;
}

struct axis_room heat_map_room(const struct view *view)
{
    int left = 1 + names_width(view) + 1;
    int columns = view->frame->columns - 1 - SHARE_COLUMNS - left;

    return (struct axis_room){
        .left = left, .cells = columns > 0 ? (size_t)columns : 0, .per_cell = 1};
}

/* Below the rows stand the counts and, where there is room, what there was at the cursor. */
size_t heat_map_rows(const struct view *view, const struct heat_map *map)
{
    int body = view->frame->rows - LAST_ROWS - HEAT_MAP_FIRST_ROW;
    int below = view->frame->rows >= TALL_ROWS ? 2 * BELOW_ROWS : 1;
    int room = body > below ? body - below : 0;

    return map->count < (size_t)room ? map->count : (size_t)room;
}

size_t heat_map_shown(const struct view *view, const struct heat_map *map)
{
    size_t rows = heat_map_rows(view, map);
    size_t left = map->count > map->top ? map->count - map->top : 0;

    return left < rows ? left : rows;
}

/* --- cells --- */

const struct heat_row *heat_map_cells(struct view *view, const struct heat_map_row *row)
{
    struct heat_time time = {.grid = view->axis.grid,
                             .known_since_ms = view_known_since(view, row->tenant->tenant),
                             .end_ms = view_end(view)};

    return heat_memo_row(view->heats, row->tenant, row->dimension, &time);
}

static void draw_cells(struct view *view, int row, const struct heat_row *heat)
{
    for (size_t i = 0; i < heat->time.grid.count; i++) {
        enum heat worst = heat_of_cell(heat->cells[i]);
        /* Of what stands on in a silence the colour tells that it is bad. */
        enum heat sign = (heat->cells[i] & HEAT_STANDS_ON) != 0 ? HEAT_SILENT : worst;
        if (worst != HEAT_UNKNOWN)
            frame_put(view->frame, row, view->axis.left + (int)i, heat_character(view, sign),
                      heat_role(worst));
    }
}

/* How much of the time that is shown it was degraded. */
static void draw_share(struct view *view, int row, double share)
{
    struct pen pen =
        pen_at(view->frame, row, view->axis.left + (int)view->axis.cells, view->frame->columns - 1);
    char text[8];

    if (share <= 0)
        return;
    if (share < 0.01)
        snprintf(text, sizeof(text), "<1%%");
    else
        snprintf(text, sizeof(text), "%.0f%%", floor(share * 100));
    pen_right(&pen, ROLE_DEGRADED, text, 0);
}

static void draw_name(struct view *view, int row, const struct heat_map *map,
                      const struct heat_map_row *of, int name_head)
{
    const struct dimension_verdict *dimension =
        map->of != NULL ? verdict_of(of->tenant, of->dimension) : NULL;
    enum state state = dimension != NULL ? dimension->state : of->tenant->state;
    struct slice name = heat_map_name(map, of);
    enum role role = state == STATE_OK || state == STATE_SUPERSEDED ? ROLE_TEXT : ROLE_STRONG;

    if (map->of != NULL)
        write_name(view->frame, row, 1, names_width(view), name.data, role);
    else
        name_cut_draw(view->frame, row, 1, names_width(view), name, name_head, role);
    if (map->of == NULL && marks_have(&view->state->choices.marks, of->tenant->tenant->name))
        frame_put(view->frame, row, 0, view->glyphs->bullet, ROLE_KEY);
}

/* How many of the rows were bad in each column, and in which anything is known. */
struct tally {
    size_t *bad;
    bool *known;
};

static void count_bad(struct tally *tally, const struct heat_row *heat)
{
    for (size_t i = 0; i < heat->time.grid.count; i++) {
        tally->bad[i] += heat_is_bad(heat_of_cell(heat->cells[i]));
        tally->known[i] = tally->known[i] || heat->cells[i] != HEAT_UNKNOWN;
    }
}

static void draw_row(struct view *view, int row, const struct heat_map *map,
                     const struct heat_map_row *of, int name_head, struct tally *tally)
{
    draw_name(view, row, map, of, name_head);
    view_holds_until(view, of->tenant->holds.end_ms);
    if (of->lacks)
        return;
    const struct heat_row *heat = heat_map_cells(view, of);
    draw_cells(view, row, heat);
    draw_share(view, row, heat->degraded);
    count_bad(tally, heat);
}

/* Ten and more have no digit; the line that reads out tells how many. */
static void draw_tally(struct view *view, int row, const struct heat_map *map,
                       const struct tally *tally)
{
    size_t shown = heat_map_shown(view, map);
    struct pen pen = pen_at(view->frame, row, 1, view->axis.left - 1);

    if (shown < map->count)
        pen_printf(&pen, ROLE_MUTED, "bad of these %zu", shown);
    else
        pen_text(&pen, ROLE_MUTED, "bad at once");
    for (size_t i = 0; i < view->axis.cells; i++) {
        size_t bad = tally->bad[i];
        if (tally->known[i])
            frame_put(view->frame, row, view->axis.left + (int)i,
                      bad < 10 ? '0' + (uint32_t)bad : '+', bad > 0 ? ROLE_TEXT : ROLE_MUTED);
    }
}

/* Writes what the rows are, and how tenants are sorted. */
static void write_title(const struct view *view, struct pen *pen, const struct heat_map *map)
{
    static const char *const sorted[SORT_COUNT] = {[SORT_WORST] = " by state",
                                                   [SORT_NAME] = " by name",
                                                   [SORT_AGE] = " by age",
                                                   [SORT_Z] = " by |z|"};
    bool reversed = view->state->choices.reversed;

    if (map->of != NULL) {
        pen_text(pen, ROLE_COLUMN, "DIMENSION");
        return;
    }
    pen_text(pen, ROLE_COLUMN, "TENANT");
    pen_text(pen, ROLE_COLUMN, sorted[view->state->choices.sort]);
    pen_put(pen, ROLE_SORTED, reversed ? view->glyphs->up : view->glyphs->down);
}

static void draw_titles(struct view *view, const struct heat_map *map)
{
    struct frame *frame = view->frame;
    struct pen pen = pen_at(frame, TITLE_ROW, 1, 2 + names_width(view));

    frame_fill(frame, TITLE_ROW, 0, frame->columns, ' ', ROLE_COLUMN);
    write_title(view, &pen, map);
    if (view->axis.cells == 0)
        return;
    draw_axis(view, TITLE_ROW, &view->axis);
    pen = pen_at(frame, TITLE_ROW, view->axis.left + (int)view->axis.cells, frame->columns - 1);
    pen_right(&pen, ROLE_COLUMN, "DEGR", 0);
}

/* Returns how much of a name that is too long stands before the cut. */
static int head_of_names(const struct view *view, const struct heat_map *map)
{
    size_t shown = heat_map_shown(view, map);
    struct slice *names = mem_zalloc(shown + 1, sizeof(*names));

    for (size_t i = 0; i < shown; i++) {
        struct heat_map_row row = heat_map_row(view, map, i);
        names[i] = heat_map_name(map, &row);
    }
    int head = name_cut_head(names, shown, names_width(view));
    free(names);
    return head;
}

static void draw_rows(struct view *view, const struct heat_map *map, size_t selected,
                      struct tally *tally)
{
    size_t shown = heat_map_shown(view, map);
    int name_head = head_of_names(view, map);

    for (size_t i = 0; i < shown; i++) {
        struct heat_map_row row = heat_map_row(view, map, i);
        draw_row(view, HEAT_MAP_FIRST_ROW + (int)i, map, &row, name_head, tally);
        if (map->top + i == selected)
            frame_select(view->frame, HEAT_MAP_FIRST_ROW + (int)i, 0, view->axis.left - 1);
    }
    draw_tally(view, HEAT_MAP_FIRST_ROW + (int)shown, map, tally);
}

/* What was at the cursor: of tenants, which dimensions; of dimensions, what happened to their
 * tenant. */
static void draw_below(struct view *view, const struct heat_map *map)
{
    int row = HEAT_MAP_FIRST_ROW + (int)heat_map_shown(view, map) + 2;
    int rows = view->frame->rows - LAST_ROWS - row;

    if (rows < BELOW_ROWS - 1)
        return;
    if (map->of == NULL)
        heat_moment_draw(view, row, rows, map);
    else
        draw_events(view, row, rows - 1);
}

void heat_map_draw(struct view *view, const struct heat_map *map, size_t selected)
{
    struct tally tally = {
        .bad = mem_zalloc(view->axis.cells + 1, sizeof(*tally.bad)),
        .known = mem_zalloc(view->axis.cells + 1, sizeof(*tally.known)),
    };

    heat_heading_draw(view, HEADING_ROW, map);
    draw_titles(view, map);
    if (map->count > 0) {
        draw_rows(view, map, selected, &tally);
        draw_below(view, map);
    }
    free(tally.bad);
    free(tally.known);
}
