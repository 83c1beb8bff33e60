#include "config.h"

#include "view/fleet_layout.h"

#include "view/now_line.h"
#include "view/tenant_lines.h"
#include "view/told.h"

#define LAST_ROWS 2        /* status and keys */
#define TALL_ROWS 45       /* from here on there is always a pane */
#define PANE_LEAST_ROWS 12 /* less is not worth it */
#define GAP 1

/* Returns the rows of the pane, which leaves so many to the list. */
static int pane_rows(const struct view *view, int body, int list)
{
    int pane = body - list;

    if (view->frame->rows >= TALL_ROWS && pane < body * 2 / 5)
        pane = body * 2 / 5;
    return pane >= PANE_LEAST_ROWS ? pane : 0;
}

static int list_wanted(const struct view *view, int body)
{
    size_t count = view->listing->judgement->all.count;

    return count < (size_t)body ? (int)count : body;
}

struct fleet_layout fleet_layout(const struct view *view)
{
    struct fleet_layout layout = {.end = view->frame->rows - LAST_ROWS};
    int now = has_now_line(view) ? 1 : 0;

    if (fleet_is_told(view))
        layout.told_row = --layout.end;
    int body = layout.end - FLEET_FIRST_ROW;
    int list = list_wanted(view, body);
    int taken = GAP + now * (1 + GAP); /* between the list and what stands below */
    int pane = pane_rows(view, body, list + taken);
    int lines = pane == 0 && body >= list + taken + TENANT_LINES ? TENANT_LINES : 0;
    int below = pane + lines;

    layout.pane_row = pane > 0 ? layout.end - pane : 0;
    layout.lines_row = lines > 0 ? layout.end - lines : 0;
    if (now > 0)
        layout.now_row = below > 0 ? layout.end - below - GAP - 1 : layout.end - 1;
    layout.list_rows = body - (below > 0 ? below + taken : now);
    if (layout.list_rows < 0)
        layout.list_rows = 0;
    return layout;
}
