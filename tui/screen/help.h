/* Help: the keys, from the table of actions, and what the words and signs mean. */
#ifndef SCREEN_HELP_H
#define SCREEN_HELP_H

#include "view/view.h"

void draw_help(struct view *view);

/* Returns how many lines the page has, and how many of them fit on a screen of `rows`. */
int help_lines(const struct view *view);
int help_rows(int rows);

#endif
