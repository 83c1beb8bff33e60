#include "config.h"

#include "view/pen.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>

#define RIGHT_GAP 2 /* before what stands at the right end */

struct pen pen_at(struct frame *frame, int row, int column, int end)
{
    return (struct pen){.frame = frame, .row = row, .at = column, .end = end};
}

void pen_slice(struct pen *pen, enum role role, struct slice text)
{
    pen->at += frame_text(pen->frame, pen->row, pen->at, pen->end - pen->at, text, role);
}

void pen_text(struct pen *pen, enum role role, const char *text)
{
    pen_slice(pen, role, slice_of(text));
}

void pen_printf(struct pen *pen, enum role role, const char *format, ...)
{
    struct buffer text = {0};
    va_list args;

    va_start(args, format);
    buffer_vprintf(&text, format, args);
    va_end(args);
    pen_text(pen, role, buffer_text(&text));
    buffer_free(&text);
}

void pen_put(struct pen *pen, enum role role, uint32_t character)
{
    if (pen->at < pen->end)
        frame_put(pen->frame, pen->row, pen->at++, character, role);
}

void pen_gap(struct pen *pen, int columns)
{
    pen->at += columns;
}

void pen_right(struct pen *pen, enum role role, const char *text, int keep)
{
    int width = text_width(slice_of(text));
    int start = pen->end - width;

    if (width == 0 || start - pen->at < keep)
        return;
    frame_text(pen->frame, pen->row, start, width, slice_of(text), role);
    pen->end = start - RIGHT_GAP;
}
