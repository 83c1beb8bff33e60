#include "config.h"

#include "judge/presence.h"

bool presence_is_stale(const struct stream_id *reports, size_t count, struct stream_id reading)
{
    return count >= STALE_AFTER_REPORTS &&
           stream_id_compare(reading, reports[STALE_AFTER_REPORTS - 1]) < 0;
}
