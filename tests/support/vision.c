#include "config.h"

#include "support/vision.h"

#include <math.h>

#define PI 3.14159265358979323846

static const double deficiencies[VISION_COUNT][3][3] = {
    [VISION_FULL] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
    [VISION_PROTANOPIA] = {{0.152286, 1.052583, -0.204868},
                           {0.114503, 0.786281, 0.099216},
                           {-0.003882, -0.048116, 1.051998}},
    [VISION_DEUTERANOPIA] = {{0.367322, 0.860646, -0.227968},
                             {0.280085, 0.672501, 0.047413},
                             {-0.011820, 0.042940, 0.968881}},
    [VISION_TRITANOPIA] = {{1.255528, -0.076749, -0.178779},
                           {-0.078411, 0.930809, 0.147602},
                           {0.004733, 0.691367, 0.303900}},
};

/* From linear sRGB to XYZ, each part of the white of D65 (IEC 61966-2-1). */
static const double to_xyz[3][3] = {
    {0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047},
    {0.2126729, 0.7151522, 0.0721750},
    {0.0193339 / 1.08883, 0.1191920 / 1.08883, 0.9503041 / 1.08883}};

static void apply(const double matrix[3][3], const double from[3], double to[3])
{
    for (int row = 0; row < 3; row++) {
        double sum = 0;
        for (int column = 0; column < 3; column++)
            sum += matrix[row][column] * from[column];
        to[row] = fmin(1, fmax(0, sum));
    }
}

static double lab_part(double t)
{
    double delta = 6.0 / 29.0;

    return t > delta * delta * delta ? cbrt(t) : t / (3 * delta * delta) + 4.0 / 29.0;
}

struct lab vision_see(enum vision vision, struct colour colour)
{
    double rgb[3] = {colour_linear(colour.red), colour_linear(colour.green),
                     colour_linear(colour.blue)};
    double seen[3];
    double xyz[3];

    apply(deficiencies[vision], rgb, seen);
    apply(to_xyz, seen, xyz);
    double y = lab_part(xyz[1]);
    return (struct lab){116 * y - 16, 500 * (lab_part(xyz[0]) - y), 200 * (y - lab_part(xyz[2]))};
}

static double radians(double degrees)
{
    return degrees * PI / 180;
}

static double hue(double a, double b)
{
    if (a == 0 && b == 0)
        return 0;
    double degrees = atan2(b, a) * 180 / PI;
    return degrees < 0 ? degrees + 360 : degrees;
}

/* The difference of two hues, by the shorter way round, and what lies between them. A grey has
 * none: then the other's is both. */
static double hue_difference(double first, double second, bool grey)
{
    double difference = second - first;

    if (grey)
        return 0;
    if (difference > 180)
        return difference - 360;
    return difference < -180 ? difference + 360 : difference;
}

static double hue_between(double first, double second, bool grey)
{
    double sum = first + second;

    if (grey)
        return sum;
    if (fabs(first - second) <= 180)
        return sum / 2;
    return sum < 360 ? (sum + 360) / 2 : (sum - 360) / 2;
}

/* What a chroma to the seventh power is of itself and that of 25, rooted. */
static double saturation(double chroma)
{
    double power = pow(chroma, 7);

    return sqrt(power / (power + pow(25, 7)));
}

static double hue_weight(double degrees)
{
    return 1 - 0.17 * cos(radians(degrees - 30)) + 0.24 * cos(radians(2 * degrees)) +
           0.32 * cos(radians(3 * degrees + 6)) - 0.20 * cos(radians(4 * degrees - 63));
}

double vision_difference(struct lab first, struct lab second)
{
    double stretch =
        1.5 - 0.5 * saturation((hypot(first.a, first.b) + hypot(second.a, second.b)) / 2);
    double chroma1 = hypot(first.a * stretch, first.b);
    double chroma2 = hypot(second.a * stretch, second.b);
    double hue1 = hue(first.a * stretch, first.b);
    double hue2 = hue(second.a * stretch, second.b);
    bool grey = chroma1 * chroma2 == 0;
    double lightness = (first.lightness + second.lightness) / 2 - 50;
    double chroma = (chroma1 + chroma2) / 2;
    double between = hue_between(hue1, hue2, grey);
    double of_lightness = (second.lightness - first.lightness) /
                          (1 + 0.015 * lightness * lightness / sqrt(20 + lightness * lightness));
    double of_chroma = (chroma2 - chroma1) / (1 + 0.045 * chroma);
    double of_hue = 2 * sqrt(chroma1 * chroma2) *
                    sin(radians(hue_difference(hue1, hue2, grey) / 2)) /
                    (1 + 0.015 * chroma * hue_weight(between));
    double turn = 30 * exp(-pow((between - 275) / 25, 2));
    double rotation = -sin(radians(2 * turn)) * 2 * saturation(chroma);

    return sqrt(of_lightness * of_lightness + of_chroma * of_chroma + of_hue * of_hue +
                rotation * of_chroma * of_hue);
}
