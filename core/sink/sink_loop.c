/* The sink's loop, which goes on whenever the caller lets it. */
#include "config.h"

#include "sink/sink_private.h"

#include "base/memory.h"

#include <errno.h>
#include <limits.h>

#define TURNS_MAX 16 /* of the loop, before the caller has its turn */

#define LIBUV_1_44 (1 << 16 | 44 << 8)
#define OLD_LIBUV_MS 20

/* Runs the loop without waiting, until all that was handed to the client has left. */
void sink_turn(struct sink *sink)
{
    sink->turned_ms = timestamp_monotonic();
    for (int i = 0; i < TURNS_MAX; i++) {
        sink->sent = false;
        uv_run(&sink->loop, UV_RUN_NOWAIT);
        if (!sink->sent)
            break;
    }
}

/* Returns the shorter of two waits, where -1 is for ever. */
static int shorter(int a, int b)
{
    return a < 0 || (b >= 0 && b < a) ? b : a;
}

/* Returns how long the loop may be left alone. Before 1.44 libuv may not tell of descriptors that
 * it has yet to add to those it waits for: it is looked after more often then. */
static int loop_timeout(const struct sink *sink)
{
    int timeout_ms = uv_backend_timeout(&sink->loop);

    return uv_version() < LIBUV_1_44 ? shorter(timeout_ms, OLD_LIBUV_MS) : timeout_ms;
}

int sink_poll(struct sink *sink, struct pollfd *fds, nfds_t count, int timeout_ms)
{
    int wait_ms = 0;

    sink->woken = false;
    sink->polled = mem_resize(sink->polled, count + 1, sizeof(*sink->polled));
    for (nfds_t i = 0; i < count; i++)
        sink->polled[i] = fds[i];
    sink_turn(sink);
    sink->polled[count] = (struct pollfd){.fd = uv_backend_fd(&sink->loop), .events = POLLIN};
    if (!sink->woken && !sink->sent)
        wait_ms = shorter(timeout_ms, loop_timeout(sink));
    int ready = poll(sink->polled, count + 1, wait_ms);
    int reason = errno;
    sink_turn(sink);
    if (ready > 0 && sink->polled[count].revents != 0)
        ready--;
    for (nfds_t i = 0; i < count; i++)
        fds[i].revents = ready < 0 ? 0 : sink->polled[i].revents;
    errno = reason;
    return ready;
}

int sink_time_left(int64_t deadline_ms)
{
    int64_t left_ms = deadline_ms - timestamp_monotonic();

    return left_ms <= 0 ? 0 : left_ms > INT_MAX ? INT_MAX : (int)left_ms;
}

/* It only wakes the loop. */
static void on_alarm(uv_timer_t *alarm)
{
    (void)alarm;
}

/* Nobody else's descriptors are waited for, so that the loop itself can wait: an answer costs one
 * system call to be waited for and one to be read. */
bool sink_run_until(struct sink *sink, const bool *done, int64_t deadline_ms)
{
    int left_ms;

    while (!*done && (left_ms = sink_time_left(deadline_ms)) > 0) {
        uv_update_time(&sink->loop);
        uv_timer_start(&sink->alarm, on_alarm, (uint64_t)left_ms, 0);
        uv_run(&sink->loop, UV_RUN_ONCE);
        sink->turned_ms = timestamp_monotonic();
    }
    uv_timer_stop(&sink->alarm);
    return *done;
}
