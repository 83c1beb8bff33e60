/* Checkup fixture: what a doctor found, by hand, in the checkup of the view fixture. */
#ifndef SUPPORT_CHECKUP_FIXTURE_H
#define SUPPORT_CHECKUP_FIXTURE_H

#include "doctor/finding.h"

#include <stddef.h>
#include <stdint.h>

/* One finding; what is NULL is empty. Without a key it is about the server. */
struct made_finding {
    const char *check; /* its id */
    enum finding_severity severity;
    const char *key;
    size_t key_size; /* 0: up to the NUL */
    const char *node;
    const char *evidence;
    const char *cure;
    const char *note;
    const char *needs; /* it is none: the check could not be made, for want of this */
};

/* Takes them as those of an examination of a number of streams and servers that ended at a time by
 * our clock. */
struct made_checkup {
    const struct made_finding *findings;
    size_t count;
    size_t streams;
    size_t nodes; /* 0: one */
    int64_t ended_ms;
};
void checkup_fixture_take(const struct made_checkup *made);

/* Takes a finding of one stream for each of some groups. */
void checkup_fixture_groups(const char *const *groups, size_t count, int64_t ended_ms);

/* What a Redis with several faults has, of the tenants of view_fill_fleet(), four minutes ago: two
 * errors, three warnings, a note, and a check that was not made. */
void checkup_fixture_ill(void);

/* So many findings, of keys that are long and act on terminals. */
void checkup_fixture_hostile(size_t count);

#endif
