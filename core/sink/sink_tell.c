/* The sink: what callers are told. */
#include "config.h"

#include "sink/sink_private.h"

#include "wire/ndjson.h"

/* Writes the report as a line that sink and emit read back. */
static void write_line(const struct sink *sink, const struct record *record, struct buffer *line)
{
    struct report report = {0};
    struct buffer tenant = {0};
    struct error error;

    key_template_tenant(sink->key_template, record->parts[RECORD_KEY], &tenant);
    if (record_report(record, &report, &error))
        ndjson_format(line, (struct slice){tenant.data, tenant.size}, &report);
    buffer_free(&tenant);
    report_free(&report);
}

static void count(struct sink *sink, bool earlier_run, enum sink_result result)
{
    struct sink_counts *counts = &sink->counts;

    switch (result) {
    case SINK_WRITTEN:
        (*(earlier_run ? &counts->replayed : &counts->written))++;
        break;
    case SINK_SPOOLED:
        counts->spooled++;
        break;
    case SINK_REFUSED:
        (*(earlier_run ? &counts->replays_refused : &counts->refused))++;
        break;
    case SINK_FAILED:
        (*(earlier_run ? &counts->replays_refused : &counts->failed))++;
        break;
    }
}

static void tell_waiting(struct awaited *awaited, enum sink_result result, struct stream_id id,
                         const char *reason)
{
    awaited->told = true;
    awaited->result = result;
    awaited->id = id;
    if (reason[0] != '\0')
        error_set(&awaited->error, ERROR_INPUT, "%s", reason);
}

void sink_tell(struct sink *sink, const struct record *record, enum sink_result result,
               struct stream_id id, const char *reason)
{
    bool earlier_run = record->run != sink->run;
    bool in_hand = sink->submitting && !earlier_run && record->sequence == sink->sequence + 1;
    struct buffer line = {0};

    sink->told++;
    sink->woken = true;
    count(sink, earlier_run, result);
    sink->counts.unknown += result == SINK_FAILED && !earlier_run && record->sent_before;
    if (!earlier_run && sink->awaited.sequence == record->sequence) {
        tell_waiting(&sink->awaited, result, id, reason);
        return;
    }
    if (sink->on_outcome == NULL)
        return;
    if (!in_hand && (result == SINK_REFUSED || result == SINK_FAILED))
        write_line(sink, record, &line);
    sink->on_outcome(sink->context, &(struct sink_outcome){
                                        .result = result,
                                        .token = record->token,
                                        .earlier_run = earlier_run,
                                        .id = id,
                                        .reason = reason,
                                        .line = {line.data, line.size},
                                    });
    buffer_free(&line);
}

static struct error disk_trouble(const struct sink *sink)
{
    return sink->storing.failures > 0 ? sink->storing.error : sink->syncing.error;
}

struct sink_status sink_status(const struct sink *sink)
{
    struct client_status client = client_status(sink->client);
    struct sink_status status = {
        .breaker = sink->breaker.state,
        .reason = sink->trouble,
        .stopped = client.stopped && !sink->was_healthy,
        .nodes = client.nodes,
        .away = client.nodes - client.ready,
        .concern = *client.concern,
        .disk = disk_trouble(sink),
    };
    int64_t retry_at = client.retry_at_ms;

    if (status.breaker == BREAKER_CLOSED)
        status.reason = *client.error;
    bool waits = retry_at == 0 || (sink->breaker.woken && retry_at < sink->breaker.retry_at_ms);
    if (status.breaker == BREAKER_OPEN && waits)
        retry_at = sink->breaker.retry_at_ms;
    int64_t now_ms = timestamp_monotonic();
    status.retry_in_ms = retry_at > now_ms ? retry_at - now_ms : 0;
    return status;
}

void sink_explain_wait(const struct sink *sink, const char *limit, struct error *error)
{
    client_explain_wait(sink->client, limit, error);
}

void sink_refused(const struct sink *sink, struct buffer *out)
{
    command_list(sink->closing ? sink->refused : client_refused(sink->client), out);
}

void sink_tell_status(struct sink *sink)
{
    if (sink->on_status == NULL || sink->closing)
        return;
    struct sink_status status = sink_status(sink);
    sink->on_status(sink->context, &status);
}
