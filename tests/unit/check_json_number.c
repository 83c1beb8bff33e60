#include "config.h"

#include "base/buffer.h"
#include "support/dice.h"
#include "unit/suites.h"
#include "wire/json_scan.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* Far behind its end, so that a number is read in one piece. */
#define ROOM "                                                            "

static struct json_number number_of(const char *text)
{
    struct json_number number;
    struct json_scan scan;

    json_begin(&scan, slice_of(text));
    if (!json_read_number(&scan, &number) || !json_finish(&scan))
        ck_abort_msg("%s: %s", text, scan.wrong);
    return number;
}

static struct json_number number_with_room(const char *text)
{
    char roomy[512];

    snprintf(roomy, sizeof(roomy), "%s" ROOM, text);
    return number_of(roomy);
}

static bool is_same(double a, double b)
{
    return memcmp(&a, &b, sizeof(a)) == 0 || (isnan(a) && isnan(b));
}

/* libcheck's own assertions take longer than the reading. */
static void assert_same(const char *text, double value, double expected)
{
    if (!is_same(value, expected))
        ck_abort_msg("%s was read as %.17g", text, value);
}

static void assert_reads_as(const char *text, double expected)
{
    char roomy[512];
    struct json_scan scan;
    double value;

    assert_same(text, number_of(text).value, expected);
    snprintf(roomy, sizeof(roomy), "%s" ROOM, text);
    assert_same(roomy, number_of(roomy).value, expected);
    json_begin(&scan, slice_of(roomy));
    if (!json_read_double(&scan, &value) || scan.at != roomy + strlen(text))
        ck_abort_msg("%s is not read to its end", text);
    assert_same(text, value, expected);
}

static void assert_as_strtod(const char *text)
{
    double expected = strtod(text, NULL);

    assert_reads_as(text, isinf(expected) ? NAN : expected);
}

static const char *const numbers[] = {
    "0",
    "-0",
    "-0.0",
    "1",
    "0.1",
    "-0.71",
    "0.8123456789012345",
    "0.81234567890123457",
    "9.8765432109876543",
    "-1.2345678901234567",
    "123456789012345678",
    "1234567890123456789",
    "9007199254740993",
    "9007199254740992.5",
    "9007199254740993.0000000001",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "0.00000000001234567890123456789",
    "1e22",
    "1e23",
    "123456789e22",
    "1.7976931348623157e308",
    "2.2250738585072014e-308",
    "5e-324",
    "2e-324",
    "4.9406564584124654e-324",
    "1e-400",
    "1.5e-5",
    "1e-05",
    "3.141592653589793238462643383279502884197",
    "0.1000000000000000055511151231257827021181583404541015625",
    "100000000000000000000000000000000000000000000000000000000000e-59",
    "0e99999999999",
    "0.000e-99999999999",
    "8.5",
    "18446.7690857642585241",
    "-1844674.4073709551616",
    "0.9999999999999999999",
    "0.18446744073709551616",
    "9.999999999999999999",
    "1.9999999999999999999",
    "1234567.123456789012",
    "1234567.1234567890123",
    "0.000000000000000000000001",
    "0.123456789012345678901234",
    "0.1234567890123456789012345",
    "4503599627370497.5",
    "4503599627370496.5",
};

START_TEST(numbers_are_what_strtod_says)
{
    assert_as_strtod(numbers[_i]);
}
END_TEST

/* A small generator with a seed of its own, so that a failure can be repeated. */
static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

START_TEST(a_hundred_thousand_doubles_are_read_back_exactly)
{
    uint64_t state = 88172645463325252;
    char text[64];

    for (int i = 0; i < 100000; i++) {
        double value;
        uint64_t bits = next_random(&state);
        if (i % 2 == 0) {
            memcpy(&value, &bits, sizeof(value));
            if (!isfinite(value))
                continue;
        } else {
            value = ((double)(bits >> 11) - 0x1p52) * 0x1p-53 * (1 + i % 10);
        }
        snprintf(text, sizeof(text), "%.*g", 15 + i % 6, value);
        assert_as_strtod(text);
    }
}
END_TEST

START_TEST(random_decimals_are_rounded_as_strtod_does)
{
    uint64_t state = 1181783497276652981;
    char text[64];

    for (int i = 0; i < 100000; i++) {
        uint64_t mantissa = next_random(&state) % UINT64_C(10000000000000000000);
        snprintf(text, sizeof(text), "%" PRIu64 "e-%d", mantissa, i % 25);
        assert_as_strtod(text);
    }
}
END_TEST

