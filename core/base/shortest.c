#include "config.h"

#include "base/shortest.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MANTISSA_BITS 52
#define SHIFT_MAX 75 /* so that nothing below exceeds 128 bits */
#define SCALE_MAX 22

__extension__ typedef unsigned __int128 wide;

/* A double as a fraction: mantissa / 2^shift. */
struct binary {
    uint64_t mantissa;
    int shift;
};

/* Takes a number apart. Returns false for powers of two, whose neighbours are not equally far away,
 * and for what is so large or so small that 128 bits do not suffice. */
static bool take_apart(double number, struct binary *binary)
{
    uint64_t bits;

    memcpy(&bits, &number, sizeof(bits));
    uint64_t fraction = bits & ((UINT64_C(1) << MANTISSA_BITS) - 1);
    int exponent = (int)(bits >> MANTISSA_BITS);
    binary->mantissa = fraction | UINT64_C(1) << MANTISSA_BITS;
    binary->shift = 1023 + MANTISSA_BITS - exponent;
    return fraction != 0 && exponent != 0 && binary->shift >= 0 && binary->shift <= SHIFT_MAX;
}

static wide power_of_ten(int exponent)
{
    static const uint64_t powers[] = {
        UINT64_C(1),         UINT64_C(10),         UINT64_C(100),         UINT64_C(1000),
        UINT64_C(10000),     UINT64_C(100000),     UINT64_C(1000000),     UINT64_C(10000000),
        UINT64_C(100000000), UINT64_C(1000000000), UINT64_C(10000000000), UINT64_C(100000000000),
    };
    int half = exponent / 2;

    return (wide)powers[half] * powers[exponent - half];
}

/* Returns floor(log10(number)), or one less, from floor(log2(number)). */
static int least_exponent(const struct binary *binary)
{
    int twos = MANTISSA_BITS - binary->shift;

    return twos * 1233 >> 12; /* log10(2) is a little more than 1233 / 4096 */
}

/* A number of units of 2^-shift: how much is whole, what is left, and half the distance to the next
 * double. */
struct scaled {
    uint64_t whole;
    wide rest;
    wide half;
    int shift;
    bool is_even; /* the double, so that it is what a decimal halfway to the next one reads as */
};

/* Rounds to a multiple of `step`. Returns true when that reads back as the number. */
static inline bool round_to(const struct scaled *scaled, uint64_t step, uint64_t *decimal)
{
    uint64_t below = scaled->whole / step * step;
    wide gap = (wide)step << scaled->shift;
    wide above_it = ((wide)(scaled->whole - below) << scaled->shift) + scaled->rest;
    bool up = above_it * 2 > gap || (above_it * 2 == gap && below / step % 2 == 1);
    wide distance = up ? gap - above_it : above_it;

    *decimal = below + (up ? step : 0);
    return distance < scaled->half || (distance == scaled->half && scaled->is_even);
}

/* Scales the number to 17 digits before the point, which leaves a whole number of units of
 * 2^-shift. Returns false where that takes more than 128 bits. */
static bool scale(const struct binary *binary, struct scaled *scaled, int *exponent)
{
    wide units;

    for (*exponent = least_exponent(binary);; ++*exponent) {
        int tens = 16 - *exponent;
        if (tens < 1 || tens > SCALE_MAX)
            return false;
        wide power = power_of_ten(tens);
        scaled->half = power / 2;
        units = binary->mantissa * power;
        if (units >> binary->shift < UINT64_C(100000000000000000))
            break;
    }
    scaled->whole = (uint64_t)(units >> binary->shift);
    scaled->rest = units - ((wide)scaled->whole << binary->shift);
    scaled->shift = binary->shift;
    scaled->is_even = binary->mantissa % 2 == 0;
    return scaled->whole >= UINT64_C(10000000000000000);
}

/* Looks for the shortest decimal that is nearer to the number than half of the distance to the next
 * double. Returns the decimal, at most 10^17, and its exponent. */
static bool shorten(double number, uint64_t *decimal, int *exponent)
{
    struct binary binary;
    struct scaled scaled;

    return take_apart(number, &binary) && scale(&binary, &scaled, exponent) &&
           (round_to(&scaled, 100, decimal) || round_to(&scaled, 10, decimal) ||
            round_to(&scaled, 1, decimal));
}

/* Writes a decimal of 17 digits, or 10^17, without the zeros at its end. */
static void write_digits(uint64_t decimal, int *exponent, char digits[static SHORTEST_SIZE])
{
    char text[SHORTEST_SIZE] = "";
    size_t begin = SHORTEST_SIZE - 1;

    *exponent += decimal == UINT64_C(100000000000000000);
    while (decimal % 10 == 0)
        decimal /= 10;
    for (; decimal > 0; decimal /= 10)
        text[--begin] = (char)('0' + decimal % 10);
    memcpy(digits, text + begin, SHORTEST_SIZE - begin);
}

/* Tries one precision after the other, for the numbers that are left. */
static int search(double number, char digits[static SHORTEST_SIZE])
{
    char text[40];
    /* A subnormal number has fewer digits than the others, so that fewer may tell it apart. */
    int precision = number < DBL_MIN ? 1 : DBL_DIG;

    do
        snprintf(text, sizeof(text), "%.*e", precision - 1, number);
    while (strtod(text, NULL) != number && ++precision <= DBL_DECIMAL_DIG);

    char *exponent = strchr(text, 'e');
    size_t count = 0;
    for (const char *c = text; c < exponent; c++) {
        if (*c != '.')
            digits[count++] = *c;
    }
    while (count > 1 && digits[count - 1] == '0')
        count--;
    digits[count] = '\0';
    return (int)strtol(exponent + 1, NULL, 10);
}

int shortest_decimal(double number, char digits[static SHORTEST_SIZE])
{
    uint64_t decimal;
    int exponent;

    if (number <= 0) {
        memcpy(digits, "0", 2);
        return 0;
    }
    if (!shorten(number, &decimal, &exponent))
        return search(number, digits);
    write_digits(decimal, &exponent, digits);
    return exponent;
}
