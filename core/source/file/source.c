/* A file of reports as a source. It is read from its beginning, and of each tenant as much history
 * is kept as the widest window that somebody looked at needs, so that memory grows with the window
 * and not with the file. For a wider one the file is read again, into a fleet of its own, which
 * takes the place of the other when it is complete. */
#include "config.h"

#include "source/source.h"

#include "base/duration.h"
#include "base/memory.h"
#include "base/text.h"
#include "source/file/name.h"
#include "source/file/set.h"
#include "source/file/tenants.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct file_source {
    struct source base; /* first: a struct source * is cast to this */
    struct file_set files;
    size_t reading; /* the file that is being read, until all were; one after the other */
    struct file_tenants tenants;
    struct fleet again; /* what a second reading has made so far */
    bool reading_again;
    bool caught_up;   /* at least once, since the reading began */
    int64_t since_ms; /* reports before this are not kept */
    int64_t span_ms;  /* the longest window that somebody looked at */
    size_t watched;
    uint64_t unreadable;
    uint64_t out_of_order;
    uint64_t lines_told; /* when a change of the fleet was told last */
    char trouble[160];   /* why the last line could not be read */
    char event[64];      /* what happened to the file */
};

static struct file_source *file_of(struct source *source)
{
    return (struct file_source *)source;
}

/* A quarter more than the window is kept: what is looked at never lies at the very edge. */
static int64_t kept_since(const struct file_source *file)
{
    return source_now(&file->base) - file->span_ms - file->span_ms / 4;
}

static struct fleet *fleet_being_read(struct file_source *file)
{
    return file->reading_again ? &file->again : file->base.fleet;
}

static bool is_held(const struct tenant *tenant, struct stream_id id)
{
    const struct span *live = history_live(&tenant->history);
    size_t row = span_find(live, id);

    return row < live->rows && stream_id_compare(span_id(live, row), id) == 0;
}

/* Says since when a tenant's history is complete: as far as the file was read. */
static void show_known(struct file_source *file, struct tenant *tenant)
{
    history_reach(&tenant->history, HISTORY_LIVE, file->since_ms);
    history_live(&tenant->history)->loading = !file->caught_up;
    tenant_changed(tenant);
}

/* While the files are read one after the other, one that was begun before may already have more. It
 * is read again when its turn comes. */
static bool is_in_turn(const struct file_source *file, const struct file_member *member)
{
    return member->was_read || member == &file->files.members[file->reading];
}

static void on_report(void *context, struct report *report, uint64_t line)
{
    const struct file_member *member = context;
    struct file_source *file = member->set->owner;
    struct slice name = file_tenants_name(&file->tenants, member->path, report);

    (void)line;
    if (name.data == NULL || !is_in_turn(file, member))
        return;
    struct tenant *tenant = fleet_tenant(fleet_being_read(file), name);
    file_tenants_number(tenant, report);
    tenant->looked_at = true;
    tenant->entries++;
    tenant_changed(tenant);
    bool keep = stream_id_time(report->id) >= file->since_ms;
    if (keep && history_live(&tenant->history) == NULL)
        show_known(file, tenant);
    if (tenant_add(tenant, report, keep) == TENANT_KNOWN && keep && !is_held(tenant, report->id))
        file->out_of_order++;
    file->base.status.reports_loaded++;
}

static void on_unreadable(void *context, const struct report *report, uint64_t line,
                          const char *reason)
{
    const struct file_member *member = context;
    struct file_source *file = member->set->owner;
    struct slice name = file_tenants_name(&file->tenants, member->path, report);
    char where[FILE_LINE_SIZE];

    if (!is_in_turn(file, member))
        return;
    file->unreadable++;
    file_name_line(member->path, line, where);
    snprintf(file->trouble, sizeof(file->trouble), "%s: %s", where, reason);
    if (name.data == NULL)
        return;
    struct fleet *fleet = fleet_being_read(file);
    bool is_named = report->tenant.data != NULL;
    struct tenant *tenant = is_named ? fleet_tenant(fleet, name) : fleet_find(fleet, name);
    if (tenant == NULL)
        return;
    tenant->looked_at = true;
    tenant->skipped++;
    tenant_changed(tenant);
    snprintf(tenant->trouble, sizeof(tenant->trouble), "%s", file->trouble);
}

