/* Outages: the times when a source did not answer, as somebody noticed who looks at it again and
 * again. The newest are kept. */
#ifndef SOURCE_OUTAGES_H
#define SOURCE_OUTAGES_H

#include "source/status.h"

#define OUTAGES_MAX 32

/* Epoch milliseconds by the source's clock, so that they stand among what it tells. */
struct outage {
    int64_t start_ms;
    int64_t end_ms; /* INT64_MAX: it lasts */
    char reason[sizeof(((struct error *)0)->text)];
};

/* Zero-initialised is empty and ready. */
struct outages {
    struct outage list[OUTAGES_MAX]; /* a ring, the newest at count - 1 */
    size_t count;                    /* of all times */
};

/* Takes in how the source is. `now_ms` is by its clock, `own_ms` by ours. */
void outages_note(struct outages *outages, const struct source_status *status, int64_t now_ms,
                  int64_t own_ms);

/* Returns how many are kept; and one of them, 0 is the newest. */
size_t outages_count(const struct outages *outages);
const struct outage *outages_get(const struct outages *outages, size_t index);

#endif
