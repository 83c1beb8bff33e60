/* How old what is shown may be: of tenants that are on the screen, and of those that are not. */
#include "config.h"

#include "bench/bench.h"
#include "bench/bench_crowd.h"
#include "bench/bench_large.h"
#include "bench/bench_program.h"
#include "support/die.h"
#include "support/wait.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SAMPLES 5
#define PRIME 7919
#define FIRST_ROW 15 /* far below what is degraded already */
#define UNSEEN_BUDGET_S 30
#define SEEN_BUDGET_MS 1100 /* the refresh, the poll and a frame */

/* Returns after how many ms the header counts so many degraded tenants. */
static double wait_for_degraded(struct terminal *terminal, size_t count, int64_t start_us)
{
    char text[32];

    snprintf(text, sizeof(text), " %zu degraded", count);
    if (!terminal_wait_text(terminal, text, BENCH_PATIENCE_MS))
        die("it never shows%s", text);
    return bench_ms_since(start_us);
}

static void measure_unseen(struct redis_server *server, struct terminal *terminal, size_t tenants)
{
    int64_t start = wait_clock_us();

    for (size_t i = 1; i <= SAMPLES; i++)
        bench_crowd_worsen(server, tenants / 2 + i * PRIME % (tenants / 2));
    bench_print(
        &(struct figure){.what = "reports of five tenants that are not seen, all shown after",
                         .value = wait_for_degraded(terminal, SAMPLES, start) / 1000,
                         .unit = "s",
                         .budget = UNSEEN_BUDGET_S});
}

/* Returns a tenant that is seen and well. */
static size_t seen_tenant(struct terminal *terminal)
{
    for (int row = FIRST_ROW; row < terminal_rows(terminal); row++) {
        char *text = terminal_row(terminal, row);
        const char *name = strstr(text, "tenant-");
        bool is_well = strncmp(text, " ok ", 4) == 0 && name != NULL;
        size_t tenant = is_well ? strtoul(name + strlen("tenant-"), NULL, 10) : 0;

        free(text);
        if (is_well)
            return tenant;
    }
    die("nobody is seen who is well");
}

static void measure_seen(struct redis_server *server, struct terminal *terminal)
{
    double times[SAMPLES];

    for (size_t i = 0; i < SAMPLES; i++) {
        bench_settle(terminal);
        int64_t start = wait_clock_us();
        bench_crowd_worsen(server, seen_tenant(terminal));
        times[i] = wait_for_degraded(terminal, SAMPLES + i + 1, start);
    }
    bench_print(&(struct figure){.what = "a report of one that is seen, shown after at most",
                                 .value = bench_percentile(times, SAMPLES, 100),
                                 .unit = "ms",
                                 .budget = SEEN_BUDGET_MS});
}

void large_measure_freshness(struct redis_server *server, struct terminal *terminal, size_t tenants)
{
    measure_unseen(server, terminal, tenants);
    measure_seen(server, terminal);
}
