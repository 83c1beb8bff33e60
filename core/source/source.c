#include "config.h"

#include "source/source.h"

#include "base/timestamp.h"

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