static void on_noted(void *context, const char *text)
{
    const struct file_member *member = context;
    struct file_source *file = member->set->owner;

    snprintf(file->event, sizeof(file->event), "%s", text);
}

static void write_notes(struct file_source *file)
{
    struct source_status *status = &file->base.status;

    status->note_count = 0;
    if (file->event[0] != '\0')
        source_remark(status, "file_changed", "%s", file->event);
    if (file->out_of_order > 0)
        source_remark(status, "out_of_order", "%" PRIu64 " out of order", file->out_of_order);
    if (file->unreadable > 0)
        source_remark(status, "unreadable", "%" PRIu64 " unreadable, %s", file->unreadable,
                      file->trouble);
}

static void update_status(struct file_source *file)
{
    struct source_status *status = &file->base.status;
    uint64_t size = file_set_size(&file->files);

    status->answered_ms = timestamp_now();
    status->loading = file->caught_up ? 0 : file->watched;
    status->progress = size > 0 ? (double)file_set_position(&file->files) / (double)size : 0;
    if (file->caught_up)
        status->progress = 1;
    write_notes(file);
}

static void tell_change(struct file_source *file)
{
    update_status(file);
    file->base.changed(file->base.context);
}

static void on_turned(void *context)
{
    const struct file_member *member = context;
    struct file_source *file = member->set->owner;
    uint64_t lines = file->base.status.reports_loaded + file->unreadable;

    if (lines != file->lines_told)
        file->base.fleet->changes.revision++;
    file->lines_told = lines;
    tell_change(file);
}

/* Gives the tenant what the second reading made of it. Its name stays where it is, as the fleet
 * refers to it, and its notices stay. */
static void adopt(struct tenant *shown, struct tenant *read)
{
    struct tenant before = *shown;

    *shown = *read;
    shown->name = before.name;
    shown->change = before.change;
    shown->number = before.number;
    shown->forgotten = before.forgotten + 1;
    shown->notices = before.notices;
    shown->notice_count = before.notice_count;
    before.notices = read->notices;
    before.name = read->name;
    before.change = read->change;
    *read = before;
    tenant_changed(shown);
}

static void adopt_all(struct file_source *file)
{
    struct fleet *again = &file->again;

    for (size_t i = 0; i < again->count; i++) {
        struct tenant *read = again->tenants[i];
        struct slice name = {read->name, read->name_size};
        adopt(fleet_tenant(file->base.fleet, name), read);
    }
    fleet_free(again);
    file->reading_again = false;
}

/* Lets go of what has grown older than anybody looks at. */
static void shorten(struct file_source *file)
{
    const struct fleet *fleet = file->base.fleet;
    int64_t since_ms = kept_since(file);

    if (since_ms <= file->since_ms)
        return;
    file->since_ms = since_ms;
    for (size_t i = 0; i < fleet->count; i++) {
        history_trim(&fleet->tenants[i]->history, HISTORY_LIVE, stream_id_at(since_ms));
        tenant_changed(fleet->tenants[i]);
    }
}

/* All that is there is read, of all files. */
static void catch_up(struct file_source *file)
{
    struct fleet *fleet = file->base.fleet;

    if (file->reading_again)
        adopt_all(file);
    file->caught_up = true;
    file->base.status.discovered = true;
    file->base.status.phase = file_set_has_ended(&file->files) ? SOURCE_ENDED : SOURCE_LIVE;
    for (size_t i = 0; i < fleet->count; i++)
        show_known(file, fleet->tenants[i]);
    shorten(file);
    tell_change(file);
}

static void on_caught_up(void *context)
{
    struct file_member *member = context;
    struct file_source *file = member->set->owner;
    bool is_next = !member->was_read;

    if (!is_in_turn(file, member))
        return;
    member->was_read = true;
    if (file_set_was_read(&file->files))
        catch_up(file);
    else if (is_next)
        file_reader_begin(file->files.members[++file->reading].reader);
}

