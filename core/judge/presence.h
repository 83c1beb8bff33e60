/* Presence: whether a dimension still comes. */
#ifndef JUDGE_PRESENCE_H
#define JUDGE_PRESENCE_H

#include "base/stream_id.h"

/* A dimension missing from this many of the newest reports is stale. */
#define STALE_AFTER_REPORTS 3

/* Returns true when as many of the newest reports came after the dimension's newest `reading` as
 * make it stale. `reports` are IDs, newest first; more than STALE_AFTER_REPORTS are not looked at.
 */
bool presence_is_stale(const struct stream_id *reports, size_t count, struct stream_id reading);

#endif
