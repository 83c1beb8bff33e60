/* Help lines: what the help page says, one line after the other, in columns of the screen. */
#ifndef VIEW_HELP_LINES_H
#define VIEW_HELP_LINES_H

#include "view/pen.h"
#include "view/view.h"

#define HELP_WORD_COLUMNS 18 /* at least, of a word before its meaning */

/* Walks through the lines of a column of the page, and draws those that are on the screen. */
struct help_lines {
    const struct view *view;
    int left; /* the column's limits on the screen */
    int right;
    int first_row; /* of the screen, and how many are free there */
    int rows;
    int line; /* the next one */
    bool drawn;
};

/* Begins the next line; its pen draws nothing while it is not on the screen. */
struct pen help_line(struct help_lines *lines);

/* Adds a heading; a word, or keys, with what it means. */
void help_heading(struct help_lines *lines, const char *text);
void help_word(struct help_lines *lines, enum role role, const char *word, const char *meaning);

/* Add the keys of a screen: first those of its own, then those that hold everywhere, then what the
 * others have beside that; and what can be typed behind a colon. */
void help_keys(struct help_lines *lines, const struct screen *screen);
void help_typed(struct help_lines *lines);

/* Add what states, columns and signs mean. */
void help_states(struct help_lines *lines);
void help_columns(struct help_lines *lines);
void help_signs(struct help_lines *lines);

#endif
