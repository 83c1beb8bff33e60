/* A file of reports as a source. It is read from its beginning, and of each tenant as much history
 * is kept as the widest window that somebody looked at needs, so that memory grows with the window
 * and not with the file. For a wider one the file is read again, into a fleet of its own, which
 * takes the place of the other when it is complete. */
#include "config.h"

#include "source/file/source_private.h"

#include "base/memory.h"
#include "source/pauses.h"

#include <stdio.h>
#include <stdlib.h>

#define PAUSES_MS (10 * MS_PER_SECOND) /* between two looks at who has fallen silent */

static struct file_source *file_of(struct source *source)
{
    return (struct file_source *)source;
}

/* A quarter more than the window is kept: what is looked at never lies at the very edge. Until all
 * is read for the first time, the newest report so far stands for the end. */
static int64_t kept_since(const struct file_source *file)
{
    bool is_known = file->recording.is_decided || file->is_judged;
    int64_t end_ms = is_known ? source_now(&file->base) : file->recording.newest_ms;

    return end_ms - file->span_ms - file->span_ms / 4;
}

struct fleet *file_source_fleet(struct file_source *file)
{
    return file->reading_again ? &file->again : file->base.fleet;
}

/* While the files are read one after the other, one that was begun before may already have more. It
 * is read again when its turn comes. */
bool file_source_in_turn(const struct file_source *file, const struct file_member *member)
{
    return member->was_read || member == &file->files.members[file->reading];
}

/* Returns true when nothing has come since the tenant was shown last. */
static bool is_shown(const struct tenant *tenant, bool whole)
{
    const struct span *live = history_live(&tenant->history);

    return live != NULL && !live->loading && tenant->history.late.count == 0 &&
           tenant->recent.asked == RECENT_MAX && tenant->recent.whole == whole;
}

/* Says since when a tenant's history is complete, as far as the file was read, and that its newest
 * entries are here. */
static void show_known(struct file_source *file, struct tenant *tenant)
{
    bool whole = tenant->recent.count < RECENT_MAX || tenant->recent.count == tenant->entries;

    if (is_shown(tenant, whole))
        return;
    history_settle(&tenant->history);
    history_reach(&tenant->history, HISTORY_LIVE, file->since_ms);
    history_live(&tenant->history)->loading = false;
    recent_asked(&tenant->recent, RECENT_MAX, whole, whole);
    tenant_changed(tenant);
}

static void on_noted(void *context, const char *text)
{
    const struct file_member *member = context;
    struct file_source *file = member->set->owner;

    snprintf(file->findings.event, sizeof(file->findings.event), "%s", text);
}

static void update_status(struct file_source *file)
{
    struct source_status *status = &file->base.status;
    uint64_t size = file_set_size(&file->files);

    status->answered_ms = timestamp_now();
    status->advances++;
    status->polls++;
    status->loading = file->caught_up ? 0 : file->watched;
    status->progress = size > 0 ? (double)file_set_position(&file->files) / (double)size : 0;
    if (file->caught_up)
        status->progress = 1;
    file_source_note(file);
}

static void tell_change(struct file_source *file)
{
    update_status(file);
    file->base.changed(file->base.context);
}

/* Lets go of what has grown older than anybody looks at; while much is read, now and then. */
static void shorten(struct file_source *file)
{
    const struct fleet *fleet = file_source_fleet(file);
    int64_t since_ms = kept_since(file);
    int64_t step_ms = file->caught_up ? 0 : file->span_ms / 8;

    if (file->since_ms != INT64_MIN && since_ms <= file->since_ms + step_ms)
        return;
    file->since_ms = since_ms;
    for (size_t i = 0; i < fleet->count; i++) {
        if (history_live(&fleet->tenants[i]->history) == NULL)
            continue;
        history_trim(&fleet->tenants[i]->history, HISTORY_LIVE, stream_id_at(since_ms));
        tenant_changed(fleet->tenants[i]);
    }
}

