/* A hundred thousand tenants with three reports each: until all are judged, while nobody touches
 * anything, and while somebody does; what it costs the server; and a snapshot of them. */
#include "config.h"

#include "bench/bench.h"
#include "bench/bench_crowd.h"
#include "bench/bench_large.h"
#include "bench/bench_program.h"
#include "bench/bench_run.h"
#include "bench/bench_server.h"
#include "support/die.h"
#include "support/wait.h"

#include "base/duration.h"

#include <stdio.h>

#define TENANTS 100000
#define FEW 3
#define INTERVAL_MS (20 * MS_PER_MINUTE) /* nobody falls silent meanwhile */
#define IDLE_SECONDS 30
#define KEYS 100
#define NOTED_US 500
#define COMMAND_BUDGET_MS 5
#define MEBIBYTE 1024 /* KiB */

/* What things are held against. */
struct yardsticks {
    double cpu_ms;     /* of hiredis, asking for the reports */
    double read_ms;    /* the longest XREAD over 1000 keys */
    double server_mib; /* what the server keeps */
    double key_ms;     /* cat(1) */
};

static struct yardsticks measure_yardsticks(struct redis_server *server)
{
    return (struct yardsticks){
        .cpu_ms = bench_crowd_bare_ms(server, TENANTS),
        .read_ms = bench_crowd_read(server, TENANTS).longest,
        .server_mib = (double)redis_server_info(server, "memory", "used_memory") / 1048576,
        .key_ms = bench_echo(bench_sizes[1]).median};
}

static void print_cpu(const char *what, double cpu_ms, double budget_s,
                      const struct yardsticks *yardsticks)
{
    bench_print(&(struct figure){.what = what,
                                 .value = cpu_ms / 1000,
                                 .unit = "s",
                                 .budget = budget_s,
                                 .yardstick = "hiredis asking for the reports alone",
                                 .yardstick_value = yardsticks->cpu_ms / 1000});
}

static void print_memory(const char *what, long kib, const struct yardsticks *yardsticks)
{
    bench_print(&(struct figure){.what = what,
                                 .value = (double)kib / MEBIBYTE,
                                 .unit = "MiB",
                                 .budget = MEBIBYTE,
                                 .yardstick = "what the server keeps",
                                 .yardstick_value = yardsticks->server_mib});
}

/* Commands that nobody saw are shorter than what is noted. */
static void print_longest(struct redis_server *server, const char *when,
                          const struct yardsticks *yardsticks)
{
    char name[32], what[96];
    double longest = bench_server_longest(server, name);

    snprintf(what, sizeof(what), "%s: the server's longest command (%s)", when,
             name[0] ? name : "under 0.5 ms");
    bench_print(&(struct figure){.what = what,
                                 .value = longest,
                                 .unit = "ms",
                                 .budget = COMMAND_BUDGET_MS,
                                 .yardstick = "of 100 bare XREADs over 1000 keys the longest",
                                 .yardstick_value = yardsticks->read_ms});
}

static void measure_loading(struct redis_server *server, struct terminal *terminal,
                            const struct yardsticks *yardsticks)
{
    static double times[KEYS];

    bench_expect(terminal, "tenant-0");
    double first_s = bench_ms_since(terminal_started_us(terminal)) / 1000;
    size_t count = large_keys_while_loading(terminal, times, KEYS);
    double all_s = bench_ms_since(terminal_started_us(terminal)) / 1000;
    struct usage usage = bench_usage(terminal_pid(terminal));

    print_cpu("100,000 tenants with 3 reports, until all are judged: CPU", usage.cpu_ms, 15,
              yardsticks);
    bench_print(&(struct figure){.what = "meanwhile: until the first are seen",
                                 .value = first_s,
                                 .unit = "s",
                                 .yardstick = "until all are judged",
                                 .yardstick_value = all_s});
    print_longest(server, "meanwhile", yardsticks);
    large_print_keys("meanwhile", times, count, yardsticks->key_ms);
    print_memory("memory then", bench_peak_kib(terminal_pid(terminal)), yardsticks);
}

static void measure_idle(struct redis_server *server, struct terminal *terminal,
                         const struct yardsticks *yardsticks)
{
    bench_examined(terminal);
    bench_server_note(server, NOTED_US);
    struct usage before = bench_usage(terminal_pid(terminal));
    double server_before = bench_server_ms(server);
    int64_t start = wait_clock_us();
    terminal_run(terminal, IDLE_SECONDS * 1000);
    double elapsed = bench_ms_since(start);
    struct usage after = bench_usage(terminal_pid(terminal));
    double server_after = bench_server_ms(server);

    bench_print(&(struct figure){.what = "then, polled every second: CPU",
                                 .value = (after.cpu_ms - before.cpu_ms) / elapsed * 100,
                                 .unit = "%",
                                 .budget = 5});
    bench_print(&(struct figure){.what = "then: share of the server's time",
                                 .value = (server_after - server_before) / elapsed * 100,
                                 .unit = "%",
                                 .budget = 2});
    print_longest(server, "then", yardsticks);
}

static void measure_quit(struct terminal *terminal)
{
    int status;
    int64_t start = wait_clock_us();

    terminal_type(terminal, "q");
    if (!terminal_wait_exit(terminal, &status, BENCH_PATIENCE_MS) || status != 0)
        die("driftop does not quit");
    bench_print(&(struct figure){
        .what = "quit", .value = bench_ms_since(start), .unit = "ms", .budget = 100});
}

static void measure_dashboard(struct redis_server *server, const struct yardsticks *yardsticks)
{
    static const char *const options[] = {"-r", "1s", NULL};

    bench_server_note(server, NOTED_US);
    struct terminal *terminal = bench_program(server->unix_url, options, bench_sizes[1]);
    measure_loading(server, terminal, yardsticks);
    measure_idle(server, terminal, yardsticks);
    large_measure_keys(terminal, yardsticks->key_ms);
    large_measure_freshness(server, terminal, TENANTS);
    large_measure_prompts(terminal, TENANTS, yardsticks->key_ms);
    large_measure_pages(terminal, yardsticks->key_ms);
    print_memory("memory at the end", bench_peak_kib(terminal_pid(terminal)), yardsticks);
    measure_quit(terminal);
    terminal_free(terminal);
}

static void measure_snapshot(struct redis_server *server, const struct yardsticks *yardsticks)
{
    bench_server_note(server, NOTED_US);
    struct bench_run run =
        bench_run("exec \"$DRIFTOP\" snapshot -f json %s >/dev/null", server->unix_url);

    print_cpu("snapshot -f json of them: CPU", run.cpu_ms, 20, yardsticks);
    print_memory("snapshot -f json of them: memory", run.peak_kib, yardsticks);
    print_longest(server, "meanwhile", yardsticks);
}

void bench_large(void)
{
    struct redis_server *server = redis_server_create(NULL);

    bench_crowd_fill(server, TENANTS, FEW, INTERVAL_MS);
    struct yardsticks yardsticks = measure_yardsticks(server);
    measure_dashboard(server, &yardsticks);
    measure_snapshot(server, &yardsticks);
    redis_server_free(server);
}