/* Above 2^52 the doubles are the whole numbers. */
START_TEST(halves_between_two_doubles_are_rounded_as_strtod_does)
{
    static const char *const fractions[] = {"5", "50", "49", "51", "499", "501"};
    uint64_t state = 88172645463325252;
    char text[64];

    for (int i = 0; i < 12000; i++) {
        uint64_t whole = UINT64_C(1) << 52 | next_random(&state) >> 12;
        snprintf(text, sizeof(text), "%" PRIu64 ".%s", whole, fractions[i % COUNT(fractions)]);
        assert_as_strtod(text);
    }
}
END_TEST

/* Writes digits as JSON does: no zero in front but the one before a point. */
static void write_digits(struct dice *dice, struct buffer *text)
{
    size_t digits = dice_once_in(dice, 3) ? 1 + dice_below(dice, 16) : 17 + dice_below(dice, 9);
    size_t whole = dice_once_in(dice, 3) ? digits : dice_below(dice, digits);
    size_t zeros = dice_once_in(dice, 4) ? dice_below(dice, 24) : 0;

    if (whole == 0)
        buffer_char(text, '0');
    for (size_t i = 0; i < digits; i++) {
        if (i == whole)
            buffer_char(text, '.');
        for (size_t j = 0; i == whole && j < zeros; j++)
            buffer_char(text, '0');
        bool leads = i == 0 && whole > 1;
        buffer_char(text, (char)('0' + leads + dice_below(dice, leads ? 9 : 10)));
    }
}

/* Denormal, as great as can be and beyond, and what a few steps work out. */
static void write_exponent(struct dice *dice, struct buffer *text)
{
    static const struct {
        int from;
        size_t count;
    } ranges[] = {{-30, 61}, {-345, 60}, {270, 60}, {-99999, 199999}};
    size_t which = dice_below(dice, 2 * (size_t)COUNT(ranges));

    if (which >= (size_t)COUNT(ranges))
        return;
    int exponent = ranges[which].from + (int)dice_below(dice, ranges[which].count);
    buffer_printf(text, "%c%s%d", dice_once_in(dice, 2) ? 'e' : 'E',
                  exponent >= 0 && dice_once_in(dice, 2) ? "+" : "", exponent);
}

START_TEST(random_numbers_of_up_to_25_digits_are_what_strtod_says)
{
    const char *seed = getenv("SEED");
    const char *numbers_wanted = getenv("NUMBERS");
    struct dice dice = {seed != NULL ? strtoull(seed, NULL, 10) : 1};
    size_t count = numbers_wanted != NULL ? strtoull(numbers_wanted, NULL, 10) : 30000;
    struct buffer text = {0};

    for (size_t i = 0; i < count; i++) {
        buffer_clear(&text);
        if (dice_once_in(&dice, 3))
            buffer_char(&text, '-');
        write_digits(&dice, &text);
        write_exponent(&dice, &text);
        assert_as_strtod(buffer_text(&text));
    }
    buffer_free(&text);
}
END_TEST

static const char *const unknown_numbers[] = {
    "NaN", "Infinity", "-Infinity", "1e999", "-1e999", "1.8e308", "1e99999999999999999999",
};

/* Exponents are such that about half of the numbers are beyond a double. */
START_TEST(the_text_alone_tells_what_a_double_holds)
{
    struct dice dice = {(uint64_t)_i};
    char text[64] = "";
    struct json_scan scan;
    struct slice raw;
    bool finite;

    for (int i = 0; i < 20000; i++) {
        size_t size = 1 + dice_below(&dice, 30);
        for (size_t j = 0; j < size; j++)
            text[j] = (char)((j == 0 ? '1' : '0') + (int)dice_below(&dice, 9));
        if (size > 1 && dice_once_in(&dice, 2))
            text[1 + dice_below(&dice, size - 1)] = '.';
        if (text[size - 1] == '.')
            text[size++] = '0';
        snprintf(text + size, sizeof(text) - size, "e%d", 309 - (int)dice_below(&dice, 40));
        json_begin(&scan, slice_of(text));
        ck_assert_msg(json_read_number_text(&scan, &raw, &finite) && json_finish(&scan), "%s",
                      text);
        ck_assert(slice_is(raw, text));
        ck_assert_msg(finite == !isinf(strtod(text, NULL)), "%s", text);
    }
}
END_TEST

START_TEST(what_no_double_holds_is_unknown)
{
    assert_reads_as(unknown_numbers[_i], NAN);
    ck_assert(!number_of(unknown_numbers[_i]).is_integer);
    ck_assert(!number_with_room(unknown_numbers[_i]).is_integer);
}
END_TEST

