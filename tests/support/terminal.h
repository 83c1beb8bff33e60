/* Terminal: runs a program under a pseudo-terminal and keeps the screen that it would show.
 *
 * The program's output is read during the wait functions and at no other time: a test that does
 * something else meanwhile is a terminal that hangs. The environment of the program is made from
 * nothing (TERM, LC_ALL, TZ, PATH, a HOME of its own, and what the test adds). */
#ifndef SUPPORT_TERMINAL_H
#define SUPPORT_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <vterm.h>

struct terminal;

struct terminal_setup {
    const char *const *argv; /* ended by NULL */
    int columns;
    int rows;
    const char *term;               /* NULL: xterm-256color */
    const char *locale;             /* NULL: C.UTF-8 */
    const char *background;         /* what it answers to OSC 11: NULL is black, "" nothing */
    const char *const *environment; /* further "NAME=value", ended by NULL; or NULL */
};

struct terminal *terminal_start(const struct terminal_setup *setup);

/* Kills the program if it still runs, and frees the terminal. */
void terminal_free(struct terminal *terminal);

pid_t terminal_pid(const struct terminal *terminal);

/* Types bytes as they are; a key by its name (VTERM_KEY_UP …), as the terminal's modes demand. */
void terminal_type(struct terminal *terminal, const char *text);
void terminal_key(struct terminal *terminal, VTermKey key);

/* Pastes text, between brackets where the program asked for them. */
void terminal_paste(struct terminal *terminal, const char *text);

/* Changes the size as a window manager does; the program gets SIGWINCH. */
void terminal_resize(struct terminal *terminal, int columns, int rows);

/* Writes into the screen behind the program's back, as terminals do that reflow lines. */
void terminal_scribble(struct terminal *terminal, const char *text);

/* Closes the terminal under the program, as a lost SSH session does. Only terminal_wait_exit()
 * makes sense afterwards. */
void terminal_hang_up(struct terminal *terminal);

/* Wait at most `ms` and return whether it came about; the screen is printed to standard error when
 * it did not. _text waits for a text to stand in one row, _no_text for it to be nowhere. _exit
 * waits for the program's end and gives the status of waitpid(). */
bool terminal_wait_text(struct terminal *terminal, const char *text, int ms);
bool terminal_wait_no_text(struct terminal *terminal, const char *text, int ms);
bool terminal_wait_exit(struct terminal *terminal, int *status, int ms);

typedef bool terminal_condition(struct terminal *terminal, void *context);
bool terminal_wait(struct terminal *terminal, terminal_condition *holds, void *context, int ms);

/* Waits until no output came for `quiet_ms`, and that not because others keep the program from
 * running: a frame is whole then. */
bool terminal_wait_quiet(struct terminal *terminal, int quiet_ms, int ms);

/* Shows what the program writes for `ms`, to measure a rate. */
void terminal_run(struct terminal *terminal, int ms);

/* Shows what the program has written by now. */
void terminal_drain(struct terminal *terminal);

/* Waits until the program has written more than `bytes` in all. */
bool terminal_wait_bytes(struct terminal *terminal, size_t bytes, int ms);

#define COLOR_DEFAULT (-1)
#define COLOR_RGB 0x1000000 /* added to 0xRRGGBB; a smaller number is an index of the palette */

/* What is seen of a cell: a blank has no foreground, unless it is underlined or reversed. */
struct terminal_cell {
    uint32_t characters[VTERM_MAX_CHARS_PER_CELL]; /* ended by 0; [0] is ' ' in an empty cell */
    int width;                                     /* 1 or 2; 0 behind a wide character */
    int foreground;
    int background;
    bool bold;
    bool underline;
    bool italic;
    bool reverse;
};

struct terminal_cell terminal_cell(struct terminal *terminal, int row, int column);

/* Returns how many rows it has. */
int terminal_rows(struct terminal *terminal);

/* Finds a text in a row and returns where it begins; false when it is nowhere. Both may be NULL. */
bool terminal_find(struct terminal *terminal, const char *text, int *row, int *column);

/* Return the screen, or a row of it, as UTF-8, rows ended by newlines and without the blanks behind
 * them. The caller frees it. */
char *terminal_text(struct terminal *terminal);
char *terminal_row(struct terminal *terminal, int row);

/* What the program left the terminal in. */
bool terminal_in_alternate_screen(const struct terminal *terminal);
bool terminal_cursor_is_visible(const struct terminal *terminal);
bool terminal_reports_mouse(const struct terminal *terminal);
bool terminal_brackets_pastes(const struct terminal *terminal);

/* Returns whether the line discipline (echo, line mode, flow control …) is as it was at the start.
 */
bool terminal_modes_are_restored(const struct terminal *terminal);

/* Returns how many bytes the program has written so far. */
size_t terminal_bytes(const struct terminal *terminal);

/* Appends all that the program writes from now on to `record`, as the terminal gets it; NULL: no
 * more. */
struct buffer;
void terminal_record(struct terminal *terminal, struct buffer *record);

/* Types, and waits at most `ms` until the program has read it, without reading what it writes.
 * Returns false when it did not, or not in that time. */
bool terminal_type_through(struct terminal *terminal, const char *text, int ms);

/* Returns when the program was started, by wait_clock_us(). */
int64_t terminal_started_us(const struct terminal *terminal);

#endif
