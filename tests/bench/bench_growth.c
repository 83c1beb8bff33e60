/* What grows with the number of tenants, and with the reports of one that is looked at: two tables.
 * In instructions where the kernel counts them, else in CPU time. */
#include "config.h"

#include "bench/bench.h"
#include "bench/bench_counter.h"
#include "bench/bench_crowd.h"
#include "bench/bench_data.h"
#include "bench/bench_figure.h"
#include "bench/bench_program.h"

#include "base/duration.h"
#include "base/timestamp.h"

#include <math.h>
#include <stdio.h>

#define FEW 3
#define INTERVAL_MS (20 * MS_PER_MINUTE) /* nobody falls silent meanwhile */
#define SECONDS 4
#define COLUMNS 7
#define UNKNOWN ((struct growth){NAN, NAN, NAN, NAN, NAN, NAN})
#define LOADED_MS 60000 /* for what it loads: the whole bench has its time */

/* What one size costs. */
struct growth {
    double ready_s; /* from the start until all is judged and loaded */
    double idle;    /* a second in which nothing comes */
    double report;  /* a second in which a report comes to what is seen */
    double frame;   /* that a key asks for */
    double key_ms;  /* to the first byte, median */
    double resident_mib;
};

/* Returns what a second costs. */
static double second(struct terminal *terminal)
{
    struct bench_counter counter = bench_counter_start(terminal_pid(terminal));

    terminal_run(terminal, MS_PER_SECOND);
    double spent = bench_counter_read(&counter);
    bench_counter_stop(&counter);
    return spent;
}

static double frame(struct terminal *terminal, double *key_ms)
{
    struct bench_counter counter = bench_counter_start(terminal_pid(terminal));

    *key_ms = bench_latency(terminal, "j", "k").median;
    double spent = bench_counter_read(&counter) / BENCH_LATENCY_KEYS;
    bench_counter_stop(&counter);
    return spent;
}

/* Measures a dashboard that has loaded everything. */
static struct growth measure(struct terminal *terminal, double ready_s, void (*come)(void *),
                             void *context)
{
    struct growth growth = {.ready_s = ready_s};

    for (int i = 0; i < SECONDS; i++) {
        growth.idle += second(terminal) / SECONDS;
        come(context);
        growth.report += second(terminal) / SECONDS;
    }
    growth.frame = frame(terminal, &growth.key_ms);
    growth.resident_mib = (double)bench_usage(terminal_pid(terminal)).resident_kib / 1024;
    return growth;
}

static void begin_table(const char *size)
{
    char idle[48], report[48], frame_name[48];
    const char *unit = bench_counter_unit();
    const char *columns[COLUMNS] = {size,       "ready, s", idle,           report,
                                    frame_name, "key, ms",  "resident, MiB"};

    snprintf(idle, sizeof(idle), "idle, %s/s", unit);
    snprintf(report, sizeof(report), "a report, %s/s", unit);
    snprintf(frame_name, sizeof(frame_name), "frame, %s", unit);
    bench_begin_table(columns, COLUMNS);
}

static void print(size_t size, const struct growth *growth)
{
    const double values[COLUMNS - 1] = {growth->ready_s, growth->idle,   growth->report,
                                        growth->frame,   growth->key_ms, growth->resident_mib};
    char name[32];

    snprintf(name, sizeof(name), "%zu", size);
    bench_print_row(name, values, COLUMNS - 1);
}

static double seconds_of(const struct terminal *terminal)
{
    return bench_ms_since(terminal_started_us(terminal)) / 1000;
}

struct visible {
    struct redis_server *server;
    size_t tenant;
};

/* On the screen stay those that are worst, and so the one that gets a report. */
static void worsen(void *context)
{
    const struct visible *visible = context;

    bench_crowd_worsen(visible->server, visible->tenant);
}

static struct growth measure_tenants(size_t tenants)
{
    static const char *const options[] = {"-r", "1s", NULL};
    struct redis_server *server = redis_server_create(NULL);

    bench_crowd_fill(server, tenants, FEW, INTERVAL_MS);
    bench_crowd_worsen(server, 0);
    struct terminal *terminal = bench_program(server->unix_url, options, bench_sizes[1]);
    bench_expect(terminal, "all judged");
    double ready_s = seconds_of(terminal);
    bench_examined(terminal);
    struct growth growth = measure(terminal, ready_s, worsen, &(struct visible){server, 0});
    terminal_free(terminal);
    redis_server_free(server);
    return growth;
}

struct newest {
    struct redis_server *server;
    struct bench_stream stream;
};

static void add(void *context)
{
    struct newest *newest = context;

    bench_add(newest->server, &newest->stream);
}

static void open_tenant(struct terminal *terminal)
{
    bench_examined(terminal);
    terminal_type(terminal, "\r");
    bench_expect(terminal, "EVENTS");
    bench_settle(terminal);
}

/* What is not loaded in that time is not measured.
 *
 * The window is a day, whatever stands in it: so many buckets, of which as many begin meanwhile. */
static struct growth measure_reports(size_t reports)
{
    static const char *const options[] = {"-r", "1s", "-w", "24h", NULL};
    struct redis_server *server = redis_server_create(NULL);
    struct newest newest = {server,
                            bench_stream(0, reports, MS_PER_DAY / (int64_t)reports, MS_PER_MINUTE)};

    bench_fill(server, &newest.stream, 1);
    struct terminal *terminal = bench_program(server->unix_url, options, bench_sizes[1]);
    bench_expect(terminal, "all judged");
    struct growth growth = UNKNOWN;
    if (bench_wait_loaded(terminal, LOADED_MS)) {
        double ready_s = seconds_of(terminal);
        open_tenant(terminal);
        newest.stream.start_ms = timestamp_now() - (int64_t)reports * MS_PER_SECOND;
        newest.stream.interval_ms = MS_PER_SECOND;
        growth = measure(terminal, ready_s, add, &newest);
    }
    terminal_free(terminal);
    redis_server_free(server);
    return growth;
}

static void print_ratio(const char *what, double value, double least)
{
    bench_print(&(struct figure){.what = what,
                                 .value = value,
                                 .unit = bench_counter_unit(),
                                 .budget_ratio = 1.5,
                                 .yardstick = "with 60",
                                 .yardstick_value = least});
}

static void measure_all_tenants(void)
{
    static const size_t sizes[] = {10, 100, 1000, 10000, 100000};

    begin_table("tenants");
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct growth growth = measure_tenants(sizes[i]);
        print(sizes[i], &growth);
    }
}

static void measure_all_reports(void)
{
    static const size_t sizes[] = {60, 1000, 10000, 86400, 1000000};
    struct growth growths[sizeof(sizes) / sizeof(sizes[0])];

    begin_table("reports");
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        growths[i] = measure_reports(sizes[i]);
        print(sizes[i], &growths[i]);
    }
    print_ratio("a second with a new report and its frame, 86,400 loaded", growths[3].report,
                growths[0].report);
    print_ratio("a frame that a key asks for, 86,400 loaded", growths[3].frame, growths[0].frame);
}

void bench_growth(void)
{
    measure_all_tenants();
    measure_all_reports();
}
