/* Prints completions for bash, made from the tables of commands and options, so that what the shell
 * proposes is what there is. */
#include "config.h"

#include "doctor/check.h"
#include "headless/option_table.h"
#include "program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *name_of(const struct command *command)
{
    return *command->name != '\0' ? command->name : "''";
}

static void print_options(const struct command *command)
{
    printf("        %s) echo '", name_of(command));
    for (size_t i = 0; i < option_count; i++) {
        if (option_table[i].name != NULL && (option_table[i].commands & command->set) != 0)
            printf(" --%s", option_table[i].name);
    }
    puts("' ;;");
}

static void print_formats(const struct command *command)
{
    const struct format *format = format_next(&program, command, NULL);

    if (format == NULL)
        return;
    printf("        %s) echo '", name_of(command));
    for (; format != NULL; format = format_next(&program, command, format))
        printf(" %s", format->name);
    puts("' ;;");
}

/* Prints a function that says something for each command. */
static void print_function(const char *name, void (*print)(const struct command *command))
{
    printf("%s()\n{\n    case $1 in\n", name);
    for (const struct command *const *at = program.commands; *at != NULL; at++)
        print(*at);
    puts("    esac\n}\n");
}

static void print_commands(char separator)
{
    for (const struct command *const *at = program.commands + 1; *at != NULL; at++)
        printf("%s%c", (*at)->name, at[1] != NULL ? separator : ' ');
}

static bool takes_file(const struct option_spec *spec)
{
    return spec->argument != NULL &&
           (strcmp(spec->argument, "FILE") == 0 || strcmp(spec->argument, "DIR") == 0);
}

static void print_words(const struct option_spec *spec)
{
    printf("        --%s) COMPREPLY=($(compgen -W '", spec->name);
    for (const char *const *choice = option_choices(&program, spec); *choice != NULL; choice++)
        printf(" %s", *choice);
    puts("' -- \"$word\")); return ;;");
}

/* The names that an option of doctor takes. */
static void print_names(const char *option)
{
    bool skips = strcmp(option, "skip") == 0;

    printf("        --%s) COMPREPLY=($(compgen -W '", option);
    for (size_t i = 0; skips && i < doctor_check_count; i++)
        printf(" %s", doctor_checks[i].id);
    for (size_t i = 0; !skips && doctor_thresholds[i].name != NULL; i++)
        printf(" %s=", doctor_thresholds[i].name);
    puts("' -- \"$word\")); return ;;");
}

static bool takes_names(const char *option)
{
    return strcmp(option, "skip") == 0 || strcmp(option, "threshold") == 0;
}

/* What may stand behind an option. */
static void print_values(void)
{
    puts("    case $before in\n"
         "        -f|--format) COMPREPLY=($(compgen -W \"$(_driftop_formats \"$command\")\" -- "
         "\"$word\")); return ;;");
    for (size_t i = 0; i < option_count; i++) {
        const struct option_spec *spec = &option_table[i];
        if (spec->name == NULL || spec->argument == NULL || spec->type == OPTION_FORMAT)
            continue;
        if (option_choices(&program, spec) != NULL)
            print_words(spec);
        else if (takes_names(spec->name))
            print_names(spec->name);
        else if (takes_file(spec))
            printf("        --%s) COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n", spec->name);
        else if (spec->letter != '\0')
            printf("        -%c|--%s) return ;;\n", spec->letter, spec->name);
        else
            printf("        --%s) return ;;\n", spec->name);
    }
    puts("    esac");
}

int main(void)
{
    puts("# Completions of driftop for bash, made from its tables.");
    print_function("_driftop_options", print_options);
    print_function("_driftop_formats", print_formats);
    puts("_driftop()\n{\n"
         "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command= "
         "sources= i\n"
         "    for ((i = 1; i < COMP_CWORD; i++)); do");
    printf("        case ${COMP_WORDS[i]} in ");
    print_commands('|');
    puts(") command=${COMP_WORDS[i]}; break ;; esac\n    done");
    print_values();
    printf("    [[ -n $command ]] || sources='");
    print_commands(' ');
    puts("'\n"
         "    case $word in\n"
         "        -*) COMPREPLY=($(compgen -W \"$(_driftop_options \"$command\")\" -- \"$word\")) "
         ";;\n"
         "        *) COMPREPLY=($(compgen -W \"$sources demo: redis:// unix://\" -- \"$word\")\n"
         "                      $(compgen -f -- \"$word\")) ;;\n"
         "    esac\n}\n\ncomplete -o filenames -F _driftop driftop");
    return fflush(stdout) == 0 && !ferror(stdout) ? EXIT_SUCCESS : EXIT_FAILURE;
}
