/* Reorder: reports of a file in the order of their times, where the file has them nearly so.
 * Several writers of one file are seldom more than a few lines apart; a report is held until
 * REORDER_REPORTS others came behind it, or until the file has no more for now. */
#ifndef SOURCE_FILE_REORDER_H
#define SOURCE_FILE_REORDER_H

#include "drift/report.h"

#define REORDER_REPORTS 64

struct reorder_slot {
    struct report report;
    uint64_t line;    /* that it stands in */
    uint64_t arrival; /* equal times stay in the order of the file */
};

/* Zero-initialised is empty and ready. The first `count` slots are a heap, the oldest on top. */
struct reorder {
    struct reorder_slot *slots[REORDER_REPORTS + 1];
    size_t count;
    uint64_t arrivals;
};

/* Returns the report to fill next. */
struct report *reorder_next(struct reorder *reorder);

/* Puts that report, which stands in a line, into its place. */
void reorder_put(struct reorder *reorder, uint64_t line);

/* Returns true when so many are held that the oldest must go. */
bool reorder_is_full(const struct reorder *reorder);

/* Takes the oldest, or NULL when none is held. It is valid until the next reorder_next(). */
struct report *reorder_take(struct reorder *reorder, uint64_t *line);

/* Returns true when something is held that came before there were `arrivals`. */
bool reorder_holds(const struct reorder *reorder, uint64_t arrivals);

/* Forgets what is held and keeps the memory; frees it. */
void reorder_reset(struct reorder *reorder);
void reorder_free(struct reorder *reorder);

#endif
