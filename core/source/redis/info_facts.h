/* Info facts: what INFO says of one server. */
#ifndef SOURCE_REDIS_INFO_FACTS_H
#define SOURCE_REDIS_INFO_FACTS_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

#define POLICY_SIZE 24

struct info_facts {
    bool known;
    int64_t clock_ms;         /* when it answered, by its clock; 0: it does not say */
    char policy[POLICY_SIZE]; /* by which it evicts any key; "": it does not; safe */
    uint64_t evicted;         /* keys so far */
    bool memory_full;         /* and nothing is evicted */
    bool replica;
    bool cut_off;      /* from its primary */
    bool unfilled;     /* and was never filled by it: what it lacks says nothing of that */
    uint64_t silent_s; /* since when it has not heard from it */
};

void info_facts_read(struct info_facts *facts, struct slice text);

#endif
