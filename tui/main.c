#include "config.h"

#include "base/character_set.h"
#include "headless/complain.h"
#include "headless/configuration.h"
#include "headless/help.h"
#include "headless/options.h"
#include "headless/snapshot.h"
#include "headless/status.h"
#include "program.h"
#include "theme.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* Prints what one option asks for, instead of doing what the command would. */
static int print(const struct options *options)
{
    if (options->help)
        help_print(options->program, options->command, stdout);
    else if (options->version)
        puts("driftop " PACKAGE_VERSION);
    else if (options->dump_config)
        configuration_dump(options, stdout);
    else
        theme_list(stdout);
    return status_of_output();
}

static int run(const struct options *options)
{
    if (options->help || options->version || options->list_themes || options->dump_config)
        return print(options);
    if (options->command->needs_terminal && !isatty(STDOUT_FILENO)) {
        complain("the dashboard needs a terminal; `driftop snapshot` prints without one");
        return STATUS_USAGE;
    }
    return options->command->run(options);
}

/* A descriptor that was closed would become that of some file or socket. So it is given to the
 * null device, opened the wrong way round: who reads or writes it is still told that he cannot. */
static bool occupy_descriptors(void)
{
    static const int access[] = {O_WRONLY, O_RDONLY, O_WRONLY};

    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", access[fd]) != fd)
            return false;
    }
    return true;
}

static int misused(const struct command *command)
{
    return command->misused != 0 ? command->misused : STATUS_USAGE;
}

int main(int argc, char **argv)
{
    struct options options;
    struct error error;
    int status;

    if (!occupy_descriptors())
        return STATUS_FAILED;
    character_set_choose();
    if (options_parse(&program, argc, argv, &options, &error)) {
        status = run(&options);
    } else {
        if (options.problems.count > 0)
            problems_complain(&options.problems);
        else
            complain("%s", error.text);
        snapshot_refuse(&options, &error, stdout);
        status = options.exit_code ? STATUS_UNKNOWN : misused(options.command);
    }
    options_free(&options);
    return status;
}
