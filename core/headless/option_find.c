#include "config.h"

#include "headless/option_table.h"

#include "source/file/name.h"

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

bool option_is_source(const char *word)
{
    for (size_t i = 0; i < source_form_count; i++) {
        if (strncmp(word, source_forms[i].prefix, strlen(source_forms[i].prefix)) == 0)
            return true;
    }
    return strstr(word, "://") != NULL || file_name_is_source(word) || file_source_looks_like(word);
}
