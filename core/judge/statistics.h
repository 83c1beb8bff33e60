/* Statistics: what happened in a window, for which no verdict asks. Windows end by the clock of the
 * stream: what was judged counts, too. Of a tenant whose history is not loaded, the newest report
 * alone is known. */
#ifndef JUDGE_STATISTICS_H
#define JUDGE_STATISTICS_H

#include "drift/bucket.h"
#include "judge/verdict.h"

struct bucket_series;

/* Returns how many readable reports lie in the window, without duplicates. */
uint64_t statistics_reports(const struct tenant *tenant, struct time_range window);

/* Fills a bucket with what the dimension did in the window. */
void statistics_of_dimension(const struct tenant *tenant, const struct dimension_verdict *verdict,
                             struct time_range window, struct bucket *bucket);

/* The same, gone on with from what `kept` was left with for the same dimension and length of the
 * window: whole parts of the window are kept, and its ragged ends summed. A mean may differ in its
 * last digit. */
void statistics_renew(struct bucket_series *kept, const struct tenant *tenant,
                      const struct dimension_verdict *verdict, struct time_range window,
                      struct bucket *bucket);

#endif
