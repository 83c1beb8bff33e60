/* Frame check: what holds of every frame, whatever is drawn. */
#ifndef SUPPORT_FRAME_CHECK_H
#define SUPPORT_FRAME_CHECK_H

#include "frame.h"

/* Fails the test where a character is not safe, or half of a wide one. */
void frame_check_characters(const struct frame *frame);

/* Returns a copy, to be compared with what is drawn later; to be freed with frame_free(). */
struct frame frame_check_copy(const struct frame *frame);

/* Returns whether two frames of one size look alike, and show the cursor in one place. */
bool frame_check_are_equal(const struct frame *a, const struct frame *b);

/* Fails the test with a text, and with what the frame shows. */
void frame_check_abort(const struct frame *frame, const char *format, ...)
    __attribute__((format(printf, 2, 3), noreturn));

#endif
