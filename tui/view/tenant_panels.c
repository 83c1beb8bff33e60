#include "config.h"

#include "view/tenant_panels.h"

#include "base/duration.h"
#include "judge/remark.h"
#include "judge/statistics.h"
#include "view/panels.h"
#include "view/pen.h"
#include "view/words.h"

#include <inttypes.h>
#include <stdio.h>

#define FEW_ROWS 4   /* of dimensions: with less room, the timeline gives way */
#define EVENT_ROWS 3 /* that the page has at least */
#define AIRY_ROWS 8  /* left over: then there is a blank line between the panels */

static int at_most(int rows, size_t limit)
{
    if (rows < 0)
        return 0;
    return (size_t)rows < limit ? rows : (int)limit;
}

static void share_page(struct panels *panels, int body, size_t dimensions)
{
    if (body >= 3 + 2 * at_most(FEW_ROWS, dimensions) + EVENT_ROWS) {
        panels->table_rows = at_most((body - 3 - EVENT_ROWS) / 2, dimensions);
        panels->timeline_rows = panels->table_rows;
        panels->events_rows = body - 3 - 2 * panels->table_rows;
    } else {
        panels->table_rows = at_most(body - 2 - EVENT_ROWS, dimensions);
        panels->events_rows = body - 2 - panels->table_rows;
    }
}

static void share_pane(struct panels *panels, int body, size_t dimensions)
{
    panels->table_rows = at_most((body - 2) / 2, dimensions);
    panels->timeline_rows = panels->table_rows;
    int left = body - 2 - 2 * panels->table_rows;
    panels->events_rows = left > EVENT_ROWS ? left - 1 : 0;
}

static struct panels place(struct panels panels, int first)
{
    bool airy = panels.events_rows >= AIRY_ROWS;

    panels.events_rows -= airy ? 2 : 0;
    panels.table_row = first;
    panels.timeline_row = first + 1 + panels.table_rows + (airy ? 1 : 0);
    panels.events_row = panels.timeline_row;
    if (panels.timeline_rows > 0)
        panels.events_row += 1 + panels.timeline_rows + (airy ? 1 : 0);
    return panels;
}

struct panels panels_of_page(int first, int last, size_t dimensions)
{
    struct panels panels = {0};

    share_page(&panels, last - first, dimensions);
    return place(panels, first);
}

struct panels panels_of_pane(int first, int last, size_t dimensions)
{
    struct panels panels = {0};

    share_pane(&panels, last - first, dimensions);
    return place(panels, first);
}

static const struct tenant_verdict *find_verdict(const struct view *view, size_t *row)
{
    *row = listing_find(view->listing, view->tenant->name);
    return *row < view->listing->count ? view->listing->rows[*row] : NULL;
}

static void draw_state(struct view *view, struct pen *pen, const struct tenant_verdict *verdict)
{
    char since[12];
    char remark[REMARK_SIZE];

    pen_text(pen, role_of_state(verdict->state), state_word(verdict->state));
    write_since(view, verdict->since.time_ms, verdict->since.before, since);
    if (since[0] != '\0')
        pen_printf(pen, role_of_state(verdict->state), " for %s", since);
    if (tenant_remark(view->tenant, view->state->choices.zone, remark))
        pen_printf(pen, ROLE_WARN, ", %s", remark);
}

void draw_tenant_heading(struct view *view, int row)
{
    const struct tenant *tenant = view->tenant;
    size_t listed;
    const struct tenant_verdict *verdict = find_verdict(view, &listed);
    struct pen pen = pen_at(view->frame, row, 1, view->frame->columns - 1);
    char text[64];

    if (verdict == NULL) {
        pen_text(&pen, ROLE_STRONG, tenant->name);
        return;
    }
    snprintf(text, sizeof(text), "%zu of %zu", places_find(view->tenants, listed) + 1,
             view->listing->count);
    pen_right(&pen, ROLE_MUTED, text, 20);
    pen.end -= 2;
    char age[8];
    write_newest(view, verdict, age);
    char every[8] = "";
    uint64_t reports = statistics_reports(tenant, view->window);
    if (tenant_interval(tenant) > 0)
        duration_format_short(tenant_interval(tenant), every);
    snprintf(text, sizeof(text), "newest %s, %" PRIu64 " report%s%s%s", age, reports,
             reports == 1 ? "" : "s", every[0] != '\0' ? ", every " : "", every);
    pen_right(&pen, verdict->state == STATE_SILENT ? ROLE_SILENT : ROLE_MUTED, text, 30);
    pen.end -= 2;
    int name_end = pen.end - 18;
    struct pen name = pen_at(view->frame, row, 1, name_end);
    pen_text(&name, ROLE_STRONG, tenant->name);
    pen.at = name.at + 2;
    draw_state(view, &pen, verdict);
}

/* Without reports there may still be something to tell: that the stream was deleted, for one. */
static void draw_without_readings(struct view *view, const struct panels *panels)
{
    struct pen pen = pen_at(view->frame, panels->table_row + 1, 2, view->frame->columns - 1);
    int events_row = panels->table_row + 3;
    int last_row = panels->events_row + panels->events_rows;

    const char *why = "There is no report in this window.";
    if (!view->tenant->looked_at)
        why = "Its newest report has not been read yet.";
    else if (view->tenant->skipped > 0)
        why = "No report in this window could be read.";
    pen_text(&pen, ROLE_MUTED, why);
    if (view->tenant->notice_count > 0 && events_row < last_row)
        draw_events(view, events_row, last_row - events_row);
}

void draw_tenant_panels(struct view *view, const struct panels *panels, size_t top)
{
    if (view->ranking->count == 0) {
        draw_without_readings(view, panels);
        return;
    }
    draw_dimension_table(view, panels->table_row, panels->table_rows, top);
    if (panels->timeline_rows > 0)
        draw_timeline(view, panels->timeline_row, panels->timeline_rows, top);
    if (panels->events_rows > 0)
        draw_events(view, panels->events_row, panels->events_rows);
}
