#include "config.h"

#include "view/heat_moment.h"

#include "base/memory.h"
#include "present/state_words.h"
#include "view/pen.h"
#include "view/pen_time.h"

#include <stdlib.h>
#include <string.h>

#define NAME_COLUMNS 30
#define COUNT_COLUMNS 12

/* Returns the column of the cursor; without one, of the newest moment. */
static size_t cell_at(const struct view *view)
{
    int64_t moment_ms = view->axis.chosen ? view->axis.cursor_ms : view_end(view) - 1;
    size_t cell = axis_cell(&view->axis, moment_ms);

    return cell < view->axis.cells ? cell : view->axis.cells - 1;
}

static enum heat heat_in(struct view *view, const struct heat_map_row *row)
{
    return row->lacks ? HEAT_UNKNOWN
                      : heat_of_cell(heat_map_cells(view, row)->cells[cell_at(view)]);
}

static size_t count_bad(struct view *view, const struct heat_map *map)
{
    size_t shown = heat_map_shown(view, map);
    size_t bad = 0;

    for (size_t i = 0; i < shown; i++) {
        struct heat_map_row row = heat_map_row(view, map, i);
        bad += heat_is_bad(heat_in(view, &row));
    }
    return bad;
}

static void write_bad(struct pen *pen, struct slice name, enum heat heat, const char *between)
{
    pen_text(pen, ROLE_MUTED, between);
    pen_slice(pen, ROLE_TEXT, name);
    pen_printf(pen, role_of_state(heat_state(heat)), " %s", state_mark(heat_state(heat)));
}

void heat_moment_read_out(struct view *view, struct pen *pen, const struct heat_map *map)
{
    size_t shown = heat_map_shown(view, map);
    size_t bad = count_bad(view, map);
    struct time_range column = axis_cell_range(&view->axis, cell_at(view));
    const char *between = ": ";

    pen_range(pen, view, &column);
    if (bad == 0) {
        pen_text(pen, ROLE_MUTED, "none bad");
        return;
    }
    pen_printf(pen, ROLE_STRONG, "%zu bad", bad);
    for (size_t i = 0; i < shown; i++) {
        struct heat_map_row row = heat_map_row(view, map, i);
        enum heat heat = heat_in(view, &row);
        if (!heat_is_bad(heat))
            continue;
        write_bad(pen, heat_map_name(map, &row), heat, between);
        between = ", ";
    }
}

/* A dimension that was bad somewhere: in how many tenants, and how many have it. */
struct bad_dimension {
    const char *name;
    size_t bad;
    enum heat worst;
};

struct bad_dimensions {
    struct bad_dimension *list;
    size_t count;
    size_t capacity;
};

static enum heat heat_of(struct view *view, const struct tenant_verdict *tenant, size_t dimension)
{
    struct heat_time time = {.known_since_ms = view_known_since(view, tenant->tenant),
                             .end_ms = view_end(view)};

    return heat_memo_within(view->heats, tenant, dimension, &time,
                            axis_cell_range(&view->axis, cell_at(view)));
}

static void add_bad(struct bad_dimensions *bad, const char *name, enum heat heat)
{
    for (size_t i = 0; i < bad->count; i++) {
        if (strcmp(bad->list[i].name, name) == 0) {
            bad->list[i].bad++;
            if (heat > bad->list[i].worst)
                bad->list[i].worst = heat;
            return;
        }
    }
    bad->list = mem_grow(bad->list, &bad->capacity, bad->count + 1, sizeof(*bad->list));
    bad->list[bad->count++] = (struct bad_dimension){.name = name, .bad = 1, .worst = heat};
}

/* Looks at the dimensions of a tenant that was bad; the others have none that were. */
static void add_tenant(struct view *view, struct bad_dimensions *bad,
                       const struct tenant_verdict *tenant)
{
    for (size_t i = 0; i < tenant->tenant->dimension_count; i++) {
        enum heat heat = heat_of(view, tenant, i);
        if (heat_is_bad(heat))
            add_bad(bad, tenant->tenant->dimensions[i].name, heat);
    }
}

