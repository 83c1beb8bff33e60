#include "config.h"

#include "bench/bench_source.h"

#include "bench/bench.h"
#include "support/die.h"
#include "support/wait.h"

#include "base/duration.h"

/* The loop's state is asked after every turn, so a change needs no answer. */
static void changed(void *context)
{
    (void)context;
}

void bench_source_open(struct bench_source *bench, const char *url)
{
    static const char *const namespaces[] = {"rag:telemetry"};
    static const char *const keys[] = {"{ns}:{tenant}"};
    struct source_options options = {.namespaces = namespaces,
                                     .namespace_count = 1,
                                     .keys = keys,
                                     .key_count = 1,
                                     .refresh_ms = MS_PER_SECOND,
                                     .server_share = 2,
                                     .timeout_ms = 5 * MS_PER_SECOND,
                                     .window_ms = MS_PER_HOUR,
                                     .follow = true};
    struct error error = {0};

    *bench = (struct bench_source){0};
    if (uv_loop_init(&bench->loop) != 0 ||
        uv_loop_configure(&bench->loop, UV_METRICS_IDLE_TIME) != 0)
        die("prepare a loop");
    bench->source = source_open(&bench->loop, url, &options, &bench->fleet, changed, NULL, &error);
    if (!bench->source)
        die("open %s: %s", url, error.text);
}

void bench_source_close(struct bench_source *bench)
{
    source_close(bench->source, NULL, NULL);
    if (uv_run(&bench->loop, UV_RUN_DEFAULT) != 0 || uv_loop_close(&bench->loop) != 0)
        die("something was left on the loop");
    fleet_free(&bench->fleet);
}

static void turn(struct bench_source *bench, struct deadline *deadline)
{
    uint64_t idle = uv_metrics_idle_time(&bench->loop);
    int64_t start = wait_clock_us();

    uv_run(&bench->loop, UV_RUN_ONCE);
    idle = uv_metrics_idle_time(&bench->loop) - idle;
    double busy_ms = (double)(wait_clock_us() - start) / 1000 - (double)idle / 1e6;
    if (busy_ms > bench->longest_turn_ms)
        bench->longest_turn_ms = busy_ms;
    if (deadline_left(deadline) == 0)
        die("the source does not get ready: %s", bench->source->status.error.text);
}

void bench_source_discover(struct bench_source *bench)
{
    struct deadline deadline = deadline_in(BENCH_PATIENCE_MS);

    while (!bench->source->status.discovered)
        turn(bench, &deadline);
}

struct tenant *bench_source_load(struct bench_source *bench, const char *name, int64_t since_ms)
{
    struct deadline deadline = deadline_in(BENCH_PATIENCE_MS);
    struct tenant *tenant = fleet_find(&bench->fleet, slice_of(name));

    if (!tenant)
        die("no tenant %s", name);
    const struct watched_range range = {slice_of(name), {since_ms, HISTORY_LIVE}};
    source_watch(bench->source, &(struct source_watch){&range, 1});
    bench->longest_turn_ms = 0;
    while (!history_is_loaded(&tenant->history))
        turn(bench, &deadline);
    return tenant;
}
