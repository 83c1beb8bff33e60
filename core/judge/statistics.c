#include "config.h"

#include "judge/statistics.h"

#include "judge/walk.h"

static struct time_range judged_window(const struct tenant *tenant, struct time_range window)
{
    return (struct time_range){window.start_ms, tenant_clock(tenant, window.end_ms)};
}

static bool contains(struct time_range window, int64_t time_ms)
{
    return time_ms >= window.start_ms && time_ms < window.end_ms;
}

uint64_t statistics_reports(const struct tenant *tenant, struct time_range window)
{
    struct walk newest = walk_arrivals(tenant, HISTORY_ANY_COLUMN, window.end_ms);
    struct time_range judged = judged_window(tenant, window);

    if (!walk_older(&newest))
        return 0;
    if (newest.row == HISTORY_NO_ROW)
        return contains(judged, newest.time_ms);
    return history_count_reports(&tenant->history, judged);
}

void statistics_of_dimension(const struct tenant *tenant, const struct dimension_verdict *verdict,
                             struct time_range window, struct bucket *bucket)
{
    struct walk newest = walk_from(tenant, verdict->dimension, window.end_ms);
    struct time_range judged = judged_window(tenant, window);

    bucket_of_sample(&SAMPLE_ABSENT, bucket);
    if (!walk_older(&newest))
        return;
    if (newest.row != HISTORY_NO_ROW)
        bucket_of_range(&tenant->history, verdict->dimension, judged, bucket);
    else if (contains(judged, newest.time_ms))
        bucket_of_sample(&verdict->newest, bucket);
}
