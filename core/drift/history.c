#include "config.h"

#include "drift/history.h"

#include "base/memory.h"
#include "drift/history_block.h"

#include <stdlib.h>
#include <string.h>

#define RING_START 4 /* a power of two */

/* Returns the place of a block in the ring, counted from the first one. */
static struct history_block **ring_slot(const struct history *history, size_t index)
{
    return &history->ring[(history->ring_first + index) & (history->ring_capacity - 1)];
}

static struct history_block *block_create(void)
{
    struct history_block *block = mem_alloc(sizeof(*block));

    memset(block->fingerprint_bits, 0, sizeof(block->fingerprint_bits));
    block->columns = NULL;
    block->column_count = 0;
    return block;
}

static void block_free(struct history_block *block)
{
    for (size_t i = 0; i < block->column_count; i++)
        free(block->columns[i]);
    free(block->columns);
    free(block);
}

/* Ensures room for one more block in the ring. */
static void ring_grow(struct history *history)
{
    if (history->blocks < history->ring_capacity)
        return;

    size_t capacity = history->ring_capacity == 0 ? RING_START : history->ring_capacity * 2;
    struct history_block **ring = mem_zalloc(capacity, sizeof(struct history_block *));
    for (size_t i = 0; i < history->blocks; i++)
        ring[i] = *ring_slot(history, i);
    free(history->ring);
    history->ring = ring;
    history->ring_capacity = capacity;
    history->ring_first = 0;
}

/* The first block is entered in its middle: nobody knows yet at which end rows will be added. */
static void add_first_block(struct history *history)
{
    ring_grow(history);
    *ring_slot(history, 0) = block_create();
    history->blocks = 1;
    history->front = HISTORY_BLOCK_ROWS / 2;
}

static void add_block_behind(struct history *history)
{
    ring_grow(history);
    *ring_slot(history, history->blocks) = block_create();
    history->blocks++;
}

static void add_block_before(struct history *history)
{
    ring_grow(history);
    history->ring_first = (history->ring_first - 1) & (history->ring_capacity - 1);
    *ring_slot(history, 0) = block_create();
    history->blocks++;
    history->front = HISTORY_BLOCK_ROWS;
}

/* Returns a column of a block, made if need be with every sample absent. */
static struct history_column *column_for_writing(struct history_block *block, size_t column)
{
    if (column >= block->column_count) {
        size_t count = column + 1;
        block->columns = mem_resize(block->columns, count, sizeof(struct history_column *));
        for (size_t i = block->column_count; i < count; i++)
            block->columns[i] = NULL;
        block->column_count = count;
    }
    if (block->columns[column] == NULL) {
        struct history_column *fresh = mem_alloc(sizeof(*fresh));
        memset(fresh->packed, 0, sizeof(fresh->packed));
        block->columns[column] = fresh;
    }
    return block->columns[column];
}

static uint32_t pack(const struct sample *sample)
{
    uint32_t count = sample->count;

    if (count > HISTORY_COUNT_UNKNOWN)
        count = HISTORY_COUNT_UNKNOWN - 1;
    return (uint32_t)sample->severity << 29 | count;
}

static void write_row(struct history *history, size_t row, const struct history_row *source)
{
    size_t at;
    struct history_block *block = history_block_of(history, row, &at);
    uint32_t bit = source->fingerprint % FINGERPRINT_BITS;

    block->ids[at] = source->id;
    block->kinds[at] = (uint8_t)source->kind;
    block->fingerprints[at] = source->fingerprint;
    if (source->fingerprint != 0)
        block->fingerprint_bits[bit / 32] |= UINT32_C(1) << bit % 32;

    for (size_t i = 0; i < source->columns; i++) {
        const struct sample *sample = &source->samples[i];
        if (sample->severity == SEVERITY_ABSENT)
            continue;
        struct history_column *column = column_for_writing(block, i);
        column->value[at] = sample->value;
        column->baseline[at] = sample->baseline;
        column->z[at] = sample->z;
        column->packed[at] = pack(sample);
    }
}

/* Returns the first row in [first, end) with that fingerprint, or HISTORY_NO_ROW. */
static size_t find_fingerprint(const struct history *history, size_t first, size_t end,
                               uint32_t fingerprint)
{
    uint32_t bit = fingerprint % FINGERPRINT_BITS;

    while (first < end) {
        size_t at;
        const struct history_block *block = history_block_of(history, first, &at);
        size_t count =
            HISTORY_BLOCK_ROWS - at < end - first ? HISTORY_BLOCK_ROWS - at : end - first;
        if (block->fingerprint_bits[bit / 32] >> bit % 32 & 1) {
            for (size_t i = 0; i < count; i++) {
                if (block->fingerprints[at + i] == fingerprint)
                    return first + i;
            }
        }
        first += count;
    }
    return HISTORY_NO_ROW;
}

static bool may_be_duplicate(const struct history_row *row)
{
    return row->kind == ROW_REPORT && row->fingerprint != 0;
}

bool history_append(struct history *history, const struct history_row *row)
{
    size_t end = history->rows;
    size_t first = end < HISTORY_DUPLICATE_ROWS ? 0 : end - HISTORY_DUPLICATE_ROWS;
    struct history_row added = *row;
    bool duplicate = may_be_duplicate(row) &&
                     find_fingerprint(history, first, end, row->fingerprint) != HISTORY_NO_ROW;

    if (duplicate)
        added.kind = ROW_DUPLICATE;
    if (history->blocks == 0)
        add_first_block(history);
    else if (history->front + end == history->blocks * HISTORY_BLOCK_ROWS)
        add_block_behind(history);
    history->rows++;
    write_row(history, end, &added);
    return duplicate;
}

