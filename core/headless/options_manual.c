/* The options as mdoc, for the manual page. */
#include "config.h"

#include "headless/options_table.h"

/* Prints text with what mdoc would take for a command or an escape made literal. */
static void print_text(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\\')
            fputs("\\e", out);
        else if (*text == '-')
            fputs("\\-", out);
        else if (*text == '\'')
            fputs("\\(aq", out);
        else
            fputc(*text, out);
    }
}

/* Names the commands that have the option, unless all have it. */
static void print_commands(FILE *out, unsigned commands)
{
    const unsigned all = (1u << COMMAND_COUNT) - 1;
    const char *separator = "Only for ";

    if (commands == all)
        return;
    for (unsigned i = 0; i < COMMAND_COUNT; i++) {
        if ((commands & 1u << i) == 0)
            continue;
        fprintf(out, "%s%s", separator,
                command_table[i].name[0] != '\0' ? command_table[i].name : "the dashboard");
        separator = " and ";
    }
    fputs(".\n", out);
}

static void print_option(FILE *out, const struct option_spec *spec)
{
    fputs(".It ", out);
    if (spec->letter != '\0')
        fprintf(out, "Fl %c , ", spec->letter);
    fputs("Fl \\-", out);
    print_text(out, spec->name);
    if (spec->argument != NULL)
        fprintf(out, " Ar %s", spec->argument);
    fputc('\n', out);
    print_text(out, spec->help);
    fputs(".\n", out);
    print_commands(out, spec->commands);
}

void options_manual(FILE *out)
{
    for (int section = 0; section < SECTION_COUNT; section++) {
        fprintf(out, ".Ss %s\n.Bl -tag -width Ds\n", option_section_names[section]);
        for (size_t i = 0; i < option_count; i++) {
            if ((int)option_table[i].section == section)
                print_option(out, &option_table[i]);
        }
        fputs(".El\n", out);
    }
}
