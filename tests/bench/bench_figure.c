#include "config.h"

#include "bench/bench_figure.h"

#include "bench/bench.h"
#include "bench/bench_machine.h"
#include "support/die.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FAR_OVER 1.5 /* times the budget */
#define NAME_SIZE 256

/* What was over, a line each: by how much, and its name. A file, as processes share it that measure
 * side by side. */
static FILE *over;

static const char *subject = "";
static bool in_figures; /* rows of figures stand right above */

bool bench_is_markdown(void)
{
    const char *format = getenv("FORMAT");

    return format != NULL && strcmp(format, "markdown") == 0;
}

void bench_begin_run(void)
{
    char machine[512];

    over = tmpfile();
    if (over == NULL)
        die_errno("make a temporary file");
    bench_machine(machine, sizeof(machine));
    printf(bench_is_markdown() ? "%s\n" : "# %s\n", machine);
    fflush(stdout);
}

void bench_begin_subject(const char *name)
{
    subject = name;
    if (bench_is_markdown())
        printf("\n### %s\n", name);
    fflush(stdout);
    in_figures = false;
}

void bench_begin_figures(void)
{
    if (bench_is_markdown() && !in_figures)
        puts("\n| what | figure | budget | beside it |\n|---|--:|--:|---|");
    fflush(stdout);
    in_figures = true;
}

/* Returns the greatest value allowed, or 0. */
static double limit_of(const struct figure *figure)
{
    return figure->budget > 0 ? figure->budget : figure->budget_ratio * figure->yardstick_value;
}

static void note_over(const struct figure *figure, double times)
{
    fseek(over, 0, SEEK_END);
    if (dprintf(fileno(over), "%.2f %s: %s\n", times, subject, figure->what) < 0)
        die_errno("note what is over its budget");
}

static double ratio_of(const struct figure *figure)
{
    return figure->yardstick_value > 0 ? figure->value / figure->yardstick_value : 0;
}

static void print_text(const struct figure *figure, bool exceeds)
{
    printf("%-64s %9.2f %-4s", figure->what, figure->value, figure->unit);
    if (figure->budget > 0)
        printf(" budget %8.2f ", figure->budget);
    else if (figure->budget_ratio > 0)
        printf(" budget %7.2fx ", figure->budget_ratio);
    else
        printf(" %15s ", "");
    printf("%-5s", exceeds ? "OVER" : "ok");
    if (figure->yardstick)
        printf("  %.2fx of %.2f %s: %s", ratio_of(figure), figure->yardstick_value, figure->unit,
               figure->yardstick);
    putchar('\n');
}

static void print_markdown(const struct figure *figure, bool exceeds)
{
    const char *strong = exceeds ? "**" : "";

    printf("| %s | %s%.2f %s%s | ", figure->what, strong, figure->value, figure->unit, strong);
    if (figure->budget > 0)
        printf("%.6g %s", figure->budget, figure->unit);
    else if (figure->budget_ratio > 0)
        printf("%.6g ×", figure->budget_ratio);
    if (figure->yardstick)
        printf(" | %.2f × %.2f %s: %s |\n", ratio_of(figure), figure->yardstick_value, figure->unit,
               figure->yardstick);
    else
        printf(" | |\n");
}

void bench_print(const struct figure *figure)
{
    double limit = limit_of(figure);
    bool exceeds = limit > 0 && figure->value > limit;

    bench_begin_figures();
    if (bench_is_markdown())
        print_markdown(figure, exceeds);
    else
        print_text(figure, exceeds);
    fflush(stdout);
    if (exceeds)
        note_over(figure, figure->value / limit);
}

static void print_heads(const char *const *columns, size_t count)
{
    printf("%s%-9s", bench_is_markdown() ? "\n| " : "", columns[0]);
    for (size_t i = 1; i < count; i++)
        printf(bench_is_markdown() ? " | %s" : " %19s", columns[i]);
    puts(bench_is_markdown() ? " |" : "");
}

void bench_begin_table(const char *const *columns, size_t count)
{
    print_heads(columns, count);
    for (size_t i = 0; bench_is_markdown() && i <= count; i++)
        fputs(i == 0 ? "|---" : i == count ? "|\n" : "|--:", stdout);
    fflush(stdout);
    in_figures = false;
}

void bench_print_row(const char *name, const double *values, size_t count)
{
    printf(bench_is_markdown() ? "| %s" : "%-9s", name);
    for (size_t i = 0; i < count; i++) {
        char text[32] = "-";

        if (isfinite(values[i]))
            snprintf(text, sizeof(text), "%.2f", values[i]);
        printf(bench_is_markdown() ? " | %s" : " %19s", text);
    }
    puts(bench_is_markdown() ? " |" : "");
    fflush(stdout);
}

size_t bench_end_run(void)
{
    char line[NAME_SIZE];
    size_t count = 0, far = 0;

    rewind(over);
    while (fgets(line, sizeof(line), over)) {
        if (count++ == 0)
            puts(bench_is_markdown() ? "\nOver their budgets, and how many times:\n"
                                     : "over their budgets, and how many times:");
        far += strtod(line, NULL) > FAR_OVER;
        printf(bench_is_markdown() ? "- %s" : "  %s", line);
    }
    if (count == 0)
        puts(bench_is_markdown() ? "\nNothing was over its budget."
                                 : "nothing was over its budget");
    fclose(over);
    return far;
}
