/* Outbox: the records in memory that are not answered for, in the order in which they are to be
 * written. For the sink alone. */
#ifndef SINK_OUTBOX_H
#define SINK_OUTBOX_H

#include "sink/record.h"
#include "sink/spool.h"

enum parcel_state {
    PARCEL_DUE,  /* to be sent, perhaps again */
    PARCEL_SENT, /* the answer is due */
    PARCEL_DONE  /* answered, and waits for those before it */
};

struct parcel {
    void *owner;
    enum parcel_state state;
    bool spooled;             /* it is in the spool, too… */
    struct spool_place place; /* …where it ends here */
    bool promised;            /* that it is safe in the spool was told */
    bool dropped;             /* it was in the spool until that gave up its oldest part */
    bool withdrawn;           /* nobody waits for its answer; it is not sent again */
    struct record record;     /* its parts lie in `bytes` */
    struct buffer bytes;
};

/* Zero-initialised is empty and ready. Parcels stay where they are while they are in it. */
struct outbox {
    struct parcel **parcels;
    size_t first;
    size_t count;
    size_t capacity;
    size_t bytes; /* of all parcels */
    size_t due;   /* none before this place is to be sent */
};

/* Adds a copy of a record behind the others. */
struct parcel *outbox_add(struct outbox *outbox, const struct record *record);

/* Returns the parcel at a place, 0 being the oldest. */
struct parcel *outbox_at(const struct outbox *outbox, size_t place);

/* Returns the first parcel that is to be sent, or NULL. */
struct parcel *outbox_due(struct outbox *outbox);

/* Makes a parcel that was sent one that is to be sent again. */
void outbox_return(struct outbox *outbox, struct parcel *parcel);

/* Takes the oldest parcel off and frees it. */
void outbox_shift(struct outbox *outbox);

void outbox_free(struct outbox *outbox);

#endif
