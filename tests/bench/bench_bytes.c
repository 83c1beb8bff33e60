/* Bytes to the terminal: what a dashboard costs on a slow line, on every screen that there is, with
 * values that are random in every row. SCREENS="fleet map" measures some of them. */
#include "config.h"

#include "bench/bench.h"
#include "bench/bench_change.h"
#include "bench/bench_data.h"
#include "bench/bench_program.h"
#include "screen/screens.h"

#include "base/duration.h"

#include <stdio.h>
#include <stdlib.h>

#define TENANTS 20
#define REPORTS 300
#define QUIET_SECONDS 3
#define REFRESHES 6
#define REFRESH_MS 1000

struct budgets {
    double quiet;
    double values;
    double buckets;
    double repaint;
};

static const struct budgets budgets[BENCH_SIZES] = {{20, 400, 2000, 5000}, {20, 1000, 6000, 20000}};

/* What went to the terminal, and the text of it that was another than before. */
struct sent {
    size_t bytes;
    size_t text;
};

static void print_bytes(const char *what, const struct screen *screen, struct bench_size size,
                        struct sent sent, const char *unit, double budget)
{
    char name[80];

    snprintf(name, sizeof(name), "bytes, %s, %s, %s", screen->name, what, size.name);
    bench_print(&(struct figure){.what = name,
                                 .value = (double)sent.bytes,
                                 .unit = unit,
                                 .budget = budget,
                                 .yardstick = "the text that changed",
                                 .yardstick_value = (double)sent.text});
}

/* Begins and ends to watch what is sent. */
static char *begin(struct terminal *terminal, struct sent *sent)
{
    sent->bytes -= terminal_bytes(terminal);
    return terminal_text(terminal);
}

static void end(struct terminal *terminal, struct sent *sent, char *before)
{
    char *after = terminal_text(terminal);

    sent->bytes += terminal_bytes(terminal);
    sent->text += bench_change(before, after);
    free(before);
    free(after);
}

static struct sent while_quiet(struct terminal *terminal)
{
    struct sent sent = {0};
    char *before = begin(terminal, &sent);

    terminal_run(terminal, QUIET_SECONDS * 1000);
    end(terminal, &sent, before);
    return (struct sent){sent.bytes / QUIET_SECONDS, sent.text / QUIET_SECONDS};
}

/* Every tenant gets a report between two refreshes. */
static struct sent per_refresh(struct redis_server *server, struct bench_stream *streams,
                               struct terminal *terminal)
{
    struct sent sent = {0};

    for (size_t i = 0; i < REFRESHES; i++) {
        char *before = begin(terminal, &sent);

        for (size_t tenant = 0; tenant < TENANTS; tenant++)
            bench_add(server, &streams[tenant]);
        terminal_run(terminal, REFRESH_MS);
        end(terminal, &sent, before);
    }
    return (struct sent){sent.bytes / REFRESHES, sent.text / REFRESHES};
}

/* A change of size makes everything to be drawn again. */
static struct sent repaint(struct terminal *terminal, struct bench_size size)
{
    terminal_resize(terminal, size.columns, size.rows - 1);
    bench_settle(terminal);
    size_t before = terminal_bytes(terminal);
    terminal_resize(terminal, size.columns, size.rows);
    bench_settle(terminal);
    char *text = terminal_text(terminal);
    struct sent sent = {terminal_bytes(terminal) - before, bench_change("", text)};
    free(text);
    return sent;
}

static struct redis_server *create_fleet(struct bench_stream streams[static TENANTS],
                                         int64_t interval_ms, int64_t age_ms)
{
    struct redis_server *server = redis_server_create(NULL);

    for (size_t i = 0; i < TENANTS; i++) {
        streams[i] = bench_stream(i, REPORTS, interval_ms, age_ms);
        streams[i].random = true;
    }
    bench_fill(server, streams, TENANTS);
    return server;
}

/* Reports that are too old for their ages to change meanwhile. */
static void measure_quiet(const struct screen *screen, struct bench_size size,
                          const struct budgets *budget)
{
    static const char *const options[] = {"-r", "1s", "-w", "7d", NULL};
    struct bench_stream streams[TENANTS];
    struct redis_server *server = create_fleet(streams, MS_PER_HOUR, 90 * MS_PER_MINUTE);
    struct terminal *terminal = bench_screen(server->unix_url, options, screen, size);

    print_bytes("nothing new", screen, size, while_quiet(terminal), "B/s", budget->quiet);
    print_bytes("full repaint", screen, size, repaint(terminal, size), "B", budget->repaint);
    terminal_free(terminal);
    redis_server_free(server);
}

/* Reports that come every second. In a long window no bucket ends meanwhile; in a short one a
 * bucket ends with nearly every refresh, and every sparkline moves. */
static void measure_growth(const char *what, const char *window, const struct screen *screen,
                           struct bench_size size, double budget)
{
    const char *const options[] = {"-r", "1s", "-w", window, NULL};
    struct bench_stream streams[TENANTS];
    struct redis_server *server = create_fleet(streams, MS_PER_SECOND, MS_PER_SECOND);
    struct terminal *terminal = bench_screen(server->unix_url, options, screen, size);

    print_bytes(what, screen, size, per_refresh(server, streams, terminal), "B", budget);
    terminal_free(terminal);
    redis_server_free(server);
}

static void measure(const struct screen *screen, struct bench_size size,
                    const struct budgets *budget)
{
    measure_quiet(screen, size, budget);
    measure_growth("new values", "7d", screen, size, budget->values);
    measure_growth("new bucket", "1m", screen, size, budget->buckets);
}

/* Numbered by screens, and by sizes within each. */
static void measure_numbered(size_t number)
{
    size_t count;
    const struct screen *screen = screen_table(&count)[number / BENCH_SIZES];
    size_t size = number % BENCH_SIZES;

    if (bench_wants(screen))
        measure(screen, bench_sizes[size], &budgets[size]);
}

void bench_bytes(void)
{
    size_t count;

    screen_table(&count);
    bench_side_by_side(count * BENCH_SIZES, measure_numbered);
}
