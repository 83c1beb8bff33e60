#include "config.h"

#include "support/wait.h"

#include <limits.h>
#include <time.h>

#define FIRST_PAUSE_US 1000
#define LONGEST_PAUSE_US 10000

int64_t wait_clock_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

struct deadline deadline_in(int64_t ms)
{
    return (struct deadline){.end_us = wait_clock_us() + ms * 1000, .pause_us = FIRST_PAUSE_US};
}

int deadline_left(const struct deadline *deadline)
{
    int64_t left = (deadline->end_us - wait_clock_us() + 999) / 1000;

    if (left < 0)
        return 0;
    return left > INT_MAX ? INT_MAX : (int)left;
}

bool deadline_pause(struct deadline *deadline)
{
    struct timespec pause = {.tv_nsec = (long)deadline->pause_us * 1000};

    if (deadline_left(deadline) == 0)
        return false;
    nanosleep(&pause, NULL);
    deadline->pause_us *= 2;
    if (deadline->pause_us > LONGEST_PAUSE_US)
        deadline->pause_us = LONGEST_PAUSE_US;
    return true;
}

void deadline_pass(struct deadline deadline)
{
    while (deadline_pause(&deadline))
        continue;
}
