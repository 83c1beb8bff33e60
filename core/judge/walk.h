/* Walk: what is known of a tenant at a moment, newest first. The one place that knows how far the
 * past reaches: to the beginning of the span in which the moment lies or, where none is loaded, to
 * the newest report. */
#ifndef JUDGE_WALK_H
#define JUDGE_WALK_H

#include "drift/tenant.h"

/* Walks over the readings of one dimension; holes and unreadable entries are passed over, and
 * duplicates too unless it walks over all that came. With SPAN_ANY_COLUMN as the dimension it
 * walks over readable reports. */
struct walk {
    const struct tenant *tenant;
    const struct span *span; /* in which the moment lies; NULL: it is not loaded */
    size_t dimension;
    bool arrivals; /* duplicates count: they are a sign of life */
    size_t row;    /* of the reading; SPAN_NO_ROW: it is the newest report's */
    bool ended;    /* nothing older is known */
    int64_t time_ms;
    enum severity severity; /* SEVERITY_ABSENT with SPAN_ANY_COLUMN */
};

/* Sets out before the newest reading that is older than `end_ms`, by the stream's own clock. */
struct walk walk_from(const struct tenant *tenant, size_t dimension, int64_t end_ms);

/* The same for all that came, duplicates too. */
struct walk walk_arrivals(const struct tenant *tenant, size_t dimension, int64_t end_ms);

/* Goes to the next older reading; returns false when none is known. */
bool walk_older(struct walk *walk);

/* Returns what the reading says. */
struct sample walk_sample(const struct walk *walk);

#endif
