#include "config.h"

#include "wire/json_scan.h"

#include "base/memory.h"

#include <endian.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MANTISSA_DIGITS 19 /* what uint64_t holds whatever the digits are */
#define INTEGER_POWER 19   /* 10 to this power is the last that uint64_t holds */
#define EXACT_POWER 22     /* and this is the last that a double holds exactly */
#define EXACT_INTEGER (UINT64_C(1) << DBL_MANT_DIG)
#define EXPONENT_LIMIT 100000 /* far beyond a double, far from overflow */

/* A number as its digits say it: mantissa times 10 to the exponent. */
struct decimal {
    uint64_t mantissa;
    int digits; /* in the mantissa, from the first that is not 0 */
    int exponent;
    bool negative;
    bool cut;     /* there were more digits than the mantissa holds */
    bool is_word; /* there were none, but NaN or Infinity */
};

static inline bool is_digit(const struct json_scan *scan)
{
    return scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9';
}

static inline bool is_byte(const struct json_scan *scan, char byte)
{
    return scan->at < scan->end && *scan->at == byte;
}

/* Returns true when all eight bytes are digits: their upper half is 3, also when 6 is added. */
static inline bool are_digits(uint64_t word)
{
    return ((word & (word + UINT64_C(0x0606060606060606))) & UINT64_C(0xF0F0F0F0F0F0F0F0)) ==
           UINT64_C(0x3030303030303030);
}

/* Returns the number that eight digits make, the first of them in the lowest byte: neighbours are
 * joined to pairs, pairs to fours, and those to eight. */
static inline uint64_t join_digits(uint64_t word)
{
    word -= UINT64_C(0x3030303030303030);
    word = (word * 10 + (word >> 8)) & UINT64_C(0x00FF00FF00FF00FF);
    word = (word * 100 + (word >> 16)) & UINT64_C(0x0000FFFF0000FFFF);
    return (word * 10000 + (word >> 32)) & UINT32_MAX;
}

/* Takes eight digits at a time, as long as there are so many and the mantissa has room. */
static inline void read_eights(struct json_scan *scan, struct decimal *decimal)
{
    uint64_t word;

    while (scan->end - scan->at >= 8 && decimal->digits + 8 <= MANTISSA_DIGITS) {
        memcpy(&word, scan->at, sizeof(word));
        word = le64toh(word);
        if (!are_digits(word))
            return;
        decimal->mantissa = decimal->mantissa * 100000000 + join_digits(word);
        decimal->digits += 8;
        scan->at += 8;
    }
}

/* Takes a run of digits into the mantissa and returns how many there were. */
static inline size_t read_digits(struct json_scan *scan, struct decimal *decimal)
{
    const char *begin = scan->at;

    read_eights(scan, decimal);
    for (; is_digit(scan); scan->at++) {
        if (decimal->digits == MANTISSA_DIGITS) {
            decimal->cut = true;
            continue;
        }
        decimal->mantissa = decimal->mantissa * 10 + (uint64_t)(*scan->at - '0');
        decimal->digits += decimal->mantissa != 0;
    }
    return (size_t)(scan->at - begin);
}

/* A 0 stands alone. */
static bool read_whole_part(struct json_scan *scan, struct decimal *decimal)
{
    if (!is_byte(scan, '0'))
        return read_digits(scan, decimal) > 0 || json_fail(scan, "expected a digit");
    scan->at++;
    if (!is_digit(scan))
        return true;
    read_digits(scan, decimal);
    return json_fail(scan, "a number begins with 0");
}

static bool read_fraction(struct json_scan *scan, struct decimal *decimal)
{
    if (!is_byte(scan, '.'))
        return true;
    scan->at++;
    size_t digits = read_digits(scan, decimal);
    if (digits == 0)
        return json_fail(scan, "expected a digit");
    if (digits < EXPONENT_LIMIT)
        decimal->exponent -= (int)digits;
    else
        decimal->cut = true;
    return true;
}

static bool read_exponent(struct json_scan *scan, struct decimal *decimal)
{
    int exponent = 0;

    if (!is_byte(scan, 'e') && !is_byte(scan, 'E'))
        return true;
    scan->at++;
    bool negative = is_byte(scan, '-');
    if (negative || is_byte(scan, '+'))
        scan->at++;
    if (!is_digit(scan))
        return json_fail(scan, "expected a digit");
    for (; is_digit(scan); scan->at++) {
        if (exponent < EXPONENT_LIMIT)
            exponent = exponent * 10 + (*scan->at - '0');
    }
    decimal->exponent += negative ? -exponent : exponent;
    return true;
}

static const double exact_powers[EXACT_POWER + 1] = {
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
};

#if defined(__SIZEOF_INT128__)
/* Divides in whole numbers. Both sides are shifted until their highest bit is set, so that the
 * quotient has at least 63 bits; one bit more tells whether a remainder is left, and the conversion
 * to a double then rounds once, as it should. */
static bool divide(uint64_t mantissa, int power, double *value)
{
    __extension__ typedef unsigned __int128 wide;

    if (mantissa == 0 || power > INTEGER_POWER)
        return false;
    uint64_t divisor = (uint64_t)exact_powers[power];
    int mantissa_shift = __builtin_clzll(mantissa);
    int divisor_shift = __builtin_clzll(divisor);
    divisor <<= divisor_shift;
    wide dividend = (wide)(mantissa << mantissa_shift) << 63;
    uint64_t quotient = (uint64_t)(dividend / divisor);
    bool remainder = (wide)quotient * divisor != dividend;

    /* Powers of two change no digit. */
    *value = (double)(quotient | remainder) * 0x1p-63 * (double)(UINT64_C(1) << divisor_shift) /
             (double)(UINT64_C(1) << mantissa_shift);
    return true;
}
#else
static bool divide(uint64_t mantissa, int power, double *value)
{
    (void)mantissa;
    (void)power;
    (void)value;
    return false;
}
#endif

