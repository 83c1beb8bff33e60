/* Fills in the manual: standard input is doc/driftop.1.in, standard output the page. A line that
 * holds the name of a table between @ signs is replaced by that table, so that the page says what
 * the program does. */
#include "config.h"

#include "headless/help.h"
#include "keys.h"
#include "program.h"
#include "role.h"
#include "typed_commands.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_options(FILE *out)
{
    help_manual(&program, out);
}

static const struct {
    const char *line;
    void (*print)(FILE *out);
} tables[] = {
    {"@OPTIONS@\n", print_options}, {"@SECTIONS@\n", help_sections},
    {"@CHECKS@\n", help_checks},    {"@THRESHOLDS@\n", help_thresholds},
    {"@KEYS@\n", keys_manual},      {"@COMMANDS@\n", typed_commands_manual},
    {"@ROLES@\n", role_manual},
};

static bool print_table(const char *line)
{
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        if (strcmp(line, tables[i].line) == 0) {
            tables[i].print(stdout);
            return true;
        }
    }
    return false;
}

int main(void)
{
    char *line = NULL;
    size_t capacity = 0;

    while (getline(&line, &capacity, stdin) > 0) {
        if (!print_table(line))
            fputs(line, stdout);
    }
    free(line);
    if (ferror(stdin) || fflush(stdout) != 0 || ferror(stdout)) {
        perror("mkmanual");
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
