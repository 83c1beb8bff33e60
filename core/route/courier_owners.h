/* Courier owners: the messages that wait, by owner, whose turn is next. For the courier alone. */
#ifndef ROUTE_COURIER_OWNERS_H
#define ROUTE_COURIER_OWNERS_H

#include "route/message.h"

struct stand_in;

/* A message that was posted. */
struct parcel {
    struct message *message;
    struct stand_in *by; /* is sent in its place; NULL: it is sent itself */
    bool taken;          /* by the destination, and waits for those before it */
};

/* What is posted by one: a stream at one destination. Its first parcel is never a taken one. */
struct owner {
    const void *name;
    struct parcel *parcels; /* the oldest at `first` */
    size_t first;
    size_t count;
    size_t capacity;
    bool is_under_way;    /* its first parcel, or what stands for parcels of it alone */
    int64_t retry_at_ms;  /* monotonic: its first parcel has failed alone */
    struct owner *before; /* in order of turn; those under way have none */
    struct owner *behind;
    struct owner *next; /* of the same place in the table */
};

/* Zero-initialised is empty. */
struct owners {
    struct owner **table;
    size_t table_size;
    size_t count;
    struct owner *first; /* whose turn it is */
    struct owner *last;
    size_t parcels;
    size_t under_way;
};

struct owner *owners_find(const struct owners *owners, const void *name);

/* Adds a message behind the others of its owner. */
void owners_add(struct owners *owners, struct message *message);

/* Returns the parcel at a place, 0 being the oldest. */
struct parcel *owner_parcel(const struct owner *owner, size_t place);

/* Takes the oldest parcel off and returns its message; frees an owner that has none left, unless it
 * is under way. */
struct message *owners_shift(struct owners *owners, struct owner *owner);

/* Take an owner out of the order of turns, as something of it is under way; put it back at the end,
 * or free it where nothing of it is left. */
void owners_begin(struct owners *owners, struct owner *owner);
void owners_end(struct owners *owners, struct owner *owner);

/* Frees an owner; its parcels are seen to. */
void owners_remove(struct owners *owners, struct owner *owner);

/* Frees what is left when all of them are removed. */
void owners_free(struct owners *owners);

#endif
