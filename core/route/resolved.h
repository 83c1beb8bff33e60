/* Resolved: what an Alertmanager was told of as closed a short while ago. It is told of it again
 * for five minutes, as Prometheus does: one that was started anew meanwhile, or that was away,
 * would keep it open otherwise. */
#ifndef ROUTE_RESOLVED_H
#define ROUTE_RESOLVED_H

#include "base/buffer.h"
#include "route/message.h"

#include <stdint.h>

#define RESOLVED_MS (5 * INT64_C(60000))

/* One of them, as it was told. */
struct resolved_alert {
    uint64_t hash; /* of its labels, by which it is known */
    char *labels;
    char *object;
    int64_t until_ms; /* monotonic */
};

/* Zero-initialised is empty. The oldest come first. */
struct resolved {
    struct resolved_alert *alerts;
    size_t count;
    size_t capacity;
};

/* A message was accepted: keeps what it closed, and forgets what it opened. `now_ms` is the wall
 * clock, by which it was told; `monotonic_ms` the other one. */
void resolved_accepted(struct resolved *resolved, const struct message *message, int64_t now_ms,
                       int64_t monotonic_ms);

/* Forgets what was told again for long enough. */
void resolved_expire(struct resolved *resolved, int64_t monotonic_ms);

/* Appends some of them as one array, from number `*at` on, up to about `size` bytes; `*at` goes on
 * behind the last. Returns false when none was left. */
bool resolved_write(const struct resolved *resolved, size_t *at, size_t size, struct buffer *out);

void resolved_free(struct resolved *resolved);

#endif
