/* What an option is for, in words, for --help and the manual. */
#include "config.h"

#include "headless/option_table.h"

/* Appends the next item of a list that ends with "or"; `next` is the one behind it, or NULL. */
static void append_item(struct buffer *out, bool first, const char *item, const char *next)
{
    if (!first)
        buffer_string(out, next != NULL ? ", " : " or ");
    buffer_string(out, item);
}

static void append_choices(const char *const *choices, struct buffer *out)
{
    for (size_t i = 0; choices != NULL && choices[i] != NULL; i++) {
        buffer_string(out, i == 0 ? ": " : "");
        append_item(out, i == 0, choices[i], choices[i + 1]);
    }
}

static void append_default(const struct command *command, const struct option_spec *spec,
                           struct buffer *out)
{
    bool apart = command != NULL && (spec->apart & command->set) != 0;
    const char *fallback = apart ? spec->apart_fallback : spec->fallback;
    const char *before = " (default: ";

    if (spec->variable != NULL) {
        buffer_printf(out, "%s$%s", before, spec->variable);
        before = ", else ";
    }
    if (fallback != NULL) {
        buffer_printf(out, "%s%s", before, fallback);
        before = ", ";
    }
    if (spec->note != NULL) {
        buffer_printf(out, "%s%s", before, spec->note);
        before = ", ";
    }
    if (command == NULL && spec->apart != 0) {
        buffer_printf(out, "%sof doctor %s", before, spec->apart_fallback);
        before = ", ";
    }
    if (before[0] == ',')
        buffer_char(out, ')');
}

/* Appends the formats of one command from the first on, which is the one that it prints in by
 * itself. */
static void append_formats(const struct program *program, const struct command *command,
                           const struct format *first, struct buffer *out)
{
    const struct format *format = first;

    do {
        const struct format *next = format_next(program, command, format);
        append_item(out, format == first, format->name, next != NULL ? next->name : NULL);
        format = next;
    } while (format != NULL);
    buffer_printf(out, " (default: %s)", first->name);
}

static void append_all_formats(const struct program *program, const struct command *command,
                               struct buffer *out)
{
    const char *before = ": ";

    for (const struct command *const *at = program->commands; *at != NULL; at++) {
        const struct format *first = format_next(program, *at, NULL);
        if ((command != NULL && command != *at) || first == NULL)
            continue;
        buffer_string(out, before);
        if (command == NULL)
            buffer_printf(out, "of %s as ", (*at)->name);
        append_formats(program, *at, first, out);
        before = ", ";
    }
}

void option_describe(const struct program *program, const struct command *command,
                     const struct option_spec *spec, struct buffer *out)
{
    buffer_string(out, spec->help);
    if (spec->type == OPTION_FORMAT)
        append_all_formats(program, command, out);
    append_choices(option_choices(program, spec), out);
    append_default(command, spec, out);
}
