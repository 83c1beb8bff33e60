#include "config.h"

#include "base/shortest.h"
#include "unit/suites.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    double number;
    const char *digits;
    int exponent;
} cases[] = {
    {0, "0", 0},
    {1, "1", 0},
    {0.1, "1", -1},
    {0.3, "3", -1},
    {0.1 + 0.2, "30000000000000004", -1},
    {1e23, "1", 23},
    {9007199254740991, "9007199254740991", 15},
    {9007199254740994, "9007199254740994", 15},
    {99999999999999984, "99999999999999980", 16}, /* written without its zero below */
    {0.99999999999999989, "9999999999999999", -1},
    {1.0000000000000002, "10000000000000002", 0},
    {5e-324, "5", -324},
    {DBL_MIN, "22250738585072014", -308},
    {DBL_MAX, "17976931348623157", 308},
    {1e-5, "1", -5},
    {9.5367431640625e-07, "95367431640625", -7}, /* 2^-20 */
};

START_TEST(known_numbers)
{
    char digits[SHORTEST_SIZE];
    char expected[SHORTEST_SIZE];

    snprintf(expected, sizeof(expected), "%s", cases[_i].digits);
    for (size_t size = strlen(expected); size > 1 && expected[size - 1] == '0'; size--)
        expected[size - 1] = '\0';
    ck_assert_int_eq(shortest_decimal(cases[_i].number, digits), cases[_i].exponent);
    ck_assert_str_eq(digits, expected);
}
END_TEST

static uint64_t next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* Checks against the C library, which rounds correctly: this many digits read back as the number,
 * they are the nearest, and one digit less does not. */
static void check_number(double number)
{
    char digits[SHORTEST_SIZE];
    char text[40];
    int exponent = shortest_decimal(number, digits);
    int count = (int)strlen(digits);
    int precision = number < DBL_MIN ? 1 : DBL_DIG;

    do
        snprintf(text, sizeof(text), "%.*e", precision - 1, number);
    while (strtod(text, NULL) != number && precision++ < DBL_DECIMAL_DIG);
    char ours[40];
    snprintf(ours, sizeof(ours), "%c.%s%0*de%c%02d", digits[0], digits + 1, precision - count, 0,
             exponent < 0 ? '-' : '+', abs(exponent));
    if (precision == count)
        snprintf(ours, sizeof(ours), "%c%s%se%c%02d", digits[0], count > 1 ? "." : "", digits + 1,
                 exponent < 0 ? '-' : '+', abs(exponent));
    ck_assert_str_eq(ours, text);
}

START_TEST(numbers_of_all_sizes_are_shortest_and_nearest)
{
    uint64_t state = 88172645463325252;

    for (int i = 0; i < 50000; i++) {
        uint64_t bits = next(&state) >> 1;
        double number;
        memcpy(&number, &bits, sizeof(number));
        if (isfinite(number) && number > 0)
            check_number(number);
    }
}
END_TEST

START_TEST(numbers_as_reports_have_them_are_shortest_and_nearest)
{
    uint64_t state = 1234567;

    for (int i = 0; i < 100000; i++) {
        double number = (double)(next(&state) >> 11) / 9007199254740992.0;
        check_number(number * pow(10, (double)(i % 24) - 7));
        check_number(floor(number * 1e6) / pow(10, i % 7));
    }
}
END_TEST

START_TEST(neighbours_of_powers_are_shortest_and_nearest)
{
    for (int exponent = -30; exponent < 30; exponent++) {
        double powers[] = {ldexp(1, exponent), pow(10, exponent)};
        for (size_t i = 0; i < 2; i++) {
            check_number(powers[i]);
            check_number(nextafter(powers[i], INFINITY));
            check_number(nextafter(powers[i], 0));
        }
    }
}
END_TEST

Suite *suite_shortest(void)
{
    Suite *suite = suite_create("shortest");
    TCase *tests = tcase_create("shortest");

    tcase_add_loop_test(tests, known_numbers, 0, sizeof(cases) / sizeof(cases[0]));
    tcase_add_test(tests, numbers_of_all_sizes_are_shortest_and_nearest);
    tcase_add_test(tests, numbers_as_reports_have_them_are_shortest_and_nearest);
    tcase_add_test(tests, neighbours_of_powers_are_shortest_and_nearest);
    suite_add_tcase(suite, tests);
    return suite;
}
