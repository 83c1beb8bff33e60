/* Position: how far a spool was acknowledged, kept in a file beside its segments. For spool.c
 * alone.
 *
 * The file has two slots that are written in turn, each with a counter and a checksum, so that a
 * torn write leaves the one before it. */
#ifndef SINK_SPOOL_POSITION_H
#define SINK_SPOOL_POSITION_H

#include "base/error.h"
#include "sink/spool.h"

struct position {
    int file;
    uint64_t turn; /* of the last write; its lowest bit is the slot */
    struct spool_place place;
};

/* Opens or makes the file in `directory` and reads the newer slot that is whole; without one the
 * place is the beginning of all segments. */
bool position_open(int directory, struct position *position, struct error *error);

bool position_write(struct position *position, struct spool_place place, struct error *error);

void position_close(struct position *position);

#endif
