/* Fleet compare: whether two sources show the same, one of which has just been opened. */
#ifndef LIVE_FLEET_COMPARE_H
#define LIVE_FLEET_COMPARE_H

#include "base/error.h"
#include "live/watcher.h"

/* Compares what is known of each tenant: its newest entries, the history from `since_ms` on, how
 * long its stream is, and the verdict at `now_ms`. A tenant that the fresh one does not know must
 * be gone, or unreadable. Returns true, or false and the first difference. */
bool fleet_shows_the_same(const struct watcher *watcher, const struct watcher *fresh,
                          int64_t since_ms, int64_t now_ms, struct error *difference);

#endif
