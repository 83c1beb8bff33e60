/* Payload: what Slack, PagerDuty and Alertmanagers are sent, field by field. */
#include "config.h"

#include "base/memory.h"
#include "base/text.h"
#include "route/payload.h"
#include "route/resolved.h"
#include "support/environment.h"
#include "support/has.h"
#include "unit/suites.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AT_MS INT64_C(1764165720000) /* 2025-11-26 14:02 */
#define SINCE_MS (AT_MS - 120000)
#define NOW_MS (AT_MS + 1500)
#define KEY "0123456789abcdef0123456789abcdef"

static const char *const labels[] = {"team=rag", "cost_centre=7=8"};

static struct destination destination;
static struct message *message;
static struct buffer text;
static cJSON *json;

static void put(char **field, const char *value)
{
    free(*field);
    *field = value != NULL ? mem_strdup(value) : NULL;
}

static struct message *create(enum edge edge, enum alert_kind kind)
{
    struct message *made = message_create(&destination, edge, kind);

    put(&made->tenant, "acme");
    put(&made->stream, "rag:telemetry:acme");
    made->stream_size = strlen(made->stream);
    put(&made->dimension, "faithfulness");
    made->severity = SEVERITY_DEGRADED;
    made->after = edge_closes(edge) ? SEVERITY_ABSENT : SEVERITY_DEGRADED;
    made->before = edge_closes(edge) ? SEVERITY_DEGRADED : SEVERITY_ABSENT;
    made->rule = (struct rule){3, 5, 3};
    made->since_id = (struct stream_id){(uint64_t)SINCE_MS, 0};
    made->at_id = (struct stream_id){(uint64_t)AT_MS, 0};
    made->since_ms = SINCE_MS;
    made->at_ms = AT_MS;
    made->value = 0.71;
    made->baseline = 0.84;
    made->z_score = -4.2;
    made->bad = 3;
    made->of = 5;
    message_identify(made, made->since_id);
    return made;
}

static void make(enum edge edge, enum alert_kind kind)
{
    message_free(message);
    message = create(edge, kind);
}

static void setup(void)
{
    environment_utf8();
    destination = (struct destination){.name = "ops", .repeat_ms = 60000};
    message = NULL;
    json = NULL;
    text = (struct buffer){0};
}

static void teardown(void)
{
    message_free(message);
    cJSON_Delete(json);
    buffer_free(&text);
    environment_restore();
}

/* Reads what was written. */
static void parse(void)
{
    cJSON_Delete(json);
    json = cJSON_ParseWithOpts(buffer_text(&text), NULL, true);
    ck_assert_msg(json != NULL, "no JSON: %s", buffer_text(&text));
}

static const cJSON *at(const cJSON *object, const char *name)
{
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(object, name);

    ck_assert_msg(member != NULL, "no %s in %s", name, buffer_text(&text));
    return member;
}

static const char *string(const cJSON *object, const char *name)
{
    const cJSON *member = at(object, name);

    ck_assert_msg(cJSON_IsString(member), "%s is no text in %s", name, buffer_text(&text));
    return member->valuestring;
}

static void is(const cJSON *object, const char *name, const char *value)
{
    ck_assert_str_eq(string(object, name), value);
}

static void is_not_there(const cJSON *object, const char *name)
{
    ck_assert_msg(!cJSON_HasObjectItem(object, name), "%s is in %s", name, buffer_text(&text));
}

static const char *summary_of(const struct message *told)
{
    static struct buffer summary;

    buffer_clear(&summary);
    message_summary(told, &summary);
    return buffer_text(&summary);
}

/* --- PagerDuty --- */

static void pagerduty(void)
{
    buffer_clear(&text);
    payload_pagerduty(message, KEY, &text);
    parse();
}

START_TEST(pagerduty_is_triggered_with_all_that_is_known)
{
    make(EDGE_FIRING, KIND_THRESHOLD);
    pagerduty();
    is(json, "routing_key", KEY);
    is(json, "event_action", "trigger");
    is(json, "dedup_key", message->key);
    is(json, "client", "driftop");
    is_not_there(json, "client_url");
    const cJSON *payload = at(json, "payload");
    is(payload, "summary", summary_of(message));
    is(payload, "source", "acme");
    is(payload, "severity", "critical");
    is(payload, "timestamp", "2025-11-26T14:02:00.000Z");
    is(payload, "component", "faithfulness");
    is(payload, "group", "acme");
    is(payload, "class", "threshold");
    const cJSON *details = at(payload, "custom_details");
    is(details, "schema", "driftop.alert/1");
    is(details, "id", message->id);
    ck_assert_double_eq(at(details, "value")->valuedouble, 0.71);
}
END_TEST

