#include "config.h"

#include "support/scratch.h"

#include "support/die.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Noreturn static void clean_up_at_end_of_input(int input, const char *path)
{
    int nowhere = open("/dev/null", O_WRONLY);

    if (setpgid(0, 0) != 0 || nowhere < 0 || dup2(input, STDIN_FILENO) < 0 ||
        dup2(nowhere, STDOUT_FILENO) < 0 || dup2(nowhere, STDERR_FILENO) < 0 || chdir("/") != 0)
        _exit(EXIT_FAILURE);
    execl("/bin/sh", "sh", "-c", "cat; rm -rf \"$0\"", path, (char *)NULL);
    _exit(EXIT_FAILURE);
}

/* The kernel closes the write end when the last process that holds it is gone, which no exit
 * handler can promise. Programs that are executed do not hold it. libcheck kills the process group
 * of a test that ended: the keeper is out of it before this returns, whichever process came first.
 */
static void remove_when_we_are_gone(const char *path)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) != 0)
        die_errno("pipe");
    fflush(NULL);
    pid_t keeper = fork();
    if (keeper < 0)
        die_errno("fork");
    if (keeper == 0)
        clean_up_at_end_of_input(ends[0], path);
    if (setpgid(keeper, keeper) != 0 && errno != EACCES) /* it did so itself, and went on */
        die_errno("setpgid");
    close(ends[0]);
}

static bool make_directory(const char *parent, char path[static SCRATCH_SIZE])
{
    return snprintf(path, SCRATCH_SIZE, "%s/driftop-XXXXXX", parent) > 0 && mkdtemp(path) != NULL;
}

void scratch_create(char path[static SCRATCH_SIZE])
{
    const char *parent = getenv("TMPDIR");

    /* A socket's path has 108 bytes at most. */
    if (!parent || strlen(parent) > SCRATCH_SIZE - sizeof("/driftop-XXXXXX"))
        parent = "/tmp";
    if (!make_directory(parent, path))
        die_errno("make a directory in %s", parent);
    remove_when_we_are_gone(path);
}

void scratch_create_in_memory(char path[static SCRATCH_SIZE])
{
    if (make_directory("/dev/shm", path))
        remove_when_we_are_gone(path);
    else
        scratch_create(path);
}

void scratch_write(const char *directory, const char *name, const char *text)
{
    char path[SCRATCH_SIZE + 64];

    snprintf(path, sizeof(path), "%s/%s", directory, name);
    FILE *file = fopen(path, "w");
    if (!file || fputs(text, file) < 0 || fclose(file) != 0)
        die_errno("write %s", path);
}

const char *scratch_read(const char *path, struct buffer *text)
{
    ssize_t size;

    buffer_clear(text);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 && errno == ENOENT)
        return "";
    if (file < 0)
        die_errno("%s", path);
    while ((size = read(file, buffer_reserve(text, 65536), 65536)) > 0)
        text->size += (size_t)size;
    if (size < 0)
        die_errno("%s", path);
    close(file);
    buffer_append(text, "", 0);
    return buffer_text(text);
}
