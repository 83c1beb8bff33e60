/* Vision: how far apart two colours look, to eyes that see all of them and to those that do not. */
#ifndef SUPPORT_VISION_H
#define SUPPORT_VISION_H

#include "colour.h"

enum vision {
    VISION_FULL,
    VISION_PROTANOPIA,
    VISION_DEUTERANOPIA,
    VISION_TRITANOPIA,
    VISION_COUNT
};

/* CIE L*a*b* under D65. */
struct lab {
    double lightness;
    double a;
    double b;
};

/* Returns what a colour looks like: the matrices for a severity of 1.0 from G. M. Machado, M. M.
 * Oliveira, L. A. F. Fernandes, "A Physiologically-based Model for Simulation of Color Vision
 * Deficiency", IEEE Transactions on Visualization and Computer Graphics 15 (2009) 6, applied to
 * linear sRGB. */
struct lab vision_see(enum vision vision, struct colour colour);

/* Returns the difference CIEDE2000, as G. Sharma, W. Wu, E. N. Dalal write it in "The CIEDE2000
 * Color-Difference Formula: Implementation Notes, Supplementary Test Data, and Mathematical
 * Observations", Color Research and Application 30 (2005) 1. */
double vision_difference(struct lab first, struct lab second);

#endif
