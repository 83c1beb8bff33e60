#include "config.h"

#include "judge/sequence.h"

#include "base/memory.h"

#include <stdlib.h>

/* Returns true when an entry says the same as an earlier one from `first` on. */
static bool is_repetition(const struct recent *recent, size_t index, size_t first)
{
    size_t repeats = recent_repeats(recent, index);

    return repeats > 0 && index - repeats >= first && index >= repeats;
}

static void find_reports(struct sequence *sequence)
{
    const struct recent *recent = &sequence->tenant->recent;

    for (size_t i = sequence->first; i < sequence->end; i++) {
        if (recent_is_readable(recent, i) && !is_repetition(recent, i, sequence->first))
            sequence->reports[sequence->count++] =
                (struct sequence_report){recent_id(recent, i), recent_start(recent, i), i};
    }
}

static void find_readings(struct sequence *sequence)
{
    const struct recent *recent = &sequence->tenant->recent;

    for (size_t report = 0; report < sequence->count; report++) {
        struct recent_row row = recent_row(recent, sequence->reports[report].entry);
        for (size_t i = 0; i < row.count; i++) {
            size_t dimension = recent_row_dimension(&row, i);
            sequence->severities[dimension * sequence->count + report] =
                (uint8_t)recent_row_severity(&row, i);
            sequence->named[dimension].bits[report / 64] |= UINT64_C(1) << report % 64;
        }
    }
}

void sequence_make(struct sequence *sequence, const struct tenant *tenant, size_t end, size_t depth)
{
    size_t dimensions = tenant->dimension_count;

    sequence->tenant = tenant;
    sequence->first = end > depth ? end - depth : 0;
    sequence->end = end;
    sequence->complete = sequence->first == 0 && tenant->recent.complete;
    sequence->count = 0;
    find_reports(sequence);
    sequence->severities = mem_zalloc(dimensions * sequence->count, 1);
    sequence->named = mem_zalloc(dimensions, sizeof(*sequence->named));
    find_readings(sequence);
}

void sequence_free(struct sequence *sequence)
{
    free(sequence->severities);
    free(sequence->named);
}

struct recent_reading sequence_reading(const struct sequence *sequence, size_t dimension,
                                       size_t report)
{
    struct recent_row row = recent_row(&sequence->tenant->recent, sequence->reports[report].entry);

    return recent_row_find(&row, dimension);
}

size_t sequence_entries(const struct tenant *tenant, int64_t until_ms)
{
    size_t count = tenant->recent.count;

    while (until_ms != INT64_MAX && count > 0 &&
           stream_id_time(recent_id(&tenant->recent, count - 1)) >= until_ms)
        count--;
    return count;
}

bool sequence_names(const struct sequence *sequence, size_t dimension, size_t report)
{
    return (sequence->named[dimension].bits[report / 64] >> report % 64 & 1) != 0;
}

bool sequence_knows(const struct sequence *sequence, size_t dimension)
{
    const struct report_set *named = &sequence->named[dimension];
    uint64_t any = 0;

    for (size_t i = 0; i < SEQUENCE_WORDS; i++)
        any |= named->bits[i];
    return any != 0;
}

static bool share_a_report(const struct report_set *a, const struct report_set *b)
{
    uint64_t shared = 0;

    for (size_t i = 0; i < SEQUENCE_WORDS; i++)
        shared |= a->bits[i] & b->bits[i];
    return shared != 0;
}

bool sequence_alternatives(const struct sequence *sequence, size_t a, size_t b)
{
    const struct dimension *dimensions = sequence->tenant->dimensions;

    return a != b && dimensions[a].family == dimensions[b].family && sequence_knows(sequence, a) &&
           sequence_knows(sequence, b) && !share_a_report(&sequence->named[a], &sequence->named[b]);
}
