/* Word: eight bytes looked at together. The first byte is the lowest. */
#ifndef BASE_WORD_H
#define BASE_WORD_H

#include <endian.h>
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

#endif
