/* Counters: what a server counts from its start, where checks want to know by how much that rises
 * while it is looked at. What is none of these cannot be asked for, so that whoever looks twice
 * (doctor_rises.c) knows all of them. */
#ifndef DOCTOR_COUNTER_H
#define DOCTOR_COUNTER_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

/* X(NAME, the name in INFO, the part of its value, or NULL) */
#define COUNTERS(X)                                                                                \
    X(EVICTED, "evicted_keys", NULL)                                                               \
    X(REJECTED, "rejected_connections", NULL)                                                      \
    X(DENIED_LOGINS, "acl_access_denied_auth", NULL)                                               \
    X(DENIED_COMMANDS, "acl_access_denied_cmd", NULL)                                              \
    X(DENIED_KEYS, "acl_access_denied_key", NULL)                                                  \
    X(DENIED_CHANNELS, "acl_access_denied_channel", NULL)                                          \
    X(OOM, "errorstat_OOM", "count")                                                               \
    X(MISCONF, "errorstat_MISCONF", "count")                                                       \
    X(NOREPLICAS, "errorstat_NOREPLICAS", "count")                                                 \
    X(READONLY, "errorstat_READONLY", "count")                                                     \
    X(CLUSTERDOWN, "errorstat_CLUSTERDOWN", "count")                                               \
    X(NOPERM, "errorstat_NOPERM", "count")                                                         \
    X(NOAUTH, "errorstat_NOAUTH", "count")                                                         \
    X(WRONGPASS, "errorstat_WRONGPASS", "count")

enum counter {
#define COUNTER_NUMBER(name, info, part) COUNTER_##name,
    COUNTERS(COUNTER_NUMBER)
#undef COUNTER_NUMBER
        COUNTER_COUNT
};

/* Returns what the text of INFO says of one; 0 where it says nothing. */
uint64_t counter_read(struct slice info, enum counter counter);

/* Returns true when the text of INFO says of any that it is not 0: only then others may come. */
bool counters_began(struct slice info);

/* Returns by how much one is greater in the second text than in the first; see info_rise(). */
uint64_t counter_rise(struct slice before, struct slice after, enum counter counter);

#endif
