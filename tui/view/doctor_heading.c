/* What the findings amount to, of what they are and how old, and how the examination gets on. */
#include "config.h"

#include "base/duration.h"
#include "view/doctor.h"
#include "view/pen.h"
#include "view/words.h"

#include <stdio.h>
#include <string.h>

#define AGO_SIZE 16

/* Writes how long ago something was: "just now", "4m ago". */
static void write_ago(struct view *view, int64_t time_ms, char out[static AGO_SIZE])
{
    int64_t length_ms = view->own_now_ms > time_ms ? view->own_now_ms - time_ms : 0;
    char length[8];

    view_holds_until(view, view->now_ms + MS_PER_MINUTE - length_ms % MS_PER_MINUTE);
    duration_format_short(length_ms, length);
    if (length_ms < MS_PER_MINUTE)
        snprintf(out, AGO_SIZE, "just now");
    else
        snprintf(out, AGO_SIZE, "%s ago", length);
}

static const struct {
    enum finding_severity severity;
    enum role role;
    const char *one;
    const char *many;
} kinds[] = {
    {FINDING_ERROR, ROLE_DEGRADED, "error", "errors"},
    {FINDING_WARNING, ROLE_WARN, "warning", "warnings"},
    {FINDING_INFO, ROLE_NO_DATA, "note", "notes"},
};

static void draw_counts(const struct checkup *checkup, struct pen *pen)
{
    size_t unchecked = checkup->findings.unchecked_count;

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        size_t count = findings_count(&checkup->findings, kinds[i].severity);
        pen_gap(pen, 2);
        pen_printf(pen, count > 0 ? kinds[i].role : ROLE_MUTED, "%zu %s", count,
                   count == 1 ? kinds[i].one : kinds[i].many);
    }
    pen_gap(pen, 2);
    if (unchecked > 0 && pen->end - pen->at > (int)strlen("999 not checked"))
        pen_printf(pen, ROLE_MUTED, "%zu not checked", unchecked);
}

void draw_doctor_heading(struct view *view, int row, size_t top, size_t rows)
{
    const struct checkup *checkup = view->checkup;
    struct pen pen = pen_at(view->frame, row, 1, view->frame->columns - 1);
    size_t last = top + rows < checkup->count ? top + rows : checkup->count;
    char shown[64];

    if (checkup->count > rows) {
        snprintf(shown, sizeof(shown), "%zu-%zu of %zu", top + 1, last, checkup->count);
        pen_right(&pen, ROLE_MUTED, shown, 30);
    }
    pen_text(&pen, ROLE_STRONG, "DOCTOR");
    if (checkup->made_ms != 0)
        draw_counts(checkup, &pen);
}

void draw_doctor_heading_dated(struct view *view, int row)
{
    const struct checkup *checkup = view->checkup;
    struct pen pen = pen_at(view->frame, row, 1, view->frame->columns - 1);
    char ago[AGO_SIZE] = "";

    if (checkup->made_ms != 0)
        write_ago(view, checkup->made_ms, ago);
    if (checkup->runs)
        pen_right(&pen, ROLE_BUSY, "examining", 0);
    else
        pen_right(&pen, ROLE_MUTED, ago, 0);
    pen_text(&pen, ROLE_STRONG, "DOCTOR");
    if (checkup->made_ms != 0)
        draw_counts(checkup, &pen);
}

static void draw_progress(const struct checkup *checkup, struct pen *pen)
{
    if (checkup->total > 0)
        pen_printf(pen, ROLE_BUSY, "examining, %zu of %zu streams", checkup->done, checkup->total);
    else if (checkup->done > 0)
        pen_printf(pen, ROLE_BUSY, "examining, %zu streams found", checkup->done);
    else
        pen_text(pen, ROLE_BUSY, "examining");
}

static void draw_failure(struct view *view, struct pen *pen)
{
    char ago[AGO_SIZE];

    write_ago(view, view->checkup->failed_ms, ago);
    pen_printf(pen, ROLE_WARN, "could not be examined %s: %s", ago, view->checkup->error.text);
}

/* "12 streams on 3 servers, entries of 500" */
static void draw_extent(const struct checkup *checkup, struct pen *pen)
{
    pen_printf(pen, ROLE_MUTED, "%zu stream%s", checkup->streams, checkup->streams == 1 ? "" : "s");
    if (checkup->nodes > 1)
        pen_printf(pen, ROLE_MUTED, " on %zu servers", checkup->nodes);
    if (checkup->sampled > 0 && checkup->sampled < checkup->streams)
        pen_printf(pen, ROLE_MUTED, ", entries of %zu of them", checkup->sampled);
    pen_text(pen, ROLE_MUTED, ", ");
}

static void draw_next(struct view *view, struct pen *pen)
{
    int64_t left_ms = view->checkup->next_ms - view->own_now_ms;
    char length[8];

    if (view->checkup->next_ms == 0 || left_ms <= 0)
        return;
    duration_format_short(left_ms + MS_PER_MINUTE - 1, length);
    view_holds_until(view, view->now_ms + left_ms % MS_PER_MINUTE + 1);
    pen_printf(pen, ROLE_MUTED, ", again in %s", length);
}

/* Of what is being renewed, or could not be. */
static void draw_age(struct view *view, struct pen *pen)
{
    char ago[AGO_SIZE];
    char text[AGO_SIZE + 32];

    if (view->checkup->made_ms == 0)
        return;
    write_ago(view, view->checkup->made_ms, ago);
    snprintf(text, sizeof(text), "below: as it was %s", ago);
    pen_right(pen, ROLE_MUTED, text, 0);
}

void draw_doctor_scope(struct view *view, int row)
{
    const struct checkup *checkup = view->checkup;
    struct pen pen = pen_at(view->frame, row, 1, view->frame->columns - 1);
    char ago[AGO_SIZE];

    if (checkup->runs || checkup->failed_ms != 0)
        draw_age(view, &pen);
    if (checkup->runs)
        draw_progress(checkup, &pen);
    else if (checkup->failed_ms != 0)
        draw_failure(view, &pen);
    else if (checkup->made_ms != 0) {
        draw_extent(checkup, &pen);
        write_ago(view, checkup->made_ms, ago);
        pen_text(&pen, ROLE_MUTED, ago);
        draw_next(view, &pen);
    }
}
