/* Silence: how long without a report is too long. */
#ifndef JUDGE_SILENCE_H
#define JUDGE_SILENCE_H

#include "drift/tenant.h"

#define SILENT_AFTER_INTERVALS 3
#define SILENT_AFTER_MS 2000                /* reports that come in bursts are no silence */
#define SILENT_AFTER_UNKNOWN_MS MS_PER_HOUR /* where no usual interval is known */

/* Returns how long after its newest report somebody counts as silent who usually reports every
 * `interval_ms`, 0 where that is unknown. INT64_MAX is never. */
int64_t silence_after(int64_t interval_ms);

/* The same for a tenant with the reports that are known of it now. */
int64_t tenant_silent_after(const struct tenant *tenant);

#endif
