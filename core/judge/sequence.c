#include "config.h"

#include "judge/sequence.h"

#include "base/memory.h"

#include <stdlib.h>

/* Returns true when an entry says the same as an earlier one from `first` on. */
static bool is_repetition(const struct recent_entry *entry, size_t index, size_t first)
{
    return entry->repeats > 0 && index - entry->repeats >= first && index >= entry->repeats;
}

static void find_reports(struct sequence *sequence)
{
    const struct recent *recent = &sequence->tenant->recent;

    for (size_t i = sequence->first; i < sequence->end; i++) {
        const struct recent_entry *entry = recent_entry(recent, i);
        if (entry->readable && !is_repetition(entry, i, sequence->first))
            sequence->reports[sequence->count++] = entry;
    }
}

static void find_readings(struct sequence *sequence)
{
    const struct recent *recent = &sequence->tenant->recent;

    for (size_t report = 0; report < sequence->count; report++) {
        const struct recent_entry *entry = sequence->reports[report];
        for (size_t i = 0; i < entry->count; i++) {
            const struct recent_reading *reading = recent_reading(recent, entry, i);
            sequence->own[reading->dimension * sequence->count + report] = reading;
            sequence->named[reading->dimension].bits[report / 64] |= UINT64_C(1) << report % 64;
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
    sequence->own = mem_zalloc(dimensions * sequence->count, sizeof(struct recent_reading *));
    sequence->named = mem_zalloc(dimensions, sizeof(*sequence->named));
    find_readings(sequence);
}

void sequence_free(struct sequence *sequence)
{
    free(sequence->own);
    free(sequence->named);
}

size_t sequence_entries(const struct tenant *tenant, int64_t until_ms)
{
    size_t count = tenant->recent.count;

    while (until_ms != INT64_MAX && count > 0 &&
           stream_id_time(recent_entry(&tenant->recent, count - 1)->id) >= until_ms)
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
