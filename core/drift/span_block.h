/* Span block: the layout of a span in memory, for span.c and for passes over many rows,
 * where a function call for every sample would cost more than the work. Nobody else looks inside.
 */
#ifndef DRIFT_SPAN_BLOCK_H
#define DRIFT_SPAN_BLOCK_H

#include "drift/span.h"

#define FINGERPRINT_BITS 2048

/* In place of a number of metadata: see drift/metadata_table.h. */
#define SPAN_NUMBERS_NONE_YET 254
#define SPAN_NUMBERS_VARY 255

#define SPAN_SEVERITY_SHIFT 29 /* of the severity in a packed sample */

/* The samples of one dimension in a block, one for each row. Where `packed` is 0 the dimension is
 * absent, and the numbers beside it are not set. */
struct span_column {
    double *value; /* NULL: no row names the dimension */
    double *baseline;
    double *z;
    uint32_t *packed; /* severity in the upper 3 bits, count in the lower 29 */
};

/* Only a block that is the first and last of its span has less room than SPAN_BLOCK_ROWS. */
struct span_block {
    size_t room;
    struct stream_id *ids;
    uint32_t *fingerprints; /* their lower bits */
    /* One bit for each fingerprint, at its remainder: a clear bit says that the block does not hold
     * it, so that nearly every new report is told apart without a search. NULL in a block with less
     * room, where a search is short. */
    uint32_t *fingerprint_bits;
    uint8_t *kinds; /* in 2 bits, and in 6 those of the fingerprint that follow on its lower ones */
    size_t reports; /* how many rows are a ROW_REPORT */
    double **columns; /* what span_block_column() takes apart; NULL where no row names it */
    size_t column_count;
    uint8_t *numbers;  /* as many: of the metadata of all samples; SPAN_NUMBERS_VARY */
    uint8_t **varying; /* as many: of each sample, for those columns; NULL: there is none */
    uint8_t **words;   /* as many: of each sample, for the columns that have any; NULL: none has */
};

static inline enum severity packed_severity(uint32_t packed)
{
    return (enum severity)(packed >> SPAN_SEVERITY_SHIFT);
}

static inline enum row_kind span_block_kind(const struct span_block *block, size_t at)
{
    return (enum row_kind)(block->kinds[at] & 3);
}

static inline uint64_t span_block_fingerprint(const struct span_block *block, size_t at)
{
    return (uint64_t)(block->kinds[at] >> 2) << 32 | block->fingerprints[at];
}

/* Returns what a row keeps of a fingerprint. */
static inline uint64_t span_block_kept_bits(uint64_t fingerprint)
{
    return fingerprint & ((UINT64_C(1) << 38) - 1);
}

/* Returns the block that holds a row, and where in it. */
static inline struct span_block *span_block_of(const struct span *span, size_t row, size_t *offset)
{
    size_t place = span->front + row;
    size_t block = span->ring_first + place / SPAN_BLOCK_ROWS;

    *offset = place % SPAN_BLOCK_ROWS;
    return span->ring[block & (span->ring_capacity - 1)];
}

static inline struct span_column span_column_of(double *data, size_t room)
{
    return (struct span_column){
        .value = data,
        .baseline = data + room,
        .z = data + 2 * room,
        .packed = (uint32_t *)(data + 3 * room),
    };
}

/* Returns the samples of a dimension. */
static inline struct span_column span_block_column(const struct span_block *block, size_t column)
{
    double *data = column < block->column_count ? block->columns[column] : NULL;

    if (data == NULL)
        return (struct span_column){NULL, NULL, NULL, NULL};
    return span_column_of(data, block->room);
}

static inline bool span_block_names(const struct span_block *block, size_t column)
{
    return column < block->column_count && block->columns[column] != NULL;
}

/* Returns the number of a sample's metadata; the column is one that a row names. */
static inline uint8_t span_block_number(const struct span_block *block, size_t at, size_t column)
{
    uint8_t number = block->numbers[column];

    return number == SPAN_NUMBERS_VARY ? block->varying[column][at] : number;
}

/* For span.c alone. */
struct span_block *span_block_create(size_t room);
void span_block_free(struct span_block *block);

/* Copies rows of a block into one that has none. */
void span_block_copy(const struct span_block *from, size_t from_at, struct span_block *to,
                     size_t to_at, size_t rows);

/* Writes a row into a place that none has; and makes its place free for another one. */
void span_block_write(struct span_block *block, size_t at, const struct span_row *row);
void span_block_clear(struct span_block *block, size_t at);

struct sample span_block_sample(const struct span_block *block, size_t at, size_t column);

/* Returns the bytes that it occupies. */
size_t span_block_memory(const struct span_block *block);

#endif
