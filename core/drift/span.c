#include "config.h"

#include "drift/span.h"

#include "base/memory.h"
#include "drift/span_block.h"

#include <stdlib.h>
#include <string.h>

#define RING_START 1 /* a power of two */
#define FIRST_ROWS 4 /* in the first block of a span, which then doubles: a power of two */

/* Returns the place of a block in the ring, counted from the first one. */
static struct span_block **ring_slot(const struct span *span, size_t index)
{
    return &span->ring[(span->ring_first + index) & (span->ring_capacity - 1)];
}

/* Ensures room for one more block in the ring. */
static void ring_grow(struct span *span)
{
    if (span->blocks < span->ring_capacity)
        return;

    size_t capacity = span->ring_capacity == 0 ? RING_START : span->ring_capacity * 2;
    struct span_block **ring = mem_zalloc(capacity, sizeof(struct span_block *));
    for (size_t i = 0; i < span->blocks; i++)
        ring[i] = *ring_slot(span, i);
    free(span->ring);
    span->ring = ring;
    span->ring_capacity = capacity;
    span->ring_first = 0;
}

static bool is_small(const struct span *span)
{
    return span->blocks == 1 && (*ring_slot(span, 0))->room < SPAN_BLOCK_ROWS;
}

/* Puts a small block's rows to one end of it, or of one of double the room when it is full. */
static void spread_small_block(struct span *span, bool room_before)
{
    struct span_block **slot = ring_slot(span, 0);
    struct span_block *block = *slot;
    struct span_block *larger =
        span_block_create(span->rows < block->room ? block->room : block->room * 2);
    size_t front = room_before ? larger->room - span->rows : 0;

    span_block_copy(block, span->front, larger, front, span->rows);
    span_block_free(block);
    *slot = larger;
    span->front = front;
}

/* Ensures a place for a row behind the last one. */
static void make_room_behind(struct span *span)
{
    size_t place = span->front + span->rows;

    if (is_small(span)) {
        if (place == (*ring_slot(span, 0))->room)
            spread_small_block(span, false);
    } else if (place == span->blocks * SPAN_BLOCK_ROWS) {
        ring_grow(span);
        *ring_slot(span, span->blocks) =
            span_block_create(span->blocks == 0 ? FIRST_ROWS : SPAN_BLOCK_ROWS);
        span->blocks++;
    }
}

/* Ensures a place for a row before the first one. */
static void make_room_before(struct span *span)
{
    if (span->front > 0)
        return;
    if (is_small(span)) {
        spread_small_block(span, true);
        return;
    }
    size_t room = span->blocks == 0 ? FIRST_ROWS : SPAN_BLOCK_ROWS;
    ring_grow(span);
    span->ring_first = (span->ring_first - 1) & (span->ring_capacity - 1);
    *ring_slot(span, 0) = span_block_create(room);
    span->blocks++;
    span->front = room;
}

static void write_row(struct span *span, size_t row, const struct span_row *source)
{
    size_t at;
    struct span_block *block = span_block_of(span, row, &at);

    span_block_write(block, at, source);
}

/* Returns the first row in [first, end) with that fingerprint, or SPAN_NO_ROW. */
static size_t find_fingerprint(const struct span *span, size_t first, size_t end,
                               uint64_t fingerprint)
{
    fingerprint = span_block_kept_bits(fingerprint);
    uint64_t bit = fingerprint % FINGERPRINT_BITS;
    while (first < end) {
        size_t at;
        const struct span_block *block = span_block_of(span, first, &at);
        size_t count = SPAN_BLOCK_ROWS - at < end - first ? SPAN_BLOCK_ROWS - at : end - first;
        if (block->fingerprint_bits == NULL || block->fingerprint_bits[bit / 32] >> bit % 32 & 1) {
            for (size_t i = 0; i < count; i++) {
                if (span_block_fingerprint(block, at + i) == fingerprint)
                    return first + i;
            }
        }
        first += count;
    }
    return SPAN_NO_ROW;
}

/* Makes a row a duplicate, unless it is one already. */
static bool mark_duplicate(struct span *span, size_t row)
{
    size_t at;
    struct span_block *block = span_block_of(span, row, &at);
    bool changed = span_block_kind(block, at) == ROW_REPORT;

    block->reports -= changed;
    block->kinds[at] = (uint8_t)((block->kinds[at] & ~3) | ROW_DUPLICATE);
    return changed;
}

