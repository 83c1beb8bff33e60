/* Waiting for what a program does to its terminal. */
#include "config.h"

#include "support/die.h"
#include "support/terminal_internal.h"
#include "support/wait.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static void print_screen(struct terminal *terminal, const char *what, const char *text, int ms)
{
    char *screen = terminal_text(terminal);
    char *rest = screen;

    fprintf(stderr, "# waited %d ms for %s%s%s%s; %s:\n", ms, what, text ? " \"" : "",
            text ? text : "", text ? "\"" : "", terminal->ended ? "the last screen" : "the screen");
    for (char *line = strsep(&rest, "\n"); line && rest; line = strsep(&rest, "\n"))
        fprintf(stderr, "# |%s\n", line);
    free(screen);
}

/* Reads until the condition holds. Once the program has ended the answer does not change. */
static bool wait_until(struct terminal *terminal, terminal_condition *holds, void *context, int ms)
{
    struct deadline deadline = deadline_in(ms);

    while (!holds(terminal, context)) {
        if (terminal->ended || deadline_left(&deadline) == 0)
            return false;
        terminal_read(terminal, deadline_left(&deadline));
    }
    return true;
}

bool terminal_wait(struct terminal *terminal, terminal_condition *holds, void *context, int ms)
{
    if (wait_until(terminal, holds, context, ms))
        return true;
    print_screen(terminal, "a condition", NULL, ms);
    return false;
}

struct sought {
    const char *text;
    bool present;
};

static bool is_as_sought(struct terminal *terminal, void *context)
{
    const struct sought *sought = context;

    return terminal_find(terminal, sought->text, NULL, NULL) == sought->present;
}

bool terminal_wait_text(struct terminal *terminal, const char *text, int ms)
{
    if (wait_until(terminal, is_as_sought, &(struct sought){text, true}, ms))
        return true;
    print_screen(terminal, "the text", text, ms);
    return false;
}

bool terminal_wait_no_text(struct terminal *terminal, const char *text, int ms)
{
    if (wait_until(terminal, is_as_sought, &(struct sought){text, false}, ms))
        return true;
    print_screen(terminal, "the end of", text, ms);
    return false;
}

bool terminal_wait_exit(struct terminal *terminal, int *status, int ms)
{
    struct deadline deadline = deadline_in(ms);

    while (!terminal->reaped) {
        pid_t pid = waitpid(terminal->pid, &terminal->status, WNOHANG);

        if (pid < 0)
            die_errno("wait for the program");
        terminal->reaped = pid == terminal->pid;
        terminal_read(terminal, 0);
        if (!terminal->reaped && !deadline_pause(&deadline)) {
            print_screen(terminal, "the program's end", NULL, ms);
            return false;
        }
    }
    /* What it wrote last is still in the terminal. */
    while (!terminal->ended && deadline_left(&deadline) > 0)
        terminal_read(terminal, deadline_left(&deadline));
    if (status)
        *status = terminal->status;
    return true;
}

/* Returns how many bytes a process has read, from whatever it may be. */
static unsigned long bytes_read(pid_t pid)
{
    char path[64];
    unsigned long count;

    snprintf(path, sizeof(path), "/proc/%d/io", (int)pid);
    FILE *file = fopen(path, "r");
    if (!file || fscanf(file, "rchar: %lu", &count) != 1)
        die("cannot tell from %s what was read", path);
    fclose(file);
    return count;
}

bool terminal_type_through(struct terminal *terminal, const char *text, int ms)
{
    struct deadline deadline = deadline_in(ms);
    unsigned long before = bytes_read(terminal->pid);

    terminal_type(terminal, text);
    while (bytes_read(terminal->pid) < before + strlen(text)) {
        if (!deadline_pause(&deadline))
            return false;
    }
    return true;
}

/* What shows that a process sleeps: its state, and how often it went to sleep. */
struct activity {
    char state;
    unsigned long sleeps;
};

static struct activity look_at(pid_t pid)
{
    struct activity activity = {0};
    char path[64];
    char line[128];

    snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof(line), file)) {
        sscanf(line, "State: %c", &activity.state);
        sscanf(line, "voluntary_ctxt_switches: %lu", &activity.sleeps);
    }
    if (file)
        fclose(file);
    return activity;
}

/* Returns whether the process slept all the time since, or does not run any more. */
static bool has_slept(pid_t pid, struct activity before)
{
    struct activity now = look_at(pid);

    return now.state != 'R' && now.state == before.state && now.sleeps == before.sleeps;
}

bool terminal_wait_quiet(struct terminal *terminal, int quiet_ms, int ms)
{
    struct deadline deadline = deadline_in(ms);

    while (deadline_left(&deadline) > 0) {
        size_t bytes = terminal->bytes;
        struct activity activity = look_at(terminal->pid);

        terminal_read(terminal, quiet_ms);
        if (terminal->bytes == bytes && has_slept(terminal->pid, activity))
            return true;
    }
    print_screen(terminal, "the output's end", NULL, ms);
    return false;
}

void terminal_run(struct terminal *terminal, int ms)
{
    struct deadline deadline = deadline_in(ms);

    while (deadline_left(&deadline) > 0 && !terminal->ended)
        terminal_read(terminal, deadline_left(&deadline));
}

static bool has_written_more(struct terminal *terminal, void *context)
{
    const size_t *bytes = context;

    return terminal->bytes > *bytes;
}

bool terminal_wait_bytes(struct terminal *terminal, size_t bytes, int ms)
{
    if (wait_until(terminal, has_written_more, &bytes, ms))
        return true;
    print_screen(terminal, "more output", NULL, ms);
    return false;
}
