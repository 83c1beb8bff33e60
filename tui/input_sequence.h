/* Input sequence: what a whole sequence that a terminal sends stands for. */
#ifndef TUI_INPUT_SEQUENCE_H
#define TUI_INPUT_SEQUENCE_H

#include "input.h"

/* Reads a sequence, without its ESC, that is no mark of a paste: a key, the mouse, or what the
 * terminal says that it is. A key that is not known is INPUT_OTHER. Returns false for what is
 * neither. The event's text is that of the sequence. */
bool input_sequence(struct slice text, struct input_event *event);

#endif
