#include "config.h"

#include "headless/snapshot_look.h"

#include "base/duration.h"
#include "base/memory.h"

#include <signal.h>
#include <stdlib.h>

static void end_look(struct look *look)
{
    look->ended = true;
    look->status = look->source->status;
    look->originals = look->source->originals;
    look->source->originals = (struct originals){0};
    patience_close(&look->patience);
    source_close(look->source, NULL, NULL);
}

static void go_on(struct look *look);

/* What is away beside others is missing then, and the others are told. */
static void on_patience_ended(void *context)
{
    struct look *look = context;
    char limit[32];

    if (look->source->status.partly_away && !look->partly) {
        look->partly = true;
        go_on(look);
        return;
    }
    duration_format(look->patience.timeout_ms, limit);
    source_explain_wait(look->source, limit, &look->error);
    patience_explain(&look->patience, &look->error);
    end_look(look);
}

/* Asks for the window of every tenant. */
static void watch_all(struct look *look)
{
    struct watched_range *ranges = mem_zalloc(look->fleet->count, sizeof(*ranges));

    look->watching = true;
    look->generated_ms = source_now(look->source);
    look->until_ms = source_until(look->source);
    if (options_window(look->options, look->generated_ms, &look->window, &look->error)) {
        struct time_range range = look->window;
        if (range.end_ms >= look->generated_ms)
            range.end_ms = HISTORY_LIVE;
        for (size_t i = 0; i < look->fleet->count; i++)
            ranges[i] = (struct watched_range){tenant_name(look->fleet->tenants[i]), range};
        source_watch(look->source, &(struct source_watch){ranges, look->fleet->count});
    }
    free(ranges);
}

/* Returns true when all is read that can be. */
static bool is_read(const struct look *look)
{
    const struct source_status *status = &look->source->status;

    return look->partly && status->phase == SOURCE_LIVE ? status->loading == status->loading_away
                                                        : status->loading == 0;
}

/* Returns true when entries that a screen shows are there, or why they are not. */
static bool is_fetched(const struct look *look)
{
    const struct originals *originals = &look->source->originals;
    bool fetched = true;

    for (size_t i = 0; i < originals->count; i++)
        fetched = fetched && originals->items[i].state >= ORIGINAL_HERE;
    return fetched;
}

/* Returns true when there is nothing more to wait for. What is on a screen can be said once the
 * windows are read, and may be more than these; a source that has it at hand tells so at once, and
 * the look may be over then. */
static bool is_done(struct look *look)
{
    if (!is_read(look))
        return false;
    if (look->screen != NULL && !look->screened) {
        look->screened = true;
        look->screen(look);
    }
    return !look->ended && is_read(look) && is_fetched(look);
}

static void go_on(struct look *look)
{
    const struct source_status *status = &look->source->status;

    if (source_is_hopeless(status)) {
        look->error = status->error;
        end_look(look);
        return;
    }
    patience_see(&look->patience, status, true);
    if (!status->discovered && !look->partly)
        return;
    if (!look->watching)
        watch_all(look);
    if (look->error.class != ERROR_NONE || is_done(look))
        end_look(look);
}

static void on_changed(void *context)
{
    struct look *look = context;

    if (!look->ended)
        go_on(look);
}

void look_free(struct look *look)
{
    originals_free(&look->originals);
    free(look->name);
}

bool look_take(struct look *look)
{
    int64_t began_ms = timestamp_monotonic();
    struct source_options source_options;

    /* A server that hangs up is an error of the source, and no signal. */
    signal(SIGPIPE, SIG_IGN);
    int failure = uv_loop_init(&look->loop);
    if (failure != 0)
        return error_set(&look->error, ERROR_SYSTEM, "%s", uv_strerror(failure));
    options_source(look->options, false, &source_options);
    look->source = source_open(&look->loop, look->options->source, &source_options, look->fleet,
                               on_changed, look, &look->error);
    if (look->source != NULL) {
        look->name = mem_strdup(look->source->name);
        patience_begin(&look->patience, &look->loop, look->options->timeout_ms, on_patience_ended,
                       look);
        uv_run(&look->loop, UV_RUN_DEFAULT);
    }
    uv_loop_close(&look->loop);
    look->took_ms = timestamp_monotonic() - began_ms;
    return look->error.class == ERROR_NONE;
}
