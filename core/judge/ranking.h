/* Ranking: the dimensions of one judged tenant, the worst first, with what they did in the window
 * that is looked at. */
#ifndef JUDGE_RANKING_H
#define JUDGE_RANKING_H

#include "judge/statistics.h"

struct ranked_dimension {
    const struct dimension_verdict *verdict;
    struct bucket window; /* what it did in the window */
};

/* Zero-initialised is empty and ready. */
struct ranking {
    struct ranked_dimension *rows;
    size_t count;
    size_t capacity;
    struct bucket_series
        *kept; /* of the statistics of each dimension, by its index in the tenant */
    size_t kept_count;
    uint64_t kept_of; /* the number of that tenant */
};

/* Ranks the dimensions of a tenant; it holds as long as the verdict. NULL has none. */
void ranking_make(struct ranking *ranking, const struct tenant_verdict *verdict,
                  struct time_range window);
void ranking_free(struct ranking *ranking);

#endif
