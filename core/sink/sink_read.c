/* The sink's reading side: the newest report of a tenant, and those of a range of time. */
#include "config.h"

#include "sink/sink_private.h"

#include "base/memory.h"
#include "wire/entry.h"

#include <stdlib.h>
#include <string.h>

#define PAGE_ENTRIES 500
#define PAGE_COUNT "500"

/* One question. It lives until it is answered, even when nobody waits for the answer any more. */
struct question {
    struct sink *sink;
    bool answered;
    bool abandoned;
    struct error error;
    sink_report_fn *on_report;
    void *context;
    struct report report;
    size_t entries;
    struct stream_id last;
    bool enough; /* on_report wants no more */
};

static void free_question(struct question *question)
{
    report_free(&question->report);
    free(question);
}

/* Reads one entry of the reply. Returns false when it is none. */
static bool take_entry(struct question *question, const struct reply *reply, size_t entry)
{
    struct report *report = &question->report;
    struct error unreadable = {0};
    size_t id = reply_child(reply, entry, 0);
    size_t fields = reply_child(reply, entry, 1);

    if (fields >= reply->count || !stream_id_parse(reply_text(reply, id), &question->last))
        return false;
    entry_begin(report, question->last);
    size_t name = reply_child(reply, fields, 0);
    while (name + 1 < reply->nodes[fields].next) {
        entry_field(report, reply_text(reply, name), reply_text(reply, name + 1));
        name += 2;
    }
    bool readable = entry_end(report, &unreadable);
    question->enough =
        !question->on_report(question->context, report, readable ? NULL : &unreadable);
    return true;
}

static void take_reply(struct question *question, const struct reply *reply)
{
    if (reply->nodes[0].type != REPLY_ARRAY) {
        reply_error(reply_text(reply, 0), &question->error);
        return;
    }
    for (size_t entry = reply_child(reply, 0, 0); entry < reply->count && !question->enough;
         entry = reply->nodes[entry].next) {
        if (!take_entry(question, reply, entry)) {
            error_set(&question->error, ERROR_STOP, "the answer holds no entries");
            return;
        }
        question->entries++;
    }
}

static void on_read(void *context, const struct reply *reply, const struct error *error)
{
    struct question *question = context;

    if (question->abandoned) {
        free_question(question);
        return;
    }
    question->answered = true;
    question->sink->woken = true;
    if (reply == NULL)
        question->error = *error;
    else
        take_reply(question, reply);
}

/* Asks, and waits for the answer. Returns false when there is none in time; the question belongs to
 * nobody then. */
static bool ask(struct sink *sink, struct question *question, const struct slice *words,
                size_t count, struct error *error)
{
    int64_t deadline_ms = timestamp_monotonic() + sink->timeout_ms;
    const struct client_request request = {
        .words = words,
        .count = count,
        .on_reply = on_read,
        .context = question,
    };

    question->sink = sink;
    bool sent =
        sink_run_until(sink, &sink->prepared, deadline_ms) && client_send(sink->client, &request);
    if (sent && sink_run_until(sink, &question->answered, deadline_ms))
        return true;
    *error = *client_status(sink->client).error;
    if (error->class == ERROR_NONE)
        error_set(error, ERROR_RETRY, "no answer within the time allowed");
    if (sent)
        question->abandoned = true;
    else
        free_question(question);
    return false;
}

static bool key_of(struct sink *sink, struct slice tenant, struct buffer *key, struct error *error)
{
    return key_template_key(sink->key_template, tenant, key) ||
           error_set(error, ERROR_USAGE, "the key template makes no stream of the tenant \"%.*s\"",
                     (int)(tenant.size < 100 ? tenant.size : 100), tenant.data);
}

struct newest {
    bool found;
    struct error unreadable; /* why it is no report */
};

static bool take_newest(void *context, const struct report *report, const struct error *unreadable)
{
    struct newest *newest = context;

    (void)report;
    newest->found = true;
    if (unreadable != NULL)
        newest->unreadable = *unreadable;
    return false;
}

bool sink_latest(struct sink *sink, struct slice tenant, struct report *report, struct error *error)
{
    struct question *question = mem_zalloc(1, sizeof(*question));
    struct newest newest = {0};
    struct buffer key = {0};

    *error = (struct error){0};
    question->on_report = take_newest;
    question->context = &newest;
    if (!key_of(sink, tenant, &key, error)) {
        free_question(question);
        return false;
    }
    const struct slice words[] = {SLICE("XREVRANGE"), {key.data, key.size}, SLICE("+"),
                                  SLICE("-"),         SLICE("COUNT"),       SLICE("1")};
    bool answered = ask(sink, question, words, 6, error);
    buffer_free(&key);
    if (!answered)
        return false;
    /* The two change places, with all their memory. */
    struct report old = *report;
    *report = question->report;
    question->report = old;
    *error = question->error.class != ERROR_NONE ? question->error : newest.unreadable;
    free_question(question);
    return newest.found && error->class == ERROR_NONE;
}

bool sink_window(struct sink *sink, struct slice tenant, struct time_range range,
                 sink_report_fn *on_report, void *context, struct error *error)
{
    struct buffer key = {0};
    struct stream_id first;
    struct stream_id last;
    char first_text[STREAM_ID_SIZE];
    char last_text[STREAM_ID_SIZE];
    bool more = stream_id_bounds(range, &first, &last);

    *error = (struct error){0};
    if (!key_of(sink, tenant, &key, error))
        return false;
    stream_id_format(last, last_text);
    while (more) {
        struct question *question = mem_zalloc(1, sizeof(*question));
        question->on_report = on_report;
        question->context = context;
        stream_id_format(first, first_text);
        const struct slice words[] = {SLICE("XRANGE"),      {key.data, key.size},
                                      slice_of(first_text), slice_of(last_text),
                                      SLICE("COUNT"),       SLICE(PAGE_COUNT)};
        if (!ask(sink, question, words, 6, error))
            break;
        *error = question->error;
        more = error->class == ERROR_NONE && !question->enough && question->entries == PAGE_ENTRIES;
        first = stream_id_next(question->last);
        free_question(question);
    }
    buffer_free(&key);
    return error->class == ERROR_NONE;
}
