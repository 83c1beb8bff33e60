#include "config.h"

#include "view/event_reading.h"

static void count(const struct tenant *tenant, struct event_reading *reading)
{
    for (size_t i = 0; i < tenant->dimension_count; i++) {
        reading->named += reading->samples[i].severity != SEVERITY_ABSENT ? 1 : 0;
        reading->bad += reading->samples[i].severity >= SEVERITY_WARN ? 1 : 0;
    }
}

static bool find_recent(const struct tenant *tenant, int64_t time_ms, struct event_reading *reading)
{
    const struct recent *recent = &tenant->recent;
    size_t entry = RECENT_NO_ENTRY;

    for (size_t i = recent->count; i-- > 0;) {
        int64_t each_ms = stream_id_time(recent_id(recent, i));
        if (each_ms < time_ms)
            break;
        if (each_ms == time_ms && recent_is_readable(recent, i))
            entry = i;
    }
    if (entry == RECENT_NO_ENTRY)
        return false;
    struct recent_row row = recent_row(recent, entry);
    reading->id = recent_id(recent, entry);
    recent_row_samples(&row, reading->samples);
    return true;
}

static bool find_loaded(const struct tenant *tenant, int64_t time_ms, struct event_reading *reading)
{
    const struct span *span = history_at(&tenant->history, time_ms + 1);
    size_t row = span != NULL ? span_find(span, stream_id_at(time_ms)) : 0;

    if (span == NULL || row >= span->rows || stream_id_time(span_id(span, row)) != time_ms)
        return false;
    reading->id = span_id(span, row);
    for (size_t i = 0; i < tenant->dimension_count; i++)
        reading->samples[i] = span_sample(span, row, i);
    return true;
}

void event_reading_find(const struct tenant *tenant, int64_t time_ms, struct event_reading *reading)
{
    reading->named = 0;
    reading->bad = 0;
    for (size_t i = 0; i < tenant->dimension_count; i++)
        reading->samples[i] = SAMPLE_ABSENT;
    reading->found = find_recent(tenant, time_ms, reading) || find_loaded(tenant, time_ms, reading);
    count(tenant, reading);
}
