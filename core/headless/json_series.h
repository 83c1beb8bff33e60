/* JSON series: what a dimension did over a window, bucket by bucket, as JSON.
 *
 * The series of all dimensions share their buckets. Most are empty, and an empty one reads the same
 * in every series: their text is made once, and whole runs of it are copied. */
#ifndef HEADLESS_JSON_SERIES_H
#define HEADLESS_JSON_SERIES_H

#include "base/grid.h"
#include "drift/bucket.h"
#include "wire/json_write.h"

struct series {
    struct time_grid grid;
    struct bucket *buckets;
    struct buffer empty; /* all buckets, empty, as an array */
    size_t *begin;       /* where each of them begins in it; one more for the end */
};

/* Prepares series of at most `buckets` buckets; see grid_of(). */
void series_init(struct series *series, struct time_range window, size_t buckets);
void series_free(struct series *series);

/* Writes the series of one column as an array, in the style json_compact. */
void series_write(struct series *series, const struct history *history, size_t column,
                  struct json_writer *json);

/* Writes the word of a severity; null where there was no report. */
void series_write_severity(struct json_writer *json, enum severity severity);

#endif
