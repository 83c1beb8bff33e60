/* How far each destination has read the streams. */
#include "config.h"

#include "headless/route_report_private.h"

#include "base/integer.h"
#include "base/memory.h"
#include "base/stream_id.h"
#include "headless/stream_list.h"
#include "route/route_key.h"

#include <stdlib.h>

#define STREAMS_AT_A_TIME 500

/* About one stream and its groups. */
struct question {
    struct reader *reader;
    const struct listed_stream *stream;
    bool is_known;          /* what stands next */
    struct stream_id first; /* that is there; STREAM_ID_MAX: none is */
    struct stream_id last;  /* that was ever added to it */
    int64_t length;         /* entries that are there */
};

static int64_t number_at(const struct reply *reply, size_t group, const char *name)
{
    size_t node = reply_lookup(reply, group, name);

    return node < reply->count && reply->nodes[node].type == REPLY_INTEGER
               ? reply->nodes[node].integer
               : -1;
}

static size_t group_of(const struct reply *reply, const char *name)
{
    for (size_t group = 1; group < reply->count; group = reply->nodes[group].next) {
        size_t node = reply_lookup(reply, group, "name");
        if (node < reply->count && slice_is(reply_text(reply, node), name))
            return group;
    }
    return reply->count;
}

static bool id_at(const struct reply *reply, size_t map, const char *name, struct stream_id *id)
{
    size_t node = reply_lookup(reply, map, name);

    return node < reply->count && stream_id_parse(reply_text(reply, node), id);
}

static void take_stream(void *context, const struct reply *reply)
{
    struct question *question = context;
    size_t first = reply_lookup(reply, 0, "first-entry");

    question->first = STREAM_ID_MAX;
    if (first < reply->count && reply->nodes[first].type == REPLY_ARRAY)
        (void)stream_id_parse(reply_text(reply, reply_child(reply, first, 0)), &question->first);
    question->length = number_at(reply, 0, "length");
    question->is_known =
        question->length >= 0 && id_at(reply, 0, "last-generated-id", &question->last);
}

/* Returns how many entries a group has not read; a negative number is not known. Redis counts what
 * was added less what was read, which is too much where entries went unread, and does not know it
 * of a group that begins within a stream. */
static int64_t lag_of(const struct question *question, const struct reply *reply, size_t group)
{
    int64_t lag = number_at(reply, group, "lag");
    struct stream_id delivered;

    if (!question->is_known || !id_at(reply, group, "last-delivered-id", &delivered))
        return lag;
    if (stream_id_compare(delivered, question->last) >= 0)
        return 0;
    if (stream_id_compare(delivered, question->first) < 0)
        return question->length;
    return lag < question->length ? lag : question->length;
}

/* The summary of XPENDING: count, least, greatest, and who has how many. */
static void take_pending(void *context, const struct reply *reply)
{
    struct destination_report *report = context;
    size_t consumers = reply_child(reply, 0, 3);

    for (size_t i = 0; consumers < reply->count; i++) {
        size_t consumer = reply_child(reply, consumers, i);
        uint64_t count = 0;
        if (consumer >= reply->count)
            return;
        struct slice name = reply_text(reply, reply_child(reply, consumer, 0));
        (void)integer_parse(reply_text(reply, reply_child(reply, consumer, 1)), INT64_MAX, &count);
        report->held += slice_is(name, ROUTE_CONSUMER) ? 0 : count;
    }
}

static void ask_pending(const struct question *question, struct destination_report *report)
{
    const struct slice words[] = {SLICE("XPENDING"),
                                  {question->stream->key, question->stream->size},
                                  slice_of(report->destination->name)};

    errand_ask(question->reader->errand, &(struct errand_question){.words = words,
                                                                   .count = 3,
                                                                   .target = CLIENT_OWNER,
                                                                   .may_fail = true,
                                                                   .answer = take_pending,
                                                                   .context = report});
}

static void take_group(const struct question *question, struct destination_report *report,
                       const struct reply *reply)
{
    size_t group = group_of(reply, report->destination->name);

    if (group == reply->count) {
        report->unread++;
        return;
    }
    int64_t pending = number_at(reply, group, "pending");
    int64_t lag = lag_of(question, reply, group);
    report->pending += pending > 0 ? (uint64_t)pending : 0;
    report->lag += lag > 0 ? (uint64_t)lag : 0;
    report->lag_unknown += lag < 0;
    if (pending > 0)
        ask_pending(question, report);
}

static void take_groups(void *context, const struct reply *reply)
{
    const struct question *question = context;
    struct route_report *report = question->reader->report;

    for (size_t i = 0; i < report->count; i++) {
        struct destination_report *destination = &report->items[i];
        if (!destination_has_tenant(destination->destination, question->stream->tenant))
            continue;
        destination->streams++;
        take_group(question, destination, reply);
    }
}

static void ask_about(struct question *question, const char *what, errand_fn *answer)
{
    const struct slice words[] = {
        SLICE("XINFO"), slice_of(what), {question->stream->key, question->stream->size}};

    errand_ask(question->reader->errand, &(struct errand_question){.words = words,
                                                                   .count = 3,
                                                                   .target = CLIENT_OWNER,
                                                                   .may_fail = true,
                                                                   .answer = answer,
                                                                   .context = question});
}

/* What is no stream, or none any more, has no groups. */
static bool ask_groups(struct reader *reader, const struct stream_list *list,
                       struct question *questions, struct error *error)
{
    for (size_t i = 0; i < list->count; i++) {
        questions[i] = (struct question){.reader = reader, .stream = &list->items[i]};
        ask_about(&questions[i], "STREAM", take_stream);
        ask_about(&questions[i], "GROUPS", take_groups);
        if (i % STREAMS_AT_A_TIME == STREAMS_AT_A_TIME - 1 && !errand_wait(reader->errand, error))
            return false;
    }
    return errand_wait(reader->errand, error);
}

bool reader_read_streams(struct reader *reader, struct error *error)
{
    struct stream_list list;
    bool good = stream_list_find(&list, reader->errand, reader->options, error);
    struct question *questions = mem_zalloc(list.count + 1, sizeof(*questions));

    good = good && ask_groups(reader, &list, questions, error);
    free(questions);
    stream_list_free(&list);
    return good;
}
