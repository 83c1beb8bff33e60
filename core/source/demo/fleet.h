/* Demo fleet: the reports of the simulated tenants as a pure function of seed, tenant and time. Any
 * stretch can be made, in any order and as often as one likes, and is the same every time. */
#ifndef SOURCE_DEMO_FLEET_H
#define SOURCE_DEMO_FLEET_H

#include "drift/report.h"
#include "source/demo/scenario.h"

#define DEMO_RETENTION 15000 /* entries in a stream when the demo is opened, as MAXLEN keeps */
#define DEMO_NAME_SIZE 64

/* A tenant's reports are numbered: 0 is the newest when the demo is opened, the past is negative.
 */
struct demo_tenant {
    const struct demo_scenario *scenario;
    char name[DEMO_NAME_SIZE]; /* raw bytes, like any name from outside */
    uint64_t key;              /* what all its randomness comes from */
    int64_t opened_ms;         /* minute 0 of its scenario, */
    int64_t shared_ms;         /* and of what happens to all */
    int64_t interval_ms;
    int64_t origin_ms; /* when report 0 comes */
    int64_t first;     /* the oldest report that the stream still holds */
    int64_t last;      /* the newest that there will ever be; below `first`: none at all */
};

/* Describes tenant number `index` of the fleet with that seed, opened at `opened_ms`. */
void demo_tenant_describe(uint64_t seed, size_t index, int64_t opened_ms,
                          struct demo_tenant *tenant);

/* Returns when a report comes, and the number of the newest report that has come at `time_ms`
 * (below `first`: none). */
int64_t demo_report_time(const struct demo_tenant *tenant, int64_t number);
int64_t demo_newest_report(const struct demo_tenant *tenant, int64_t time_ms);

/* Fills `report`, which stays the caller's, with a report from `first` to `last`. */
void demo_report(const struct demo_tenant *tenant, int64_t number, struct report *report);

#endif
