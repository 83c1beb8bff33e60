#include "config.h"

#include "wire/ndjson_check.h"

#include "base/timestamp.h"
#include "wire/complete.h"
#include "wire/lists.h"
#include "wire/ndjson_field.h"
#include "wire/ndjson_value.h"
#include "wire/readings.h"

#include <stdio.h>
#include <string.h>

#define ELSEWHERE "; store what is large elsewhere, and a reference to it in the metadata"

/* What a member must be. */
struct member_rule {
    struct slice name; /* none: the line has several names for it */
    bool (*is_right)(struct slice json, struct arena *arena);
    const char *must;
    size_t (*size)(struct slice json, struct arena *arena); /* NULL: there is no limit */
    size_t max;
};

static const struct member_rule line_rules[] = {
    [FIELD_DEGRADED] = {{0}, value_is_names, "a list of names", value_names_size, LIST_TEXT_MAX},
    [FIELD_WARNED] = {{0}, value_is_names, "a list of names", value_names_size, LIST_TEXT_MAX},
    [FIELD_TENANT] = {{0}, value_is_text, "a text", NULL, 0},
    [FIELD_ENVIRONMENT] = {{0}, value_is_text, "a text", NULL, 0},
    [FIELD_ID] =
        {{0}, value_is_id, "an ID, as in \"1795352400000-0\", or milliseconds since 1970", NULL, 0},
    [FIELD_TIME_MS] = {{0}, value_is_milliseconds, "milliseconds since 1970", NULL, 0},
    [FIELD_START] = {{0},
                     value_is_window_end,
                     "a text, or a time since 1970",
                     value_text_size,
                     WINDOW_TEXT_MAX},
    [FIELD_END] = {{0},
                   value_is_window_end,
                   "a text, or a time since 1970",
                   value_text_size,
                   WINDOW_TEXT_MAX},
};

static const struct member_rule dimension_rules[] = {
    {{"name", 4}, value_is_name, "a text that is not empty", value_text_size, READING_NAME_MAX},
    {{"severity", 8}, value_is_text, "a text", value_text_size, READING_NAME_MAX},
    {{"value", 5}, value_is_number, "a number", NULL, 0},
    {{"baseline", 8}, value_is_number, "a number", NULL, 0},
    {{"z_score", 7}, value_is_number, "a number", NULL, 0},
    {{"sample_count", 12}, value_is_count, "a whole number", NULL, 0},
    {{"sample_size", 11}, value_is_count, "a whole number", NULL, 0},
    {{"metadata", 8}, value_is_any, "", value_json_size, READING_METADATA_MAX},
    {{"detail", 6}, value_is_any, "", value_json_size, READING_METADATA_MAX},
};
#define DIMENSION_MEMBERS (sizeof(dimension_rules) / sizeof(dimension_rules[0]))

/* The first of those of one meaning. */
static const size_t meanings[DIMENSION_MEMBERS] = {0, 1, 2, 3, 4, 5, 5, 7, 7};

/* A line on its way through the check. */
struct walk {
    struct ndjson_check *check;
    struct json_scan *scan;
    struct error *error;
    size_t dimension; /* counted from 1; 0: in none */
};

/* The keys of the dimension that was checked before: the next one nearly always has the same, in
 * the same order and with the same space around them. */
struct shape {
    struct {
        struct slice text; /* from the value before it to its colon */
        struct slice name;
        size_t rule;
    } keys[DIMENSION_MEMBERS];
    size_t count;
};

/* What was said before under a name of the same meaning. */
struct said {
    struct slice name;
    struct slice value;
};

static bool refuse(const struct walk *walk, struct slice name, const char *problem)
{
    char where[48] = "";

    if (walk->dimension > 0)
        snprintf(where, sizeof(where), "dimension %zu: ", walk->dimension);
    return error_set(walk->error, ERROR_INPUT, "%s\"%.*s\" %s", where, (int)name.size, name.data,
                     problem);
}

