/* Recent row: what one of a tenant's newest entries says of its dimensions, in as few bytes as it
 * takes: a severity in a quarter of a byte; a number in none where it is unknown, or the baseline
 * or the count that the dimension has all the time, or the count that most have of that entry, in
 * four where it has at most six decimals, else as it is, and in two for a z that follows from the
 * value; and a byte that says which, once where it is the same for all. Nothing is rounded but in a
 * brief reading.
 *
 * A brief reading is one that no verdict is made of any more: see recent_keep_brief(). */
#ifndef DRIFT_RECENT_ROW_H
#define DRIFT_RECENT_ROW_H

#include "drift/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define RECENT_BRIEF_Z 327.67 /* the greatest z of a brief reading */

/* What one entry says of a dimension, by its column in the tenant. */
struct recent_reading {
    double value; /* NaN unknown, as the others */
    double baseline;
    double z;
    uint32_t sample_count; /* as in struct sample */
    uint16_t dimension;
    uint8_t severity; /* enum severity; SEVERITY_ABSENT: there is no such reading */
    bool brief;       /* value, baseline and count are not told, and z to two decimals */
};

#define RECENT_READING_NONE                                                                        \
    ((struct recent_reading){NAN, NAN, NAN, SPAN_COUNT_UNKNOWN, 0, SEVERITY_ABSENT, false})

/* Returns true when two numbers are alike to the last bit: unknown is like unknown, -0 not like 0.
 */
static inline bool recent_is_same(double a, double b)
{
    uint64_t first, second;

    memcpy(&first, &a, sizeof(first));
    memcpy(&second, &b, sizeof(second));
    return first == second;
}

/* What a dimension has all the time. */
struct recent_usual {
    double baseline;
    uint32_t sample_count;
    double spread; /* z is how many of these a value lies from its baseline; 0 unknown */
};

/* A packed row, to be read; it points into the bytes that it was opened in. */
struct recent_row {
    size_t count;
    const unsigned char *dimensions; /* two bytes each; NULL: they are 0 to count - 1 */
    const unsigned char *severities; /* two bits each */
    const unsigned char *forms;      /* how its numbers are written: a byte each, */
    size_t form_step;                /* or where this is 0 one for all */
    const unsigned char *numbers;
    uint32_t sample_count; /* that most have; SPAN_COUNT_UNKNOWN: what each has all the time */
    const struct recent_usual *usual; /* by dimension */
};

/* Returns how many bytes a row takes at most, and packs it there; returns how many it took.
 * Readings are in order of their dimensions, of each of which `usual` is there. */
size_t recent_row_room(size_t count);
size_t recent_row_pack(unsigned char *bytes, const struct recent_reading *readings, size_t count,
                       const struct recent_usual *usual);

/* Returns the spread that a reading tells of, or 0. */
double recent_spread(const struct recent_reading *reading);

struct recent_row recent_row_open(const unsigned char *bytes, const struct recent_usual *usual);

/* Returns how many bytes it takes. */
size_t recent_row_size(const unsigned char *bytes);

static inline size_t recent_row_dimension(const struct recent_row *row, size_t index)
{
    if (row->dimensions == NULL)
        return index;
    return row->dimensions[2 * index] | (size_t)row->dimensions[2 * index + 1] << 8;
}

static inline enum severity recent_row_severity(const struct recent_row *row, size_t index)
{
    return (enum severity)((row->severities[index / 4] >> index % 4 * 2 & 3) + SEVERITY_OK);
}

/* Returns true when a reading is brief, and when its value is known. */
bool recent_row_is_brief(const struct recent_row *row, size_t index);
bool recent_row_has_value(const struct recent_row *row, size_t index);

/* Unpacks one reading; all of them, for which there is room; that of a dimension, or none. */
struct recent_reading recent_row_reading(const struct recent_row *row, size_t index);
void recent_row_unpack(const struct recent_row *row, struct recent_reading *readings);
struct recent_reading recent_row_find(const struct recent_row *row, size_t dimension);

/* Returns a reading as a sample of the history; puts all of them there, by dimension. */
struct sample recent_sample(const struct recent_reading *reading);
void recent_row_samples(const struct recent_row *row, struct sample *samples);

#endif
