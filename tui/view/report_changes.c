#include "config.h"

#include "base/text.h"
#include "view/report.h"
#include "wire/json_write.h"

#include <math.h>
#include <stdio.h>

#define NAME_MAX_COLUMNS 30
#define FIGURE_SIZE 32

static const char *const labels[DIFFERENCE_KINDS] = {
    [DIFFERENCE_VALUE] = "value",
    [DIFFERENCE_BASELINE] = "baseline",
    [DIFFERENCE_Z] = "z",
    [DIFFERENCE_SAMPLES] = "n",
};

static void write_text(struct sheet *sheet, struct pen *pen, enum role role, struct slice text)
{
    bool is_there = text.data != NULL;

    sheet_flow(sheet, pen, 2, is_there ? role : ROLE_MUTED,
               is_there ? metadata_bare(text) : SLICE("none"));
}

static void write_arrow(const struct view *view, struct pen *pen)
{
    pen_gap(pen, 1);
    pen_put(pen, ROLE_MUTED, view->glyphs->arrow);
    pen_gap(pen, 1);
}

/* Returns the columns that the names of dimensions take. */
static int names_width(const struct report_look *look)
{
    int width = 0;

    for (size_t i = 0; i < look->differences.count; i++) {
        int name = text_width(look->differences.all[i].dimension);
        width = name > width ? name : width;
    }
    return width < NAME_MAX_COLUMNS ? width : NAME_MAX_COLUMNS;
}

/* Begins a line with the name of a dimension. */
static struct pen begin_line(struct sheet *sheet, int names, struct slice dimension)
{
    struct pen pen = sheet_line(sheet);
    struct pen name = pen;

    name.end = name.at + names < pen.end ? name.at + names : pen.end;
    pen_slice(&name, ROLE_STRONG, dimension);
    pen.at += names + 2;
    return pen;
}

static void write_change(const struct view *view, struct sheet *sheet, struct pen *pen,
                         const struct difference *difference)
{
    if (difference->kind == DIFFERENCE_METADATA) {
        sheet_flow(sheet, pen, 2, ROLE_MUTED,
                   difference->path.size > 0 ? difference->path : SLICE("metadata"));
        pen_text(pen, ROLE_MUTED, ": ");
    }
    write_text(sheet, pen, ROLE_TEXT, difference->before);
    write_arrow(view, pen);
    write_text(sheet, pen, ROLE_WARN, difference->now);
}

static void write_loud(const struct view *view, struct sheet *sheet, int names,
                       const struct difference *difference)
{
    struct pen pen = begin_line(sheet, names, difference->dimension);

    if (difference->kind == DIFFERENCE_CAME)
        pen_text(&pen, ROLE_WARN, "came: the report before does not name it");
    else if (difference->kind == DIFFERENCE_WENT)
        pen_text(&pen, ROLE_WARN, "went: only the report before names it");
    else
        write_change(view, sheet, &pen, difference);
}

static bool is_figure(const struct difference *difference)
{
    return difference->kind > DIFFERENCE_SEVERITY;
}

static size_t count_loud(const struct report_look *look)
{
    size_t count = 0;

    while (count < look->differences.count && !is_figure(&look->differences.all[count]))
        count++;
    return count;
}

void write_report_changes(const struct view *view, const struct report_look *look,
                          struct sheet *sheet)
{
    size_t count = count_loud(look);
    int names = names_width(look);

    if (count > 0)
        sheet_heading(sheet, "CHANGED since the report before");
    for (size_t i = 0; i < count; i++)
        write_loud(view, sheet, names, &look->differences.all[i]);
}

/* Writes a figure with all its digits: what differs is to be seen. */
static void write_figure(double figure, char out[static FIGURE_SIZE])
{
    struct buffer digits = {0};
    struct json_writer json = {.out = &digits, .style = &json_compact};

    json_write_number(&json, figure);
    snprintf(out, FIGURE_SIZE, "%s", isnan(figure) ? "-" : buffer_text(&digits));
    buffer_free(&digits);
}

static void write_figures(const struct view *view, struct pen *pen,
                          const struct difference *difference)
{
    char text[FIGURE_SIZE];

    pen_printf(pen, ROLE_MUTED, "%s ", labels[difference->kind]);
    write_figure(difference->number_before, text);
    pen_text(pen, ROLE_TEXT, text);
    write_arrow(view, pen);
    write_figure(difference->number_now, text);
    pen_text(pen, ROLE_STRONG, text);
    pen_gap(pen, 3);
}

/* Returns the columns that a figure takes at most. */
static int figures_width(const struct difference *difference)
{
    char before[FIGURE_SIZE];
    char now[FIGURE_SIZE];

    write_figure(difference->number_before, before);
    write_figure(difference->number_now, now);
    return (int)(strlen(labels[difference->kind]) + strlen(before) + strlen(now)) + 4;
}

/* Those of one dimension stand in a line, as far as there is room. */
static void write_quiet(const struct view *view, const struct report_look *look,
                        struct sheet *sheet, size_t first)
{
    int names = names_width(look);
    struct pen pen = {0};

    for (size_t i = first; i < look->differences.count; i++) {
        const struct difference *difference = &look->differences.all[i];
        struct slice name = difference->dimension;
        bool is_next = i == first || !slice_equals(name, difference[-1].dimension);
        if (is_next || pen.at + figures_width(difference) > pen.end)
            pen = begin_line(sheet, names, is_next ? name : (struct slice){0});
        write_figures(view, &pen, difference);
    }
}

static const char *why_nothing(const struct report_look *look, bool any)
{
    if (!look->row.has_older)
        return "no report before it is loaded";
    if (!report_is_compared(look))
        return "the report before is not here yet, or is none that can be read";
    return any ? "all else is the same" : "all figures are the same";
}

void write_report_differences(const struct view *view, const struct report_look *look,
                              struct sheet *sheet)
{
    size_t first = count_loud(look);

    sheet_heading(sheet, "DIFFERENCES of figures to the report before");
    write_quiet(view, look, sheet, first);
    struct pen pen = sheet_line(sheet);
    pen_text(&pen, ROLE_MUTED, why_nothing(look, first < look->differences.count));
}
