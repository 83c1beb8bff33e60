/* Problems: what is wrong with something that somebody wrote, all of it at once. */
#ifndef HEADLESS_PROBLEMS_H
#define HEADLESS_PROBLEMS_H

#include "base/error.h"

#include <stddef.h>

#define PROBLEMS_MAX 20 /* of those that are kept */

/* Zero-initialised there are none. */
struct problems {
    char *lines[PROBLEMS_MAX];     /* each as error.text is: one line, safe for a terminal */
    unsigned places[PROBLEMS_MAX]; /* in the order of which they stand */
    size_t count;                  /* more than are kept, perhaps: the last are not */
};

/* Adds one that is in a line of a file (0: in none); returns false, so that a function can return
 * it. */
bool problems_add(struct problems *problems, unsigned line, const struct error *error);
void problems_free(struct problems *problems);

/* Fills `error` with the first one, and how many more there are; there must be one. Returns false.
 */
bool problems_summary(const struct problems *problems, struct error *error);

/* Tells all of them on standard error. */
void problems_complain(const struct problems *problems);

#endif
