/* What a dashboard costs that nobody touches: on one idle tenant, and polling a thousand. */
#include "config.h"

#include "bench/bench.h"
#include "bench/bench_crowd.h"
#include "bench/bench_program.h"
#include "bench/bench_server.h"

#include "base/duration.h"

#include <stdio.h>

#define SECONDS 10
#define TENANTS 1000
#define REPORTS 10

struct cost {
    double cpu_percent;
    double wake_ups;  /* a second */
    double server_ms; /* a second */
};

static struct cost cost_of(struct redis_server *server, size_t tenants)
{
    static const char *const options[] = {"-r", "1s", NULL};

    bench_crowd_fill(server, tenants, REPORTS, MS_PER_MINUTE);
    struct terminal *terminal = bench_program(server->unix_url, options, bench_sizes[0]);
    bench_expect(terminal, "tenant-0");
    bench_examined(terminal);
    struct usage before = bench_usage(terminal_pid(terminal));
    double server_before = bench_server_ms(server);
    terminal_run(terminal, SECONDS * 1000);
    struct usage after = bench_usage(terminal_pid(terminal));
    double server_after = bench_server_ms(server);
    terminal_free(terminal);
    return (struct cost){.cpu_percent = (after.cpu_ms - before.cpu_ms) / (SECONDS * 10.0),
                         .wake_ups = (double)(after.wake_ups - before.wake_ups) / SECONDS,
                         .server_ms = (server_after - server_before) / SECONDS};
}

static void measure(const char *what, size_t tenants, double cpu_budget, double wake_up_budget,
                    double server_budget)
{
    struct redis_server *server = redis_server_create(NULL);
    struct cost cost = cost_of(server, tenants);
    char name[80];

    snprintf(name, sizeof(name), "%s: CPU", what);
    bench_print(&(struct figure){
        .what = name, .value = cost.cpu_percent, .unit = "%", .budget = cpu_budget});
    snprintf(name, sizeof(name), "%s: wake-ups", what);
    bench_print(&(struct figure){
        .what = name, .value = cost.wake_ups, .unit = "/s", .budget = wake_up_budget});
    snprintf(name, sizeof(name), "%s: time of the server a poll", what);
    bench_print(&(struct figure){.what = name,
                                 .value = cost.server_ms,
                                 .unit = "ms",
                                 .budget = server_budget,
                                 .yardstick = "a bare XREAD of the same, over and over",
                                 .yardstick_value = bench_crowd_read(server, tenants).usual});
    redis_server_free(server);
}

void bench_idle(void)
{
    measure("one idle tenant, polled every second", 1, 0.5, 3, 0);
    measure("1000 idle tenants, polled every second", TENANTS, 1, 0, 1);
}
