#include "config.h"

#include "soak/measure.h"

#include "support/die.h"

#include <dirent.h>
#include <stdio.h>
#include <time.h>

static size_t count_descriptors(pid_t pid)
{
    char path[64];
    size_t count = 0;

    snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
    DIR *directory = opendir(path);
    if (directory == NULL)
        die_errno("open %s", path);
    for (const struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory))
        count += entry->d_name[0] != '.';
    closedir(directory);
    return count;
}

static uint64_t resident_bytes(pid_t pid)
{
    char path[64], line[256];
    unsigned long kib = 0;

    snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        die_errno("open %s", path);
    while (kib == 0 && fgets(line, sizeof(line), file) != NULL)
        (void)sscanf(line, "VmRSS: %lu", &kib);
    fclose(file);
    return (uint64_t)kib * 1024;
}

static int64_t cpu_ms(pid_t pid)
{
    clockid_t clock;
    struct timespec time;

    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &time) != 0)
        die("read the CPU time of process %d", (int)pid);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static uint64_t heap_bytes(struct screen_user *user)
{
    uint64_t asked = fast_clock_heap_ask(&user->rest);

    while (!fast_clock_heap_answered(&user->rest, asked))
        terminal_run(user->terminal, 1);
    return fast_clock_heap_bytes(&user->rest);
}

struct measure measure_take(struct screen_user *user)
{
    pid_t pid = terminal_pid(user->terminal);

    return (struct measure){.heap = heap_bytes(user),
                            .resident = resident_bytes(pid),
                            .descriptors = count_descriptors(pid),
                            .cpu_ms = cpu_ms(pid)};
}
