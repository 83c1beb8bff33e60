/* Configuration: what a file says of the options, and what no option can say: the words of
 * severities, on which side a dimension is bad, rules for some tenants and dimensions, where alerts
 * go, keys. */
#ifndef HEADLESS_CONFIGURATION_H
#define HEADLESS_CONFIGURATION_H

#include "headless/configuration_file.h"
#include "headless/destination_draft.h"
#include "headless/options.h"

#include <stdio.h>

/* The names that a rule is for. */
struct rule_names {
    struct words tenants;
    struct words dimensions;
};

struct configuration {
    struct configuration_file file;
    struct options settings;       /* the options that it sets; nothing else in it is used */
    struct rule_section *rules;    /* those of the options */
    struct rule_names *rule_names; /* of each */
    size_t rule_count;
    struct destination_draft *drafts; /* of destinations, in the order of the file */
    size_t draft_count;
};

/* Reads the file that the options name, else the user's own, else the machine's, into
 * options->configuration (NULL: there is none), and its sections into the options. What is wrong is
 * added to options->problems; returns false then. */
bool configuration_read(struct options *options);
void configuration_free(struct configuration *configuration);

/* Sets those options of the command that the file sets and nobody stronger has. */
void configuration_apply(struct options *options);

/* Prints all that holds as a file that can be read back, with where it came from. Secrets are left
 * out. */
void configuration_dump(const struct options *options, FILE *out);

#endif
