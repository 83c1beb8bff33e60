/* History: the reports of one tenant over time, in columns.
 *
 * Rows are reports, in order of their stream IDs, without a gap in what was read; columns are
 * dimensions. They are kept in blocks of HISTORY_BLOCK_ROWS rows in a ring, so that reports can be
 * added at both ends (a window is loaded newest first, then grows) and old ones released without
 * moving the rest. A dimension that does not occur in a block costs nothing there. A sample takes
 * 28 bytes, a row 22 more. */
#ifndef DRIFT_HISTORY_H
#define DRIFT_HISTORY_H

#include "base/grid.h"
#include "base/stream_id.h"
#include "drift/severity.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HISTORY_BLOCK_ROWS 256
#define HISTORY_DUPLICATE_ROWS 512
#define HISTORY_COUNT_UNKNOWN UINT32_C(0x1fffffff)
#define HISTORY_ANY_COLUMN SIZE_MAX
#define HISTORY_NO_ROW SIZE_MAX

/* NaN stands for unknown. */
struct sample {
    double value;
    double baseline;
    double z;
    uint32_t count; /* of samples behind the value, up to 2^29 - 2; HISTORY_COUNT_UNKNOWN */
    enum severity severity;
};

/* What a report says of a dimension that it does not name. */
#define SAMPLE_ABSENT ((struct sample){NAN, NAN, NAN, HISTORY_COUNT_UNKNOWN, SEVERITY_ABSENT})

enum row_kind {
    ROW_REPORT,
    ROW_SKIPPED,  /* the entry could not be read: it holds a place in time and nothing else */
    ROW_DUPLICATE /* the same report a second time: not counted in buckets */
};

struct history_block;

/* Zero-initialised is empty and ready. Only history.c looks inside, and passes over many rows with
 * the help of history_block.h. */
struct history {
    struct history_block **ring;
    size_t ring_capacity; /* a power of two */
    size_t ring_first;
    size_t blocks;
    size_t front; /* unused rows at the beginning of the first block */
    size_t rows;
};

/* One row on its way in: samples by column, with SEVERITY_ABSENT for a hole. */
struct history_row {
    struct stream_id id;
    enum row_kind kind;
    uint32_t fingerprint;
    const struct sample *samples;
    size_t columns;
};

/* Add a row behind the last or before the first. Its ID must lie beyond that end. A ROW_REPORT
 * whose fingerprint (0 is none) stands in one of the nearest HISTORY_DUPLICATE_ROWS rows makes the
 * later of the two a ROW_DUPLICATE. Return true when that happened. */
bool history_append(struct history *history, const struct history_row *row);
bool history_prepend(struct history *history, const struct history_row *row);

/* Releases whole blocks that end before `id`; rows from `id` on always stay. */
void history_trim(struct history *history, struct stream_id id);

/* Releases everything. */
void history_clear(struct history *history);

/* Rows are numbered from 0, the oldest, to history->rows - 1. */
struct stream_id history_id(const struct history *history, size_t row);
enum row_kind history_kind(const struct history *history, size_t row);
struct sample history_sample(const struct history *history, size_t row, size_t column);
enum severity history_severity(const struct history *history, size_t row, size_t column);

/* Returns the first row whose ID is not before `id`, or history->rows. */
size_t history_find(const struct history *history, struct stream_id id);

/* Returns the newest row before `row` that is a ROW_REPORT and names the column (or has any columns
 * or none, with HISTORY_ANY_COLUMN), or HISTORY_NO_ROW. */
size_t history_previous(const struct history *history, size_t column, size_t row);

/* The same with ROW_DUPLICATE too: what came twice tells nothing new but that its writer lives. */
size_t history_previous_arrival(const struct history *history, size_t column, size_t row);

/* Returns how many rows in [first, end) are a ROW_REPORT. */
size_t history_count_reports(const struct history *history, size_t first, size_t end);

/* Returns the bytes that the history occupies. */
size_t history_memory(const struct history *history);

#endif
