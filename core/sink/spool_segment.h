/* Segment: one file of a spool, records one behind the other. For spool.c alone. */
#ifndef SINK_SPOOL_SEGMENT_H
#define SINK_SPOOL_SEGMENT_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/slice.h"

#include <stdint.h>

struct segment {
    uint64_t number;  /* also its name; later ones are greater */
    uint64_t size;    /* bytes up to the end of the last record */
    uint64_t records; /* not acknowledged */
};

/* Where and how large a record is within its segment. */
struct record_place {
    uint64_t offset;
    uint64_t end;
};

/* Opens a segment's file in `directory` (an open file descriptor). Returns -1 with the reason. */
int segment_open(int directory, uint64_t number, int flags, struct error *error);

/* Removes the file. */
bool segment_remove(int directory, uint64_t number, struct error *error);

/* Returns how many bytes a record of `size` bytes occupies. */
uint64_t segment_record_size(size_t size);

/* Writes a record at `offset`. On failure the file is cut back to `offset`. */
bool segment_write(int file, uint64_t offset, struct slice record, struct error *error);

enum segment_found { SEGMENT_RECORD, SEGMENT_END, SEGMENT_FAILED };

/* Finds the first whole record at or behind `offset`, passing over damage, and reads it into
 * `record` (which may be NULL). */
enum segment_found segment_find(int file, uint64_t offset, struct buffer *record,
                                struct record_place *place, struct error *error);

#endif