static bool is_null(struct slice json)
{
    return json.data[0] == 'n';
}

/* What a value holds is never longer than what stands there for it. */
static bool obeys(const struct walk *walk, const struct member_rule *rule, struct slice name,
                  struct slice json)
{
    char problem[160];

    if (!rule->is_right(json, &walk->check->arena)) {
        snprintf(problem, sizeof(problem), "must be %s", rule->must);
        return refuse(walk, name, problem);
    }
    if (rule->size == NULL || json.size <= rule->max ||
        rule->size(json, &walk->check->arena) <= rule->max)
        return true;
    snprintf(problem, sizeof(problem), "has more than %zu bytes" ELSEWHERE, rule->max);
    return refuse(walk, name, problem);
}

/* Lets a meaning be said once; twice the same does no harm. */
static bool is_said_once(const struct walk *walk, struct said *said, struct slice name,
                         struct slice json)
{
    char problem[400];

    if (said->value.data != NULL && !slice_equals(said->value, json)) {
        if (slice_equals(said->name, name))
            return refuse(walk, name, "stands there twice, with different values");
        snprintf(problem, sizeof(problem), "and \"%.*s\" say different things",
                 (int)said->name.size, said->name.data);
        return refuse(walk, name, problem);
    }
    *said = (struct said){name, json};
    return true;
}

/* --- What has no meaning --- */

static void leave_out(const struct walk *walk, struct slice name)
{
    struct buffer *left_out = &walk->check->left_out;
    struct buffer quoted = {0};

    buffer_printf(&quoted, "\"%.*s\"%s", (int)(name.size < 60 ? name.size : 60), name.data,
                  walk->dimension > 0 ? " of dimensions" : "");
    if (left_out->size < 200 && strstr(buffer_text(left_out), buffer_text(&quoted)) == NULL)
        buffer_printf(left_out, "%s%s", left_out->size > 0 ? ", " : "", buffer_text(&quoted));
    buffer_free(&quoted);
}

/* A name that differs from ours by its letters' case is a mistake and no other name. */
static bool take_unknown(const struct walk *walk, struct slice name, struct slice ours)
{
    char problem[64];

    if (ours.size > 0) {
        snprintf(problem, sizeof(problem), "is written \"%.*s\"", (int)ours.size, ours.data);
        return refuse(walk, name, problem);
    }
    leave_out(walk, name);
    return true;
}

/* --- Dimensions --- */

/* Returns the number of the rule for a member, or DIMENSION_MEMBERS. */
static size_t rule_of(struct slice name)
{
    size_t rule = 0;

    while (rule < DIMENSION_MEMBERS && !slice_equals(name, dimension_rules[rule].name))
        rule++;
    return rule;
}

/* Returns the name of ours that differs by the case of its letters alone. */
static struct slice name_like(struct slice name)
{
    for (size_t i = DIMENSION_MEMBERS; i > 0; i--) {
        if (slice_is_nocase(name, dimension_rules[i - 1].name.data))
            return dimension_rules[i - 1].name;
    }
    return (struct slice){0};
}

static bool check_dimension_member(const struct walk *walk, struct slice name, struct slice json,
                                   size_t rule, struct said *said)
{
    if (rule == DIMENSION_MEMBERS)
        return take_unknown(walk, name, name_like(name));
    return is_null(json) || (obeys(walk, &dimension_rules[rule], name, json) &&
                             is_said_once(walk, &said[meanings[rule]], name, json));
}

/* Steps to the member at `place`, as json_member() does. */
static bool next_member(const struct walk *walk, struct shape *shape, size_t place,
                        struct slice *name, size_t *rule)
{
    const char *begin = walk->scan->at;
    struct json_string key;

