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
    const struct recent_entry *entry = NULL;

    for (size_t i = tenant->recent.count; i-- > 0;) {
        const struct recent_entry *each = recent_entry(&tenant->recent, i);
        if (stream_id_time(each->id) < time_ms)
            break;
        if (stream_id_time(each->id) == time_ms && each->readable)
            entry = each;
    }
    if (entry == NULL)
        return false;
    reading->id = entry->id;
    for (size_t i = 0; i < entry->count; i++) {
        const struct recent_reading *each = recent_reading(&tenant->recent, entry, i);
        reading->samples[each->dimension] = (struct sample){each->value,
                                                            each->baseline,
                                                            each->z,
                                                            each->sample_count,
                                                            (enum severity)each->severity,
                                                            .metadata = 0};
    }
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
