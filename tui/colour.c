#include "config.h"

#include "colour.h"

#include "palette.h"

#include <math.h>
#include <string.h>

#define COMPONENT_DIGITS 4

struct colour colour_of_index(int index)
{
    uint32_t rgb = palette_rgb(index);

    return (struct colour){(uint8_t)(rgb >> 16), (uint8_t)(rgb >> 8), (uint8_t)rgb};
}

static int digit_value(char digit)
{
    static const char digits[] = "0123456789abcdefABCDEF";
    const char *found = memchr(digits, digit, sizeof(digits) - 1);

    if (found == NULL)
        return -1;
    return found < digits + 16 ? (int)(found - digits) : (int)(found - digits) - 6;
}

/* Takes one component off the front: any number of digits stands for a part of the whole. */
static bool take_component(struct slice *rest, uint8_t *component)
{
    struct slice word = slice_split(rest, '/');
    unsigned value = 0;
    unsigned whole = 0;

    if (word.size == 0 || word.size > COMPONENT_DIGITS)
        return false;
    for (size_t i = 0; i < word.size; i++) {
        int digit = digit_value(word.data[i]);
        if (digit < 0)
            return false;
        value = value * 16 + (unsigned)digit;
        whole = whole * 16 + 15;
    }
    *component = (uint8_t)((value * 255 + whole / 2) / whole);
    return true;
}

bool colour_parse(struct slice text, struct colour *colour)
{
    struct slice rest = text;
    struct slice kind = slice_split(&rest, ':');
    bool alpha = slice_is(kind, "rgba");
    uint8_t opacity;

    if (!alpha && !slice_is(kind, "rgb"))
        return false;
    return take_component(&rest, &colour->red) && take_component(&rest, &colour->green) &&
           take_component(&rest, &colour->blue) && (!alpha || take_component(&rest, &opacity)) &&
           rest.data == NULL;
}

double colour_linear(uint8_t component)
{
    double value = component / 255.0;

    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

double colour_luminance(struct colour colour)
{
    return 0.2126 * colour_linear(colour.red) + 0.7152 * colour_linear(colour.green) +
           0.0722 * colour_linear(colour.blue);
}

double colour_contrast(struct colour a, struct colour b)
{
    double first = colour_luminance(a) + 0.05;
    double second = colour_luminance(b) + 0.05;

    return first > second ? first / second : second / first;
}
