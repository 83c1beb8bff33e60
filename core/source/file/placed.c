#include "config.h"

#include "source/file/placed.h"

#include "base/timestamp.h"

static bool is_before_epoch(const struct report *report)
{
    int64_t end_ms;
    bool has_offset;

    return timestamp_parse_written(report->window_end, &end_ms, &has_offset) && end_ms <= 0;
}

bool report_is_placed(const struct report *report, struct error *error)
{
    if (report->id.ms > STREAM_ID_LATEST_MS)
        return error_set(error, ERROR_INPUT, "its time lies behind the year 9999");
    if (stream_id_compare(report->id, STREAM_ID_MIN) != 0)
        return true;
    if (is_before_epoch(report))
        return error_set(error, ERROR_INPUT, "its time lies before 1970");
    return error_set(error, ERROR_INPUT,
                     "the line has no place in time: neither id nor time_ms, a timestamp nor the "
                     "end of a window");
}
