/* The sink's way to Redis: requests under way, and what their answers mean. */
#include "config.h"

#include "sink/sink_private.h"

#include <string.h>

#define IDEMPOTENT_MAX 100 /* as many of one producer a server remembers */

void sink_open_breaker(struct sink *sink, const struct error *reason)
{
    bool is_other = strcmp(sink->trouble.text, reason->text) != 0;
    uint32_t random = 0;

    /* Without randomness the pause is the longest. */
    (void)uv_random(NULL, NULL, &random, sizeof(random), 0, NULL);
    sink->trouble = *reason;
    if (breaker_failed(&sink->breaker, timestamp_monotonic(), random) || is_other)
        sink_tell_status(sink);
}

void sink_note_success(struct sink *sink)
{
    if (breaker_succeeded(&sink->breaker))
        sink_tell_status(sink);
}

static void finish(struct parcel *parcel, enum sink_result result, struct stream_id id,
                   const char *reason)
{
    parcel->state = PARCEL_DONE;
    if (!parcel->withdrawn)
        sink_tell(parcel->owner, &parcel->record, result, id, reason);
}

static void send_again(struct parcel *parcel)
{
    struct sink *sink = parcel->owner;

    outbox_return(&sink->outbox, parcel);
    if (parcel->withdrawn)
        parcel->state = PARCEL_DONE;
    else
        sink->counts.resent++;
}

/* What was lost on its way is not sent again at once, and not before all that is under way is
 * answered: nothing newer may get ahead of it. */
static void lose(struct parcel *parcel, const struct error *error)
{
    parcel->record.sent_before = true;
    send_again(parcel);
    sink_open_breaker(parcel->owner, error);
}

static void refuse(struct parcel *parcel, struct slice text)
{
    struct error reason;

    reply_error(text, &reason);
    sink_note_success(parcel->owner);
    finish(parcel, SINK_REFUSED, STREAM_ID_MIN, reason.text);
}

/* Returns true when the trouble is the server's and not that of one key or one entry. */
static bool is_passing(struct slice text)
{
    return reply_error_class(text) != ERROR_STOP || reply_error_is(text, "NOAUTH");
}

static bool is_not_greater(struct slice text)
{
    static const char words[] = "equal or smaller";

    return memmem(text.data, text.size, words, sizeof(words) - 1) != NULL;
}

/* Returns true when the reply of XRANGE is one entry with just the fields of the record. */
static bool is_same_entry(const struct reply *reply, const struct record *record)
{
    size_t entry = reply_child(reply, 0, 0);
    size_t fields = reply_child(reply, entry, 1);

    if (fields >= reply->count || reply->nodes[fields].type != REPLY_ARRAY ||
        reply->nodes[fields].integer != 2 * (RECORD_PARTS - 1))
        return false;
    for (size_t part = RECORD_KEY + 1; part < RECORD_PARTS; part++) {
        size_t name = reply_child(reply, fields, 2 * (part - 1));
        size_t value = reply_child(reply, fields, 2 * (part - 1) + 1);
        if (!slice_equals(reply_text(reply, name), record_field_name((enum record_part)part)) ||
            !slice_equals(reply_text(reply, value), record->parts[part]))
            return false;
    }
    return true;
}

/* What follows on any answer. */
static void go_on(struct sink *sink)
{
    sink_settle(sink);
    if (!sink->closing)
        sink_note_unserved(sink);
    if (sink->breaker.state != BREAKER_CLOSED)
        sink_spill(sink);
    sink_push(sink);
}

static void on_compared(void *context, const struct reply *reply, const struct error *error)
{
    struct parcel *parcel = context;
    struct sink *sink = parcel->owner;

    sink->unanswered--;
    if (reply == NULL)
        lose(parcel, error);
    else if (is_same_entry(reply, &parcel->record))
        finish(parcel, SINK_WRITTEN, parcel->record.id, "");
    else
        refuse(parcel, SLICE("ERR the stream has an entry with an ID that is equal or greater"));
    go_on(sink);
}

/* A record that was sent before under an ID of its own may be the very entry that is in its way. */
static bool compare(struct parcel *parcel)
{
    struct sink *sink = parcel->owner;
    char id[STREAM_ID_SIZE];

    stream_id_format(parcel->record.id, id);
    const struct slice words[] = {SLICE("XRANGE"), parcel->record.parts[RECORD_KEY], slice_of(id),
                                  slice_of(id)};
    bool asked = client_send(sink->client, &(struct client_request){
                                               .words = words,
                                               .count = 4,
                                               .on_reply = on_compared,
                                               .context = parcel,
                                           });
    sink->unanswered += asked;
    sink->sent = true;
    return asked;
}

