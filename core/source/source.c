#include "config.h"

#include "source/source.h"

#include "base/timestamp.h"
#include "source/kind.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void ignore_change(void *context)
{
    (void)context;
}

bool source_is_hopeless(const struct source_status *status)
{
    bool passing = status->error.class == ERROR_RETRY || status->error.class == ERROR_RESOLVE;

    return status->phase == SOURCE_STOPPED || (status->phase == SOURCE_AWAY && !passing);
}

struct source *source_open(uv_loop_t *loop, const char *spec, const struct source_options *options,
                           struct fleet *fleet, void (*changed)(void *context), void *context,
                           struct error *error)
{
    const struct source_kind *kind = source_kind_of(spec, error);

    if (kind == NULL)
        return NULL;
    struct source *source = kind->open_source(loop, spec, options, fleet, error);
    if (source == NULL)
        return NULL;
    source->frozen_now_ms = options->frozen_now_ms;
    source->changed = changed;
    source->context = context;
    return source;
}

void source_watch(struct source *source, const struct source_watch *watch)
{
    source->ops->watch(source, watch);
}

void source_refresh(struct source *source)
{
    source->ops->refresh(source);
}

void source_close(struct source *source, void (*closed)(void *context), void *context)
{
    source->changed = ignore_change;
    source->closed = closed;
    source->closed_context = context;
    source->ops->close(source);
}

void source_closed(struct source *source)
{
    void (*closed)(void *context) = source->closed;
    void *context = source->closed_context;

    free(source);
    if (closed != NULL)
        closed(context);
}

void source_remark(struct source_status *status, const char *format, ...)
{
    size_t used = strlen(status->note);
    va_list args;

    if (used > 0)
        used += (size_t)snprintf(status->note + used, sizeof(status->note) - used, "; ");
    if (used >= sizeof(status->note))
        return;
    va_start(args, format);
    vsnprintf(status->note + used, sizeof(status->note) - used, format, args);
    va_end(args);
}

int64_t source_now(const struct source *source)
{
    if (source->frozen_now_ms != 0)
        return source->frozen_now_ms;
    return timestamp_now() + source->fleet->clock_offset_ms;
}
