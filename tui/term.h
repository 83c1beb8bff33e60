/* Term: the one place that knows curses. It turns frames into the bytes that change the terminal
 * from the frame before; curses writes them to memory, and the tty sends them when there is room.
 * So a slow terminal never blocks the program, and gets fewer frames instead of a backlog. */
#ifndef TUI_TERM_H
#define TUI_TERM_H

#include "base/error.h"
#include "frame.h"
#include "theme.h"
#include "tty.h"

enum colour_mode { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER, COLOUR_16, COLOUR_256 };

/* Reads auto, always, never, 16 or 256. Returns false for another word. */
bool colour_mode_parse(const char *word, enum colour_mode *mode);

struct term;

/* Takes the terminal over: modes, alternate screen, colours. `tty` is borrowed. A TERM that is not
 * known is taken for another of its family, else for xterm-256color, xterm or vt100, whichever is;
 * one that cannot move the cursor is refused. A terminal with colours is asked for its background (background.h). Returns NULL with
 * the reason. */
struct term *term_open(struct tty *tty, enum colour_mode mode, struct error *error);

/* Gives the terminal back as it was, and frees the term. */
void term_close(struct term *term);

/* Give the terminal back for a while (^Z), and take it over again: the next frame paints all. */
void term_suspend(struct term *term);
bool term_resume(struct term *term, struct error *error);

/* Returns how many colours the terminal shows; and, where that is none, why and the way out. */
enum depth term_depth(const struct term *term);
void term_explain_mono(const struct term *term, struct buffer *out);

/* Says how roles look from the next frame on; with `painted` on the screen that the theme is made
 * for, else on what the terminal has. */
void term_theme(struct term *term, const struct theme *theme, bool painted);

/* Asks the terminal to tell of clicks and of the wheel, and of nothing else; or no longer. Returns
 * false when it is gone. */
bool term_mouse(struct term *term, bool on);

/* Says that the terminal answered all that it was asked. What is still under way when it is given
 * back is waited for, that it does not fall to the shell. */
void term_answered(struct term *term);

/* Makes the next frame paint everything, whatever the terminal may show. */
void term_invalidate(struct term *term);

/* Returns true when the frame before has been sent completely. */
bool term_is_ready(const struct term *term);

/* Shows a frame. Returns false when the terminal is gone. */
bool term_paint(struct term *term, const struct frame *frame);

#endif
