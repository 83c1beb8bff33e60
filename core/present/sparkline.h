/* Sparkline: how bad a row of buckets was, as a row of characters.
 *
 * A column's height is its severity, which the producer judged: low is well, half is a warning, at
 * the top is degraded. Within that |z| makes it a little higher or lower: z is signed and bad on one
 * side only, and which side is not on the wire. In ASCII what is bad is a letter. */
#ifndef PRESENT_SPARKLINE_H
#define PRESENT_SPARKLINE_H

#include "drift/bucket.h"
#include "present/glyphs.h"

/* One column of a sparkline: a character and the severity to show it in. An empty bucket is
 * glyphs->gap with SEVERITY_ABSENT. */
struct spark_cell {
    uint32_t character;
    enum severity severity;
};

/* Returns the number of buckets that one character shows: 2 for braille, else 1. */
size_t sparkline_buckets_per_cell(const struct glyphs *glyphs);

/* Fills `cells` with ceil(count / buckets per cell) columns. Within the levels of a severity heights
 * are linear in |z| from 0 to `full_scale` > 0; greater ones are cut. */
void sparkline(const struct bucket *buckets, size_t count, double full_scale,
               const struct glyphs *glyphs, struct spark_cell *cells);

#endif
