/* Run: the severity of a dimension over time, as a timeline shows it. */
#ifndef JUDGE_RUN_H
#define JUDGE_RUN_H

#include "judge/past.h"

/* A stretch of time in which a dimension's severity stayed the same. SEVERITY_ABSENT is a gap: the
 * dimension was not named for longer than tenant_silent_after(). It begins one usual interval after
 * the last report; where that is unknown, SILENT_AFTER_UNKNOWN_MS after it. */
struct run {
    enum severity severity;
    int64_t start_ms;
    int64_t end_ms;
};

/* Fills `runs` with the severity timeline of a dimension over the window, oldest first, equal
 * neighbours merged, without a hole between them. Returns how many; at most `capacity`, the oldest
 * being left out. `past` is renewed. */
size_t runs_collect(struct past *past, const struct tenant *tenant, size_t dimension,
                    struct time_range window, struct run *runs, size_t capacity);

#endif
