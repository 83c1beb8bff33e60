/* From a key to the first byte that it changes, also while Redis hangs; and how fast driftop ends.
 */
#include "config.h"

#include "bench/bench.h"
#include "bench/bench_data.h"
#include "bench/bench_program.h"
#include "screen/screens.h"
#include "support/die.h"
#include "support/wait.h"

#include "base/duration.h"

#include <stdio.h>
#include <sys/wait.h>

#define TENANTS 20
#define KEYS 100
#define RUNS 9

static void print_latency(const char *screen, const char *what, struct bench_size size,
                          struct bench_latency latency, struct bench_latency echo)
{
    char name[80];

    snprintf(name, sizeof(name), "key to first byte, %s%s, %s, median", screen, what, size.name);
    bench_print(&(struct figure){.what = name,
                                 .value = latency.median,
                                 .unit = "ms",
                                 .budget = 2,
                                 .yardstick = "cat(1) there",
                                 .yardstick_value = echo.median});
    snprintf(name, sizeof(name), "key to first byte, %s%s, %s, 99 %%", screen, what, size.name);
    bench_print(&(struct figure){.what = name,
                                 .value = latency.p99,
                                 .unit = "ms",
                                 .budget = 10,
                                 .yardstick = "cat(1) there",
                                 .yardstick_value = echo.p99});
}

/* Moving up and down is answered everywhere: at the ends it says so. */
static struct bench_latency moving(struct terminal *terminal)
{
    return bench_latency(terminal, "j", "k");
}

static void measure_screen(struct redis_server *server, const char *const *options,
                           const char *what, const struct screen *screen, struct bench_size size)
{
    struct bench_latency echo = bench_echo(size);
    struct terminal *terminal = bench_screen(server->unix_url, options, screen, size);
    char hangs[32];

    print_latency(screen->name, what, size, moving(terminal), echo);
    redis_server_freeze(server);
    snprintf(hangs, sizeof(hangs), "%s, Redis hangs", what);
    print_latency(screen->name, hangs, size, moving(terminal), echo);
    redis_server_thaw(server);
    terminal_free(terminal);
}

static void measure_screens(struct redis_server *server, const char *const *options,
                            const char *what)
{
    size_t count;
    const struct screen *const *screens = screen_table(&count);

    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < BENCH_SIZES && bench_wants(screens[i]); j++)
            measure_screen(server, options, what, screens[i], bench_sizes[j]);
    }
}

/* A report every five minutes, of all tenants. */
static void measure_week(void)
{
    static const char *const options[] = {"-w", "7d", NULL};
    struct redis_server *server = redis_server_create(NULL);
    struct bench_stream streams[TENANTS];

    for (size_t i = 0; i < TENANTS; i++)
        streams[i] = bench_stream(i, 7 * 24 * 12, 5 * MS_PER_MINUTE, MS_PER_SECOND);
    bench_fill(server, streams, TENANTS);
    measure_screens(server, options, ", 7d loaded");
    redis_server_free(server);
}

static double quit(const char *source)
{
    struct terminal *terminal = bench_program(source, NULL, bench_sizes[0]);
    int status;

    bench_expect(terminal, "tenant-00");
    bench_settle(terminal);
    int64_t start = wait_clock_us();
    terminal_type(terminal, "q");
    if (!terminal_wait_exit(terminal, &status, BENCH_PATIENCE_MS) || status != 0)
        die("driftop does not quit");
    double elapsed = bench_ms_since(start);
    if (!terminal_modes_are_restored(terminal) || !terminal_cursor_is_visible(terminal) ||
        terminal_in_alternate_screen(terminal))
        die("driftop does not restore the terminal");
    terminal_free(terminal);
    return elapsed;
}

void bench_keys(void)
{
    struct redis_server *server = redis_server_create(NULL);
    struct bench_stream streams[TENANTS];
    double times[RUNS];

    for (size_t i = 0; i < TENANTS; i++)
        streams[i] = bench_stream(i, 60, MS_PER_MINUTE, MS_PER_SECOND);
    bench_fill(server, streams, TENANTS);
    measure_screens(server, NULL, "");
    measure_week();
    for (size_t i = 0; i < RUNS; i++)
        times[i] = quit(server->unix_url);
    bench_print(&(struct figure){.what = "quit, terminal restored",
                                 .value = bench_percentile(times, RUNS, 50),
                                 .unit = "ms",
                                 .budget = 100});
    redis_server_free(server);
}