static const struct {
    const char *text;
    bool is_integer;
    uint64_t integer;
} integers[] = {
    {"0", true, 0},
    {"-0", true, 0},
    {"312", true, 312},
    {"312.0", true, 312},
    {"3120000", true, 3120000},
    {"31200000", true, 31200000},
    {"312e2", true, 31200},
    {"312E2", true, 31200},
    {"312.5", false, 0},
    {"-1", false, 0},
    {"1e3", true, 1000},
    {"1500e-2", true, 15},
    {"1795000000000", true, 1795000000000},
    {"9007199254740993", true, 9007199254740993},
    {"9999999999999999999", true, UINT64_C(9999999999999999999)},
    {"18446744073709551616", false, 0},
    {"1e30", false, 0},
};

static void assert_integer(struct json_number number, bool is_integer, uint64_t integer)
{
    ck_assert_int_eq(number.is_integer, is_integer);
    if (is_integer)
        ck_assert_uint_eq(number.integer, integer);
}

/* What it does not read is left to the others. */
static void assert_plain_integer(const char *text, bool is_integer, uint64_t integer)
{
    char roomy[512];
    struct json_scan scan;
    uint64_t read;

    snprintf(roomy, sizeof(roomy), "%s" ROOM, text);
    json_begin(&scan, slice_of(roomy));
    if (!json_read_plain_integer(&scan, &read)) {
        ck_assert(strlen(text) > 7 || strspn(text, "0123456789") < strlen(text));
        ck_assert_ptr_eq(scan.at, scan.begin);
        return;
    }
    ck_assert(is_integer);
    ck_assert_uint_eq(read, integer);
    ck_assert_ptr_eq(scan.at, roomy + strlen(text));
}

START_TEST(whole_numbers_are_exact)
{
    assert_integer(number_of(integers[_i].text), integers[_i].is_integer, integers[_i].integer);
    assert_integer(number_with_room(integers[_i].text), integers[_i].is_integer,
                   integers[_i].integer);
    assert_plain_integer(integers[_i].text, integers[_i].is_integer, integers[_i].integer);
}
END_TEST

static const char *const broken_numbers[] = {
    "-",
    "-.5",
    "01",
    "-01",
    "00",
    "1.",
    "1.e5",
    "1.x",
    "-x",
    "1e",
    "1e+",
    "0x1",
    "1.5e-",
    "0.12345678.",
    "12345678.",
    "123456.x",
    "0.1234567812345678e",
};

/* Returns how far the text was read, and why no further. */
static struct json_scan scan_of(const char *text)
{
    struct json_number number;
    struct json_scan scan;

    json_begin(&scan, slice_of(text));
    ck_assert_msg(!(json_read_number(&scan, &number) && json_finish(&scan)), "%s", text);
    ck_assert_ptr_nonnull(scan.wrong);
    return scan;
}

START_TEST(broken_numbers_are_refused_wherever_they_stand)
{
    char roomy[512];

    snprintf(roomy, sizeof(roomy), "%s" ROOM, broken_numbers[_i]);
    struct json_scan alone = scan_of(broken_numbers[_i]);
    struct json_scan with_room = scan_of(roomy);
    ck_assert_str_eq(alone.wrong, with_room.wrong);
    ck_assert_int_eq(alone.at - alone.begin, with_room.at - with_room.begin);
}
END_TEST

Suite *suite_json_number(void)
{
    Suite *suite = suite_create("json_number");
    TCase *tcase = tcase_create("json numbers");

    tcase_add_loop_test(tcase, numbers_are_what_strtod_says, 0, COUNT(numbers));
    tcase_add_test(tcase, a_hundred_thousand_doubles_are_read_back_exactly);
    tcase_add_test(tcase, random_decimals_are_rounded_as_strtod_does);
    tcase_add_test(tcase, halves_between_two_doubles_are_rounded_as_strtod_does);
    tcase_add_test(tcase, random_numbers_of_up_to_25_digits_are_what_strtod_says);
    tcase_add_loop_test(tcase, the_text_alone_tells_what_a_double_holds, 0, 3);
    tcase_add_loop_test(tcase, what_no_double_holds_is_unknown, 0, COUNT(unknown_numbers));
    tcase_add_loop_test(tcase, whole_numbers_are_exact, 0, COUNT(integers));
    tcase_add_loop_test(tcase, broken_numbers_are_refused_wherever_they_stand, 0,
                        COUNT(broken_numbers));
    suite_add_tcase(suite, tcase);
    return suite;
}
