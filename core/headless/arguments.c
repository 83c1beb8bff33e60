#include "config.h"

#include "headless/arguments.h"

#include "base/memory.h"
#include "headless/option_table.h"
#include "headless/suggest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How far the command line is read. */
struct reader {
    char **arguments; /* what is left; ends with NULL */
    struct options *options;
    struct error *error;
};

/* Sets an option whose value, unless `value` is it already, is the next argument. */
static bool take_option(struct reader *reader, const struct option_spec *spec, const char *value)
{
    char label[40];

    snprintf(label, sizeof(label), "--%s", spec->name);
    if (spec->argument != NULL && value == NULL) {
        value = *reader->arguments;
        if (value == NULL)
            return error_set(reader->error, ERROR_USAGE, "%s needs a value: %s %s", label, label,
                             spec->argument);
        reader->arguments++;
    }
    return option_set(reader->options, spec, value, ORIGIN_COMMAND_LINE, label, reader->error);
}

static bool fail_unknown(struct reader *reader, struct slice name)
{
    char *word = mem_strndup(name.data, name.size);
    struct suggestion suggestion = {.word = word};

    for (size_t i = 0; i < option_count; i++) {
        if (option_table[i].name != NULL)
            suggestion_offer(&suggestion, option_table[i].name);
    }
    if (suggestion.best != NULL)
        error_set(reader->error, ERROR_USAGE, "unknown option \"--%s\"; did you mean \"--%s\"?",
                  word, suggestion.best);
    else
        error_set(reader->error, ERROR_USAGE,
                  "unknown option \"--%s\"; \"driftop --help\" lists those that there are", word);
    free(word);
    return false;
}

/* Reads "name" or "name=value" behind "--". */
static bool take_long(struct reader *reader, const char *text)
{
    struct slice name = {text, strcspn(text, "=")};
    const char *value = text[name.size] == '=' ? text + name.size + 1 : NULL;
    const struct option_spec *spec = option_find_long(name);

    if (spec == NULL)
        return fail_unknown(reader, name);
    if (spec->argument == NULL && value != NULL)
        return error_set(reader->error, ERROR_USAGE, "--%s takes no value", spec->name);
    return take_option(reader, spec, value);
}

/* Reads what stands behind "-": flags, the last of them perhaps an option with its value. */
static bool take_letters(struct reader *reader, const char *letters)
{
    for (; *letters != '\0'; letters++) {
        const struct option_spec *spec = option_find_letter(*letters);
        if (spec == NULL)
            return error_set(
                reader->error, ERROR_USAGE,
                "unknown option \"-%c\"; \"driftop --help\" lists those that there are", *letters);
        bool takes_rest = spec->argument != NULL && letters[1] != '\0';
        if (!take_option(reader, spec, takes_rest ? letters + 1 : NULL))
            return false;
        if (spec->argument != NULL)
            break;
    }
    return true;
}

static bool is_word(const char *argument)
{
    return argument[0] != '-' || argument[1] == '\0';
}

bool arguments_take(char **arguments, struct options *options, char **words, struct error *error)
{
    struct reader reader = {arguments, options, error};
    bool only_words = false;

    while (*reader.arguments != NULL) {
        char *argument = *reader.arguments++;
        if (only_words || is_word(argument))
            *words++ = argument;
        else if (strcmp(argument, "--") == 0)
            only_words = true;
        else if (!(argument[1] == '-' ? take_long(&reader, argument + 2)
                                      : take_letters(&reader, argument + 1)))
            return false;
    }
    *words = NULL;
    return true;
}

bool arguments_have(char **arguments, const char *flag)
{
    for (; *arguments != NULL && strcmp(*arguments, "--") != 0; arguments++) {
        if (strcmp(*arguments, flag) == 0)
            return true;
    }
    return false;
}
