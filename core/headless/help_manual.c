/* The options as mdoc, for the manual page. */
#include "config.h"

#include "headless/help.h"

#include "doctor/check.h"
#include "headless/configuration_section.h"
#include "headless/doctor_words.h"
#include "headless/option_table.h"

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

/* Names the commands that have the option, unless all that read or write reports have it. */
static void print_commands(const struct program *program, unsigned commands, FILE *out)
{
    const char *separator = "Only for ";

    if ((commands & FOR_REPORTS) == FOR_REPORTS)
        return;
    for (const struct command *const *at = program->commands; *at != NULL; at++) {
        if ((commands & (*at)->set) == 0)
            continue;
        fprintf(out, "%s%s", separator, *(*at)->name != '\0' ? (*at)->name : "the dashboard");
        separator = " and ";
    }
    fputs(".\n", out);
}

static void print_option(const struct program *program, const struct option_spec *spec, FILE *out)
{
    struct buffer meaning = {0};

    fputs(".It ", out);
    if (spec->letter != '\0')
        fprintf(out, "Fl %c , ", spec->letter);
    fputs("Fl \\-", out);
    print_text(out, spec->name);
    if (spec->argument != NULL)
        fprintf(out, " Ar %s", spec->argument);
    fputc('\n', out);
    option_describe(program, NULL, spec, &meaning);
    print_text(out, buffer_text(&meaning));
    fputs(".\n", out);
    print_commands(program, spec->commands, out);
    if (spec->live != 0)
        fputs("A reload changes it.\n", out);
    buffer_free(&meaning);
}

void help_manual(const struct program *program, FILE *out)
{
    for (int section = 0; section < SECTION_COUNT; section++) {
        fprintf(out, ".Ss %s\n.Bl -tag -width Ds\n", option_section_names[section]);
        for (size_t i = 0; i < option_count; i++) {
            if ((int)option_table[i].section == section && option_table[i].name != NULL)
                print_option(program, &option_table[i], out);
        }
        fputs(".El\n", out);
    }
}

void help_sections(FILE *out)
{
    fputs(".Bl -tag -width Ds\n", out);
    for (size_t i = 1; i < configuration_section_count; i++) {
        const struct configuration_section *section = &configuration_sections[i];
        fprintf(out, ".It Li [%s%s]\n", section->name, section->is_named ? " name" : "");
        print_text(out, section->help);
        fputs(section->live != 0 ? "\nA reload changes it.\n" : "\n", out);
    }
    fputs(".El\n", out);
}

void help_checks(FILE *out)
{
    fputs(".Bl -tag -width consumer-abandoned -compact\n", out);
    for (size_t i = 0; i < doctor_check_count; i++) {
        fputs(".It Li ", out);
        print_text(out, doctor_checks[i].id);
        fputc('\n', out);
        print_text(out, doctor_checks[i].title);
        fputc('\n', out);
    }
    fputs(".El\n", out);
}

void help_thresholds(FILE *out)
{
    struct buffer fallback = {0};

    fputs(".Bl -tag -width consumer-abandoned -compact\n", out);
    for (size_t i = 0; doctor_thresholds[i].name != NULL; i++) {
        buffer_clear(&fallback);
        doctor_words_append(&fallback, &doctor_thresholds[i], doctor_thresholds[i].fallback);
        fputs(".It Li ", out);
        print_text(out, doctor_thresholds[i].name);
        fputc('\n', out);
        print_text(out, doctor_thresholds[i].what);
        fprintf(out, ": %s\n", buffer_text(&fallback));
    }
    fputs(".El\n", out);
    buffer_free(&fallback);
}
