#include "config.h"

#include "source/pauses.h"

#define FRESH_MS MS_PER_MINUTE

int64_t pauses_moment(int64_t now_ms, size_t day)
{
    return now_ms - (int64_t)(day + 1) * MS_PER_DAY;
}

bool pauses_hold(const struct tenant *tenant, int64_t now_ms)
{
    const struct pause_evidence *pauses = &tenant->pauses;
    bool holds = pauses->known;

    if (!tenant->has_report || now_ms - stream_id_time(tenant->newest_id) <= FRESH_MS)
        return true;
    for (size_t day = 0; day < sizeof(pauses->days) / sizeof(pauses->days[0]); day++) {
        int64_t at_ms = pauses_moment(now_ms, day);
        holds =
            holds && pauses->days[day].before_ms <= at_ms && at_ms <= pauses->days[day].after_ms;
    }
    return holds;
}
