/* Leases: whether a router (driftop route) reads for a group. Groups of other programs have none:
 * only those are asked for in which some stream knows the consumer of routers. */
#ifndef DOCTOR_LEASES_H
#define DOCTOR_LEASES_H

#include "base/buffer.h"
#include "doctor/whether.h"
#include "redis/reply.h"
#include "route/shards.h"

/* What is kept of one group in "driftop:GROUP:…". Zero-initialised but for the name: not asked. */
struct examined_leases {
    struct slice group;      /* raw bytes */
    enum whether is_routers; /* WHETHER_NO: no router ever wrote there */
    bool refused;            /* the user may not read these keys */
    unsigned shards;         /* how many there are; 0: unknown */
    enum whether held[SHARDS_MAX];
};

#define LEASES_GROUPS_MAX 32
#define LEASE_QUESTIONS_MAX (1 + SHARDS_MAX)

struct examination;
struct examined_group;

/* Returns true for a group in which the consumer of routers is known. */
bool leases_concern(const struct examined_group *group);

/* Fills examination->leases with the groups to ask for, as soon as consumers are known. */
void leases_find(struct examination *examination);

/* Appends the key that question `number` is about, for GET. Question 0 says how many more there
 * are: returns false for one that is not to be asked, or not before that is answered. */
bool lease_key(const struct examined_leases *leases, size_t number, struct buffer *key);

/* Takes the reply to GET, also an error; what is no answer to it leaves it unknown. */
void lease_take(struct examined_leases *leases, size_t number, const struct reply *reply);

/* Returns those of a group, or NULL where it was not asked for: no router's. */
const struct examined_leases *leases_of(const struct examination *examination, struct slice group);

/* Returns whether a router has the shard of a stream. */
enum whether lease_held(const struct examined_leases *leases, struct slice stream);

#endif
