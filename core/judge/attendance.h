/* Attendance: which dimensions come with the reports of a tenant, told report by report, oldest
 * first: who stays away for longer than usual, comes back, or goes on under another name.
 *
 * The rules are those of presence.h, over all of the past that is looked at: a dimension is gone
 * when it was missing for STALE_AFTER_GAPS usual gaps, by its own record of the last
 * ATTENDANCE_RECORD reports, and an alternative of its family that comes instead speaks for it. */
#ifndef JUDGE_ATTENDANCE_H
#define JUDGE_ATTENDANCE_H

#include "drift/tenant.h"

#define ATTENDANCE_RECORD 256
#define ATTENDANCE_WORDS (TENANT_MAX_DIMENSIONS / 64)

/* A set of dimensions. */
struct dimension_set {
    uint64_t words[ATTENDANCE_WORDS];
};

/* Reports from one that says something of a dimension to the next that does. */
struct attendance_gap {
    size_t end; /* number of the latter */
    size_t length;
};

struct attendant {
    size_t first;        /* number of the report that named it first; 0: none did so far */
    size_t own;          /* that named it last */
    size_t said;         /* that said something of it last: it, or an alternative of its family */
    size_t run;          /* so many reports in a row named it up to `own` */
    int64_t missing_ms;  /* of the first report after `own` that did not */
    enum severity known; /* of its last known reading */
    size_t absence;      /* the one that lasts, counted from 1; 0: it is there */
    struct attendance_gap *gaps; /* those longer than 1 in the record, oldest first */
    size_t gap_count;
    size_t gap_capacity;
    struct dimension_set *sisters; /* of its family that were never in one report with it; NULL: it
                                      has no family */
};

/* A time during which a dimension was gone. */
struct absence {
    size_t dimension;
    int64_t start_ms; /* the first report without it */
    int64_t end_ms;   /* when it was told of again; INT64_MAX: it was not */
    bool returned;    /* by its own name */
};

/* A report after which some names were never seen again, and with which others came. */
struct exchange {
    size_t report; /* its number */
    int64_t time_ms;
    size_t *names; /* those that left with the report before, and behind them those that came */
    size_t left;
    size_t came;
};

/* Zero-initialised is empty and ready. */
struct attendance {
    struct attendant *list; /* by the dimensions' index in the tenant */
    size_t count;
    size_t reports;               /* so many were told */
    struct dimension_set present; /* in the newest of them */
    struct absence *absences;     /* in the order in which they were told */
    size_t absence_count;
    size_t absence_capacity;
    struct exchange *exchanges; /* oldest first */
    size_t exchange_count;
    size_t exchange_capacity;
};

/* Tells the next report: its time, and the severity of each of the tenant's dimensions,
 * SEVERITY_ABSENT for those that it does not name. */
void attendance_take(struct attendance *attendance, const struct tenant *tenant, int64_t time_ms,
                     const uint8_t *severities);

/* Returns whether reports that name what the newest one named tell nothing of who is gone. */
bool attendance_is_settled(const struct attendance *attendance, const struct tenant *tenant);

/* Tells `count` such reports, where that is settled. */
void attendance_take_same(struct attendance *attendance, size_t count);

/* Returns whether the newest report named a dimension. */
bool attendance_is_present(const struct attendance *attendance, size_t dimension);

/* Returns what the `index`th of the names that left is called now, and which it was; SIZE_MAX: by
 * what is known now it has no heir. */
size_t attendance_heir(const struct attendance *attendance, const struct exchange *exchange,
                       size_t index, size_t *dimension);

/* Returns what a dimension is called since the report of that time; SIZE_MAX: it was not renamed
 * with it. */
size_t attendance_renamed_to(const struct attendance *attendance, size_t dimension,
                             int64_t time_ms);

/* Forgets everything, and keeps some memory; frees it. */
void attendance_clear(struct attendance *attendance);
void attendance_free(struct attendance *attendance);

#endif
