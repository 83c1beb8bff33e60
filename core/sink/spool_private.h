/* What the files of the spool share. */
#ifndef SINK_SPOOL_PRIVATE_H
#define SINK_SPOOL_PRIVATE_H

#include "sink/spool.h"
#include "sink/spool_position.h"
#include "sink/spool_segment.h"

struct spool {
    int directory;
    int lock;
    uint64_t max_bytes;
    uint64_t segment_bytes;
    enum spool_full full;
    void (*dropped)(void *context, struct slice record);
    void *context;
    struct position acknowledged;

    struct segment *segments; /* oldest first */
    size_t count;
    size_t capacity;
    int writing; /* the last segment's file, or -1 */
    bool unsynced;

    size_t reading;   /* the segment of the next record, or `count` */
    int reading_file; /* -1: not open */
    uint64_t reading_offset;
    struct spool_counts counts;
};

/* spool.c: a segment at the end of the list; the oldest removed from the disk and from the list. */
struct segment *spool_add_segment(struct spool *spool, uint64_t number);
bool spool_remove_first_segment(struct spool *spool, struct error *error);

/* Closes a descriptor, if there is one, and makes it -1. */
void spool_close_file(int *file);

/* spool_load.c: takes the lock and learns what is in the directory. */
bool spool_load(struct spool *spool, const char *path, struct error *error);

#endif
