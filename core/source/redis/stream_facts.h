/* Stream facts: what XINFO STREAM says. */
#ifndef SOURCE_REDIS_STREAM_FACTS_H
#define SOURCE_REDIS_STREAM_FACTS_H

#include "base/stream_id.h"
#include "redis/reply.h"

struct severity_words;

/* An entry, by what tells it from another: what it says, as in drift/report.h. */
struct entry_mark {
    struct stream_id id; /* STREAM_ID_MIN: there is none */
    uint64_t fingerprint;
};

/* Servers before 7.0 do not count what was added and deleted. */
struct stream_facts {
    uint64_t length;
    uint64_t added;
    bool added_known;
    struct stream_id last; /* the last ID that was given */
    struct entry_mark first_entry;
    struct entry_mark last_entry;
    struct stream_id deleted; /* the greatest ID that was deleted */
    uint64_t tree_nodes;      /* in which its entries lie; 0: unknown */
};

/* Returns how many entries it had once, and has no more; 0 where that is not counted. */
uint64_t stream_facts_lost(const struct stream_facts *facts);

/* Reads them, with the operator's words of severity (NULL: none), as entries are. Returns false
 * when the reply is something else. */
bool stream_facts_read(const struct reply *reply, const struct severity_words *severity_words,
                       struct stream_facts *facts);

/* The same but for what its entries say, which costs the most: their fingerprints are 0. */
bool stream_facts_read_ids(const struct reply *reply, struct stream_facts *facts);

#endif
