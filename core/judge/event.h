/* Event: what changed, when, and for how long; derived from history, never stored. */
#ifndef JUDGE_EVENT_H
#define JUDGE_EVENT_H

#include "drift/metadata_changes.h"
#include "judge/past.h"
#include "judge/verdict.h"

/* In the order in which those of one moment stand, the last first. */
enum event_kind {
    EVENT_CHANGE,   /* a dimension's severity went from `from` to `to` */
    EVENT_FLAPPING, /* it changed again and again between `from` and `to`, the worse one */
    EVENT_NOT_BACK, /* it is ok again, and its value not back to where it was */
    EVENT_BACK,     /* it comes again */
    EVENT_GONE,     /* it does not come any more */
    EVENT_RENAMED,  /* it is `other` now */
    EVENT_METADATA, /* its reports say something else of how its values come about */
    EVENT_SILENCE,  /* no report, not even a duplicate, for longer than tenant_silent_after() */
    EVENT_NOTICE,   /* something happened to the stream: see `notice` */
    EVENT_AWAY      /* the source did not answer: see `reason` */
};

struct event {
    enum event_kind kind;
    size_t dimension; /* of all but a silence and a notice */
    struct spoken from;
    struct spoken to;
    int64_t start_ms; /* of EVENT_GONE the first report without it; of EVENT_FLAPPING the first
                         change, which may lie before the window */
    int64_t end_ms;   /* when the next change of this dimension came, the last change of a flapping
                         one, when a silence or an absence ended; the window's end while it lasts */
    bool ongoing;
    double z;                 /* of the report that brought the change; NaN unknown */
    struct flapping flapping; /* of EVENT_FLAPPING */
    struct not_back not_back; /* of EVENT_NOT_BACK, and the value now */
    double value;
    size_t other;                    /* dimension, of EVENT_RENAMED */
    struct metadata_change metadata; /* of EVENT_METADATA */
    const struct notice *notice;
    const char *reason; /* of EVENT_AWAY */
};

/* Returns true when it happened to no dimension, but to all of a tenant or to the source. */
bool event_is_whole(const struct event *event);

/* Fills `events` with the newest `capacity` events that begin in the window, newest first, and
 * returns how many there are in `events`; `*total` (may be NULL) is how many there are in all.
 * Holes are no change: a dimension keeps its severity until a report says otherwise. Changes that
 * are part of a flapping are not told one by one. Of one moment, what happened to the stream comes
 * before what its reports say, and that in order of the columns. `past` is renewed. What is not
 * back stands in the verdict as of the window's end; NULL: it is not told. */
size_t events_collect(struct past *past, const struct tenant *tenant,
                      const struct tenant_verdict *verdict, struct time_range window,
                      struct event *events, size_t capacity, size_t *total);

/* The same of a past as it is. */
size_t events_of(const struct past *past, const struct tenant *tenant,
                 const struct tenant_verdict *verdict, struct time_range window,
                 struct event *events, size_t capacity, size_t *total);

#endif