START_TEST(pagerduty_is_resolved_with_the_key_alone)
{
    static const enum edge edges[] = {EDGE_RESOLVED, EDGE_BACK, EDGE_GONE};

    make(EDGE_FIRING, KIND_THRESHOLD);
    char *key = mem_strdup(message->key);
    for (size_t i = 0; i < sizeof(edges) / sizeof(edges[0]); i++) {
        make(edges[i], KIND_THRESHOLD);
        pagerduty();
        ck_assert_int_eq(cJSON_GetArraySize(json), 3);
        is(json, "routing_key", KEY);
        is(json, "event_action", "resolve");
        is(json, "dedup_key", key);
    }
    free(key);
}
END_TEST

START_TEST(pagerduty_gets_each_edge_that_closes_nothing_as_a_trigger_of_the_same_key)
{
    static const enum edge edges[] = {EDGE_WORSE, EDGE_EASED, EDGE_STILL, EDGE_FLAPPING};

    make(EDGE_FIRING, KIND_THRESHOLD);
    char *key = mem_strdup(message->key);
    for (size_t i = 0; i < sizeof(edges) / sizeof(edges[0]); i++) {
        make(edges[i], KIND_THRESHOLD);
        message->severity = edges[i] == EDGE_EASED ? SEVERITY_WARN : SEVERITY_DEGRADED;
        pagerduty();
        is(json, "event_action", "trigger");
        is(json, "dedup_key", key);
        is(at(json, "payload"), "severity", edges[i] == EDGE_EASED ? "warning" : "critical");
    }
    free(key);
}
END_TEST

START_TEST(a_test_at_pagerduty_is_an_incident_of_its_own)
{
    make(EDGE_FIRING, KIND_THRESHOLD);
    message->is_test = true;
    pagerduty();
    is(json, "dedup_key", message->id);
    message->edge = EDGE_RESOLVED;
    pagerduty();
    is(json, "event_action", "resolve");
    is(json, "dedup_key", message->id);
}
END_TEST

START_TEST(pagerduty_warns_of_what_has_no_level)
{
    make(EDGE_SILENT, KIND_SILENT);
    message->severity = SEVERITY_ABSENT;
    put(&message->dimension, NULL);
    pagerduty();
    const cJSON *payload = at(json, "payload");
    is(payload, "severity", "warning");
    is(payload, "class", "silent");
    is_not_there(payload, "component");
    message->is_test = true;
    pagerduty();
    is(at(json, "payload"), "severity", "info");
}
END_TEST

START_TEST(what_is_never_open_is_an_incident_of_its_own)
{
    make(EDGE_LOST, KIND_LOST);
    pagerduty();
    is(json, "dedup_key", message->id);
    make(EDGE_DIGEST, KIND_DIGEST);
    put(&message->tenant, NULL);
    put(&message->stream, NULL);
    pagerduty();
    is(json, "dedup_key", message->id);
    is(at(json, "payload"), "source", "driftop");
    is(at(json, "payload"), "severity", "info");
    is_not_there(at(json, "payload"), "group");
}
END_TEST

START_TEST(details_are_left_out_where_they_would_make_it_too_large)
{
    char *label = mem_alloc(PAYLOAD_PAGERDUTY_MAX + 8);
    const char *const large[] = {label};

    memset(label, 'x', PAYLOAD_PAGERDUTY_MAX + 8);
    memcpy(label, "a=", 2);
    label[PAYLOAD_PAGERDUTY_MAX + 7] = '\0';
    destination.labels = large;
    destination.label_count = 1;
    make(EDGE_FIRING, KIND_THRESHOLD);
    free(message->tenant);
    message->tenant = mem_alloc(PAYLOAD_PAGERDUTY_MAX);
    memset(message->tenant, 'y', PAYLOAD_PAGERDUTY_MAX);
    message->tenant[PAYLOAD_PAGERDUTY_MAX - 1] = '\0';
    pagerduty();
    ck_assert_uint_lt(text.size, 10000);
    is_not_there(at(json, "payload"), "custom_details");
    is(at(json, "payload"), "summary", summary_of(message));
    is(json, "dedup_key", message->key);
    free(label);
}
END_TEST

