#include "config.h"

#include "headless/complain.h"

#include "base/buffer.h"
#include "base/text.h"

#include <stdio.h>

void complain(const char *format, ...)
{
    struct buffer raw = {0};
    struct buffer safe = {0};
    va_list args;

    va_start(args, format);
    buffer_vprintf(&raw, format, args);
    va_end(args);
    text_safe(&safe, (struct slice){raw.data, raw.size}, false);
    fprintf(stderr, "driftop: %s\n", buffer_text(&safe));
    buffer_free(&raw);
    buffer_free(&safe);
}
