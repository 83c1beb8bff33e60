/* What --help prints, and other words for the options. */
#include "config.h"

#include "headless/options_table.h"

#include <string.h>

#define PAGE_COLUMNS 80
#define OPTION_COLUMNS 28

static bool has_option(enum command command, const struct option_spec *spec)
{
    return (spec->commands & 1u << command) != 0;
}

/* Prints `text` word by word from column `indent` on, where the cursor already is. */
static void print_wrapped(FILE *out, int indent, const char *text)
{
    int column = indent;

    while (*text != '\0') {
        int word = (int)strcspn(text, " ");
        if (column > indent && column + 1 + word > PAGE_COLUMNS) {
            fprintf(out, "\n%*s", indent, "");
            column = indent;
        } else if (column > indent) {
            fputc(' ', out);
            column++;
        }
        fprintf(out, "%.*s", word, text);
        column += word;
        text += word;
        text += strspn(text, " ");
    }
    fputc('\n', out);
}

/* Prints one row of a list: a term, and what it means in a column of its own. */
static void print_row(FILE *out, const char *term, int columns, const char *meaning)
{
    if (2 + (int)strlen(term) + 2 > columns)
        fprintf(out, "  %s\n%*s", term, columns, "");
    else
        fprintf(out, "  %-*s", columns - 2, term);
    print_wrapped(out, columns, meaning);
}

static void print_usage(enum command command, FILE *out)
{
    fputs("\nUsage:\n", out);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        char term[64];
        const char *name = command_table[i].name;
        if (command != COMMAND_DASHBOARD && command != (enum command)i)
            continue;
        const char *operands = command_table[i].operands;
        snprintf(term, sizeof(term), "driftop%s%s [OPTIONS] %s", *name != '\0' ? " " : "", name,
                 operands != NULL ? operands : "[SOURCE]");
        print_row(out, term, 40, command_table[i].summary);
    }
}

static void print_sources(FILE *out)
{
    fputs("\nSource (default: $REDIS_TELEMETRY_URL, else " DEFAULT_SOURCE "):\n", out);
    for (size_t i = 0; i < source_form_count; i++)
        print_row(out, source_forms[i].form, 46, source_forms[i].meaning);
}

static void print_option(FILE *out, const struct option_spec *spec)
{
    char term[64];

    snprintf(term, sizeof(term), "%c%c%c --%s%s%s", spec->letter != '\0' ? '-' : ' ',
             spec->letter != '\0' ? spec->letter : ' ', spec->letter != '\0' ? ',' : ' ',
             spec->name, spec->argument != NULL ? " " : "",
             spec->argument != NULL ? spec->argument : "");
    print_row(out, term, OPTION_COLUMNS, spec->help);
}

static void print_options(enum command command, FILE *out)
{
    for (int section = 0; section < SECTION_COUNT; section++) {
        const char *heading = option_section_names[section];
        for (size_t i = 0; i < option_count; i++) {
            const struct option_spec *spec = &option_table[i];
            if ((int)spec->section != section || !has_option(command, spec))
                continue;
            if (heading != NULL)
                fprintf(out, "\n%s:\n", heading);
            heading = NULL;
            print_option(out, spec);
        }
    }
}

static void print_examples(enum command command, FILE *out)
{
    const struct example *examples = command_table[command].examples;
    size_t longest = 0;

    for (const struct example *at = examples; at->command_line != NULL; at++) {
        if (strlen(at->command_line) > longest)
            longest = strlen(at->command_line);
    }
    fputs("\nExamples:\n", out);
    for (const struct example *at = examples; at->command_line != NULL; at++)
        print_row(out, at->command_line, (int)longest + 4, at->meaning);
}

static void print_exit_statuses(FILE *out)
{
    fputs("\nExit status:\n", out);
    for (size_t i = 0; i < exit_status_count; i++)
        print_row(out, exit_statuses[i].status, 5, exit_statuses[i].meaning);
}

void options_help(enum command command, FILE *out)
{
    print_wrapped(out, 0, command_table[command].about);
    print_usage(command, out);
    print_sources(out);
    print_options(command, out);
    print_examples(command, out);
    print_exit_statuses(out);
    if (command == COMMAND_DASHBOARD)
        fputs(
            "\n\"driftop COMMAND --help\" tells the options of a command; driftop(1) tells more.\n",
            out);
}

void options_describe_streams(const struct options *options, struct buffer *out)
{
    buffer_printf(out, "no stream has a key like %s, with the namespace %s", options->key,
                  options->ns);
    if (options->app != NULL)
        buffer_printf(out, ", app %s", options->app);
    if (options->env != NULL)
        buffer_printf(out, ", env %s", options->env);
    for (size_t i = 0; i < options->tenant_count; i++)
        buffer_printf(out, "%s %s", i == 0 ? ", tenant" : " or", options->tenants[i]);
}
