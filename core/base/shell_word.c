#include "config.h"

#include "base/shell_word.h"

#include "base/text.h"

#include <ctype.h>

static bool is_plain(struct slice word)
{
    for (size_t i = 0; i < word.size; i++) {
        if (!isalnum((unsigned char)word.data[i]) &&
            (word.data[i] == '\0' || strchr("_-./:@%+=,", word.data[i]) == NULL))
            return false;
    }
    return word.size > 0;
}

static bool is_shown(struct slice word)
{
    while (word.size > 0) {
        uint32_t character;
        size_t size = text_decode(word, &character);
        if (character == TEXT_REPLACEMENT || text_safe_character(character) != character)
            return false;
        word = (struct slice){word.data + size, word.size - size};
    }
    return true;
}

static void append_quoted(struct buffer *out, struct slice word)
{
    buffer_char(out, '\'');
    for (size_t i = 0; i < word.size; i++) {
        if (word.data[i] == '\'')
            buffer_string(out, "'\\''");
        else
            buffer_char(out, word.data[i]);
    }
    buffer_char(out, '\'');
}

/* A hexadecimal escape takes at most two digits, so that what follows is never taken for more of
 * it. */
static void append_escaped(struct buffer *out, struct slice word)
{
    buffer_string(out, "$'");
    for (size_t i = 0; i < word.size; i++) {
        unsigned char c = (unsigned char)word.data[i];
        if (c < ' ' || c > '~')
            buffer_printf(out, "\\x%02x", c);
        else if (c == '\'' || c == '\\')
            buffer_printf(out, "\\%c", c);
        else
            buffer_char(out, (char)c);
    }
    buffer_char(out, '\'');
}

void shell_word_append(struct buffer *out, struct slice word)
{
    if (is_plain(word))
        buffer_append(out, word.data, word.size);
    else if (is_shown(word))
        append_quoted(out, word);
    else
        append_escaped(out, word);
}
