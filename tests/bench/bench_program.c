#include "config.h"

#include "bench/bench_program.h"

#include "bench/bench.h"
#include "support/die.h"
#include "support/string_list.h"
#include "support/wait.h"
#include "support/ways.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define EXAMINATION_MS 600000
#define QUIET_MS 150
#define KEY_QUIET_MS 3

const struct bench_size bench_sizes[BENCH_SIZES] = {{80, 24, "80x24"}, {200, 50, "200x50"}};

struct terminal *bench_program(const char *source, const char *const *options,
                               struct bench_size size)
{
    struct string_list arguments = {0};
    struct terminal_setup setup = {.columns = size.columns, .rows = size.rows};

    string_list_add(&arguments, getenv("DRIFTOP"));
    string_list_add_all(&arguments, options);
    string_list_add(&arguments, source);
    setup.argv = (const char *const *)arguments.items;
    struct terminal *terminal = terminal_start(&setup);
    string_list_free(&arguments);
    return terminal;
}

struct terminal *bench_screen(const char *source, const char *const *options,
                              const struct screen *screen, struct bench_size size)
{
    struct terminal *terminal = bench_program(source, options, size);
    struct buffer keys = {0};

    bench_expect(terminal, "all judged");
    bench_settle(terminal);
    if (!way_to(screen, &keys))
        die("no key leads to the screen %s", screen->name);
    for (size_t i = 0; i < keys.size; i++) {
        terminal_type(terminal, (char[]){keys.data[i], '\0'});
        bench_settle(terminal);
    }
    buffer_free(&keys);
    return terminal;
}

bool bench_wants(const struct screen *screen)
{
    const char *wanted = getenv("SCREENS");

    return wanted == NULL || strstr(wanted, screen->name) != NULL;
}

void bench_expect(struct terminal *terminal, const char *text)
{
    if (!terminal_wait_text(terminal, text, BENCH_PATIENCE_MS))
        die("the dashboard does not show %s", text);
}

void bench_settle(struct terminal *terminal)
{
    if (!terminal_wait_quiet(terminal, QUIET_MS, BENCH_PATIENCE_MS))
        die("the dashboard does not stop writing");
}

static bool is_loaded(struct terminal *terminal, void *context)
{
    (void)context;
    return !terminal_find(terminal, "loading", NULL, NULL);
}

/* A frame that says so comes a little after the window is asked for. */
bool bench_wait_loaded(struct terminal *terminal, int ms)
{
    terminal_run(terminal, QUIET_MS);
    return terminal_wait(terminal, is_loaded, NULL, ms);
}

void bench_examined(struct terminal *terminal)
{
    terminal_type(terminal, "x");
    if (!terminal_wait_text(terminal, ", again in", EXAMINATION_MS))
        die("the examination does not end");
    terminal_type(terminal, "\x1b");
    bench_expect(terminal, "tenant-0");
    bench_settle(terminal);
}

struct bench_latency bench_latency(struct terminal *terminal, const char *first, const char *second)
{
    double times[BENCH_LATENCY_KEYS];

    for (size_t i = 0; i < BENCH_LATENCY_KEYS; i++) {
        terminal_wait_quiet(terminal, KEY_QUIET_MS, BENCH_PATIENCE_MS);
        size_t bytes = terminal_bytes(terminal);
        int64_t start = wait_clock_us();
        terminal_type(terminal, i % 2 == 0 ? first : second);
        if (!terminal_wait_bytes(terminal, bytes, BENCH_PATIENCE_MS))
            die("a key changes nothing");
        times[i] = bench_ms_since(start);
    }
    return (struct bench_latency){bench_percentile(times, BENCH_LATENCY_KEYS, 50),
                                  bench_percentile(times, BENCH_LATENCY_KEYS, 99)};
}

struct bench_latency bench_echo(struct bench_size size)
{
    static const char *const argv[] = {"sh", "-c", "stty raw -echo; echo ready; exec cat", NULL};
    struct terminal *terminal = terminal_start(
        &(struct terminal_setup){.argv = argv, .columns = size.columns, .rows = size.rows});

    bench_expect(terminal, "ready");
    struct bench_latency latency = bench_latency(terminal, "a", "b");
    terminal_free(terminal);
    return latency;
}

static long status_field(pid_t pid, const char *field)
{
    char path[64], line[256];
    long value = -1;

    snprintf(path, sizeof(path), "/proc/%ld/status", (long)pid);
    FILE *file = fopen(path, "r");
    if (!file)
        die_errno("open %s", path);
    while (value < 0 && fgets(line, sizeof(line), file)) {
        if (strncmp(line, field, strlen(field)) == 0 && line[strlen(field)] == ':')
            value = strtol(line + strlen(field) + 1, NULL, 10);
    }
    fclose(file);
    if (value < 0)
        die("%s has no %s", path, field);
    return value;
}

struct usage bench_usage(pid_t pid)
{
    clockid_t clock;
    struct timespec cpu;

    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &cpu) != 0)
        die("read the CPU time of process %ld", (long)pid);
    return (struct usage){.cpu_ms = (double)cpu.tv_sec * 1e3 + (double)cpu.tv_nsec / 1e6,
                          .wake_ups = status_field(pid, "voluntary_ctxt_switches"),
                          .resident_kib = status_field(pid, "VmRSS")};
}

long bench_peak_kib(pid_t pid)
{
    return status_field(pid, "VmHWM");
}
