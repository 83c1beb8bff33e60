/* The sink: one report, and what becomes of it within a bounded time. */
#include "config.h"

#include "sink/sink_private.h"

#define TURN_IS_NEWS_MS 10

/* Lets the loop see what came since it ran. Where it ran a moment ago and nothing is wrong, it sees
 * the rest while the answer is waited for: a connection that the server has closed is noticed in
 * front of the report that is to be sent, and not by it. */
static void catch_up(struct sink *sink)
{
    bool is_news = timestamp_monotonic() - sink->turned_ms > TURN_IS_NEWS_MS;

    if (is_news || sink->breaker.state != BREAKER_CLOSED || sink_wants_spool(sink))
        sink_turn(sink);
}

/* Returns true when trying now would only cost time. */
static bool is_away(struct sink *sink, struct error *error)
{
    struct sink_status status = sink_status(sink);

    if (sink->spool != NULL || status.breaker == BREAKER_CLOSED ||
        (client_status(sink->client).presence == CLIENT_READY && status.retry_in_ms == 0))
        return false;
    *error = status.reason;
    return true;
}

/* Takes a report back that is not answered for in time: nobody waits for it any more. */
static enum sink_result withdraw(struct sink *sink, struct error *error)
{
    struct error disk;

    for (size_t i = 0; i < sink->outbox.count; i++) {
        struct parcel *parcel = outbox_at(&sink->outbox, i);
        if (parcel->record.run != sink->run || parcel->record.sequence != sink->awaited.sequence ||
            parcel->spooled)
            continue;
        parcel->withdrawn = true;
        parcel->record.sent_before |= parcel->state == PARCEL_SENT;
        if (parcel->state == PARCEL_DUE)
            parcel->state = PARCEL_DONE;
        if (sink->spool == NULL || sink_store(sink, &parcel->record, &disk) != SPOOL_STORED)
            break;
        sink_tell(sink, &parcel->record, SINK_SPOOLED, STREAM_ID_MIN, "");
        sink_settle(sink);
        return SINK_SPOOLED;
    }
    sink->counts.failed++;
    sink_settle(sink);
    error_set(error, ERROR_RETRY, "no answer within the time allowed");
    return SINK_FAILED;
}

enum sink_result sink_emit(struct sink *sink, struct slice tenant, const struct report *report,
                           struct stream_id *id, struct error *error)
{
    int64_t deadline_ms = timestamp_monotonic() + sink->timeout_ms;
    struct awaited *awaited = &sink->awaited;
    bool taken = false;

    catch_up(sink);
    *error = (struct error){0};
    if (is_away(sink, error)) {
        sink->counts.failed++;
        return SINK_FAILED;
    }
    *awaited = (struct awaited){.sequence = sink->sequence + 1};
    while (!(taken = sink_submit(sink, tenant, report, 0)) && sink_time_left(deadline_ms) > 0)
        sink_poll(sink, NULL, 0, sink_time_left(deadline_ms));
    enum sink_result result = taken && sink_run_until(sink, &awaited->told, deadline_ms)
                                  ? awaited->result
                                  : withdraw(sink, error);
    if (awaited->told) {
        *error = awaited->error;
        if (id != NULL)
            *id = awaited->id;
    }
    awaited->sequence = 0;
    return result;
}
