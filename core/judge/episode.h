/* Episode: events folded to what one would tell of them. A dimension that turns bad, worse and well
 * again is one episode and not three changes; all else is an episode of its own. */
#ifndef JUDGE_EPISODE_H
#define JUDGE_EPISODE_H

#include "judge/event.h"

struct episode {
    const struct tenant_verdict *verdict; /* on the tenant to whom it happened; NULL: the source */
    uint64_t number;                      /* of the tenant; UINT64_MAX: the source */
    struct event event;  /* of a fold from its first change to its newest: its `from` and start are
                            those of the first, the rest of the newest. One that ended well ended
                            with that */
    struct spoken worst; /* of what was reached */
    size_t changes;      /* that are folded; 1 of a change alone, 0 of all that is none */
    int64_t time_ms;     /* when the newest of it happened */
};

/* Folds the events of one tenant, which stand newest first, into `episodes`, which has room for as
 * many; returns how many there are, newest first. A change from bad goes on with the change of that
 * dimension before it, where that led there. With `each` nothing is folded. */
size_t episodes_fold(const struct tenant_verdict *verdict, const struct event *events, size_t count,
                     bool each, struct episode *episodes);

/* Orders them by time, the newest first; those of one moment by tenant, in order of discovery, and
 * then as events of one moment stand. Below 0: a stands before b. */
int episode_compare(const struct episode *a, const struct episode *b);

#endif
