/* Bytes to the terminal: what a dashboard costs on a slow line. */
#include "config.h"

#include "bench/bench.h"
#include "bench/bench_data.h"
#include "bench/bench_program.h"

#include "base/duration.h"

#include <stdio.h>

#define TENANTS 20
#define QUIET_SECONDS 4
#define REFRESHES 6
#define REFRESH_MS 1000

/* What is looked at, and the key that opens it. */
struct view {
    const char *name;
    const char *key;
};

static const struct view views[] = {{"fleet", NULL}, {"tenant", "\r"}};

struct budgets {
    double quiet;
    double values;
    double buckets;
    double repaint;
};

static const struct budgets budgets[BENCH_SIZES] = {{20, 400, 2000, 5000}, {20, 1000, 6000, 20000}};

static void print_bytes(const char *what, const struct view *view, struct bench_size size,
                        size_t bytes, const char *unit, double budget)
{
    char name[80];

    snprintf(name, sizeof(name), "bytes, %s, %s, %s", view->name, what, size.name);
    bench_print(
        &(struct figure){.what = name, .value = (double)bytes, .unit = unit, .budget = budget});
}

static struct terminal *open_view(const struct redis_server *server, const char *const *options,
                                  const struct view *view, struct bench_size size)
{
    struct terminal *terminal = bench_program(server->unix_url, options, size);

    bench_expect(terminal, "tenant-00");
    bench_settle(terminal);
    if (view->key) {
        terminal_type(terminal, view->key);
        bench_expect(terminal, "JudgeDrift");
        bench_settle(terminal);
    }
    return terminal;
}

static size_t while_quiet(struct terminal *terminal)
{
    size_t before = terminal_bytes(terminal);

    terminal_run(terminal, QUIET_SECONDS * 1000);
    return (terminal_bytes(terminal) - before) / QUIET_SECONDS;
}

/* Every tenant gets a report between two refreshes. */
static size_t per_refresh(struct redis_server *server, struct bench_stream *streams,
                          struct terminal *terminal)
{
    size_t before = terminal_bytes(terminal);

    for (size_t i = 0; i < REFRESHES; i++) {
        for (size_t tenant = 0; tenant < TENANTS; tenant++)
            bench_add(server, &streams[tenant]);
        terminal_run(terminal, REFRESH_MS);
    }
    return (terminal_bytes(terminal) - before) / REFRESHES;
}

/* A change of size makes everything to be drawn again. */
static size_t repaint(struct terminal *terminal, struct bench_size size)
{
    terminal_resize(terminal, size.columns, size.rows - 1);
    bench_settle(terminal);
    size_t before = terminal_bytes(terminal);
    terminal_resize(terminal, size.columns, size.rows);
    bench_settle(terminal);
    return terminal_bytes(terminal) - before;
}

static struct redis_server *create_fleet(struct bench_stream streams[static TENANTS],
                                         size_t reports, int64_t interval_ms, int64_t age_ms)
{
    struct redis_server *server = redis_server_create(NULL);

    for (size_t i = 0; i < TENANTS; i++)
        streams[i] = bench_stream(i, reports, interval_ms, age_ms);
    bench_fill(server, streams, TENANTS);
    return server;
}

/* A long window, so that no bucket ends meanwhile. */
static void measure_steady(const struct view *view, struct bench_size size,
                           const struct budgets *budget)
{
    static const char *const options[] = {"-r", "1s", "-w", "7d", NULL};
    struct bench_stream streams[TENANTS];
    struct redis_server *server = create_fleet(streams, 60, MS_PER_MINUTE, 15 * MS_PER_MINUTE);
    struct terminal *terminal = open_view(server, options, view, size);

    print_bytes("nothing new", view, size, while_quiet(terminal), "B/s", budget->quiet);
    print_bytes("new values", view, size, per_refresh(server, streams, terminal), "B",
                budget->values);
    print_bytes("full repaint", view, size, repaint(terminal, size), "B", budget->repaint);
    terminal_free(terminal);
    redis_server_free(server);
}

/* A short window, in which a bucket ends with nearly every refresh and every sparkline moves. */
static void measure_new_buckets(const struct view *view, struct bench_size size,
                                const struct budgets *budget)
{
    static const char *const options[] = {"-r", "1s", "-w", "1m", NULL};
    struct bench_stream streams[TENANTS];
    struct redis_server *server = create_fleet(streams, 300, MS_PER_SECOND, MS_PER_SECOND);
    struct terminal *terminal = open_view(server, options, view, size);

    print_bytes("new bucket", view, size, per_refresh(server, streams, terminal), "B",
                budget->buckets);
    terminal_free(terminal);
    redis_server_free(server);
}

void bench_bytes(void)
{
    for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++) {
        for (size_t j = 0; j < BENCH_SIZES; j++) {
            measure_steady(&views[i], bench_sizes[j], &budgets[j]);
            measure_new_buckets(&views[i], bench_sizes[j], &budgets[j]);
        }
    }
}