/* Says of tenants that bring nothing how quiet it was at this time of the days before. */
static void show_pauses(struct file_source *file)
{
    const struct fleet *fleet = file->base.fleet;
    int64_t now_ms = file->until_ms != INT64_MAX ? file->until_ms : source_now(&file->base);

    file->pauses_ms = now_ms;
    for (size_t i = 0; i < fleet->count; i++) {
        struct tenant *tenant = fleet->tenants[i];
        struct slice name = {tenant->name, tenant->name_size};
        if (pauses_hold(tenant, now_ms))
            continue;
        tenant->pauses.known = true;
        for (size_t day = 0; day < 2; day++)
            tenant->pauses.days[day] =
                arrivals_around(arrivals_find(&file->arrivals, name), pauses_moment(now_ms, day));
        tenant_changed(tenant);
    }
}

static void on_turned(void *context)
{
    const struct file_member *member = context;
    struct file_source *file = member->set->owner;
    uint64_t lines = file->base.status.reports_loaded + file->findings.unreadable.count;

    if (lines != file->lines_told)
        file->base.fleet->changes.revision++;
    file->lines_told = lines;
    if (!file->caught_up)
        shorten(file);
    else if (source_now(&file->base) - file->pauses_ms >= PAUSES_MS)
        show_pauses(file);
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

/* Says what *now* is: the end of a recording, else the clock. */
static void decide_recording(struct file_source *file)
{
    bool input_ended = false;

    for (size_t i = 0; i < file->files.count; i++) {
        const struct file_member *member = &file->files.members[i];
        input_ended = input_ended || (!file_reader_can_begin_again(member->reader) &&
                                      file_reader_has_ended(member->reader));
    }
    recording_decide(&file->recording, input_ended, timestamp_now());
    if (!file->is_judged)
        file->base.recording_end_ms = recording_end(&file->recording);
}

/* All that is there is read, of all files. */
static void catch_up(struct file_source *file)
{
    struct fleet *fleet = file->base.fleet;

    if (file->reading_again)
        adopt_all(file);
    file->caught_up = true;
    decide_recording(file);
    shorten(file);
    file->base.status.discovered = true;
    file->base.status.phase = file_set_has_ended(&file->files) ? SOURCE_ENDED : SOURCE_LIVE;
    for (size_t i = 0; i < fleet->count; i++)
        show_known(file, fleet->tenants[i]);
    show_pauses(file);
    tell_change(file);
}

static void on_caught_up(void *context)
{
    struct file_member *member = context;
    struct file_source *file = member->set->owner;
    bool is_next = !member->was_read;

    if (!file_source_in_turn(file, member))
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
    for (size_t i = 0; i < file->files.count; i++) {
        file->files.members[i].was_read = false;
        file->files.members[i].newest_ms = INT64_MIN;
    }
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
    file->findings = (struct file_findings){0};
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

static void fetch(struct source *source)
{
    file_finder_look(&file_of(source)->finder);
}

static void on_files_closed(void *owner)
{
    struct file_source *file = owner;

    fleet_free(&file->again);
    arrivals_table_free(&file->arrivals);
    file_tenants_free(&file->tenants);
    source_closed(&file->base);
}

static void on_finder_closed(void *owner)
{
    struct file_source *file = owner;

    file_set_close(&file->files, on_files_closed);
}

static void close_source(struct source *source)
{
    file_finder_close(&file_of(source)->finder, on_finder_closed, file_of(source));
}

struct source *file_source_open(uv_loop_t *loop, const char *spec,
                                const struct source_options *options, struct fleet *fleet,
                                struct error *error)
{
    static const struct source_ops ops = {watch, refresh, fetch, NULL, close_source};
    static const struct file_reader_events events = {
        .report = file_source_on_report,
        .unreadable = file_source_on_unreadable,
        .cut = file_source_on_cut,
        .noted = on_noted,
        .turned = on_turned,
        .caught_up = on_caught_up,
        .stopped = on_stopped,
    };
    bool has_until = options->until_ms != 0 && options->until_ms != INT64_MAX;
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
    file->finder = (struct file_finder){.file = file, .loop = loop};
    file->span_ms = options->window_ms;
    file->since_ms = INT64_MIN;
    file->until_ms = has_until ? options->until_ms : INT64_MAX;
    file->is_judged = has_until || options->frozen_now_ms != 0;
    begin(file);
    return &file->base;
}
