#include "config.h"

#include "route/payload.h"

#include "base/timestamp.h"
#include "wire/json_write.h"

#define NAME_MAX_CHARACTERS 255

_Static_assert(MESSAGE_SUMMARY_MAX <= 1024, "PagerDuty takes so much of a summary");

static void write_member(struct json_writer *json, const char *key, const char *text)
{
    if (text == NULL)
        return;
    json_write_key(json, key);
    json_write_string(json, slice_of(text));
}

/* What is never open has no end that would be told, and a test has to page whoever may still look
 * at one before it: each is an incident of its own. */
static const char *dedup_key(const struct message *message)
{
    bool is_alone = message->is_test || message->kind == KIND_LOST || message->kind == KIND_DIGEST;

    return is_alone ? message->id : message->key;
}

static const char *severity_of(const struct message *message)
{
    if (message->is_test || message->kind == KIND_DIGEST)
        return "info";
    return payload_level(message) == SEVERITY_DEGRADED ? "critical" : "warning";
}

static void write_summary(struct json_writer *json, const struct message *message)
{
    struct buffer summary = {0};

    message_summary(message, &summary);
    write_member(json, "summary", buffer_text(&summary));
    buffer_free(&summary);
}

/* A name may be as long as a key of Redis. */
static void write_name(struct json_writer *json, const char *key, const char *name)
{
    if (name == NULL)
        return;
    json_write_key(json, key);
    json_write_string(json, payload_cut(slice_of(name), NAME_MAX_CHARACTERS));
}

static void write_details(struct json_writer *json, const struct message *message)
{
    struct buffer document = {0};

    message_json(message, &document);
    json_write_key(json, "custom_details");
    json_write_raw(json, (struct slice){document.data, document.size});
    buffer_free(&document);
}

static void write_payload(struct json_writer *json, const struct message *message, bool details)
{
    char time[32];

    timestamp_format_iso(message->at_ms, time);
    json_write_key(json, "payload");
    json_write_open(json, JSON_OBJECT);
    write_summary(json, message);
    write_name(json, "source", message->tenant != NULL ? message->tenant : "driftop");
    write_member(json, "severity", severity_of(message));
    write_member(json, "timestamp", time);
    write_name(json, "component", message->dimension);
    write_name(json, "group", message->tenant);
    write_member(json, "class", alert_kind_name(message->kind));
    if (details)
        write_details(json, message);
    json_write_close(json, JSON_OBJECT);
}

static void write_event(const struct message *message, const char *routing_key, bool details,
                        struct buffer *out)
{
    struct json_writer json = {.out = out, .style = &json_compact};
    bool closes = edge_closes(message->edge);

    json_write_open(&json, JSON_OBJECT);
    write_member(&json, "routing_key", routing_key);
    write_member(&json, "event_action", closes ? "resolve" : "trigger");
    write_member(&json, "dedup_key", dedup_key(message));
    if (!closes) {
        write_payload(&json, message, details);
        write_member(&json, "client", "driftop");
    }
    json_write_close(&json, JSON_OBJECT);
}

void payload_pagerduty(const struct message *message, const char *routing_key, struct buffer *out)
{
    size_t before = out->size;

    write_event(message, routing_key, true, out);
    if (out->size - before <= PAYLOAD_PAGERDUTY_MAX)
        return;
    out->size = before;
    write_event(message, routing_key, false, out);
}
