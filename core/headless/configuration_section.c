#include "config.h"

#include "headless/configuration_section.h"

#include "base/memory.h"
#include "headless/option_table.h"
#include "headless/suggest.h"

#include <stdlib.h>
#include <string.h>

#define LOOKING (FOR_DASHBOARD | FOR_SNAPSHOT)
#define JUDGING (LOOKING | FOR_ROUTE)

static bool never(const char *name)
{
    (void)name;
    return false;
}

static bool option_repeats(const char *name)
{
    const struct option_spec *spec = option_find(slice_of(name));

    return spec != NULL && spec->type == OPTION_WORDS;
}

static bool format_exists(const struct program *program, const char *name)
{
    for (const struct format *const *at = program->formats; *at != NULL; at++) {
        if (strcmp((*at)->name, name) == 0)
            return true;
    }
    return false;
}

/* Where it stands is put in front of the error by whoever asked. */
static bool take_option(struct options *options, const char *word,
                        const struct configuration_entry *entry, struct error *error)
{
    struct options *settings = &options->configuration->settings;
    const struct option_spec *spec = option_find(slice_of(entry->name));

    (void)word;
    if (!option_set_by_name(settings, slice_of(entry->name), entry->value, ORIGIN_FILE, entry->name,
                            error))
        return false;
    if (spec->type == OPTION_FORMAT && !format_exists(options->program, entry->value))
        return error_set(error, ERROR_USAGE, "%s \"%s\": no command prints it", entry->name,
                         entry->value);
    if (option_line(settings, spec) == 0)
        settings->lines[spec - option_table] = entry->line;
    return true;
}

/* A severity that a word can mean. */
static bool find_severity(const char *name, enum severity *severity)
{
    static const enum severity severities[] = {SEVERITY_OK, SEVERITY_WARN, SEVERITY_DEGRADED};

    for (size_t i = 0; i < sizeof(severities) / sizeof(severities[0]); i++) {
        *severity = severities[i];
        if (strcmp(name, severity_name(*severity)) == 0)
            return true;
    }
    return false;
}

static bool take_severity(struct options *options, const char *word,
                          const struct configuration_entry *entry, struct error *error)
{
    enum severity severity;

    (void)word;
    if (!find_severity(entry->value, &severity))
        return error_set(error, ERROR_USAGE, "%s \"%s\": a word means ok, warn or degraded",
                         entry->name, entry->value);
    return severity_words_add(&options->severity_words, slice_of(entry->name), severity, error);
}

static bool take_direction(struct options *options, const char *word,
                           const struct configuration_entry *entry, struct error *error)
{
    (void)word;
    return directions_add(&options->directions, entry->name, entry->value, error);
}

static bool take_keys(struct options *options, const char *word,
                      const struct configuration_entry *entry, struct error *error)
{
    const struct program *program = options->program;
    size_t count = options->key_setting_count + 1;

    (void)word;
    options->key_settings =
        mem_resize(options->key_settings, count, sizeof(*options->key_settings));
    options->key_settings[count - 1] =
        (struct key_setting){.action = entry->name, .keys = entry->value};
    if (program->check_keys != NULL && !program->check_keys(options->key_settings, count, error))
        return false;
    options->key_setting_count = count;
    return true;
}

const struct configuration_section configuration_sections[] = {
    {NULL, false, FOR_ALL, 0, "the long name of an option = its value.", option_repeats,
     take_option, NULL},
    {"severity", false, JUDGING, 0,
     "a producer's word = ok, warn or degraded. It comes before the words that are known.", never,
     take_severity, NULL},
    {"direction", false, FOR_DASHBOARD, FOR_DASHBOARD,
     "a dimension, or a glob = higher, lower or both: on which side of its baseline it is bad. The "
     "first that fits holds; without one the name is looked at, and what was seen.",
     never, take_direction, NULL},
    {"rule", true, JUDGING, FOR_DASHBOARD | FOR_ROUTE,
     "rules for those tenants and dimensions that it names, as names or globs: tenant and "
     "dimension, each as often as needed; rule as the option is, or warn = K/N/M and degraded = "
     "K/N/M; silent = the length of time after which such a tenant is silent. Of several sections "
     "the first that says something of it holds, and all come before --rule.",
     configuration_rule_repeats, configuration_take_rule, NULL},
    {"destination", true, FOR_ROUTE, FOR_ROUTE,
     "where route sends alerts, and which: kind and target, and what else is listed under ALERTS.",
     destination_draft_repeats, configuration_take_destination, configuration_check_destination},
    {"doctor", false, FOR_DOCTOR | LOOKING, FOR_DASHBOARD,
     "what counts as a finding: hours as the option is, skip = a check that is not made, as often "
     "as needed, and each threshold by its name. They are listed under DOCTOR.",
     configuration_doctor_repeats, configuration_take_doctor, NULL},
    {"keys", false, FOR_DASHBOARD, FOR_DASHBOARD,
     "an action = the keys that it shall have, parted by blanks, in place of those that it has; "
     "nothing: none. The actions and their keys are listed below.",
     never, take_keys, NULL},
};
const size_t configuration_section_count =
    sizeof(configuration_sections) / sizeof(configuration_sections[0]);

static bool fail_unknown(const char *name, struct error *error)
{
    struct suggestion suggestion = {.word = name};
    struct buffer list = {0};

    for (size_t i = 1; i < configuration_section_count; i++) {
        const struct configuration_section *section = &configuration_sections[i];
        buffer_printf(&list, "%s[%s%s]", i > 1 ? ", " : "", section->name,
                      section->is_named ? " NAME" : "");
        suggestion_offer(&suggestion, section->name);
    }
    if (suggestion.best != NULL)
        buffer_printf(&list, "; did you mean [%s]?", suggestion.best);
    error_set(error, ERROR_USAGE, "[%s] is not known: the sections are %s", name,
              buffer_text(&list));
    buffer_free(&list);
    return false;
}

const struct configuration_section *
configuration_section_find(const char *heading, const char **word, struct error *error)
{
    size_t size = heading != NULL ? strcspn(heading, " \t") : 0;

    *word = "";
    if (heading == NULL)
        return &configuration_sections[0];
    *word = heading + size + strspn(heading + size, " \t");
    for (size_t i = 1; i < configuration_section_count; i++) {
        const struct configuration_section *section = &configuration_sections[i];
        if (!slice_is((struct slice){heading, size}, section->name))
            continue;
        if (section->is_named == (**word != '\0'))
            return section;
        error_set(error, ERROR_USAGE, "[%s] is written %s%s%s", heading, "[", section->name,
                  section->is_named ? " NAME], with a name of your choice" : "]");
        return NULL;
    }
    fail_unknown(heading, error);
    return NULL;
}
