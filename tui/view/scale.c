#include "config.h"

#include "view/scale.h"

#include "present/number.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

#define STEPS 4
#define LEAST_SHARE 1e-9 /* of a value: what differs by less is drawn as the same */
#define PADDING 0.05     /* of a value that stands alone, above and below it */
#define LABEL_COLUMNS 7
#define DECIMALS_MAX 5

/* Returns the smallest of 1, 2, 2.5 and 5 times a power of ten that is at least `least`. */
static double round_step(double least)
{
    static const double factors[] = {1, 2, 2.5, 5, 10};
    double power = pow(10, floor(log10(least)));
    size_t i = 0;

    while (i < 4 && factors[i] * power < least)
        i++;
    return factors[i] * power;
}

static double within_double(double value)
{
    return fmax(-DBL_MAX, fmin(DBL_MAX, value));
}

/* Makes room around values that are all the same. */
static void pad(double *low, double *high)
{
    double magnitude = fmax(fabs(*low), fabs(*high));
    double padding = magnitude > DBL_MIN / DBL_EPSILON ? magnitude * PADDING : 1;

    if (*high / 2 - *low / 2 > magnitude * LEAST_SHARE && magnitude > DBL_MIN / DBL_EPSILON)
        return;
    *low = within_double(*low - padding);
    *high = within_double(*high + padding);
}

void scale_fit(struct scale *scale, double low, double high)
{
    if (scale->high > scale->low) {
        if (low >= scale->low && high <= scale->high)
            return;
        low = fmin(low, scale->low);
        high = fmax(high, scale->high);
    }
    pad(&low, &high);
    /* Halves, as the distance of two doubles may be none. A product may be rounded past a value. */
    scale->step = within_double(2 * round_step((high / 2 - low / 2) / STEPS));
    scale->low = fmin(low, within_double(floor(low / scale->step) * scale->step));
    scale->high = fmax(high, within_double(ceil(high / scale->step) * scale->step));
}

int scale_level(const struct scale *scale, double value, int levels)
{
    double share = (value / 2 - scale->low / 2) / (scale->high / 2 - scale->low / 2);

    if (!(share > 0))
        return 0;
    return share < 1 ? (int)lround(share * (levels - 1)) : levels - 1;
}

void scale_label(const struct scale *scale, double value, char out[static SCALE_LABEL_SIZE])
{
    int decimals = scale->step < 1 ? (int)ceil(-log10(scale->step)) : 0;
    double tail = scale->step * pow(10, decimals);

    /* 2.5, 0.25 and the like have a digit more. */
    if (fabs(tail - round(tail)) > 1e-6)
        decimals++;
    if (fabs(value) < scale->step / 2)
        value = 0;
    if (decimals > DECIMALS_MAX ||
        snprintf(out, SCALE_LABEL_SIZE, "%.*f", decimals, value) > LABEL_COLUMNS)
        number_value(value, out);
}

const struct scale *scale_memo_fit(struct scale_memo *memo, const struct scale_view *of, double low,
                                   double high)
{
    const struct scale_view *before = &memo->of;

    if (before->tenant != of->tenant || before->dimension != of->dimension ||
        before->length_ms != of->length_ms || before->end_ms != of->end_ms ||
        before->cells != of->cells || before->loading != of->loading || of->loading)
        *memo = (struct scale_memo){.of = *of};
    scale_fit(&memo->scale, low, high);
    return &memo->scale;
}
