/* JSON series: what a dimension did over a window, bucket by bucket, as JSON.
 *
 * The series of all dimensions share their buckets. Most are empty, and an empty one reads the same
 * in every series: their text is made once, and whole runs of it are copied. */
#ifndef HEADLESS_JSON_SERIES_H
#define HEADLESS_JSON_SERIES_H

#include "base/grid.h"
#include "drift/bucket.h"
#include "wire/json_write.h"

struct json_series {
    struct time_grid grid;
    struct time_range first; /* the first bucket: all of the window before the second */
    struct bucket *buckets;
    struct buffer empty; /* all buckets, empty, as an array */
    size_t *begin;       /* where each of them begins in it; one more for the end */
};

/* Prepares series of at most `buckets` buckets; see grid_of(). The first one begins with the
 * window, so that the reports of all are those of the window. */
void json_series_init(struct json_series *series, struct time_range window, size_t buckets);
void json_series_free(struct json_series *series);

/* Writes the series of one column as an array, in the style json_compact. */
void json_series_write(struct json_series *series, const struct history *history, size_t column,
                       struct json_writer *json);

/* Writes the word of a severity; null where there was no report. */
void json_series_write_severity(struct json_writer *json, enum severity severity);

#endif
