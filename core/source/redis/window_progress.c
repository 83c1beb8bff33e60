#include "config.h"

#include "source/redis/window_progress.h"

void window_progress_cover(struct windows *windows, struct stream *stream)
{
    struct stream_window *window = &stream->window;
    int64_t end = streams_shown_now(windows->streams);
    int64_t since = history_known_since(&stream->tenant->history, window->load->range.end_ms);
    double covered = 0;

    if (end > window->load->range.end_ms)
        end = window->load->range.end_ms;
    if (since <= window->load->range.start_ms)
        covered = 1;
    else if (since < end)
        covered = (double)(end - since) / (double)(end - window->load->range.start_ms);
    windows->covered += covered - window->load->covered;
    window->load->covered = covered;
}

static size_t count_away(const struct streams *streams)
{
    size_t count = 0;

    if (streams->away == 0)
        return 0;
    for (size_t i = 0; i < streams->watched_count; i++)
        count += streams->watched[i]->window.loading && streams->watched[i]->away;
    return count;
}

void window_progress_tell(const struct windows *windows)
{
    struct source_status *status = windows->streams->status;

    status->loading_away = count_away(windows->streams);
    status->progress =
        status->loading > 0 && windows->loads > 0 ? windows->covered / (double)windows->loads : 1;
}

void window_progress_begin(struct windows *windows)
{
    struct source_status *status = windows->streams->status;

    if (status->loading++ == 0) {
        windows->loads = 0;
        windows->covered = 0;
        status->reports_loaded = 0;
    }
    windows->loads++;
}
