/* Numbers that are passed on as they were written, from a line to an export and back. */
#include "config.h"

#include "headless/export.h"
#include "support/wire_fixture.h"
#include "unit/suites.h"
#include "wire/ndjson.h"
#include "wire/readings.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_SIZE 512

static struct report report;
static struct report again;
static struct buffer out;

static void setup(void)
{
    report.keeps_numbers = true;
}

static void release(void)
{
    report_free(&report);
    report_free(&again);
    buffer_free(&out);
}

static void read_line(struct report *into, const char *line)
{
    struct error error = {0};

    ck_assert_msg(wire_read_line(into, line, strlen(line), &error), "%s: %s", line, error.text);
}

/* Reads a report whose value, baseline and z are the same text. */
static void read_number(const char *text)
{
    char line[LINE_SIZE];

    snprintf(line, sizeof(line),
             "{\"id\":\"1-1\",\"dims\":[{\"name\":\"a\",\"severity\":\"ok\",\"value\":%s,"
             "\"baseline\": %s ,\"z_score\":%s}]}",
             text, text, text);
    read_line(&report, line);
}

/* Exports what was read; it must hold the text three times. */
static void expect_exported(const char *text)
{
    char expected[LINE_SIZE];

    snprintf(expected, sizeof(expected), "\"value\":%s,\"baseline\":%s,\"z_score\":%s,", text, text,
             text);
    buffer_clear(&out);
    ndjson_format(&out, SLICE("t"), &report);
    ck_assert_msg(strstr(buffer_text(&out), expected) != NULL, "%s: %s", text, buffer_text(&out));
}

static void expect_csv(const char *text)
{
    char expected[LINE_SIZE];

    snprintf(expected, sizeof(expected), ",a,ok,%s,%s,%s,,", text, text, text);
    buffer_clear(&out);
    export_csv_format.record(&out, SLICE("t"), &report);
    ck_assert_msg(strstr(buffer_text(&out), expected) != NULL, "%s: %s", text, buffer_text(&out));
}

/* What was exported last must read as the number that the C library makes of the text. */
static void expect_read_back(const char *text)
{
    double expected = strtod(text, NULL);

    buffer_clear(&out);
    ndjson_format(&out, SLICE("t"), &report);
    read_line(&again, buffer_text(&out));
    ck_assert_uint_eq(again.count, 1);
    ck_assert_msg(memcmp(&again.readings[0].value, &expected, sizeof(expected)) == 0, "%s", text);
    ck_assert_msg(memcmp(&again.readings[0].z, &expected, sizeof(expected)) == 0, "%s", text);
}

static const char *const texts[] = {
    "1.0",
    "0",
    "-0",
    "-0.0",
    "1e-05",
    "1E5",
    "0.10",
    "100000000000000000000",
    "1e+22",
    "0.1000e-07",
    "1e22",
    "0.71",
    "5e-324",
    "9007199254740993",
    "-0.1234567890123456789012345678901234567",
};

START_TEST(a_number_keeps_its_own_spelling)
{
    read_number(texts[_i]);
    expect_exported(texts[_i]);
    expect_csv(texts[_i]);
    expect_read_back(texts[_i]);
}
END_TEST

START_TEST(who_does_not_keep_texts_spells_anew)
{
    report.keeps_numbers = false;
    read_number("1.0");
    ck_assert_ptr_null(report.readings[0].texts);
    expect_exported("1");
}
END_TEST

START_TEST(a_number_longer_than_anybody_needs_is_spelled_anew)
{
    char text[NUMBER_TEXT_MAX + 2];

    memset(text, '1', sizeof(text));
    text[1] = '.';
    text[NUMBER_TEXT_MAX] = '\0';
    read_number(text);
    expect_exported(text);
    text[NUMBER_TEXT_MAX] = '1';
    text[NUMBER_TEXT_MAX + 1] = '\0';
    read_number(text);
    expect_exported("1.1111111111111112");
    expect_read_back(text);
}
END_TEST

static const char *const no_numbers[] = {"NaN",  "Infinity", "-Infinity", "1e999",
                                         "null", "\"n/a\"",  "[1.0]",     "true"};

static const struct {
    const char *text;
    const char *exported;
} as_text[] = {
    {"\"0.910\"", "0.910"}, {"\" -1.50e2 \"", "-1.50e2"},
    {"\"+0.5\"", "0.5"},    {"\".5\"", "0.5"},
    {"\"5.\"", "5"},        {"\"007\"", "7"},
};

