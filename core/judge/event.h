/* Event: what changed, when, and for how long; derived from history, never stored. */
#ifndef JUDGE_EVENT_H
#define JUDGE_EVENT_H

#include "judge/past.h"

enum event_kind {
    EVENT_CHANGE,  /* a dimension's severity went from `from` to `to` */
    EVENT_SILENCE, /* no report, not even a duplicate, for longer than tenant_silent_after() */
    EVENT_NOTICE   /* something happened to the stream: see `notice` */
};

struct event {
    enum event_kind kind;
    size_t dimension; /* of EVENT_CHANGE */
    enum severity from;
    enum severity to;
    int64_t start_ms;
    int64_t end_ms; /* when the next change of this dimension came, or the silence ended; the
                       window's end while it lasts */
    bool ongoing;
    double z; /* of the report that brought the change; NaN unknown */
    const struct notice *notice;
};

/* Fills `events` with the newest `capacity` events that begin in the window, newest first, and
 * returns how many there are in `events`; `*total` (may be NULL) is how many there are in all. Of
 * one moment, notices come before silences, and these before changes, in order of the columns.
 * Holes are no change: a dimension keeps its severity until a report says otherwise. `past` is
 * renewed.
 */
size_t events_collect(struct past *past, const struct tenant *tenant, struct time_range window,
                      struct event *events, size_t capacity, size_t *total);

#endif