    if (place < shape->count && json_member_again(walk->scan, shape->keys[place].text)) {
        *name = shape->keys[place].name;
        *rule = shape->keys[place].rule;
        return true;
    }
    if (!json_member(walk->scan, &key))
        return false;
    *name = json_view(&key, &walk->check->arena);
    *rule = rule_of(*name);
    if (place >= DIMENSION_MEMBERS)
        return true;
    shape->keys[place].text = (struct slice){begin, (size_t)(walk->scan->at - begin)};
    shape->keys[place].name = *name;
    shape->keys[place].rule = *rule;
    shape->count = place + 1;
    return true;
}

static bool is_json(const struct walk *walk)
{
    return walk->scan->wrong == NULL || json_error(walk->scan, walk->error);
}

static bool check_dimension(const struct walk *walk, struct shape *shape)
{
    struct said said[DIMENSION_MEMBERS] = {{{0}, {0}}};
    struct slice value;
    struct slice name;
    size_t rule;

    if (json_peek(walk->scan) != JSON_OBJECT)
        return error_set(walk->error, ERROR_INPUT, "dimension %zu must be an object",
                         walk->dimension);
    json_open(walk->scan, JSON_OBJECT);
    for (size_t place = 0; next_member(walk, shape, place, &name, &rule); place++) {
        if (!json_skip(walk->scan, &value))
            break;
        if (!check_dimension_member(walk, name, value, rule, said))
            return false;
    }
    return is_json(walk) &&
           (said[0].value.data != NULL ||
            error_set(walk->error, ERROR_INPUT, "dimension %zu has no \"name\"", walk->dimension));
}

static bool check_array(struct walk *walk)
{
    struct shape shape = {.count = 0};
    bool right = json_open(walk->scan, JSON_ARRAY);

    while (right && json_element(walk->scan)) {
        walk->dimension++;
        right = check_dimension(walk, &shape);
    }
    size_t count = walk->dimension;
    walk->dimension = 0;
    if (right && count > READINGS_MAX)
        return error_set(walk->error, ERROR_INPUT, "it has %zu dimensions, and at most %d are read",
                         count, READINGS_MAX);
    return right && is_json(walk);
}

/* A text that holds an array, as it stands in a stream. */
static bool check_array_text(const struct walk *walk, struct slice name, struct slice json)
{
    struct json_scan scan;
    struct walk inner = {.check = walk->check, .scan = &scan, .error = walk->error};

    json_begin(&scan, value_content(json, &walk->check->arena));
    if (json_peek(&scan) != JSON_ARRAY || !json_skip(&scan, NULL) || !json_finish(&scan))
        return refuse(walk, name, "must be a list of dimensions");
    json_begin(&scan, value_content(json, &walk->check->arena));
    return check_array(&inner);
}

/* An array, which is read in passing, or a text that holds one. */
static bool check_dimensions(struct walk *walk, struct slice name, struct said *said)
{
    enum json_kind kind = json_peek(walk->scan);
    struct slice json = {walk->scan->at, 0};

    if (kind == JSON_ARRAY) {
        if (!check_array(walk))
            return false;
        json.size = (size_t)(walk->scan->at - json.data);
        return is_said_once(walk, said, name, json);
    }
    if (!json_skip(walk->scan, &json))
        return is_json(walk);
    if (kind == JSON_NULL)
        return true;
    if (kind != JSON_STRING)
        return refuse(walk, name, "must be a list of dimensions");
    return check_array_text(walk, name, json) && is_said_once(walk, said, name, json);
}

/* --- The line --- */

/* What others mean by a window may be its length: that has no room in a report. */
static bool check_window(const struct walk *walk, struct slice name, struct slice json)
{
    if (json.data[0] == '{' || json.data[0] == '[')
        return value_is_window(json, &walk->check->arena) ||
               refuse(walk, name, "must hold two times, its start and its end");
    if (!value_is_interval(json, &walk->check->arena))
        leave_out(walk, name);
    return true;
}

/* What others write counts where it is a time. */
static bool check_time(const struct walk *walk, struct slice name, struct slice json)
{
    if (!value_is_time_like(json))
        return refuse(walk, name, "must be a time");
    if (!value_is_time(json, &walk->check->arena))
        leave_out(walk, name);
    return true;
}

