/* Bench machine: where and when a run was measured. */
#ifndef BENCH_BENCH_MACHINE_H
#define BENCH_BENCH_MACHINE_H

#include <stddef.h>

/* Writes a line: the date, the processor, the kernel, the server, the compiler, and what makes the
 * figures worth less (no optimisation, others at work). */
void bench_machine(char *line, size_t size);

#endif
