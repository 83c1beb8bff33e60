#include "config.h"

#include "source/redis/node_scan.h"

#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>

static void ignore_key(void *context, struct slice key)
{
    struct node_scan *scan = context;

    scan->ignored++;
    text_safe_copy(scan->example, sizeof(scan->example), key);
}

/* Takes a key that holds a stream, or seems to. */
static void found_stream(void *context, struct slice key)
{
    struct node_scan *scan = context;
    struct stream *stream;

    if (!key_sieve_take(&scan->plan->sieve, key, &stream))
        ignore_key(scan, key);
    if (stream == NULL)
        return;
    scan->found++;
    if (!stream->tenant->looked_at || stream->broken)
        stream_ask(stream, ASK_LOOK);
}

static void on_ended(void *context, const struct error *error)
{
    struct node_scan *scan = context;
    const struct streams *streams = scan->plan->sieve.streams;

    scan->error = *error;
    if (error->class == ERROR_NONE && streams_know_nothing(streams)) {
        error_set(&scan->error, ERROR_RETRY, "%s", STREAMS_KNOW_NOTHING);
    } else if (error->class == ERROR_NONE) {
        streams->status->advances += !scan->complete;
        scan->complete = true;
    }
    scan->length_ms = timestamp_monotonic() - scan->began_ms;
    scan->plan->scanned(scan->plan->context, scan->keys.node);
}

struct node_scan *node_scan_create(struct scan_plan *plan, size_t node)
{
    static const struct key_scan_events events = {found_stream, ignore_key, on_ended};
    struct node_scan *scan = mem_zalloc(1, sizeof(*scan));

    scan->plan = plan;
    scan->keys = (struct key_scan){.lookups = &plan->lookups,
                                   .requests = &plan->sieve.streams->requests,
                                   .node = node,
                                   .events = &events,
                                   .context = scan};
    key_scan_init(&scan->keys);
    return scan;
}

void node_scan_free(struct node_scan *scan)
{
    key_types_drop(&scan->keys.types);
    free(scan);
}

void node_scan_begin(struct node_scan *scan)
{
    scan->again = false;
    scan->number = ++scan->plan->sieve.streams->scan.number;
    scan->began_ms = timestamp_monotonic();
    scan->found = 0;
    scan->ignored = 0;
    key_scan_begin(&scan->keys);
}
