/* Sparkline: the z-scores of a row of buckets as a row of characters.
 *
 * z is signed and bad on one side only, and which side is not on the wire; so a column's height is
 * |z|, and its severity (which the producer judged) travels beside it. */
#ifndef PRESENT_SPARKLINE_H
#define PRESENT_SPARKLINE_H

#include "drift/bucket.h"
#include "present/glyphs.h"

/* One column of a sparkline: a character and the severity to show it in. An empty bucket is
 * glyphs->gap with SEVERITY_ABSENT; one whose z is unknown is glyphs->unknown,
 * or the sign for no data where that is its severity. */
struct spark_cell {
    uint32_t character;
    enum severity severity;
};

/* Returns the number of buckets that one character shows: 2 for braille, else 1. */
size_t sparkline_buckets_per_cell(const struct glyphs *glyphs);

/* Fills `cells` with ceil(count / buckets per cell) columns. Heights are linear in |z| from 0 to
 * `full_scale` (greater ones are cut); full_scale <= 0 takes the greatest |z| of the buckets, but
 * at least 1, so that noise stays low. */
void sparkline(const struct bucket *buckets, size_t count, double full_scale,
               const struct glyphs *glyphs, struct spark_cell *cells);

#endif
