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
    wide power = 1;

    while (exponent-- > 0)
        power *= 10;
    return power;
}

/* Scales the number to 17 digits before the point, which leaves a whole number of units of
 * 2^-shift, and looks for the shortest decimal that is nearer to it than half of the distance to
 * the next double. Returns the decimal, at most 10^17, and its exponent. */
static bool shorten(double number, uint64_t *decimal, int *exponent)
{
    struct binary binary;
    wide scaled, half;

    *exponent = (int)floor(log10(number));
    if (!take_apart(number, &binary))
        return false;
    for (;; ++*exponent) {
        int scale = 16 - *exponent;
        if (scale < 1 || scale > SCALE_MAX)
            return false;
        half = power_of_ten(scale) / 2;
        scaled = binary.mantissa * half * 2;
        if (scaled >> binary.shift < power_of_ten(17))
            break;
    }
    uint64_t whole = (uint64_t)(scaled >> binary.shift);
    wide rest = scaled - ((wide)whole << binary.shift);
    if (whole < UINT64_C(10000000000000000))
        return false;
    for (uint64_t step = 100; step > 0; step /= 10) {
        uint64_t below = whole / step * step;
        wide gap = (wide)step << binary.shift;
        wide above_it = ((wide)(whole - below) << binary.shift) + rest;
        bool up = above_it * 2 > gap || (above_it * 2 == gap && below / step % 2 == 1);
        wide distance = up ? gap - above_it : above_it;
        *decimal = below + (up ? step : 0);
        if (distance < half || (distance == half && binary.mantissa % 2 == 0))
            return true;
    }
    return false;
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
