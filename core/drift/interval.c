#include "config.h"

#include "drift/interval.h"

int64_t interval_usual(const struct stream_id *arrivals, size_t count, int64_t window_length_ms)
{
    int64_t sorted[INTERVAL_ARRIVALS];
    size_t known = 0;

    for (size_t i = 1; i < count && i < INTERVAL_ARRIVALS; i++) {
        int64_t interval = stream_id_time(arrivals[i - 1]) - stream_id_time(arrivals[i]);
        size_t at = known++;
        for (; at > 0 && sorted[at - 1] > interval; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = interval;
    }
    /* In bursts of four every fourth interval is a long one, and that is the usual. */
    int64_t usual_ms = known == 0 ? 0 : sorted[known * 3 / 4];
    return usual_ms > 0 ? usual_ms : window_length_ms;
}
