#include "config.h"

#include "route/payload.h"

#include "base/timestamp.h"
#include "drift/report.h"
#include "wire/json_write.h"

#include <inttypes.h>
#include <string.h>

/* An Alertmanager closes by itself what it is not told of for five minutes, by its own standard. */
#define EVENT_OPEN_MS (5 * INT64_C(60000))
/* Without `repeat`, and while it is flapping, it is not told again, and absence closes nothing. */
#define UNREPEATED_OPEN_MS (7 * INT64_C(86400000))
#define REPEATS_OPEN 4

static const char *const names[KIND_COUNT] = {
    [KIND_THRESHOLD] = "DriftopThreshold", [KIND_NO_DATA] = "DriftopNoData",
    [KIND_STALE] = "DriftopStale",         [KIND_SILENT] = "DriftopSilent",
    [KIND_LOST] = "DriftopLost",           [KIND_DIGEST] = "DriftopDigest",
};

/* In the order in which they are written. */
static const char *const ours[] = {"alertname", "destination", "severity",
                                   "tenant",    "stream",      "dimension"};

static bool is_ours(struct slice name)
{
    for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
        if (slice_is(name, ours[i]))
            return true;
    return false;
}

/* All versions take such names. */
static bool is_label_name(struct slice name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    static const char digits[] = "0123456789";

    for (size_t i = 0; i < name.size; i++)
        if (memchr(letters, name.data[i], sizeof(letters) - 1) == NULL &&
            (i == 0 || memchr(digits, name.data[i], sizeof(digits) - 1) == NULL))
            return false;
    return name.size > 0;
}

bool payload_alertmanager_takes(const struct destination *destination, struct error *error)
{
    for (size_t i = 0; i < destination->label_count; i++) {
        struct slice rest = slice_of(destination->labels[i]);
        struct slice name = slice_split(&rest, '=');
        if (is_ours(name))
            return error_set(error, ERROR_USAGE,
                             "label %s: an Alertmanager has this label of driftop; choose another",
                             destination->labels[i]);
        if (!is_label_name(name))
            return error_set(error, ERROR_USAGE,
                             "label %s: of an Alertmanager a name has letters, digits and _ only",
                             destination->labels[i]);
    }
    return true;
}

static enum severity level_of(enum severity level, const struct message *message)
{
    return level >= SEVERITY_WARN ? level : payload_level(message);
}

size_t payload_alerts(const struct message *message,
                      struct payload_alert alerts[PAYLOAD_ALERTMANAGER_MAX])
{
    if (edge_closes(message->edge)) {
        alerts[0] = (struct payload_alert){level_of(message->before, message), false};
        return 1;
    }
    alerts[0] = (struct payload_alert){level_of(message->after, message), true};
    if (message->before < SEVERITY_WARN || message->before == alerts[0].severity)
        return 1;
    alerts[1] = (struct payload_alert){message->before, false};
    return 2;
}

static void write_member(struct json_writer *json, const char *key, const char *text)
{
    json_write_key(json, key);
    json_write_string(json, slice_of(text));
}

static void write_given_labels(struct json_writer *json, const struct destination *destination)
{
    for (size_t i = 0; i < destination->label_count; i++) {
        struct slice value = slice_of(destination->labels[i]);
        json_write_name(json, slice_split(&value, '='));
        json_write_string(json, value.data != NULL ? value : SLICE(""));
    }
}

static void write_labels(struct json_writer *json, const struct message *message,
                         struct payload_alert alert)
{
    bool degraded = alert.severity == SEVERITY_DEGRADED;

    json_write_open(json, JSON_OBJECT);
    write_member(json, ours[0], message->is_test ? "DriftopTest" : names[message->kind]);
    write_member(json, ours[1], message->destination->name);
    write_member(json, ours[2], degraded ? "critical" : "warning");
    if (message->tenant != NULL)
        write_member(json, ours[3], message->tenant);
    if (message->stream != NULL) {
        json_write_key(json, ours[4]);
        json_write_string(json, (struct slice){message->stream, message->stream_size});
    }
    if (message->dimension != NULL)
        write_member(json, ours[5], message->dimension);
    write_given_labels(json, message->destination);
    json_write_close(json, JSON_OBJECT);
}

