#include "config.h"

#include "bench/bench.h"

#include "bench/bench_figure.h"
#include "support/die.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define AT_ONCE 6

struct side {
    pid_t pid;
    FILE *lines; /* that it prints */
};

static void start(struct side *side, void (*measure)(size_t), size_t index)
{
    fflush(NULL);
    side->lines = tmpfile();
    side->pid = side->lines ? fork() : -1;
    if (side->pid < 0)
        die_errno("measure side by side");
    if (side->pid > 0)
        return;
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (dup2(fileno(side->lines), STDOUT_FILENO) < 0)
        die_errno("redirect the lines");
    measure(index);
    fflush(stdout);
    _exit(EXIT_SUCCESS);
}

static void finish(struct side *side)
{
    int status;
    int character;

    if (waitpid(side->pid, &status, 0) != side->pid || status != 0)
        die("what was measured side by side failed");
    rewind(side->lines);
    while ((character = getc(side->lines)) != EOF)
        putchar(character);
    fclose(side->lines);
    fflush(stdout);
}

void bench_side_by_side(size_t count, void (*measure)(size_t index))
{
    struct side sides[AT_ONCE];

    bench_begin_figures();
    for (size_t i = 0; i < count + AT_ONCE; i++) {
        if (i >= AT_ONCE && i - AT_ONCE < count)
            finish(&sides[i % AT_ONCE]);
        if (i < count)
            start(&sides[i % AT_ONCE], measure, i);
    }
}