START_TEST(details_stand_up_to_the_limit)
{
    char *label = mem_alloc(PAYLOAD_PAGERDUTY_MAX);
    const char *const large[] = {label};

    destination.labels = large;
    destination.label_count = 1;
    make(EDGE_FIRING, KIND_THRESHOLD);
    snprintf(label, PAYLOAD_PAGERDUTY_MAX, "a=");
    pagerduty();
    size_t room = PAYLOAD_PAGERDUTY_MAX - text.size;
    memset(label + 2, 'x', room);
    label[2 + room] = '\0';
    pagerduty();
    ck_assert_uint_eq(text.size, PAYLOAD_PAGERDUTY_MAX);
    (void)at(at(json, "payload"), "custom_details");
    label[2 + room] = 'x';
    label[3 + room] = '\0';
    pagerduty();
    is_not_there(at(json, "payload"), "custom_details");
    free(label);
}
END_TEST

/* --- Slack --- */

static void slack(void)
{
    buffer_clear(&text);
    payload_slack(message, &text);
    parse();
}

static const cJSON *block(int number, const char *type)
{
    const cJSON *found = cJSON_GetArrayItem(at(json, "blocks"), number);

    ck_assert_ptr_nonnull(found);
    is(found, "type", type);
    return found;
}

static const char *section(void)
{
    const cJSON *inner = at(block(0, "section"), "text");

    is(inner, "type", "plain_text");
    return string(inner, "text");
}

static const char *context(void)
{
    const cJSON *element = cJSON_GetArrayItem(at(block(1, "context"), "elements"), 0);

    is(element, "type", "plain_text");
    return string(element, "text");
}

START_TEST(slack_gets_the_sentence_and_below_it_what_it_is)
{
    destination.labels = labels;
    destination.label_count = 1;
    make(EDGE_FIRING, KIND_THRESHOLD);
    slack();
    ck_assert_int_eq(cJSON_GetArraySize(json), 3);
    ck_assert(cJSON_IsFalse(at(json, "mrkdwn")));
    ck_assert_int_eq(cJSON_GetArraySize(at(json, "blocks")), 2);
    buffer_clear(&text);
    buffer_printf(&text, "\U0001F534 %s", summary_of(message));
    ck_assert_str_eq(section(), buffer_text(&text));
    is(json, "text", buffer_text(&text));
    buffer_clear(&text);
    buffer_printf(&text, "firing, degraded 3/5/3, ops, team=rag, %.12s", message->id);
    ck_assert_str_eq(context(), buffer_text(&text));
}
END_TEST

START_TEST(slack_sees_by_the_mark_how_it_stands)
{
    static const struct {
        enum edge edge;
        enum severity severity;
        const char *mark;
    } cases[] = {
        {EDGE_FIRING, SEVERITY_DEGRADED, "\U0001F534 "},
        {EDGE_FIRING, SEVERITY_WARN, "\U0001F7E0 "},
        {EDGE_EASED, SEVERITY_WARN, "\U0001F7E0 "},
        {EDGE_RESOLVED, SEVERITY_DEGRADED, "\U0001F7E2 "},
        {EDGE_BACK, SEVERITY_ABSENT, "\U0001F7E2 "},
        {EDGE_GONE, SEVERITY_DEGRADED, "\U000026AA "},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        make(cases[i].edge, KIND_THRESHOLD);
        message->severity = cases[i].severity;
        slack();
        ck_assert_msg(strncmp(section(), cases[i].mark, strlen(cases[i].mark)) == 0, "%s",
                      section());
    }
    message->is_test = true;
    slack();
    ck_assert_int_eq(strncmp(section(), "\U0001F535 ", 5), 0);
}
END_TEST

START_TEST(names_cannot_mention_link_or_break_out_in_slack)
{
    make(EDGE_FIRING, KIND_THRESHOLD);
    put(&message->tenant, "<!channel> & <https://a|b>\"\\");
    slack();
    has(section(), "&lt;!channel&gt; &amp; &lt;https://a|b&gt;\"\\");
    has_not(section(), "<");
    has_not(string(json, "text"), "<");
}
END_TEST

