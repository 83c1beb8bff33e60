#include "config.h"

#include "base/buffer.h"
#include "support/wire_fixture.h"
#include "unit/suites.h"
#include "wire/readings.h"

#include <stdio.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct report report;

static void release(void)
{
    report_free(&report);
}

static void parse_good(const char *json)
{
    struct error error = {0};

    ck_assert_msg(wire_read_dimensions(&report, json, &error), "%s: %s", json, error.text);
}

static const char *const unreadable[] = {
    "null",
    "1",
    "\"a\"",
    "[]",
    "true",
    "{}",
    "{\"name\":\"\"}",
    "{\"name\":null,\"value\":1}",
    "{\"name\":7}",
    "{\"severity\":\"degraded\",\"value\":NaN}",
    "{\"Name\":\"a\"}",
};

START_TEST(an_unreadable_dimension_is_counted_and_costs_no_neighbour)
{
    char json[256];

    snprintf(json, sizeof(json),
             "[{\"name\":\"a\",\"severity\":\"ok\",\"value\":1},%s,"
             "{\"name\":\"b\",\"severity\":\"warn\",\"value\":2}]",
             unreadable[_i]);
    parse_good(json);
    ck_assert_uint_eq(report.count, 2);
    wire_assert_text(report.readings[0].name, "a");
    wire_assert_text(report.readings[1].name, "b");
    ck_assert_double_eq(report.readings[1].value, 2);
    ck_assert_uint_eq(report.flaws.count[FLAW_UNREADABLE_DIMENSIONS], 1);
    ck_assert_uint_eq(report_flaws_total(&report.flaws), 1);
}
END_TEST

START_TEST(the_same_name_twice_is_kept_twice)
{
    parse_good("[{\"name\":\"a\",\"severity\":\"ok\",\"value\":1},"
               "{\"name\":\"a\",\"severity\":\"warn\",\"value\":2}]");
    ck_assert_uint_eq(report.count, 2);
    ck_assert_double_eq(report.readings[0].value, 1);
    ck_assert_double_eq(report.readings[1].value, 2);
}
END_TEST

static const struct {
    const char *json;
    const char *error;
    size_t count; /* of dimensions before the mistake */
} broken[] = {
    {"", "byte 0: expected an array", 0},
    {"{}", "byte 0: expected an array", 0},
    {"null", "byte 0: expected an array", 0},
    {"\"[]\"", "byte 0: expected an array", 0},
    {"[", "byte 1: the text ends too early", 0},
    {"[{\"name\":\"a\"}", "byte 13: the text ends too early", 1},
    {"[{\"name\":\"a\"},{\"name\":\"b\",\"value\":}]", "byte 34: expected a value", 1},
    {"[{\"name\":\"a\"},{\"name\":\"b\"", "byte 25: the text ends too early", 1},
    {"[{\"name\":\"a\"}] []", "byte 15: something follows the value", 1},
    {"[{\"name\":\"a\"},]", "byte 14: expected a value", 1},
    {"[{name:\"a\"}]", "byte 2: expected a string", 0},
    {"[{\"name\":\"a\nb\"}]", "byte 11: control character in a string", 0},
};

START_TEST(broken_json_is_told_with_its_place_and_keeps_what_was_read)
{
    struct error error = {0};

    ck_assert(!wire_read_dimensions(&report, broken[_i].json, &error));
    ck_assert_int_eq(error.class, ERROR_INPUT);
    ck_assert_str_eq(error.text, broken[_i].error);
    ck_assert_uint_eq(report.count, broken[_i].count);
}
END_TEST

/* Reads one dimension whose `member` is a string of `size` times `unit`. */
static const struct reading *parse_long(const char *member, const char *unit, size_t times)
{
    struct buffer json = {0};

    buffer_printf(&json, "[{\"name\":\"a\",\"severity\":\"ok\",\"value\":1,\"%s\":\"", member);
    for (size_t i = 0; i < times; i++)
        buffer_string(&json, unit);
    buffer_string(&json, "\"}]");
    parse_good(json.data);
    buffer_free(&json);
    ck_assert_uint_eq(report.count, 1);
    return &report.readings[0];
}

START_TEST(a_name_of_256_bytes_is_kept_whole)
{
    ck_assert_uint_eq(parse_long("name", "x", 256)->name.size, 256);
    wire_assert_no_flaws(&report);
}
END_TEST

START_TEST(ten_kilobytes_of_name_are_cut_and_counted)
{
    ck_assert_uint_eq(parse_long("name", "x", 10240)->name.size, READING_NAME_MAX);
    ck_assert_uint_eq(report.flaws.count[FLAW_OVERSIZED], 1);
}
END_TEST

START_TEST(a_name_is_cut_between_two_characters)
{
    const struct reading *reading = parse_long("name", "\xE2\x82\xAC", 4000);

    ck_assert_uint_eq(reading->name.size, 255);
    ck_assert_mem_eq(reading->name.data + 252, "\xE2\x82\xAC", 3);
}
END_TEST

