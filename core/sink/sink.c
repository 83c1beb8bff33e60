/* The sink: opening and closing, and handing in reports. */
#include "config.h"

#include "sink/sink.h"

#include "base/duration.h"
#include "base/memory.h"
#include "base/text.h"
#include "sink/sink_private.h"
#include "wire/readings.h"

#include <stdlib.h>

/* Behind it no ID is taken. */
#define LATEST_ID ((struct stream_id){STREAM_ID_LATEST_MS, UINT64_MAX})

struct sink_options sink_options_default(void)
{
    return (struct sink_options){
        .url = "redis://localhost:6379/0",
        .ns = "rag:telemetry",
        .key_template = "{ns}:{tenant}",
        .trim = {.by = TRIM_BY_LENGTH, .retention = 15000},
        .max_bytes = 64 * 1024,
        .timeout_ms = 5 * MS_PER_SECOND,
        .spool_max_bytes = 256 * 1024 * 1024,
    };
}

static void name_sink(struct sink *sink)
{
    struct buffer shown = {0};

    redis_url_show(&sink->url, &shown);
    text_safe(&sink->name, (struct slice){shown.data, shown.size}, false);
    buffer_free(&shown);
}

static bool understand(struct sink *sink, const struct sink_options *options, struct error *error)
{
    const struct key_values values = {options->ns, options->app, options->env};

    if (!redis_url_parse(options->url, &sink->url, error))
        return false;
    name_sink(sink);
    if (!redis_url_access(&sink->url, &options->access, error))
        return false;
    sink->url.replicas = false; /* what was written a moment ago is asked for */
    sink->key_template = key_template_parse(options->key_template, &values, error);
    return sink->key_template != NULL && sink_open_spool(sink, options, error);
}

static bool open_loop(struct sink *sink, struct error *error)
{
    int failure = uv_random(NULL, NULL, &sink->run, sizeof(sink->run), 0, NULL);

    if (failure == 0)
        failure = uv_loop_init(&sink->loop);
    if (failure != 0)
        return error_set(error, ERROR_SYSTEM, "%s", uv_strerror(failure));
    uv_timer_init(&sink->loop, &sink->timer);
    uv_timer_init(&sink->loop, &sink->alarm);
    sink->timer.data = sink;
    return true;
}

static void free_sink(struct sink *sink)
{
    spool_close(sink->spool);
    outbox_free(&sink->outbox);
    key_template_free(sink->key_template);
    redis_url_free(&sink->url);
    buffer_free(&sink->name);
    buffer_free(&sink->key);
    buffer_free(&sink->dimensions);
    buffer_free(&sink->bytes);
    free(sink->polled);
    free(sink);
}

struct sink *sink_open(const struct sink_options *options, struct error *error)
{
    struct sink *sink = mem_zalloc(1, sizeof(*sink));

    sink->on_outcome = options->on_outcome;
    sink->on_status = options->on_status;
    sink->on_flaw = options->on_flaw;
    sink->context = options->context;
    sink->trim = options->trim;
    sink->keep_ids = options->keep_ids;
    sink->max_bytes = options->max_bytes;
    sink->timeout_ms = options->timeout_ms;
    sink->breaker = breaker_create(SINK_PAUSE_MIN_MS, SINK_PAUSE_MAX_MS);
    if (!understand(sink, options, error) || !open_loop(sink, error)) {
        free_sink(sink);
        return NULL;
    }
    sink_connect(sink);
    return sink;
}

bool sink_has_room(const struct sink *sink)
{
    return sink->outbox.count < SINK_RECORDS_MAX &&
           (sink->outbox.count == 0 || sink->outbox.bytes < SINK_BYTES_MAX);
}

/* Fills the record's key, or says why there is none. */
static bool find_key(struct sink *sink, struct slice tenant, const struct report *report,
                     struct record *record, struct error *error)
{
    struct buffer name = {0};

    buffer_clear(&sink->key);
    key_template_name(sink->key_template, tenant, report->environment, &name);
    bool found =
        key_template_key(sink->key_template, (struct slice){name.data, name.size}, &sink->key);
    buffer_free(&name);
    record->parts[RECORD_KEY] = (struct slice){sink->key.data, sink->key.size};
    return found ||
           error_set(error, ERROR_INPUT, "the key template makes no stream of the tenant \"%.*s\"",
                     (int)(tenant.size < 100 ? tenant.size : 100), tenant.data);
}

/* The dimensions are spelled byte for byte as StreamDriftSink does it. */
static void fill_fields(struct sink *sink, const struct report *report, struct record *record)
{
    struct json_writer json = {.out = &sink->dimensions, .style = &json_python};

    buffer_clear(&sink->dimensions);
    readings_write(&json, report);
    record->parts[RECORD_WINDOW_START] = report->window_start;
    record->parts[RECORD_WINDOW_END] = report->window_end;
    record->parts[RECORD_DEGRADED] = report->degraded;
    record->parts[RECORD_WARNED] = report->warned;
    record->parts[RECORD_DIMENSIONS] = (struct slice){sink->dimensions.data, sink->dimensions.size};
    if (sink->keep_ids)
        record->id = report->id;
}

