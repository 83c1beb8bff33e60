#include "config.h"

#include "judge/past.h"

#include "base/memory.h"
#include "judge/calm.h"
#include "judge/silence.h"
#include "judge/walk.h"

#include <math.h>
#include <stdlib.h>

/* So many rows are looked at together, twice as many each time that all of them are calm. */
#define CALM_START 8
#define CALM_MOST 1024

static void add(struct stretches *stretches, const struct stretch *stretch)
{
    stretches->list = mem_grow(stretches->list, &stretches->capacity, stretches->count + 1,
                               sizeof(*stretches->list));
    stretches->list[stretches->count++] = *stretch;
}

bool stretches_go_on(const struct stretches *stretches, int64_t longest_ms, enum severity severity,
                     int64_t time_ms)
{
    if (stretches->count == 0)
        return false;
    const struct stretch *newest = &stretches->list[stretches->count - 1];
    return newest->severity == severity && time_ms - newest->last_ms <= longest_ms;
}

/* What all dimensions of an entry share. */
struct arrival {
    size_t row;
    int64_t time_ms;
    bool is_report; /* and no duplicate */
};

/* Adds to the newest stretch, or begins another one. */
static void take_arrival(struct stretches *stretches, const struct past *past,
                         const struct arrival *arrival, size_t dimension, enum severity severity)
{
    int64_t time_ms = arrival->time_ms;

    if (!stretches_go_on(stretches, past->longest_ms, severity, time_ms)) {
        struct sample sample = span_sample(past->span, arrival->row, dimension);
        add(stretches,
            &(struct stretch){
                .severity = severity, .first_ms = time_ms, .z = sample.z, .word = sample.word});
    }
    struct stretch *newest = &stretches->list[stretches->count - 1];
    newest->last_ms = time_ms;
    newest->read = stretches->reading != SEVERITY_ABSENT;
}

static void take_reading(struct stretches *stretches, const struct past *past,
                         const struct arrival *arrival, size_t dimension, enum severity severity)
{
    struct spoken reading = {severity, 0};

    stretches->reading = severity;
    if (severity == SEVERITY_NO_DATA || severity == SEVERITY_ABSENT)
        return;
    if (severity != stretches->flaps.newest.severity)
        reading.word = span_sample(past->span, arrival->row, dimension).word;
    flaps_take(&stretches->flaps, arrival->time_ms, reading);
}

/* Takes in what a report says of a dimension; returns its severity, SEVERITY_ABSENT: nothing. */
static enum severity take_row(struct stretches *stretches, const struct past *past,
                              const struct arrival *arrival, size_t dimension)
{
    enum severity severity = span_severity(past->span, arrival->row, dimension);

    if (severity == SEVERITY_ABSENT && dimension != SPAN_ANY_COLUMN)
        return SEVERITY_ABSENT;
    if (arrival->is_report)
        take_reading(stretches, past, arrival, dimension, severity);
    else if (stretches->reading != SEVERITY_ABSENT)
        severity = stretches->reading;
    take_arrival(stretches, past, arrival, dimension, severity);
    return severity;
}

/* Takes in one row, whatever it tells. */
static void take_any(struct past *past, const struct tenant *tenant, size_t row)
{
    const struct span *span = past->span;
    enum row_kind kind = span_kind(span, row);
    struct arrival arrival = {row, stream_id_time(span_id(span, row)), kind == ROW_REPORT};
    uint8_t severities[TENANT_MAX_DIMENSIONS];

    if (kind == ROW_SKIPPED)
        return;
    take_row(&past->reports, past, &arrival, SPAN_ANY_COLUMN);
    for (size_t i = 0; i < past->dimension_count; i++)
        severities[i] = (uint8_t)take_row(&past->dimensions[i], past, &arrival, i);
    if (arrival.is_report)
        attendance_take(&past->attendance, tenant, arrival.time_ms, severities);
}

static void take_rows(struct past *past, const struct tenant *tenant, size_t first)
{
    const struct span *span = past->span;
    size_t limit = CALM_START;

    for (size_t row = first; row < span->rows;) {
        size_t calm = calm_take(past, tenant, row, limit);
        row += calm;
        limit = calm < limit ? CALM_START : limit < CALM_MOST ? limit * 2 : limit;
        if (calm == 0)
            take_any(past, tenant, row++);
    }
    past->newest = span->rows > 0 ? span_id(span, span->rows - 1) : STREAM_ID_MIN;
}

/* Takes in the newest reading alone, where nothing else is known. */
static void take_newest(struct stretches *stretches, struct walk walk)
{
    if (!walk_older(&walk))
        return;
    add(stretches, &(struct stretch){walk.severity, true, walk.time_ms, walk.time_ms, NAN, 0});
}

