#include "config.h"

#include "present/number.h"

#include <inttypes.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VALUE_COLUMNS 7
#define PERCENT_LIMIT 1000 /* a change of so much says that the baseline is next to nothing */
#define LEAST_DIFFERENCE 1e-9

/* What rounds to this is written with an exponent. */
#define VALUE_LIMIT 999999.5

/* Returns the decimals worth reading, or -1 where only an exponent shows anything. */
static int decimals_of(double magnitude)
{
    static const struct {
        double from;
        int decimals;
    } steps[] = {{1000, 0}, {100, 1}, {10, 2}, {0.01, 3}, {0.001, 4}};

    if (magnitude == 0)
        return 3;
    if (magnitude >= VALUE_LIMIT)
        return -1;
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        if (magnitude >= steps[i].from)
            return steps[i].decimals;
    }
    return -1;
}

/* Writes mantissa and exponent without the '+' and the zeroes that printf() puts into the exponent,
 * which would cost a column or two: "1.2e-5". Returns the columns. */
static int write_exponent(const char *sign, int decimals, double magnitude,
                          char out[static NUMBER_SIZE])
{
    char digits[NUMBER_SIZE];

    snprintf(digits, sizeof(digits), "%.*e", decimals, magnitude);
    char *exponent = strchr(digits, 'e');
    *exponent++ = '\0';
    return snprintf(out, NUMBER_SIZE, "%s%se%ld", sign, digits, strtol(exponent, NULL, 10));
}

/* Writes a number whose sign, if any, stands in `sign`. */
static void write_value(const char *sign, double magnitude, char out[static NUMBER_SIZE])
{
    int decimals = decimals_of(magnitude);

    if (isinf(magnitude))
        snprintf(out, NUMBER_SIZE, "%sinf", sign);
    else if (decimals >= 0)
        snprintf(out, NUMBER_SIZE, "%s%.*f", sign, decimals, magnitude);
    else if (write_exponent(sign, 1, magnitude, out) > VALUE_COLUMNS)
        write_exponent(sign, 0, magnitude, out);
}

void number_value(double value, char out[static NUMBER_SIZE])
{
    if (isnan(value))
        strcpy(out, "-");
    else
        write_value(value < 0 ? "-" : "", fabs(value), out);
}

void number_change(double value, char out[static NUMBER_SIZE])
{
    if (isnan(value))
        strcpy(out, "-");
    else
        write_value(value < 0 ? "-" : value > 0 ? "+" : "", fabs(value), out);
}

void number_signed(double value, char out[static NUMBER_SIZE])
{
    static const char suffixes[] = {'k', 'M', 'G', 'T'};
    double magnitude = fabs(value);

    if (isnan(value))
        strcpy(out, "-");
    else if (isinf(value))
        strcpy(out, value < 0 ? "-inf" : "+inf");
    else if (magnitude < 0.05)
        strcpy(out, "0.0");
    else if (magnitude < 999.95)
        snprintf(out, NUMBER_SIZE, "%+.1f", value);
    else {
        size_t i = 0;
        double scaled = value / 1000;
        while (fabs(scaled) >= 999.5 && ++i < sizeof(suffixes))
            scaled /= 1000;
        if (i == sizeof(suffixes))
            write_exponent(value < 0 ? "-" : "+", 0, magnitude, out);
        else
            snprintf(out, NUMBER_SIZE, fabs(scaled) < 99.95 ? "%+.1f%c" : "%+.0f%c", scaled,
                     suffixes[i]);
    }
}

/* With three decimals where these say anything and have room. */
static void write_difference(double change, char out[static NUMBER_SIZE])
{
    double magnitude = fabs(change);

    if (magnitude >= 0.0005 && magnitude < 9.9995)
        snprintf(out, NUMBER_SIZE, "%+.3f", change);
    else if (magnitude >= 0.0005 || magnitude < LEAST_DIFFERENCE)
        number_signed(change, out);
    else
        write_exponent(change < 0 ? "-" : "+", 0, magnitude, out);
}

void number_relative(double value, double baseline, char out[static NUMBER_SIZE])
{
    double change = value - baseline;
    double percent = round(100 * change / fabs(baseline));

    if (isnan(change))
        strcpy(out, "-");
    else if (change == 0)
        strcpy(out, "0%");
    else if (fabs(percent) < PERCENT_LIMIT)
        snprintf(out, NUMBER_SIZE, "%+.0f%%", percent);
    else
        write_difference(change, out);
}

void number_count(uint64_t count, char out[static NUMBER_SIZE])
{
    static const char suffixes[] = {'k', 'M', 'G', 'T', 'P', 'E'};
    const uint64_t plain_limit = 10000;

    if (count == UINT64_MAX) {
        strcpy(out, "-");
        return;
    }
    if (count < plain_limit) {
        snprintf(out, NUMBER_SIZE, "%" PRIu64, count);
        return;
    }
    /* Tenths of the suffix's unit, cut and not rounded: never more than there are. */
    uint64_t tenths = count / 100;
    size_t i = 0;
    for (; tenths >= 10000; i++)
        tenths /= 1000;
    if (tenths < 1000)
        snprintf(out, NUMBER_SIZE, "%" PRIu64 ".%" PRIu64 "%c", tenths / 10, tenths % 10,
                 suffixes[i]);
    else
        snprintf(out, NUMBER_SIZE, "%" PRIu64 "%c", tenths / 10, suffixes[i]);
}

void number_bytes(uint64_t bytes, char out[static NUMBER_SIZE])
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    uint64_t rest = 0;
    size_t unit = 0;

    for (; bytes >= 1024; unit++) {
        rest = bytes % 1024;
        bytes /= 1024;
    }
    unsigned tenths = (unsigned)(rest * 10 / 1024);
    if (tenths > 0 && bytes < 100)
        snprintf(out, NUMBER_SIZE, "%u.%u %s", (unsigned)bytes, tenths, units[unit]);
    else
        snprintf(out, NUMBER_SIZE, "%u %s", (unsigned)bytes, units[unit]);
}
