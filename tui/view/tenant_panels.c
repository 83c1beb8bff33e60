#include "config.h"

#include "view/tenant_panels.h"

#include "base/duration.h"
#include "base/text.h"
#include "judge/remark.h"
#include "judge/statistics.h"
#include "present/attention_words.h"
#include "view/chart_panel.h"
#include "view/metadata_lines.h"
#include "view/panels.h"
#include "view/pen.h"
#include "view/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define FEW_ROWS 4    /* of dimensions: with less room, the timeline gives way */
#define EVENT_ROWS 3  /* that the page has at least, */
#define MANY_EVENTS 5 /* and before there is a chart above them */
#define CHART_MOST 18
#define AIRY_ROWS 8    /* left over: then there is a blank line between the panels */
#define WIDE_SPARKS 40 /* columns */

static int at_most(int rows, size_t limit)
{
    if (rows < 0)
        return 0;
    return (size_t)rows < limit ? rows : (int)limit;
}

/* Gives a part of what the events have to a chart, and leaves them so many rows. */
static void share_chart(struct panels *panels, int events)
{
    int rows = panels->events_rows - events - 1;

    if (rows + 1 < CHART_PANEL_LEAST)
        return;
    panels->chart_rows = rows < CHART_MOST ? rows : CHART_MOST;
    panels->events_rows -= panels->chart_rows + 1;
}

/* Shares a page out, with a timeline where the dimensions have room twice. */
static void share_page(struct panels *panels, int body, size_t dimensions, bool timeline, int told)
{
    int events = told < EVENT_ROWS ? EVENT_ROWS - told : 1;

    if (timeline && body >= 3 + 2 * at_most(FEW_ROWS, dimensions) + events) {
        panels->table_rows = at_most((body - 3 - events) / 2, dimensions);
        panels->timeline_rows = panels->table_rows;
        panels->events_rows = body - 3 - 2 * panels->table_rows;
    } else {
        panels->table_rows = at_most(body - 2 - events, dimensions);
        panels->events_rows = body - 2 - panels->table_rows;
    }
    share_chart(panels, MANY_EVENTS);
}

/* In a pane the chart comes first, and there are events where they have room, too. */
static void share_pane(struct panels *panels, int body, size_t dimensions)
{
    panels->table_rows = at_most(body - 1, dimensions);
    int left = body - 1 - panels->table_rows;
    panels->events_rows = left - 1;
    share_chart(panels, left > CHART_PANEL_LEAST + EVENT_ROWS ? EVENT_ROWS : -1);
    if (panels->events_rows < EVENT_ROWS)
        panels->events_rows = 0;
}

/* Returns the rows from the title of a panel to behind the blank line below it. */
static int height(int rows, bool airy)
{
    return rows > 0 ? 1 + rows + (airy ? 1 : 0) : 0;
}

static struct panels place(struct panels panels, int first)
{
    bool airy = panels.events_rows >= AIRY_ROWS;

    if (airy)
        panels.events_rows -= 1 + (panels.timeline_rows > 0) + (panels.chart_rows > 0);
    panels.table_row = first;
    panels.timeline_row = first + height(panels.table_rows, airy);
    panels.chart_row = panels.timeline_row + height(panels.timeline_rows, airy);
    panels.events_row = panels.chart_row + height(panels.chart_rows, airy);
    return panels;
}

struct panels panels_of_page(const struct view *view, int first, int last, int told)
{
    struct panels panels = {0};

    share_page(&panels, last - first, view->ranking->count, view->axis.sparks < WIDE_SPARKS, told);
    return place(panels, first);
}

struct panels panels_of_pane(const struct view *view, int first, int last)
{
    struct panels panels = {0};

    share_pane(&panels, last - first, view->ranking->count);
    return place(panels, first);
}

struct axis_room tenant_panels_axis(const struct view *view, struct axis_room sparks)
{
    return sparks.cells > 0 ? axis_room_of_sparks(sparks, panel_names_end(view))
                            : timeline_room(view);
}

