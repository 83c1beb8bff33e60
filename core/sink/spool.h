/* Spool: a queue of records on disk that survives the process.
 *
 * A directory of segments, each a file of records; a record has a mark, its length and a checksum
 * before it, so that a torn or damaged one is recognised and costs only itself. Records are read in
 * the order in which they were stored, and forgotten when they are acknowledged; how far that went
 * stands in a file of its own. Memory does not grow with the number of records.
 *
 * What is stored survives the death of the process at any moment (kill -9). Against the death of
 * the machine, spool_sync() must have been called since. Records that were acknowledged shortly
 * before a crash may be read again: delivery is at least once.
 *
 * New records never go into a segment of an earlier process: so none can lie in front of a position
 * that outlived, in a power cut, the records that it counted.
 *
 * Whatever goes wrong with files is told by `flawed`, once, and the spool goes on with the rest:
 * - Damaged bytes are kept in NAME.damaged beside the file NAME, and overwritten with a pattern
 * that says that they were told.
 * - A file or a directory that disappears costs the records in it. They are counted, and the
 *   directory is made anew.
 * - What disappears from a file, at its end or out of its middle, is counted likewise, up to what
 *   was there when spool_sync() was called last: that stands outside of the file.
 * - A file that cannot be read keeps its place until spool_set_aside(); then later ones are read,
 *   and it is tried again. */
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
    /* Told of each record that SPOOL_DROP_OLDEST gives up and nobody has read; and what is wrong
     * with the spool, in one line. NULL: nobody is. Must not use the spool. */
    void (*dropped)(void *context, struct slice record);
    void (*flawed)(void *context, const char *text);
    void *context;
};

/* A place behind a record. */
struct spool_place {
    uint64_t life; /* of the directory, counted in this process */
    uint64_t segment;
    uint64_t offset;
};

enum spool_stored {
    SPOOL_STORED,
    SPOOL_IS_FULL,
    SPOOL_FAILED,
    SPOOL_CHANGED /* nothing was stored, and something that is held is on disk no more */
};

/* Where a record is that was read and not acknowledged. */
enum spool_held {
    SPOOL_HELD,    /* on disk */
    SPOOL_DROPPED, /* SPOOL_DROP_OLDEST gave it up */
    SPOOL_GONE     /* the file is lost */
};

struct spool_counts {
    uint64_t records;    /* stored, not acknowledged, and to be had */
    uint64_t unreadable; /* segments that cannot be read now; their records are not among those */
    uint64_t bytes;      /* that the segments occupy */
    uint64_t dropped;    /* records given up unread by SPOOL_DROP_OLDEST since spool_open() */
    uint64_t lost;       /* records that disappeared or were damaged since spool_open() */
    uint64_t damaged_bytes; /* of torn or damaged records that were passed over */
};

struct spool;

/* Opens or makes the spool, looks at every record, and takes a lock: one process has it at a time.
 * Returns NULL with the reason; the class is ERROR_USAGE when another process has the lock. */
struct spool *spool_open(const struct spool_options *options, struct error *error);

/* Stores a record behind all others. When the disk refuses (SPOOL_FAILED, with the reason), nothing
 * of the record stays behind. SPOOL_CHANGED asks for a second try, once what is older than the
 * record and only in memory now was stored. A record that can never be stored is answered with
 * SPOOL_IS_FULL and the reason. With `place`, which may be given when spool_at_end(), the record
 * counts as read, and ends there. */
enum spool_stored spool_store(struct spool *spool, struct slice record, struct spool_place *place,
                              struct error *error);

/* Reads the next record into `record` (replacing what it held) and its end into `place`. Returns
 * false at the end of the queue, with error->class ERROR_NONE, or when the next segment cannot be
 * read now: try again later, or set it aside. */
bool spool_read(struct spool *spool, struct buffer *record, struct spool_place *place,
                struct error *error);

/* Passes over the segment that could not be read; tells so. spool_retry() lets spool_read() try all
 * such segments once more before later ones. */
void spool_set_aside(struct spool *spool);
void spool_retry(struct spool *spool);

/* Says that the record that was read last, and ends at `place`, means nothing to the reader. It is
 * treated as damage; it must be acknowledged like any other. */
void spool_reject(struct spool *spool, struct spool_place place, size_t size);

/* Forgets the record that ends at `place`. Records are acknowledged in the order in which they were
 * read; one that is on disk no more is passed over. */
void spool_acknowledge(struct spool *spool, struct spool_place place);

/* Returns where a record is that was read and not acknowledged. The answers for all such records
 * are the same as long as the number of changes is. */
enum spool_held spool_holds(const struct spool *spool, struct spool_place place);
uint64_t spool_changes(const struct spool *spool);

/* Returns true when every record that can be read was read (not necessarily acknowledged). */
bool spool_at_end(const struct spool *spool);

struct spool_counts spool_counts(const struct spool *spool);

/* Makes what was stored and acknowledged survive a power cut; looks whether all files are still
 * there; tries again what failed before. Returns false when it does not survive. */
bool spool_sync(struct spool *spool, struct error *error);

/* Syncs, and tells what else there is to be told; only spool_counts(), spool_holds() and
 * spool_close() may follow. */
void spool_stop(struct spool *spool);

/* Stops it, if that was not done, releases the lock and frees; what is not acknowledged stays on
 * disk. NULL is allowed. */
void spool_close(struct spool *spool);

#endif
