#include "config.h"

#include "judge/calm.h"

#include "drift/span_alike.h"

/* Returns the severity that the newest report gave a dimension; SEVERITY_ABSENT: it did not. */
static enum severity newest_severity(const struct past *past, size_t dimension)
{
    return attendance_is_present(&past->attendance, dimension) ? past->dimensions[dimension].reading
                                                               : SEVERITY_ABSENT;
}

static size_t calm_end(const struct past *past, size_t row, size_t end)
{
    const struct stretches *reports = &past->reports;
    int64_t time_ms = stream_id_time(span_id(past->span, row));

    if (!stretches_go_on(reports, past->longest_ms, SEVERITY_ABSENT, time_ms))
        return row;
    end = span_steady_end(past->span, row, end, reports->list[reports->count - 1].last_ms,
                          past->longest_ms);
    for (size_t i = 0; i < past->dimension_count && end > row; i++) {
        enum severity severity = newest_severity(past, i);
        if (severity != SEVERITY_ABSENT &&
            !stretches_go_on(&past->dimensions[i], past->longest_ms, severity, time_ms))
            return row;
        end = span_alike_end(past->span, row, end, i, severity);
    }
    return end;
}

static void extend(struct stretches *stretches, int64_t last_ms)
{
    struct stretch *newest = &stretches->list[stretches->count - 1];

    newest->last_ms = last_ms;
    newest->read = stretches->reading != SEVERITY_ABSENT;
}

size_t calm_take(struct past *past, const struct tenant *tenant, size_t row, size_t limit)
{
    const struct span *span = past->span;
    size_t end = limit < span->rows - row ? row + limit : span->rows;

    if (!attendance_is_settled(&past->attendance, tenant))
        return 0;
    end = calm_end(past, row, end);
    if (end == row)
        return 0;
    int64_t last_ms = stream_id_time(span_id(span, end - 1));
    extend(&past->reports, last_ms);
    for (size_t i = 0; i < past->dimension_count; i++) {
        enum severity severity = newest_severity(past, i);
        if (severity != SEVERITY_ABSENT)
            extend(&past->dimensions[i], last_ms);
        if (severity != SEVERITY_ABSENT && severity != SEVERITY_NO_DATA)
            flaps_take_same(&past->dimensions[i].flaps, end - row);
    }
    attendance_take_same(&past->attendance, end - row);
    return end - row;
}
