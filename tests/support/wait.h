/* Wait: for a condition to hold, with an end to the patience. Tests never sleep for a fixed time.
 */
#ifndef SUPPORT_WAIT_H
#define SUPPORT_WAIT_H

#include <stdbool.h>
#include <stdint.h>

/* For what has to come: where all is well it is never waited out. A machine that does more than
 * this, under valgrind, may stand still for seconds. */
#define PATIENCE_MS 60000

struct deadline {
    int64_t end_us;
    int64_t pause_us;
};

/* Returns a clock in microseconds that never steps. */
int64_t wait_clock_us(void);

struct deadline deadline_in(int64_t ms);

/* Returns the whole milliseconds that are left, for poll(); 0 when the time is up. */
int deadline_left(const struct deadline *deadline);

/* Pauses before the next look at a condition: 1 ms at first, 10 ms at most. Returns false when the
 * time is up. For what no descriptor tells: while (!holds()) if (!deadline_pause(&d)) die(…). */
bool deadline_pause(struct deadline *deadline);

/* Returns when the time is up: for a test that is about time that passes. */
void deadline_pass(struct deadline deadline);

#endif
