#include "config.h"

#include "route/told.h"

#include "base/integer.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#define CLOSED "closed"
#define FLAPPING "flapping"
#define FLAPPING_DEGRADED "flapping-degraded"
#define MISSED "missed"

/* --- the alerts --- */

/* Orders what is about the stream as a whole before its dimensions. */
static int compare_dimensions(const char *a, const char *b)
{
    if (a == NULL || b == NULL)
        return (a != NULL) - (b != NULL);
    return strcmp(a, b);
}

static int compare(const struct told_alert *alert, enum alert_kind kind, const char *dimension)
{
    return alert->kind != kind ? (int)alert->kind - (int)kind
                               : compare_dimensions(alert->dimension, dimension);
}

/* Returns the place of an alert, or that where it would stand. */
static size_t find_place(const struct told *told, enum alert_kind kind, const char *dimension)
{
    size_t first = 0;
    size_t end = told->count;

    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (compare(&told->alerts[middle], kind, dimension) < 0)
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}

static bool is_at(const struct told *told, size_t place, enum alert_kind kind,
                  const char *dimension)
{
    return place < told->count && compare(&told->alerts[place], kind, dimension) == 0;
}

struct told_alert *told_find(const struct told *told, enum alert_kind kind, const char *dimension)
{
    size_t place = find_place(told, kind, dimension);

    return is_at(told, place, kind, dimension) ? &told->alerts[place] : NULL;
}

struct told_alert *told_at(struct told *told, enum alert_kind kind, const char *dimension)
{
    size_t place = find_place(told, kind, dimension);

    if (is_at(told, place, kind, dimension))
        return &told->alerts[place];
    told->alerts = mem_resize(told->alerts, told->count + 1, sizeof(*told->alerts));
    memmove(&told->alerts[place + 1], &told->alerts[place],
            (told->count - place) * sizeof(*told->alerts));
    told->count++;
    told->alerts[place] = (struct told_alert){
        .kind = kind, .dimension = dimension != NULL ? mem_strdup(dimension) : NULL};
    return &told->alerts[place];
}

static void free_alert(struct told_alert *alert)
{
    free(alert->dimension);
    free(alert->edges);
}

static bool is_worth_keeping(const struct told_alert *alert)
{
    return told_is_open(alert) || alert->edge_count > 0;
}

void told_drop(struct told *told, enum alert_kind kind, const char *dimension)
{
    size_t place = find_place(told, kind, dimension);

    if (!is_at(told, place, kind, dimension) || is_worth_keeping(&told->alerts[place]))
        return;
    free_alert(&told->alerts[place]);
    told->count--;
    memmove(&told->alerts[place], &told->alerts[place + 1],
            (told->count - place) * sizeof(*told->alerts));
    if (told->count > 0)
        return;
    free(told->alerts);
    told->alerts = NULL;
}

bool told_is_open(const struct told_alert *alert)
{
    return alert != NULL && (alert->level != SEVERITY_ABSENT || alert->flapping);
}

size_t told_open_count(const struct told *told)
{
    size_t count = 0;

    for (size_t i = 0; i < told->count; i++)
        count += told_is_open(&told->alerts[i]);
    return count;
}

static void drop_edges(struct told_alert *alert, size_t count)
{
    alert->edge_count -= count;
    memmove(alert->edges, alert->edges + count, alert->edge_count * sizeof(*alert->edges));
    if (alert->edge_count > 0)
        return;
    free(alert->edges);
    alert->edges = NULL;
}

void told_add_edge(struct told_alert *alert, int64_t at_ms)
{
    if (alert->edge_count == TOLD_EDGES_MAX)
        drop_edges(alert, 1);
    alert->edges = mem_resize(alert->edges, alert->edge_count + 1, sizeof(*alert->edges));
    alert->edges[alert->edge_count++] = at_ms;
}

void told_forget_edges(struct told_alert *alert, int64_t until_ms)
{
    size_t old = 0;

    while (old < alert->edge_count && alert->edges[old] <= until_ms)
        old++;
    if (old > 0)
        drop_edges(alert, old);
}

void told_free(struct told *told)
{
    for (size_t i = 0; i < told->count; i++)
        free_alert(&told->alerts[i]);
    free(told->alerts);
    *told = (struct told){0};
}

/* --- the fields --- */

static char *field_of(const struct told_alert *alert)
{
    struct buffer field = {0};

    buffer_string(&field, alert_kind_name(alert->kind));
    if (alert->dimension != NULL) {
        buffer_char(&field, ':');
        buffer_string(&field, alert->dimension);
    }
    return field.data;
}

static void write_edges(const struct told_alert *alert, struct buffer *out)
{
    buffer_string(out, !alert->flapping                     ? " - "
                       : alert->notice == SEVERITY_DEGRADED ? " " FLAPPING_DEGRADED " "
                                                            : " " FLAPPING " ");
    for (size_t i = 0; i < alert->edge_count; i++)
        buffer_printf(out, "%s%lld", i > 0 ? "," : "", (long long)alert->edges[i]);
    if (alert->edge_count == 0)
        buffer_char(out, '-');
}

