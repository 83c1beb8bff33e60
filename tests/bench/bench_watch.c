/* What a new report and its frame cost, whatever is loaded: one tenant is watched, over a short and
 * over a long window. */
#include "config.h"

#include "bench/bench.h"
#include "bench/bench_data.h"
#include "bench/bench_program.h"

#include "base/duration.h"

#define SECONDS 15
#define INTERVAL_MS (2 * MS_PER_SECOND)
#define REPORTS (48 * MS_PER_HOUR / INTERVAL_MS)

/* Returns the share of a core, in percent, that the dashboard takes while two reports a second
 * come. */
static double cpu_percent(const char *window)
{
    const char *const options[] = {"-r", "1s", "-w", window, NULL};
    struct redis_server *server = redis_server_create(NULL);
    struct bench_stream stream = bench_stream(0, REPORTS, INTERVAL_MS, 3 * SECONDS * INTERVAL_MS);

    bench_fill(server, &stream, 1);
    struct terminal *terminal = bench_program(server->unix_url, options, bench_sizes[1]);
    bench_expect(terminal, "tenant-0");
    bench_settle(terminal);
    struct usage before = bench_usage(terminal_pid(terminal));
    for (int i = 0; i < 2 * SECONDS; i++) {
        bench_add(server, &stream);
        terminal_run(terminal, MS_PER_SECOND / 2);
    }
    struct usage after = bench_usage(terminal_pid(terminal));
    terminal_free(terminal);
    redis_server_free(server);
    return (after.cpu_ms - before.cpu_ms) / (SECONDS * 10.0);
}

void bench_watch(void)
{
    double brief = cpu_percent("15m");

    bench_print(&(struct figure){.what = "two new reports a second, 48 h loaded: CPU",
                                 .value = cpu_percent("48h"),
                                 .unit = "%",
                                 .budget_ratio = 1.5,
                                 .yardstick = "the same with 15 min",
                                 .yardstick_value = brief});
}