/* Works out the value where that is exact in a few steps, which is nearly always. */
static bool quick_value(const struct decimal *decimal, double *value)
{
    if (decimal->cut)
        return false;
    if (decimal->exponent == 0 || decimal->mantissa == 0) {
        *value = (double)decimal->mantissa;
        return true;
    }
    if (decimal->exponent < -EXACT_POWER || decimal->exponent > EXACT_POWER)
        return false;
#if defined(__FLT_EVAL_METHOD__) && __FLT_EVAL_METHOD__ == 0
    if (decimal->mantissa <= EXACT_INTEGER) {
        /* Both operands are exact, so that the result is rounded once. */
        *value = decimal->exponent < 0
                     ? (double)decimal->mantissa / exact_powers[-decimal->exponent]
                     : (double)decimal->mantissa * exact_powers[decimal->exponent];
        return true;
    }
#endif
    return decimal->exponent < 0 && divide(decimal->mantissa, -decimal->exponent, value);
}

/* Leaves the rest to the C library, which wants a string that ends. */
static double slow_value(struct slice text)
{
    char *copy = mem_strndup(text.data, text.size);
    double value = strtod(copy, NULL);

    free(copy);
    return fabs(value);
}

/* Returns the value without its sign; infinity for what is beyond a double. */
static double value_of(const struct decimal *decimal, struct slice text)
{
    double value;

    return quick_value(decimal, &value) ? value : slow_value(text);
}

static void settle(struct json_number *number, const struct decimal *decimal, struct slice text)
{
    double value = value_of(decimal, text);

    if (!isfinite(value))
        return;
    number->value = decimal->negative ? -value : value;
    if (decimal->negative && value != 0)
        return;
    if (decimal->exponent == 0 && !decimal->cut) {
        number->integer = decimal->mantissa;
        number->is_integer = true;
    } else if (value < 0x1p64 && value == floor(value)) {
        number->integer = (uint64_t)value;
        number->is_integer = true;
    }
}

/* Python's words for what has no digits. */
static bool read_word(struct json_scan *scan, const char *word)
{
    size_t size = strlen(word);

    if ((size_t)(scan->end - scan->at) < size || memcmp(scan->at, word, size) != 0)
        return false;
    scan->at += size;
    return true;
}

static bool read_decimal(struct json_scan *scan, struct decimal *decimal)
{
    decimal->is_word = read_word(scan, "NaN");
    if (decimal->is_word)
        return true;
    decimal->negative = is_byte(scan, '-');
    if (decimal->negative)
        scan->at++;
    decimal->is_word = read_word(scan, "Infinity");
    return decimal->is_word || (read_whole_part(scan, decimal) && read_fraction(scan, decimal) &&
                                read_exponent(scan, decimal));
}

/* Reads the number that begins here, and its text. */
static bool read_number(struct json_scan *scan, struct decimal *decimal, struct slice *text)
{
    if (json_peek(scan) != JSON_NUMBER)
        return json_fail(scan, "expected a number");
    const char *begin = scan->at;
    bool read = read_decimal(scan, decimal);
    *text = (struct slice){begin, (size_t)(scan->at - begin)};
    return read;
}

bool json_read_number(struct json_scan *scan, struct json_number *number)
{
    struct decimal decimal = {0};
    struct slice text = {0};

    *number = (struct json_number){.value = NAN};
    if (!read_number(scan, &decimal, &text))
        return false;
    if (!decimal.is_word)
        settle(number, &decimal, text);
    return true;
}

bool json_read_number_text(struct json_scan *scan, struct slice *text, bool *finite)
{
    struct decimal decimal = {0};

    *finite = false;
    if (!read_number(scan, &decimal, text))
        return false;
    bool is_small = !decimal.cut && decimal.digits + decimal.exponent <= DBL_MAX_10_EXP;
    *finite = !decimal.is_word && (is_small || isfinite(value_of(&decimal, *text)));
    return true;
}

/* Digits may stand on either side of the point alone. */
static bool read_loose_decimal(struct json_scan *scan, struct decimal *decimal)
{
    decimal->negative = is_byte(scan, '-');
    if (decimal->negative || is_byte(scan, '+'))
        scan->at++;
    size_t whole = read_digits(scan, decimal);
    bool has_point = is_byte(scan, '.');
    bool has_fraction =
        has_point && scan->end - scan->at > 1 && scan->at[1] >= '0' && scan->at[1] <= '9';
    if (has_fraction)
        read_fraction(scan, decimal);
    else if (has_point)
        scan->at++;
    return (whole > 0 || has_fraction) && read_exponent(scan, decimal) && scan->at == scan->end;
}

bool json_number_of_text(struct slice text, struct json_number *number)
{
    struct decimal decimal = {0};
    struct json_scan scan;

    *number = (struct json_number){.value = NAN};
    text = slice_trim(text);
    json_begin(&scan, text);
    if (!read_loose_decimal(&scan, &decimal))
        return false;
    settle(number, &decimal, text);
    return !isnan(number->value);
}
