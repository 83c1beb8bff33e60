/* Word: eight bytes looked at together. The first byte is the lowest. */
#ifndef BASE_WORD_H
#define BASE_WORD_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define WORD_EACH UINT64_C(0x0101010101010101)
#define WORD_HIGH UINT64_C(0x8080808080808080)

static inline uint64_t word_load(const char *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof(word));
    return le64toh(word);
}

/* Marks the bytes that are below `limit` (at most 128) by their highest bit. A mark above the
 * lowest one may be wrong, as the subtraction borrows upwards. */
static inline uint64_t word_below(uint64_t word, unsigned char limit)
{
    return (word - WORD_EACH * limit) & ~word & WORD_HIGH;
}

/* Marks the bytes that are `byte` in the same way. */
static inline uint64_t word_equal(uint64_t word, char byte)
{
    return word_below(word ^ WORD_EACH * (unsigned char)byte, 1);
}

/* Returns the place of the lowest byte that is marked; there must be one. */
static inline size_t word_first(uint64_t marks)
{
    return (size_t)__builtin_ctzll(marks) / 8;
}

/* Compares as memcmp() does for equality, without a call where eight bytes or more are short. */
static inline bool word_same(const char *a, const char *b, size_t size)
{
    size_t at = 0;

    if (size < sizeof(uint64_t))
        return memcmp(a, b, size) == 0;
    for (; at + sizeof(uint64_t) < size; at += sizeof(uint64_t)) {
        if (word_load(a + at) != word_load(b + at))
            return false;
    }
    at = size - sizeof(uint64_t);
    return word_load(a + at) == word_load(b + at);
}

#endif
