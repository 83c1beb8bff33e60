#include "config.h"

#include "view/dimension_statistics.h"

#include "present/number.h"
#include "present/state_words.h"
#include "view/pen.h"

#include <math.h>

#define LINES 4

/* Returns the row of the ranking that the page is about; NULL: there is none as of the moment. */
static const struct ranked_dimension *find_ranked(const struct view *view)
{
    for (size_t i = 0; i < view->ranking->count; i++) {
        if (view->ranking->rows[i].verdict == view->portrait->verdict)
            return &view->ranking->rows[i];
    }
    return NULL;
}

int dimension_statistics_rows(const struct view *view)
{
    return find_ranked(view) != NULL ? 1 + LINES : 0;
}

static struct pen line(const struct view *view, int row)
{
    return pen_at(view->frame, row, 1, view->frame->columns - 1);
}

static void write_count(struct pen *pen, enum severity severity, uint64_t count, uint64_t all)
{
    if (count == 0)
        return;
    pen_printf(pen, role_of_severity(severity), "  %s ", severity_word(severity));
    pen_printf(pen, ROLE_TEXT, "%.0f%%", 100 * (double)count / (double)all);
}

/* How many reports there are, and which share of them is what. */
static void draw_counts(const struct view *view, int row)
{
    struct pen pen = line(view, row);
    const struct ranked_dimension *ranked = find_ranked(view);

    if (ranked == NULL)
        return;
    const struct bucket *bucket = &ranked->window;
    uint64_t all = bucket->count;
    pen_printf(&pen, ROLE_TEXT, "%zu report%s", (size_t)all, all == 1 ? "" : "s");
    write_count(&pen, SEVERITY_DEGRADED, bucket->degraded, all);
    write_count(&pen, SEVERITY_WARN, bucket->warn, all);
    write_count(&pen, SEVERITY_NO_DATA, bucket->no_data, all);
    write_count(&pen, SEVERITY_OK, bucket->ok, all);
}

static void write_minute(const struct view *view, struct pen *pen, const char *word,
                         int64_t time_ms)
{
    char minute[16];

    timestamp_format_minute(time_ms, view->state->choices.zone, minute);
    pen_printf(pen, ROLE_MUTED, " %s %s", word, minute);
}

static void write_number(struct pen *pen, double number)
{
    char text[NUMBER_SIZE];

    number_value(number, text);
    pen_text(pen, ROLE_STRONG, text);
}

/* Its mean before it turned, and since. */
static void draw_means(const struct view *view, int row)
{
    const struct portrait *portrait = view->portrait;
    struct pen pen = line(view, row);
    char change[NUMBER_SIZE];

    pen_text(&pen, ROLE_MUTED, "mean ");
    write_number(&pen, portrait->before.mean);
    if (portrait->turn_ms == INT64_MIN)
        return;
    write_minute(view, &pen, "before", portrait->turn_ms);
    pen_text(&pen, ROLE_MUTED, ", since ");
    write_number(&pen, portrait->since.mean);
    number_relative(portrait->since.mean, portrait->before.mean, change);
    pen_printf(&pen, ROLE_TEXT, " (%s)", change);
}

static double value_of(const struct trace_point *point, bool highest)
{
    return highest ? point->value_max : point->value_min;
}

/* The lowest or the highest value of the chart, and when that was. */
static void draw_extreme(const struct view *view, int row, bool highest)
{
    const struct portrait *portrait = view->portrait;
    struct pen pen = line(view, row);
    size_t found = portrait->first;

    for (size_t i = portrait->first; i < portrait->end; i++) {
        double value = value_of(&portrait->points[i], highest);
        double best = value_of(&portrait->points[found], highest);
        if (isnan(best) || (highest ? value > best : value < best))
            found = i;
    }
    if (found == portrait->end || isnan(value_of(&portrait->points[found], highest)))
        return;
    pen_text(&pen, ROLE_MUTED, highest ? "highest " : "lowest ");
    write_number(&pen, value_of(&portrait->points[found], highest));
    write_minute(view, &pen, "at", grid_bucket(&portrait->grid, found).start_ms);
}

static void draw_lowest(const struct view *view, int row)
{
    draw_extreme(view, row, false);
}

static void draw_highest(const struct view *view, int row)
{
    draw_extreme(view, row, true);
}

void draw_dimension_statistics(struct view *view, int row, int rows)
{
    static void (*const lines[LINES])(const struct view *view, int row) = {
        draw_counts, draw_means, draw_lowest, draw_highest};
    struct pen pen = line(view, row);

    frame_fill(view->frame, row, 0, view->frame->columns, ' ', ROLE_COLUMN);
    pen_text(&pen, ROLE_COLUMN, "STATISTICS of this window");
    for (int i = 0; i < LINES && i + 1 < rows; i++)
        lines[i](view, row + 1 + i);
}
