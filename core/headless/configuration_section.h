/* Configuration section: what stands under one heading of a configuration. */
#ifndef HEADLESS_CONFIGURATION_SECTION_H
#define HEADLESS_CONFIGURATION_SECTION_H

#include "headless/configuration.h"

struct configuration_section {
    const char *name;  /* NULL: of what stands before any heading */
    bool is_named;     /* its heading is "[NAME WORD]", and there may be several of them */
    unsigned commands; /* that it is for, and those that take another while they run */
    unsigned live;
    const char *help; /* for the manual */
    /* Returns true when a name may stand in it more than once. */
    bool (*repeats)(const char *name);
    /* Takes one entry. `word` is what stands behind the name in the heading. */
    bool (*take)(struct options *options, const char *word, const struct configuration_entry *entry,
                 struct error *error);
    /* Looks at all that was taken under a heading of the line; NULL: there is nothing to see. */
    bool (*check)(struct options *options, const char *word, unsigned line, struct error *error);
};

extern const struct configuration_section configuration_sections[];
extern const size_t configuration_section_count;

/* configuration_rule.c: [rule NAME]. */
bool configuration_rule_repeats(const char *name);
bool configuration_take_rule(struct options *options, const char *word,
                             const struct configuration_entry *entry, struct error *error);

/* configuration_doctor.c: [doctor]. */
bool configuration_doctor_repeats(const char *name);
bool configuration_take_doctor(struct options *options, const char *word,
                               const struct configuration_entry *entry, struct error *error);

/* configuration_destination.c: [destination NAME]. */
bool configuration_take_destination(struct options *options, const char *word,
                                    const struct configuration_entry *entry, struct error *error);
bool configuration_check_destination(struct options *options, const char *word, unsigned line,
                                     struct error *error);
void configuration_free_destinations(struct configuration *configuration);

/* Returns the section of that heading (NULL: none), and what stands behind its name; NULL with the
 * reason. */
const struct configuration_section *
configuration_section_find(const char *heading, const char **word, struct error *error);

#endif
