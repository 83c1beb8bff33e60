/* Judge fixture: what is told of a tenant or a dimension in one struct, judged from nothing. */
#ifndef SUPPORT_JUDGE_FIXTURE_H
#define SUPPORT_JUDGE_FIXTURE_H

#include "judge/listing.h"
#include "judge/statistics.h"

/* A verdict, as of the end of a window, and the statistics of that. */
struct seen_tenant {
    enum state state;
    size_t worst; /* DIMENSION_NONE */
    double worst_z;
    bool silent;
    struct since since;
    int64_t newest_ms;
    int64_t age_ms;
    uint64_t reports;
    uint16_t by_state[STATE_COUNT];
};

struct seen_dimension {
    struct dimension_verdict verdict; /* newest_ms is INT64_MIN when it does not exist yet */
    struct bucket window;
};

struct seen_tenant see_tenant(const struct tenant *tenant, struct time_range window);
struct seen_dimension see_dimension(const struct tenant *tenant, size_t dimension,
                                    struct time_range window);

/* A fleet judged and listed from nothing. */
struct judged_fleet {
    struct judgement judgement;
    struct listing listing;
};

void judge_fleet(struct judged_fleet *judged, const struct fleet *fleet, int64_t moment_ms,
                 enum sort sort);

/* The same as of a moment in the past: what came later is not seen. */
void judge_fleet_until(struct judged_fleet *judged, const struct fleet *fleet, int64_t until_ms,
                       enum sort sort);
void judged_fleet_free(struct judged_fleet *judged);

#endif
