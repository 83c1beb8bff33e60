#include "config.h"

#include "drift/span_block.h"

#include "base/memory.h"
#include "drift/metadata_table.h"

#include <stdlib.h>
#include <string.h>

#define COLUMN_BYTES (3 * sizeof(double) + sizeof(uint32_t))

static size_t bit_words(size_t room)
{
    return room == SPAN_BLOCK_ROWS ? FINGERPRINT_BITS / 32 : 0;
}

/* All of a block but the columns is one piece of memory. */
static size_t block_bytes(size_t room)
{
    return sizeof(struct span_block) + bit_words(room) * sizeof(uint32_t) +
           room * (sizeof(struct stream_id) + sizeof(uint32_t) + sizeof(uint8_t));
}

struct span_block *span_block_create(size_t room)
{
    size_t bits = bit_words(room);
    struct span_block *block = mem_alloc(block_bytes(room));

    *block = (struct span_block){.room = room, .ids = (struct stream_id *)(block + 1)};
    block->fingerprints = (uint32_t *)(block->ids + room);
    block->kinds = (uint8_t *)(block->fingerprints + room + bits);
    if (bits > 0)
        block->fingerprint_bits = memset(block->fingerprints + room, 0, bits * sizeof(uint32_t));
    return block;
}

static void free_bytes(uint8_t **columns, size_t count)
{
    for (size_t i = 0; columns != NULL && i < count; i++)
        free(columns[i]);
    free(columns);
}

void span_block_free(struct span_block *block)
{
    for (size_t i = 0; i < block->column_count; i++)
        free(block->columns[i]);
    free_bytes(block->words, block->column_count);
    free_bytes(block->varying, block->column_count);
    free(block->numbers);
    free(block->columns);
    free(block);
}

static double *column_create(size_t room)
{
    double *data = mem_alloc(room * COLUMN_BYTES);

    memset(data + 3 * room, 0, room * sizeof(uint32_t));
    return data;
}

static void note_fingerprint(struct span_block *block, uint64_t fingerprint)
{
    uint64_t bit = fingerprint % FINGERPRINT_BITS;

    if (fingerprint != 0 && block->fingerprint_bits != NULL)
        block->fingerprint_bits[bit / 32] |= UINT32_C(1) << bit % 32;
}

/* Copies the samples of a column from one place to another. */
static void copy_column(const struct span_column *from, size_t from_at,
                        const struct span_column *to, size_t to_at, size_t rows)
{
    memcpy(to->value + to_at, from->value + from_at, rows * sizeof(double));
    memcpy(to->baseline + to_at, from->baseline + from_at, rows * sizeof(double));
    memcpy(to->z + to_at, from->z + from_at, rows * sizeof(double));
    memcpy(to->packed + to_at, from->packed + from_at, rows * sizeof(uint32_t));
}

/* A byte for each sample, for the few columns that need it. Returns those of a column, made if need
 * be with `byte` for all. */
static uint8_t *bytes_for_writing(struct span_block *block, uint8_t ***columns, size_t column,
                                  uint8_t byte)
{
    if (*columns == NULL)
        *columns = mem_zalloc(block->column_count, sizeof(uint8_t *));
    if ((*columns)[column] == NULL)
        (*columns)[column] = memset(mem_alloc(block->room), byte, block->room);
    return (*columns)[column];
}

static uint8_t *bytes_of(const struct span_block *block, uint8_t *const *columns, size_t column)
{
    return columns != NULL && column < block->column_count ? columns[column] : NULL;
}

static uint8_t *words_of(const struct span_block *block, size_t column)
{
    return bytes_of(block, block->words, column);
}

static void write_number(struct span_block *block, size_t at, size_t column, uint8_t number)
{
    uint8_t *all = &block->numbers[column];

    if (*all == SPAN_NUMBERS_NONE_YET)
        *all = number;
    if (*all == number)
        return;
    bytes_for_writing(block, &block->varying, column, *all)[at] = number;
    *all = SPAN_NUMBERS_VARY;
}

static void copy_numbers(const struct span_block *from, size_t from_at, struct span_block *to,
                         size_t to_at, size_t column, size_t rows)
{
    to->numbers[column] = from->numbers[column];
    if (from->numbers[column] == SPAN_NUMBERS_VARY)
        memcpy(bytes_for_writing(to, &to->varying, column, METADATA_NONE) + to_at,
               from->varying[column] + from_at, rows);
}

