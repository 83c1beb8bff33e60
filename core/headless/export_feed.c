/* Export: from the feed to the output. */
#include "config.h"

#include "headless/export_private.h"

#include "source/selection.h"

static const struct export_format *format_of(const struct export *export)
{
    return (const struct export_format *)export->options->format;
}

/* Of tenants that are left out nothing is told. */
static bool is_left_out(const struct export *export, struct slice tenant)
{
    const struct words *excludes = &export->options->excludes;

    return selection_matches(excludes->items, excludes->count, tenant);
}

static void on_format(void *context, struct slice tenant, const struct report *report,
                      struct buffer *record)
{
    struct export *export = context;

    if (is_left_out(export, tenant))
        return;
    report_flaws_add(&export->flaws, &report->flaws);
    format_of(export)->record(record, tenant, report);
}

static void on_record(void *context, struct stream_id id, struct slice bytes)
{
    struct export *export = context;

    if (bytes.size == 0)
        return;
    export->records++;
    export->newest_ms = stream_id_time(id);
    output_append(&export->output, bytes);
    if (export->options->follow)
        output_flush(&export->output);
    if (!output_is_full(&export->output))
        return;
    feed_pause(export->feed);
    export_wait(export);
}

static void on_unreadable(void *context, struct slice tenant, const char *where, const char *reason)
{
    if (!is_left_out(context, tenant))
        export_tell_unreadable(context, tenant, where, reason);
}

static void on_lost(void *context, struct slice tenant, const char *reason)
{
    if (!is_left_out(context, tenant))
        export_tell_lost(context, tenant, reason);
}

static void on_noted(void *context, struct slice tenant, const char *text)
{
    if (!is_left_out(context, tenant))
        export_tell(context, tenant, text);
}

static void on_phase_changed(struct export *export, const struct source_status *status)
{
    if (status->phase == SOURCE_LIVE && export->told_away) {
        export_tell(export, (struct slice){0}, "is back");
        export->told_away = false;
    }
    if (status->phase == SOURCE_AWAY && export->begun) {
        export_tell(export, (struct slice){0}, status->error.text);
        export->told_away = true;
    }
}

static void on_changed(void *context)
{
    struct export *export = context;
    const struct source_status *status = &export->feed->status;

    if (export->ended)
        return;
    if (export->phase != status->phase)
        on_phase_changed(export, status);
    export->phase = status->phase;
    if (export->begun) {
        export_tell_part(export);
        export_tell_notes(export);
    }
    export_wait(export);
    if (source_is_hopeless(status))
        export_fail(export, &status->error);
}

/* A window without a named end goes up to what is there when it is reached. */
static bool choose_window(struct export *export, struct error *error)
{
    const struct options *options = export->options;
    bool has_end = options_have_end(options) || options->frozen_now_ms != 0;

    if (!options_window(options, feed_now(export->feed), &export->window, error))
        return false;
    if (!has_end)
        export->window.end_ms = INT64_MAX;
    if (export->feed->is_recording && options->since == NULL && !options->window_given)
        export->window.start_ms = INT64_MIN;
    return true;
}

static void begin(struct export *export, bool partly)
{
    struct buffer header = {0};
    struct error error;

    if (!choose_window(export, &error)) {
        export_fail(export, &error);
        return;
    }
    export->begun = true;
    export_tell_notes(export);
    export->newest_ms = export->window.start_ms;
    if (format_of(export)->header != NULL) {
        format_of(export)->header(&header);
        output_append(&export->output, (struct slice){header.data, header.size});
        buffer_free(&header);
    }
    feed_begin(export->feed, &(struct feed_request){.window = export->window,
                                                    .follow = export->options->follow,
                                                    .partly = partly});
}

/* Who follows waits for no report from here on, whether any is there or not. */
static void on_ready(void *context)
{
    begin(context, false);
    export_wait(context);
}

bool export_do_without(struct export *export)
{
    if (!export->feed->status.partly_away || export->feed->request.partly)
        return false;
    if (!export->begun)
        begin(export, true);
    else
        feed_do_without(export->feed);
    export_wait(export);
    return true;
}

static void on_ended(void *context)
{
    struct export *export = context;

    export_tell_notes(export);
    if (export->signal == 0)
        export_tell_missing(export);
    export_end(export);
}

const struct feed_events export_events = {
    .ready = on_ready,
    .format = on_format,
    .record = on_record,
    .unreadable = on_unreadable,
    .lost = on_lost,
    .noted = on_noted,
    .changed = on_changed,
    .ended = on_ended,
};