static bool make_record(struct sink *sink, struct slice tenant, const struct report *report,
                        struct record *record, struct error *error)
{
    if (!find_key(sink, tenant, report, record, error))
        return false;
    fill_fields(sink, report, record);
    if (sink->keep_ids && stream_id_compare(report->id, STREAM_ID_MIN) == 0)
        return error_set(error, ERROR_INPUT, "it has no ID and no time to keep");
    if (sink->keep_ids && report->id.ms > STREAM_ID_LATEST_MS)
        return error_set(error, ERROR_INPUT,
                         "its ID lies behind the year 9999, and the stream would take no other "
                         "report in front of it");
    if (sink->keep_ids && stream_id_compare(report->id, LATEST_ID) >= 0)
        return error_set(error, ERROR_INPUT,
                         "its ID is the last of all, and the stream would take no other report "
                         "behind it");
    size_t size = record_size(record);
    if (size > sink->max_bytes)
        return error_set(error, ERROR_INPUT,
                         "the entry would have %zu bytes, and at most %zu are allowed; store what "
                         "is large elsewhere, and a reference to it in the metadata",
                         size, sink->max_bytes);
    return true;
}

static void add_parcel(struct sink *sink, const struct record *record)
{
    outbox_add(&sink->outbox, record)->owner = sink;
    sink_push(sink);
}

/* When the disk refuses it is as without a spool, unless something older is to be read out of it
 * first. */
static bool keep_in_memory(struct sink *sink, const struct record *record)
{
    if (!spool_at_end(sink->spool) || !sink_has_room(sink)) {
        sink_push(sink); /* and plan the next try */
        return false;
    }
    add_parcel(sink, record);
    return true;
}

/* Puts the record where it belongs. Returns false when there is no room. */
static bool take_record(struct sink *sink, const struct record *record)
{
    struct error error;

    if (!sink_wants_spool(sink)) {
        add_parcel(sink, record);
        return true;
    }
    switch (sink_store(sink, record, &error)) {
    case SPOOL_STORED:
        sink_tell(sink, record, SINK_SPOOLED, STREAM_ID_MIN, "");
        break;
    case SPOOL_IS_FULL:
        sink_tell(sink, record, SINK_REFUSED, STREAM_ID_MIN, error.text);
        break;
    case SPOOL_FAILED:
    case SPOOL_CHANGED:
        return keep_in_memory(sink, record);
    }
    sink_push(sink);
    return true;
}

bool sink_submit(struct sink *sink, struct slice tenant, const struct report *report,
                 uint64_t token)
{
    struct record record = {.run = sink->run, .sequence = sink->sequence + 1, .token = token};
    struct error error;
    bool taken = true;

    sink_note_unserved(sink);
    if (!sink_wants_spool(sink) && !sink_has_room(sink))
        return false;
    sink->submitting = true;
    if (make_record(sink, tenant, report, &record, &error))
        taken = take_record(sink, &record);
    else
        sink_tell(sink, &record, SINK_REFUSED, STREAM_ID_MIN, error.text);
    sink->submitting = false;
    sink->sequence += taken;
    return taken;
}

uint64_t sink_pending(const struct sink *sink)
{
    struct spool_counts spool = sink_spool_counts(sink);
    uint64_t pending = spool.records + spool.unreadable;

    for (size_t i = 0; i < sink->outbox.count; i++) {
        const struct parcel *parcel = outbox_at(&sink->outbox, i);
        pending += !parcel->spooled && parcel->state != PARCEL_DONE;
    }
    return pending;
}

bool sink_flush(struct sink *sink, int64_t patience_ms)
{
    int64_t deadline_ms = timestamp_monotonic() + patience_ms;
    uint64_t told = sink->told;

    while (sink_pending(sink) > 0 && sink_time_left(deadline_ms) > 0) {
        sink_poll(sink, NULL, 0, sink_time_left(deadline_ms));
        if (sink->told != told)
            deadline_ms = timestamp_monotonic() + patience_ms;
        told = sink->told;
    }
    return sink_pending(sink) == 0;
}

struct sink_counts sink_counts(const struct sink *sink)
{
    struct sink_counts counts = sink->counts;

    counts.lost = sink_spool_counts(sink).lost;
    return counts;
}

const char *sink_caution(const struct sink *sink)
{
    return redis_url_caution(&sink->url);
}

const char *sink_name(const struct sink *sink)
{
    return buffer_text(&sink->name);
}

struct spool_counts sink_spool_counts(const struct sink *sink)
{
    return sink->spool != NULL ? spool_counts(sink->spool) : (struct spool_counts){0};
}

/* Tells of every report that is in memory alone. */
static void give_up(struct sink *sink)
{
    if (sink->spool != NULL)
        sink_sync(sink);
    sink_spill(sink);
    sink_tell_dropped(sink);
    for (size_t i = 0; i < sink->outbox.count; i++) {
        struct parcel *parcel = outbox_at(&sink->outbox, i);
        if (parcel->state == PARCEL_DUE && !parcel->spooled)
            sink_tell(sink, &parcel->record, SINK_FAILED, STREAM_ID_MIN,
                      "not written when the sink was closed");
    }
}

void sink_stop(struct sink *sink)
{
    if (sink->closing)
        return;
    sink->closing = true;
    sink->refused = client_refused(sink->client);
    client_close(sink->client, NULL, NULL);
    uv_close((uv_handle_t *)&sink->timer, NULL);
    uv_close((uv_handle_t *)&sink->alarm, NULL);
    give_up(sink);
    sink_settle(sink);
    if (sink->spool != NULL)
        spool_stop(sink->spool);
    uv_run(&sink->loop, UV_RUN_DEFAULT);
    uv_loop_close(&sink->loop);
}

void sink_retain(struct sink *sink, const struct trim *trim)
{
    sink->trim = *trim;
}

void sink_close(struct sink *sink)
{
    if (sink == NULL)
        return;
    sink_stop(sink);
    free_sink(sink);
}