/* Returns how long Slack takes a text for. */
static size_t slack_length(const char *said)
{
    size_t length = 0;

    for (; *said != '\0'; said++) {
        length += ((unsigned char)*said & 0xC0) != 0x80;
        length += (unsigned char)*said >= 0xF0;
    }
    return length;
}

static void cover(const char *tenant, size_t count)
{
    make(EDGE_DIGEST, KIND_DIGEST);
    put(&message->tenant, NULL);
    put(&message->stream, NULL);
    put(&message->dimension, NULL);
    message->severity = SEVERITY_ABSENT;
    message->counts.edges[EDGE_FIRING] = (unsigned)count;
    message->counts.total = (unsigned)count;
    message->covered = mem_zalloc(count, sizeof(message->covered[0]));
    message->covered_count = count;
    for (size_t i = 0; i < count; i++) {
        message->covered[i] = create(EDGE_FIRING, KIND_THRESHOLD);
        put(&message->covered[i]->tenant, tenant);
        message->covered[i]->severity = i == 0 ? SEVERITY_DEGRADED : SEVERITY_WARN;
    }
}

START_TEST(a_digest_in_slack_names_the_worst_ten)
{
    cover("beta", 23);
    slack();
    buffer_clear(&text);
    buffer_printf(&text, "\U0001F534 %s", summary_of(message));
    for (size_t i = 0; i < MESSAGE_WORST; i++)
        buffer_printf(&text, "\n\U00002022 %s", summary_of(message->covered[i]));
    ck_assert_str_eq(section(), buffer_text(&text));
}
END_TEST

START_TEST(what_is_too_long_for_slack_is_cut_between_characters)
{
    cover("&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&", 12);
    put(&message->covered[0]->dimension, "<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<");
    for (size_t i = 0; i < 12; i++)
        put(&message->covered[i]->dimension, "<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<");
    slack();
    const char *said = section();
    ck_assert_uint_le(slack_length(said), PAYLOAD_SLACK_MAX);
    ck_assert_uint_gt(slack_length(said), PAYLOAD_SLACK_MAX - 8);
    ck_assert_str_eq(said + strlen(said) - 3, "...");
    for (const char *mark = said; (mark = strchr(mark, '&')) != NULL; mark++)
        ck_assert(strncmp(mark, "&amp;", 5) == 0 || strncmp(mark, "&lt;", 4) == 0 ||
                  strncmp(mark, "&gt;", 4) == 0);
}
END_TEST

/* --- Alertmanager --- */

static void alertmanager(void)
{
    buffer_clear(&text);
    payload_alertmanager(message, NOW_MS, &text);
    parse();
    ck_assert(cJSON_IsArray(json));
}

START_TEST(an_alertmanager_gets_labels_annotations_and_times)
{
    destination.labels = labels;
    destination.label_count = 2;
    make(EDGE_FIRING, KIND_THRESHOLD);
    alertmanager();
    ck_assert_int_eq(cJSON_GetArraySize(json), 1);
    const cJSON *alert = cJSON_GetArrayItem(json, 0);
    const cJSON *of = at(alert, "labels");
    ck_assert_int_eq(cJSON_GetArraySize(of), 8);
    is(of, "alertname", "DriftopThreshold");
    is(of, "destination", "ops");
    is(of, "severity", "critical");
    is(of, "tenant", "acme");
    is(of, "stream", "rag:telemetry:acme");
    is(of, "dimension", "faithfulness");
    is(of, "team", "rag");
    is(of, "cost_centre", "7=8");
    const cJSON *annotations = at(alert, "annotations");
    is(annotations, "summary", summary_of(message));
    is(annotations, "edge", "firing");
    is(annotations, "id", message->id);
    is(annotations, "value", "0.71");
    is(annotations, "baseline", "0.84");
    is(annotations, "z_score", "-4.2");
    is(annotations, "rule", "3/5/3");
    is(alert, "startsAt", "2025-11-26T14:00:00.000Z");
    is(alert, "endsAt", "2025-11-26T14:06:01.500Z");
    is_not_there(alert, "generatorURL");
}
END_TEST

