/* Recall: the lines that were typed before. */
#ifndef TUI_RECALL_H
#define TUI_RECALL_H

#include <stddef.h>

#define RECALL_LINES 32
#define RECALL_SIZE 128 /* of a line, with its NUL */

/* Zero-initialised remembers nothing. */
struct recall {
    char lines[RECALL_LINES][RECALL_SIZE]; /* the newest at the end */
    size_t count;
};

/* Remembers a line; one that was typed before only at its newest place. */
void recall_keep(struct recall *recall, const char *line);

/* Returns the line that was typed `back` lines ago, 1 for the newest; NULL: there is none. */
const char *recall_line(const struct recall *recall, size_t back);

#endif
