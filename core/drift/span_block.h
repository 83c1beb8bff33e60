/* Span block: the layout of a span in memory, for span.c and for passes over many rows,
 * where a function call for every sample would cost more than the work. Nobody else looks inside.
 */
#ifndef DRIFT_SPAN_BLOCK_H
#define DRIFT_SPAN_BLOCK_H

#include "drift/span.h"

#define FINGERPRINT_BITS 2048

/* The samples of one dimension. Where `packed` is 0 the dimension is absent, and the numbers beside
 * it are not set. */
struct span_column {
    double value[SPAN_BLOCK_ROWS];
    double baseline[SPAN_BLOCK_ROWS];
    double z[SPAN_BLOCK_ROWS];
    uint32_t packed[SPAN_BLOCK_ROWS]; /* severity in the upper 3 bits, count in the lower 29 */
};

struct span_block {
    struct stream_id ids[SPAN_BLOCK_ROWS];
    uint32_t fingerprints[SPAN_BLOCK_ROWS];
    uint8_t kinds[SPAN_BLOCK_ROWS];
    /* One bit for each fingerprint, at its remainder: a clear bit says that the block does not hold
     * it, so that nearly every new report is told apart without a search. */
    uint32_t fingerprint_bits[FINGERPRINT_BITS / 32];
    struct span_column **columns; /* NULL where no row names the dimension */
    size_t column_count;
};

static inline enum severity packed_severity(uint32_t packed)
{
    return (enum severity)(packed >> 29);
}

/* Returns the block that holds a row, and where in it. */
static inline struct span_block *span_block_of(const struct span *span, size_t row, size_t *offset)
{
    size_t place = span->front + row;
    size_t block = span->ring_first + place / SPAN_BLOCK_ROWS;

    *offset = place % SPAN_BLOCK_ROWS;
    return span->ring[block & (span->ring_capacity - 1)];
}

/* Returns a column of a block, or NULL. */
static inline const struct span_column *span_block_column(const struct span_block *block,
                                                          size_t column)
{
    return column < block->column_count ? block->columns[column] : NULL;
}

#endif
