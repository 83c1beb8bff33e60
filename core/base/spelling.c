#include "config.h"

#include "base/spelling.h"

#include "base/text.h"

#include <inttypes.h>
#include <string.h>

/* A name on its way out. */
struct speller {
    struct slice rest;
    bool ascii;
    bool has_base; /* there is a character that a combining one can sit on */
};

static bool is_byte(size_t size, uint32_t character)
{
    return size == 1 && character == TEXT_REPLACEMENT;
}

static bool is_escaped(const struct speller *speller, uint32_t character)
{
    if (character < 0x80)
        return text_safe_character(character) != character;
    return speller->ascii || text_safe_character(character) != character ||
           (text_character_width(character) == 0 && !speller->has_base);
}

/* Returns whether a backslash in front of the rest would be taken for more than itself. */
static bool must_double(const struct speller *speller)
{
    const struct slice *rest = &speller->rest;
    uint32_t character;

    if (rest->size == 0)
        return false;
    size_t size = text_decode(*rest, &character);
    return memchr("\\xuU", rest->data[0], 4) != NULL || is_byte(size, character) ||
           is_escaped(speller, character) || (rest->size == 1 && rest->data[0] == ' ');
}

static void append_one(struct speller *speller, struct buffer *out)
{
    const char *at = speller->rest.data;
    uint32_t character;
    size_t size = text_decode(speller->rest, &character);
    bool is_end = !speller->has_base || size == speller->rest.size;

    speller->rest = (struct slice){at + size, speller->rest.size - size};
    if (is_byte(size, character) || (character == ' ' && is_end))
        buffer_printf(out, "\\x%02x", (unsigned)(unsigned char)*at);
    else if (is_escaped(speller, character))
        buffer_printf(out, character > 0xFFFF ? "\\U%08" PRIx32 : "\\u%04" PRIx32, character);
    else
        buffer_append(out, at, size);
    speller->has_base = true;
    if (character == '\\' && must_double(speller))
        buffer_char(out, '\\');
}

void spelling_append(struct buffer *out, struct slice name, bool ascii)
{
    struct speller speller = {name, ascii, false};

    while (speller.rest.size > 0)
        append_one(&speller, out);
}
