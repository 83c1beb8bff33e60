/* Position: how far a spool was acknowledged, kept in a file beside its segments. For the spool
 * alone.
 *
 * The file has two slots, each with a counter and a checksum. One of them always holds what was
 * synced last, and the other is written, so that a torn write costs what came since the last sync.
 * Behind them stands the number of the next segment, so that files that disappear are missed, and
 * then a ring of tallies, one for each segment, so that what disappears from a file is missed.
 * The functions leave the reason of a failure in errno. */
#ifndef SINK_SPOOL_POSITION_H
#define SINK_SPOOL_POSITION_H

#include "sink/spool.h"

#define POSITION_NAME "position"

struct position {
    int file;         /* -1: there is none */
    unsigned whole;   /* how many slots are */
    bool synced;      /* what was written last is on the disk */
    bool rest_synced; /* so is what stands behind the slots */
    uint64_t turn;    /* of the last write; its lowest bit is the slot */
    uint64_t segment; /* the place in it */
    uint64_t offset;
    uint64_t next; /* 0: not known */
};

/* What is to be had of a segment, and was on the disk when that was written. */
struct tally {
    uint64_t size;    /* up to the end of the last record */
    uint64_t from;    /* where the position stood in it */
    uint64_t records; /* behind that */
};

enum position_found {
    POSITION_FOUND,
    POSITION_MISSING, /* there is no file */
    POSITION_EMPTY,   /* there is, and nothing was ever written */
    POSITION_DAMAGED, /* no slot is whole, or it is no file */
    POSITION_FAILED   /* it cannot be opened or read */
};

/* Opens the file in `directory` and reads the newer slot that is whole; without one the place is
 * the beginning of all segments. */
enum position_found position_open(int directory, struct position *position);

/* Makes the file, if need be, and writes the slots that are not whole, so that later writes need no
 * room; syncs both. */
bool position_reserve(int directory, struct position *position);

bool position_write(struct position *position, uint64_t segment, uint64_t offset);
bool position_write_next(struct position *position, uint64_t next);
bool position_sync(struct position *position);

/* Reads the tally of a segment. Returns false when there is none: it was never written, it is
 * damaged, or the ring came round since. */
bool position_read_tally(const struct position *position, uint64_t number, struct tally *tally);
bool position_write_tally(struct position *position, uint64_t number, const struct tally *tally);

void position_close(struct position *position);

#endif
