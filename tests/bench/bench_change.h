/* Bench change: how much text of a screen is another, which is what a line to the terminal must
 * carry at the least. */
#ifndef BENCH_BENCH_CHANGE_H
#define BENCH_BENCH_CHANGE_H

#include <stddef.h>

/* Returns the bytes of the characters of a screen (as of terminal_text()) that another did not show
 * in their places; a blank that was a character before is one of them. */
size_t bench_change(const char *before, const char *after);

#endif
