/* Words of a cure, as redis-cli reads them. */
#include "config.h"

#include "doctor/finding.h"

#include "base/text.h"

#include <string.h>

static bool is_plain(char byte)
{
    static const char others[] = "_-./:@%+,{}~*$&<>=()[]|;!?^#";

    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || (byte != '\0' && strchr(others, byte) != NULL);
}

void cure_word(struct buffer *out, struct slice word)
{
    bool plain = word.size > 0;

    for (size_t i = 0; i < word.size; i++)
        plain = plain && is_plain(word.data[i]);
    if (plain) {
        buffer_append(out, word.data, word.size);
        return;
    }
    buffer_char(out, '"');
    for (size_t i = 0; i < word.size; i++) {
        char byte = word.data[i];
        if (byte == '"' || byte == '\\')
            buffer_printf(out, "\\%c", byte);
        else if (is_plain(byte) || byte == ' ' || byte == '\'')
            buffer_char(out, byte);
        else
            buffer_printf(out, "\\x%02x", (unsigned char)byte);
    }
    buffer_char(out, '"');
}

void cure_name(struct buffer *out, struct slice name)
{
    struct buffer safe = {0};

    text_safe(&safe, name, false);
    if (slice_equals((struct slice){buffer_text(&safe), safe.size}, name) && name.size > 0 &&
        name.data[0] != '"')
        buffer_append(out, name.data, name.size);
    else
        cure_word(out, name);
    buffer_free(&safe);
}
