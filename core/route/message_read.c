#include "config.h"

#include "route/message_read.h"

#include "base/arena.h"
#include "base/integer.h"
#include "base/memory.h"
#include "wire/json_scan.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* What is read, from its beginning. Names that a message is made with come ahead of it. */
struct reading {
    struct json_scan scan;
    struct arena arena;
    struct message *message;
    bool is_of_schema;
    bool has_edge;
    bool has_kind;
};

typedef bool read_fn(struct reading *reading, void *place);

/* Values of the wrong kind are passed over, like null. */
static bool skip(struct reading *reading)
{
    return json_skip(&reading->scan, NULL);
}

static bool read_slice(struct reading *reading, struct slice *text)
{
    struct json_string string;

    *text = (struct slice){0};
    if (json_peek(&reading->scan) != JSON_STRING)
        return skip(reading);
    if (!json_read_string(&reading->scan, &string))
        return false;
    *text = json_text(&string, &reading->arena);
    return true;
}

static bool read_text(struct reading *reading, void *place)
{
    struct slice text;

    if (!read_slice(reading, &text))
        return false;
    free(*(char **)place);
    *(char **)place = text.data != NULL ? mem_strndup(text.data, text.size) : NULL;
    return true;
}

static bool read_stream(struct reading *reading, void *place)
{
    struct slice text;

    if (!read_slice(reading, &text))
        return false;
    free(reading->message->stream);
    *(char **)place = text.data != NULL ? mem_strndup(text.data, text.size) : NULL;
    reading->message->stream_size = text.size;
    return true;
}

static bool read_digits(struct reading *reading, void *place)
{
    struct slice text;

    if (!read_slice(reading, &text))
        return false;
    if (text.size == MESSAGE_ID_SIZE - 1)
        memcpy(place, text.data, text.size);
    return true;
}

static bool read_schema(struct reading *reading, void *place)
{
    struct slice text;

    (void)place;
    if (!read_slice(reading, &text))
        return false;
    reading->is_of_schema = slice_is(text, "driftop.alert/1");
    return true;
}

static bool read_edge(struct reading *reading, void *place)
{
    struct slice text;

    if (!read_slice(reading, &text))
        return false;
    reading->has_edge = text.data != NULL && edge_find(text.data, place);
    return true;
}

static bool read_kind(struct reading *reading, void *place)
{
    struct slice text;

    if (!read_slice(reading, &text))
        return false;
    reading->has_kind = text.data != NULL && alert_kind_find(text.data, place);
    return true;
}

static bool read_severity(struct reading *reading, void *place)
{
    enum severity *severity = place;
    struct slice text;

    if (!read_slice(reading, &text))
        return false;
    if (slice_is(text, "warn"))
        *severity = SEVERITY_WARN;
    else if (slice_is(text, "degraded"))
        *severity = SEVERITY_DEGRADED;
    return true;
}

static bool read_rule(struct reading *reading, void *place)
{
    struct rule *rule = place;
    struct slice rest;

    if (!read_slice(reading, &rest))
        return false;
    uint32_t *const parts[] = {&rule->k, &rule->n, &rule->m};
    for (size_t i = 0; i < 3; i++) {
        uint64_t number = 0;
        struct slice part = slice_split(&rest, '/');
        if (part.data == NULL || !integer_parse(part, RULE_READINGS_MAX, &number)) {
            *rule = (struct rule){0};
            return true;
        }
        *parts[i] = (uint32_t)number;
    }
    return true;
}

static bool read_stream_id(struct reading *reading, void *place)
{
    struct slice text;

    if (!read_slice(reading, &text))
        return false;
    if (!stream_id_parse(text, place))
        *(struct stream_id *)place = STREAM_ID_MIN;
    return true;
}

/* Leaves the number as it is where there is none. */
static bool read_number(struct reading *reading, struct json_number *number)
{
    if (json_peek(&reading->scan) != JSON_NUMBER)
        return skip(reading);
    return json_read_number(&reading->scan, number);
}

static bool read_time(struct reading *reading, void *place)
{
    struct json_number number = {0};

    if (!read_number(reading, &number))
        return false;
    *(int64_t *)place =
        number.is_integer && number.integer <= INT64_MAX ? (int64_t)number.integer : 0;
    return true;
}

static bool read_count(struct reading *reading, void *place)
{
    struct json_number number = {.integer = *(uint64_t *)place, .is_integer = true};

    if (!read_number(reading, &number))
        return false;
    if (number.is_integer)
        *(uint64_t *)place = number.integer;
    return true;
}

