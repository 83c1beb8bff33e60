#include "config.h"

#include "present/sparkline.h"

#include <math.h>

#define BRAILLE_BLANK 0x2800u
#define BRAILLE_LEVELS 4

/* The dots of a braille column, from one to all four, and the one in the middle that marks a report
 * without data. */
struct braille_column {
    uint32_t filled[BRAILLE_LEVELS];
    uint32_t no_data;
};

static const struct braille_column left_column = {{0x40, 0x44, 0x46, 0x47}, 0x02};
static const struct braille_column right_column = {{0x80, 0xA0, 0xB0, 0xB8}, 0x10};

static const struct bucket empty_bucket = {.worst = SEVERITY_ABSENT};

size_t sparkline_buckets_per_cell(const struct glyphs *glyphs)
{
    return glyphs->set == GLYPHS_BRAILLE ? 2 : 1;
}

/* Returns the greatest |z| of the bucket, NaN when it knows none: fmax() passes over NaN. */
static double peak(const struct bucket *bucket)
{
    return fmax(fmax(fabs(bucket->z_min), fabs(bucket->z_max)), fabs(bucket->z_last));
}

/* The levels of a severity, so that it is seen without its colour: what is well stands low, what is
 * degraded at the top. Within them |z| says how high. */
struct band {
    size_t lowest;
    size_t highest;
};

static const struct band block_bands[] = {
    [SEVERITY_OK] = {0, 2},
    [SEVERITY_WARN] = {3, 4},
    [SEVERITY_DEGRADED] = {6, 7},
};

static const struct band braille_bands[] = {
    [SEVERITY_OK] = {0, 1},
    [SEVERITY_WARN] = {2, 2},
    [SEVERITY_DEGRADED] = {3, 3},
};

/* Returns the level of a bucket, of so many; one whose z is unknown has the lowest of its severity.
 */
static size_t level_of(const struct bucket *bucket, double full_scale, size_t levels,
                       const struct band *bands)
{
    const struct band *band = &bands[bucket->worst];
    double share = peak(bucket) / full_scale;
    size_t level = share < 1 ? (size_t)(share * (double)levels) : levels - 1;

    if (isnan(share) || level < band->lowest)
        return band->lowest;
    return level < band->highest ? level : band->highest;
}

static uint32_t single_character(const struct bucket *bucket, double full_scale,
                                 const struct glyphs *glyphs)
{
    bool letter = glyphs->set == GLYPHS_ASCII && bucket->worst >= SEVERITY_WARN;

    if (bucket->count == 0)
        return glyphs->gap;
    if (letter || bucket->worst == SEVERITY_NO_DATA)
        return glyphs->run[bucket->worst];
    return glyphs->spark[level_of(bucket, full_scale, SPARK_LEVELS, block_bands)];
}

static uint32_t column_dots(const struct bucket *bucket, double full_scale,
                            const struct braille_column *column)
{
    if (bucket->count == 0)
        return 0;
    if (bucket->worst == SEVERITY_NO_DATA)
        return column->no_data;
    return column->filled[level_of(bucket, full_scale, BRAILLE_LEVELS, braille_bands)];
}

static uint32_t braille_character(const struct bucket *left, const struct bucket *right,
                                  double full_scale, const struct glyphs *glyphs)
{
    if (left->count == 0 && right->count == 0)
        return glyphs->gap;
    return BRAILLE_BLANK | column_dots(left, full_scale, &left_column) |
           column_dots(right, full_scale, &right_column);
}

static enum severity worse(enum severity a, enum severity b)
{
    return a > b ? a : b;
}

void sparkline(const struct bucket *buckets, size_t count, double full_scale,
               const struct glyphs *glyphs, struct spark_cell *cells)
{
    if (glyphs->set != GLYPHS_BRAILLE) {
        for (size_t i = 0; i < count; i++) {
            cells[i].character = single_character(&buckets[i], full_scale, glyphs);
            cells[i].severity = buckets[i].worst;
        }
        return;
    }
    for (size_t i = 0; i < count; i += 2) {
        const struct bucket *right = i + 1 < count ? &buckets[i + 1] : &empty_bucket;
        cells[i / 2].character = braille_character(&buckets[i], right, full_scale, glyphs);
        cells[i / 2].severity = worse(buckets[i].worst, right->worst);
    }
}
