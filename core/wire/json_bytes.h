/* JSON bytes: how bytes that are no UTF-8 are spelled in JSON, whose strings hold characters only.
 *
 * Such a byte is written as two of Unicode's noncharacters, which are no text: U+FDD0 and the upper
 * half of the byte, U+FDE0 and the lower half, so that byte ff is "\ufddf\ufdef". Every parser of
 * JSON takes them, which does not hold for half a surrogate pair. Text that holds just such a pair
 * of noncharacters itself is written byte by byte, so that different texts are spelled differently
 * and each spelling reads back as its text. */
#ifndef WIRE_JSON_BYTES_H
#define WIRE_JSON_BYTES_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The two characters that spell a byte from 0x80 on. */
struct json_byte {
    uint32_t upper;
    uint32_t lower;
};

struct json_byte json_byte_spell(unsigned char byte);

/* Returns true when the text begins with what has to be spelled as bytes: a byte that is no UTF-8,
 * or what would be taken for the spelling of one. */
bool json_byte_begins(struct slice text);

/* Returns true when a text may hold a spelling. */
bool json_bytes_may_stand(struct slice text);

/* Makes the bytes again of their spellings, in place; returns the new size. */
size_t json_bytes_join(char *text, size_t size);

#endif
