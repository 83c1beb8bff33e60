#include "config.h"

#include "unit/suites.h"
#include "wire/json_scan.h"
#include "wire/json_spell.h"

#include <math.h>
#include <string.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

static void assert_json(const struct buffer *out)
{
    struct json_scan scan;

    json_begin(&scan, (struct slice){out->data, out->size});
    ck_assert(json_skip(&scan, NULL) && json_finish(&scan));
}

static void assert_written(const struct buffer *out, const char *expected)
{
    ck_assert_str_eq(buffer_text(out), expected);
}

static const struct {
    double number;
    const char *text;
} written_numbers[] = {
    {0, "0"},
    {-0.0, "-0"},
    {312, "312"},
    {-7, "-7"},
    {0.1, "0.1"},
    {0.84, "0.84"},
    {-4.2, "-4.2"},
    {1.0 / 3, "0.3333333333333333"},
    {0.1 + 0.2, "0.30000000000000004"},
    {1e-5, "1e-05"},
    {1e15, "1000000000000000"},
    {9007199254740991, "9007199254740991"},
    {1e22, "1e+22"},
    {1.7976931348623157e308, "1.7976931348623157e+308"},
    {5e-324, "5e-324"},
    {NAN, "null"},
    {INFINITY, "null"},
    {-INFINITY, "null"},
};

