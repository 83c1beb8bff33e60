#include "config.h"

#include "support/child.h"

#include "support/die.h"
#include "support/wait.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void redirect(const char *path, int flags, int descriptor)
{
    int file = open(path, flags, 0600);

    if (file < 0 || dup2(file, descriptor) < 0)
        _exit(126);
    close(file);
}

_Noreturn static void become(const char *command, pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(126);
    redirect("/dev/null", O_RDONLY, STDIN_FILENO);
    redirect("out", O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, STDOUT_FILENO);
    redirect("err", O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, STDERR_FILENO);
    execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(127);
}

__attribute__((format(printf, 2, 0))) static void start(struct child *child, const char *format,
                                                        va_list args)
{
    struct buffer command = {0};
    pid_t parent = getpid();

    if (getenv("DRIFTOP") == NULL)
        die("$DRIFTOP does not name the program under test");
    *child = (struct child){0};
    scratch_create(child->directory);
    buffer_vprintf(&command, format, args);
    fflush(NULL);
    child->pid = fork();
    if (child->pid < 0)
        die_errno("fork");
    if (child->pid == 0) {
        if (chdir(child->directory) != 0)
            _exit(126);
        become(buffer_text(&command), parent);
    }
    buffer_free(&command);
}

void child_start(struct child *child, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    start(child, format, args);
    va_end(args);
}

int child_run(struct child *child, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    start(child, format, args);
    va_end(args);
    return child_wait(child);
}

int child_wait(struct child *child)
{
    struct deadline deadline = deadline_in(PATIENCE_MS);
    int status;

    while (waitpid(child->pid, &status, WNOHANG) == 0) {
        if (!deadline_pause(&deadline))
            die("the child does not end; it says: %s%s", child_out(child), child_err(child));
    }
    child->pid = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static const char *read_file(const struct child *child, const char *name, struct buffer *text)
{
    char path[SCRATCH_SIZE + 8];

    snprintf(path, sizeof(path), "%s/%s", child->directory, name);
    return scratch_read(path, text);
}

const char *child_out(struct child *child)
{
    return read_file(child, "out", &child->out);
}

const char *child_err(struct child *child)
{
    return read_file(child, "err", &child->err);
}

static void expect(struct child *child, const char *name, struct buffer *buffer, const char *text)
{
    struct deadline deadline = deadline_in(PATIENCE_MS);

    while (strstr(read_file(child, name, buffer), text) == NULL) {
        if (!deadline_pause(&deadline))
            die("waited in vain for \"%s\"; the child says: %s%s", text, child_out(child),
                child_err(child));
    }
}

void child_expect_out(struct child *child, const char *text)
{
    expect(child, "out", &child->out, text);
}

void child_expect_err(struct child *child, const char *text)
{
    expect(child, "err", &child->err, text);
}

void child_signal(struct child *child, int number)
{
    if (kill(child->pid, number) != 0)
        die_errno("kill");
}

void child_free(struct child *child)
{
    if (child->pid != 0) {
        kill(child->pid, SIGKILL);
        waitpid(child->pid, NULL, 0);
    }
    buffer_free(&child->out);
    buffer_free(&child->err);
}