bool span_append(struct span *span, const struct span_row *row)
{
    size_t end = span->rows;
    size_t first = end < SPAN_DUPLICATE_ROWS ? 0 : end - SPAN_DUPLICATE_ROWS;
    struct span_row added = *row;
    bool duplicate = row->kind == ROW_REPORT && row->fingerprint != 0 &&
                     find_fingerprint(span, first, end, row->fingerprint) != SPAN_NO_ROW;

    if (duplicate)
        added.kind = ROW_DUPLICATE;
    make_room_behind(span);
    span->rows++;
    write_row(span, end, &added);
    return duplicate;
}

bool span_prepend(struct span *span, const struct span_row *row)
{
    size_t end = span->rows < SPAN_DUPLICATE_ROWS ? span->rows : SPAN_DUPLICATE_ROWS;
    size_t twin = SPAN_NO_ROW;

    if (row->kind != ROW_SKIPPED && row->fingerprint != 0)
        twin = find_fingerprint(span, 0, end, row->fingerprint);
    bool duplicate = twin != SPAN_NO_ROW && mark_duplicate(span, twin);
    make_room_before(span);
    span->front--;
    span->rows++;
    write_row(span, 0, row);
    return duplicate;
}

void span_trim(struct span *span, struct stream_id id)
{
    while (span->rows > 0) {
        size_t held = SPAN_BLOCK_ROWS - span->front;
        if (held > span->rows)
            held = span->rows;
        if (stream_id_compare(span_id(span, held - 1), id) >= 0)
            return;
        span_block_free(*ring_slot(span, 0));
        span->ring_first = (span->ring_first + 1) & (span->ring_capacity - 1);
        span->blocks--;
        span->front = 0;
        span->rows -= held;
    }
}

/* A place that another row may take. */
static void clear_row(struct span *span, size_t row)
{
    size_t at;
    struct span_block *block = span_block_of(span, row, &at);

    span_block_clear(block, at);
}

void span_drop(struct span *span, struct stream_id id)
{
    span_trim(span, id);
    size_t gone = span_find(span, id);
    for (size_t row = 0; row < gone; row++)
        clear_row(span, row);
    span->front += gone;
    span->rows -= gone;
}

void span_clear(struct span *span)
{
    for (size_t i = 0; i < span->blocks; i++)
        span_block_free(*ring_slot(span, i));
    free(span->ring);
    *span = (struct span){.known = span->known, .loading = span->loading};
}

/* Reads a row back, with its samples in `samples`. */
static struct span_row read_row(const struct span *span, size_t row, struct sample *samples)
{
    size_t at;
    const struct span_block *block = span_block_of(span, row, &at);

    for (size_t i = 0; i < block->column_count; i++)
        samples[i] = span_sample(span, row, i);
    return (struct span_row){
        .id = block->ids[at],
        .kind = span_block_kind(block, at),
        .fingerprint = span_block_fingerprint(block, at),
        .samples = samples,
        .columns = block->column_count,
    };
}

static struct sample *row_buffer(const struct span *span)
{
    size_t columns = 0;

    for (size_t i = 0; i < span->blocks; i++) {
        const struct span_block *block = *ring_slot(span, i);
        columns = block->column_count > columns ? block->column_count : columns;
    }
    return mem_zalloc(columns, sizeof(struct sample));
}

/* Adds the rows [first, end) of `from` behind or before those of `into`. */
static size_t move_rows(struct span *into, const struct span *from, size_t first, size_t end,
                        bool behind)
{
    struct sample *samples = row_buffer(from);
    size_t duplicates = 0;

    for (size_t i = 0; i < end - first; i++) {
        struct span_row row = read_row(from, behind ? first + i : end - 1 - i, samples);
        duplicates += behind ? span_append(into, &row) : span_prepend(into, &row);
    }
    free(samples);
    return duplicates;
}

/* The longer one stays where it is. */
size_t span_join(struct span *newer, struct span *older)
{
    size_t duplicates = 0;

    if (older->rows > newer->rows) {
        struct span longer = *older;
        size_t first = span_find(newer, stream_id_next(span_id(older, older->rows - 1)));
        duplicates = move_rows(&longer, newer, first, newer->rows, true);
        span_clear(newer);
        longer.known = newer->known;
        longer.loading = newer->loading;
        *newer = longer;
        *older = (struct span){.known = older->known};
    } else if (older->rows > 0) {
        size_t end = span_find(older, span_id(newer, 0));
        duplicates = move_rows(newer, older, 0, end, false);
        span_clear(older);
    }
    return duplicates;
}

