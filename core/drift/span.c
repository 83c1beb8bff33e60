#include "config.h"

#include "drift/span.h"

#include "base/memory.h"
#include "drift/span_block.h"

#include <stdlib.h>
#include <string.h>

#define RING_START 1 /* a power of two */
#define FIRST_ROWS 4 /* in the first block of a span, which then doubles: a power of two */
#define COLUMN_BYTES (3 * sizeof(double) + sizeof(uint32_t))

/* Returns the place of a block in the ring, counted from the first one. */
static struct span_block **ring_slot(const struct span *span, size_t index)
{
    return &span->ring[(span->ring_first + index) & (span->ring_capacity - 1)];
}

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

static struct span_block *block_create(size_t room)
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

static void block_free(struct span_block *block)
{
    for (size_t i = 0; i < block->column_count; i++)
        free(block->columns[i]);
    for (size_t i = 0; block->words != NULL && i < block->column_count; i++)
        free(block->words[i]);
    free(block->words);
    free(block->columns);
    free(block);
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

static double *column_create(size_t room)
{
    double *data = mem_alloc(room * COLUMN_BYTES);

    memset(data + 3 * room, 0, room * sizeof(uint32_t));
    return data;
}

/* What a row keeps of a fingerprint. */
static uint64_t kept_bits(uint64_t fingerprint)
{
    return fingerprint & ((UINT64_C(1) << 38) - 1);
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

/* Returns the words of a column, made if need be, without any. */
static uint8_t *words_for_writing(struct span_block *block, size_t column)
{
    if (block->words == NULL)
        block->words = mem_zalloc(block->column_count, sizeof(uint8_t *));
    if (block->words[column] == NULL)
        block->words[column] = mem_zalloc(block->room, 1);
    return block->words[column];
}

static uint8_t *words_of(const struct span_block *block, size_t column)
{
    return block->words != NULL && column < block->column_count ? block->words[column] : NULL;
}

static void copy_block(const struct span_block *from, size_t from_at, struct span_block *to,
                       size_t to_at, size_t rows)
{
    memcpy(to->ids + to_at, from->ids + from_at, rows * sizeof(struct stream_id));
    memcpy(to->fingerprints + to_at, from->fingerprints + from_at, rows * sizeof(uint32_t));
    memcpy(to->kinds + to_at, from->kinds + from_at, rows);
    to->reports = from->reports;
    for (size_t i = 0; i < rows; i++)
        note_fingerprint(to, span_block_fingerprint(to, to_at + i));
    to->columns = mem_zalloc(from->column_count, sizeof(double *));
    to->column_count = from->column_count;
    for (size_t i = 0; i < from->column_count; i++) {
        if (from->columns[i] == NULL)
            continue;
        to->columns[i] = column_create(to->room);
        struct span_column source = span_block_column(from, i);
        struct span_column target = span_block_column(to, i);
        copy_column(&source, from_at, &target, to_at, rows);
        if (words_of(from, i) != NULL)
            memcpy(words_for_writing(to, i) + to_at, words_of(from, i) + from_at, rows);
    }
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
        block_create(span->rows < block->room ? block->room : block->room * 2);
    size_t front = room_before ? larger->room - span->rows : 0;

    copy_block(block, span->front, larger, front, span->rows);
    block_free(block);
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
            block_create(span->blocks == 0 ? FIRST_ROWS : SPAN_BLOCK_ROWS);
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
    *ring_slot(span, 0) = block_create(room);
    span->blocks++;
    span->front = room;
}

/* Returns a column of a block, made if need be with every sample absent. */
static struct span_column column_for_writing(struct span_block *block, size_t column)
{
    if (column >= block->column_count) {
        size_t count = column + 1;
        block->columns = mem_resize(block->columns, count, sizeof(double *));
        if (block->words != NULL)
            block->words = mem_resize(block->words, count, sizeof(uint8_t *));
        for (size_t i = block->column_count; i < count; i++) {
            block->columns[i] = NULL;
            if (block->words != NULL)
                block->words[i] = NULL;
        }
        block->column_count = count;
    }
    if (block->columns[column] == NULL)
        block->columns[column] = column_create(block->room);
    return span_block_column(block, column);
}

static uint32_t pack(const struct sample *sample)
{
    uint32_t count = sample->count;

    if (count > SPAN_COUNT_UNKNOWN)
        count = SPAN_COUNT_UNKNOWN - 1;
    return (uint32_t)sample->severity << 29 | count;
}

static void write_row(struct span *span, size_t row, const struct span_row *source)
{
    size_t at;
    struct span_block *block = span_block_of(span, row, &at);

    block->ids[at] = source->id;
    block->fingerprints[at] = (uint32_t)source->fingerprint;
    block->kinds[at] = (uint8_t)((kept_bits(source->fingerprint) >> 32 << 2) | source->kind);
    block->reports += source->kind == ROW_REPORT;
    note_fingerprint(block, kept_bits(source->fingerprint));

    for (size_t i = 0; i < source->columns; i++) {
        const struct sample *sample = &source->samples[i];
        if (sample->severity == SEVERITY_ABSENT)
            continue;
        struct span_column column = column_for_writing(block, i);
        column.value[at] = sample->value;
        column.baseline[at] = sample->baseline;
        column.z[at] = sample->z;
        column.packed[at] = pack(sample);
        if (sample->word != 0 || words_of(block, i) != NULL)
            words_for_writing(block, i)[at] = (uint8_t)sample->word;
    }
}

/* Returns the first row in [first, end) with that fingerprint, or SPAN_NO_ROW. */
static size_t find_fingerprint(const struct span *span, size_t first, size_t end,
                               uint64_t fingerprint)
{
    fingerprint = kept_bits(fingerprint);
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
        block_free(*ring_slot(span, 0));
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

    block->reports -= span_block_kind(block, at) == ROW_REPORT;
    for (size_t i = 0; i < block->column_count; i++) {
        if (block->columns[i] != NULL)
            span_block_column(block, i).packed[at] = 0;
    }
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
        block_free(*ring_slot(span, i));
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

    return fingerprint != 0 && span_block_fingerprint(block, at) == kept_bits(fingerprint);
}

struct sample span_sample(const struct span *span, size_t row, size_t column)
{
    size_t at;
    const struct span_block *block = span_block_of(span, row, &at);
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
    };
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

    for (size_t i = 0; i < span->blocks; i++) {
        const struct span_block *block = *ring_slot(span, i);
        bytes += block_bytes(block->room) + block->column_count * sizeof(double *);
        for (size_t j = 0; j < block->column_count; j++)
            bytes += (block->columns[j] == NULL ? 0 : block->room * COLUMN_BYTES) +
                     (words_of(block, j) == NULL ? 0 : block->room + sizeof(uint8_t *));
    }
    return bytes;
}