static void on_stopped(void *context, const struct error *error)
{
    const struct file_member *member = context;
    struct file_source *file = member->set->owner;

    file->base.status.phase = SOURCE_STOPPED;
    file->base.status.error = *error;
    file_set_name_error(&file->files, member, &file->base.status.error);
    tell_change(file);
}

static void begin(struct file_source *file)
{
    for (size_t i = 0; i < file->files.count; i++)
        file->files.members[i].was_read = false;
    file->reading = 0;
    file_reader_begin(file->files.members[0].reader);
}

/* Makes the dimensions of the second reading the columns that they are in the first. */
static void prepare_tenant(struct file_source *file, const struct tenant *shown)
{
    struct slice name = {shown->name, shown->name_size};
    struct tenant *tenant = fleet_tenant(&file->again, name);
    struct report report = {0};

    for (size_t i = 0; i < shown->dimension_count; i++) {
        const struct dimension *dimension = &shown->dimensions[i];
        report_add(&report)->name = (struct slice){dimension->name, dimension->name_size};
    }
    tenant_add(tenant, &report, false);
    tenant_reset(tenant);
    report_free(&report);
}

static void begin_again(struct file_source *file)
{
    struct fleet *fleet = file->base.fleet;

    fleet_free(&file->again);
    file->reading_again = true;
    file->caught_up = false;
    file->unreadable = 0;
    file->out_of_order = 0;
    file->base.status.reports_loaded = 0;
    file->base.status.phase = SOURCE_LIVE;
    file->base.status.error = (struct error){0};
    for (size_t i = 0; i < fleet->count; i++) {
        prepare_tenant(file, fleet->tenants[i]);
        history_open(&fleet->tenants[i]->history, HISTORY_LIVE)->loading = true;
        tenant_changed(fleet->tenants[i]);
    }
    begin(file);
}

static void watch(struct source *source, const struct source_watch *watch)
{
    struct file_source *file = file_of(source);
    int64_t since_ms = source_now(source);

    for (size_t i = 0; i < watch->count; i++) {
        if (watch->ranges[i].range.start_ms < since_ms)
            since_ms = watch->ranges[i].range.start_ms;
    }
    int64_t span_ms = source_now(source) - since_ms;
    file->watched = watch->count;
    if (span_ms > file->span_ms)
        file->span_ms = span_ms;
    if (since_ms < file->since_ms && file_set_can_begin_again(&file->files)) {
        file->since_ms = kept_since(file);
        begin_again(file);
    }
    update_status(file);
}

static void refresh(struct source *source)
{
    struct file_source *file = file_of(source);

    if (source->status.phase == SOURCE_STOPPED)
        begin_again(file);
    for (size_t i = 0; i < file->files.count; i++)
        file_reader_look(file->files.members[i].reader);
}

static void on_files_closed(void *owner)
{
    struct file_source *file = owner;

    fleet_free(&file->again);
    file_tenants_free(&file->tenants);
    source_closed(&file->base);
}

static void close_source(struct source *source)
{
    file_set_close(&file_of(source)->files, on_files_closed);
}

struct source *file_source_open(uv_loop_t *loop, const char *spec,
                                const struct source_options *options, struct fleet *fleet,
                                struct error *error)
{
    static const struct source_ops ops = {watch, refresh, close_source};
    static const struct file_reader_events events = {
        .report = on_report,
        .unreadable = on_unreadable,
        .noted = on_noted,
        .turned = on_turned,
        .caught_up = on_caught_up,
        .stopped = on_stopped,
    };
    int64_t now_ms = options->frozen_now_ms != 0 ? options->frozen_now_ms : timestamp_now();
    struct file_source *file = mem_zalloc(1, sizeof(*file));

    if (!file_set_open(&file->files, loop, spec, options, &events, file, file->base.name,
                       sizeof(file->base.name), error)) {
        free(file);
        return NULL;
    }
    file->base.ops = &ops;
    file->base.fleet = fleet;
    file->base.status.phase = SOURCE_LIVE;
    file_tenants_init(&file->tenants, options);
    file->span_ms = options->window_ms;
    file->since_ms = now_ms - options->window_ms - options->window_ms / 4;
    begin(file);
    return &file->base;
}