void span_block_copy(const struct span_block *from, size_t from_at, struct span_block *to,
                     size_t to_at, size_t rows)
{
    memcpy(to->ids + to_at, from->ids + from_at, rows * sizeof(struct stream_id));
    memcpy(to->fingerprints + to_at, from->fingerprints + from_at, rows * sizeof(uint32_t));
    memcpy(to->kinds + to_at, from->kinds + from_at, rows);
    to->reports = from->reports;
    for (size_t i = 0; i < rows; i++)
        note_fingerprint(to, span_block_fingerprint(to, to_at + i));
    to->columns = mem_zalloc(from->column_count, sizeof(double *));
    to->numbers = memset(mem_alloc(from->column_count), SPAN_NUMBERS_NONE_YET, from->column_count);
    to->column_count = from->column_count;
    for (size_t i = 0; i < from->column_count; i++) {
        if (from->columns[i] == NULL)
            continue;
        to->columns[i] = column_create(to->room);
        struct span_column source = span_block_column(from, i);
        struct span_column target = span_block_column(to, i);
        copy_column(&source, from_at, &target, to_at, rows);
        copy_numbers(from, from_at, to, to_at, i, rows);
        if (words_of(from, i) != NULL)
            memcpy(bytes_for_writing(to, &to->words, i, 0) + to_at, words_of(from, i) + from_at,
                   rows);
    }
}

static uint8_t **grow_bytes(uint8_t **columns, size_t count, size_t new_count)
{
    if (columns == NULL)
        return NULL;
    columns = mem_resize(columns, new_count, sizeof(uint8_t *));
    for (size_t i = count; i < new_count; i++)
        columns[i] = NULL;
    return columns;
}

static void grow_columns(struct span_block *block, size_t count)
{
    block->columns = mem_resize(block->columns, count, sizeof(double *));
    block->numbers = mem_resize(block->numbers, count, 1);
    block->words = grow_bytes(block->words, block->column_count, count);
    block->varying = grow_bytes(block->varying, block->column_count, count);
    for (size_t i = block->column_count; i < count; i++) {
        block->columns[i] = NULL;
        block->numbers[i] = SPAN_NUMBERS_NONE_YET;
    }
    block->column_count = count;
}

/* Returns a column of a block, made if need be with every sample absent. */
static struct span_column column_for_writing(struct span_block *block, size_t column)
{
    if (column >= block->column_count)
        grow_columns(block, column + 1);
    if (block->columns[column] == NULL)
        block->columns[column] = column_create(block->room);
    return span_column_of(block->columns[column], block->room);
}

static uint32_t pack(const struct sample *sample)
{
    uint32_t count = sample->count;

    if (count > SPAN_COUNT_UNKNOWN)
        count = SPAN_COUNT_UNKNOWN - 1;
    return (uint32_t)sample->severity << SPAN_SEVERITY_SHIFT | count;
}

static void write_sample(struct span_block *block, size_t at, size_t index,
                         const struct sample *sample)
{
    struct span_column column = column_for_writing(block, index);

    column.value[at] = sample->value;
    column.baseline[at] = sample->baseline;
    column.z[at] = sample->z;
    column.packed[at] = pack(sample);
    write_number(block, at, index, (uint8_t)sample->metadata);
    if (sample->word != 0 || words_of(block, index) != NULL)
        bytes_for_writing(block, &block->words, index, 0)[at] = (uint8_t)sample->word;
}

void span_block_write(struct span_block *block, size_t at, const struct span_row *row)
{
    block->ids[at] = row->id;
    block->fingerprints[at] = (uint32_t)row->fingerprint;
    block->kinds[at] = (uint8_t)((span_block_kept_bits(row->fingerprint) >> 32 << 2) | row->kind);
    block->reports += row->kind == ROW_REPORT;
    note_fingerprint(block, span_block_kept_bits(row->fingerprint));
    for (size_t i = 0; i < row->columns; i++) {
        if (row->samples[i].severity != SEVERITY_ABSENT)
            write_sample(block, at, i, &row->samples[i]);
    }
}

void span_block_clear(struct span_block *block, size_t at)
{
    block->reports -= span_block_kind(block, at) == ROW_REPORT;
    for (size_t i = 0; i < block->column_count; i++) {
        if (block->columns[i] != NULL)
            span_block_column(block, i).packed[at] = 0;
    }
}

struct sample span_block_sample(const struct span_block *block, size_t at, size_t column)
{
    const struct span_column data = span_block_column(block, column);

    if (data.packed == NULL || packed_severity(data.packed[at]) == SEVERITY_ABSENT)
        return SAMPLE_ABSENT;
    return (struct sample){
        .value = data.value[at],
        .baseline = data.baseline[at],
        .z = data.z[at],
        .count = data.packed[at] & SPAN_COUNT_UNKNOWN,
        .severity = packed_severity(data.packed[at]),
        .word = words_of(block, column) != NULL ? words_of(block, column)[at] : 0,
        .metadata = span_block_number(block, at, column),
    };
}

static size_t bytes_memory(const struct span_block *block, uint8_t *const *columns)
{
    size_t bytes = 0;

    for (size_t i = 0; i < block->column_count; i++)
        bytes += bytes_of(block, columns, i) != NULL ? block->room + sizeof(uint8_t *) : 0;
    return bytes;
}

size_t span_block_memory(const struct span_block *block)
{
    size_t bytes = block_bytes(block->room) + block->column_count * (sizeof(double *) + 1);

    for (size_t i = 0; i < block->column_count; i++)
        bytes += span_block_names(block, i) ? block->room * COLUMN_BYTES : 0;
    return bytes + bytes_memory(block, block->words) + bytes_memory(block, block->varying);
}
