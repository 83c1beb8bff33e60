/* Completion: the words that can stand next in a line that is being typed. */
#ifndef TUI_COMPLETION_H
#define TUI_COMPLETION_H

#include <stdbool.h>
#include <stddef.h>

#define COMPLETION_MAX 256

struct completion {
    size_t from;                       /* where the words begin in the line, in bytes */
    const char *words[COMPLETION_MAX]; /* borrowed; the first ones where there are more */
    size_t count;
};

/* Adds a word if it goes on with what is typed from `from` on, without regard to case, and is not
 * there yet. A name that could act on a terminal is not added: it cannot be typed. */
void completion_add(struct completion *completion, const char *typed, const char *word);

/* Returns how many bytes the words have in common, whole characters, without regard to case. */
size_t completion_shared(const struct completion *completion);

#endif
