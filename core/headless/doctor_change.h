/* Doctor change: what is new, gone, worse or better between two examinations. */
#ifndef HEADLESS_DOCTOR_CHANGE_H
#define HEADLESS_DOCTOR_CHANGE_H

#include "doctor/finding.h"

enum doctor_change_kind { CHANGE_NEW, CHANGE_WORSE, CHANGE_BETTER, CHANGE_GONE };

struct doctor_change {
    enum doctor_change_kind kind;
    const struct finding *before; /* NULL: there was none */
    const struct finding *now;    /* NULL: there is none any more */
};

/* "new", "worse" … */
const char *doctor_change_name(enum doctor_change_kind kind);

/* Compares two lots of sorted findings, and returns the changes, which point into both: those that
 * there are now in their order, then what is gone. The caller frees them. */
struct doctor_change *doctor_changes(const struct findings *before, const struct findings *now,
                                     size_t *count);

struct examination;

/* Adds to what was found now those of before that are not there any more and of which nobody can
 * say whether they are gone: their server did not answer, their stream was not found where others
 * may be, its entries are not of this sample, their check was not made. */
void doctor_keep_unseen(const struct findings *before, struct findings *now,
                        const struct examination *examination);

#endif
