/* Sentinel trio: a master with two replicas, all of them real, and three sentinels that watch them
 * under the name "mymaster". What the sentinels would tell each other in their first seconds stands
 * in their files already, so that the whole is ready in a third of a second: a test that kills some
 * of it has one of its own. A master that is gone is replaced in about two seconds, and in one
 * where that was asked for; it is the first sentinel that does so. */
#ifndef SUPPORT_SENTINEL_TRIO_H
#define SUPPORT_SENTINEL_TRIO_H

#include "support/redis_server.h"

#define TRIO 3
#define TRIO_NAME "mymaster"

struct sentinel_trio {
    struct redis_server *data[TRIO]; /* the first one is the master at first */
    struct redis_server *sentinels[TRIO];
    /* "redis+sentinel://127.0.0.1:PORT,127.0.0.1:PORT,127.0.0.1:PORT/mymaster"; rediss+sentinel://
     * with TLS. */
    char url[160];
};

/* What it is started with; zero-initialised is plain. */
struct sentinel_trio_setup {
    const char *password;               /* of the data nodes; NULL: none */
    const char *sentinel_password;      /* of the sentinels; NULL: none */
    const struct redis_server_tls *tls; /* of all six, also among them; NULL: none */
};

/* Starts all six, and waits until the replicas are in sync and the sentinels could replace the
 * master. `setup` may be NULL. */
struct sentinel_trio *sentinel_trio_create(const struct sentinel_trio_setup *setup);
void sentinel_trio_free(struct sentinel_trio *trio);

/* Returns the data node that the first sentinel that runs names as the master. */
struct redis_server *sentinel_trio_master(struct sentinel_trio *trio);

/* Waits until all sentinels that run name another master than this one, and returns that. */
struct redis_server *sentinel_trio_wait_for_another(struct sentinel_trio *trio,
                                                    const struct redis_server *master);

/* Has a replica take the place of the master, which runs and is made a replica ten seconds later.
 * Returns when all sentinels name the new one, with that. */
struct redis_server *sentinel_trio_fail_over(struct sentinel_trio *trio);

#endif
