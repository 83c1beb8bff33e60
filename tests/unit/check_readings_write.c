#include "config.h"

#include "unit/suites.h"
#include "wire/json_spell.h"
#include "wire/readings.h"

#include <float.h>
#include <math.h>

/* What Python 3 prints for these with json.dumps(). */
START_TEST(numbers_are_written_as_python_writes_them)
{
    static const struct {
        double number;
        const char *text;
    } cases[] = {
        {0.0, "0.0"},
        {-0.0, "-0.0"},
        {1.0, "1.0"},
        {-4.2, "-4.2"},
        {0.1 + 0.2, "0.30000000000000004"},
        {0.0001, "0.0001"},
        {0.00001, "1e-05"},
        {0.00001234, "1.234e-05"},
        {100.0, "100.0"},
        {1234.5, "1234.5"},
        {1e15, "1000000000000000.0"},
        {1e16, "1e+16"},
        {1.5e16, "1.5e+16"},
        {123456789012345680.0, "1.2345678901234568e+17"},
        {1e22, "1e+22"},
        {1e100, "1e+100"},
        {DBL_MAX, "1.7976931348623157e+308"},
        {DBL_MIN, "2.2250738585072014e-308"},
        {5e-324, "5e-324"},
        {8.4813081342428e-310, "8.4813081342428e-310"},
        {NAN, "null"},
        {INFINITY, "null"},
        {-INFINITY, "null"},
    };
    struct buffer out = {0};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        buffer_clear(&out);
        json_append_number(&out, &json_python, cases[i].number);
        ck_assert_str_eq(buffer_text(&out), cases[i].text);
    }
    buffer_free(&out);
}
END_TEST

START_TEST(strings_are_ascii)
{
    struct buffer out = {0};

    json_append_string(
        &out, &json_python,
        SLICE("a\"b\\c\b\f\n\r\t\x01\x1b\x7f \xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80 \xff"));
    ck_assert_str_eq(buffer_text(&out), "\"a\\\"b\\\\c\\b\\f\\n\\r\\t\\u0001\\u001b\\u007f \\u00e9 "
                                        "\\u20ac \\ud83d\\ude00 \\ufddf\\ufdef\"");
    buffer_free(&out);
}
END_TEST

/* Reads dimensions and writes them again. */
static void expect_dimensions(const char *json, const char *expected)
{
    struct report report = {0};
    struct buffer out = {0};
    struct json_writer writer = {.out = &out, .style = &json_python};
    struct error error;

    ck_assert(readings_parse(slice_of(json), &report, &error));
    readings_write(&writer, &report);
    ck_assert_str_eq(buffer_text(&out), expected);
    buffer_free(&out);
    report_free(&report);
}

START_TEST(what_the_python_sink_wrote_comes_out_the_same)
{
    static const char python[] =
        "[{\"name\": \"QueryDistribution\", \"severity\": \"ok\", \"value\": 0.12, \"baseline\": "
        "0.1, "
        "\"z_score\": 0.7, \"sample_count\": 312, \"metadata\": null}, "
        "{\"name\": \"caf\\u00e9\", \"severity\": \"degraded\", \"value\": 1e-05, \"baseline\": "
        "1.0, "
        "\"z_score\": -4.2, \"sample_count\": 0, "
        "\"metadata\": {\"a\": [1, 2.50, true, null, {}], \"b\": \"x\\ny\", \"c\": []}}]";

    expect_dimensions(python, python);
    expect_dimensions("[]", "[]");
}
END_TEST

START_TEST(what_python_alone_understands_becomes_null)
{
    expect_dimensions(
        "[{\"name\":\"x\",\"severity\":\"ok\",\"value\":NaN,\"baseline\":-Infinity,\"z_score\":"
        "1e999,"
        "\"sample_count\":NaN,\"metadata\":{\"p\":NaN,\"q\":[Infinity]}}]",
        "[{\"name\": \"x\", \"severity\": \"ok\", \"value\": null, \"baseline\": null, "
        "\"z_score\": null, \"sample_count\": null, \"metadata\": {\"p\": null, \"q\": [null]}}]");
}
END_TEST

START_TEST(the_other_dialect_is_translated)
{
    expect_dimensions(
        "[{\"name\":\"x\",\"severity\":\"WARN\",\"value\":1,\"baseline\":0,"
        "\"z_score\":null,\"sample_size\":3,\"detail\":\"p=0.5\"}]",
        "[{\"name\": \"x\", \"severity\": \"WARN\", \"value\": 1.0, \"baseline\": 0.0, "
        "\"z_score\": null, \"sample_count\": 3, \"metadata\": \"p=0.5\"}]");
}
END_TEST

Suite *suite_readings_write(void)
{
    Suite *suite = suite_create("readings_write");
    TCase *tests = tcase_create("readings_write");

    tcase_add_test(tests, numbers_are_written_as_python_writes_them);
    tcase_add_test(tests, strings_are_ascii);
    tcase_add_test(tests, what_the_python_sink_wrote_comes_out_the_same);
    tcase_add_test(tests, what_python_alone_understands_becomes_null);
    tcase_add_test(tests, the_other_dialect_is_translated);
    suite_add_tcase(suite, tests);
    return suite;
}
