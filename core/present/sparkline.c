#include "config.h"

#include "present/sparkline.h"

#include <math.h>

#define BRAILLE_BLANK 0x2800u
#define BRAILLE_LEVELS 4

/* The dots of a braille column, from none to all four, and the one in the middle that marks a
 * report without a number beside a column with one. */
struct braille_column {
    uint32_t filled[BRAILLE_LEVELS + 1];
    uint32_t unknown;
};

static const struct braille_column left_column = {{0, 0x40, 0x44, 0x46, 0x47}, 0x02};
static const struct braille_column right_column = {{0, 0x80, 0xA0, 0xB0, 0xB8}, 0x10};

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

static double scale_of(const struct bucket *buckets, size_t count)
{
    double scale = 1;

    for (size_t i = 0; i < count; i++) {
        double height = peak(&buckets[i]);
        if (buckets[i].count > 0 && isfinite(height))
            scale = fmax(scale, height);
    }
    return scale;
}

/* Returns the level from 0 to `levels` - 1 of a height from 0 to `full_scale`. */
static size_t level_of(double height, double full_scale, size_t levels)
{
    double share = height / full_scale;

    return share < 1 ? (size_t)(share * (double)levels) : levels - 1;
}

static uint32_t single_character(const struct bucket *bucket, double full_scale,
                                 const struct glyphs *glyphs)
{
    if (bucket->count == 0)
        return glyphs->gap;

    double height = peak(bucket);
    if (!isnan(height))
        return glyphs->spark[level_of(height, full_scale, SPARK_LEVELS)];
    return bucket->worst == SEVERITY_NO_DATA ? glyphs->run[SEVERITY_NO_DATA] : glyphs->unknown;
}

static uint32_t column_dots(const struct bucket *bucket, double full_scale,
                            const struct braille_column *column)
{
    if (bucket->count == 0)
        return 0;

    double height = peak(bucket);
    return isnan(height) ? column->unknown
                         : column->filled[level_of(height, full_scale, BRAILLE_LEVELS) + 1];
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
    if (!(full_scale > 0))
        full_scale = scale_of(buckets, count);

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
