/* Colour: how well one can be read on another. */
#ifndef TUI_COLOUR_H
#define TUI_COLOUR_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

struct colour {
    uint8_t red, green, blue;
};

/* Returns the colour of an index from 0 to 255 (palette.h). */
struct colour colour_of_index(int index);

/* Reads how X11 writes a colour, and terminals answer: "rgb:R/G/B" with one to four hexadecimal
 * digits each, or "rgba:R/G/B/A". Returns false for something else. */
bool colour_parse(struct slice text, struct colour *colour);

/* Returns what a component of sRGB (0 to 255) is in linear light, from 0 to 1 (IEC 61966-2-1). */
double colour_linear(uint8_t component);

/* Returns the relative luminance, from 0 for black to 1 for white; and the contrast ratio, from 1
 * to 21, between two of them (WCAG 2.1, "relative luminance" and "contrast ratio"). */
double colour_luminance(struct colour colour);
double colour_contrast(struct colour a, struct colour b);

#endif
