/* Producers: services that come, report, fall silent, are deleted, and come again under the same
 * name or another one. How many there are stays the same, so that what a dashboard keeps of them
 * may not grow. */
#ifndef SOAK_PRODUCERS_H
#define SOAK_PRODUCERS_H

#include "support/dice.h"
#include "support/redis_server.h"

#include <stdint.h>

#define PRODUCER_NAME_SIZE 40

enum phase { PHASE_REPORTS, PHASE_IS_SILENT, PHASE_IS_AWAY };

struct producer {
    size_t place;
    unsigned names;   /* how many it had so far: the last one is its own */
    unsigned release; /* of what it runs, which names a dimension */
    enum phase phase;
    int64_t until_ms; /* of the phase */
    int64_t next_ms;  /* when it reports */
    int64_t last_ms;  /* of its newest report */
    int64_t interval_ms;
    int64_t ill_until_ms; /* it reports what is degraded, or warns */
};

struct producers {
    struct dice *dice;
    struct redis_server *server;
    redisContext *connection; /* NULL: none yet */
    size_t queued;            /* commands that were not sent yet */
    size_t count;
    struct producer *all;
    uint64_t reports; /* all that ever were, */
    uint64_t deleted; /* and streams that were deleted */
};

/* They have reported for a while by then. */
void producers_open(struct producers *producers, struct redis_server *server, struct dice *dice,
                    size_t count, int64_t now_ms);
void producers_close(struct producers *producers);

/* Lets them do what is due. What they would write while nobody takes it is lost. */
void producers_work(struct producers *producers, int64_t now_ms, bool taken);

/* From now on nobody comes, falls silent or goes. */
void producers_stay(struct producers *producers, int64_t now_ms);

/* Their connection is not to be used any more. */
void producers_hang_up(struct producers *producers);

/* Writes the name of one of them as it is now. */
void producer_name(const struct producer *producer, char name[static PRODUCER_NAME_SIZE]);

#endif
