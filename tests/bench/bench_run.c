#include "config.h"

#include "bench/bench_run.h"

#include "bench/bench.h"
#include "support/die.h"
#include "support/wait.h"

#include "base/buffer.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static double ms_of(struct timeval time)
{
    return (double)time.tv_sec * 1e3 + (double)time.tv_usec / 1e3;
}

pid_t bench_fork(void)
{
    fflush(NULL);
    pid_t pid = fork();

    if (pid < 0)
        die_errno("fork");
    if (pid == 0)
        prctl(PR_SET_PDEATHSIG, SIGKILL);
    return pid;
}

static pid_t start(const char *command)
{
    pid_t pid = bench_fork();

    if (pid == 0) {
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    return pid;
}

struct bench_run bench_run(const char *format, ...)
{
    struct buffer command = {0};
    struct rusage usage;
    va_list args;
    int status;

    va_start(args, format);
    buffer_vprintf(&command, format, args);
    va_end(args);
    int64_t begin = wait_clock_us();
    pid_t pid = start(buffer_text(&command));
    if (wait4(pid, &status, 0, &usage) != pid || status != 0)
        die("it failed: %s", buffer_text(&command));
    buffer_free(&command);
    return (struct bench_run){.wall_ms = bench_ms_since(begin),
                              .cpu_ms = ms_of(usage.ru_utime) + ms_of(usage.ru_stime),
                              .peak_kib = usage.ru_maxrss};
}
