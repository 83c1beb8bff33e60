#include "config.h"

#include "bench/bench_counter.h"

#include "bench/bench_program.h"
#include "support/die.h"

#include <linux/perf_event.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The kernel refuses where it must (perf_event_paranoid), and has none in many virtual machines. */
static int open_counter(pid_t pid)
{
    struct perf_event_attr attributes = {.type = PERF_TYPE_HARDWARE,
                                         .size = sizeof(attributes),
                                         .config = PERF_COUNT_HW_INSTRUCTIONS,
                                         .exclude_kernel = 1,
                                         .exclude_hv = 1};

    return (int)syscall(SYS_perf_event_open, &attributes, pid, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

const char *bench_counter_unit(void)
{
    int descriptor = open_counter(0);

    if (descriptor < 0)
        return "ms of CPU";
    close(descriptor);
    return "M instructions";
}

static double spent(const struct bench_counter *counter)
{
    uint64_t count;

    if (counter->descriptor < 0)
        return bench_usage(counter->pid).cpu_ms;
    if (read(counter->descriptor, &count, sizeof(count)) != (ssize_t)sizeof(count))
        die_errno("read a counter of instructions");
    return (double)count / 1e6;
}

struct bench_counter bench_counter_start(pid_t pid)
{
    struct bench_counter counter = {.pid = pid, .descriptor = open_counter(pid)};

    counter.start = spent(&counter);
    return counter;
}

double bench_counter_read(const struct bench_counter *counter)
{
    return spent(counter) - counter->start;
}

void bench_counter_stop(struct bench_counter *counter)
{
    if (counter->descriptor >= 0)
        close(counter->descriptor);
}
