/* Decimal: a number as its digits say it, and the double that is nearest to it. */
#ifndef WIRE_DECIMAL_H
#define WIRE_DECIMAL_H

#include "base/slice.h"

#include <float.h>
#include <stdbool.h>
#include <stdint.h>

#define MANTISSA_DIGITS 19 /* what uint64_t holds whatever the digits are */

/* The mantissa times 10 to the exponent. */
struct decimal {
    uint64_t mantissa;
    int digits; /* in the mantissa, from the first that is not 0, or more */
    int exponent;
    bool negative;
    bool cut;     /* there were more digits than the mantissa holds */
    bool is_word; /* there were none, but NaN or Infinity */
};

#define EXACT_POWER 22 /* 10 to this power is the last that a double holds exactly */
#define EXACT_INTEGER (UINT64_C(1) << DBL_MANT_DIG)

extern const double exact_powers[EXACT_POWER + 1];

/* Works the value out where that takes more than one step. */
double decimal_work_out(const struct decimal *decimal, struct slice text);

/* Returns whether mantissa and power are both exact, so that a quotient is rounded once. */
static inline bool decimal_is_short(const struct decimal *decimal)
{
#if defined(__FLT_EVAL_METHOD__) && __FLT_EVAL_METHOD__ == 0
    return !decimal->cut && decimal->mantissa <= EXACT_INTEGER && decimal->exponent <= 0 &&
           decimal->exponent >= -EXACT_POWER;
#else
    (void)decimal;
    return false;
#endif
}

/* Returns the value without its sign, rounded as strtod() does; infinity for what is beyond a
 * double. `text` is the number as it was written. */
static inline double decimal_value(const struct decimal *decimal, struct slice text)
{
    if (decimal_is_short(decimal))
        return (double)(int64_t)decimal->mantissa / exact_powers[-decimal->exponent];
    return decimal_work_out(decimal, text);
}

#endif