static bool read_small(struct reading *reading, void *place)
{
    struct json_number number = {0};

    if (!read_number(reading, &number))
        return false;
    if (number.is_integer && number.integer <= UINT32_MAX)
        *(uint32_t *)place = (uint32_t)number.integer;
    return true;
}

static bool read_figure(struct reading *reading, void *place)
{
    struct json_number number = {.value = *(double *)place};

    if (!read_number(reading, &number))
        return false;
    *(double *)place = number.value;
    return true;
}

static bool read_flag(struct reading *reading, void *place)
{
    struct slice raw;

    if (!json_skip(&reading->scan, &raw))
        return false;
    *(bool *)place = slice_is(raw, "true");
    return true;
}

static bool read_count_of(struct reading *reading, struct slice name, struct message_counts *counts)
{
    enum edge edge;

    if (slice_is(name, "passed"))
        return read_small(reading, &counts->passed);
    if (slice_is(name, "total"))
        return read_small(reading, &counts->total);
    if (edge_find(name.data, &edge))
        return read_small(reading, &counts->edges[edge]);
    return skip(reading);
}

static bool read_counts(struct reading *reading, void *place)
{
    struct json_string name;

    if (json_peek(&reading->scan) != JSON_OBJECT)
        return skip(reading);
    if (!json_open(&reading->scan, JSON_OBJECT))
        return false;
    while (json_member(&reading->scan, &name)) {
        if (!read_count_of(reading, json_text(&name, &reading->arena), place))
            return false;
    }
    return reading->scan.wrong == NULL;
}

#define MEMBER(name) offsetof(struct message, name)

static const struct {
    const char *name;
    read_fn *read;
    size_t offset;
} members[] = {
    {"schema", read_schema, 0},
    {"id", read_digits, MEMBER(id)},
    {"key", read_digits, MEMBER(key)},
    {"edge", read_edge, MEMBER(edge)},
    {"kind", read_kind, MEMBER(kind)},
    {"rule", read_rule, MEMBER(rule)},
    {"tenant", read_text, MEMBER(tenant)},
    {"stream", read_stream, MEMBER(stream)},
    {"dimension", read_text, MEMBER(dimension)},
    {"severity", read_severity, MEMBER(severity)},
    {"since_id", read_stream_id, MEMBER(since_id)},
    {"since_ms", read_time, MEMBER(since_ms)},
    {"at_id", read_stream_id, MEMBER(at_id)},
    {"at_ms", read_time, MEMBER(at_ms)},
    {"sent_ms", read_time, MEMBER(sent_ms)},
    {"attempt", read_small, MEMBER(attempt)},
    {"value", read_figure, MEMBER(value)},
    {"baseline", read_figure, MEMBER(baseline)},
    {"z_score", read_figure, MEMBER(z_score)},
    {"sample_count", read_count, MEMBER(sample_count)},
    {"bad", read_small, MEMBER(bad)},
    {"of", read_small, MEMBER(of)},
    {"until_ms", read_time, MEMBER(until_ms)},
    {"gone_ms", read_time, MEMBER(gone_ms)},
    {"lost", read_count, MEMBER(lost)},
    {"unknown", read_flag, MEMBER(unknown)},
    {"open", read_small, MEMBER(open)},
    {"test", read_flag, MEMBER(is_test)},
    {"counts", read_counts, MEMBER(counts)},
};

static bool read_member(struct reading *reading, struct slice name)
{
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        if (slice_is(name, members[i].name))
            return members[i].read(reading, (char *)reading->message + members[i].offset);
    }
    return skip(reading);
}

static bool read_members(struct reading *reading)
{
    struct json_string name;

    if (!json_open(&reading->scan, JSON_OBJECT))
        return false;
    while (json_member(&reading->scan, &name)) {
        if (!read_member(reading, json_text(&name, &reading->arena)))
            return false;
    }
    return json_finish(&reading->scan);
}

struct message *message_read(const struct destination *destination, struct slice document,
                             struct error *error)
{
    struct reading reading = {.message = message_create(destination, EDGE_FIRING, KIND_THRESHOLD)};

    json_begin(&reading.scan, document);
    bool good = read_members(&reading);
    if (!good)
        json_error(&reading.scan, error);
    else if (!reading.is_of_schema || !reading.has_edge || !reading.has_kind)
        good = error_set(error, ERROR_INPUT, "it is no document driftop.alert/1");
    arena_free(&reading.arena);
    if (good)
        return reading.message;
    message_free(reading.message);
    return NULL;
}
