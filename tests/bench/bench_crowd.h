/* Bench crowd: fleets of many tenants, "rag:telemetry:tenant-000000" and so on, all well. */
#ifndef BENCH_BENCH_CROWD_H
#define BENCH_BENCH_CROWD_H

#include "support/redis_server.h"

#include <stddef.h>
#include <stdint.h>

/* Writes so many reports for each of so many tenants, the newest of them a minute old. */
void bench_crowd_fill(struct redis_server *server, size_t tenants, size_t reports,
                      int64_t interval_ms);

/* Writes a report of now that makes a tenant degraded. */
void bench_crowd_worsen(struct redis_server *server, size_t tenant);

/* Returns the CPU time, in ms, that hiredis takes to ask for what the tenants are judged by, and to
 * read the answers. */
double bench_crowd_bare_ms(const struct redis_server *server, size_t tenants);

/* What the server takes for a bare XREAD over the tenants (a thousand of them where there are
 * more), of which none has anything new: of many the usual one and the longest, in ms. */
struct bench_read {
    double usual;
    double longest;
};
struct bench_read bench_crowd_read(struct redis_server *server, size_t tenants);

#endif
