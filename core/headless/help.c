#include "config.h"

#include "headless/help.h"

#include "base/wrap.h"
#include "headless/operands.h"
#include "headless/option_table.h"
#include "headless/status.h"

#include <string.h>

#define PAGE_COLUMNS 80
#define OPTION_COLUMNS 28

static const struct exit_meaning exit_statuses[] = {
    [STATUS_DONE] = {"0", "done"},
    [STATUS_FAILED] = {"1", "failed: the source cannot be read, a tenant does not exist, output "
                            "cannot be written, not every report was written"},
    [STATUS_USAGE] = {"2", "wrong usage"},
    {0},
};

static bool is_first(const struct program *program, const struct command *command)
{
    return command == program->commands[0];
}

/* Prints `text` from column `indent` on, where the cursor already is. */
static void print_wrapped(FILE *out, int indent, const char *text)
{
    struct buffer lines = {0};
    struct wrap wrap = {&lines, PAGE_COLUMNS, indent, indent};

    wrap_text(&wrap, slice_of(text));
    fprintf(out, "%s\n", buffer_text(&lines));
    buffer_free(&lines);
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

/* The first command stands for the whole program: its help lists the others. */
static void print_usage(const struct program *program, const struct command *command, FILE *out)
{
    char words[COMMAND_WORDS_SIZE];
    char term[64];

    fputs("\nUsage:\n", out);
    for (const struct command *const *at = program->commands; *at != NULL; at++) {
        if (!is_first(program, command) && command != *at)
            continue;
        snprintf(term, sizeof(term), "%s %s", command_words(*at, words), (*at)->usage);
        print_row(out, term, 40, (*at)->summary);
    }
}

static void print_sources(const struct command *command, FILE *out)
{
    const struct option_spec *source = option_find(SLICE("source"));

    if ((source->commands & command->set) == 0)
        return;
    fprintf(out, "\nSource (default: $%s, configuration, %s):\n", source->variable,
            source->fallback);
    for (size_t i = 0; i < source_form_count; i++) {
        if (source_forms[i].writable || !command->writes)
            print_row(out, source_forms[i].form, 48, source_forms[i].meaning);
    }
}

static void print_option(const struct program *program, const struct command *command,
                         const struct option_spec *spec, FILE *out)
{
    struct buffer meaning = {0};
    char term[64];

    snprintf(term, sizeof(term), "%c%c%c --%s%s%s", spec->letter != '\0' ? '-' : ' ',
             spec->letter != '\0' ? spec->letter : ' ', spec->letter != '\0' ? ',' : ' ',
             spec->name, spec->argument != NULL ? " " : "",
             spec->argument != NULL ? spec->argument : "");
    option_describe(program, command, spec, &meaning);
    print_row(out, term, OPTION_COLUMNS, buffer_text(&meaning));
    buffer_free(&meaning);
}

static void print_options(const struct program *program, const struct command *command, FILE *out)
{
    for (int section = 0; section < SECTION_COUNT; section++) {
        const char *heading = option_section_names[section];
        for (size_t i = 0; i < option_count; i++) {
            const struct option_spec *spec = &option_table[i];
            if ((int)spec->section != section || spec->name == NULL ||
                (spec->commands & command->set) == 0)
                continue;
            if (heading != NULL)
                fprintf(out, "\n%s:\n", heading);
            heading = NULL;
            print_option(program, command, spec, out);
        }
    }
}

static void print_examples(const struct command *command, FILE *out)
{
    const struct example *examples = command->examples;
    size_t longest = 0;

    if (examples == NULL)
        return;
    for (const struct example *at = examples; at->command_line != NULL; at++) {
        if (strlen(at->command_line) > longest)
            longest = strlen(at->command_line);
    }
    fputs("\nExamples:\n", out);
    for (const struct example *at = examples; at->command_line != NULL; at++)
        print_row(out, at->command_line, (int)longest + 4, at->meaning);
}

static void print_exit_statuses(const struct command *command, FILE *out)
{
    const struct exit_meaning *all = command->statuses != NULL ? command->statuses : exit_statuses;

    fputs("\nExit status:\n", out);
    for (size_t i = 0; all[i].status != NULL; i++) {
        bool own = i == STATUS_FAILED && command->failed != NULL;
        print_row(out, all[i].status, 5, own ? command->failed : all[i].meaning);
    }
}

void help_print(const struct program *program, const struct command *command, FILE *out)
{
    print_wrapped(out, 0, command->about);
    print_usage(program, command, out);
    print_sources(command, out);
    print_options(program, command, out);
    print_examples(command, out);
    print_exit_statuses(command, out);
    if (is_first(program, command))
        fputs(
            "\n\"driftop COMMAND --help\" tells the options of a command; driftop(1) tells more.\n",
            out);
}

static int run(const struct options *options)
{
    const struct program *program = options->program;

    help_print(program, options->topic != NULL ? options->topic : program->commands[0], stdout);
    return status_of_output();
}

static const struct example examples[] = {
    {"driftop help export", "what export can do"},
    {0},
};

const struct command help_command = {
    .name = "help",
    .set = FOR_HELP,
    .usage = "[COMMAND]",
    .summary = "tell what a command can do",
    .about = "driftop help tells what driftop, or one of its commands, can do, as --help does.",
    .examples = examples,
    .take_words = operands_command,
    .run = run,
};
