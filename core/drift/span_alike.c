#include "config.h"

#include "drift/span_alike.h"

#include "drift/span_block.h"

#define ROWS_AT_ONCE 16 /* compared without a question in between */

/* Rows that stand one behind the other in a block: so many from a row on. */
static size_t rows_in_block(size_t at, size_t row, size_t end)
{
    return SPAN_BLOCK_ROWS - at < end - row ? SPAN_BLOCK_ROWS - at : end - row;
}

/* Times that int64_t does not hold are as far apart as they are. */
size_t span_steady_end(const struct span *span, size_t first, size_t end, int64_t before_ms,
                       int64_t longest_ms)
{
    uint64_t before = stream_id_at(before_ms).ms;

    for (size_t row = first; row < end;) {
        size_t at;
        const struct span_block *block = span_block_of(span, row, &at);
        size_t count = rows_in_block(at, row, end);
        for (size_t i = 0; i < count; i++) {
            uint64_t time = block->ids[at + i].ms;
            if (span_block_kind(block, at + i) != ROW_REPORT ||
                time - before > (uint64_t)longest_ms)
                return row + i;
            before = time;
        }
        row += count;
    }
    return end;
}

/* Returns whether all of ROWS_AT_ONCE samples have a severity. */
static bool are_alike(const uint32_t *packed, enum severity severity)
{
    uint32_t differs = 0;

    for (size_t i = 0; i < ROWS_AT_ONCE; i++)
        differs |= packed[i] ^ (uint32_t)severity << SPAN_SEVERITY_SHIFT;
    return differs >> SPAN_SEVERITY_SHIFT == 0;
}

/* Returns how many samples have a severity before one has another. */
static size_t count_alike(const uint32_t *packed, size_t count, enum severity severity)
{
    size_t i = 0;

    while (count - i >= ROWS_AT_ONCE && are_alike(packed + i, severity))
        i += ROWS_AT_ONCE;
    while (i < count && packed_severity(packed[i]) == severity)
        i++;
    return i;
}

size_t span_alike_end(const struct span *span, size_t first, size_t end, size_t column,
                      enum severity severity)
{
    for (size_t row = first; row < end;) {
        size_t at;
        const struct span_block *block = span_block_of(span, row, &at);
        const uint32_t *packed = span_block_column(block, column).packed;
        size_t count = rows_in_block(at, row, end);
        size_t alike = severity == SEVERITY_ABSENT ? count : 0;
        if (packed != NULL)
            alike = count_alike(packed + at, count, severity);
        row += alike;
        if (alike < count)
            return row;
    }
    return end;
}
