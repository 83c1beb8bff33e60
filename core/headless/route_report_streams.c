/* How far each destination has read the streams. */
#include "config.h"

#include "headless/route_report_private.h"

#include "base/memory.h"
#include "headless/stream_list.h"

#include <stdlib.h>

#define STREAMS_AT_A_TIME 500

/* About the groups of one stream. */
struct question {
    struct route_report *report;
    const char *tenant;
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

static void take_group(struct destination_report *report, const struct reply *reply)
{
    size_t group = group_of(reply, report->destination->name);

    if (group == reply->count) {
        report->unread++;
        return;
    }
    int64_t pending = number_at(reply, group, "pending");
    int64_t lag = number_at(reply, group, "lag");
    report->pending += pending > 0 ? (uint64_t)pending : 0;
    report->lag += lag > 0 ? (uint64_t)lag : 0;
    report->lag_unknown += lag < 0;
}

static void take_groups(void *context, const struct reply *reply)
{
    const struct question *question = context;
    struct route_report *report = question->report;

    for (size_t i = 0; i < report->count; i++) {
        struct destination_report *destination = &report->items[i];
        if (!destination_has_tenant(destination->destination, question->tenant))
            continue;
        destination->streams++;
        take_group(destination, reply);
    }
}

/* What is no stream, or none any more, has no groups. */
static bool ask_groups(struct reader *reader, const struct stream_list *list,
                       struct question *questions, struct error *error)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct listed_stream *stream = &list->items[i];
        const struct slice words[] = {SLICE("XINFO"), SLICE("GROUPS"), {stream->key, stream->size}};
        questions[i] = (struct question){reader->report, stream->tenant};
        errand_ask(reader->errand, &(struct errand_question){.words = words,
                                                             .count = 3,
                                                             .target = CLIENT_OWNER,
                                                             .may_fail = true,
                                                             .answer = take_groups,
                                                             .context = &questions[i]});
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
