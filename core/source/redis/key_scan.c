#include "config.h"

#include "source/redis/key_scan.h"

#include "base/integer.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

static void found_stream(void *context, struct slice key)
{
    struct key_scan *scan = context;

    scan->events->stream(scan->context, key);
}

static void found_other(void *context, struct slice key, struct slice type)
{
    struct key_scan *scan = context;

    (void)type;
    scan->events->other(scan->context, key);
}

static void found_none(void *context, struct slice key)
{
    (void)context;
    (void)key;
}

static void end(struct key_scan *scan, const struct error *error)
{
    scan->running = false;
    scan->events->ended(scan->context, error);
}

static void fail(struct key_scan *scan, enum error_class class, struct slice reason)
{
    struct error error;

    error_set(&error, class, "SCAN: %.*s", (int)reason.size, reason.data);
    end(scan, &error);
}

static void go_on(struct key_scan *scan)
{
    if (scan->types.waiting > 0)
        return;
    if (scan->pattern < scan->lookups->pattern_count)
        scan->step_due = true;
    else
        end(scan, &(struct error){.class = ERROR_NONE});
}

static void on_types_told(void *context, bool answered)
{
    struct key_scan *scan = context;

    if (answered && scan->running)
        go_on(scan);
    else
        scan->running = false;
}

static bool take_step(struct key_scan *scan, const struct reply *reply)
{
    size_t keys = reply_child(reply, 0, 1);
    uint64_t position;

    if (keys == reply->count)
        return false;
    struct slice cursor = reply_text(reply, reply_child(reply, 0, 0));
    if (!integer_parse(cursor, UINT64_MAX, &position) || cursor.size >= sizeof(scan->cursor))
        return false;
    memcpy(scan->cursor, cursor.data, cursor.size);
    scan->cursor[cursor.size] = '\0';
    scan->pattern += slice_is(cursor, "0");
    for (size_t key = keys + 1; key < reply->nodes[keys].next; key++) {
        if (scan->without_type)
            key_types_add(&scan->types, reply_text(reply, key));
        else
            scan->events->stream(scan->context, reply_text(reply, key));
    }
    return true;
}

/* Servers before 6.0 do not know TYPE in SCAN. */
static void refuse(struct key_scan *scan, struct slice reason)
{
    if (scan->without_type || !reply_error_is(reason, "ERR syntax error")) {
        fail(scan, reply_error_class(reason), reason);
        return;
    }
    scan->without_type = true;
    scan->step_due = true;
}

static void start(struct key_scan *scan)
{
    scan->anew = false;
    scan->pattern = 0;
    snprintf(scan->cursor, sizeof(scan->cursor), "0");
    scan->step_due = true;
}

static void scan_reply(void *context, const struct reply *reply)
{
    struct key_scan *scan = context;
    struct slice reason;

    scan->asked = false;
    scan->took_us = stopwatch_read(&scan->watch, scan->requests);
    if (reply == NULL)
        scan->running = false;
    else if (scan->anew)
        start(scan);
    else if (requests_refused(reply, &reason))
        refuse(scan, reason);
    else if (take_step(scan, reply))
        go_on(scan);
    else
        fail(scan, ERROR_RETRY, SLICE("the reply cannot be understood"));
}

static void ask_step(struct key_scan *scan)
{
    const struct buffer *pattern = &scan->lookups->patterns[scan->pattern];
    const struct slice words[] = {
        SLICE("SCAN"),  slice_of(scan->cursor),
        SLICE("MATCH"), {buffer_text(pattern), pattern->size},
        SLICE("COUNT"), SLICE("1000"),
        SLICE("TYPE"),  SLICE("stream"),
    };

    scan->step_due = false;
    scan->watch = stopwatch_begin(scan->requests);
    scan->running = scan->asked =
        requests_send(scan->requests, &(struct request){.words = words,
                                                        .count = scan->without_type ? 6 : 8,
                                                        .to_node = true,
                                                        .node = scan->node,
                                                        .on_reply = scan_reply,
                                                        .context = scan});
    stopwatch_sent(&scan->watch, scan->requests);
}

void key_scan_init(struct key_scan *scan)
{
    static const struct key_types_events events = {found_stream, found_other, found_none,
                                                   on_types_told};

    scan->types =
        (struct key_types){.requests = scan->requests, .events = &events, .context = scan};
}

void key_scan_begin(struct key_scan *scan)
{
    scan->running = true;
    scan->anew = scan->asked;
    if (!scan->asked)
        start(scan);
}

/* It may be another server when it is back. */
void key_scan_lost(struct key_scan *scan)
{
    key_types_drop(&scan->types);
    scan->running = scan->anew = false;
    scan->step_due = false;
    scan->without_type = false;
}

void key_scan_pump(struct key_scan *scan, bool step)
{
    key_types_pump(&scan->types);
    if (step && scan->step_due)
        ask_step(scan);
}