START_TEST(an_alertmanager_is_told_the_end_by_its_time)
{
    make(EDGE_RESOLVED, KIND_THRESHOLD);
    alertmanager();
    ck_assert_int_eq(cJSON_GetArraySize(json), 1);
    const cJSON *alert = cJSON_GetArrayItem(json, 0);
    is(at(alert, "labels"), "severity", "critical");
    is(alert, "startsAt", "2025-11-26T14:00:00.000Z");
    is(alert, "endsAt", "2025-11-26T14:02:00.000Z");
}
END_TEST

/* The labels of what ends are those of what began, or it would never end. */
START_TEST(an_alertmanager_knows_again_what_ends)
{
    struct buffer open = {0};
    struct payload_alert alerts[PAYLOAD_ALERTMANAGER_MAX];

    for (int severity = SEVERITY_WARN; severity <= SEVERITY_DEGRADED; severity++) {
        make(EDGE_FIRING, KIND_THRESHOLD);
        message->severity = message->after = (enum severity)severity;
        ck_assert_uint_eq(payload_alerts(message, alerts), 1);
        ck_assert(alerts[0].open);
        buffer_clear(&open);
        payload_alertmanager_labels(message, alerts[0], &open);
        make(EDGE_RESOLVED, KIND_THRESHOLD);
        message->value = 0.9;
        message->severity = message->before = (enum severity)severity;
        ck_assert_uint_eq(payload_alerts(message, alerts), 1);
        ck_assert(!alerts[0].open);
        buffer_clear(&text);
        payload_alertmanager_labels(message, alerts[0], &text);
        ck_assert_str_eq(buffer_text(&text), buffer_text(&open));
    }
    buffer_free(&open);
}
END_TEST

/* Severity is a label, so that a change of it is the end of one alert. */
START_TEST(a_change_of_level_closes_that_of_before)
{
    make(EDGE_WORSE, KIND_THRESHOLD);
    message->before = SEVERITY_WARN;
    alertmanager();
    ck_assert_int_eq(cJSON_GetArraySize(json), 2);
    is(at(cJSON_GetArrayItem(json, 0), "labels"), "severity", "critical");
    is(cJSON_GetArrayItem(json, 0), "endsAt", "2025-11-26T14:06:01.500Z");
    is(at(cJSON_GetArrayItem(json, 1), "labels"), "severity", "warning");
    is(cJSON_GetArrayItem(json, 1), "endsAt", "2025-11-26T14:02:00.000Z");
    make(EDGE_STILL, KIND_THRESHOLD);
    message->before = SEVERITY_DEGRADED;
    alertmanager();
    ck_assert_int_eq(cJSON_GetArraySize(json), 1);
}
END_TEST

START_TEST(each_kind_has_a_name_of_its_own)
{
    static const struct {
        enum edge edge;
        enum alert_kind kind;
        const char *name;
    } cases[] = {{EDGE_NO_DATA, KIND_NO_DATA, "DriftopNoData"},
                 {EDGE_STALE, KIND_STALE, "DriftopStale"},
                 {EDGE_SILENT, KIND_SILENT, "DriftopSilent"},
                 {EDGE_LOST, KIND_LOST, "DriftopLost"},
                 {EDGE_DIGEST, KIND_DIGEST, "DriftopDigest"}};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        make(cases[i].edge, cases[i].kind);
        message->severity = SEVERITY_ABSENT;
        message->after = SEVERITY_WARN;
        alertmanager();
        is(at(cJSON_GetArrayItem(json, 0), "labels"), "alertname", cases[i].name);
        is(at(cJSON_GetArrayItem(json, 0), "labels"), "severity", "warning");
    }
}
END_TEST

START_TEST(what_an_alertmanager_is_not_told_again_it_closes_late)
{
    destination.repeat_ms = 0;
    make(EDGE_FIRING, KIND_THRESHOLD);
    alertmanager();
    is(cJSON_GetArrayItem(json, 0), "endsAt", "2025-12-03T14:02:01.500Z");
    destination.repeat_ms = 60000;
    make(EDGE_FLAPPING, KIND_THRESHOLD);
    alertmanager();
    is(cJSON_GetArrayItem(json, 0), "endsAt", "2025-12-03T14:02:01.500Z");
    make(EDGE_LOST, KIND_LOST);
    alertmanager();
    is(cJSON_GetArrayItem(json, 0), "endsAt", "2025-11-26T14:07:01.500Z");
}
END_TEST

/* A producer's clock that goes ahead must not put an end off, nor one before the beginning be
 * refused. */
