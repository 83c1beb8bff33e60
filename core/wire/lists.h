/* Lists: the names in `degraded` and `warned`: one by one, what they decide, and whether they agree
 * with the dimensions.
 *
 * A dimension whose word of severity is known is believed. Where the word is not known, or is
 * missing, the lists decide. */
#ifndef WIRE_LISTS_H
#define WIRE_LISTS_H

#include "drift/report.h"

/* Steps through the names of a list that is joined with '|'. Names with a '|' in them stay whole
 * where the dimensions of the report show that they are names. */
struct list_names {
    const struct report *report;
    struct slice rest;
    enum severity severity;
    size_t next;   /* of the dimensions, where the list holds theirs */
    bool in_order; /* it does: just those of its severity, in their order */
};

/* Begins with the list of a severity, SEVERITY_DEGRADED or SEVERITY_WARN. */
struct list_names list_names(const struct report *report, struct slice list,
                             enum severity severity);

/* Steps to the next name; returns false behind the last. Empty ones are passed over. */
bool list_next(struct list_names *names, struct slice *name);

/* Returns a list joined with ',', which is how an original RedisSink does it, joined with '|'
 * instead, and any other as it is. Names with a comma in them stay whole where the dimensions of
 * `severity` show that they are names. */
struct slice list_with_bars(struct report *report, struct slice list, enum severity severity);

/* Gives every dimension of the report its severity. Whose word is not known: what the lists say,
 * degraded before warned; in neither it is a warn where there is a word, ok where there is none,
 * and no data where there are no lists. And what is ok without a known value is no data. */
void lists_decide(struct report *report);

/* Returns the names of the dimensions of a severity, joined with '|'. */
struct slice list_derive(struct report *report, enum severity severity);

/* Returns how many names contradict the dimensions: those in a list of another severity than their
 * own, and dimensions in trouble that are in no list. A dimension whose word of severity is not
 * known agrees with every list. */
uint32_t lists_disagreements(const struct report *report);

#endif