START_TEST(numbers_are_written_as_short_as_they_can_be)
{
    struct buffer out = {0};

    json_append_number(&out, &json_compact, written_numbers[_i].number);
    assert_written(&out, written_numbers[_i].text);
    buffer_free(&out);
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

static void assert_read_back(const struct buffer *json, double expected)
{
    struct json_number number;
    struct json_scan scan;

    json_begin(&scan, (struct slice){json->data, json->size});
    ck_assert(json_read_number(&scan, &number) && json_finish(&scan));
    ck_assert_msg(memcmp(&number.value, &expected, sizeof(expected)) == 0, "%s", json->data);
}

START_TEST(written_numbers_are_read_back_exactly)
{
    uint64_t state = 88172645463325252;
    struct buffer out = {0};

    for (int i = 0; i < 20000; i++) {
        double value;
        uint64_t bits = next_random(&state);
        memcpy(&value, &bits, sizeof(value));
        if (!isfinite(value))
            continue;
        buffer_clear(&out);
        json_append_number(&out, &json_compact, value);
        assert_read_back(&out, value);
    }
    buffer_free(&out);
}
END_TEST

static const struct {
    const char *text;
    size_t size;
    const char *json;
} written_strings[] = {
    {"", 0, "\"\""},
    {"plain", 5, "\"plain\""},
    {"a\"b\\c/d", 7, "\"a\\\"b\\\\c/d\""},
    {"\0\n\x1b[2J\x7f", 7, "\"\\u0000\\u000a\\u001b[2J\\u007f\""},
    {"caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80", 14,
     "\"caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80\""},
    /* C1 controls and bidirectional overrides act on terminals too. */
    {"\xC2\x9B\x33\x31m", 5, "\"\\u009b31m\""},
    {"\xE2\x80\xAE", 3, "\"\\u202e\""},
    {"\xF3\xA0\x80\x81", 4, "\"\\udb40\\udc01\""},
    {"\xff\xfe", 2, "\"\\ufddf\\ufdef\\ufddf\\ufdee\""},
    {"\xC3", 1, "\"\\ufddc\\ufde3\""},
    {"\xEF\xBF\xBD", 3, "\"\xEF\xBF\xBD\""},
    {"\xED\xA0\x80", 3, "\"\\ufdde\\ufded\\ufdda\\ufde0\\ufdd8\\ufde0\""},
    {"\xEF\xB7\x9F", 3, "\"\\ufddf\""},
    {"\xEF\xB7\x9F\xEF\xB7\xA0", 6, "\"\\ufdde\\ufdef\\ufddb\\ufde7\\ufdd9\\ufdef\\ufde0\""},
};

START_TEST(strings_are_written_so_that_nothing_acts_on_a_terminal)
{
    struct buffer out = {0};

    json_append_string(&out, &json_compact,
                       (struct slice){written_strings[_i].text, written_strings[_i].size});
    assert_written(&out, written_strings[_i].json);
    assert_json(&out);
    buffer_free(&out);
}
END_TEST

static const struct {
    const char *json;
    const char *written;
} rewritten[] = {
    {"null", "null"},
    {"\"detail\"", "\"detail\""},
    {"\"a\\\"\\\\\\n\\u00e9\"", "\"a\\\"\\\\\\n\\u00e9\""},
    {" { \"a\" : 1 ,\n\t\"b\" : [ true , null, -1.50e2 ] } ",
     "{\"a\":1,\"b\":[true,null,-1.50e2]}"},
    {"{}", "{}"},
    {"[]", "[]"},
    {"[{},[],[{}]]", "[{},[],[{}]]"},
    {"{\"x\": NaN, \"y\": [Infinity, -Infinity]}", "{\"x\":null,\"y\":[null,null]}"},
    {"\"NaN\"", "\"NaN\""},
    {"\"-Infinity\"", "\"-Infinity\""},
    {"1e999", "1e999"},
    {"{\"\x7f\": \"\xff\"}", "{\"\\u007f\":\"\\ufddf\\ufdef\"}"},
    {"\"\xC2\x9B\"", "\"\\u009b\""},
    {"", "null"},
    {"{\"a\": }", "null"},
    {"[1, 2", "null"},
    {"{} {}", "null"},
    {"not json", "null"},
};

START_TEST(json_is_written_again_on_one_line)
{
    struct buffer out = {0};
    struct json_writer json = {.out = &out, .style = &json_compact};

    buffer_string(&out, "before:");
    json_write_json(&json, slice_of(rewritten[_i].json));
    ck_assert_mem_eq(out.data, "before:", 7);
    ck_assert_str_eq(out.data + 7, rewritten[_i].written);
    buffer_free(&out);
}
END_TEST

/* What Python 3 prints for the same values: json.dumps(v), json.dumps(v, indent=2,
 * ensure_ascii=False), json.dumps(v, separators=(",", ":"), ensure_ascii=False). Whole numbers are
 * floats in Python's own spelling alone. */
static const struct {
    const struct json_style *style;
    const char *text;
} written_trees[] = {
    {&json_compact,
     "{\"name\":\"caf\xC3\xA9\",\"z\":-4.2,\"whole\":3,\"count\":18446744073709551615,"
     "\"low\":-9223372036854775808,\"none\":null,\"empty\":[{},[]],\"list\":[1e-05,"
     "{\"a\":[true,\"\\\"\"]},7]}"},
    {&json_python,
     "{\"name\": \"caf\\u00e9\", \"z\": -4.2, \"whole\": 3.0, \"count\": 18446744073709551615, "
     "\"low\": -9223372036854775808, \"none\": null, \"empty\": [{}, []], \"list\": [1e-05, "
     "{\"a\": [true, \"\\\"\"]}, 7]}"},
    {&json_pretty, "{\n"
                   "  \"name\": \"caf\xC3\xA9\",\n"
                   "  \"z\": -4.2,\n"
                   "  \"whole\": 3,\n"
                   "  \"count\": 18446744073709551615,\n"
                   "  \"low\": -9223372036854775808,\n"
                   "  \"none\": null,\n"
                   "  \"empty\": [\n"
                   "    {},\n"
                   "    []\n"
                   "  ],\n"
                   "  \"list\": [\n"
                   "    1e-05,\n"
                   "    {\n"
                   "      \"a\": [\n"
                   "        true,\n"
                   "        \"\\\"\"\n"
                   "      ]\n"
                   "    },\n"
                   "    7\n"
                   "  ]\n"
                   "}"},
};

static void write_numbers(struct json_writer *json)
{
    json_write_key(json, "z");
    json_write_number(json, -4.2);
    json_write_key(json, "whole");
    json_write_number(json, 3);
    json_write_key(json, "count");
    json_write_unsigned(json, UINT64_MAX);
    json_write_key(json, "low");
    json_write_signed(json, INT64_MIN);
    json_write_key(json, "none");
    json_write_string(json, (struct slice){0});
}

static void write_lists(struct json_writer *json)
{
    json_write_key(json, "empty");
    json_write_open(json, JSON_ARRAY);
    json_write_open(json, JSON_OBJECT);
    json_write_close(json, JSON_OBJECT);
    json_write_open(json, JSON_ARRAY);
    json_write_close(json, JSON_ARRAY);
    json_write_close(json, JSON_ARRAY);
    json_write_key(json, "list");
    json_write_open(json, JSON_ARRAY);
    json_write_number(json, 1e-5);
    json_write_json(json, SLICE(" {\"a\" :[ true,\"\\\"\"]} "));
    json_write_raw(json, SLICE("7"));
    json_write_close(json, JSON_ARRAY);
}

START_TEST(each_style_spells_the_same_values)
{
    struct buffer out = {0};
    struct json_writer json = {.out = &out, .style = written_trees[_i].style};

    json_write_open(&json, JSON_OBJECT);
    json_write_key(&json, "name");
    json_write_string(&json, SLICE("caf\xC3\xA9"));
    write_numbers(&json);
    write_lists(&json);
    json_write_close(&json, JSON_OBJECT);
    assert_written(&out, written_trees[_i].text);
    assert_json(&out);
    buffer_free(&out);
}
END_TEST

START_TEST(a_value_that_is_no_json_leaves_the_writer_as_it_was)
{
    struct buffer out = {0};
    struct json_writer json = {.out = &out, .style = &json_pretty};

    json_write_open(&json, JSON_ARRAY);
    json_write_json(&json, SLICE("[1, {\"a\": [2"));
    json_write_json(&json, SLICE("{\"a\" 2}"));
    json_write_number(&json, 0.5);
    json_write_close(&json, JSON_ARRAY);
    assert_written(&out, "[\n  null,\n  null,\n  0.5\n]");
    buffer_free(&out);
}
END_TEST

Suite *suite_json_write(void)
{
    Suite *suite = suite_create("json_write");
    TCase *tcase = tcase_create("json write");

    tcase_add_loop_test(tcase, numbers_are_written_as_short_as_they_can_be, 0,
                        COUNT(written_numbers));
    tcase_add_test(tcase, written_numbers_are_read_back_exactly);
    tcase_add_loop_test(tcase, strings_are_written_so_that_nothing_acts_on_a_terminal, 0,
                        COUNT(written_strings));
    tcase_add_loop_test(tcase, each_style_spells_the_same_values, 0, COUNT(written_trees));
    tcase_add_test(tcase, a_value_that_is_no_json_leaves_the_writer_as_it_was);
    tcase_add_loop_test(tcase, json_is_written_again_on_one_line, 0, COUNT(rewritten));
    suite_add_tcase(suite, tcase);
    return suite;
}
