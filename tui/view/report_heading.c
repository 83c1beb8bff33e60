#include "config.h"

#include "base/duration.h"
#include "view/pen.h"
#include "view/report.h"

#include <inttypes.h>
#include <stdio.h>

#define EXACT_MS (10 * MS_PER_SECOND) /* a shorter lag is told in tenths of a second */
#define KEPT_FOR_NAME 40

bool report_is_held(const struct original *original)
{
    return original != NULL && original->held && original->unreadable.class == ERROR_NONE;
}

bool report_is_compared(const struct report_look *look)
{
    return report_is_held(look->now) && report_is_held(look->before);
}

static const char *step_sign(const struct view *view)
{
    return view->frame->ascii || view->glyphs->set == GLYPHS_ASCII ? " > " : " \u203a ";
}

/* The way here: the tenant, what was selected in it, and the report. */
void draw_report_heading(struct view *view, const struct report_look *look, int row)
{
    struct pen pen = pen_at(view->frame, row, 1, view->frame->columns - 1);
    const struct stack *stack = &view->state->stack;
    char id[STREAM_ID_SIZE];
    char number[64];

    stream_id_format(look->id, id);
    snprintf(number, sizeof(number), "%zu of %zu in this window", look->row.number,
             look->row.count);
    if (look->row.number > 0)
        pen_right(&pen, ROLE_MUTED, number, KEPT_FOR_NAME);
    pen_slice(&pen, ROLE_STRONG, tenant_title(view->tenant));
    for (size_t i = 1; i < stack->count && &stack->places[i] < view->place; i++) {
        if (stack->places[i].selected == NULL)
            continue;
        pen_text(&pen, ROLE_MUTED, step_sign(view));
        pen_text(&pen, ROLE_TEXT, stack->places[i].selected);
    }
    pen_text(&pen, ROLE_MUTED, step_sign(view));
    pen_text(&pen, ROLE_STRONG, id);
}

static void draw_time(const struct view *view, struct pen *pen, int64_t time_ms)
{
    enum time_zone zone = view->state->choices.zone;
    char text[32];

    timestamp_format(time_ms, zone, text);
    pen_text(pen, ROLE_TEXT, text);
    pen_printf(pen, ROLE_TEXT, ".%03d", (int)(((time_ms % 1000) + 1000) % 1000));
    pen_printf(pen, ROLE_MUTED, " %s", timestamp_zone_name(time_ms, zone));
}

/* Returns the role of a lag: a report that is told long after its window is late news. */
static void draw_lag(struct pen *pen, int64_t lag_ms)
{
    char text[32];

    if (lag_ms > -EXACT_MS && lag_ms < EXACT_MS)
        snprintf(text, sizeof(text), "%.1fs", (double)lag_ms / 1000);
    else
        duration_format(lag_ms - lag_ms % MS_PER_SECOND, text);
    pen_text(pen, ROLE_MUTED, "   lag ");
    pen_text(pen, lag_ms < 0 ? ROLE_WARN : ROLE_TEXT, text);
}

static void draw_window(const struct view *view, struct pen *pen, const struct report *report,
                        int64_t time_ms)
{
    enum time_zone zone = view->state->choices.zone;
    struct report_window window = report_window(report);
    char start[16];
    char end[16];
    char length[32];

    pen_text(pen, ROLE_MUTED, "   window ");
    if (window.start_ms == INT64_MIN || window.end_ms == INT64_MIN) {
        pen_text(pen, ROLE_MUTED, "not told");
    } else {
        timestamp_format_clock(window.start_ms, zone, start);
        timestamp_format_clock(window.end_ms, zone, end);
        duration_format(window.end_ms - window.start_ms, length);
        pen_printf(pen, ROLE_TEXT, "%s-%s", start, end);
        pen_printf(pen, ROLE_MUTED, " (%s)", length);
    }
    if (window.end_ms != INT64_MIN)
        draw_lag(pen, time_ms - window.end_ms);
}

static const char *dialect_words(const struct original *original)
{
    static const char *const words[] = {
        [DIALECT_NONE] = "no dimensions",
        [DIALECT_COMMA] = "report: as RedisSink writes it",
        [DIALECT_LINE] = "dimensions: as export writes it",
        [DIALECT_BAR] = "dims: as StreamDriftSink writes it",
    };

    return words[original->report.dialect];
}

static void draw_size(struct pen *pen, const struct original *original)
{
    if (original->is_line)
        pen_text(pen, ROLE_TEXT, "a line");
    else
        pen_printf(pen, ROLE_TEXT, "%zu field%s", original->all_fields,
                   original->all_fields == 1 ? "" : "s");
    pen_printf(pen, ROLE_TEXT, ", %zu bytes", original->bytes);
    if (original->kept < original->bytes)
        pen_printf(pen, ROLE_WARN, ", %zu of them shown", original->kept);
    pen_printf(pen, ROLE_MUTED, "   %s", dialect_words(original));
    if (original->where.size > 0)
        pen_printf(pen, ROLE_MUTED, "   %s", buffer_text(&original->where));
}

void draw_report_facts(struct view *view, const struct report_look *look, int row)
{
    struct pen pen = pen_at(view->frame, row, 1, view->frame->columns - 1);
    int64_t time_ms = stream_id_time(look->id);

    draw_time(view, &pen, time_ms);
    if (look->now == NULL || !look->now->held)
        return;
    draw_window(view, &pen, &look->now->report, time_ms);
    pen = pen_at(view->frame, row + 1, 1, view->frame->columns - 1);
    draw_size(&pen, look->now);
}

/* Writes it into as many lines as it takes, and returns how many. */
static int write_command(const struct view *view, const struct original *original, int row,
                         int rows)
{
    struct frame *frame = view->frame;
    struct sheet sheet = {
        .frame = frame, .row = row, .rows = rows, .left = 1, .right = frame->columns - 1};
    struct pen pen = sheet_line(&sheet);

    sheet_flow(&sheet, &pen, 2, ROLE_MUTED,
               (struct slice){buffer_text(&original->command), original->command.size});
    return (int)sheet.line;
}

int report_command_rows(const struct view *view, const struct report_look *look)
{
    if (look->now == NULL || look->now->command.size == 0)
        return 0;
    int rows = write_command(view, look->now, 0, 0);
    return rows < REPORT_COMMAND_ROWS ? rows : REPORT_COMMAND_ROWS;
}

void draw_report_command(struct view *view, const struct report_look *look, int row, int rows)
{
    if (rows > 0)
        write_command(view, look->now, row, rows);
}
