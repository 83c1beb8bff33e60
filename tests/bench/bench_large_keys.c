/* How long a key takes in a large fleet until what it asked for is seen. Frames come at any time
 * there, so that the first byte behind a key proves nothing. */
#include "config.h"

#include "bench/bench.h"
#include "bench/bench_large.h"
#include "bench/bench_program.h"
#include "support/die.h"
#include "support/wait.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEYS 200
#define PAUSE_MS 100
#define ROUNDS 5
#define HEADING_ROW 2
#define COLUMN 20 /* in the middle of a row of the table */
#define KEY_BUDGET_MS 20
#define FRAME_MS 16

/* Types, and returns how long it takes until it shows. */
static double answer(struct terminal *terminal, const char *keys, terminal_condition *shows,
                     void *context)
{
    int64_t start = wait_clock_us();

    terminal_type(terminal, keys);
    if (!terminal_wait(terminal, shows, context, BENCH_PATIENCE_MS))
        die("the key %s is not answered", keys);
    return bench_ms_since(start);
}

/* Returns the number of the tenant that is selected, -1 where none is to be seen. */
static long selected(struct terminal *terminal)
{
    int row = HEADING_ROW + 1;

    while (row < terminal_rows(terminal) &&
           terminal_cell(terminal, row, COLUMN).background == COLOR_DEFAULT)
        row++;
    if (row == terminal_rows(terminal))
        return -1;
    char *text = terminal_row(terminal, row);
    const char *name = strstr(text, "tenant-");
    long number = name ? strtol(name + strlen("tenant-"), NULL, 10) : -1;
    free(text);
    return number;
}

static bool has_moved(struct terminal *terminal, void *context)
{
    const long *before = context;
    long now = selected(terminal);

    return now >= 0 && now != *before;
}

static double move(struct terminal *terminal, size_t number)
{
    long before = selected(terminal);

    return answer(terminal, number % 2 == 0 ? "j" : "k", has_moved, &before);
}

size_t large_keys_while_loading(struct terminal *terminal, double *times, size_t size)
{
    size_t count = 0;

    /* At first it is the first row that is selected, whoever stands in it. */
    terminal_type(terminal, "j");
    terminal_run(terminal, 5 * PAUSE_MS);
    while (!terminal_find(terminal, "all judged", NULL, NULL)) {
        if (count < size)
            times[count] = move(terminal, count);
        count += count < size;
        terminal_run(terminal, PAUSE_MS);
    }
    return count;
}

void large_print_keys(const char *when, double *times, size_t count, double bare)
{
    static const double percents[] = {50, 99};
    char what[80];

    for (size_t i = 0; i < 2 && count > 0; i++) {
        snprintf(what, sizeof(what), "%s: key to what it moves, %.0f %%", when, percents[i]);
        bench_print(&(struct figure){.what = what,
                                     .value = bench_percentile(times, count, percents[i]),
                                     .unit = "ms",
                                     .budget = KEY_BUDGET_MS,
                                     .yardstick = "cat(1) there, median",
                                     .yardstick_value = bare});
    }
}

void large_measure_keys(struct terminal *terminal, double bare)
{
    double times[KEYS];

    terminal_type(terminal, "g");
    bench_settle(terminal);
    for (size_t i = 0; i < KEYS; i++) {
        times[i] = move(terminal, i);
        terminal_run(terminal, PAUSE_MS / 4);
    }
    large_print_keys("then", times, KEYS, bare);
}

static void print_longest(const char *what, double *times, size_t count, double budget, double bare)
{
    bench_print(&(struct figure){.what = what,
                                 .value = bench_percentile(times, count, 100),
                                 .unit = "ms",
                                 .budget = budget,
                                 .yardstick = "cat(1) there, median",
                                 .yardstick_value = bare});
}

struct typing {
    char text[64];  /* the prompt's, as it is to be seen */
    char count[32]; /* that is seen then; "": any */
};

static bool is_typed(struct terminal *terminal, void *context)
{
    const struct typing *typing = context;

    return terminal_find(terminal, typing->text, NULL, NULL) &&
           terminal_find(terminal, typing->count, NULL, NULL);
}

