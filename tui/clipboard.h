/* Clipboard: text for the clipboard of whoever sits at the terminal, by OSC 52. It is the terminal
 * that takes it, so that it works over SSH; and as any program that writes to the terminal could
 * fill a clipboard so, it is done only where the operator has allowed it. */
#ifndef TUI_CLIPBOARD_H
#define TUI_CLIPBOARD_H

#include "base/buffer.h"
#include "base/slice.h"

#include <stdbool.h>

/* What terminals take; longer texts some of them drop without a word. */
#define CLIPBOARD_MAX ((size_t)64 * 1024)

/* Appends the sequence that copies a text. Returns false, and appends nothing, when it is longer
 * than CLIPBOARD_MAX. */
bool clipboard_sequence(struct slice text, struct buffer *out);

#endif