START_TEST(a_number_that_was_written_as_text_is_passed_on_as_a_number)
{
    read_number(as_text[_i].text);
    expect_exported(as_text[_i].exported);
    expect_csv(as_text[_i].exported);
    expect_read_back(as_text[_i].exported);
}
END_TEST

START_TEST(what_is_no_number_is_null)
{
    read_number(no_numbers[_i]);
    expect_exported("null");
    expect_csv("");
}
END_TEST

START_TEST(of_two_numbers_of_one_name_the_last_counts)
{
    read_line(&report,
              "{\"id\":\"1-1\",\"dims\":[{\"name\":\"a\",\"severity\":\"warn\",\"value\":1.0,"
              "\"value\":null,\"z_score\":null,\"z_score\":2.50}]}");
    ndjson_format(&out, SLICE("t"), &report);
    ck_assert_ptr_nonnull(strstr(buffer_text(&out), "\"value\":null,"));
    ck_assert_ptr_nonnull(strstr(buffer_text(&out), "\"z_score\":2.50,"));
}
END_TEST

START_TEST(a_report_that_is_used_again_goes_on_keeping)
{
    read_number("2.50");
    report_reset(&report);
    read_number("1.0");
    expect_exported("1.0");
}
END_TEST

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* Makes a number of 1 to 25 digits with a point and an exponent somewhere, or without. */
static void random_number(uint64_t *state, char text[static LINE_SIZE])
{
    int digits = 1 + (int)(next_random(state) % 25);
    int point = (int)(next_random(state) % (unsigned)(digits + 1));
    size_t size = 0;

    if (next_random(state) % 2 == 0)
        text[size++] = '-';
    if (point == 0 || next_random(state) % 4 == 0) {
        text[size++] = '0';
        point = 0;
    }
    for (int i = 0; i < digits; i++) {
        if (i == point)
            text[size++] = '.';
        unsigned digit = (unsigned)(next_random(state) % 12);
        bool leads = i == 0 && point > 0;
        text[size++] =
            (char)('0' + (digit < 10 ? digit : 0) + (leads && (digit == 0 || digit > 9)));
    }
    text[size] = '\0';
    if (next_random(state) % 3 == 0)
        snprintf(text + size, 8, "e%c%02d", next_random(state) % 2 == 0 ? '-' : '+',
                 (int)(next_random(state) % 60));
}

START_TEST(numbers_at_random_survive_with_their_text)
{
    uint64_t state = 88172645463325252;
    char text[LINE_SIZE];

    for (int i = 0; i < 20000; i++) {
        random_number(&state, text);
        ck_assert_uint_le(strlen(text), NUMBER_TEXT_MAX);
        read_number(text);
        expect_exported(text);
        expect_read_back(text);
    }
}
END_TEST

/* Entries of the same ID are told apart by it, whether they have a window or not. */
START_TEST(the_fingerprint_is_of_the_texts)
{
    read_number("1");
    uint64_t first = report.fingerprint;
    ck_assert_uint_ne(first, 0);
    read_number("2");
    ck_assert_uint_ne(report.fingerprint, first);
    read_number("1");
    ck_assert_uint_eq(report.fingerprint, first);
}
END_TEST

Suite *suite_number_texts(void)
{
    Suite *suite = suite_create("number_texts");
    TCase *tcase = tcase_create("number texts");

    tcase_add_checked_fixture(tcase, setup, release);
    tcase_add_loop_test(tcase, a_number_keeps_its_own_spelling, 0,
                        sizeof(texts) / sizeof(texts[0]));
    tcase_add_test(tcase, who_does_not_keep_texts_spells_anew);
    tcase_add_test(tcase, a_number_longer_than_anybody_needs_is_spelled_anew);
    tcase_add_loop_test(tcase, a_number_that_was_written_as_text_is_passed_on_as_a_number, 0,
                        sizeof(as_text) / sizeof(as_text[0]));
    tcase_add_loop_test(tcase, what_is_no_number_is_null, 0,
                        sizeof(no_numbers) / sizeof(no_numbers[0]));
    tcase_add_test(tcase, of_two_numbers_of_one_name_the_last_counts);
    tcase_add_test(tcase, a_report_that_is_used_again_goes_on_keeping);
    tcase_add_test(tcase, the_fingerprint_is_of_the_texts);
    tcase_add_test(tcase, numbers_at_random_survive_with_their_text);
    suite_add_tcase(suite, tcase);
    return suite;
}
