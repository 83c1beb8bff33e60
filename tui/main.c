#include "config.h"

#include "app.h"
#include "headless/emit.h"
#include "headless/export.h"
#include "headless/options.h"
#include "headless/snapshot.h"
#include "theme.h"

#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define STATUS_FAILED 1
#define STATUS_USAGE 2
#define STATUS_UNKNOWN 3 /* of a monitoring plug-in */

/* What was printed has arrived only when the stream could be closed. */
static int printed(void)
{
    if (fclose(stdout) == 0)
        return EXIT_SUCCESS;
    perror("driftop: standard output");
    return STATUS_FAILED;
}

static int run(const struct options *options)
{
    if (options->help) {
        options_help(options->command, stdout);
        return printed();
    }
    if (options->version) {
        puts("driftop " PACKAGE_VERSION);
        return printed();
    }
    if (options->list_themes) {
        theme_list(stdout);
        return printed();
    }
    if (options->command == COMMAND_SNAPSHOT)
        return snapshot_run(options, stdout);
    if (options->command == COMMAND_EXPORT)
        return export_run(options, STDOUT_FILENO);
    if (options->command == COMMAND_EMIT)
        return emit_run(options, STDOUT_FILENO);
    return app_run(options);
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

int main(int argc, char **argv)
{
    struct options options;
    struct error error;

    if (!occupy_descriptors())
        return STATUS_FAILED;
    /* Numbers, in JSON and elsewhere, keep the C locale's point. */
    setlocale(LC_CTYPE, "");
    if (!options_parse(argc, argv, &options, &error)) {
        fprintf(stderr, "driftop: %s\n", error.text);
        int status = options.exit_code ? STATUS_UNKNOWN : STATUS_USAGE;
        options_free(&options);
        return status;
    }
    int status = run(&options);
    options_free(&options);
    return status;
}
