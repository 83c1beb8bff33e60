/* Stage: two servers, a proxy in front of each, and every program of driftop that goes on, at work
 * through them: the dashboard and `export --follow` at the one, `emit --spool` at the other.
 *
 * The one server is read and may lose everything; the other one keeps what it was given, so that
 * nothing that emit was told may be missing from it. */
#ifndef CHAOS_STAGE_H
#define CHAOS_STAGE_H

#include "support/child.h"
#include "support/dice.h"
#include "support/proxy.h"
#include "support/redis_server.h"
#include "support/scratch.h"
#include "support/terminal.h"

#include <stdbool.h>
#include <stdint.h>

#define STAGE_TENANTS 5
#define STAGE_WRITERS 3
#define STAGE_PREFIX "rag:telemetry:"

struct stage {
    struct dice dice;
    bool over_unix; /* the programs reach the proxies over unix sockets, else over TCP */
    struct redis_server *read;
    struct redis_server *written;
    struct redis_server *other; /* of which `read` becomes a replica */
    struct proxy read_proxy;
    struct proxy written_proxy;
    struct terminal *dashboard;
    struct child export;
    struct child emit;
    char directory[SCRATCH_SIZE];
    int to_emit;                   /* what emit reads */
    uint64_t given[STAGE_WRITERS]; /* reports that emit was given for each of its tenants */
    uint64_t produced;
};

void stage_open(struct stage *stage, uint64_t seed);
void stage_close(struct stage *stage);

/* Writes reports into the server that is read, directly; where it refuses them they are none. The
 * newest one stands in `id`, "" where there is none. */
void stage_produce(struct stage *stage, size_t count, char id[static 48]);

/* Gives reports to emit. */
void stage_give(struct stage *stage, size_t count);

/* Lets time pass, while the dashboard paints. */
void stage_run(struct stage *stage, int ms);

/* Ends the test when one of the programs has ended, or has grown beyond all bounds. */
void stage_check_programs(struct stage *stage);

const char *stage_read_url(const struct stage *stage);

#endif
