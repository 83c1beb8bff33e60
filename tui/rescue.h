/* Rescue: gives the terminal back when a signal ends the program. What is to be done is told
 * beforehand, so that a signal handler needs nothing but write(2), tcsetattr(3) and fcntl(2). */
#ifndef TUI_RESCUE_H
#define TUI_RESCUE_H

#include <stddef.h>
#include <termios.h>

#define RESCUE_SIZE 512

/* Catches every signal that ends the program, but for SIGKILL and SIGPIPE: the terminal is given
 * back, then the signal takes its usual course. Who handles one better catches it afterwards. */
void rescue_arm(void);

/* Says which modes to restore on which terminal, and what to write to it (at most RESCUE_SIZE
 * bytes). `input_flags` and `output_flags` are those of F_SETFL, of descriptors that others may
 * share. */
struct rescue_terminal {
    int input;
    int output;
    int input_flags;
    int output_flags;
    struct termios modes; /* of the output */
};
void rescue_modes(const struct rescue_terminal *terminal);
void rescue_words(const char *data, size_t size);

/* Says that the terminal was given back already. */
void rescue_forget(void);

/* Gives the terminal back now, if it was not yet. Safe in a signal handler. */
void rescue_now(void);

#endif
