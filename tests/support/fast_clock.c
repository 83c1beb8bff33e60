#include "config.h"

#include "support/fast_clock.h"

#include "base/timestamp.h"
#include "support/die.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define NS_PER_MS 1000000

const char *fast_clock_lacks(void)
{
    const char *library = getenv("STEPPED_CLOCK_LIBRARY");

    return library != NULL && access(library, R_OK) == 0 ? NULL : "there is no stepped_clock.so";
}

/* Makes a file of zeros that is shared with programs. */
static void *share(const char *path, size_t size)
{
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (file < 0 || ftruncate(file, (off_t)size) != 0)
        die_errno("make %s", path);
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (memory == MAP_FAILED)
        die_errno("map %s", path);
    close(file);
    return memory;
}

static void path_in(const struct fast_clock *clock, const char *name,
                    char out[static SCRATCH_SIZE * 2])
{
    snprintf(out, SCRATCH_SIZE * 2, "%s/%s", clock->directory, name);
}

/* A program that was built with sanitizers wants to load theirs first. */
static void permit_library(void)
{
    const char *given = getenv("ASAN_OPTIONS");
    char options[512];

    snprintf(options, sizeof(options), "%s%sverify_asan_link_order=0", given ? given : "",
             given ? ":" : "");
    setenv("ASAN_OPTIONS", options, 1);
}

void fast_clock_open(struct fast_clock *clock)
{
    char path[SCRATCH_SIZE * 2];

    permit_library();
    scratch_create(clock->directory);
    path_in(clock, "ahead", path);
    clock->ahead_ns = share(path, sizeof(*clock->ahead_ns));
}

void fast_clock_close(struct fast_clock *clock)
{
    if (clock->ahead_ns != NULL)
        munmap((void *)(uintptr_t)clock->ahead_ns, sizeof(*clock->ahead_ns));
    clock->ahead_ns = NULL;
}

void fast_clock_enter(const struct fast_clock *clock)
{
    char path[SCRATCH_SIZE * 2];

    path_in(clock, "ahead", path);
    setenv("STEPPED_CLOCK", path, 1);
    setenv("LD_PRELOAD", getenv("STEPPED_CLOCK_LIBRARY"), 1);
}

void fast_clock_leave(void)
{
    unsetenv("STEPPED_CLOCK");
    unsetenv("LD_PRELOAD");
}

void fast_clock_put_forward(struct fast_clock *clock, int64_t ms)
{
    atomic_fetch_add(clock->ahead_ns, ms * NS_PER_MS);
}

int64_t fast_clock_now(const struct fast_clock *clock)
{
    return timestamp_now() + atomic_load(clock->ahead_ns) / NS_PER_MS;
}

void fast_clock_rest_open(struct fast_clock_rest *rest, const struct fast_clock *clock,
                          const char *name)
{
    const size_t size = sizeof(rest->variables[0]);
    char path[SCRATCH_SIZE * 2];

    path_in(clock, name, path);
    rest->shared = share(path, sizeof(*rest->shared));
    snprintf(rest->variables[0], size, "STEPPED_CLOCK_REST=%s", path);
    path_in(clock, "ahead", path);
    snprintf(rest->variables[1], size, "STEPPED_CLOCK=%s", path);
    snprintf(rest->variables[2], size, "LD_PRELOAD=%s", getenv("STEPPED_CLOCK_LIBRARY"));
    for (size_t i = 0; i < 3; i++)
        rest->environment[i] = rest->variables[i];
    rest->environment[3] = NULL;
}

void fast_clock_rest_close(struct fast_clock_rest *rest)
{
    if (rest->shared != NULL)
        munmap(rest->shared, sizeof(*rest->shared));
    rest->shared = NULL;
}

uint64_t fast_clock_rest_ask(struct fast_clock_rest *rest)
{
    return atomic_fetch_add(&rest->shared->asked, 1) + 1;
}

bool fast_clock_rest_answered(const struct fast_clock_rest *rest, uint64_t asked)
{
    return atomic_load(&rest->shared->answered) >= asked;
}

uint64_t fast_clock_rest_turns(const struct fast_clock_rest *rest)
{
    return atomic_load(&rest->shared->turns);
}

uint64_t fast_clock_heap_ask(struct fast_clock_rest *rest)
{
    return atomic_fetch_add(&rest->shared->heap_asked, 1) + 1;
}

bool fast_clock_heap_answered(const struct fast_clock_rest *rest, uint64_t asked)
{
    return atomic_load(&rest->shared->heap_answered) >= asked;
}

uint64_t fast_clock_heap_bytes(const struct fast_clock_rest *rest)
{
    return atomic_load(&rest->shared->heap_bytes);
}