START_TEST(clocks_that_differ_lead_to_no_end_that_is_still_to_come)
{
    make(EDGE_RESOLVED, KIND_THRESHOLD);
    message->at_ms = NOW_MS + 3600000;
    message->since_ms = NOW_MS + 1800000;
    alertmanager();
    is(cJSON_GetArrayItem(json, 0), "startsAt", "2025-11-26T14:02:01.500Z");
    is(cJSON_GetArrayItem(json, 0), "endsAt", "2025-11-26T14:02:01.500Z");
    message->since_ms = 0;
    message->at_ms = AT_MS;
    alertmanager();
    is(cJSON_GetArrayItem(json, 0), "startsAt", "2025-11-26T14:02:00.000Z");
}
END_TEST

START_TEST(labels_that_would_change_who_an_alert_is_are_refused)
{
    static const struct {
        const char *label;
        const char *why;
    } cases[] = {
        {"severity=page", "label severity=page: an Alertmanager has this label of driftop"},
        {"alertname=x", "has this label of driftop"},
        {"a-b=c", "a name has letters, digits and _ only"},
        {"1a=c", "a name has letters, digits and _ only"},
        {"=c", "a name has letters, digits and _ only"},
    };
    struct error error;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        destination.labels = &cases[i].label;
        destination.label_count = 1;
        ck_assert(!payload_alertmanager_takes(&destination, &error));
        has(error.text, cases[i].why);
        ck_assert_int_eq(error.class, ERROR_USAGE);
    }
    destination.labels = labels;
    destination.label_count = 2;
    ck_assert(payload_alertmanager_takes(&destination, &error));
}
END_TEST

START_TEST(values_that_are_unknown_are_not_told)
{
    make(EDGE_FIRING, KIND_THRESHOLD);
    message->value = message->baseline = message->z_score = 0.0 / 0.0;
    message->rule.k = 0;
    alertmanager();
    const cJSON *annotations = at(cJSON_GetArrayItem(json, 0), "annotations");
    is_not_there(annotations, "value");
    is_not_there(annotations, "z_score");
    is_not_there(annotations, "rule");
}
END_TEST

/* --- what closed a short while ago --- */

static void accept(struct resolved *resolved, enum edge edge, const char *tenant, int64_t now_ms)
{
    make(edge, KIND_THRESHOLD);
    put(&message->tenant, tenant);
    resolved_accepted(resolved, message, NOW_MS, now_ms);
}

static int reminded_of(const struct resolved *resolved, size_t size)
{
    size_t begin = 0;

    buffer_clear(&text);
    if (!resolved_write(resolved, &begin, size, &text))
        return 0;
    parse();
    return cJSON_GetArraySize(json);
}

START_TEST(what_closed_is_told_again_for_five_minutes)
{
    struct resolved resolved = {0};

    accept(&resolved, EDGE_FIRING, "a", 0);
    ck_assert_int_eq(reminded_of(&resolved, 10000), 0);
    accept(&resolved, EDGE_RESOLVED, "a", 1000);
    accept(&resolved, EDGE_RESOLVED, "b", 2000);
    ck_assert_int_eq(reminded_of(&resolved, 10000), 2);
    is(cJSON_GetArrayItem(json, 0), "endsAt", "2025-11-26T14:02:00.000Z");
    resolved_expire(&resolved, 1000 + RESOLVED_MS - 1);
    ck_assert_int_eq(reminded_of(&resolved, 10000), 2);
    resolved_expire(&resolved, 1000 + RESOLVED_MS);
    ck_assert_int_eq(reminded_of(&resolved, 10000), 1);
    is(at(cJSON_GetArrayItem(json, 0), "labels"), "tenant", "b");
    resolved_expire(&resolved, 2000 + RESOLVED_MS);
    ck_assert_int_eq(reminded_of(&resolved, 10000), 0);
    resolved_free(&resolved);
}
END_TEST