/* Writes which one of those that are listed the tenant is. */
static void write_place(const struct view *view, char *out, size_t size)
{
    const struct listing *listing = view->listing;
    size_t row = listing_find(listing, view->tenant->name);

    if (row < listing->count)
        snprintf(out, size, "%zu of %zu", places_find(view->tenants, row) + 1, listing->count);
    else
        snprintf(out, size, "hidden in the list");
}

/* What was said of it, where no remark tells that. */
static void append_attention(struct view *view, struct buffer *out)
{
    const struct telling telling = {view->own_now_ms, view->state->choices.zone};
    struct buffer words = {0};

    attention_describe(&view->state->attention, view->tenant->name, NULL, telling, &words);
    if (words.size > 0 && view->state->stack.count == 1)
        buffer_printf(out, "; %s", buffer_text(&words));
    buffer_free(&words);
}

/* How it is, and since when; or why it has little to show. */
static void describe(struct view *view, const struct tenant_verdict *verdict, struct buffer *out)
{
    char remark[REMARK_SIZE];

    tenant_describe(verdict, view_telling(view), out);
    append_attention(view, out);
    if (tenant_remark(view->tenant, view->state->choices.zone, remark))
        buffer_printf(out, ", %s", remark);
}

/* How much there is of it, as far as there is room for it beside `taken` columns. */
static void draw_amount(struct view *view, struct pen *pen, const struct tenant_verdict *verdict,
                        int taken)
{
    uint64_t reports = statistics_reports(view->tenant, view->window);
    enum role role = verdict->silent ? ROLE_SILENT : ROLE_MUTED;
    char every[8] = "";
    char text[64];
    char age[8];

    write_newest(view, verdict, age);
    if (verdict->usual_ms > 0)
        duration_format_short(verdict->usual_ms, every);
    snprintf(text, sizeof(text), "newest %s, %" PRIu64 " report%s%s%s", age, reports,
             reports == 1 ? "" : "s", every[0] != '\0' ? ", every " : "", every);
    if (taken + 2 + (int)strlen(text) > pen->end - pen->at)
        snprintf(text, sizeof(text), "newest %s", age);
    pen_right(pen, role, text, 30);
}

void draw_tenant_heading(struct view *view, int row)
{
    const struct tenant_verdict *verdict =
        judgement_find(view->listing->judgement, tenant_name(view->tenant));
    struct slice title = tenant_title(view->tenant);
    struct pen pen = pen_at(view->frame, row, 1, view->frame->columns - 1);
    struct buffer words = {0};
    char place[64];

    if (verdict == NULL) {
        pen_slice(&pen, ROLE_STRONG, title);
        return;
    }
    describe(view, verdict, &words);
    write_place(view, place, sizeof(place));
    pen_right(&pen, ROLE_MUTED, place, 20);
    int said = text_width((struct slice){buffer_text(&words), words.size});
    draw_amount(view, &pen, verdict, text_width(title) + 2 + said);
    if (marks_have(&view->state->choices.marks, view->tenant->name))
        frame_put(view->frame, row, 0, view->glyphs->bullet, ROLE_KEY);
    struct pen name = pen_at(view->frame, row, 1, pen.end - 18);
    pen_slice(&name, ROLE_STRONG, title);
    pen.at = name.at + 2;
    pen_text(&pen, role_of_state(verdict->state), buffer_text(&words));
    buffer_free(&words);
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

/* Sparklines that tell what a timeline would have its marks, too. */
static void draw_table_marks(struct view *view, int row)
{
    struct axis sparks = axis_of_sparks(&view->axis);

    if (sparks.cells >= WIDE_SPARKS)
        draw_metadata_marks(view, DIMENSION_NONE, row, &sparks);
}

void draw_tenant_panels(struct view *view, const struct panels *panels, size_t top)
{
    if (view->ranking->count == 0) {
        draw_without_readings(view, panels);
        return;
    }
    draw_dimension_table(view, panels->table_row, panels->table_rows, top);
    draw_table_marks(view, panels->table_row);
    if (panels->timeline_rows > 0)
        draw_timeline(view, panels->timeline_row, panels->timeline_rows, top);
    if (panels->events_rows > 0)
        draw_events(view, panels->events_row, panels->events_rows);
    if (panels->chart_rows > 0 && has_chart_panel(view))
        draw_chart_panel(view, panels->chart_row, panels->chart_rows);
}
