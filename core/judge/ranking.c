#include "config.h"

#include "judge/ranking.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static int compare_rows(const void *left, const void *right, void *context)
{
    const struct tenant *tenant = context;
    const struct ranked_dimension *a = left;
    const struct ranked_dimension *b = right;

    if (a->recent != b->recent)
        return a->recent > b->recent ? -1 : 1;
    if (a->summary.window.worst != b->summary.window.worst)
        return a->summary.window.worst > b->summary.window.worst ? -1 : 1;
    return strcmp(tenant->dimensions[a->summary.dimension].name,
                  tenant->dimensions[b->summary.dimension].name);
}

static enum state recent_state(const struct tenant *tenant, const struct dimension_summary *summary,
                               struct time_range window)
{
    int64_t length_ms = tenant_interval(tenant) * RANKING_RECENT_REPORTS;
    struct time_range recent = {summary->newest_ms - length_ms, window.end_ms};
    struct bucket bucket;

    bucket_of_range(&tenant->history, summary->dimension, recent, &bucket);
    enum state state = severity_state(bucket.worst);
    return bucket.count > 0 && state > summary->state ? state : summary->state;
}

void ranking_make(struct ranking *ranking, const struct tenant *tenant, struct time_range window)
{
    struct tenant *context = (struct tenant *)(uintptr_t)tenant; /* qsort_r() knows no const */

    ranking->rows = mem_grow(ranking->rows, &ranking->capacity, tenant->dimension_count,
                             sizeof(*ranking->rows));
    ranking->count = 0;
    for (size_t i = 0; i < tenant->dimension_count; i++) {
        struct ranked_dimension *row = &ranking->rows[ranking->count];
        dimension_summarise(tenant, i, window, &row->summary);
        if (row->summary.newest_ms == INT64_MIN)
            continue;
        row->recent = recent_state(tenant, &row->summary, window);
        ranking->count++;
    }
    if (ranking->count > 1)
        qsort_r(ranking->rows, ranking->count, sizeof(*ranking->rows), compare_rows, context);
}

void ranking_free(struct ranking *ranking)
{
    free(ranking->rows);
    *ranking = (struct ranking){0};
}
