#include "config.h"

#include "unit/suites.h"
#include "wire/json_scan.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* --- What is JSON and what is not --- */

/* Returns the place of the mistake, or -1 where there is none. The text is copied into a block of
 * exactly its size, so that reading beyond it is noticed. */
static int mistake(const char *text, size_t size)
{
    char *copy = malloc(size > 0 ? size : 1);
    struct json_scan scan;

    ck_assert_ptr_nonnull(copy);
    memcpy(copy, text, size);
    json_begin(&scan, (struct slice){copy, size});
    bool skipped = json_skip(&scan, NULL);
    bool finished = json_finish(&scan);
    int place = (int)(scan.at - scan.begin);
    ck_assert(skipped || !finished);
    ck_assert_int_eq(finished, scan.wrong == NULL);
    free(copy);
    return finished ? -1 : place;
}

static const char *const valid[] = {
    "null",
    "true",
    "false",
    "0",
    "-0",
    "-12.5e+10",
    "1E3",
    "NaN",
    "Infinity",
    "-Infinity",
    "\"\"",
    "\"plain text of more than eight bytes\"",
    "\"\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u00e9 \\uD83D\\ude00\"",
    "\"\xff\xfe raw bytes that are no UTF-8\"",
    "\"\x7f\"",
    "[]",
    "{}",
    " [ 1 , 2 , [ ] , { } ] ",
    "\r\n\t {\"a\" : {\"b\" : [null, true]}} \n",
    "{\"a\":1,\"a\":2}",
    ("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"),
};

START_TEST(what_python_takes_is_taken)
{
    ck_assert_int_eq(mistake(valid[_i], strlen(valid[_i])), -1);
}
END_TEST

/* Whatever is cut off anywhere is noticed; numbers and white space at the end apart. */
START_TEST(a_text_that_is_cut_is_a_mistake)
{
    size_t size = strlen(valid[_i]);
    bool closed = strchr("]}\"", valid[_i][size - 1]) != NULL;

    for (size_t cut = 0; closed && cut < size; cut++)
        ck_assert_int_ge(mistake(valid[_i], cut), 0);
}
END_TEST

static const struct {
    const char *text;
    int place;
} invalid[] = {
    {"", 0},
    {"   ", 3},
    {"nul", 0},
    {"nulL", 0},
    {"True", 0},
    {"nan", 0},
    {"-NaN", 1},
    {"+1", 0},
    {"--1", 1},
    {"01", 2},
    {"-", 1},
    {"1.", 2},
    {".5", 0},
    {"1e", 2},
    {"1e+", 3},
    {"0x10", 1},
    {"1 2", 2},
    {"Infinit", 0},
    {"Infinityx", 8},
    {"'a'", 0},
    {"\"a", 2},
    {"\"a\nb\"", 2},
    {"\"nine bytes and\x01 more\"", 15},
    {"\"\\x41\"", 1},
    {"\"\\u12g4\"", 1},
    {"\"\\u123", 1},
    {"\"\\", 1},
    {"[", 1},
    {"[1", 2},
    {"[1,", 3},
    {"[1,]", 3},
    {"[,1]", 1},
    {"[1 2]", 3},
    {"[1}", 2},
    {"]", 0},
    {"{", 1},
    {"{\"a\"", 4},
    {"{\"a\":", 5},
    {"{\"a\":}", 5},
    {"{\"a\":1,}", 7},
    {"{\"a\" 1}", 5},
    {"{a:1}", 1},
    {"{1:1}", 1},
    {"{\"a\":1 \"b\":2}", 7},
    {"{\"a\":1]", 6},
    {"[1] x", 4},
    {"/* */ 1", 0},
    {"\xEF\xBB\xBF[]", 0},
    {"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
     64},
};

START_TEST(a_mistake_is_told_with_its_place)
{
    ck_assert_int_eq(mistake(invalid[_i].text, strlen(invalid[_i].text)), invalid[_i].place);
}
END_TEST

START_TEST(a_nul_byte_is_a_mistake_wherever_it_stands)
{
    ck_assert_int_eq(mistake("\0", 1), 0);
    ck_assert_int_eq(mistake("[\0]", 3), 1);
    ck_assert_int_eq(mistake("[1\0]", 4), 2);
    ck_assert_int_eq(mistake("\"a\0b\"", 5), 2);
    ck_assert_int_eq(mistake("\"\\\0\"", 4), 1);
    ck_assert_int_eq(mistake("1\0", 2), 1);
}
END_TEST

START_TEST(nothing_is_read_behind_the_first_mistake)
{
    struct json_scan scan;
    struct json_string key;
    struct json_number number;
    struct error error;

    json_begin(&scan, SLICE("[1 2, {\"a\": 3}]"));
    ck_assert(json_open(&scan, JSON_ARRAY));
    ck_assert(json_element(&scan));
    ck_assert(json_skip(&scan, NULL));
    ck_assert(!json_element(&scan));
    ck_assert(!json_element(&scan));
    ck_assert(!json_skip(&scan, NULL));
    ck_assert(!json_open(&scan, JSON_OBJECT));
    ck_assert(!json_member(&scan, &key));
    ck_assert(!json_read_string(&scan, &key));
    ck_assert(!json_read_number(&scan, &number));
    ck_assert(!json_finish(&scan));
    ck_assert(!json_error(&scan, &error));
    ck_assert_int_eq(error.class, ERROR_INPUT);
    ck_assert_str_eq(error.text, "byte 3: expected ',' or ']'");
}
END_TEST

