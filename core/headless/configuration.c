#include "config.h"

#include "headless/configuration.h"

#include "base/memory.h"
#include "headless/configuration_path.h"
#include "headless/configuration_section.h"
#include "headless/option_table.h"
#include "redis/url.h"

#include <stdlib.h>
#include <string.h>

static bool refuse(struct options *options, unsigned line, struct error *error)
{
    error_prefix(error, "%s:%u", options->configuration->file.path, line);
    return problems_add(&options->problems, line, error);
}

/* Returns the entry or heading before the one at `index` that has the same name, as its line; 0:
 * there is none. */
static unsigned entry_before(const struct configuration_file *file, size_t index)
{
    const struct configuration_entry *entry = &file->entries[index];

    for (size_t i = index; i > 0 && file->entries[i - 1].head == entry->head; i--) {
        if (strcmp(file->entries[i - 1].name, entry->name) == 0)
            return file->entries[i - 1].line;
    }
    return 0;
}

static unsigned head_before(const struct configuration_file *file, size_t index)
{
    for (size_t i = 1; i < index; i++) {
        if (strcmp(file->heads[i].name, file->heads[index].name) == 0)
            return file->heads[i].line;
    }
    return 0;
}

static bool take_entry(struct options *options, size_t index)
{
    const struct configuration_file *file = &options->configuration->file;
    const struct configuration_entry *entry = &file->entries[index];
    const char *word;
    struct error error;
    const struct configuration_section *section =
        configuration_section_find(configuration_heading(file, entry), &word, &error);

    if (section == NULL)
        return true; /* its heading was told */
    unsigned before = section->repeats(entry->name) ? 0 : entry_before(file, index);
    if (before != 0)
        error_set(&error, ERROR_USAGE, "%s stands in line %u already", entry->name, before);
    else if (section->take(options, word, entry, &error))
        return true;
    return refuse(options, entry->line, &error);
}

static bool take_head(struct options *options, size_t index)
{
    const struct configuration_file *file = &options->configuration->file;
    unsigned before = head_before(file, index);
    const char *word;
    struct error error;

    if (configuration_section_find(file->heads[index].name, &word, &error) == NULL)
        return refuse(options, file->heads[index].line, &error);
    if (before == 0)
        return true;
    error_set(&error, ERROR_USAGE, "[%s] stands in line %u already", file->heads[index].name,
              before);
    return refuse(options, file->heads[index].line, &error);
}

/* Others must not read a password. */
static bool check_secret(struct options *options)
{
    const struct configuration *configuration = options->configuration;
    const struct options *settings = &configuration->settings;
    const struct option_spec *spec = option_find(SLICE("source"));
    struct redis_url url = {0};
    struct error error;

    bool has_password = settings->source != NULL && redis_url_parse(settings->source, &url, NULL) &&
                        url.password != NULL;
    redis_url_free(&url);
    if (!has_password || !configuration->file.is_open)
        return true;
    error_set(&error, ERROR_USAGE,
              "source holds a password, and others can read or change the file (chmod 600 %s)",
              configuration->file.path);
    return refuse(options, option_line(settings, spec), &error);
}

/* What is missing is so in the line of a heading. */
static bool check_head(struct options *options, size_t index)
{
    const struct configuration_file *file = &options->configuration->file;
    const char *word;
    struct error error;
    const struct configuration_section *section =
        configuration_section_find(file->heads[index].name, &word, NULL);

    if (section == NULL || section->check == NULL ||
        section->check(options, word, file->heads[index].line, &error))
        return true;
    return refuse(options, file->heads[index].line, &error);
}

static bool check_partners(struct options *options)
{
    const struct options *settings = &options->configuration->settings;
    struct error error;
    bool good = true;

    for (size_t i = 0; i < option_count; i++) {
        const struct option_spec *spec = &option_table[i];
        const struct option_spec *partner =
            spec->excludes != NULL ? option_find(slice_of(spec->excludes)) : NULL;
        if (partner == NULL || option_origin(settings, spec) == ORIGIN_NONE ||
            option_origin(settings, partner) == ORIGIN_NONE)
            continue;
        error_set(&error, ERROR_USAGE, "%s and %s exclude each other", spec->name, partner->name);
        good = refuse(options, option_line(settings, spec), &error);
    }
    return good;
}

static bool take_all(struct options *options)
{
    const struct configuration_file *file = &options->configuration->file;
    bool good = true;

    for (size_t i = 1; i < file->head_count; i++)
        good = take_head(options, i) && good;
    for (size_t i = 0; i < file->count; i++)
        good = take_entry(options, i) && good;
    for (size_t i = 1; i < file->head_count; i++)
        good = check_head(options, i) && good;
    good = check_secret(options) && good;
    return check_partners(options) && good;
}

/* Opens the file that is named, else the first of the usual ones that there is. */
static bool open_file(struct options *options)
{
    struct configuration_file *file = &options->configuration->file;
    struct problems *problems = &options->problems;
    struct buffer home = {0};
    bool found;

    if (options->config != NULL)
        return configuration_file_read(file, options->config, false, problems);
    found = configuration_home("driftop.conf", &home) &&
            configuration_file_read(file, buffer_text(&home), true, problems);
    buffer_free(&home);
    if (found || problems->count > 0)
        return found;
    configuration_file_free(file);
    return configuration_file_read(file, CONFIGURATION_OF_THE_MACHINE, true, problems);
}

bool configuration_read(struct options *options)
{
    options->configuration = mem_zalloc(1, sizeof(*options->configuration));
    options->configuration->settings.program = options->program;
    bool found = open_file(options);
    bool good = take_all(options);

    if (!found && good && options->problems.count == 0) {
        configuration_free(options->configuration);
        options->configuration = NULL;
    }
    return options->problems.count == 0;
}

void configuration_free(struct configuration *configuration)
{
    if (configuration == NULL)
        return;
    for (size_t i = 0; i < configuration->rule_count; i++) {
        words_free(&configuration->rule_names[i].tenants);
        words_free(&configuration->rule_names[i].dimensions);
    }
    free(configuration->rules);
    free(configuration->rule_names);
    configuration_free_destinations(configuration);
    options_free(&configuration->settings);
    configuration_file_free(&configuration->file);
    free(configuration);
}

void configuration_apply(struct options *options)
{
    const struct configuration *configuration = options->configuration;

    for (size_t i = 0; configuration != NULL && i < option_count; i++) {
        const struct option_spec *spec = &option_table[i];
        if ((spec->commands & ~spec->apart & options->command->set) != 0)
            option_copy(options, &configuration->settings, spec);
    }
}
