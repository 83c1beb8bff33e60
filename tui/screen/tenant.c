#include "config.h"

#include "screen/tenant.h"

#include "base/duration.h"
#include "judge/remark.h"
#include "judge/statistics.h"
#include "view/panels.h"
#include "view/pen.h"
#include "view/words.h"

#include <inttypes.h>
#include <stdio.h>

#define HEADING_ROW 1
#define FIRST_ROW 2
#define LAST_ROWS 2  /* status and keys */
#define FEW_ROWS 4   /* of dimensions: with less room, the timeline gives way */
#define EVENT_ROWS 3 /* that the page has at least */
#define AIRY_ROWS 8  /* left over: then there is a blank line between the panels */

/* Where the panels stand. 0 rows: left out. A title line comes before each panel's rows. */
struct layout {
    int table_row;
    int table_rows;
    int timeline_row;
    int timeline_rows;
    int events_row;
    int events_rows;
    int trouble_row; /* 0: there is none to show */
};

static bool has_trouble(const struct tenant *tenant)
{
    return tenant->trouble[0] != '\0' || tenant->skipped > 0 || tenant->names_refused > 0 ||
           tenant->history.duplicates > 0 || report_flaws_total(&tenant->flaws) > 0;
}

static int at_most(int rows, size_t limit)
{
    if (rows < 0)
        return 0;
    return (size_t)rows < limit ? rows : (int)limit;
}

/* Shares the lines of a page out: table and timeline show the same dimensions, the events get the
 * rest. */
static void share_page(struct layout *layout, int body, size_t dimensions)
{
    if (body >= 3 + 2 * at_most(FEW_ROWS, dimensions) + EVENT_ROWS) {
        layout->table_rows = at_most((body - 3 - EVENT_ROWS) / 2, dimensions);
        layout->timeline_rows = layout->table_rows;
        layout->events_rows = body - 3 - 2 * layout->table_rows;
    } else {
        layout->table_rows = at_most(body - 2 - EVENT_ROWS, dimensions);
        layout->events_rows = body - 2 - layout->table_rows;
    }
}

/* Shares the lines of a pane out: there, events come last, if at all. */
static void share_pane(struct layout *layout, int body, size_t dimensions)
{
    layout->table_rows = at_most((body - 2) / 2, dimensions);
    layout->timeline_rows = layout->table_rows;
    int left = body - 2 - 2 * layout->table_rows;
    layout->events_rows = left > EVENT_ROWS ? left - 1 : 0;
}

static struct layout place(struct layout layout, int first)
{
    bool airy = layout.events_rows >= AIRY_ROWS;

    layout.events_rows -= airy ? 2 : 0;
    layout.table_row = first;
    layout.timeline_row = first + 1 + layout.table_rows + (airy ? 1 : 0);
    layout.events_row = layout.timeline_row;
    if (layout.timeline_rows > 0)
        layout.events_row += 1 + layout.timeline_rows + (airy ? 1 : 0);
    return layout;
}

static struct layout page_layout(const struct view *view)
{
    struct layout layout = {0};
    int last = view->frame->rows - LAST_ROWS;

    if (has_trouble(view->tenant))
        layout.trouble_row = --last;
    share_page(&layout, last - FIRST_ROW, view->ranking->count);
    return place(layout, FIRST_ROW);
}

size_t tenant_rows(const struct view *view)
{
    return view->tenant != NULL ? (size_t)page_layout(view).table_rows : 0;
}

static const struct tenant_verdict *find_verdict(const struct view *view)
{
    size_t row = listing_find(view->listing, view->tenant->name);

    return row < view->listing->count ? view->listing->rows[row] : NULL;
}

static void draw_state(struct view *view, struct pen *pen, const struct tenant_verdict *verdict)
{
    char since[12];
    char remark[REMARK_SIZE];

    pen_text(pen, role_of_state(verdict->state), state_word(verdict->state));
    write_since(view, verdict->since_ms, verdict->since_before, since);
    if (since[0] != '\0')
        pen_printf(pen, role_of_state(verdict->state), " for %s", since);
    if (tenant_remark(view->tenant, view->state->zone, remark))
        pen_printf(pen, ROLE_WARN, ", %s", remark);
}

/* Who this is, how it is, and how much was reported. */
static void draw_heading(struct view *view, int row)
{
    const struct tenant *tenant = view->tenant;
    const struct tenant_verdict *verdict = find_verdict(view);
    struct pen pen = pen_at(view->frame, row, 1, view->frame->columns - 1);
    char text[64];

    if (verdict == NULL) {
        pen_text(&pen, ROLE_STRONG, tenant->name);
        return;
    }
    snprintf(text, sizeof(text), "%zu of %zu", state_row(view->state, view->listing) + 1,
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
    add_count(&pen, ROLE_WARN, tenant->names_refused, "name too many", "names too many");
    add_count(&pen, ROLE_MUTED, tenant->history.duplicates, "duplicate", "duplicates");
    if (tenant->trouble[0] != '\0')
        pen_printf(&pen, ROLE_MUTED, "%s%s", pen.at > 1 ? ": " : "", tenant->trouble);
}

static void draw_gone(struct view *view)
{
    struct pen pen = pen_at(view->frame, FIRST_ROW + 1, 2, view->frame->columns - 1);

    pen_printf(&pen, ROLE_STRONG, "There is no tenant \"%s\".",
               view->state->selected != NULL ? view->state->selected : "");
    pen = pen_at(view->frame, FIRST_ROW + 2, 2, view->frame->columns - 1);
    pen_text(&pen, ROLE_MUTED, "Esc shows the others.");
}

/* Without reports there may still be something to tell: that the stream was deleted, for one. */
static void draw_without_readings(struct view *view, const struct layout *layout)
{
    struct pen pen = pen_at(view->frame, layout->table_row + 1, 2, view->frame->columns - 1);
    int events_row = layout->table_row + 3;
    int last_row = layout->events_row + layout->events_rows;

    const char *why = "There is no report in this window.";
    if (!view->tenant->looked_at)
        why = "Its newest report has not been read yet.";
    else if (view->tenant->skipped > 0)
        why = "No report in this window could be read.";
    pen_text(&pen, ROLE_MUTED, why);
    if (view->tenant->notice_count > 0 && events_row < last_row)
        draw_events(view, events_row, last_row - events_row);
}

static void draw_panels(struct view *view, const struct layout *layout)
{
    if (view->ranking->count == 0) {
        draw_without_readings(view, layout);
        return;
    }
    draw_dimension_table(view, layout->table_row, layout->table_rows);
    if (layout->timeline_rows > 0)
        draw_timeline(view, layout->timeline_row, layout->timeline_rows);
    if (layout->events_rows > 0)
        draw_events(view, layout->events_row, layout->events_rows);
}

void draw_tenant(struct view *view)
{
    if (view->tenant == NULL) {
        draw_gone(view);
        return;
    }
    struct layout layout = page_layout(view);
    draw_heading(view, HEADING_ROW);
    if (layout.trouble_row > 0)
        draw_trouble(view, layout.trouble_row);
    draw_panels(view, &layout);
}

void draw_tenant_pane(struct view *view, int first, int last)
{
    struct layout layout = {0};

    if (view->tenant == NULL)
        return;
    draw_heading(view, first);
    share_pane(&layout, last - first - 1, view->ranking->count);
    layout = place(layout, first + 1);
    draw_panels(view, &layout);
}
