/* A day of a report every second, panned and zoomed: what a frame of it costs, from the key to the
 * first byte, on each page that shows time. */
#include "config.h"

#include "bench/bench.h"
#include "bench/bench_data.h"
#include "bench/bench_program.h"

#include "base/duration.h"

#include <stdio.h>

#define REPORTS (MS_PER_DAY / MS_PER_SECOND)
#define BUDGET_MS 16

struct page {
    const char *name;
    const char *keys;  /* from the fleet */
    const char *title; /* that stands on it */
};

static void print_frame(const char *page, const char *what, struct bench_size size,
                        struct bench_latency latency, double echo_ms)
{
    char name[80];

    snprintf(name, sizeof(name), "24 h loaded, %s %s, %s, median", page, what, size.name);
    bench_print(&(struct figure){.what = name,
                                 .value = latency.median,
                                 .unit = "ms",
                                 .budget = BUDGET_MS,
                                 .yardstick = "cat(1) there",
                                 .yardstick_value = echo_ms});
}

static void measure_page(struct terminal *terminal, const struct page *page, struct bench_size size,
                         double echo_ms)
{
    terminal_type(terminal, page->keys);
    bench_expect(terminal, page->title);
    bench_settle(terminal);
    print_frame(page->name, "panned", size, bench_latency(terminal, "<", ">"), echo_ms);
    print_frame(page->name, "zoomed", size, bench_latency(terminal, "+", "-"), echo_ms);
    print_frame(page->name, "cursor", size, bench_latency(terminal, ",", "."), echo_ms);
}

static void measure_size(const struct redis_server *server, struct bench_size size)
{
    static const struct page pages[] = {
        {"fleet", "L", "last 24h"}, {"tenant", "\r", "EVENTS"}, {"dimension", "\r", "VALUE"}};
    static const char *const options[] = {"-w", "24h", NULL};
    double echo_ms = bench_echo(size).median;
    struct terminal *terminal = bench_program(server->unix_url, options, size);

    bench_expect(terminal, "tenant-0");
    bench_settle(terminal);
    for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
        measure_page(terminal, &pages[i], size, echo_ms);
    terminal_free(terminal);
}

void bench_depth(void)
{
    struct redis_server *server = redis_server_create(NULL);
    struct bench_stream stream = bench_stream(0, REPORTS, MS_PER_SECOND, MS_PER_SECOND);

    bench_fill(server, &stream, 1);
    for (size_t i = 0; i < BENCH_SIZES; i++)
        measure_size(server, bench_sizes[i]);
    redis_server_free(server);
}
