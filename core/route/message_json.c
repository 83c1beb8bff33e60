#include "config.h"

#include "route/message.h"

#include "drift/report.h"
#include "wire/json_write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void write_text(struct json_writer *json, const char *key, const char *text)
{
    json_write_key(json, key);
    json_write_string(json, text != NULL ? slice_of(text) : (struct slice){0});
}

static void write_id(struct json_writer *json, const char *key, struct stream_id id)
{
    char text[STREAM_ID_SIZE];

    stream_id_format(id, text);
    write_text(json, key, stream_id_compare(id, STREAM_ID_MIN) != 0 ? text : NULL);
}

static void write_count(struct json_writer *json, const char *key, bool known, uint64_t count)
{
    json_write_key(json, key);
    if (known)
        json_write_unsigned(json, count);
    else
        json_write_null(json);
}

static void write_time(struct json_writer *json, const char *key, int64_t time_ms)
{
    json_write_key(json, key);
    if (time_ms != 0)
        json_write_signed(json, time_ms);
    else
        json_write_null(json);
}

static void write_number(struct json_writer *json, const char *key, double number)
{
    json_write_key(json, key);
    json_write_number(json, number);
}

static void write_rule(struct json_writer *json, const struct rule *rule)
{
    char text[40];

    snprintf(text, sizeof(text), "%u/%u/%u", rule->k, rule->n, rule->m);
    write_text(json, "rule", rule->k > 0 ? text : NULL);
}

static void write_severity(struct json_writer *json, const struct message *message)
{
    write_text(json, "severity",
               message->severity != SEVERITY_ABSENT ? severity_name(message->severity) : NULL);
}

static void write_summary(struct json_writer *json, const struct message *message)
{
    struct buffer summary = {0};

    message_summary(message, &summary);
    write_text(json, "summary", buffer_text(&summary));
    buffer_free(&summary);
}

static void write_subject(struct json_writer *json, const struct message *message)
{
    write_text(json, "tenant", message->tenant);
    json_write_key(json, "stream");
    json_write_string(json, (struct slice){message->stream, message->stream_size});
    write_text(json, "dimension", message->dimension);
    write_severity(json, message);
}

static void write_times(struct json_writer *json, const struct message *message)
{
    write_id(json, "since_id", message->since_id);
    write_time(json, "since_ms", message->since_ms);
    write_id(json, "at_id", message->at_id);
    write_time(json, "at_ms", message->at_ms);
    write_time(json, "sent_ms", message->sent_ms);
    write_count(json, "attempt", message->attempt > 0, message->attempt);
}

static void write_figures(struct json_writer *json, const struct message *message)
{
    write_number(json, "value", message->value);
    write_number(json, "baseline", message->baseline);
    write_number(json, "z_score", message->z_score);
    write_count(json, "sample_count", message->sample_count != SAMPLE_COUNT_UNKNOWN,
                message->sample_count);
    write_count(json, "bad", message->of > 0, message->bad);
    write_count(json, "of", message->of > 0, message->of);
}

/* Returns true for a label of the destination that would stand in the place of one of ours. */
static bool is_ours(struct slice name)
{
    return slice_is(name, "kind") || slice_is(name, "tenant") || slice_is(name, "dimension");
}

static void write_labels(struct json_writer *json, const struct message *message)
{
    const struct destination *destination = message->destination;

    json_write_key(json, "labels");
    json_write_open(json, JSON_OBJECT);
    write_text(json, "kind", alert_kind_name(message->kind));
    if (message->tenant != NULL)
        write_text(json, "tenant", message->tenant);
    if (message->dimension != NULL)
        write_text(json, "dimension", message->dimension);
    for (size_t i = 0; i < destination->label_count; i++) {
        struct slice text = slice_of(destination->labels[i]);
        struct slice name = slice_split(&text, '=');
        if (is_ours(name))
            continue;
        json_write_name(json, name);
        json_write_string(json, text.data != NULL ? text : SLICE(""));
    }
    json_write_close(json, JSON_OBJECT);
}

static void write_counts(struct json_writer *json, const struct message_counts *counts)
{
    json_write_key(json, "counts");
    json_write_open(json, JSON_OBJECT);
    for (int i = 0; i < EDGE_COUNT; i++) {
        if (counts->edges[i] > 0)
            write_count(json, edge_name((enum edge)i), true, counts->edges[i]);
    }
    write_count(json, "passed", true, counts->passed);
    write_count(json, "total", true, counts->total);
    json_write_close(json, JSON_OBJECT);
}

static void write_worst(struct json_writer *json, const struct message *message)
{
    json_write_key(json, "worst");
    json_write_open(json, JSON_ARRAY);
    for (size_t i = 0; i < message->covered_count && i < MESSAGE_WORST; i++) {
        const struct message *covered = message->covered[i];
        json_write_open(json, JSON_OBJECT);
        write_text(json, "id", covered->id);
        write_text(json, "edge", edge_name(covered->edge));
        write_text(json, "kind", alert_kind_name(covered->kind));
        write_text(json, "tenant", covered->tenant);
        write_text(json, "dimension", covered->dimension);
        write_severity(json, covered);
        write_summary(json, covered);
        json_write_close(json, JSON_OBJECT);
    }
    json_write_close(json, JSON_ARRAY);
}

static void write_true(struct json_writer *json, const char *key)
{
    json_write_key(json, key);
    json_write_raw(json, SLICE("true"));
}

static void write_what_applies(struct json_writer *json, const struct message *message)
{
    if (message->edge == EDGE_LOST)
        write_count(json, "lost", true, message->lost);
    if (message->edge == EDGE_GONE)
        write_time(json, "gone_ms", message->gone_ms);
    if (message->unknown)
        write_true(json, "unknown");
    if (message->kind == KIND_SILENT && message->edge != EDGE_BACK)
        write_count(json, "open", true, message->open);
    if (message->is_test)
        write_true(json, "test");
    if (message->edge != EDGE_DIGEST)
        return;
    write_counts(json, &message->counts);
    write_worst(json, message);
}

void message_json(const struct message *message, struct buffer *out)
{
    struct json_writer json = {.out = out, .style = &json_compact};

    json_write_open(&json, JSON_OBJECT);
    write_text(&json, "schema", "driftop.alert/1");
    write_text(&json, "id", message->id);
    write_text(&json, "key", message->key);
    write_text(&json, "edge", edge_name(message->edge));
    write_text(&json, "kind", alert_kind_name(message->kind));
    write_text(&json, "destination", message->destination->name);
    write_rule(&json, &message->rule);
    write_subject(&json, message);
    write_times(&json, message);
    write_figures(&json, message);
    write_time(&json, "until_ms", message->until_ms);
    write_summary(&json, message);
    write_labels(&json, message);
    write_what_applies(&json, message);
    json_write_close(&json, JSON_OBJECT);
}
