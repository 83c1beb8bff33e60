/* History block: the layout of a history in memory, for history.c and for passes over many rows,
 * where a function call for every sample would cost more than the work. Nobody else looks inside.
 */
#ifndef DRIFT_HISTORY_BLOCK_H
#define DRIFT_HISTORY_BLOCK_H

#include "drift/history.h"

#define FINGERPRINT_BITS 2048

/* The samples of one dimension. Where `packed` is 0 the dimension is absent, and the numbers beside
 * it are not set. */
struct history_column {
    double value[HISTORY_BLOCK_ROWS];
    double baseline[HISTORY_BLOCK_ROWS];
    double z[HISTORY_BLOCK_ROWS];
    uint32_t packed[HISTORY_BLOCK_ROWS]; /* severity in the upper 3 bits, count in the lower 29 */
};

struct history_block {
    struct stream_id ids[HISTORY_BLOCK_ROWS];
    uint32_t fingerprints[HISTORY_BLOCK_ROWS];
    uint8_t kinds[HISTORY_BLOCK_ROWS];
    /* One bit for each fingerprint, at its remainder: a clear bit says that the block does not hold
     * it, so that nearly every new report is told apart without a search. */
    uint32_t fingerprint_bits[FINGERPRINT_BITS / 32];
    struct history_column **columns; /* NULL where no row names the dimension */
    size_t column_count;
};

static inline enum severity packed_severity(uint32_t packed)
{
    return (enum severity)(packed >> 29);
}

/* Returns the block that holds a row, and where in it. */
static inline struct history_block *history_block_of(const struct history *history, size_t row,
                                                     size_t *offset)
{
    size_t place = history->front + row;
    size_t block = history->ring_first + place / HISTORY_BLOCK_ROWS;

    *offset = place % HISTORY_BLOCK_ROWS;
    return history->ring[block & (history->ring_capacity - 1)];
}

/* Returns a column of a block, or NULL. */
static inline const struct history_column *history_block_column(const struct history_block *block,
                                                                size_t column)
{
    return column < block->column_count ? block->columns[column] : NULL;
}

#endif