START_TEST(an_escaped_name_is_cut_behind_decoding)
{
    const struct reading *reading = parse_long("name", "\\u20ac", 100);

    ck_assert_uint_eq(reading->name.size, 255);
    ck_assert_mem_eq(reading->name.data + 252, "\xE2\x82\xAC", 3);
}
END_TEST

START_TEST(a_name_that_is_no_utf8_is_cut_all_the_same)
{
    ck_assert_uint_ge(parse_long("name", "\x80", 300)->name.size, READING_NAME_MAX - 3);
}
END_TEST

START_TEST(a_long_word_of_severity_is_cut_and_unknown)
{
    const struct reading *reading = parse_long("severity", "degraded", 1000);

    ck_assert_int_eq(reading->word, WORD_UNKNOWN);
    ck_assert_uint_eq(reading->severity_word.size, READING_NAME_MAX);
    ck_assert_uint_eq(report.flaws.count[FLAW_UNKNOWN_SEVERITY], 1);
    ck_assert_uint_eq(report.flaws.count[FLAW_OVERSIZED], 1);
}
END_TEST

START_TEST(metadata_is_kept_up_to_its_limit)
{
    /* The quotes count. */
    ck_assert_uint_eq(parse_long("metadata", "x", READING_METADATA_MAX - 2)->metadata.size,
                      READING_METADATA_MAX);
    wire_assert_no_flaws(&report);
}
END_TEST

START_TEST(metadata_beyond_its_limit_is_left_out_and_counted)
{
    ck_assert_uint_eq(parse_long("metadata", "x", READING_METADATA_MAX - 1)->metadata.size, 0);
    ck_assert_uint_eq(report.flaws.count[FLAW_OVERSIZED], 1);
}
END_TEST

START_TEST(null_metadata_is_empty_and_an_empty_object_is_not)
{
    parse_good(
        "[{\"name\":\"a\",\"severity\":\"ok\",\"value\":1,\"metadata\":null},"
        "{\"name\":\"b\",\"severity\":\"ok\",\"value\":1,\"metadata\":{}},"
        "{\"name\":\"c\",\"severity\":\"ok\",\"value\":1,\"detail\":\"d\",\"metadata\":null},"
        "{\"name\":\"d\",\"severity\":\"ok\",\"value\":1}]");
    ck_assert_uint_eq(report.readings[0].metadata.size, 0);
    wire_assert_text(report.readings[1].metadata, "{}");
    wire_assert_text(report.readings[2].metadata, "\"d\"");
    ck_assert_uint_eq(report.readings[3].metadata.size, 0);
    wire_assert_no_flaws(&report);
}
END_TEST

START_TEST(dimensions_beyond_the_limit_are_counted)
{
    struct buffer json = {0};

    for (int i = 0; i < READINGS_MAX + 5; i++)
        buffer_printf(&json, "%c{\"name\":\"d%d\",\"severity\":\"ok\",\"value\":1}",
                      i == 0 ? '[' : ',', i);
    buffer_char(&json, ']');
    parse_good(json.data);
    buffer_free(&json);
    ck_assert_uint_eq(report.count, READINGS_MAX);
    ck_assert_uint_eq(report.flaws.count[FLAW_OVERSIZED], 5);
    wire_assert_text(report.readings[READINGS_MAX - 1].name, "d1023");
}
END_TEST

Suite *suite_reading_limits(void)
{
    Suite *suite = suite_create("reading_limits");
    TCase *tcase = tcase_create("limits of dimensions");

    tcase_add_checked_fixture(tcase, NULL, release);
    tcase_add_loop_test(tcase, an_unreadable_dimension_is_counted_and_costs_no_neighbour, 0,
                        COUNT(unreadable));
    tcase_add_test(tcase, the_same_name_twice_is_kept_twice);
    tcase_add_loop_test(tcase, broken_json_is_told_with_its_place_and_keeps_what_was_read, 0,
                        COUNT(broken));
    tcase_add_test(tcase, a_name_of_256_bytes_is_kept_whole);
    tcase_add_test(tcase, ten_kilobytes_of_name_are_cut_and_counted);
    tcase_add_test(tcase, a_name_is_cut_between_two_characters);
    tcase_add_test(tcase, an_escaped_name_is_cut_behind_decoding);
    tcase_add_test(tcase, a_name_that_is_no_utf8_is_cut_all_the_same);
    tcase_add_test(tcase, a_long_word_of_severity_is_cut_and_unknown);
    tcase_add_test(tcase, metadata_is_kept_up_to_its_limit);
    tcase_add_test(tcase, metadata_beyond_its_limit_is_left_out_and_counted);
    tcase_add_test(tcase, null_metadata_is_empty_and_an_empty_object_is_not);
    tcase_add_test(tcase, dimensions_beyond_the_limit_are_counted);
    suite_add_tcase(suite, tcase);
    return suite;
}