static void leave(struct terminal *terminal, const char *keys, const char *shows)
{
    for (; *keys; keys++) {
        terminal_type(terminal, (char[]){*keys, '\0'});
        bench_settle(terminal);
    }
    bench_expect(terminal, shows);
}

/* Every digit of a name leaves a tenth of the tenants. */
static void measure_filter(struct terminal *terminal, size_t tenants, double bare)
{
    static const char name[] = "tenant-0555";
    double times[sizeof(name) - 1];
    struct typing typing = {"Filter:", ""};
    size_t left = tenants;

    answer(terminal, "/", is_typed, &typing);
    for (size_t i = 0; i < sizeof(name) - 1; i++) {
        bool divides = i > strlen("tenant-"); /* all begin with a 0 */

        left = divides ? left / 10 : left;
        snprintf(typing.text, sizeof(typing.text), "Filter: %.*s", (int)i + 1, name);
        if (divides)
            snprintf(typing.count, sizeof(typing.count), " %zu of ", left);
        times[i] = answer(terminal, (char[]){name[i], '\0'}, is_typed, &typing);
        bench_settle(terminal);
    }
    print_longest("a letter of a filter to its rows, longest", times, sizeof(name) - 1, FRAME_MS,
                  bare);
    leave(terminal, "\x1b", "all judged");
}

static void measure_go_to(struct terminal *terminal, double bare)
{
    static const char name[] = "tenant-0777";
    double times[sizeof(name) - 1];
    struct typing typing = {"Go to tenant:", ""};

    answer(terminal, "t", is_typed, &typing);
    for (size_t i = 0; i < sizeof(name) - 1; i++) {
        snprintf(typing.text, sizeof(typing.text), "Go to tenant: %.*s", (int)i + 1, name);
        times[i] = answer(terminal, (char[]){name[i], '\0'}, is_typed, &typing);
        bench_settle(terminal);
    }
    print_longest("a letter of go-to, longest", times, sizeof(name) - 1, FRAME_MS, bare);
    leave(terminal, "\x1b", "all judged");
}

struct row {
    int number;
    char *text; /* that it had */
};

static bool is_another(struct terminal *terminal, void *context)
{
    const struct row *row = context;
    char *now = terminal_row(terminal, row->number);
    bool differs = strcmp(now, row->text) != 0;

    free(now);
    return differs;
}

/* Returns how long a key takes until a row of the screen is another. */
static double change(struct terminal *terminal, const char *key, int number)
{
    struct row row = {number, terminal_row(terminal, number)};
    double elapsed = answer(terminal, key, is_another, &row);

    free(row.text);
    bench_settle(terminal);
    return elapsed;
}

/* The heading says by what is sorted. */
static void measure_sort(struct terminal *terminal, double bare)
{
    double times[2 * ROUNDS];

    for (size_t i = 0; i < ROUNDS; i++) {
        times[2 * i] = change(terminal, "s", HEADING_ROW);
        times[2 * i + 1] = change(terminal, "R", HEADING_ROW);
    }
    print_longest("sorted by another column or reversed, longest", times, 2 * ROUNDS, FRAME_MS,
                  bare);
}

void large_measure_prompts(struct terminal *terminal, size_t tenants, double bare)
{
    measure_filter(terminal, tenants, bare);
    measure_go_to(terminal, bare);
    measure_sort(terminal, bare);
}

/* Every page has keys of its own in the last row. */
void large_measure_pages(struct terminal *terminal, double bare)
{
    static const struct {
        const char *key;
        const char *what;
    } pages[] = {{"e", "events opened, longest of five"},
                 {"m", "map opened, longest of five"},
                 {"x", "doctor opened, longest of five"},
                 {"?", "help opened, longest of five"}};
    double times[ROUNDS];

    for (size_t page = 0; page < sizeof(pages) / sizeof(pages[0]); page++) {
        for (size_t i = 0; i < ROUNDS; i++) {
            times[i] = change(terminal, pages[page].key, terminal_rows(terminal) - 1);
            leave(terminal, "\x1b", "all judged");
        }
        print_longest(pages[page].what, times, ROUNDS, KEY_BUDGET_MS, bare);
    }
}