bool history_prepend(struct history *history, const struct history_row *row)
{
    size_t end = history->rows < HISTORY_DUPLICATE_ROWS ? history->rows : HISTORY_DUPLICATE_ROWS;
    size_t twin = HISTORY_NO_ROW;

    if (may_be_duplicate(row))
        twin = find_fingerprint(history, 0, end, row->fingerprint);
    if (twin != HISTORY_NO_ROW) {
        size_t at;
        history_block_of(history, twin, &at)->kinds[at] = ROW_DUPLICATE;
    }
    if (history->blocks == 0)
        add_first_block(history);
    else if (history->front == 0)
        add_block_before(history);
    history->front--;
    history->rows++;
    write_row(history, 0, row);
    return twin != HISTORY_NO_ROW;
}

void history_trim(struct history *history, struct stream_id id)
{
    while (history->rows > 0) {
        size_t held = HISTORY_BLOCK_ROWS - history->front;
        if (held > history->rows)
            held = history->rows;
        if (stream_id_compare(history_id(history, held - 1), id) >= 0)
            return;
        block_free(*ring_slot(history, 0));
        history->ring_first = (history->ring_first + 1) & (history->ring_capacity - 1);
        history->blocks--;
        history->front = 0;
        history->rows -= held;
    }
}

void history_clear(struct history *history)
{
    for (size_t i = 0; i < history->blocks; i++)
        block_free(*ring_slot(history, i));
    free(history->ring);
    *history = (struct history){0};
}

struct stream_id history_id(const struct history *history, size_t row)
{
    size_t at;
    const struct history_block *block = history_block_of(history, row, &at);

    return block->ids[at];
}

enum row_kind history_kind(const struct history *history, size_t row)
{
    size_t at;
    const struct history_block *block = history_block_of(history, row, &at);

    return (enum row_kind)block->kinds[at];
}

struct sample history_sample(const struct history *history, size_t row, size_t column)
{
    size_t at;
    const struct history_block *block = history_block_of(history, row, &at);
    const struct history_column *data = history_block_column(block, column);

    if (data == NULL || packed_severity(data->packed[at]) == SEVERITY_ABSENT)
        return SAMPLE_ABSENT;
    return (struct sample){
        .value = data->value[at],
        .baseline = data->baseline[at],
        .z = data->z[at],
        .count = data->packed[at] & HISTORY_COUNT_UNKNOWN,
        .severity = packed_severity(data->packed[at]),
    };
}

enum severity history_severity(const struct history *history, size_t row, size_t column)
{
    size_t at;
    const struct history_block *block = history_block_of(history, row, &at);
    const struct history_column *data = history_block_column(block, column);

    return data == NULL ? SEVERITY_ABSENT : packed_severity(data->packed[at]);
}

size_t history_find(const struct history *history, struct stream_id id)
{
    size_t low = 0;
    size_t high = history->rows;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (stream_id_compare(history_id(history, middle), id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Returns the newest row before `row` that names the column and is a report, be it a duplicate
 * where those are wanted, or HISTORY_NO_ROW. */
static size_t previous(const struct history *history, size_t column, size_t row, bool duplicates)
{
    while (row > 0) {
        size_t at;
        const struct history_block *block = history_block_of(history, row - 1, &at);
        const struct history_column *data = history_block_column(block, column);
        size_t count = at + 1 < row ? at + 1 : row;
        if (data == NULL && column != HISTORY_ANY_COLUMN) {
            row -= count;
            continue;
        }
        for (size_t i = 0; i < count; i++) {
            bool named = data == NULL || packed_severity(data->packed[at - i]) != SEVERITY_ABSENT;
            enum row_kind kind = (enum row_kind)block->kinds[at - i];
            if (named && (kind == ROW_REPORT || (duplicates && kind == ROW_DUPLICATE)))
                return row - 1 - i;
        }
        row -= count;
    }
    return HISTORY_NO_ROW;
}

size_t history_previous(const struct history *history, size_t column, size_t row)
{
    return previous(history, column, row, false);
}

size_t history_previous_arrival(const struct history *history, size_t column, size_t row)
{
    return previous(history, column, row, true);
}

size_t history_count_reports(const struct history *history, size_t first, size_t end)
{
    size_t reports = 0;

    while (first < end) {
        size_t at;
        const struct history_block *block = history_block_of(history, first, &at);
        size_t count =
            HISTORY_BLOCK_ROWS - at < end - first ? HISTORY_BLOCK_ROWS - at : end - first;
        for (size_t i = 0; i < count; i++)
            reports += block->kinds[at + i] == ROW_REPORT;
        first += count;
    }
    return reports;
}

size_t history_memory(const struct history *history)
{
    size_t bytes = history->ring_capacity * sizeof(struct history_block *);

    for (size_t i = 0; i < history->blocks; i++) {
        const struct history_block *block = *ring_slot(history, i);
        bytes += sizeof(*block) + block->column_count * sizeof(struct history_column *);
        for (size_t j = 0; j < block->column_count; j++)
            bytes += block->columns[j] == NULL ? 0 : sizeof(struct history_column);
    }
    return bytes;
}
