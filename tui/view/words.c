#include "config.h"

#include "view/words.h"

#include "base/duration.h"
#include "base/text.h"
#include "present/attention_words.h"
#include "present/event_words.h"
#include "view/pen.h"
#include "view/table.h"

#include <stdio.h>
#include <string.h>

/* Below a minute there are only two lengths. */
#define SHORT_MS (30 * MS_PER_SECOND)
#define SHORT_WORD "<30s"

/* Returns the steps in which a minute or more is told: a table of seconds would flicker. */
static int64_t step_of(int64_t length_ms)
{
    if (length_ms < MS_PER_HOUR)
        return MS_PER_MINUTE;
    return length_ms < 2 * MS_PER_DAY ? MS_PER_HOUR : MS_PER_DAY;
}

void write_elapsed(struct view *view, int64_t since_ms, bool running, char out[static 8])
{
    int64_t until_ms = running ? view->now_ms - view->now_ms % VIEW_TICK : view_moment(view);
    int64_t length_ms = until_ms > since_ms ? until_ms - since_ms : 0;

    if (running)
        view_holds_until(view, until_ms + VIEW_TICK);
    /* What is running may already be older by almost a tick. */
    if (length_ms + (running ? VIEW_TICK : 0) < SHORT_MS)
        strcpy(out, SHORT_WORD);
    else if (length_ms < MS_PER_MINUTE)
        duration_format_short(SHORT_MS, out);
    else
        duration_format_short(length_ms - length_ms % step_of(length_ms), out);
}

static void write_age(struct view *view, int64_t time_ms, char out[static 8])
{
    if (time_ms == INT64_MIN)
        strcpy(out, "-");
    else
        write_elapsed(view, time_ms, view->state->range.mode == RANGE_LIVE, out);
}

void write_newest(struct view *view, const struct tenant_verdict *verdict, char out[static 8])
{
    if (verdict->newest_ms == INT64_MIN && verdict->tenant->failed)
        strcpy(out, "?");
    else
        write_age(view, verdict->newest_ms, out);
}

void write_since(struct view *view, struct since since, char out[static 12])
{
    char length[8];

    out[0] = '\0';
    if (since.time_ms == INT64_MIN)
        return;
    write_elapsed(view, since.time_ms, view->state->range.mode == RANGE_LIVE, length);
    if (since.before && strcmp(length, SHORT_WORD) == 0)
        strcpy(out, ">0s");
    else
        snprintf(out, 12, "%s%s", since.before ? ">" : "", length);
}

void write_since_clock(const struct view *view, struct since since,
                       char out[static SINCE_CLOCK_SIZE])
{
    enum time_zone zone = view->state->choices.zone;
    char moment[SINCE_CLOCK_SIZE];

    out[0] = '\0';
    if (since.time_ms == INT64_MIN)
        return;
    if (view_moment(view) - since.time_ms >= MS_PER_DAY || since.time_ms > view_moment(view))
        timestamp_format_day(since.time_ms, zone, moment);
    else if (since.before)
        timestamp_format_minute(since.time_ms, zone, moment);
    else
        timestamp_format_clock(since.time_ms, zone, moment);
    snprintf(out, SINCE_CLOCK_SIZE, "%s%.14s", since.before ? "<" : "", moment);
}

/* Being well has no length worth a column, but being well again has. */
static struct since row_since(enum state state, struct since since, const struct alert *alert)
{
    bool well = state == STATE_OK || state == STATE_SUPERSEDED || state == STATE_UNJUDGED;

    return well && !alert_is_open(alert) ? SINCE_NONE : since;
}

struct since tenant_row_since(const struct tenant_verdict *verdict)
{
    return row_since(verdict->state, verdict->since, &verdict->alert);
}

struct since dimension_row_since(const struct dimension_verdict *verdict)
{
    return row_since(verdict->state, verdict->since, &verdict->alert);
}

int write_attention_mark(const struct view *view, int row, const struct column *column,
                         const char *dimension, const struct tenant *tenant)
{
    char mark = attention_mark(&view->state->attention, tenant->name, dimension);

    if (mark == '\0')
        return 0;
    frame_put(view->frame, row, column->at + column->width - 1, (uint32_t)mark,
              mark == '!' ? ROLE_WARN : ROLE_BUSY);
    return 2;
}

void write_event_length(struct view *view, const struct event *event, char out[static 24])
{
    char length[8];

    if (event->ongoing && view->state->range.back)
        duration_format_short(view_end(view) - event->start_ms, length);
    else if (event->ongoing)
        write_elapsed(view, event->start_ms, view->state->range.mode == RANGE_LIVE, length);
    else
        duration_format_short(event->end_ms - event->start_ms, length);
    snprintf(out, 24, "%s%s", length, event->ongoing ? " so far" : "");
}

enum role role_of_event(const struct event *event)
{
    switch (event->kind) {
    case EVENT_SILENCE:
        return ROLE_SILENT;
    case EVENT_AWAY:
        return ROLE_AWAY;
    case EVENT_NOTICE:
        return ROLE_BUSY;
    case EVENT_METADATA:
        return ROLE_STRONG;
    case EVENT_GONE:
        return event->ongoing ? ROLE_WARN : ROLE_MUTED;
    default:
        return event_severity(event) == SEVERITY_ABSENT ? ROLE_TEXT
                                                        : role_of_severity(event_severity(event));
    }
}

void write_name(struct frame *frame, int row, int column, int width, const char *name,
                enum role role)
{
    const char *end = name; /* as much of it as there is room for, from a dot on */

    while (end != NULL && text_width(slice_of(end)) + (end > name) > width) {
        const char *dot = strchr(end, '.');
        end = dot != NULL && dot[1] != '\0' ? dot + 1 : NULL;
    }
    if (end == NULL || end == name) {
        frame_text(frame, row, column, width, slice_of(name), role);
        return;
    }
    frame_put(frame, row, column, frame->ellipsis, role);
    frame_text(frame, row, column + 1, width - 1, slice_of(end), role);
}

void pen_hit(const struct pen *pen, const struct view *view, const char *key, int column)
{
    struct hit hit = {.row = pen->row, .column = column, .end = pen->at, .kind = HIT_KEY};

    if (keys_parse(slice_of(key), &hit.key))
        hits_add(view->hits, hit);
}

void pen_key(struct pen *pen, const struct view *view, enum action action, const char *text)
{
    char key[KEY_NAME_SIZE];
    int column = pen->at;

    if (!keymap_first(view->state->keymap, action, key))
        return;
    pen_printf(pen, ROLE_MUTED, "%s%s", key, text);
    pen_hit(pen, view, key, column);
}
