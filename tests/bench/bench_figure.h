/* Bench figure: how the lines of a run are printed, and which of them were over their budgets. */
#ifndef BENCH_BENCH_FIGURE_H
#define BENCH_BENCH_FIGURE_H

#include <stdbool.h>
#include <stddef.h>

/* Prints what was measured, where and when. Must be called before any other. */
void bench_begin_run(void);

/* Prints what stands above the lines of a subject. */
void bench_begin_subject(const char *name);

/* Prints the head of a table of figures, unless they go on: before processes print some of them. */
void bench_begin_figures(void);

/* Returns whether tables of markdown are wanted. */
bool bench_is_markdown(void);

/* Begins a table of numbers, prints a row of it; the first column is a name. What is not finite
 * is not known. */
void bench_begin_table(const char *const *columns, size_t count);
void bench_print_row(const char *name, const double *values, size_t count);

/* Names what was over its budget. Returns how many figures were over by more than half. */
size_t bench_end_run(void);

#endif