START_TEST(what_fires_again_is_not_told_as_closed)
{
    struct resolved resolved = {0};

    accept(&resolved, EDGE_RESOLVED, "a", 0);
    accept(&resolved, EDGE_RESOLVED, "b", 0);
    accept(&resolved, EDGE_RESOLVED, "a", 10); /* the same once more */
    ck_assert_int_eq(reminded_of(&resolved, 10000), 2);
    accept(&resolved, EDGE_FIRING, "b", 20);
    ck_assert_int_eq(reminded_of(&resolved, 10000), 1);
    is(at(cJSON_GetArrayItem(json, 0), "labels"), "tenant", "a");
    make(EDGE_WORSE, KIND_THRESHOLD);
    put(&message->tenant, "b");
    message->before = SEVERITY_WARN;
    resolved_accepted(&resolved, message, NOW_MS, 30);
    ck_assert_int_eq(reminded_of(&resolved, 10000), 2);
    is(at(cJSON_GetArrayItem(json, 1), "labels"), "severity", "warning");
    resolved_free(&resolved);
}
END_TEST

START_TEST(many_that_closed_are_told_in_pieces)
{
    struct resolved resolved = {0};
    size_t told = 0;
    size_t begin = 0;
    char tenant[16];

    for (int i = 0; i < 100; i++) {
        snprintf(tenant, sizeof(tenant), "t%d", i);
        accept(&resolved, EDGE_RESOLVED, tenant, 0);
    }
    buffer_clear(&text);
    while (resolved_write(&resolved, &begin, 4096, &text)) {
        ck_assert_uint_lt(text.size, 4096 + 2048);
        parse();
        told += (size_t)cJSON_GetArraySize(json);
        buffer_clear(&text);
    }
    ck_assert_uint_eq(told, 100);
    resolved_free(&resolved);
}
END_TEST

Suite *suite_payload(void)
{
    Suite *suite = suite_create("payload");
    TCase *pager = tcase_create("pagerduty");
    TCase *chat = tcase_create("slack");
    TCase *manager = tcase_create("alertmanager");
    TCase *closed = tcase_create("resolved");

    tcase_add_checked_fixture(pager, setup, teardown);
    tcase_add_test(pager, pagerduty_is_triggered_with_all_that_is_known);
    tcase_add_test(pager, pagerduty_is_resolved_with_the_key_alone);
    tcase_add_test(pager,
                   pagerduty_gets_each_edge_that_closes_nothing_as_a_trigger_of_the_same_key);
    tcase_add_test(pager, pagerduty_warns_of_what_has_no_level);
    tcase_add_test(pager, a_test_at_pagerduty_is_an_incident_of_its_own);
    tcase_add_test(pager, what_is_never_open_is_an_incident_of_its_own);
    tcase_add_test(pager, details_are_left_out_where_they_would_make_it_too_large);
    tcase_add_test(pager, details_stand_up_to_the_limit);
    suite_add_tcase(suite, pager);
    tcase_add_checked_fixture(chat, setup, teardown);
    tcase_add_test(chat, slack_gets_the_sentence_and_below_it_what_it_is);
    tcase_add_test(chat, slack_sees_by_the_mark_how_it_stands);
    tcase_add_test(chat, names_cannot_mention_link_or_break_out_in_slack);
    tcase_add_test(chat, a_digest_in_slack_names_the_worst_ten);
    tcase_add_test(chat, what_is_too_long_for_slack_is_cut_between_characters);
    suite_add_tcase(suite, chat);
    tcase_add_checked_fixture(manager, setup, teardown);
    tcase_add_test(manager, an_alertmanager_gets_labels_annotations_and_times);
    tcase_add_test(manager, an_alertmanager_is_told_the_end_by_its_time);
    tcase_add_test(manager, an_alertmanager_knows_again_what_ends);
    tcase_add_test(manager, a_change_of_level_closes_that_of_before);
    tcase_add_test(manager, each_kind_has_a_name_of_its_own);
    tcase_add_test(manager, what_an_alertmanager_is_not_told_again_it_closes_late);
    tcase_add_test(manager, clocks_that_differ_lead_to_no_end_that_is_still_to_come);
    tcase_add_test(manager, labels_that_would_change_who_an_alert_is_are_refused);
    tcase_add_test(manager, values_that_are_unknown_are_not_told);
    suite_add_tcase(suite, manager);
    tcase_add_checked_fixture(closed, setup, teardown);
    tcase_add_test(closed, what_closed_is_told_again_for_five_minutes);
    tcase_add_test(closed, what_fires_again_is_not_told_as_closed);
    tcase_add_test(closed, many_that_closed_are_told_in_pieces);
    suite_add_tcase(suite, closed);
    return suite;
}
