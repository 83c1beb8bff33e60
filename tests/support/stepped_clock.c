/* A clock for the programs of a test, which it can put forward: two hours pass in a moment. This is
 * loaded in front of the C library (LD_PRELOAD); stepped_clock.h says what the files hold that the
 * environment names. What stands in front of the library's functions names its parameters as
 * <time.h> and the like do; a timeout is in milliseconds. */
#define _GNU_SOURCE

#include "support/stepped_clock.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_S INT64_C(1000000000)
#define SIGNAL_SET_SIZE 8 /* as the kernel has it */
#define NS_PER_MS INT64_C(1000000)
#define LOOK_NS (5 * NS_PER_MS)      /* how late it is noticed that the clock was put forward, */
#define REST_LOOK_NS (NS_PER_MS / 5) /* and that it is asked whether the program rests */

/* Maps the file that a variable names; NULL where there is none. */
static void *map_file(const char *variable, size_t size, bool writes)
{
    const char *path = getenv(variable);
    int file = path ? open(path, (writes ? O_RDWR : O_RDONLY) | O_CLOEXEC) : -1;

    if (file < 0)
        return NULL;
    void *memory = mmap(NULL, size, PROT_READ | (writes ? PROT_WRITE : 0), MAP_SHARED, file, 0);
    close(file);
    return memory == MAP_FAILED ? NULL : memory;
}

static const _Atomic int64_t *find_ahead(void)
{
    static const _Atomic int64_t nothing = 0;
    const _Atomic int64_t *found = map_file("STEPPED_CLOCK", sizeof(nothing), false);

    return found != NULL ? found : &nothing;
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

/* Memory that is under a sanitizer is the sanitizer's. */
size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));

static uint64_t heap_in_use(void)
{
    if (__sanitizer_get_current_allocated_bytes)
        return __sanitizer_get_current_allocated_bytes();
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
    struct mallinfo2 heap = mallinfo2();
    return heap.uordblks + heap.hblkhd;
#else
    return 0;
#endif
}

/* Returns NULL where nobody asks. */
static struct stepped_rest *find_rest(void)
{
    static struct stepped_rest *rest;
    static bool sought;

    if (!sought)
        rest = map_file("STEPPED_CLOCK_REST", sizeof(*rest), true);
    sought = true;
    return rest;
}

/* The program rests, and did so when it had been asked that often. */
static void tell_rest(struct stepped_rest *rest, uint64_t asked)
{
    if (rest == NULL)
        return;
    uint64_t heap_asked = atomic_load(&rest->heap_asked);
    if (heap_asked != atomic_load(&rest->heap_answered)) {
        atomic_store(&rest->heap_bytes, heap_in_use());
        atomic_store(&rest->heap_answered, heap_asked);
    }
    atomic_store(&rest->answered, asked);
}

static void note_turn(struct stepped_rest *rest)
{
    if (rest != NULL)
        atomic_fetch_add(&rest->turns, 1);
}

/* Older kernels wait for whole milliseconds. */
static long wait_piece(int epfd, struct epoll_event *events, int maxevents, int64_t piece_ns,
                       const sigset_t *ss)
{
    long found = -1;

#ifdef SYS_epoll_pwait2
    struct timespec piece = {.tv_sec = piece_ns / NS_PER_S, .tv_nsec = piece_ns % NS_PER_S};
    found = syscall(SYS_epoll_pwait2, epfd, events, maxevents, &piece, ss, SIGNAL_SET_SIZE);
    if (found >= 0 || errno != ENOSYS)
        return found;
#endif
    int piece_ms = (int)((piece_ns + NS_PER_MS - 1) / NS_PER_MS);
    return syscall(SYS_epoll_pwait, epfd, events, maxevents, piece_ms, ss, SIGNAL_SET_SIZE);
}

/* Waits in short pieces, and ends early once the clock was put forward: whoever asked looks at the
 * time again. Who waits without an end does not ask for the time. */
int epoll_pwait(int epfd, struct epoll_event *events, int maxevents, int timeout,
                const sigset_t *ss)
{
    struct stepped_rest *rest = find_rest();
    int64_t look_ns = rest != NULL ? REST_LOOK_NS : LOOK_NS;
    int64_t left_ns = timeout * NS_PER_MS;
    int64_t ahead = ahead_ns();

    for (;;) {
        uint64_t asked = rest != NULL ? atomic_load(&rest->asked) : 0;
        int64_t piece_ns = timeout < 0 || left_ns > look_ns ? look_ns : left_ns;
        long found = wait_piece(epfd, events, maxevents, piece_ns, ss);
        left_ns -= piece_ns;
        if (found != 0 || (timeout >= 0 && (left_ns <= 0 || ahead_ns() != ahead))) {
            note_turn(rest);
            return (int)found;
        }
        tell_rest(rest, asked);
    }
}

int epoll_wait(int epfd, struct epoll_event *events, int maxevents, int timeout)
{
    return epoll_pwait(epfd, events, maxevents, timeout, NULL);
}
