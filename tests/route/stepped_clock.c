/* A clock for the programs of a test, which it can put forward: two hours pass in a moment. This is
 * loaded in front of the C library (LD_PRELOAD). $STEPPED_CLOCK names a file of eight bytes: the
 * nanoseconds by which the clock is ahead. What stands in front of the library's functions names
 * its parameters as <time.h> and the like do; a timeout is in milliseconds. */
#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_S INT64_C(1000000000)
#define SIGNAL_SET_SIZE 8 /* as the kernel has it */
#define LOOK_MS 5         /* how late it is noticed that the clock was put forward */

static const _Atomic int64_t *find_ahead(void)
{
    static const _Atomic int64_t nothing = 0;
    const char *path = getenv("STEPPED_CLOCK");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;

    if (file < 0)
        return &nothing;
    void *memory = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
    close(file);
    return memory == MAP_FAILED ? &nothing : memory;
}

static int64_t ahead_ns(void)
{
    static const _Atomic int64_t *ahead;

    if (ahead == NULL)
        ahead = find_ahead();
    return atomic_load(ahead);
}

int clock_gettime(clockid_t clock_id, struct timespec *tp)
{
    if (syscall(SYS_clock_gettime, clock_id, tp) != 0)
        return -1;
    if (clock_id == CLOCK_PROCESS_CPUTIME_ID || clock_id == CLOCK_THREAD_CPUTIME_ID)
        return 0;
    int64_t time_ns = tp->tv_sec * NS_PER_S + tp->tv_nsec + ahead_ns();
    *tp = (struct timespec){.tv_sec = time_ns / NS_PER_S, .tv_nsec = time_ns % NS_PER_S};
    return 0;
}

int gettimeofday(struct timeval *restrict tv, void *restrict tz)
{
    struct timespec time;

    (void)tz;
    if (clock_gettime(CLOCK_REALTIME, &time) != 0)
        return -1;
    *tv = (struct timeval){.tv_sec = time.tv_sec, .tv_usec = time.tv_nsec / 1000};
    return 0;
}

time_t time(time_t *timer)
{
    struct timespec time = {0};

    clock_gettime(CLOCK_REALTIME, &time);
    if (timer)
        *timer = time.tv_sec;
    return time.tv_sec;
}

/* Waits in short pieces, and ends early once the clock was put forward: whoever asked looks at the
 * time again. */
int epoll_pwait(int epfd, struct epoll_event *events, int maxevents, int timeout,
                const sigset_t *ss)
{
    int64_t ahead = ahead_ns();
    int left_ms = timeout;

    for (;;) {
        int piece_ms = left_ms < 0 || left_ms > LOOK_MS ? LOOK_MS : left_ms;
        long found = syscall(SYS_epoll_pwait, epfd, events, maxevents, timeout < 0 ? -1 : piece_ms,
                             ss, SIGNAL_SET_SIZE);
        left_ms -= piece_ms;
        if (found != 0 || timeout < 0 || left_ms <= 0 || ahead_ns() != ahead)
            return (int)found;
    }
}

int epoll_wait(int epfd, struct epoll_event *events, int maxevents, int timeout)
{
    return epoll_pwait(epfd, events, maxevents, timeout, NULL);
}
