/* Past: what arrived from one tenant, as stretches: arrivals of one severity in a row, none of them
 * so long after the one before that it could be a silence. Events and timelines are told from these
 * and not from every report, and new reports go on with what there is. */
#ifndef JUDGE_PAST_H
#define JUDGE_PAST_H

#include "judge/attendance.h"
#include "judge/flaps.h"

/* A duplicate has the severity of the reading before it; where none is known, its own. */
struct stretch {
    enum severity severity; /* SEVERITY_ABSENT where it is that of no dimension */
    bool read;              /* that is the severity of a reading, and not only of duplicates */
    int64_t first_ms;
    int64_t last_ms;
    double z;     /* of the reading that it begins with; NaN unknown */
    uint8_t word; /* likewise, for its severity: see tenant_severity_word() */
};

struct stretches {
    struct stretch *list; /* oldest first */
    size_t count;
    size_t capacity;
    enum severity reading; /* of the newest reading; SEVERITY_ABSENT: none */
    struct flaps flaps;
};

/* Zero-initialised is empty and ready. */
struct past {
    struct stretches reports;     /* of all readable reports */
    struct stretches *dimensions; /* by their index in the tenant */
    size_t dimension_count;       /* of the tenant at hand */
    size_t dimension_room;        /* for the largest tenant so far */
    struct attendance attendance;
    uint64_t number; /* of the tenant */
    const struct span *span;
    struct stream_id oldest; /* the rows of the span that were taken in */
    struct stream_id newest;
    uint64_t rewritten;
    int64_t longest_ms; /* that an arrival may come after the one before in a stretch */
};

/* Returns whether an arrival goes on with the newest stretch. */
bool stretches_go_on(const struct stretches *stretches, int64_t longest_ms, enum severity severity,
                     int64_t time_ms);

/* Takes in all that is known of the tenant around a moment: arrivals after it, too. Goes on with
 * what there is where nothing but new reports came. */
void past_renew(struct past *past, const struct tenant *tenant, int64_t moment_ms);

/* The same of the newest entries alone (drift/recent.h), whatever is loaded of the history; nothing
 * is gone on with. */
void past_of_recent(struct past *past, const struct tenant *tenant);

void past_free(struct past *past);

#endif
