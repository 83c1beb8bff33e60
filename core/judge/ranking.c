#include "config.h"

#include "judge/ranking.h"

#include "base/memory.h"
#include "drift/series.h"

#include <stdlib.h>

static void forget(struct ranking *ranking)
{
    for (size_t i = 0; i < ranking->kept_count; i++)
        series_free(&ranking->kept[i]);
    ranking->kept_count = 0;
}

/* Makes room for what is kept of a tenant's dimensions. */
static void keep_of(struct ranking *ranking, const struct tenant *tenant)
{
    size_t count = tenant->dimension_count;

    if (ranking->kept_of != tenant->number)
        forget(ranking);
    ranking->kept_of = tenant->number;
    if (count <= ranking->kept_count)
        return;
    ranking->kept = mem_resize(ranking->kept, count, sizeof(*ranking->kept));
    for (; ranking->kept_count < count; ranking->kept_count++)
        ranking->kept[ranking->kept_count] = (struct bucket_series){0};
}

void ranking_make(struct ranking *ranking, const struct tenant_verdict *verdict,
                  struct time_range window)
{
    ranking->count = 0;
    if (verdict == NULL)
        return;
    ranking->count = verdict->dimension_count;
    ranking->rows =
        mem_grow(ranking->rows, &ranking->capacity, ranking->count, sizeof(*ranking->rows));
    keep_of(ranking, verdict->tenant);
    for (size_t i = 0; i < ranking->count; i++) {
        struct ranked_dimension *row = &ranking->rows[i];
        row->verdict = &verdict->dimensions[i];
        statistics_renew(&ranking->kept[row->verdict->dimension], verdict->tenant, row->verdict,
                         window, &row->window);
    }
}

void ranking_free(struct ranking *ranking)
{
    forget(ranking);
    free(ranking->kept);
    free(ranking->rows);
    *ranking = (struct ranking){0};
}
