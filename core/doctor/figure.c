#include "config.h"

#include "doctor/figure.h"

#include "base/duration.h"

#include <math.h>
#include <string.h>

#define CENTURY_HOURS (100.0 * 365 * 24)

void figure_duration(int64_t duration_ms, char out[static FIGURE_SIZE])
{
    int64_t unit_ms = MS_PER_SECOND;

    if (duration_ms >= 2 * MS_PER_DAY)
        unit_ms = MS_PER_HOUR;
    else if (duration_ms >= MS_PER_HOUR)
        unit_ms = MS_PER_MINUTE;
    int64_t whole_ms = duration_ms > 0 ? duration_ms / unit_ms * unit_ms : 0;
    if (whole_ms > 0)
        duration_format(whole_ms, out);
    else
        memcpy(out, "0s", sizeof("0s"));
}

void figure_hours(double hours, char out[static FIGURE_SIZE])
{
    double most = fmin(hours, CENTURY_HOURS);

    figure_duration((int64_t)(most * MS_PER_HOUR), out);
}

const char *figure_count(uint64_t count, char out[static INTEGER_GROUPED_SIZE])
{
    integer_group(count, out);
    return out;
}
