/* [destination NAME]: where alerts go. */
#include "config.h"

#include "headless/configuration_section.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* Returns the draft of that name: one that there is, or a new one. */
static struct destination_draft *draft_of(struct configuration *configuration, const char *name)
{
    size_t count = configuration->draft_count;

    for (size_t i = 0; i < count; i++) {
        if (strcmp(configuration->drafts[i].name, name) == 0)
            return &configuration->drafts[i];
    }
    configuration->drafts =
        mem_resize(configuration->drafts, count + 1, sizeof(*configuration->drafts));
    configuration->drafts[count] = (struct destination_draft){.name = name};
    configuration->draft_count++;
    return &configuration->drafts[count];
}

bool configuration_take_destination(struct options *options, const char *word,
                                    const struct configuration_entry *entry, struct error *error)
{
    return destination_draft_take(draft_of(options->configuration, word), entry->name, entry->value,
                                  error);
}

/* Others must not read a password. */
static bool check_password(const struct configuration *configuration,
                           const struct destination_draft *draft, struct error *error)
{
    return draft->target == NULL || !configuration->file.is_open ||
           !destination_target_has_password(draft->target) ||
           error_set(error, ERROR_USAGE,
                     "target holds a password, and others can read or change the file (chmod 600 "
                     "%s)",
                     configuration->file.path);
}

bool configuration_check_destination(struct options *options, const char *word, unsigned line,
                                     struct error *error)
{
    struct configuration *configuration = options->configuration;
    struct destination_draft *draft = draft_of(configuration, word);

    draft->line = line;
    return draft->is_wrong ||
           (destination_draft_check(draft, error) && check_password(configuration, draft, error)) ||
           error_prefix(error, "[destination %s]", word);
}

void configuration_free_destinations(struct configuration *configuration)
{
    for (size_t i = 0; i < configuration->draft_count; i++)
        destination_draft_free(&configuration->drafts[i]);
    free(configuration->drafts);
}
