/* Ten thousand tenants, each with as many reports as a verdict is made of: a tenth of what is
 * promised for a hundred thousand, whose reports would take 8 GB of the server. */
#include "config.h"

#include "bench/bench.h"
#include "bench/bench_crowd.h"
#include "bench/bench_program.h"
#include "bench/bench_server.h"
#include "support/die.h"

#include "base/duration.h"

#include <stdio.h>

#define TENANTS 10000
#define REPORTS 64
#define CPU_BUDGET_S 6
#define MEMORY_BUDGET_MIB 102.4
#define COMMAND_BUDGET_MS 5
#define NOTED_US 500

static void print(const char *what, double value, const char *unit, double budget,
                  const char *yardstick, double yardstick_value)
{
    bench_print(&(struct figure){.what = what,
                                 .value = value,
                                 .unit = unit,
                                 .budget = budget,
                                 .yardstick = yardstick,
                                 .yardstick_value = yardstick_value});
}

void bench_full(void)
{
    struct redis_server *server = redis_server_create(NULL);
    char name[32];

    bench_crowd_fill(server, TENANTS, REPORTS, MS_PER_MINUTE);
    double bare_ms = bench_crowd_bare_ms(server, TENANTS);
    double stored = (double)redis_server_info(server, "memory", "used_memory") / 1048576;
    bench_server_note(server, NOTED_US);
    struct terminal *terminal = bench_program(server->unix_url, NULL, bench_sizes[1]);
    if (!terminal_wait_text(terminal, "all judged", BENCH_PATIENCE_MS))
        die("they are never all judged");
    print("10,000 tenants with 64 reports, until all are judged: CPU",
          bench_usage(terminal_pid(terminal)).cpu_ms / 1000, "s", CPU_BUDGET_S,
          "hiredis asking for the reports alone", bare_ms / 1000);
    print("memory then", (double)bench_peak_kib(terminal_pid(terminal)) / 1024, "MiB",
          MEMORY_BUDGET_MIB, "what the server keeps", stored);
    print("meanwhile: the server's longest command", bench_server_longest(server, name), "ms",
          COMMAND_BUDGET_MS, NULL, 0);
    terminal_free(terminal);
    redis_server_free(server);
}
