#include "config.h"

#include "headless/option_table.h"

#include "headless/configuration.h"
#include "headless/source_word.h"
#include "source/file/name.h"

#include <stdio.h>
#include <string.h>

const char *option_setting(const struct option_spec *spec)
{
    if (spec->once)
        return NULL;
    return spec->setting != NULL ? spec->setting : spec->name;
}

const struct option_spec *option_find(struct slice setting)
{
    for (size_t i = 0; i < option_count; i++) {
        const char *name = option_setting(&option_table[i]);
        if (name != NULL && slice_is(setting, name))
            return &option_table[i];
    }
    return NULL;
}

const struct option_spec *option_find_long(struct slice name)
{
    for (size_t i = 0; i < option_count; i++) {
        if (option_table[i].name != NULL && slice_is(name, option_table[i].name))
            return &option_table[i];
    }
    return NULL;
}

const struct option_spec *option_find_letter(char letter)
{
    for (size_t i = 0; i < option_count; i++) {
        if (option_table[i].letter == letter)
            return &option_table[i];
    }
    return NULL;
}

enum option_origin option_origin(const struct options *options, const struct option_spec *spec)
{
    return (enum option_origin)options->origins[spec - option_table];
}

unsigned option_line(const struct options *options, const struct option_spec *spec)
{
    return options->lines[spec - option_table];
}

const char *option_variable(const struct option_spec *spec)
{
    return spec->variable != NULL ? spec->variable : option_find(SLICE("source"))->variable;
}

const char *option_label(const struct options *options, const struct option_spec *spec,
                         char label[static OPTION_LABEL_SIZE])
{
    const char *setting = option_setting(spec);

    if (option_origin(options, spec) == ORIGIN_FILE)
        snprintf(label, OPTION_LABEL_SIZE, "%s:%u: %s", options->configuration->file.path,
                 option_line(options, spec), setting);
    else if (option_origin(options, spec) == ORIGIN_ENVIRONMENT)
        snprintf(label, OPTION_LABEL_SIZE, "$%s", option_variable(spec));
    else
        snprintf(label, OPTION_LABEL_SIZE, "%s%s", spec->name != NULL ? "--" : "the ",
                 spec->name != NULL ? spec->name : setting);
    return label;
}

const struct option_spec *option_partner(const struct option_spec *spec)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option_spec *other = &option_table[i];
        bool excludes = spec->excludes != NULL && other->name != NULL &&
                        strcmp(spec->excludes, other->name) == 0;
        bool excluded = other->excludes != NULL && spec->name != NULL &&
                        strcmp(other->excludes, spec->name) == 0;
        if (excludes || excluded)
            return other;
    }
    return NULL;
}

const char *const *option_choices(const struct program *program, const struct option_spec *spec)
{
    if (spec->type == OPTION_SCREEN)
        return program->screens;
    return spec->choices[0] != NULL ? spec->choices : NULL;
}

bool option_is_source(const char *word)
{
    for (size_t i = 0; i < source_form_count; i++) {
        if (strncmp(word, source_forms[i].prefix, strlen(source_forms[i].prefix)) == 0)
            return true;
    }
    return strstr(word, "://") != NULL || source_word_is_redis(word) || file_name_is_source(word) ||
           file_source_looks_like(word);
}