void payload_alertmanager_labels(const struct message *message, struct payload_alert alert,
                                 struct buffer *out)
{
    struct json_writer json = {.out = out, .style = &json_compact};

    write_labels(&json, message, alert);
}

static void write_number(struct json_writer *json, const char *key, double number)
{
    struct buffer text = {0};
    struct json_writer inner = {.out = &text, .style = &json_compact};

    if (number - number != 0)
        return; /* unknown */
    json_write_number(&inner, number);
    write_member(json, key, buffer_text(&text));
    buffer_free(&text);
}

/* All of them are texts. */
static void write_annotations(struct json_writer *json, const struct message *message)
{
    struct buffer text = {0};

    json_write_open(json, JSON_OBJECT);
    payload_sentences(message, "\n- ", &text);
    write_member(json, "summary", buffer_text(&text));
    write_member(json, "edge", edge_name(message->edge));
    write_member(json, "id", message->id);
    write_number(json, "value", message->value);
    write_number(json, "baseline", message->baseline);
    write_number(json, "z_score", message->z_score);
    if (message->rule.k > 0) {
        buffer_clear(&text);
        buffer_printf(&text, "%" PRIu32 "/%" PRIu32 "/%" PRIu32, message->rule.k, message->rule.n,
                      message->rule.m);
        write_member(json, "rule", buffer_text(&text));
    }
    json_write_close(json, JSON_OBJECT);
    buffer_free(&text);
}

static int64_t open_for(const struct message *message)
{
    if (message->is_test || message->kind == KIND_LOST || message->kind == KIND_DIGEST)
        return EVENT_OPEN_MS;
    if (message->destination->repeat_ms == 0 || message->edge == EDGE_FLAPPING)
        return UNREPEATED_OPEN_MS;
    return message->destination->repeat_ms * REPEATS_OPEN;
}

static void write_time(struct json_writer *json, const char *key, int64_t time_ms)
{
    char text[32];

    timestamp_format_iso(time_ms, text);
    write_member(json, key, text);
}

/* Neither a clock that goes ahead of ours nor one that goes behind it leads to an end that is still
 * to come, or lies before the beginning: that would be refused. */
static void write_times(struct json_writer *json, const struct message *message, bool open,
                        int64_t now_ms)
{
    int64_t end = message->at_ms < now_ms ? message->at_ms : now_ms;
    int64_t start = message->since_ms > 0 ? message->since_ms : message->at_ms;

    if (open)
        end = now_ms + open_for(message);
    write_time(json, "startsAt", start < end ? start : end);
    write_time(json, "endsAt", end);
}

void payload_alertmanager_alert(const struct message *message, struct payload_alert alert,
                                int64_t now_ms, struct buffer *out)
{
    struct json_writer json = {.out = out, .style = &json_compact};

    json_write_open(&json, JSON_OBJECT);
    json_write_key(&json, "labels");
    write_labels(&json, message, alert);
    json_write_key(&json, "annotations");
    write_annotations(&json, message);
    write_times(&json, message, alert.open, now_ms);
    json_write_close(&json, JSON_OBJECT);
}

void payload_alertmanager(const struct message *message, int64_t now_ms, struct buffer *out)
{
    struct payload_alert alerts[PAYLOAD_ALERTMANAGER_MAX];
    size_t count = payload_alerts(message, alerts);

    for (size_t i = 0; i < count; i++) {
        buffer_char(out, i == 0 ? '[' : ',');
        payload_alertmanager_alert(message, alerts[i], now_ms, out);
    }
    buffer_char(out, ']');
}