static void take_error(struct parcel *parcel, struct slice text)
{
    struct sink *sink = parcel->owner;
    struct error reason;

    if (is_passing(text)) { /* it was not carried out */
        reply_error(text, &reason);
        send_again(parcel);
        sink_open_breaker(sink, &reason);
    } else if (!parcel->record.sent_before || !is_not_greater(text)) {
        refuse(parcel, text);
    } else if (!compare(parcel)) {
        send_again(parcel);
    }
}

/* Returns true when an older record of the same stream has to be sent again. */
static bool overtakes(const struct parcel *parcel)
{
    const struct sink *sink = parcel->owner;

    if (sink->breaker.state == BREAKER_CLOSED)
        return false;
    for (size_t i = 0; outbox_at(&sink->outbox, i) != parcel; i++) {
        const struct parcel *older = outbox_at(&sink->outbox, i);
        if (older->state == PARCEL_DUE &&
            slice_equals(older->record.parts[RECORD_KEY], parcel->record.parts[RECORD_KEY]))
            return true;
    }
    return false;
}

static void on_added(void *context, const struct reply *reply, const struct error *error)
{
    struct parcel *parcel = context;
    struct sink *sink = parcel->owner;
    struct stream_id id;

    sink->unanswered--;
    if (reply == NULL) {
        lose(parcel, error);
    } else if (reply->nodes[0].type == REPLY_ERROR) {
        take_error(parcel, reply_text(reply, 0));
    } else if (!stream_id_parse(reply_text(reply, 0), &id)) {
        refuse(parcel, SLICE("the answer to XADD was no stream ID"));
    } else {
        sink->counts.reordered += overtakes(parcel);
        sink_note_success(sink);
        finish(parcel, SINK_WRITTEN, id, "");
    }
    go_on(sink);
}

static bool send_parcel(struct sink *sink, struct parcel *parcel)
{
    struct xadd xadd;

    xadd_compose(&xadd, &parcel->record, &sink->trim, sink->idempotent, timestamp_now());
    if (!client_send(sink->client, &(struct client_request){
                                       .words = xadd.words,
                                       .count = xadd.count,
                                       .on_reply = on_added,
                                       .context = parcel,
                                   }))
        return false;
    parcel->state = PARCEL_SENT;
    sink->unanswered++;
    sink->sent = true;
    return true;
}

static struct parcel *next_parcel(struct sink *sink)
{
    struct parcel *parcel = outbox_due(&sink->outbox);

    if (parcel != NULL)
        return parcel;
    sink_refill(sink);
    return outbox_due(&sink->outbox);
}

/* Asks the breaker, which takes a yes for a probe. */
static bool may_send(struct sink *sink)
{
    if (sink->breaker.state == BREAKER_CLOSED)
        return !sink->idempotent || sink->unanswered < IDEMPOTENT_MAX;
    if (sink->unanswered > 0 || breaker_allowance(&sink->breaker, timestamp_monotonic()) == 0)
        return false;
    sink_tell_status(sink);
    return true;
}

static void on_timer(uv_timer_t *timer);

static bool can_send(const struct sink *sink)
{
    return sink->prepared && sink_all_are_there(sink);
}

/* Returns true when the breaker's next probe has something to try. */
static bool wants_probe(struct sink *sink)
{
    struct client_status client = client_status(sink->client);

    if (sink->breaker.state != BREAKER_OPEN || sink->unanswered > 0)
        return false;
    if (client.stopped)
        return sink_pending(sink) > 0;
    return can_send(sink) && (outbox_due(&sink->outbox) != NULL || sink_can_refill(sink));
}

static void plan(struct sink *sink)
{
    int64_t now_ms = timestamp_monotonic();
    int64_t due_ms = sink_spool_due(sink);

    if (wants_probe(sink) && sink->breaker.retry_at_ms < due_ms)
        due_ms = sink->breaker.retry_at_ms;
    if (due_ms == INT64_MAX)
        uv_timer_stop(&sink->timer);
    else
        uv_timer_start(&sink->timer, on_timer, due_ms > now_ms ? (uint64_t)(due_ms - now_ms) : 0,
                       0);
}

void sink_push(struct sink *sink)
{
    if (sink->closing)
        return;
    uv_update_time(&sink->loop);
    if (!sink->prepared && sink->preparing == 0 && sink_all_are_there(sink))
        sink_prepare(sink); /* the one that was lost may hold nothing any more */
    while (can_send(sink)) {
        struct parcel *parcel = next_parcel(sink);
        if (parcel == NULL || !may_send(sink) || !send_parcel(sink, parcel))
            break;
    }
    plan(sink);
}

/* A server that wants a person is asked again now and then: the person may have come. */
static void on_timer(uv_timer_t *timer)
{
    struct sink *sink = timer->data;

    sink_serve_spool(sink);
    if (client_status(sink->client).stopped &&
        breaker_allowance(&sink->breaker, timestamp_monotonic()) > 0) {
        sink_tell_status(sink);
        client_retry(sink->client);
    }
    sink_push(sink);
}
