#include "config.h"

#include "wire/json_bytes.h"

#include "base/text.h"

#include <string.h>

/* U+FDD0 to U+FDEF are EF B7 90 to EF B7 AF. */
#define LEAD "\xEF\xB7"
#define LEAD_SIZE 2
#define PAIR_SIZE 6

struct json_byte json_byte_spell(unsigned char byte)
{
    return (struct json_byte){0xFDD0u | byte >> 4, 0xFDE0u | (byte & 0xFu)};
}

/* Bytes of ASCII are no trouble to JSON, and are never spelled so. */
static bool is_spelling(const char *text, size_t size)
{
    return size >= PAIR_SIZE && memcmp(text, LEAD, LEAD_SIZE) == 0 &&
           ((unsigned char)text[2] & 0xF8) == 0x98 && memcmp(text + 3, LEAD, LEAD_SIZE) == 0 &&
           ((unsigned char)text[5] & 0xF0) == 0xA0;
}

bool json_byte_begins(struct slice text)
{
    uint32_t character;

    if (text_decode(text, &character) == 1)
        return character == TEXT_REPLACEMENT;
    return is_spelling(text.data, text.size);
}

bool json_bytes_may_stand(struct slice text)
{
    return text.size >= PAIR_SIZE && memchr(text.data, LEAD[0], text.size) != NULL;
}

size_t json_bytes_join(char *text, size_t size)
{
    size_t joined = 0;

    for (size_t at = 0; at < size;) {
        if (is_spelling(text + at, size - at)) {
            text[joined++] = (char)((text[at + 2] & 0xF) << 4 | (text[at + 5] & 0xF));
            at += PAIR_SIZE;
        } else {
            text[joined++] = text[at++];
        }
    }
    return joined;
}
