/* Spool: a queue of records on disk that survives the process.
 *
 * A directory of segments, each a file of records; a record has a mark, its length and a checksum
 * before it, so that a torn or damaged one is recognised and costs only itself. Records are read in
 * the order in which they were stored, and forgotten when they are acknowledged; how far that went
 * stands in a file of its own. Memory does not grow with the number of records.
 *
 * What is stored survives the death of the process at any moment (kill -9). Against the death of
 * the machine, spool_sync() must have been called since. Records that were acknowledged shortly
 * before a crash may be read again: delivery is at least once. */
#ifndef SINK_SPOOL_H
#define SINK_SPOOL_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/slice.h"

#include <stdint.h>

enum spool_full {
    SPOOL_REFUSE,     /* spool_store() answers SPOOL_IS_FULL */
    SPOOL_DROP_OLDEST /* the oldest segment is given up, and its records are counted */
};

struct spool_options {
    const char *directory; /* made if need be, for this user alone */
    uint64_t max_bytes;    /* of all segments together */
    enum spool_full full;
    /* Told of each record that SPOOL_DROP_OLDEST gives up; NULL: nobody is. Must not use the spool.
     */
    void (*dropped)(void *context, struct slice record);
    void *context;
};

/* A place behind a record, in reading order. */
struct spool_place {
    uint64_t segment;
    uint64_t offset;
};

enum spool_stored { SPOOL_STORED, SPOOL_IS_FULL, SPOOL_FAILED };

struct spool_counts {
    uint64_t records;       /* stored and not acknowledged */
    uint64_t bytes;         /* that the segments occupy */
    uint64_t dropped;       /* records given up unread by SPOOL_DROP_OLDEST since spool_open() */
    uint64_t damaged_bytes; /* of torn or damaged records that were passed over */
};

struct spool;

/* Opens or makes the spool, cuts a torn last record off, and takes a lock: one process has it at a
 * time. Returns NULL with the reason; the class is ERROR_USAGE when another process has the lock.
 */
struct spool *spool_open(const struct spool_options *options, struct error *error);

/* Stores a record of at least one byte behind all others. When the disk refuses (SPOOL_FAILED, with
 * the reason), nothing of the record stays behind. */
enum spool_stored spool_store(struct spool *spool, struct slice record, struct error *error);

/* Reads the next record into `record` (replacing what it held) and its end into `place`. Returns
 * false at the end of the queue, with error->class ERROR_NONE, or when the disk refuses. */
bool spool_read(struct spool *spool, struct buffer *record, struct spool_place *place,
                struct error *error);

/* Forgets the record that ends at `place`, as spool_read() told it. Every record is acknowledged,
 * in the order in which they were read; one in a segment that was dropped meanwhile is passed over.
 */
bool spool_acknowledge(struct spool *spool, struct spool_place place, struct error *error);

/* Returns true when every record was read (not necessarily acknowledged). */
bool spool_at_end(const struct spool *spool);

struct spool_counts spool_counts(const struct spool *spool);

/* Makes what was stored survive a power cut. Cheap when nothing was stored since the last call. */
bool spool_sync(struct spool *spool, struct error *error);

/* Syncs, releases the lock and frees; what is not acknowledged stays on disk. NULL is allowed. */
void spool_close(struct spool *spool);

#endif
