#include "config.h"

#include "view/spark_memo.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static void spark_free(struct spark *spark)
{
    free(spark->cells);
    series_free(&spark->series);
}

void spark_memo_begin(struct spark_memo *memo)
{
    size_t kept = 0;

    for (size_t i = 0; i < memo->count; i++) {
        if (memo->sparks[i].frame == memo->frame)
            memo->sparks[kept++] = memo->sparks[i];
        else
            spark_free(&memo->sparks[i]);
    }
    memo->count = kept;
    memo->frame++;
}

void spark_memo_free(struct spark_memo *memo)
{
    for (size_t i = 0; i < memo->count; i++)
        spark_free(&memo->sparks[i]);
    free(memo->sparks);
    *memo = (struct spark_memo){0};
}

static struct spark *find(struct spark_memo *memo, const struct tenant *tenant, size_t dimension,
                          size_t count)
{
    for (size_t i = 0; i < memo->count; i++) {
        struct spark *spark = &memo->sparks[i];
        if (spark->number == tenant->number && spark->dimension == dimension &&
            spark->count == count)
            return spark;
    }
    memo->sparks = mem_grow(memo->sparks, &memo->capacity, memo->count + 1, sizeof(*memo->sparks));
    struct spark *spark = &memo->sparks[memo->count++];
    *spark = (struct spark){.tenant = tenant,
                            .number = tenant->number,
                            .dimension = dimension,
                            .series = {.column = dimension},
                            .cells = mem_zalloc(count, sizeof(*spark->cells)),
                            .count = count};
    return spark;
}

static bool is_right(const struct spark *spark, const struct time_grid *grid)
{
    const struct tenant *tenant = spark->tenant;

    return spark->grid.count == grid->count && spark->grid.start_ms == grid->start_ms &&
           spark->grid.width_ms == grid->width_ms &&
           history_is_unchanged(&tenant->history, &spark->series.mark);
}

static void make(struct spark *spark, const struct time_grid *grid, double full_scale,
                 const struct glyphs *glyphs)
{
    const struct tenant *tenant = spark->tenant;
    struct bucket *buckets = mem_zalloc(grid->count, sizeof(*buckets));

    series_renew(&spark->series, &tenant->history, tenant->dimension_count, grid);
    memcpy(buckets, spark->series.buckets, grid->count * sizeof(*buckets));
    buckets_hold(buckets, grid, tenant_interval(tenant));
    sparkline(buckets, grid->count, full_scale, glyphs, spark->cells);
    size_t begun = grid->count;
    while (begun > 0 && buckets[begun - 1].count == 0)
        begun--;
    size_t per_cell = sparkline_buckets_per_cell(glyphs);
    spark->begun = (begun + per_cell - 1) / per_cell;
    spark->begun_ms = begun > 0 ? grid_bucket(grid, begun - 1).end_ms : INT64_MIN;
    spark->grid = *grid;
    free(buckets);
}

const struct spark *spark_memo_get(struct spark_memo *memo, const struct tenant *tenant,
                                   size_t dimension, const struct time_grid *grid,
                                   double full_scale, const struct glyphs *glyphs)
{
    size_t per_cell = sparkline_buckets_per_cell(glyphs);
    struct spark *spark = find(memo, tenant, dimension, (grid->count + per_cell - 1) / per_cell);

    if (!is_right(spark, grid))
        make(spark, grid, full_scale, glyphs);
    spark->frame = memo->frame;
    return spark;
}
