/* Spark memo: sparklines that were drawn before, for as long as they stay right. Between two
 * reports, and for every key, a sparkline is the same; and what it is made of is kept, too, so that
 * a new report costs the bucket that it falls into. */
#ifndef VIEW_SPARK_MEMO_H
#define VIEW_SPARK_MEMO_H

#include "drift/series.h"
#include "drift/tenant.h"
#include "present/sparkline.h"

#define SPARK_WHOLE_TENANT SERIES_ALL_COLUMNS

/* A sparkline, and what it was made from. */
struct spark {
    const struct tenant *tenant;
    uint64_t number;  /* of the tenant: another one may have come in its place */
    size_t dimension; /* or SPARK_WHOLE_TENANT */
    struct time_grid grid;
    struct bucket_series series;
    struct spark_cell *cells;
    size_t count;
    size_t begun;     /* cells up to the newest bucket that is not empty */
    int64_t begun_ms; /* where that bucket ends; INT64_MIN when all are empty */
    uint64_t frame;   /* that needed it last */
};

/* Zero-initialised is empty and ready. */
struct spark_memo {
    struct spark *sparks;
    size_t count;
    size_t capacity;
    uint64_t frame;
};

/* Says that a new frame begins: what the last one did not need is forgotten. */
void spark_memo_begin(struct spark_memo *memo);

/* Returns the sparkline of a dimension, or of the whole tenant; valid until the next call. */
const struct spark *spark_memo_get(struct spark_memo *memo, const struct tenant *tenant,
                                   size_t dimension, const struct time_grid *grid,
                                   double full_scale, const struct glyphs *glyphs);

void spark_memo_free(struct spark_memo *memo);

#endif
