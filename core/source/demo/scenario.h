/* Demo scenarios: what happens to the tenants of the simulated fleet, as tables.
 *
 * Times are whole minutes from the moment the demo was opened, so that the first screen always
 * tells the same story. Badness is in units of the producer's thresholds: 2 is where it warns, 3
 * where it calls a dimension degraded, unless the dimension says otherwise. */
#ifndef SOURCE_DEMO_SCENARIO_H
#define SOURCE_DEMO_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>

#define DEMO_FOREVER 1000000000 /* minutes: beyond every window */
#define DEMO_MAX_STORIES 6
#define DEMO_MAX_DIMENSIONS 8
#define DEMO_MAX_REWORKS 4

/* What the producer writes as z_score. */
enum demo_z {
    DEMO_Z_SCORE,    /* distance from the baseline in standard deviations */
    DEMO_Z_RELATIVE, /* relative change: the baseline is constant and has no deviation */
    DEMO_Z_NULL      /* always null */
};

struct demo_dimension {
    const char *name;
    double baseline;
    double spread; /* one unit of badness moves the value by this much */
    int direction; /* +1: higher is worse, -1: lower is worse */
    double warn_at;
    double degraded_at;
    enum demo_z z;
    const char *metadata; /* JSON text; "" for none */
};

/* Something that happens to one dimension for a while. */
struct demo_story {
    const char *dimension;
    int from; /* minutes */
    int to;
    int rise;  /* minutes from nothing to all of its badness */
    int fall;  /* minutes until it is gone, after `to` */
    int every; /* minutes from one beginning to the next; 0: it happens once */
    double badness;
    bool gone;        /* the producer does not name it */
    bool no_data;     /* the judge had nothing to judge: every number is null */
    const char *word; /* severity as the producer writes it meanwhile; NULL for the usual ones */
};

/* From when on the producer says something else of a dimension than its `metadata`. */
struct demo_rework {
    const char *dimension;
    int from; /* minutes */
    const char *metadata;
};

/* What happens to all tenants at once. */
struct demo_shared {
    struct demo_story stories[DEMO_MAX_STORIES];
    struct demo_rework reworks[DEMO_MAX_REWORKS];
};

struct demo_scenario {
    const char *name;
    const char *summary; /* what there is to see */
    int interval_s;      /* between two reports */
    double noise;        /* greatest badness that comes of itself; less within a story */
    int last_minute;     /* the producer dies then; DEMO_FOREVER: it lives */
    bool flips_names;    /* the quality dimension changes its name now and then */
    const char *dimensions[DEMO_MAX_DIMENSIONS]; /* none: the stream is empty */
    struct demo_story stories[DEMO_MAX_STORIES];
    struct demo_rework reworks[DEMO_MAX_REWORKS];
};

/* The tenants that every demo begins with. */
extern const struct demo_scenario demo_scenarios[];
extern const size_t demo_scenario_count;

/* For those that have no story of their own of the same dimension. */
extern const struct demo_shared demo_shared;

/* Returns the scenario that a further tenant of a large fleet plays: mostly nothing happens.
 * `chance` is from 0 to 99. */
const struct demo_scenario *demo_scenario_by_chance(unsigned chance);

/* Returns the dimension of that name; it must be one that a scenario names. */
const struct demo_dimension *demo_dimension_find(const char *name);

/* Returns the name under which a flipping quality dimension reports in a minute. */
const char *demo_flipped_name(long minute);

#endif