START_TEST(an_empty_slice_without_data_is_no_json)
{
    struct json_scan scan;

    json_begin(&scan, (struct slice){0});
    ck_assert_int_eq(json_peek(&scan), JSON_NOTHING);
    ck_assert(!json_skip(&scan, NULL));
    ck_assert(!json_finish(&scan));
}
END_TEST

START_TEST(a_million_open_brackets_end_in_a_mistake)
{
    enum { SIZE = 1000000 };
    char *text = malloc(SIZE);

    ck_assert_ptr_nonnull(text);
    memset(text, '[', SIZE);
    ck_assert_int_eq(mistake(text, SIZE), JSON_MAX_DEPTH);
    free(text);
}
END_TEST

/* --- Strings --- */

static const struct {
    const char *json;
    const char *text;
    size_t size;
} strings[] = {
    {"\"\"", "", 0},
    {"\"plain\"", "plain", 5},
    {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t", 8},
    {"\"\\u0041\"", "A", 1},
    {"\"\\u00e9\\u00E9\"", "\xC3\xA9\xC3\xA9", 4},
    {"\"\\u20ac\"", "\xE2\x82\xAC", 3},
    {"\"\\uD83D\\uDE00\"", "\xF0\x9F\x98\x80", 4},
    {"\"\\udbff\\udfff\"", "\xF4\x8F\xBF\xBF", 4},
    {"\"a\\u0000b\"", "a\0b", 3},
    {"\"\\ud83d\"", "\xED\xA0\xBD", 3},
    {"\"\\ude00\"", "\xED\xB8\x80", 3},
    {"\"\\ude00\\ude00\"", "\xED\xB8\x80\xED\xB8\x80", 6},
    {"\"\\ude00\\ud83d\"", "\xED\xB8\x80\xED\xA0\xBD", 6},
    {"\"\\ud83dx\"", "\xED\xA0\xBDx", 4},
    {"\"\\ud83d\\n\"", "\xED\xA0\xBD\n", 4},
    {"\"\\ud83d\\u0041\"",
     "\xED\xA0\xBD"
     "A",
     4},
    {"\"\\ud83d\\ud83d\\ude00\"", "\xED\xA0\xBD\xF0\x9F\x98\x80", 7},
    {"\"\\ufddf\\ufdef\"", "\xff", 1},
    {"\"\xEF\xB7\x98\\uFDE1\"", "\x81", 1},
    {"\"\xEF\xB7\x98\xEF\xB7\xA0\"", "\x80", 1},
    {"\"\\ufddf\\ufddf\\ufdef\\ufdef\"", "\xEF\xB7\x9F\xff\xEF\xB7\xAF", 7},
    {"\"\\ufdd7\\ufdef\"", "\xEF\xB7\x97\xEF\xB7\xAF", 6},
    {"\"\xff raw\"", "\xff raw", 5},
};

START_TEST(escapes_are_decoded)
{
    struct arena arena = {0};
    struct json_string string;
    struct json_scan scan;

    json_begin(&scan, slice_of(strings[_i].json));
    ck_assert(json_read_string(&scan, &string));
    ck_assert(json_finish(&scan));
    struct slice text = json_text(&string, &arena);
    ck_assert_uint_eq(text.size, strings[_i].size);
    ck_assert_mem_eq(text.data, strings[_i].text, text.size);
    ck_assert_int_eq(text.data[text.size], '\0');
    ck_assert(slice_equals(json_view(&string, &arena), text));
    arena_free(&arena);
}
END_TEST

/* Eight bytes are looked at together: every special byte is found at every place among them. */
START_TEST(the_end_of_a_string_is_found_at_every_length)
{
    char text[80];

    for (size_t length = 0; length < 40; length++) {
        memset(text, 'x', sizeof(text));
        text[0] = '"';
        text[length + 1] = '"';
        ck_assert_int_eq(mistake(text, length + 2), -1);
        ck_assert_int_eq(mistake(text, length + 1), (int)length + 1);
        text[length + 1] = '\x1f';
        ck_assert_int_eq(mistake(text, sizeof(text)), (int)length + 1);
    }
}
END_TEST

START_TEST(bytes_beside_the_special_ones_are_plain)
{
    char text[12] = "\"xxxxxxxxx\"";

    for (int byte = 0; byte < 256; byte++) {
        bool special = byte < 0x20 || byte == '"' || byte == '\\';
        for (size_t place = 1; place <= 8; place++) {
            memset(text + 1, 'x', 9);
            text[place] = (char)byte;
            ck_assert_int_eq(mistake(text, 11) == -1, !special);
        }
    }
}
END_TEST

Suite *suite_json_scan(void)
{
    Suite *suite = suite_create("json_scan");
    TCase *tcase = tcase_create("json scan");

    tcase_add_loop_test(tcase, what_python_takes_is_taken, 0, COUNT(valid));
    tcase_add_loop_test(tcase, a_text_that_is_cut_is_a_mistake, 0, COUNT(valid));
    tcase_add_loop_test(tcase, a_mistake_is_told_with_its_place, 0, COUNT(invalid));
    tcase_add_test(tcase, a_nul_byte_is_a_mistake_wherever_it_stands);
    tcase_add_test(tcase, nothing_is_read_behind_the_first_mistake);
    tcase_add_test(tcase, an_empty_slice_without_data_is_no_json);
    tcase_add_test(tcase, a_million_open_brackets_end_in_a_mistake);
    tcase_add_loop_test(tcase, escapes_are_decoded, 0, COUNT(strings));
    tcase_add_test(tcase, the_end_of_a_string_is_found_at_every_length);
    tcase_add_test(tcase, bytes_beside_the_special_ones_are_plain);
    suite_add_tcase(suite, tcase);
    return suite;
}
