/* [rule NAME]: rules for some tenants and dimensions. */
#include "config.h"

#include "headless/configuration_section.h"

#include "base/duration.h"
#include "base/memory.h"

#include <string.h>

#define SILENT_MAX_MS (3660 * MS_PER_DAY)

/* Returns the place of the rule of that name: the last one, or a new one. */
static size_t rule_of(struct configuration *configuration, const char *name)
{
    size_t count = configuration->rule_count;

    if (count > 0 && configuration->rules[count - 1].name == name)
        return count - 1;
    configuration->rules =
        mem_resize(configuration->rules, count + 1, sizeof(*configuration->rules));
    configuration->rule_names =
        mem_resize(configuration->rule_names, count + 1, sizeof(*configuration->rule_names));
    configuration->rules[count] = (struct rule_section){.name = name};
    configuration->rule_names[count] = (struct rule_names){0};
    configuration->rule_count++;
    return count;
}

/* "warn" and "degraded" are for one level, "rule" as the option is. */
static bool take_rule_text(struct rule_section *rule, const struct configuration_entry *entry,
                           struct error *error)
{
    bool is_warn = strcmp(entry->name, "warn") == 0;
    bool is_degraded = strcmp(entry->name, "degraded") == 0;
    struct buffer text = {0};

    if (is_warn || is_degraded)
        buffer_printf(&text, "%s:", entry->name);
    buffer_string(&text, entry->value);
    bool good = rules_parse(&rule->rules, buffer_text(&text), error);
    rule->has_warn = rule->has_warn || strncmp(buffer_text(&text), "degraded:", 9) != 0;
    rule->has_degraded = rule->has_degraded || strncmp(buffer_text(&text), "warn:", 5) != 0;
    buffer_free(&text);
    return good;
}

static bool take_silent(struct rule_section *rule, const struct configuration_entry *entry,
                        struct error *error)
{
    int64_t silent_ms;

    if (!duration_parse(entry->value, &silent_ms, error))
        return error_prefix(error, "silent");
    if (silent_ms < MS_PER_SECOND || silent_ms > SILENT_MAX_MS)
        return error_set(error, ERROR_USAGE, "silent \"%s\": it takes 1s to 3660d", entry->value);
    rule->silent_ms = silent_ms;
    return true;
}

bool configuration_rule_repeats(const char *name)
{
    return strcmp(name, "tenant") == 0 || strcmp(name, "dimension") == 0 ||
           strcmp(name, "rule") == 0;
}

static bool take_name(struct words *words, const struct configuration_entry *entry,
                      struct error *error)
{
    if (*entry->value == '\0')
        return error_set(error, ERROR_USAGE, "%s \"\": it cannot be empty", entry->name);
    words_add(words, entry->value);
    return true;
}

static bool take_rule_entry(struct rule_section *rule, struct rule_names *names,
                            const struct configuration_entry *entry, struct error *error)
{
    if (strcmp(entry->name, "tenant") == 0)
        return take_name(&names->tenants, entry, error);
    if (strcmp(entry->name, "dimension") == 0)
        return take_name(&names->dimensions, entry, error);
    if (strcmp(entry->name, "silent") == 0)
        return take_silent(rule, entry, error);
    if (strcmp(entry->name, "rule") == 0 || strcmp(entry->name, "warn") == 0 ||
        strcmp(entry->name, "degraded") == 0)
        return take_rule_text(rule, entry, error);
    return error_set(error, ERROR_USAGE,
                     "\"%s\" is not known in [rule]: tenant, dimension, rule, warn, degraded and "
                     "silent are",
                     entry->name);
}

bool configuration_take_rule(struct options *options, const char *word,
                             const struct configuration_entry *entry, struct error *error)
{
    struct configuration *configuration = options->configuration;
    size_t place = rule_of(configuration, word);
    struct rule_section *rule = &configuration->rules[place];
    struct rule_names *names = &configuration->rule_names[place];
    bool good = take_rule_entry(rule, names, entry, error);

    rule->tenants = names->tenants.items;
    rule->tenant_count = names->tenants.count;
    rule->dimensions = names->dimensions.items;
    rule->dimension_count = names->dimensions.count;
    options->rules.sections = configuration->rules;
    options->rules.count = configuration->rule_count;
    return good;
}
