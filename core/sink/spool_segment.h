/* Segment: one file of a spool, records one behind the other. For the spool alone.
 *
 * The functions leave the reason of a failure in errno. */
#ifndef SINK_SPOOL_SEGMENT_H
#define SINK_SPOOL_SEGMENT_H

#include "base/buffer.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

#define SEGMENT_NAME_SIZE 40
#define SEGMENT_NUMBER_MAX (UINT64_MAX / 2) /* a file with a greater one is none of ours */
#define SEGMENT_RECORD_MAX (64u << 20)

/* A stretch of a file. */
struct extent {
    uint64_t offset;
    uint64_t end;
};

/* Writes the name of the segment with a number; reads a number out of a name, and returns false
 * when it is not exactly such a name. */
void segment_name(uint64_t number, char out[static SEGMENT_NAME_SIZE]);
bool segment_number(const char *name, uint64_t *number);

/* Opens a file in `directory` (an open descriptor), without waiting and without following a link.
 * Returns -1 also when something else than a file stands under the name (EISDIR, ELOOP, EINVAL). */
int segment_open_file(int directory, const char *name, int flags);
int segment_open(int directory, uint64_t number, int flags);

/* Returns how many bytes a record of `size` bytes occupies. */
uint64_t segment_record_size(size_t size);

enum segment_written {
    SEGMENT_WRITTEN,
    SEGMENT_REFUSED, /* nothing of the record stays behind */
    SEGMENT_TORN     /* and the file could not be cut back: it must not be written to any more */
};

/* Writes a record of at least one byte at `offset`, the end of the file. */
enum segment_written segment_write(int file, uint64_t offset, struct slice record);

enum segment_found { SEGMENT_RECORD, SEGMENT_END, SEGMENT_FAILED };

/* Finds the first whole record between `offset` and `limit`, passing over whatever is none, and
 * reads it into `record` (which may be NULL). */
enum segment_found segment_find(int file, uint64_t offset, uint64_t limit, struct buffer *record,
                                struct extent *place);

/* Overwrites a stretch with bytes that are no record, and that say that nothing is to be looked for
 * there any more. */
bool segment_blank(int file, struct extent stretch);

/* Takes such bytes off both ends of a stretch. Returns false when nothing else is in it. */
bool segment_unblank(int file, struct extent *stretch);

#endif
