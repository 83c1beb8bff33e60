/* Bench large: a dashboard over a fleet that is much larger than its screen. */
#ifndef BENCH_BENCH_LARGE_H
#define BENCH_BENCH_LARGE_H

#include "support/redis_server.h"
#include "support/terminal.h"

#include <stddef.h>

/* Types keys that move the selection until every tenant is judged. Returns how many times were
 * measured, in ms; at most `size`. */
size_t large_keys_while_loading(struct terminal *terminal, double *times, size_t size);

/* Print how long keys, prompts and pages take. `bare` is the time of cat(1), in ms. */
void large_print_keys(const char *when, double *times, size_t count, double bare);
void large_measure_keys(struct terminal *terminal, double bare);
void large_measure_prompts(struct terminal *terminal, size_t tenants, double bare);
void large_measure_pages(struct terminal *terminal, double bare);

/* Print how old a tenant that is not on the screen may be, and one that is. */
void large_measure_freshness(struct redis_server *server, struct terminal *terminal,
                             size_t tenants);

#endif
