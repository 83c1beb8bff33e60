#include "config.h"

#include "drift/report.h"

#include "base/memory.h"
#include "base/timestamp.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

void report_reset(struct report *report)
{
    struct reading *readings = report->readings;
    size_t capacity = report->capacity;
    struct arena text = report->text;
    bool keeps_numbers = report->keeps_numbers;

    arena_reset(&text);
    *report = (struct report){
        .readings = readings, .capacity = capacity, .text = text, .keeps_numbers = keeps_numbers};
}

void report_free(struct report *report)
{
    free(report->readings);
    arena_free(&report->text);
    *report = (struct report){0};
}

struct reading *report_add(struct report *report)
{
    if (report->count == report->capacity)
        report->readings = mem_grow(report->readings, &report->capacity, report->count + 1,
                                    sizeof(*report->readings));
    struct reading *reading = &report->readings[report->count++];
    *reading = (struct reading){
        .value = NAN,
        .baseline = NAN,
        .z = NAN,
        .sample_count = SAMPLE_COUNT_UNKNOWN,
    };
    return reading;
}

struct slice reading_text(const struct reading *reading, enum number number)
{
    return reading->texts != NULL ? reading->texts[number] : (struct slice){0};
}

struct slice reading_severity_word(const struct reading *reading)
{
    if (reading->severity_word.size > 0)
        return reading->severity_word;
    if (reading->severity == SEVERITY_NO_DATA)
        return SLICE("ok");
    return slice_of(severity_name(reading->severity));
}

int64_t report_window_length(const struct report *report)
{
    int64_t start_ms;
    int64_t end_ms;
    bool start_has_offset;
    bool end_has_offset;
    int64_t length_ms;

    if (!timestamp_parse_iso(report->window_start, &start_ms, &start_has_offset) ||
        !timestamp_parse_iso(report->window_end, &end_ms, &end_has_offset))
        return 0;
    /* A local time without its offset and a time with one cannot be subtracted. */
    if (start_has_offset != end_has_offset)
        return 0;
    if (__builtin_sub_overflow(end_ms, start_ms, &length_ms))
        return 0;
    return length_ms > 0 ? length_ms : 0;
}

/* Counters stop at their greatest value, so that a flood never looks like a few. */
static void count_up(uint32_t *sum, uint32_t more)
{
    *sum = more > UINT32_MAX - *sum ? UINT32_MAX : *sum + more;
}

void report_flaws_add(struct report_flaws *sum, const struct report_flaws *more)
{
    count_up(&sum->unreadable_dimensions, more->unreadable_dimensions);
    count_up(&sum->not_finite, more->not_finite);
    count_up(&sum->unknown_severity, more->unknown_severity);
    count_up(&sum->disagreements, more->disagreements);
    count_up(&sum->missing_fields, more->missing_fields);
    count_up(&sum->oversized, more->oversized);
}

uint64_t report_flaws_total(const struct report_flaws *flaws)
{
    return (uint64_t)flaws->unreadable_dimensions + flaws->not_finite + flaws->unknown_severity +
           flaws->disagreements + flaws->missing_fields + flaws->oversized;
}

void report_flaws_describe(const struct report_flaws *flaws, struct buffer *out)
{
    const struct {
        uint32_t count;
        const char *one;
        const char *many;
    } parts[] = {
        {flaws->not_finite, "number not finite", "numbers not finite"},
        {flaws->unknown_severity, "unknown severity", "unknown severities"},
        {flaws->unreadable_dimensions, "dimension unreadable", "dimensions unreadable"},
        {flaws->disagreements, "list that contradicts the dimensions",
         "lists that contradict the dimensions"},
        {flaws->missing_fields, "missing field", "missing fields"},
        {flaws->oversized, "oversized", "oversized"},
    };
    const char *separator = "";

    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (parts[i].count == 0)
            continue;
        buffer_printf(out, "%s%" PRIu32 " %s", separator, parts[i].count,
                      parts[i].count == 1 ? parts[i].one : parts[i].many);
        separator = ", ";
    }
}
