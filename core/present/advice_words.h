/* Advice words: a rule of thumb in one line, with its reasons, as a question: it is never more than
 * a place to look first. */
#ifndef PRESENT_ADVICE_WORDS_H
#define PRESENT_ADVICE_WORDS_H

#include "base/buffer.h"
#include "judge/advice.h"

/* Appends the line; nothing where there is no advice. */
void advice_describe(const struct advice *advice, struct buffer *out);

#endif