static bool is_dimensions(enum ndjson_field field)
{
    return field == FIELD_DIMS || field == FIELD_DIMENSIONS || field == FIELD_REPORT;
}

static bool check_member(struct walk *walk, struct slice key, struct said *said)
{
    struct ndjson_name name = ndjson_name_of(key);
    struct slice json;

    if (is_dimensions(name.field))
        return check_dimensions(walk, key, &said[FIELD_DIMS]);
    if (!json_skip(walk->scan, &json))
        return is_json(walk);
    if (name.field == FIELD_OTHER)
        return take_unknown(walk, key, ndjson_name_like(key));
    if (is_null(json))
        return true;
    if (name.field == FIELD_WINDOW)
        return check_window(walk, key, json);
    if (name.rank > 0)
        return check_time(walk, key, json);
    return obeys(walk, &line_rules[name.field], key, json) &&
           is_said_once(walk, &said[name.field], key, json);
}

static bool agree_in_time(const struct walk *walk, const struct said *said)
{
    struct slice id = said[FIELD_ID].value;
    struct slice ms = said[FIELD_TIME_MS].value;

    return id.data == NULL || ms.data == NULL ||
           value_ms(id, &walk->check->arena) == value_ms(ms, &walk->check->arena) ||
           error_set(walk->error, ERROR_INPUT, "\"id\" and \"time_ms\" say different things");
}

static void begin(struct ndjson_check *check)
{
    buffer_clear(&check->left_out);
    arena_reset(&check->arena);
    check->degraded = check->warned = (struct slice){0};
}

bool ndjson_check(struct ndjson_check *check, struct slice line, struct error *error)
{
    struct said said[FIELD_WINDOW + 1] = {{{0}, {0}}};
    struct json_scan scan;
    struct walk walk = {.check = check, .scan = &scan, .error = error};
    struct json_string key;

    begin(check);
    json_begin(&scan, line);
    bool more = json_open(&scan, JSON_OBJECT);
    while (more && json_member(&scan, &key)) {
        if (!check_member(&walk, json_view(&key, &check->arena), said))
            return false;
    }
    if (!json_finish(&scan))
        return json_error(&scan, error);
    check->degraded = said[FIELD_DEGRADED].value;
    check->warned = said[FIELD_WARNED].value;
    return agree_in_time(&walk, said);
}

/* --- Lists --- */

static bool is_same_list(struct ndjson_check *check, struct slice json, const struct report *report,
                         struct slice list, enum severity severity)
{
    struct list_names names = list_names(report, list, severity);
    struct json_scan scan;
    struct slice value;
    struct slice name;

    json_begin(&scan, json);
    json_open(&scan, JSON_ARRAY);
    while (json_element(&scan)) {
        json_skip(&scan, &value);
        struct slice said = value_content(value, &check->arena);
        if (said.size > 0 && (!list_next(&names, &name) || !slice_equals(name, said)))
            return false;
    }
    return !list_next(&names, &name);
}

/* Only a '|' in a name can be mistaken. */
static bool check_list(struct ndjson_check *check, const char *which, struct slice json,
                       const struct report *report, struct slice list, enum severity severity,
                       struct error *error)
{
    if (json.data == NULL || json.data[0] != '[' || memchr(json.data, '|', json.size) == NULL ||
        is_same_list(check, json, report, list, severity))
        return true;
    return error_set(error, ERROR_INPUT,
                     "\"%s\" has a name with a '|' that no dimension has; in a stream it would be "
                     "two",
                     which);
}

bool ndjson_check_lists(struct ndjson_check *check, const struct report *report,
                        struct error *error)
{
    return check_list(check, "degraded", check->degraded, report, report->degraded,
                      SEVERITY_DEGRADED, error) &&
           check_list(check, "warned", check->warned, report, report->warned, SEVERITY_WARN, error);
}

void ndjson_check_free(struct ndjson_check *check)
{
    buffer_free(&check->left_out);
    arena_free(&check->arena);
}
