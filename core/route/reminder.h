/* Reminder: tells Alertmanagers again of what closed a short while ago (resolved.h). What becomes
 * of it is no matter, as it was accepted once. */
#ifndef ROUTE_REMINDER_H
#define ROUTE_REMINDER_H

#include "route/http.h"
#include "route/http_access.h"

struct reminder;

/* `every_ms` is the time between two; more than a minute, or 0, is a minute. */
struct reminder *reminder_open(uv_loop_t *loop, struct http *http, int64_t every_ms);

/* A message was accepted where `access` leads to: from now on what it closed is told again there,
 * and what it opened is not. */
void reminder_accepted(struct reminder *reminder, struct http_access *access,
                       const struct message *message);

/* Ends it, before the posts are closed. `closed` is called later, from the loop. */
void reminder_close(struct reminder *reminder, void (*closed)(void *context), void *context);

#endif