static char *value_of(const struct told_alert *alert)
{
    struct buffer value = {0};
    char id[STREAM_ID_SIZE];

    buffer_string(&value, alert->level != SEVERITY_ABSENT ? severity_name(alert->level) : CLOSED);
    stream_id_format(alert->opened, id);
    buffer_printf(&value, " %s", id);
    stream_id_format(alert->since, id);
    buffer_printf(&value, " %s %lld", id, (long long)alert->told_ms);
    bool missed = alert->missed && told_is_open(alert);
    if (alert->flapping || alert->edge_count > 0 || missed)
        write_edges(alert, &value);
    if (missed)
        buffer_string(&value, " " MISSED);
    return value.data;
}

struct told_change told_change_of(const struct told_alert *alert)
{
    return (struct told_change){
        .field = field_of(alert),
        .value = is_worth_keeping(alert) ? value_of(alert) : NULL,
    };
}

void told_change_free(struct told_change *change)
{
    free(change->field);
    free(change->value);
    *change = (struct told_change){0};
}

static bool parse_level(struct slice word, enum severity *level)
{
    static const enum severity levels[] = {SEVERITY_WARN, SEVERITY_DEGRADED};

    *level = SEVERITY_ABSENT;
    for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
        if (slice_is(word, severity_name(levels[i])))
            *level = levels[i];
    }
    return *level != SEVERITY_ABSENT || slice_is(word, CLOSED);
}

static bool parse_time(struct slice word, int64_t *time_ms)
{
    uint64_t number = 0;
    bool parsed = integer_parse(word, INT64_MAX, &number);

    *time_ms = (int64_t)number;
    return parsed;
}

static bool parse_edges(struct slice rest, struct told_alert *alert)
{
    if (slice_is(rest, "-"))
        return true;
    while (rest.data != NULL) {
        int64_t at_ms;
        if (!parse_time(slice_split(&rest, ','), &at_ms))
            return false;
        told_add_edge(alert, at_ms);
    }
    return true;
}

static bool parse_value(struct slice rest, struct told_alert *alert)
{
    if (!parse_level(slice_split(&rest, ' '), &alert->level) ||
        !stream_id_parse(slice_split(&rest, ' '), &alert->opened) ||
        !stream_id_parse(slice_split(&rest, ' '), &alert->since) ||
        !parse_time(slice_split(&rest, ' '), &alert->told_ms))
        return false;
    if (rest.data == NULL)
        return true;
    struct slice quiet = slice_split(&rest, ' ');
    struct slice edges = slice_split(&rest, ' ');
    bool degraded = slice_is(quiet, FLAPPING_DEGRADED);
    alert->flapping = degraded || slice_is(quiet, FLAPPING);
    alert->notice = degraded ? SEVERITY_DEGRADED : SEVERITY_WARN;
    alert->missed = slice_is(rest, MISSED);
    return (alert->flapping || slice_is(quiet, "-")) && edges.data != NULL &&
           (alert->missed || rest.data == NULL) && parse_edges(edges, alert);
}

/* Returns true when the field names something that alerts are kept of. */
static bool parse_kind(struct slice word, enum alert_kind *kind)
{
    static const enum alert_kind kept[] = {KIND_THRESHOLD, KIND_NO_DATA, KIND_STALE, KIND_SILENT};

    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
        if (!slice_is(word, alert_kind_name(kept[i])))
            continue;
        *kind = kept[i];
        return true;
    }
    return false;
}

static void forget(struct told *told, enum alert_kind kind, const char *dimension)
{
    struct told_alert *alert = told_find(told, kind, dimension);

    if (alert == NULL)
        return;
    told_forget_edges(alert, INT64_MAX);
    alert->level = SEVERITY_ABSENT;
    alert->flapping = false;
    told_drop(told, kind, dimension);
}

bool told_take(struct told *told, struct slice field, struct slice value)
{
    struct slice kind_word = slice_split(&field, ':');
    struct told_alert parsed = {0};

    if (!parse_kind(kind_word, &parsed.kind))
        return true;
    bool whole = parsed.kind == KIND_SILENT;
    if ((field.data == NULL) != whole || !parse_value(value, &parsed)) {
        free(parsed.edges);
        return false;
    }
    parsed.dimension = whole ? NULL : mem_strndup(field.data, field.size);
    forget(told, parsed.kind, parsed.dimension);
    struct told_alert *alert = told_at(told, parsed.kind, parsed.dimension);
    char *dimension = alert->dimension;
    free(parsed.dimension);
    *alert = parsed;
    alert->dimension = dimension;
    told_drop(told, alert->kind, dimension);
    return true;
}

void told_change_miss(struct told_change *change)
{
    struct told told = {0};

    if (change->value != NULL)
        (void)told_take(&told, slice_of(change->field), slice_of(change->value));
    if (told.count == 1) {
        told.alerts[0].missed = true;
        told_change_free(change);
        *change = told_change_of(&told.alerts[0]);
    }
    told_free(&told);
}
