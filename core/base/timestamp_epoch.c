#include "config.h"

#include "base/timestamp.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_SIZE 40

/* Whole numbers below the first are no times: an index, a duration. From each of the others on, a
 * number counts a smaller unit, as no producer writes a time from the year 5138 on. */
#define FIRST_SECONDS INT64_C(100000000)         /* 1973 */
#define FIRST_MILLISECONDS INT64_C(100000000000) /* 1973 */
#define FIRST_MICROSECONDS INT64_C(100000000000000)
#define FIRST_NANOSECONDS INT64_C(100000000000000000)

/* A number in two parts, whatever it counts: 1795000000.25 has 250 thousandths. */
struct written_number {
    int64_t whole;
    int64_t thousandths;
};

static bool take_digits(const char **at, int64_t *number)
{
    const char *begin = *at;

    for (*number = 0; **at >= '0' && **at <= '9'; (*at)++) {
        if (__builtin_mul_overflow(*number, 10, number) ||
            __builtin_add_overflow(*number, **at - '0', number))
            return false;
    }
    return *at > begin;
}

/* Takes ".123456" or nothing. */
static bool take_thousandths(const char **at, int64_t *thousandths)
{
    *thousandths = 0;
    if (**at != '.')
        return true;
    (*at)++;
    const char *begin = *at;
    for (int64_t scale = 100; **at >= '0' && **at <= '9'; scale /= 10, (*at)++)
        *thousandths += (**at - '0') * scale;
    return *at > begin;
}

/* Reads what has an exponent, as a double does from a certain size on. */
static bool read_double(const char *text, const char *end, struct written_number *number)
{
    char *stopped;
    double value = strtod(text, &stopped);

    if (stopped != end || !(value >= 0 && value < 9e18))
        return false;
    number->whole = (int64_t)value;
    number->thousandths = (int64_t)((value - floor(value)) * 1000);
    return true;
}

static bool read_number(struct slice text, struct written_number *number)
{
    char copy[NUMBER_SIZE];
    const char *at = copy;

    if (text.size == 0 || text.size >= sizeof(copy))
        return false;
    memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    if (!take_digits(&at, &number->whole) || !take_thousandths(&at, &number->thousandths))
        return false;
    if (*at == 'e' || *at == 'E')
        return read_double(copy, copy + text.size, number);
    return at == copy + text.size;
}

bool timestamp_parse_epoch(struct slice text, int64_t *out_ms)
{
    struct written_number number;

    if (!read_number(text, &number) || number.whole < FIRST_SECONDS)
        return false;
    if (number.whole < FIRST_MILLISECONDS)
        *out_ms = number.whole * 1000 + number.thousandths;
    else if (number.whole < FIRST_MICROSECONDS)
        *out_ms = number.whole;
    else if (number.whole < FIRST_NANOSECONDS)
        *out_ms = number.whole / 1000;
    else
        *out_ms = number.whole / 1000000;
    return true;
}
