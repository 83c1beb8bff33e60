/* Heat memo: rows of a heat map that were made before, for as long as they stay right, and the
 * pasts that they are told from. A new report costs its own tenant's rows. */
#ifndef VIEW_HEAT_MEMO_H
#define VIEW_HEAT_MEMO_H

#include "judge/heat.h"

/* A row, and what it was made from. */
struct heat_row {
    uint64_t tenant;  /* its number */
    size_t dimension; /* or HEAT_ALL_DIMENSIONS */
    uint8_t *cells;   /* enum heat */
    size_t room;
    double degraded; /* see heat_make() */
    struct heat_time time;
    struct history_mark mark;
    uint64_t round; /* in which the tenant was judged */
    uint64_t frame; /* that needed it last */
    bool made;
};

/* A tenant's past. */
struct heat_past {
    uint64_t tenant;
    struct past past;
    uint64_t frame;
};

/* Zero-initialised is empty and ready. */
struct heat_memo {
    struct heat_row *rows;
    size_t row_count;
    size_t row_room;
    struct heat_past *pasts;
    size_t past_count;
    size_t past_room;
    uint64_t frame;
};

/* Says that a new frame begins: what the last one did not need is forgotten. */
void heat_memo_begin(struct heat_memo *memo);

/* Returns the row of a dimension, or of all, of a tenant; valid until the next call. */
const struct heat_row *heat_memo_row(struct heat_memo *memo, const struct tenant_verdict *verdict,
                                     size_t dimension, const struct heat_time *time);

/* Returns the worst that a dimension of it was at any moment of a range; not kept. */
enum heat heat_memo_within(struct heat_memo *memo, const struct tenant_verdict *verdict,
                           size_t dimension, const struct heat_time *time, struct time_range range);

void heat_memo_free(struct heat_memo *memo);

#endif
