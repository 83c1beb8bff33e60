/* Shell word: bytes as one word of a command for a shell, which can act on no terminal. */
#ifndef BASE_SHELL_WORD_H
#define BASE_SHELL_WORD_H

#include "base/buffer.h"
#include "base/slice.h"

/* Appends the word: as it is where no shell would see more in it than letters, else between quotes.
 * What text_safe_character() does not let through, and bytes that are no UTF-8, are written as
 * $'\x1b', which bash, ksh and zsh read. */
void shell_word_append(struct buffer *out, struct slice word);

#endif
