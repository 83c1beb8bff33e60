#include "config.h"

#include "headless/flush.h"

bool flush(FILE *out, struct buffer *text)
{
    bool whole = fwrite(buffer_text(text), 1, text->size, out) == text->size;

    buffer_clear(text);
    return whole;
}
