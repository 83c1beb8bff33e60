/* Judged fleet: every tenant and dimension with its summary over one window, in order. What a
 * snapshot prints. */
#ifndef JUDGE_JUDGED_H
#define JUDGE_JUDGED_H

#include "drift/fleet.h"
#include "judge/summary.h"

enum judged_order {
    JUDGED_WORST_FIRST, /* state, then |z|, then name: for a reader */
    JUDGED_BY_NAME      /* for a program: the same place every time */
};

struct judged_tenant {
    struct tenant_summary summary;
    struct dimension_summary *dimensions; /* those that reported before the window's end */
    size_t dimension_count;
};

struct judged_fleet {
    struct judged_tenant *tenants;
    size_t count;
};

void judge_fleet(const struct fleet *fleet, struct time_range window, enum judged_order order,
                 struct judged_fleet *judged);
void judged_free(struct judged_fleet *judged);

/* Finds the newest readable report before the window's end; false when there is none. */
bool judged_last_report(const struct tenant *tenant, struct time_range window,
                        struct stream_id *id);

#endif
