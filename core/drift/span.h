/* Span: a stretch of time of which every report is known, from the oldest to the newest.
 *
 * Rows are reports, in order of their stream IDs; columns are dimensions. They are kept in blocks
 * of SPAN_BLOCK_ROWS rows in a ring, so that reports can be added at both ends (a window is loaded
 * newest first, then grows) and old ones released without moving the rest. A dimension that does
 * not occur in a block costs nothing there. A sample takes 28 bytes, one more in a block where its
 * metadata changes, a row 22 more. The first block
 * begins with a few rows and doubles, so that a few reports take little. */
#ifndef DRIFT_SPAN_H
#define DRIFT_SPAN_H

#include "base/grid.h"
#include "base/stream_id.h"
#include "drift/severity.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SPAN_BLOCK_ROWS 256
#define SPAN_DUPLICATE_ROWS 512
#define SPAN_COUNT_UNKNOWN UINT32_C(0x1fffffff)
#define SPAN_ANY_COLUMN SIZE_MAX
#define SPAN_NO_ROW SIZE_MAX

/* NaN stands for unknown. */
struct sample {
    double value;
    double baseline;
    double z;
    uint32_t count; /* of samples behind the value, up to 2^29 - 2; SPAN_COUNT_UNKNOWN */
    enum severity severity : 8;
    uint32_t word : 8; /* of severity, where it is not known: see tenant_severity_word(); 0: none */
    uint32_t metadata : 16; /* its number in the dimension's table; METADATA_NONE */
};

/* What a report says of a dimension that it does not name. */
#define SAMPLE_ABSENT ((struct sample){NAN, NAN, NAN, SPAN_COUNT_UNKNOWN, SEVERITY_ABSENT, 0, 0})

enum row_kind {
    ROW_REPORT,
    ROW_SKIPPED,  /* the entry could not be read: it holds a place in time and nothing else */
    ROW_DUPLICATE /* the same report a second time: not counted in buckets */
};

struct span_block;

/* Zero-initialised has no rows and is ready. Spans are made and joined by drift/history.h. Only
 * span.c looks at the blocks, and passes over many rows with the help of span_block.h. */
struct span {
    struct time_range known; /* every report of this time is here. Of the live span it has no end
                                (INT64_MAX); empty: nothing is known yet */
    bool loading;            /* somebody reads more of it */
    size_t rows;
    struct span_block **ring;
    size_t ring_capacity; /* a power of two */
    size_t ring_first;
    size_t blocks;
    size_t front; /* unused rows at the beginning of the first block */
};

/* One row on its way in: samples by column, with SEVERITY_ABSENT for a hole. */
struct span_row {
    struct stream_id id;
    enum row_kind kind;
    uint64_t fingerprint; /* 38 bits of it are kept */
    const struct sample *samples;
    size_t columns;
};

/* Add a row behind the last or before the first. Its ID must lie beyond that end. A ROW_REPORT
 * whose fingerprint (0 is none) stands in one of the nearest SPAN_DUPLICATE_ROWS rows makes the
 * later of the two a ROW_DUPLICATE. Return true when that happened. */
bool span_append(struct span *span, const struct span_row *row);
bool span_prepend(struct span *span, const struct span_row *row);

/* Moves the rows of `older` that lie before those of `newer` to it, as if each had been added, and
 * empties `older`. Returns how many duplicates that told. */
size_t span_join(struct span *newer, struct span *older);

/* Puts rows, in order of their IDs, of which it has none, between those of the span. Costs as much
 * as all of its rows. Returns how many duplicates that told. */
size_t span_insert(struct span *span, const struct span_row *rows, size_t count);

/* Releases whole blocks that end before `id`; rows from `id` on always stay. */
void span_trim(struct span *span, struct stream_id id);

/* Releases the rows before `id`, and none else. */
void span_drop(struct span *span, struct stream_id id);

/* Releases all rows; what is known stays. */
void span_clear(struct span *span);

/* Rows are numbered from 0, the oldest, to span->rows - 1. */
struct stream_id span_id(const struct span *span, size_t row);
enum row_kind span_kind(const struct span *span, size_t row);
bool span_has_fingerprint(const struct span *span, size_t row, uint64_t fingerprint);
struct sample span_sample(const struct span *span, size_t row, size_t column);
enum severity span_severity(const struct span *span, size_t row, size_t column);

/* Returns the first row whose ID is not before `id`, or span->rows. */
size_t span_find(const struct span *span, struct stream_id id);

/* Returns the newest row before `row` that is a ROW_REPORT and names the column (or has any columns
 * or none, with SPAN_ANY_COLUMN), or SPAN_NO_ROW. */
size_t span_previous(const struct span *span, size_t column, size_t row);

/* The same with ROW_DUPLICATE too: what came twice tells nothing new but that its writer lives. */
size_t span_previous_arrival(const struct span *span, size_t column, size_t row);

/* Returns how many rows in [first, end) are a ROW_REPORT. */
size_t span_count_reports(const struct span *span, size_t first, size_t end);

/* Returns the bytes that the rows occupy. */
size_t span_memory(const struct span *span);

#endif
