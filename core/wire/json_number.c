#include "config.h"

#include "wire/json_scan.h"

#include "base/word.h"
#include "wire/decimal.h"

#include <float.h>
#include <math.h>

#define EXPONENT_LIMIT 100000 /* far beyond a double, far from overflow */
#define PLAIN_ROOM 40         /* bytes that are looked at without asking whether they are there */

static inline bool is_digit(const struct json_scan *scan)
{
    return scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9';
}

static inline bool is_byte(const struct json_scan *scan, char byte)
{
    return scan->at < scan->end && *scan->at == byte;
}

/* Takes a run of digits into the mantissa and returns how many there were. */
static inline size_t read_digits(struct json_scan *scan, struct decimal *decimal)
{
    const char *begin = scan->at;

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

/* Returns the value with its sign; NaN for what is beyond a double. */
static inline double signed_value(const struct decimal *decimal, struct slice text)
{
    double value = decimal_value(decimal, text);

    if (!isfinite(value))
        return NAN;
    return decimal->negative ? -value : value;
}

static void settle(struct json_number *number, const struct decimal *decimal, struct slice text)
{
    double value = signed_value(decimal, text);

    number->value = value;
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

static const uint64_t integer_powers[] = {
    1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000,
};

/* Returns the number that eight digits make, the first of them in the lowest byte: neighbours are
 * joined to pairs, pairs to fours, and those to eight. */
static inline uint64_t join_digits(uint64_t digits)
{
    digits = (digits * 10 + (digits >> 8)) & UINT64_C(0x00FF00FF00FF00FF);
    digits = (digits * 100 + (digits >> 16)) & UINT64_C(0x0000FFFF0000FFFF);
    return (digits * 10000 + (digits >> 32)) & UINT32_MAX;
}

/* Takes the digits that begin here into the mantissa, at most eight, and returns how many. */
static inline unsigned take_digits(const char *at, uint64_t *mantissa)
{
    uint64_t digits = word_load(at) ^ WORD_EACH * '0';
    /* The highest bit of each byte that is above 9; one above the lowest may be wrong. */
    uint64_t others = (digits | (digits + WORD_EACH * (0x7F - 9))) & WORD_HIGH;
    unsigned count = others != 0 ? (unsigned)word_first(others) : 8;

    if (count == 0)
        return 0;
    /* Zeros come in front of fewer than eight. */
    digits <<= 64 - 8 * count;
    *mantissa = *mantissa * integer_powers[count] + join_digits(digits);
    return count;
}

static inline bool is_digit_at(const char *at)
{
    return *at >= '0' && *at <= '9';
}

static inline bool is_exponent(char byte)
{
    return (byte | 0x20) == 'e';
}

/* Takes the digits in front of a point. */
static inline unsigned take_whole(const char *at, uint64_t *mantissa)
{
    if (!is_digit_at(at) || at[1] != '.')
        return take_digits(at, mantissa);
    *mantissa = (uint64_t)(*at - '0');
    return 1;
}

/* Takes the digits behind a point, and returns how many: 24 stand for more, too. */
static inline unsigned take_fraction(const char *at, uint64_t *mantissa)
{
    unsigned count = take_digits(at, mantissa);

    while (count % 8 == 0 && count < 24 && is_digit_at(at + count))
        count += take_digits(at + count, mantissa);
    return count;
}

/* Reads a number as nearly all are written, -0.8123456789012345 or 312, in one piece. Returns false
 * when it is another, or too long for the mantissa (which may have overflowed then) or for what is
 * left of the text; nothing has happened then. */
static inline bool read_plain(struct json_scan *scan, struct decimal *decimal)
{
    const char *at = scan->at;
    uint64_t mantissa = 0;
    unsigned places = 0;

    if (scan->end - at < PLAIN_ROOM)
        return false;
    bool negative = *at == '-';
    at += negative;
    unsigned whole = take_whole(at, &mantissa);
    if (whole == 0 || whole == 8 || (whole > 1 && *at == '0'))
        return false;
    unsigned digits = mantissa != 0 ? whole : 0;
    at += whole;
    if (*at == '.') {
        places = take_fraction(++at, &mantissa);
        digits += places;
        if (places == 0 || digits > MANTISSA_DIGITS)
            return false;
        at += places;
    }
    if (is_exponent(*at))
        return false;
    decimal->mantissa = mantissa;
    decimal->digits = (int)digits;
    decimal->exponent = -(int)places;
    decimal->negative = negative;
    scan->at = at;
    return true;
}

bool json_read_plain(struct json_scan *scan, double *value)
{
    const char *begin = scan->at;
    struct decimal decimal = {0};

    if (!read_plain(scan, &decimal))
        return false;
    *value = signed_value(&decimal, (struct slice){begin, (size_t)(scan->at - begin)});
    return true;
}

bool json_read_plain_integer(struct json_scan *scan, uint64_t *integer)
{
    const char *at = scan->at;

    if (scan->end - at < PLAIN_ROOM)
        return false;
    *integer = 0;
    unsigned count = take_digits(at, integer);
    if (count == 0 || count == 8 || (count > 1 && *at == '0') || at[count] == '.' ||
        is_exponent(at[count]))
        return false;
    scan->at += count;
    return true;
}

/* Reads the number that begins here, and its text. */
static inline bool read_number(struct json_scan *scan, struct decimal *decimal, struct slice *text)
{
    if (json_peek(scan) != JSON_NUMBER)
        return json_fail(scan, "expected a number");
    const char *begin = scan->at;
    bool read = read_plain(scan, decimal) || read_decimal(scan, decimal);
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

bool json_read_double(struct json_scan *scan, double *value)
{
    struct decimal decimal = {0};
    struct slice text = {0};

    json_skip_space(scan);
    if (json_read_plain(scan, value))
        return true;
    *value = NAN;
    if (!read_number(scan, &decimal, &text))
        return false;
    if (!decimal.is_word)
        *value = signed_value(&decimal, text);
    return true;
}

bool json_read_number_text(struct json_scan *scan, struct slice *text, bool *finite)
{
    struct decimal decimal = {0};

    *finite = false;
    if (!read_number(scan, &decimal, text))
        return false;
    bool is_small = !decimal.cut && decimal.digits + decimal.exponent <= DBL_MAX_10_EXP;
    *finite = !decimal.is_word && (is_small || isfinite(decimal_value(&decimal, *text)));
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
