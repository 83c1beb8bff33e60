/* Doctor: what is wrong with a Redis for this job, and how it is cured. */
#ifndef HEADLESS_DOCTOR_H
#define HEADLESS_DOCTOR_H

#include "headless/options.h"

#include <stdio.h>

struct doctor_report;
struct doctor_news;

/* How it is told; the formats are described in the manual. */
struct doctor_format {
    struct format format; /* first: a struct format * is cast to this */
    /* Return false when `out` failed. */
    bool (*print)(FILE *out, const struct doctor_report *report);
    bool (*print_news)(FILE *out, const struct doctor_news *news);
};

extern const struct command doctor_command;

extern const struct doctor_format doctor_text_format;
extern const struct doctor_format doctor_json_format;

/* Prints the line of ACL SETUSER that makes a user of the role that the options name, for the keys
 * and the kind of Redis that they do, and returns the exit status. Redis is not asked. */
int doctor_acl(const struct options *options);

/* Examines the source of the options, once or again and again, prints to standard output and
 * returns the exit status. */
int doctor_run(const struct options *options);

#endif
