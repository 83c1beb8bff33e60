/* Doctor report: what an examination came to, as it is told, and the news of a watch. */
#ifndef HEADLESS_DOCTOR_REPORT_H
#define HEADLESS_DOCTOR_REPORT_H

#include "doctor/check.h"
#include "doctor/memory.h"
#include "headless/doctor_change.h"
#include "headless/options.h"

struct doctor_report {
    const char *source;          /* as it may be shown */
    const char *looked_for;      /* which streams, for when there are none */
    const struct words *tenants; /* that were asked for, by name or by glob */
    const struct examination *examination;
    const struct doctor_settings *settings;
    const struct findings *findings;
    struct memory_figures memory;
    uint64_t
        cap; /* of entries, that every stream holds the hours with that are wanted; 0: unknown */
    size_t checks; /* that were made, or not for want of a right */
    size_t skipped;
    int64_t generated_ms;
    enum time_zone zone;
    bool all;     /* streams of a finding are told */
    bool colours; /* are shown */
    int columns;  /* that a line has */
};

/* What is told of a watch, at one time. */
struct doctor_news {
    const struct doctor_report *report; /* NULL: nothing could be seen */
    const struct doctor_change *changes;
    size_t change_count;
    bool first;       /* all is new */
    bool back;        /* it can be looked at again */
    const char *away; /* why it cannot; NULL: it can */
    const char *source;
    int64_t time_ms;
    int status; /* to exit with, if it ended now */
    enum time_zone zone;
    bool colours;
    int columns;
};

/* Fills in what follows from the examination and the findings, which are borrowed as the source and
 * the settings are. */
void doctor_report_make(struct doctor_report *report, const struct options *options,
                        const struct examination *examination,
                        const struct doctor_settings *settings, const struct findings *findings);

/* What doctor exits with, beside STATUS_DONE. */
enum { DOCTOR_WARNINGS = 1, DOCTOR_ERRORS = 2, DOCTOR_BLIND = 3 };

/* Returns the exit status: none of the tenants that were asked for is there, or by the findings. */
int doctor_status(const struct doctor_report *report);

/* Returns whether a tenant that was asked for, by its place in the list, is known not to be there.
 */
bool doctor_report_lacks(const struct doctor_report *report, size_t tenant);

#endif
