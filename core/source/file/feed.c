/* The feed of a file: its reports in the order of the file, but for what the reader puts right. */
#include "config.h"

#include "source/feed.h"

#include "base/memory.h"
#include "base/timestamp.h"
#include "source/file/name.h"
#include "source/file/reader.h"
#include "source/file/tenants.h"

#include <inttypes.h>
#include <stdio.h>

struct file_feed {
    struct feed base; /* first: a struct feed * is cast to this */
    struct file_reader *reader;
    struct file_tenants tenants;
    struct buffer record;
    uv_timer_t start; /* tells that it is ready, from the loop */
};

static struct file_feed *file_of(struct feed *feed)
{
    return (struct file_feed *)feed;
}

static bool is_in_window(const struct feed *feed, int64_t time_ms)
{
    const struct time_range *window = &feed->request.window;

    return time_ms >= window->start_ms && (time_ms < window->end_ms || window->end_ms == INT64_MAX);
}

static void on_report(void *context, struct report *report)
{
    struct file_feed *file = context;
    struct feed *feed = &file->base;
    struct slice name = file_tenants_name(&file->tenants, report);

    if (name.data == NULL)
        return;
    struct tenant *tenant = fleet_tenant(&feed->fleet, name);
    file_tenants_number(tenant, report);
    tenant->has_report = true;
    tenant->newest_id = report->id;
    if (!is_in_window(feed, stream_id_time(report->id)))
        return;
    if (report->tenant.size > 0)
        name = report->tenant;
    buffer_clear(&file->record);
    feed->events->format(feed->context, name, report, &file->record);
    feed->events->record(feed->context, report->id,
                         (struct slice){file->record.data, file->record.size});
    if (feed->paused && !feed->closing)
        file_reader_pause(file->reader);
}

static void on_unreadable(void *context, const struct report *report, uint64_t line,
                          const char *reason)
{
    const struct file_feed *file = context;
    char where[32];

    (void)report;
    snprintf(where, sizeof(where), "line %" PRIu64, line);
    file->base.events->unreadable(file->base.context, slice_of(file->base.name), where, reason);
}

static void on_noted(void *context, const char *text)
{
    const struct file_feed *file = context;

    file->base.events->noted(file->base.context, (struct slice){0}, text);
}

static void on_turned(void *context)
{
    struct file_feed *file = context;
    struct feed *feed = &file->base;

    feed->status.answered_ms = timestamp_now();
    feed->size = file_reader_size(file->reader);
    feed->position = file_reader_position(file->reader);
    feed->events->changed(feed->context);
}

static void on_caught_up(void *context)
{
    const struct file_feed *file = context;

    if (file_reader_has_ended(file->reader))
        file->base.events->ended(file->base.context);
}

static void on_stopped(void *context, const struct error *error)
{
    struct file_feed *file = context;

    file->base.status.phase = SOURCE_STOPPED;
    file->base.status.error = *error;
    file->base.events->changed(file->base.context);
}

static void on_start(uv_timer_t *timer)
{
    struct file_feed *file = timer->data;

    file->base.events->changed(file->base.context);
    if (!file->base.closing)
        file->base.events->ready(file->base.context);
}

static void begin(struct feed *feed)
{
    file_reader_begin(file_of(feed)->reader);
}

static void resume(struct feed *feed)
{
    file_reader_resume(file_of(feed)->reader);
}

static void on_reader_closed(void *context)
{
    struct file_feed *file = context;

    file_tenants_free(&file->tenants);
    buffer_free(&file->record);
    feed_closed(&file->base);
}

static void on_start_closed(uv_handle_t *handle)
{
    struct file_feed *file = handle->data;

    file_reader_close(file->reader, on_reader_closed);
}

static void close_feed(struct feed *feed)
{
    struct file_feed *file = file_of(feed);

    file_reader_pause(file->reader);
    uv_close((uv_handle_t *)&file->start, on_start_closed);
}

struct feed *file_feed_open(uv_loop_t *loop, const char *spec, const struct source_options *options,
                            struct error *error)
{
    static const struct feed_ops ops = {begin, resume, close_feed};
    static const struct file_reader_events events = {
        .report = on_report,
        .unreadable = on_unreadable,
        .noted = on_noted,
        .turned = on_turned,
        .caught_up = on_caught_up,
        .stopped = on_stopped,
        .keeps_numbers = true,
    };
    const char *path = file_name_path(spec, error);

    if (path == NULL)
        return NULL;
    struct file_feed *file = mem_zalloc(1, sizeof(*file));
    file->base.ops = &ops;
    file->base.status.phase = SOURCE_LIVE;
    file->base.status.discovered = true;
    file->base.is_recording = true;
    file_name_show(path, file->base.name, sizeof(file->base.name));
    file_tenants_init(&file->tenants, path, options);
    file->reader =
        file_reader_create(loop, path, options->follow, options->refresh_ms, &events, file);
    /* Neither call can fail: the loop runs and the handle is fresh. */
    uv_timer_init(loop, &file->start);
    file->start.data = file;
    uv_timer_start(&file->start, on_start, 0, 0);
    return &file->base;
}