static int compare(const void *a, const void *b)
{
    const struct bad_dimension *left = a;
    const struct bad_dimension *right = b;

    if (left->worst != right->worst)
        return left->worst > right->worst ? -1 : 1;
    if (left->bad != right->bad)
        return left->bad > right->bad ? -1 : 1;
    return strcmp(left->name, right->name);
}

static struct bad_dimensions find_bad(struct view *view, const struct heat_map *map)
{
    struct bad_dimensions bad = {0};
    size_t shown = heat_map_shown(view, map);

    for (size_t i = 0; i < shown; i++) {
        struct heat_map_row row = heat_map_row(view, map, i);
        if (heat_is_bad(heat_of(view, row.tenant, HEAT_ALL_DIMENSIONS)))
            add_tenant(view, &bad, row.tenant);
    }
    if (bad.count > 1)
        qsort(bad.list, bad.count, sizeof(*bad.list), compare);
    return bad;
}

static size_t count_having(struct view *view, const struct heat_map *map, const char *name)
{
    size_t shown = heat_map_shown(view, map);
    size_t count = 0;

    for (size_t i = 0; i < shown; i++) {
        const struct tenant *tenant = heat_map_row(view, map, i).tenant->tenant;
        count += tenant_find_dimension(tenant, slice_of(name)) < tenant->dimension_count;
    }
    return count;
}

static void draw_bad(struct view *view, int row, const struct heat_map *map,
                     const struct bad_dimension *bad)
{
    struct frame *frame = view->frame;
    size_t shown = heat_map_shown(view, map);
    const char *between = "";

    frame_text(frame, row, 1, NAME_COLUMNS - 2, slice_of(bad->name), ROLE_STRONG);
    struct pen pen = pen_at(frame, row, 1 + NAME_COLUMNS, frame->columns - 1);
    pen_printf(&pen, ROLE_TEXT, "%zu of %zu", bad->bad, count_having(view, map, bad->name));
    pen = pen_at(frame, row, 1 + NAME_COLUMNS + COUNT_COLUMNS, frame->columns - 1);
    for (size_t i = 0; i < shown; i++) {
        const struct tenant_verdict *tenant = heat_map_row(view, map, i).tenant;
        size_t dimension = tenant_find_dimension(tenant->tenant, slice_of(bad->name));
        if (dimension == tenant->tenant->dimension_count)
            continue;
        enum heat heat = heat_of(view, tenant, dimension);
        if (!heat_is_bad(heat))
            continue;
        write_bad(&pen, tenant_title(tenant->tenant), heat, between);
        between = ", ";
    }
}

static void draw_titles(struct view *view, int row, bool any)
{
    struct pen pen = pen_at(view->frame, row, 1, view->frame->columns - 1);

    frame_fill(view->frame, row, 0, view->frame->columns, ' ', ROLE_COLUMN);
    pen_text(&pen, ROLE_COLUMN, view->axis.chosen ? "BAD AT THE CURSOR" : "BAD NOW");
    if (!any)
        pen_text(&pen, ROLE_COLUMN, "  no dimension");
    else
        frame_text(view->frame, row, 1 + NAME_COLUMNS, NAME_COLUMNS, slice_of("IN TENANTS"),
                   ROLE_COLUMN);
}

void heat_moment_draw(struct view *view, int row, int rows, const struct heat_map *map)
{
    struct bad_dimensions bad = find_bad(view, map);

    size_t room = rows > 1 ? (size_t)rows - 1 : 0;
    size_t shown = bad.count > room && room > 0 ? room - 1 : bad.count;

    draw_titles(view, row, bad.count > 0);
    for (size_t i = 0; i < shown && i < room; i++)
        draw_bad(view, row + 1 + (int)i, map, &bad.list[i]);
    if (shown < bad.count && room > 0) {
        struct pen pen = pen_at(view->frame, row + 1 + (int)shown, 1, view->frame->columns - 1);
        pen_printf(&pen, ROLE_MUTED, "and %zu more", bad.count - shown);
    }
    free(bad.list);
}
