/* Bench server: what a Redis says of its own work. */
#ifndef BENCH_BENCH_SERVER_H
#define BENCH_BENCH_SERVER_H

#include "support/redis_server.h"

#include <stdint.h>

/* Returns the time that it has spent in commands, in ms, without that of being asked for it. */
double bench_server_ms(struct redis_server *server);

/* Has it note from here on which commands take longer than so many microseconds. */
void bench_server_note(struct redis_server *server, int64_t slower_than_us);

/* Returns how many milliseconds the longest such command took since then, 0 where there was none,
 * and its name. */
double bench_server_longest(struct redis_server *server, char name[static 32]);

#endif