size_t span_insert(struct span *span, const struct span_row *rows, size_t count)
{
    struct span merged = {.known = span->known, .loading = span->loading};
    struct sample *samples = row_buffer(span);
    size_t duplicates = 0;
    size_t next = 0;

    for (size_t row = 0; row < span->rows; row++) {
        struct span_row kept = read_row(span, row, samples);
        while (next < count && stream_id_compare(rows[next].id, kept.id) < 0)
            duplicates += span_append(&merged, &rows[next++]);
        duplicates += span_append(&merged, &kept);
    }
    while (next < count)
        duplicates += span_append(&merged, &rows[next++]);
    free(samples);
    span_clear(span);
    *span = merged;
    return duplicates;
}

struct stream_id span_id(const struct span *span, size_t row)
{
    size_t at;
    const struct span_block *block = span_block_of(span, row, &at);

    return block->ids[at];
}

enum row_kind span_kind(const struct span *span, size_t row)
{
    size_t at;
    const struct span_block *block = span_block_of(span, row, &at);

    return span_block_kind(block, at);
}

bool span_has_fingerprint(const struct span *span, size_t row, uint64_t fingerprint)
{
    size_t at;
    const struct span_block *block = span_block_of(span, row, &at);

    return fingerprint != 0 &&
           span_block_fingerprint(block, at) == span_block_kept_bits(fingerprint);
}

struct sample span_sample(const struct span *span, size_t row, size_t column)
{
    size_t at;
    const struct span_block *block = span_block_of(span, row, &at);

    return span_block_sample(block, at, column);
}

enum severity span_severity(const struct span *span, size_t row, size_t column)
{
    size_t at;
    const struct span_block *block = span_block_of(span, row, &at);
    const struct span_column data = span_block_column(block, column);

    return data.packed == NULL ? SEVERITY_ABSENT : packed_severity(data.packed[at]);
}

size_t span_find(const struct span *span, struct stream_id id)
{
    size_t low = 0;
    size_t high = span->rows;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (stream_id_compare(span_id(span, middle), id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Returns the newest row before `row` that names the column and is a report, be it a duplicate
 * where those are wanted, or SPAN_NO_ROW. */
static size_t previous(const struct span *span, size_t column, size_t row, bool duplicates)
{
    while (row > 0) {
        size_t at;
        const struct span_block *block = span_block_of(span, row - 1, &at);
        const struct span_column data = span_block_column(block, column);
        size_t count = at + 1 < row ? at + 1 : row;
        if (data.packed == NULL && column != SPAN_ANY_COLUMN) {
            row -= count;
            continue;
        }
        for (size_t i = 0; i < count; i++) {
            bool named =
                data.packed == NULL || packed_severity(data.packed[at - i]) != SEVERITY_ABSENT;
            enum row_kind kind = span_block_kind(block, at - i);
            if (named && (kind == ROW_REPORT || (duplicates && kind == ROW_DUPLICATE)))
                return row - 1 - i;
        }
        row -= count;
    }
    return SPAN_NO_ROW;
}

size_t span_previous(const struct span *span, size_t column, size_t row)
{
    return previous(span, column, row, false);
}

size_t span_previous_arrival(const struct span *span, size_t column, size_t row)
{
    return previous(span, column, row, true);
}

size_t span_count_reports(const struct span *span, size_t first, size_t end)
{
    size_t reports = 0;

    while (first < end) {
        size_t at;
        const struct span_block *block = span_block_of(span, first, &at);
        size_t count = SPAN_BLOCK_ROWS - at < end - first ? SPAN_BLOCK_ROWS - at : end - first;
        if (count == SPAN_BLOCK_ROWS)
            reports += block->reports;
        for (size_t i = 0; i < count && count < SPAN_BLOCK_ROWS; i++)
            reports += span_block_kind(block, at + i) == ROW_REPORT;
        first += count;
    }
    return reports;
}

size_t span_memory(const struct span *span)
{
    size_t bytes = span->ring_capacity * sizeof(struct span_block *);

    for (size_t i = 0; i < span->blocks; i++)
        bytes += span_block_memory(*ring_slot(span, i));
    return bytes;
}
