#include "config.h"

#include "source/redis/named_keys.h"

#include "base/duration.h"

#include <stdio.h>

#define AGAIN_MS (5 * MS_PER_SECOND)
#define RETRY_MS MS_PER_SECOND

static void found_stream(void *context, struct slice key)
{
    const struct named_keys *named = context;
    struct stream *stream;

    key_sieve_take(&named->plan->sieve, key, &stream);
    if (stream != NULL && (!stream->tenant->looked_at || stream->broken))
        stream_ask(stream, ASK_LOOK);
}

/* A named key of another type is shown as what it is. */
static void found_other(void *context, struct slice key, struct slice type)
{
    const struct named_keys *named = context;
    struct stream *stream;
    char reason[64];

    key_sieve_take(&named->plan->sieve, key, &stream);
    if (stream == NULL)
        return;
    snprintf(reason, sizeof(reason), "the key holds no stream, but a %.*s",
             (int)(type.size < 16 ? type.size : 16), type.data);
    stream_break(stream, slice_of(reason));
}

/* What was known before may be gone: a check tells. */
static void found_none(void *context, struct slice key)
{
    const struct named_keys *named = context;
    struct stream *stream = streams_find_key(named->plan->sieve.streams, key);

    if (stream != NULL && !stream->broken)
        stream_ask(stream, ASK_CHECK);
}

static void on_told(void *context, bool answered)
{
    struct named_keys *named = context;
    struct streams *streams = named->plan->sieve.streams;
    bool known = answered && !streams_know_nothing(streams);

    named->running = false;
    named->next_ms = timestamp_monotonic() + (known ? AGAIN_MS : RETRY_MS);
    if (!answered)
        return;
    named->error = (struct error){.class = ERROR_NONE};
    if (!known)
        error_set(&named->error, ERROR_RETRY, "%s", STREAMS_KNOW_NOTHING);
    streams->status->advances += known && !named->complete;
    named->complete |= known;
    named->plan->ended(named->plan->context);
}

void named_keys_init(struct named_keys *named, struct scan_plan *plan)
{
    static const struct key_types_events events = {found_stream, found_other, found_none, on_told};

    named->plan = plan;
    named->types = (struct key_types){
        .requests = &plan->sieve.streams->requests, .events = &events, .context = named};
    named->complete = plan->lookups.key_count == 0;
}

void named_keys_begin(struct named_keys *named)
{
    const struct lookups *lookups = &named->plan->lookups;

    if (named->running)
        return;
    named->running = lookups->key_count > 0;
    for (size_t i = lookups->key_count; i > 0; i--)
        key_types_add(&named->types, (struct slice){buffer_text(&lookups->keys[i - 1]),
                                                    lookups->keys[i - 1].size});
}
