#include "config.h"

#include "view/heat_heading.h"

#include "base/duration.h"
#include "base/text.h"
#include "present/state_words.h"
#include "view/name_cut.h"
#include "view/pen.h"

#include <stdio.h>
#include <string.h>

#define LEGEND_GAP 2
#define LEGEND_LEAST 20 /* degraded and warn */
#define NAME_LEAST 12

uint32_t heat_character(const struct view *view, enum heat heat)
{
    switch (heat) {
    case HEAT_UNKNOWN:
        return ' ';
    case HEAT_STALE:
        return 't';
    case HEAT_SILENT:
        return 'S';
    default:
        return view->glyphs->run[heat_severity(heat)];
    }
}

enum role heat_role(enum heat heat)
{
    if (heat == HEAT_STALE || heat == HEAT_SILENT)
        return role_of_state(heat_state(heat));
    return role_of_severity(heat_severity(heat));
}

static const char *word_of(enum heat heat)
{
    return heat == HEAT_NONE ? "no report" : state_word(heat_state(heat));
}

/* The worst first, as many as there is room for: of the others the sign says enough. */
static void draw_legend(struct view *view, struct pen *pen)
{
    for (int heat = HEAT_COUNT - 1; heat >= HEAT_NONE; heat--) {
        const char *word = word_of((enum heat)heat);
        int width = LEGEND_GAP + 2 + text_width(slice_of(word));
        if (pen->end - pen->at < width)
            continue;
        pen_gap(pen, LEGEND_GAP);
        pen_put(pen, heat_role((enum heat)heat), heat_character(view, (enum heat)heat));
        pen_gap(pen, 1);
        pen_text(pen, ROLE_MUTED, word);
    }
}

/* Only the rows on the page are loaded: of the others nothing is counted. */
static void write_extent(const struct view *view, const struct heat_map *map, char *out,
                         size_t size)
{
    size_t shown = heat_map_shown(view, map);
    const char *what = map->of != NULL ? "dimension" : "tenant";

    if (shown < map->count)
        snprintf(out, size, "%zu-%zu of %zu %ss", map->top + 1, map->top + shown, map->count, what);
    else
        snprintf(out, size, "%zu %s%s", map->count, what, map->count == 1 ? "" : "s");
}

/* Whose map it is. A long name leaves room for what is said behind it. */
static void draw_subject(const struct view *view, struct pen *pen, const struct heat_map *map,
                         int behind)
{
    struct slice name =
        map->of != NULL ? tenant_title(map->of->tenant) : slice_of(view->state->choices.dimension);
    int width = text_width(name);

    if (name.size == 0)
        return;
    pen_text(pen, ROLE_MUTED, " of ");
    int room = pen->end - pen->at - behind;
    if (room < NAME_LEAST)
        room = NAME_LEAST;
    if (width > room)
        width = room;
    name_cut_draw(pen->frame, pen->row, pen->at, width, name, name_cut_head(&name, 1, width),
                  ROLE_STRONG);
    pen->at += width;
}

void heat_heading_draw(struct view *view, int row, const struct heat_map *map)
{
    struct pen pen = pen_at(view->frame, row, 1, view->frame->columns - 1);
    char length[32];
    char cell[40] = "";
    char extent[64];

    write_extent(view, map, extent, sizeof(extent));
    if (view->axis.cells > 0) {
        duration_format(view->axis.grid.width_ms, length);
        snprintf(cell, sizeof(cell), " by %s", length);
    }
    pen_right(&pen, ROLE_MUTED, extent, 24);
    pen_text(&pen, ROLE_COLUMN, "MAP");
    draw_subject(view, &pen, map, text_width(slice_of(cell)) + LEGEND_LEAST);
    pen_text(&pen, ROLE_MUTED, cell);
    if (view->axis.cells > 0)
        draw_legend(view, &pen);
}
