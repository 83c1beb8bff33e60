/* [doctor] of a configuration: hours, skip, and the thresholds by their names. */
#include "config.h"

#include "headless/configuration_section.h"

#include "headless/doctor_words.h"

#include <string.h>

bool configuration_doctor_repeats(const char *name)
{
    return strcmp(name, "skip") == 0;
}

bool configuration_take_doctor(struct options *options, const char *word,
                               const struct configuration_entry *entry, struct error *error)
{
    (void)word;
    return doctor_words_set(&options->doctor, entry->name, entry->value, error);
}
