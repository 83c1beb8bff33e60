/* Ranking: the dimensions of one tenant, judged, in the order in which they are shown.
 *
 * What is worst now, or was in the last few reports, comes first; then what was worst in the
 * window; then it goes by name. So the rows keep their places while a dimension flips between two
 * states. */
#ifndef JUDGE_RANKING_H
#define JUDGE_RANKING_H

#include "judge/summary.h"

/* How many of the newest reports decide about the order. */
#define RANKING_RECENT_REPORTS 3

struct ranked_dimension {
    struct dimension_summary summary;
    enum state recent; /* the worst of its state and of what the last few reports said */
};

/* Zero-initialised is empty and ready. */
struct ranking {
    struct ranked_dimension *rows;
    size_t count;
    size_t capacity;
};

/* Judges the dimensions that exist at the window's end. */
void ranking_make(struct ranking *ranking, const struct tenant *tenant, struct time_range window);
void ranking_free(struct ranking *ranking);

#endif
