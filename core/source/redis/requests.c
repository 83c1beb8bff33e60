#include "config.h"

#include "source/redis/requests.h"

#include "base/memory.h"
#include "base/timestamp.h"
#include "source/redis/stream.h"

#include <stdlib.h>

/* A reply whose entries are being read. Those of several nodes arrive side by side. */
struct entry_reader {
    struct entries entries;
    struct entry_reader *next; /* among those that are idle */
};

/* A request under way. */
struct waiting {
    struct requests *requests;
    struct stream *stream;
    const struct entry_events *entries;
    unsigned entries_depth;
    void (*on_reply)(void *context, const struct reply *reply);
    void *context;
    struct entry_reader *reader; /* NULL: its reply has not begun */
};

static struct entry_reader *take_idle(struct requests *requests)
{
    struct entry_reader *reader = requests->idle;

    if (reader == NULL)
        return mem_zalloc(1, sizeof(*reader));
    requests->idle = reader->next;
    return reader;
}

static void on_element(void *context, const struct reply_element *element)
{
    struct waiting *waiting = context;

    if (waiting->reader == NULL) {
        waiting->reader = take_idle(waiting->requests);
        waiting->reader->entries.report.severity_words = waiting->requests->severity_words;
        entries_begin(&waiting->reader->entries, waiting->entries_depth, waiting->entries,
                      waiting->context);
    }
    entries_element(&waiting->reader->entries, element);
}

static void on_reply(void *context, const struct reply *reply, const struct error *error)
{
    struct waiting waiting = *(struct waiting *)context;
    struct requests *requests = waiting.requests;

    free(context);
    requests->under_way--;
    if (waiting.reader != NULL) {
        waiting.reader->next = requests->idle;
        requests->idle = waiting.reader;
    }
    if (reply != NULL)
        requests->answered_ms = timestamp_now();
    if (waiting.stream != NULL && reply != NULL)
        stream_answers(waiting.stream);
    else if (waiting.stream != NULL)
        stream_lose_request(waiting.stream, error);
    waiting.on_reply(waiting.context, reply);
    if (reply != NULL)
        requests->replied(requests->context);
    else if (requests->lost != NULL)
        requests->lost(requests->context);
}

bool requests_send(struct requests *requests, const struct request *request)
{
    struct waiting *waiting = mem_alloc(sizeof(*waiting));

    *waiting = (struct waiting){
        .requests = requests,
        .stream = request->stream,
        .entries = request->entries,
        .entries_depth = request->entries_depth,
        .on_reply = request->on_reply,
        .context = request->context,
    };
    if (client_send(requests->client,
                    &(struct client_request){
                        .words = request->words,
                        .count = request->count,
                        .target = request->to_node ? CLIENT_NODE : CLIENT_OWNER,
                        .node = request->node,
                        .on_element = request->entries != NULL ? on_element : NULL,
                        .on_reply = on_reply,
                        .context = waiting,
                    })) {
        requests->under_way++;
        requests->sent++;
        return true;
    }
    free(waiting);
    if (request->stream != NULL)
        stream_lose(request->stream);
    return false;
}

int64_t requests_clock_us(void)
{
    return (int64_t)(uv_hrtime() / 1000);
}

struct stopwatch stopwatch_begin(const struct requests *requests)
{
    return (struct stopwatch){.began_us = requests_clock_us(), .alone = requests->under_way == 0};
}

void stopwatch_sent(struct stopwatch *watch, const struct requests *requests)
{
    watch->sent = requests->sent;
}

int64_t stopwatch_read(const struct stopwatch *watch, const struct requests *requests)
{
    bool alone = watch->alone && watch->sent == requests->sent;
    int64_t took_us = requests_clock_us() - watch->began_us;

    return alone ? took_us : 0;
}

bool requests_refused(const struct reply *reply, struct slice *reason)
{
    if (reply->nodes[0].type != REPLY_ERROR)
        return false;
    *reason = reply_text(reply, 0);
    return true;
}

void requests_free(struct requests *requests)
{
    while (requests->idle != NULL) {
        struct entry_reader *reader = take_idle(requests);
        entries_free(&reader->entries);
        free(reader);
    }
}
