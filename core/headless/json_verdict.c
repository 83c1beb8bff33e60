#include "config.h"

#include "headless/json_verdict.h"

#include "headless/json_member.h"
#include "headless/json_series.h"

/* A moment; null also where it began before what is known. */
static void write_since(struct json_writer *json, const char *key, struct since since)
{
    json_member_time(json, key, since.before ? INT64_MIN : since.time_ms);
}

static void write_alert(struct json_writer *json, const struct alert *alert)
{
    json_write_key(json, "alert");
    json_write_open(json, JSON_OBJECT);
    json_member_text(json, "state", slice_of(alert_state_name(alert->state)));
    json_write_key(json, "severity");
    json_series_write_severity(json, alert->severity);
    json_member_time(json, "since_ms", alert->since_ms);
    json_member_count(json, "bad", alert->bad);
    json_member_count(json, "of", alert->of);
    json_write_close(json, JSON_OBJECT);
}

static void write_not_back(struct json_writer *json, const struct not_back *not_back)
{
    json_write_key(json, "not_back");
    if (!not_back->is) {
        json_write_null(json);
        return;
    }
    json_write_open(json, JSON_OBJECT);
    json_member_number(json, "value_before", not_back->value_before);
    json_member_number(json, "baseline_before", not_back->baseline_before);
    json_member_time(json, "since_ms", not_back->since_ms);
    json_write_close(json, JSON_OBJECT);
}

static void write_flapping(struct json_writer *json, const struct flapping *flapping)
{
    json_write_key(json, "flapping");
    if (!flapping->is || !flapping->current) {
        json_write_null(json);
        return;
    }
    json_write_open(json, JSON_OBJECT);
    json_member_count(json, "changes", flapping->changes);
    json_member_count(json, "bad", flapping->bad);
    json_member_count(json, "of", flapping->readings);
    json_member_time(json, "since_ms", flapping->since_ms);
    json_write_close(json, JSON_OBJECT);
}

static void write_other(struct json_writer *json, const struct tenant *tenant,
                        const struct dimension_verdict *verdict)
{
    if (verdict->other == DIMENSION_NONE)
        return;
    const struct dimension *other = &tenant->dimensions[verdict->other];
    json_member_text(json, verdict->renamed ? "renamed_to" : "superseded_by",
                     (struct slice){other->name, other->name_size});
}

void json_verdict_of_dimension(struct json_writer *json, const struct tenant *tenant,
                               const struct dimension_verdict *verdict)
{
    write_since(json, "since_ms", verdict->since);
    write_since(json, "bad_since_ms", verdict->bad_since);
    json_member_flag(json, "held", verdict->held);
    write_alert(json, &verdict->alert);
    write_not_back(json, &dimension_rare(verdict)->not_back);
    write_flapping(json, &dimension_rare(verdict)->flapping);
    write_other(json, tenant, verdict);
}

void json_verdict_of_tenant(struct json_writer *json, const struct tenant_verdict *verdict)
{
    json_member_flag(json, "silent", verdict->silent);
    json_member_flag(json, "forgotten", verdict->forgotten);
    write_alert(json, &verdict->alert);
    write_since(json, "since_ms", verdict->since);
    write_since(json, "bad_since_ms", verdict->bad_since);
}