static void take_newest_report(struct past *past, const struct tenant *tenant, int64_t moment_ms)
{
    take_newest(&past->reports, walk_from(tenant, SPAN_ANY_COLUMN, moment_ms));
    for (size_t i = 0; i < past->dimension_count; i++)
        take_newest(&past->dimensions[i], walk_from(tenant, i, moment_ms));
}

static void make_room(struct past *past, size_t dimensions)
{
    past->dimension_count = dimensions;
    if (dimensions <= past->dimension_room)
        return;
    past->dimensions = mem_resize(past->dimensions, dimensions, sizeof(*past->dimensions));
    for (; past->dimension_room < dimensions; past->dimension_room++)
        past->dimensions[past->dimension_room] = (struct stretches){0};
}

/* Forgets what was taken in, and keeps the memory. */
static void clear(struct past *past)
{
    past->reports.count = 0;
    past->reports.reading = SEVERITY_ABSENT;
    for (size_t i = 0; i < past->dimension_room; i++) {
        past->dimensions[i].count = 0;
        past->dimensions[i].reading = SEVERITY_ABSENT;
        flaps_clear(&past->dimensions[i].flaps);
    }
    attendance_clear(&past->attendance);
}

/* Returns true when nothing but new reports came since the past was taken in, and its stretches fit
 * what is called a silence by now. */
static bool can_go_on(const struct past *past, const struct tenant *tenant, const struct span *span)
{
    return past->span != NULL && past->span == span && past->number == tenant->number &&
           past->rewritten == tenant->history.rewritten && span->rows > 0 &&
           stream_id_compare(past->oldest, span_id(span, 0)) == 0 &&
           past->longest_ms <= tenant_silent_after(tenant) &&
           past->longest_ms >= tenant_silent_after(tenant) / 4;
}

static void set_longest(struct past *past, const struct tenant *tenant)
{
    int64_t silent_after_ms = tenant_silent_after(tenant);

    past->longest_ms = silent_after_ms - silent_after_ms / 8;
}

void past_renew(struct past *past, const struct tenant *tenant, int64_t moment_ms)
{
    struct walk walk = walk_arrivals(tenant, SPAN_ANY_COLUMN, moment_ms);
    const struct span *span = walk.row != SPAN_NO_ROW ? walk.span : NULL;

    make_room(past, tenant->dimension_count);
    if (can_go_on(past, tenant, span)) {
        take_rows(past, tenant, span_find(span, stream_id_next(past->newest)));
        return;
    }
    clear(past);
    past->number = tenant->number;
    past->span = span;
    past->rewritten = tenant->history.rewritten;
    set_longest(past, tenant);
    if (span == NULL) {
        take_newest_report(past, tenant, moment_ms);
        return;
    }
    past->oldest = span->rows > 0 ? span_id(span, 0) : STREAM_ID_MIN;
    take_rows(past, tenant, 0);
}

/* Adds an entry as a row; `samples` has room for each dimension of the tenant. */
static void add_entry(struct span *span, const struct tenant *tenant, size_t index,
                      struct sample *samples)
{
    struct recent_entry entry = recent_entry(&tenant->recent, index);
    struct recent_row row = recent_row(&tenant->recent, index);

    for (size_t i = 0; i < tenant->dimension_count; i++)
        samples[i] = SAMPLE_ABSENT;
    recent_row_samples(&row, samples);
    span_append(span, &(struct span_row){.id = entry.id,
                                         .kind = entry.readable ? ROW_REPORT : ROW_SKIPPED,
                                         .fingerprint = entry.fingerprint,
                                         .samples = samples,
                                         .columns = tenant->dimension_count});
}

void past_of_recent(struct past *past, const struct tenant *tenant)
{
    struct sample samples[TENANT_MAX_DIMENSIONS];
    struct span span = {0};

    make_room(past, tenant->dimension_count);
    clear(past);
    for (size_t i = 0; i < tenant->recent.count; i++)
        add_entry(&span, tenant, i, samples);
    past->span = &span;
    set_longest(past, tenant);
    take_rows(past, tenant, 0);
    past->span = NULL;
    span_clear(&span);
}

void past_free(struct past *past)
{
    free(past->reports.list);
    for (size_t i = 0; i < past->dimension_room; i++) {
        free(past->dimensions[i].list);
        flaps_free(&past->dimensions[i].flaps);
    }
    attendance_free(&past->attendance);
    free(past->dimensions);
    *past = (struct past){0};
}
