/* What the files of the spool share. */
#ifndef SINK_SPOOL_PRIVATE_H
#define SINK_SPOOL_PRIVATE_H

#include "sink/spool.h"
#include "sink/spool_position.h"
#include "sink/spool_segment.h"

#include <fcntl.h>
#include <sys/stat.h>

struct segment {
    uint64_t number;       /* also its name; later ones are greater */
    uint64_t size;         /* bytes up to the end of the last record */
    uint64_t acknowledged; /* what lies before this offset is done with */
    uint64_t read;         /* where the next record is looked for */
    uint64_t unread;       /* how many are there */
    uint64_t held;         /* records that were read and not acknowledged */
    int trouble;           /* why it cannot be read now (errno); 0: it can */
    bool examined;         /* what is in it is known */
    bool aside;            /* it is passed over until the next retry */
    bool told;             /* its trouble is */
    bool blemished;        /* it has damage that was told and could not be overwritten */
    bool tallied;          /* its tally is written: */
    struct tally tally;
};

/* Damage that was found and is not told yet. */
struct damage {
    uint64_t segment;
    struct extent *places;
    size_t count;
    size_t capacity;
    uint64_t missing; /* bytes that the file should have and has not */
    uint64_t lost;    /* records */
};

struct spool {
    char *path;
    uint64_t max_bytes;
    uint64_t segment_bytes;
    enum spool_full full;
    void (*dropped)(void *context, struct slice record);
    void (*flawed)(void *context, const char *text);
    void *context;

    int directory; /* -1: it was lost, and could not be made anew yet */
    int lock;
    uint64_t life;
    struct position position;
    uint64_t position_segment; /* as it has to be written */
    uint64_t position_offset;
    bool position_told; /* that it cannot be written */
    bool removal_told;  /* that a segment cannot be removed */
    bool stopped;

    struct segment *segments; /* oldest first */
    size_t count;
    size_t capacity;
    uint64_t next;       /* the number of the next one */
    uint64_t dropped_to; /* the last that was given up */
    uint64_t changes;    /* of what is held */
    int writing;         /* the last segment's file, or -1 */
    bool data_unsynced;
    bool directory_unsynced;

    int reading; /* a segment's file, or -1 */
    uint64_t reading_number;
    struct damage damage;
    struct spool_counts counts; /* `records` includes those that cannot be read */
};

/* spool.c: tells what is wrong. Closes a descriptor, if there is one, and makes it -1. */
void spool_tell(struct spool *spool, const char *format, ...) __attribute__((format(printf, 2, 3)));
void spool_close_file(int *file);

/* spool_list.c: the segments that are known. Finding returns NULL where there is none; adding is
 * done at the end; forgetting closes the files of one, and leaves the disk alone. Counting and
 * resizing keep the sums of all segments right. */
struct segment *spool_find(const struct spool *spool, uint64_t number);
struct segment *spool_add(struct spool *spool, uint64_t number);
void spool_forget(struct spool *spool, struct segment *segment);
void spool_count(struct spool *spool, struct segment *segment, uint64_t unread, uint64_t held);
void spool_resize(struct spool *spool, struct segment *segment, uint64_t size);

/* spool_directory.c: opens or makes the directory and takes the lock. `*marked` tells whether an
 * earlier process has written a position; marking tells the next. The rest tells whether the path
 * still leads to the directory, and to its lock, takes the lock anew (false: another process has
 * it), and tells whether a file is the one that is open. */
bool spool_open_directory(struct spool *spool, bool *marked, struct error *error);
void spool_mark(struct spool *spool);
bool spool_has_directory(const struct spool *spool);
bool spool_has_lock(const struct spool *spool);
bool spool_lock_again(struct spool *spool, struct error *error);
bool spool_is_same(const struct stat *status, int file);

/* spool_load.c: learns what is in the directory. */
bool spool_load(struct spool *spool, struct error *error);

/* spool_tally.c: writes, for each segment that can be read, how much is on the disk. Recalls what
 * was written for one: zeroes where that is not known, and no records where the position has moved
 * since. Returns where the position stands in a segment. */
void spool_tally(struct spool *spool);
struct tally spool_recall(const struct spool *spool, uint64_t number);
uint64_t spool_begin(const struct spool *spool, uint64_t number);

/* spool_examine.c: looks at what is to be read of a segment, passes over damage and counts records.
 * Returns false when it cannot be read (errno). */
bool spool_examine(struct spool *spool, struct segment *segment);

/* spool_damage.c: notes a damaged place, and what is lost; keeps, tells and overwrites all that was
 * noted. Keeps stretches of a file in NAME.damaged: returns how many bytes. */
void spool_damaged(struct spool *spool, const struct segment *segment, struct extent place);
void spool_lost(struct spool *spool, const struct segment *segment, uint64_t missing,
                uint64_t lost);
void spool_flush_damage(struct spool *spool);
uint64_t spool_keep(struct spool *spool, const char *name, int file, const struct extent *places,
                    size_t count);

/* spool_forget.c: moves the position as far as that goes, and writes it; removes what is done with,
 * too. */
void spool_set_position(struct spool *spool, uint64_t segment, uint64_t offset);
void spool_advance(struct spool *spool);
void spool_clear(struct spool *spool);
bool spool_write_position(struct spool *spool);

/* spool_read.c: tells why a segment cannot be read. */
void spool_tell_trouble(struct spool *spool, struct segment *segment);

/* spool_watch.c: looks whether everything is still where it should be, and mends what is not. A
 * segment that is not there any more. */
void spool_watch(struct spool *spool, struct error *error);
void spool_disappeared(struct spool *spool, struct segment *segment);
bool spool_writes_where_it_should(const struct spool *spool);

/* spool_drop.c: gives the oldest segment up. Returns false when it cannot be removed. */
bool spool_drop_oldest(struct spool *spool, struct error *error);

#endif
