#include "config.h"

#include "judge/judged.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What two things are compared by. */
struct rank {
    enum state state;
    double z;
    const char *name;
};

static int compare_ranks(struct rank a, struct rank b, enum judged_order order)
{
    double a_distance = isnan(a.z) ? -1 : fabs(a.z);
    double b_distance = isnan(b.z) ? -1 : fabs(b.z);

    if (order == JUDGED_WORST_FIRST && a.state != b.state)
        return a.state > b.state ? -1 : 1;
    if (order == JUDGED_WORST_FIRST && a_distance != b_distance)
        return a_distance > b_distance ? -1 : 1;
    return strcmp(a.name, b.name);
}

static struct rank rank_of_tenant(const struct judged_tenant *judged)
{
    const struct tenant_summary *summary = &judged->summary;

    return (struct rank){summary->state, summary->worst_z, summary->tenant->name};
}

static int compare_tenants(const void *a, const void *b, void *order)
{
    return compare_ranks(rank_of_tenant(a), rank_of_tenant(b), *(enum judged_order *)order);
}

/* How the dimensions of a tenant are sorted. */
struct dimension_order {
    const struct tenant *tenant;
    enum judged_order order;
};

static struct rank rank_of_dimension(const struct tenant *tenant,
                                     const struct dimension_summary *summary)
{
    return (struct rank){summary->state, summary->newest.z,
                         tenant->dimensions[summary->dimension].name};
}

static int compare_dimensions(const void *a, const void *b, void *context)
{
    const struct dimension_order *by = context;

    return compare_ranks(rank_of_dimension(by->tenant, a), rank_of_dimension(by->tenant, b),
                         by->order);
}

static void judge_tenant(const struct tenant *tenant, struct time_range window,
                         enum judged_order order, struct judged_tenant *judged)
{
    struct dimension_order by = {tenant, order};

    tenant_summarise(tenant, window, &judged->summary);
    judged->dimensions = mem_zalloc(tenant->dimension_count, sizeof(*judged->dimensions));
    for (size_t i = 0; i < tenant->dimension_count; i++) {
        struct dimension_summary *summary = &judged->dimensions[judged->dimension_count];
        dimension_summarise(tenant, i, window, summary);
        if (summary->newest_ms != INT64_MIN)
            judged->dimension_count++;
    }
    qsort_r(judged->dimensions, judged->dimension_count, sizeof(*judged->dimensions),
            compare_dimensions, &by);
}

void judge_fleet(const struct fleet *fleet, struct time_range window, enum judged_order order,
                 struct judged_fleet *judged)
{
    judged->count = fleet->count;
    judged->tenants = mem_zalloc(fleet->count, sizeof(*judged->tenants));
    for (size_t i = 0; i < fleet->count; i++)
        judge_tenant(fleet->tenants[i], window, order, &judged->tenants[i]);
    qsort_r(judged->tenants, judged->count, sizeof(*judged->tenants), compare_tenants, &order);
}

void judged_free(struct judged_fleet *judged)
{
    for (size_t i = 0; i < judged->count; i++)
        free(judged->tenants[i].dimensions);
    free(judged->tenants);
    *judged = (struct judged_fleet){0};
}

bool judged_last_report(const struct tenant *tenant, struct time_range window, struct stream_id *id)
{
    struct stream_id end = stream_id_at(tenant_clock(tenant, window.end_ms));
    size_t row = history_previous_arrival(&tenant->history, HISTORY_ANY_COLUMN,
                                          history_find(&tenant->history, end));

    if (row != HISTORY_NO_ROW) {
        *id = history_id(&tenant->history, row);
        return true;
    }
    if (tenant->recent_count == 0 || stream_id_compare(tenant->recent[0], end) >= 0)
        return false;
    *id = tenant->recent[0];
    return true;
}
