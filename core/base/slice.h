/* Slice: a piece of somebody else's bytes, not NUL-terminated. */
#ifndef BASE_SLICE_H
#define BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>

struct slice {
    const char *data;
    size_t size;
};

#define SLICE(literal) ((struct slice){.data = (literal), .size = sizeof(literal) - 1})

struct slice slice_of(const char *text);
bool slice_equals(struct slice a, struct slice b);
bool slice_is(struct slice a, const char *text);

/* Orders by their bytes, and a beginning before what goes on: below, equal to or above 0. */
int slice_compare(struct slice a, struct slice b);

/* Compares ASCII letters without case. */
bool slice_is_nocase(struct slice a, const char *text);

/* Returns whether a part is in a text, also with other ASCII letters of upper and lower case. */
bool text_has_nocase(const char *text, const char *part);

/* Returns the text without the blanks, tabs and ends of lines around it. */
struct slice slice_trim(struct slice text);

/* Takes the part before `separator` off the front of `rest` and returns it; `rest` keeps what
 * follows, and has NULL data once the last part is taken. */
struct slice slice_split(struct slice *rest, char separator);

#endif
