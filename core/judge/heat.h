/* Heat: how a tenant, or one dimension of it, was over time: the worst state that stood at any
 * moment of each bucket of a grid. It is told from the past, by the rules of the verdict:
 *
 * - A reading stands until the next one, and for a usual interval where a silence follows.
 * - What was bad stands on where there is no data, where the dimension does not come, and in a
 *   silence: neither hides an alarm. It ends with a known reading, with an alternative that comes
 *   instead, or when RECENT_STATE entries came without it.
 * - A tenant is silent from a usual interval behind the last report before a silence up to the next
 *   report. One whose silence is its usual pause is not. */
#ifndef JUDGE_HEAT_H
#define JUDGE_HEAT_H

#include "base/grid.h"
#include "judge/past.h"
#include "judge/verdict.h"

/* Ordered: the greater, the worse. */
enum heat {
    HEAT_UNKNOWN, /* that time is not loaded, or still to come */
    HEAT_NONE,    /* it is known, and nothing was told */
    HEAT_OK,
    HEAT_STALE,
    HEAT_NO_DATA,
    HEAT_SILENT,
    HEAT_WARN,
    HEAT_DEGRADED,
    HEAT_COUNT
};

/* Which time is told of. */
struct heat_time {
    struct time_grid grid;  /* at least one bucket */
    int64_t known_since_ms; /* INT64_MAX: nothing is known */
    int64_t end_ms;         /* what is told ends here */
};

#define HEAT_ALL_DIMENSIONS SIZE_MAX

/* A cell is a heat, and whether what was bad stood on in a silence. */
#define HEAT_STANDS_ON 0x80u

static inline enum heat heat_of_cell(uint8_t cell)
{
    return (enum heat)(cell & ~HEAT_STANDS_ON);
}

/* Fills `cells[time->grid.count]` with the heat of a dimension of verdict->tenant, or of all. What
 * concerns the tenant as a whole comes from the verdict, which is of the newest moment. Returns the
 * share, from 0 to 1, of the time of the grid that is known during which it was degraded; -1 where
 * nothing is known. `past` is renewed for the end of the time. */
double heat_make(struct past *past, const struct tenant_verdict *verdict, size_t dimension,
                 const struct heat_time *time, uint8_t *cells);

/* Returns the heat of a severity, and of a state. */
enum heat heat_of_severity(enum severity severity);
enum heat heat_of_state(enum state state);

/* Return the state that a heat stands for, of HEAT_UNKNOWN and HEAT_NONE STATE_EMPTY; and the
 * severity, SEVERITY_ABSENT where it is none. */
enum state heat_state(enum heat heat);
enum severity heat_severity(enum heat heat);

static inline bool heat_is_bad(enum heat heat)
{
    return heat >= HEAT_WARN;
}

#endif
