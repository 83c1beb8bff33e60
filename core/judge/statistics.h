/* Statistics: what happened in a window, for which no verdict asks. Windows end by the clock of the
 * stream: what was judged counts, too. Of a tenant whose history is not loaded, the newest report
 * alone is known. */
#ifndef JUDGE_STATISTICS_H
#define JUDGE_STATISTICS_H

#include "drift/bucket.h"
#include "judge/verdict.h"

/* Returns how many readable reports lie in the window, without duplicates. */
uint64_t statistics_reports(const struct tenant *tenant, struct time_range window);

/* Fills a bucket with what the dimension did in the window. */
void statistics_of_dimension(const struct tenant *tenant, const struct dimension_verdict *verdict,
                             struct time_range window, struct bucket *bucket);

#endif
