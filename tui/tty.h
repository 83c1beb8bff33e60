/* Tty: the terminal as a device: its modes, its size, and an outgoing queue that never blocks.
 *
 * Standard input and output are shared with the shell, which must not find them non-blocking. So
 * the terminal is opened anew where that is allowed; elsewhere they are put back as they were. */
#ifndef TUI_TTY_H
#define TUI_TTY_H

#include "base/buffer.h"
#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

struct tty;

/* Opens the terminal that standard output is, and reads keys from standard input or, where that is
 * something else, from /dev/tty. Modes are not touched yet. Returns NULL with the reason. */
struct tty *tty_open(struct error *error);

/* Frees the tty; modes are restored first. */
void tty_close(struct tty *tty);

/* Turns echo and line editing off, or gives the terminal back the modes that it had. */
bool tty_raw(struct tty *tty, struct error *error);
void tty_cooked(struct tty *tty);

/* Returns the descriptors to poll: keys come in on one, room for output shows on the other. */
int tty_input(const struct tty *tty);
int tty_output(const struct tty *tty);

/* Reads the terminal's size; 80 by 24 where it does not say. */
void tty_size(const struct tty *tty, int *columns, int *rows);

/* Reads what was typed. Returns the number of bytes, 0 for nothing now, -1 when the terminal is
 * gone. */
int tty_read(struct tty *tty, char *data, size_t size);

/* Waits at most `timeout_ms` for what the terminal answers to a question of what it is, and drops
 * that with all that was typed before. */
void tty_drop_answer(struct tty *tty, int timeout_ms);

/* Queues bytes, and sends as many as the terminal takes. tty_flush() sends more. Both return false
 * when the terminal is gone. */
bool tty_write(struct tty *tty, const char *data, size_t size);
bool tty_flush(struct tty *tty);

/* Returns how many bytes were queued so far. */
uint64_t tty_written(const struct tty *tty);

/* Returns true when everything queued was sent, so that it is time for another frame. */
bool tty_is_drained(const struct tty *tty);

/* Sends what is queued for at most `timeout_ms`, drops the rest, then sends `data`: the last words
 * before the terminal is given back. */
void tty_finish(struct tty *tty, const char *data, size_t size, int timeout_ms);

#endif
