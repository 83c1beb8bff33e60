#include "config.h"

#include "drift/report.h"

#include "base/memory.h"
#include "base/timestamp.h"

#include <math.h>
#include <stdlib.h>

void report_reset(struct report *report)
{
    struct reading *readings = report->readings;
    size_t capacity = report->capacity;
    struct arena text = report->text;
    const struct severity_words *words = report->severity_words;
    metadata_split_fn *split = report->split_metadata;
    bool keeps_numbers = report->keeps_numbers;

    arena_reset(&text);
    *report = (struct report){.readings = readings,
                              .capacity = capacity,
                              .text = text,
                              .severity_words = words,
                              .split_metadata = split,
                              .keeps_numbers = keeps_numbers};
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

bool reading_has_value(const struct reading *reading)
{
    return !isnan(reading->value) || reading_text(reading, NUMBER_VALUE).size > 0;
}

struct slice reading_severity_word(const struct reading *reading)
{
    if (reading->severity_word.size > 0 || reading->word == WORD_MISSING)
        return reading->severity_word;
    if (reading->severity == SEVERITY_NO_DATA)
        return SLICE("ok");
    return slice_of(severity_name(reading->severity));
}

struct report_window report_window(const struct report *report)
{
    struct report_window window = {INT64_MIN, INT64_MIN, 0};
    bool start_has_offset;
    bool end_has_offset;
    int64_t length_ms;

    bool started =
        timestamp_parse_written(report->window_start, &window.start_ms, &start_has_offset);
    bool ended = timestamp_parse_written(report->window_end, &window.end_ms, &end_has_offset);
    /* A local time without its offset and a time with one cannot be subtracted. */
    if (started && ended && start_has_offset == end_has_offset &&
        !__builtin_sub_overflow(window.end_ms, window.start_ms, &length_ms) && length_ms > 0)
        window.length_ms = length_ms;
    return window;
}
