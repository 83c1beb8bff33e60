/* Sentinel answer: what one sentinel says of a master, and which of several answers holds. */
#ifndef REDIS_SENTINEL_ANSWER_H
#define REDIS_SENTINEL_ANSWER_H

#include "redis/reply.h"

#include <stdint.h>

#define SENTINEL_HOST_SIZE 256 /* the longest name of a host, and its end */
#define SENTINEL_PORT_SIZE 8

struct sentinel_answer {
    char host[SENTINEL_HOST_SIZE]; /* "": it names none */
    char port[SENTINEL_PORT_SIZE];
    uint64_t epoch; /* of the configuration: each failover has the next one; 0: it did not say */
    bool down;      /* it takes the server there for down, */
    bool replaces;  /* or is about to replace it, as most of them have agreed or somebody asked */
};

/* Reads the answer to SENTINEL MASTER; what it does not say stays as it is. From the moment in
 * which a replica is promoted until all others follow that, the address is still the old one. */
void sentinel_read_master(const struct reply *reply, struct sentinel_answer *answer);

/* Reads the answer to SENTINEL GET-MASTER-ADDR-BY-NAME, which is to be asked behind that; what was
 * said there of another address is forgotten. Returns false, and names none, when it holds no
 * address that could be one; a name that the sentinel does not know is not an error: it names none
 * then. */
bool sentinel_read_address(const struct reply *reply, struct sentinel_answer *answer);

/* Appends the names of the answer to SENTINEL MASTERS, parted by ", " and safe to show; of many the
 * first ones and how many others there are. */
void sentinel_list_masters(const struct reply *reply, struct buffer *out);

bool sentinel_same_address(const struct sentinel_answer *a, const struct sentinel_answer *b);

/* Returns true when a server is about to be replaced, or most of those that name it take it for
 * down: what is written there now may be lost. */
bool sentinel_is_doubted(const struct sentinel_answer *answers, size_t count,
                         const struct sentinel_answer *server);

/* What is known where one is chosen. */
struct sentinel_choice {
    const struct sentinel_answer *answers; /* those that name none do not count */
    size_t count;                          /* of all sentinels, with or without an answer */
    const struct sentinel_answer *current; /* the one that was chosen last; it may name none */
    bool holds;                            /* the server there answers, and is a master */
};

/* Returns the answer to go by, NULL for the current one: that of the newest epoch, and among those
 * the current address. An older epoch than the current one counts only where that holds no more, or
 * most of the sentinels say so: one that was cut off from the others knows nothing better. */
const struct sentinel_answer *sentinel_choose(const struct sentinel_choice *choice);

#endif
