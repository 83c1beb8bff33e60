#include "config.h"

#include "source/redis/node_scan.h"

#include "base/memory.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void ignore_key(struct node_scan *scan, struct slice key)
{
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

static void found_other(void *context, struct slice key, struct slice type)
{
    (void)type;
    ignore_key(context, key);
}

static void found_none(void *context, struct slice key)
{
    (void)context;
    (void)key;
}

static void end(struct node_scan *scan)
{
    scan->running = false;
    scan->length_ms = timestamp_monotonic() - scan->began_ms;
    scan->plan->scanned(scan->plan->context, scan->node);
}

static void succeed(struct node_scan *scan)
{
    scan->plan->sieve.streams->status->advances += !scan->complete;
    scan->complete = true;
    scan->error = (struct error){.class = ERROR_NONE};
    end(scan);
}

static void fail(struct node_scan *scan, enum error_class class, const char *what,
                 struct slice reason)
{
    error_set(&scan->error, class, "%s%.*s", what, (int)reason.size, reason.data);
    end(scan);
}

static void go_on(struct node_scan *scan)
{
    const struct streams *streams = scan->plan->sieve.streams;

    if (scan->types.waiting > 0)
        return;
    if (scan->pattern < scan->plan->lookups.pattern_count)
        scan->step_due = true;
    else if (streams_know_nothing(streams))
        fail(scan, ERROR_RETRY, "", SLICE(STREAMS_KNOW_NOTHING));
    else
        succeed(scan);
}

static void on_types_told(void *context, bool answered)
{
    struct node_scan *scan = context;

    if (answered && scan->running)
        go_on(scan);
    else
        scan->running = false;
}

static bool take_step(struct node_scan *scan, const struct reply *reply)
{
    size_t keys = reply_child(reply, 0, 1);

    if (keys == reply->count)
        return false;
    struct slice cursor = reply_text(reply, reply_child(reply, 0, 0));
    if (cursor.size == 0 || cursor.size >= sizeof(scan->cursor))
        return false;
    memcpy(scan->cursor, cursor.data, cursor.size);
    scan->cursor[cursor.size] = '\0';
    scan->pattern += slice_is(cursor, "0");
    for (size_t key = keys + 1; key < reply->nodes[keys].next; key++) {
        if (scan->without_type)
            key_types_add(&scan->types, reply_text(reply, key));
        else
            found_stream(scan, reply_text(reply, key));
    }
    return true;
}

/* Servers before 6.0 do not know TYPE in SCAN. */
static void refuse(struct node_scan *scan, struct slice reason)
{
    if (scan->without_type || !reply_error_is(reason, "ERR syntax error")) {
        fail(scan, reply_error_class(reason), "SCAN: ", reason);
        return;
    }
    scan->without_type = true;
    scan->step_due = true;
}

static void scan_reply(void *context, const struct reply *reply)
{
    struct node_scan *scan = context;
    struct slice reason;

    if (reply == NULL)
        scan->running = false;
    else if (requests_refused(reply, &reason))
        refuse(scan, reason);
    else if (take_step(scan, reply))
        go_on(scan);
    else
        fail(scan, ERROR_RETRY, "SCAN: ", SLICE("the reply cannot be understood"));
}

static void ask_step(struct node_scan *scan)
{
    const struct buffer *pattern = &scan->plan->lookups.patterns[scan->pattern];
    const struct slice words[] = {
        SLICE("SCAN"),  slice_of(scan->cursor),
        SLICE("MATCH"), {buffer_text(pattern), pattern->size},
        SLICE("COUNT"), SLICE("1000"),
        SLICE("TYPE"),  SLICE("stream"),
    };

    scan->step_due = false;
    scan->running = requests_send(&scan->plan->sieve.streams->requests,
                                  &(struct request){.words = words,
                                                    .count = scan->without_type ? 6 : 8,
                                                    .to_node = true,
                                                    .node = scan->node,
                                                    .on_reply = scan_reply,
                                                    .context = scan});
}

struct node_scan *node_scan_create(struct scan_plan *plan, size_t node)
{
    static const struct key_types_events events = {found_stream, found_other, found_none,
                                                   on_types_told};
    struct node_scan *scan = mem_zalloc(1, sizeof(*scan));

    scan->plan = plan;
    scan->node = node;
    scan->types = (struct key_types){
        .requests = &plan->sieve.streams->requests, .events = &events, .context = scan};
    return scan;
}

void node_scan_free(struct node_scan *scan)
{
    key_types_drop(&scan->types);
    free(scan);
}

void node_scan_begin(struct node_scan *scan)
{
    scan->running = true;
    scan->again = false;
    scan->number = ++scan->plan->sieve.streams->scan.number;
    scan->began_ms = timestamp_monotonic();
    scan->found = 0;
    scan->ignored = 0;
    scan->pattern = 0;
    snprintf(scan->cursor, sizeof(scan->cursor), "0");
    scan->step_due = true;
}

/* It may be another server when it is back. */
void node_scan_lost(struct node_scan *scan)
{
    key_types_drop(&scan->types);
    scan->running = false;
    scan->step_due = false;
    scan->without_type = false;
}

void node_scan_pump(struct node_scan *scan)
{
    key_types_pump(&scan->types);
    if (scan->step_due)
        ask_step(scan);
}
