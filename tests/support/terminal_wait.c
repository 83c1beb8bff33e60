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

/* Returns whether a process waits for something, or does not run any more: not whether it waits for
 * its turn. */
static bool is_asleep(pid_t pid)
{
    char path[64];
    char state = 'Z';

    snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    FILE *file = fopen(path, "r");
    if (file && fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
        die("cannot tell from %s what a process does", path);
    if (file)
        fclose(file);
    return state != 'R' && state != 'D';
}

bool terminal_wait_quiet(struct terminal *terminal, int quiet_ms, int ms)
{
    struct deadline deadline = deadline_in(ms);

    while (deadline_left(&deadline) > 0) {
        size_t before = terminal->bytes;

        terminal_read(terminal, quiet_ms);
        if (terminal->bytes == before && is_asleep(terminal->pid))
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

void terminal_drain(struct terminal *terminal)
{
    size_t before;

    do {
        before = terminal->bytes;
        terminal_read(terminal, 0);
    } while (terminal->bytes != before);
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
