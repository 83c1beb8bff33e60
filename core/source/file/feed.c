/* The feed of files: their reports in the order of time, as far as each file has them so. */
#include "config.h"

#include "source/feed.h"

#include "base/memory.h"
#include "base/timestamp.h"
#include "source/file/name.h"
#include "source/file/set.h"
#include "source/file/tenants.h"

#include <stdlib.h>

struct file_feed {
    struct feed base; /* first: a struct feed * is cast to this */
    struct file_set files;
    struct file_tenants tenants;
    struct buffer record;
    uv_timer_t start; /* tells that it is ready, from the loop */
};

static struct file_feed *file_of(struct feed *feed)
{
    return (struct file_feed *)feed;
}

static struct file_feed *feed_of(const struct file_member *member)
{
    return member->set->owner;
}

static bool is_in_window(const struct feed *feed, int64_t time_ms)
{
    const struct time_range *window = &feed->request.window;

    return time_ms >= window->start_ms && (time_ms < window->end_ms || window->end_ms == INT64_MAX);
}

/* Hands out the report that a file has at hand. */
static void hand_out(struct file_feed *file, struct file_member *member)
{
    struct feed *feed = &file->base;
    struct report *report = member->report;
    struct slice name = file_tenants_name(&file->tenants, member->path, report);

    member->report = NULL;
    if (name.data == NULL)
        return;
    struct tenant *tenant = fleet_tenant(&feed->fleet, name);
    file_tenants_number(tenant, report);
    tenant->has_report = true;
    tenant->newest_id = report->id;
    if (!is_in_window(feed, stream_id_time(report->id)))
        return;
    if (report->tenant.data != NULL)
        name = report->tenant;
    else
        name = file_name_tenant(member->path);
    buffer_clear(&file->record);
    feed->events->format(feed->context, name, report, &file->record);
    feed->events->record(feed->context, report->id,
                         (struct slice){file->record.data, file->record.size});
}

/* Returns the file with the oldest report at hand; NULL when there is none, or a file that has none
 * may still bring an older one. */
static struct file_member *oldest(const struct file_feed *file)
{
    struct file_member *found = NULL;

    for (size_t i = 0; i < file->files.count; i++) {
        struct file_member *member = &file->files.members[i];
        if (member->report == NULL && !member->was_read)
            return NULL;
        if (member->report != NULL &&
            (found == NULL || stream_id_compare(member->report->id, found->report->id) < 0))
            found = member;
    }
    return found;
}

/* Hands out what is due. Readers wait while a report of theirs is at hand. */
static void pump(struct file_feed *file)
{
    struct file_member *member;

    while (!file->base.paused && !file->base.closing && (member = oldest(file)) != NULL) {
        hand_out(file, member);
        if (!file->base.closing)
            file_reader_resume(member->reader);
    }
}

static void on_report(void *context, struct report *report, uint64_t line)
{
    struct file_member *member = context;

    (void)line;
    member->report = report;
    file_reader_pause(member->reader);
    pump(feed_of(member));
}

static void on_unreadable(void *context, const struct report *report, uint64_t line,
                          const char *reason)
{
    const struct file_member *member = context;
    const struct file_feed *file = feed_of(member);
    char where[FILE_LINE_SIZE];

    (void)report;
    if (file->base.closing)
        return;
    file_name_line(member->path, line, where);
    file->base.events->unreadable(file->base.context, (struct slice){0}, where, reason);
}

/* Tells of a loss; where there are several files, of which one. */
static void lose(const struct file_member *member, const char *text)
{
    const struct file_feed *file = feed_of(member);
    struct error error;

    if (file->base.closing)
        return;
    error_set(&error, ERROR_INPUT, "%s", text);
    file_set_name_error(&file->files, member, &error);
    file->base.events->lost(file->base.context, (struct slice){0}, error.text);
}

static void on_cut(void *context, uint64_t line, const char *reason)
{
    const struct file_member *member = context;
    char where[FILE_LINE_SIZE];
    struct buffer text = {0};

    file_name_line(member->path, line, where);
    buffer_printf(&text, "%s, in %s", reason, where);
    lose(member, buffer_text(&text));
    buffer_free(&text);
}

