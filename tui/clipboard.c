#include "config.h"

#include "clipboard.h"

#include <stdint.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Appends one to three bytes as four digits of base 64 (RFC 4648). */
static void append_group(struct buffer *out, const unsigned char *bytes, size_t count)
{
    uint32_t group = (uint32_t)bytes[0] << 16 | (count > 1 ? (uint32_t)bytes[1] << 8 : 0) |
                     (count > 2 ? bytes[2] : 0);

    for (size_t i = 0; i < 4; i++)
        buffer_char(out, i <= count ? digits[group >> (18 - 6 * i) & 63] : '=');
}

bool clipboard_sequence(struct slice text, struct buffer *out)
{
    if (text.size > CLIPBOARD_MAX)
        return false;
    buffer_string(out, "\033]52;c;");
    for (size_t i = 0; i < text.size; i += 3)
        append_group(out, (const unsigned char *)text.data + i,
                     text.size - i < 3 ? text.size - i : 3);
    buffer_string(out, "\a");
    return true;
}
