/* Groups: the consumer groups of one stream, as XINFO GROUPS, XINFO CONSUMERS and XPENDING say.
 * They are to be asked behind XINFO STREAM: what a group has read is held against what was there
 * then. */
#ifndef DOCTOR_GROUPS_H
#define DOCTOR_GROUPS_H

#include "base/arena.h"
#include "base/slice.h"
#include "base/stream_id.h"
#include "redis/reply.h"

#include <stdbool.h>
#include <stdint.h>

struct examined_consumer {
    struct slice name; /* raw bytes */
    int64_t idle_ms;
    uint64_t pending;
};

struct examined_group {
    struct slice name; /* raw bytes */
    uint64_t consumer_count;
    uint64_t pending;
    struct stream_id delivered; /* the last ID that it was given */
    bool read_known;
    uint64_t read; /* how many entries it was given, of all that were ever added */
    bool lag_known;
    uint64_t lag;    /* entries that it has not read; where it is not known: */
    bool counted;    /* those behind `delivered` were counted, */
    uint64_t behind; /* as far as behind_max */
    uint64_t behind_max;
    bool consumers_known;
    struct examined_consumer *consumers; /* those that were told, at most GROUP_CONSUMERS_MAX */
    size_t consumers_told;
    bool old_known;
    bool old_all;         /* all that is pending was looked at, not the first of them alone */
    uint64_t old;         /* pending entries that have been for too long, as far as was asked; */
    uint64_t old_routers; /* and those of them that the consumer of routers has. Of the others: */
    int64_t old_ms;       /* how long the first has been, */
    struct slice old_consumer; /* and who has it */
};

#define GROUP_CONSUMERS_MAX 1000

/* Reads the reply of XINFO GROUPS into groups of the arena. Returns false where it is something
 * else. */
bool groups_read(const struct reply *reply, struct arena *arena, struct examined_group **groups,
                 size_t *count);

/* Reads the reply of XINFO CONSUMERS key group. */
bool consumers_read(const struct reply *reply, struct arena *arena, struct examined_group *group);

/* Writes the words behind "XPENDING key group" that ask for entries which have been pending for
 * `old_ms` or longer, at a cost that does not grow with what is pending; reads the reply. Returns 0
 * where nothing is pending: there is nothing to ask. */
#define PENDING_WORDS_MAX 8
size_t pending_words(const struct examined_group *group, int64_t old_ms,
                     struct slice words[PENDING_WORDS_MAX], char text[static 32]);
bool pending_read(const struct reply *reply, struct arena *arena, int64_t old_ms,
                  struct examined_group *group);

#endif