static void on_noted(void *context, const char *text)
{
    const struct file_member *member = context;
    const struct file_feed *file = feed_of(member);
    struct buffer named = {0};

    if (file->base.closing)
        return;
    if (file->files.count > 1)
        buffer_printf(&named, "%s: ", member->path);
    buffer_string(&named, text);
    file->base.events->noted(file->base.context, (struct slice){0}, buffer_text(&named));
    buffer_free(&named);
}

static void on_turned(void *context)
{
    struct file_feed *file = feed_of(context);
    struct feed *feed = &file->base;

    if (feed->closing)
        return;
    feed->status.answered_ms = timestamp_now();
    feed->status.advances++;
    feed->size = file_set_size(&file->files);
    feed->position = file_set_position(&file->files);
    feed->events->changed(feed->context);
}

static void end_when_done(struct file_feed *file)
{
    if (file->base.closing)
        return;
    for (size_t i = 0; i < file->files.count; i++) {
        const struct file_member *member = &file->files.members[i];
        bool has_ended = member->has_failed || file_reader_has_ended(member->reader);
        if (!has_ended || member->report != NULL)
            return;
    }
    file->base.events->ended(file->base.context);
}

static void on_caught_up(void *context)
{
    struct file_member *member = context;
    struct file_feed *file = feed_of(member);

    member->was_read = true;
    pump(file);
    end_when_done(file);
}

/* What one file cannot give is a loss, and the others are read all the same; only whoever follows
 * them for ever has to know at once. */
static void on_stopped(void *context, const struct error *error)
{
    struct file_member *member = context;
    struct file_feed *file = feed_of(member);

    if (!file->base.request.follow) {
        lose(member, error->text);
        member->has_failed = true;
        on_caught_up(member);
        return;
    }
    file->base.status.phase = SOURCE_STOPPED;
    file->base.status.error = *error;
    file_set_name_error(&file->files, member, &file->base.status.error);
    if (!file->base.closing)
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
    const struct file_feed *file = file_of(feed);

    for (size_t i = 0; i < file->files.count; i++)
        file_reader_begin(file->files.members[i].reader);
}

static void resume(struct feed *feed)
{
    struct file_feed *file = file_of(feed);

    pump(file);
    end_when_done(file);
}

static void finish(struct feed *feed)
{
    const struct file_feed *file = file_of(feed);

    for (size_t i = 0; i < file->files.count; i++)
        file_reader_finish(file->files.members[i].reader);
}

static void on_files_closed(void *owner)
{
    struct file_feed *file = owner;

    file_tenants_free(&file->tenants);
    buffer_free(&file->record);
    feed_closed(&file->base);
}

static void on_start_closed(uv_handle_t *handle)
{
    struct file_feed *file = handle->data;

    file_set_close(&file->files, on_files_closed);
}

static void close_feed(struct feed *feed)
{
    struct file_feed *file = file_of(feed);

    for (size_t i = 0; i < file->files.count; i++)
        file_reader_pause(file->files.members[i].reader);
    uv_close((uv_handle_t *)&file->start, on_start_closed);
}

struct feed *file_feed_open(uv_loop_t *loop, const char *spec, const struct source_options *options,
                            struct error *error)
{
    static const struct feed_ops ops = {begin, resume, NULL, finish, close_feed};
    static const struct file_reader_events events = {
        .report = on_report,
        .unreadable = on_unreadable,
        .cut = on_cut,
        .noted = on_noted,
        .turned = on_turned,
        .caught_up = on_caught_up,
        .stopped = on_stopped,
        .keeps_numbers = true,
    };
    struct file_feed *file = mem_zalloc(1, sizeof(*file));

    if (!file_set_open(&file->files, loop, spec, options, &events, file, file->base.name,
                       sizeof(file->base.name), error)) {
        free(file);
        return NULL;
    }
    file->base.ops = &ops;
    file->base.status.phase = SOURCE_LIVE;
    file->base.status.discovered = true;
    file->base.is_recording = true;
    file_tenants_init(&file->tenants, options);
    /* Neither call can fail: the loop runs and the handle is fresh. */
    uv_timer_init(loop, &file->start);
    file->start.data = file;
    uv_timer_start(&file->start, on_start, 0, 0);
    return &file->base;
}
