#include "config.h"

#include "source/outages.h"

#include <stdio.h>

size_t outages_count(const struct outages *outages)
{
    return outages->count < OUTAGES_MAX ? outages->count : OUTAGES_MAX;
}

static struct outage *newest(struct outages *outages)
{
    return outages->count > 0 ? &outages->list[(outages->count - 1) % OUTAGES_MAX] : NULL;
}

const struct outage *outages_get(const struct outages *outages, size_t index)
{
    return &outages->list[(outages->count - 1 - index) % OUTAGES_MAX];
}

static void begin(struct outages *outages, const char *reason, int64_t start_ms)
{
    struct outage *outage = &outages->list[outages->count++ % OUTAGES_MAX];

    *outage = (struct outage){.start_ms = start_ms, .end_ms = INT64_MAX};
    snprintf(outage->reason, sizeof(outage->reason), "%s", reason);
}

void outages_note(struct outages *outages, const struct source_status *status, int64_t now_ms,
                  int64_t own_ms)
{
    struct outage *last = newest(outages);
    bool lasts = last != NULL && last->end_ms == INT64_MAX;
    bool away = status->phase == SOURCE_AWAY && status->away_since_ms != 0;

    if (away && !lasts)
        begin(outages, status->error.text, now_ms - (own_ms - status->away_since_ms));
    else if (!away && lasts && status->phase == SOURCE_LIVE)
        last->end_ms = now_ms;
}
