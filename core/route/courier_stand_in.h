/* Courier stand-in: one message that is sent in the place of others: a net difference, a digest.
 * For the courier alone. */
#ifndef ROUTE_COURIER_STAND_IN_H
#define ROUTE_COURIER_STAND_IN_H

#include "route/courier_owners.h"
#include "route/outlet.h"

#define COURIER_ANSWER_MAX 500

struct stand_in_part;

struct stand_in {
    struct message *message; /* covers what it stands for */
    const void *owner;       /* whose turn it takes */
    bool is_of_many;         /* it is of no owner, and sent alone */
    bool is_under_way;       /* or answered */
    bool is_taken;
    size_t parcels; /* that it stands for, and that are neither settled nor forgotten */
    struct stand_in_part *parts; /* until it is finished */
    size_t part_count;
    size_t part_capacity;
    struct message **kept; /* of parcels that are; freed with it */
    size_t kept_count;
    size_t kept_capacity;
    struct outcome outcome; /* once it is answered */
    char answer[COURIER_ANSWER_MAX + 1];
    struct stand_in *next;
};

/* Returns the edge that leads from the level `before` to that after `last`. */
enum edge stand_in_edge(const struct message *last, enum severity before);

/* Makes one for an alert of an owner, in the words of its last message; covers nothing yet. */
struct stand_in *stand_in_net(const struct message *last, enum severity before, int64_t now_ms);

/* Makes a digest, which covers nothing yet. */
struct stand_in *stand_in_digest(const struct destination *destination, int64_t now_ms);

/* Has it stand for a parcel. `is_open`: it is the last word about an alert that is open; these go
 * before others. */
void stand_in_cover(struct stand_in *stand_in, struct parcel *parcel, bool is_open);

/* Puts what it stands for into order, the worst first, and counts and names a digest. */
void stand_in_finish(struct stand_in *stand_in);

/* Keeps what became of it, for those that it stands for. */
void stand_in_answer(struct stand_in *stand_in, const struct outcome *outcome);

/* Marks its parcels as taken, and lives from then on until stand_in_release() and the last of them
 * is kept. */
void stand_in_take(struct stand_in *stand_in, const struct owners *owners);
void stand_in_release(struct stand_in *stand_in);

/* Takes over the message of a parcel that is settled or forgotten; may free it all with it. */
void stand_in_keep(struct stand_in *stand_in, struct message *message);

/* Has its parcels sent themselves again, or by another one. */
void stand_in_dissolve(struct stand_in *stand_in, const struct owners *owners);

void stand_in_free(struct stand_in *stand_in);

#endif
