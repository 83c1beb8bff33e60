#include "config.h"

#include "wire/decimal.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

#define INTEGER_POWER 19 /* 10 to this power is the last that uint64_t holds */

const double exact_powers[EXACT_POWER + 1] = {
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

double decimal_work_out(const struct decimal *decimal, struct slice text)
{
    double value;

    return quick_value(decimal, &value) ? value : slow_value(text);
}
