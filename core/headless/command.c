#include "config.h"

#include "headless/command.h"

#include <stdio.h>

const struct command *command_find(const struct program *program, struct slice name)
{
    for (const struct command *const *at = program->commands; *at != NULL; at++) {
        if (slice_is(name, (*at)->name))
            return *at;
    }
    return NULL;
}

const struct format *format_next(const struct program *program, const struct command *command,
                                 const struct format *last)
{
    const struct format *const *at = program->formats;

    while (last != NULL && *at++ != last)
        ;
    while (*at != NULL && ((*at)->set & command->set) == 0)
        at++;
    return *at;
}

const struct format *format_find(const struct program *program, const struct command *command,
                                 const char *name)
{
    const struct format *format = format_next(program, command, NULL);

    while (format != NULL && !slice_is(slice_of(name), format->name))
        format = format_next(program, command, format);
    return format;
}

const char *command_words(const struct command *command, char text[static COMMAND_WORDS_SIZE])
{
    snprintf(text, COMMAND_WORDS_SIZE, "driftop%s%s", *command->name != '\0' ? " " : "",
             command->name);
    return text;
}
