/* A file of a configuration. One that is understood is printed as a file that is understood as
 * well, and printed in the same way; of one that is not, every problem has its line.
 *
 * The first byte chooses the command, the rest is the file. */
#include "config.h"

#include "fuzz/target.h"

#include "base/buffer.h"
#include "headless/configuration.h"
#include "headless/options.h"
#include "program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PATH_SIZE 32

static char *const commands[] = {NULL, (char[]){"snapshot"}, (char[]){"export"}, (char[]){"emit"}};

#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

/* Reads a text as the configuration of a command. The options are to be freed in any case. */
static bool read_text(char *command, struct slice text, struct options *options,
                      struct error *error)
{
    char path[PATH_SIZE];
    char *arguments[] = {(char[]){"--config"}, path, command, NULL};
    int file = memfd_create("configuration", MFD_CLOEXEC);

    must(file >= 0 && write(file, text.data, text.size) == (ssize_t)text.size, "there is a file");
    snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
    *options = (struct options){0};
    bool good = options_understand(&program, arguments, options, error);
    close(file);
    return good;
}

/* Appends the lines of a dump that are no comments: those tell lines, which differ. */
static void print(const struct options *options, struct buffer *whole, struct buffer *said)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    must(out != NULL, "there is memory");
    configuration_dump(options, out);
    must(fclose(out) == 0, "it is printed");
    buffer_append(whole, text, size);
    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        if (line[0] != '#')
            buffer_printf(said, "%s\n", line);
    }
    free(text);
}

static void check_again(char *command, const struct options *options)
{
    struct options again;
    struct error error = {0};
    struct buffer text = {0}, said = {0}, text_again = {0}, said_again = {0};

    print(options, &text, &said);
    must(read_text(command, (struct slice){text.data, text.size}, &again, &error),
         "what is printed can be read");
    print(&again, &text_again, &said_again);
    if (strstr(buffer_text(&text), "# longer than a line may be") == NULL)
        must(strcmp(buffer_text(&said), buffer_text(&said_again)) == 0, "it says the same");
    options_free(&again);
    buffer_free(&text);
    buffer_free(&said);
    buffer_free(&text_again);
    buffer_free(&said_again);
}

static void check_problems(const struct problems *problems, const struct error *error)
{
    must(error->class == ERROR_USAGE && error->text[0] != '\0', "a failure has a reason");
    for (size_t i = 0; i < problems->count && i < PROBLEMS_MAX; i++)
        must(strncmp(problems->lines[i], "/proc/self/fd/", 14) == 0 ||
                 strncmp(problems->lines[i], "configuration /proc/self/fd/", 28) == 0,
             "a problem has its place");
}

FUZZ_TARGET(configuration)
{
    if (size == 0)
        return 0;

    struct slice text = {(const char *)data + 1, size - 1};
    char *command = commands[data[0] % COMMAND_COUNT];
    struct options options;
    struct error error = {0};

    unsetenv("REDIS_TELEMETRY_URL");
    if (read_text(command, text, &options, &error))
        check_again(command, &options);
    else
        check_problems(&options.problems, &error);
    options_free(&options);
    return 0;
}
