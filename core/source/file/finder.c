#include "config.h"

#include "source/file/finder.h"

#include "base/shell_word.h"
#include "source/file/source_private.h"
#include "wire/ndjson.h"

#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#define REFRESH_MS 1000 /* of a reader that does not follow: without a meaning */

static struct originals *originals_of(const struct file_finder *finder)
{
    return &finder->file->base.originals;
}

static struct slice tenant_of(const struct original *original)
{
    return (struct slice){buffer_text(&original->tenant), original->tenant.size};
}

static bool is_any_asked(const struct file_finder *finder)
{
    const struct originals *originals = originals_of(finder);

    for (size_t i = 0; i < originals->count; i++) {
        if (originals->items[i].state == ORIGINAL_ASKED)
            return true;
    }
    return false;
}

/* Of several reports of one millisecond each has got an ID of its own: its content tells which line
 * it was, or, of those that nothing tells apart, their order. */
static bool is_line_of(const struct file_finder *finder, struct original *original)
{
    const struct tenant *tenant = fleet_find(finder->file->base.fleet, tenant_of(original));
    const struct span *live = tenant != NULL ? history_live(&tenant->history) : NULL;
    size_t row = live != NULL ? span_find(live, original->id) : 0;

    if (live == NULL || row == live->rows || finder->report.fingerprint == 0 ||
        stream_id_compare(span_id(live, row), original->id) != 0)
        return finder->report.id.seq + original->passed++ == original->id.seq;
    return span_has_fingerprint(live, row, finder->report.fingerprint);
}

static void write_command(const char *path, uint64_t line, struct buffer *command)
{
    bool packed = file_name_is_gzip(path);

    buffer_clear(command);
    if (packed) {
        buffer_string(command, "zcat -- ");
        shell_word_append(command, slice_of(path));
        buffer_string(command, " | ");
    }
    buffer_printf(command, "sed -n %" PRIu64 "p", line);
    if (packed)
        return;
    buffer_string(command, " -- ");
    shell_word_append(command, slice_of(path));
}

static void take(struct original *original, const char *path, struct slice text, uint64_t line)
{
    char where[FILE_LINE_SIZE];

    original_take_line(original, text);
    file_name_line(path, line, where);
    buffer_clear(&original->where);
    buffer_string(&original->where, where);
    write_command(path, line, &original->command);
}

static void on_reader_closed(void *context);

static void stop(struct file_finder *finder)
{
    if (finder->reader == NULL || finder->stopping)
        return;
    finder->stopping = true;
    file_reader_close(finder->reader, on_reader_closed);
}

static void on_line(void *context, struct slice text, uint64_t line)
{
    struct file_finder *finder = context;
    struct originals *originals = originals_of(finder);
    const char *path = finder->file->files.members[finder->next - 1].path;
    struct error error;

    if (!ndjson_parse(text, &finder->report, &error))
        return;
    struct slice tenant = file_tenants_name(&finder->file->tenants, path, &finder->report);
    for (size_t i = 0; i < originals->count; i++) {
        struct original *original = &originals->items[i];
        if (original->state == ORIGINAL_ASKED && tenant.data != NULL &&
            stream_id_time(finder->report.id) == stream_id_time(original->id) &&
            slice_equals(tenant, tenant_of(original)) && is_line_of(finder, original)) {
            take(original, path, text, line);
            finder->file->base.changed(finder->file->base.context);
        }
    }
    if (!is_any_asked(finder))
        stop(finder);
}

static void on_report(void *context, struct report *report, uint64_t line)
{
    (void)context;
    (void)report;
    (void)line;
}

static void on_unreadable(void *context, const struct report *report, uint64_t line,
                          const char *reason)
{
    (void)context;
    (void)report;
    (void)line;
    (void)reason;
}

static void on_cut(void *context, uint64_t line, const char *reason)
{
    (void)context;
    (void)line;
    (void)reason;
}

static void on_noted(void *context, const char *text)
{
    (void)context;
    (void)text;
}

/* Whoever looks may look elsewhere meanwhile. */
static void on_turned(void *context)
{
    struct file_finder *finder = context;

    if (!is_any_asked(finder))
        stop(finder);
}

static void on_caught_up(void *context)
{
    stop(context);
}

static void on_stopped(void *context, const struct error *error)
{
    struct file_finder *finder = context;

    finder->failure = *error;
    stop(finder);
}

/* Nobody can read what came through a pipe a second time. */
static bool can_be_read_again(const char *path)
{
    struct stat status;

    return strcmp(path, "-") != 0 && (stat(path, &status) != 0 || S_ISREG(status.st_mode));
}

static void open_next(struct file_finder *finder)
{
    static const struct file_reader_events events = {
        .report = on_report,
        .unreadable = on_unreadable,
        .cut = on_cut,
        .noted = on_noted,
        .turned = on_turned,
        .caught_up = on_caught_up,
        .stopped = on_stopped,
        .line = on_line,
    };
    const struct file_set *files = &finder->file->files;

    while (finder->next < files->count && finder->reader == NULL) {
        const char *path = files->members[finder->next++].path;
        if (!can_be_read_again(path)) {
            char shown[FILE_LINE_SIZE];
            file_name_show(path, shown, sizeof(shown));
            error_set(&finder->failure, ERROR_INPUT, "%s cannot be read a second time", shown);
            continue;
        }
        finder->reader = file_reader_create(finder->loop, path, false, REFRESH_MS, &events, finder);
        file_reader_begin(finder->reader);
    }
}

/* What stands in none of the files is gone; or is not known to be, where one cannot be read. */
static void end(struct file_finder *finder)
{
    struct originals *originals = originals_of(finder);

    for (size_t i = 0; i < originals->count; i++) {
        struct original *original = &originals->items[i];
        if (original->state != ORIGINAL_ASKED)
            continue;
        if (finder->failure.class == ERROR_NONE)
            original_is_gone(original);
        else
            original_is_refused(original, false, slice_of(finder->failure.text));
    }
    finder->file->base.changed(finder->file->base.context);
}

static bool is_any_due(const struct file_finder *finder)
{
    const struct originals *originals = originals_of(finder);

    for (size_t i = 0; i < originals->count; i++) {
        if (originals->items[i].state == ORIGINAL_DUE)
            return true;
    }
    return false;
}

static void begin(struct file_finder *finder)
{
    struct originals *originals = originals_of(finder);

    for (size_t i = 0; i < originals->count; i++) {
        if (originals->items[i].state == ORIGINAL_DUE)
            originals->items[i].state = ORIGINAL_ASKED;
        originals->items[i].passed = 0;
    }
    finder->next = 0;
    finder->failure = (struct error){0};
    open_next(finder);
    if (finder->reader == NULL)
        end(finder);
}

static void on_reader_closed(void *context)
{
    struct file_finder *finder = context;

    finder->reader = NULL;
    finder->stopping = false;
    if (finder->closed != NULL) {
        report_free(&finder->report);
        finder->closed(finder->owner);
    } else if (is_any_due(finder)) {
        begin(finder);
    } else if (is_any_asked(finder)) {
        open_next(finder);
        if (finder->reader == NULL)
            end(finder);
    }
}

void file_finder_look(struct file_finder *finder)
{
    if (!is_any_due(finder))
        return;
    if (finder->reader != NULL)
        stop(finder);
    else
        begin(finder);
}

void file_finder_close(struct file_finder *finder, void (*closed)(void *owner), void *owner)
{
    finder->closed = closed;
    finder->owner = owner;
    if (finder->reader != NULL) {
        stop(finder);
        return;
    }
    report_free(&finder->report);
    closed(owner);
}
