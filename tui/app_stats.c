/* What the dashboard costs, on a row of its own and at the end. */
#include "config.h"

#include "app_private.h"

#include <stdio.h>

/* Not on the only row that there is. */
static bool has_row(const struct app *app, int rows)
{
    return app->options->stats && rows > 1;
}

void app_size(const struct app *app, int *columns, int *rows)
{
    tty_size(app->tty, columns, rows);
    *rows -= has_row(app, *rows);
}

static struct stats_beside beside(const struct app *app)
{
    return (struct stats_beside){.now_ms = timestamp_monotonic(),
                                 .polls = app->source->status.polls,
                                 .peak_kib = stats_peak_kib()};
}

const struct frame *app_stats_frame(struct app *app)
{
    const struct frame *frame = &app->dashboard.frame;
    struct frame *whole = &app->stats_frame;
    struct stats_beside now = beside(app);
    int columns;
    int rows;

    tty_size(app->tty, &columns, &rows);
    if (!has_row(app, rows) || !frame_is_size(frame, columns, rows - 1))
        return frame;
    frame_resize(whole, columns, rows);
    for (int row = 0; row < frame->rows; row++)
        frame_copy_row(whole, frame, row);
    whole->cursor_row = frame->cursor_row;
    whole->cursor_column = frame->cursor_column;
    stats_draw(whole, rows - 1, &app->stats, &now);
    return whole;
}

void app_stats_tell(const struct app *app)
{
    struct buffer text = {0};
    struct stats_beside now;

    if (!app->options->stats || app->source == NULL)
        return;
    now = beside(app);
    stats_tell(&app->stats, &now, &text);
    fprintf(stderr, "driftop: %s\n", buffer_text(&text));
    buffer_free(&text);
}
