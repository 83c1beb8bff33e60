/* Memory limit: maxmemory of one server, what a policy may evict below it, and how to get room. */
#ifndef DOCTOR_MEMORY_LIMIT_H
#define DOCTOR_MEMORY_LIMIT_H

#include "doctor/memory.h"
#include "doctor/server_view.h"

#define MEMORY_POLICY_SIZE 24

/* Which keys a server may evict. */
enum eviction { EVICTS_NOTHING, EVICTS_VOLATILE, EVICTS_ALL };

/* The memory of one server, and the keys that can go. */
struct memory_limit {
    uint64_t used; /* that counts */
    uint64_t max;
    double share;                    /* of both; 0 where there is no limit */
    char policy[MEMORY_POLICY_SIZE]; /* safe */
    enum eviction eviction;
    uint64_t expires;      /* keys that have a TTL, of all databases */
    size_t streams;        /* that it holds */
    size_t mortal_streams; /* of these, those that have a TTL */
    bool ttl_known;        /* of all of them */
};

struct memory_limit memory_limit_of(const struct server_view *view);

/* Returns how many keys beside the streams have a TTL, at least. */
uint64_t memory_limit_mortals(const struct memory_limit *limit);

/* Returns true for a replica, which leaves the limit to its primary unless it is told otherwise. */
bool memory_limit_is_idle(const struct server_view *view);

/* Returns true for a policy that evicts keys of any kind. */
bool memory_policy_evicts_all(const struct server_view *view);

/* Returns bytes rounded up, for a setting. */
uint64_t memory_whole_mib(double bytes);

/* Returns the limit with which streams take no more than their part of it, with some room. */
double memory_limit_for_streams(const struct server_view *view, const struct node_figures *figures);

/* Returns the limit that streams do not reach in the hours that are asked for, as they grow. */
double memory_limit_for_growth(const struct server_view *view, const struct node_figures *figures);

/* Writes CONFIG SET maxmemory with what all checks of a server want, which is the same line for
 * each of them; where the machine has not so much, with what it has. Returns false, and writes
 * nothing, where that is less than `least` bytes. */
bool memory_limit_raise(const struct server_view *view, double least, struct finding *finding);

/* Writes the cure of a server that is too full: more memory where the machine has it, else the
 * largest stream cut. */
void memory_limit_cure(const struct server_view *view, const struct memory_limit *limit,
                       struct finding *finding);

#endif
