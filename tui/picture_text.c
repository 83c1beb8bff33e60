#include "config.h"

#include "picture.h"

static void write(const struct frame *frame, const struct picture_look *look, struct buffer *out)
{
    (void)look;
    frame_print(frame, out);
}

const struct picture_format picture_text = {.ending = "txt", .write = write};
