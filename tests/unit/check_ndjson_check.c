/* NDJSON check: what a line that is passed on may say, and what it may not. */
#include "config.h"

#include "support/dice.h"
#include "unit/suites.h"
#include "wire/ndjson.h"
#include "wire/ndjson_check.h"

#include <stdio.h>
#include <string.h>

static struct ndjson_check check;
static struct report report;
static struct error error;

static void set_up(void)
{
    check = (struct ndjson_check){0};
    report = (struct report){0};
}

static void tear_down(void)
{
    ndjson_check_free(&check);
    report_free(&report);
}

/* Checks a line as emit does. */
static bool passes(const char *line)
{
    return ndjson_check(&check, slice_of(line), &error) &&
           ndjson_parse(slice_of(line), &report, &error) &&
           ndjson_check_lists(&check, &report, &error);
}

#define DIMS "\"dims\":[{\"name\":\"a\",\"severity\":\"ok\",\"value\":1}]"

static const struct {
    const char *member; /* beside the dimensions */
    const char *reason; /* NULL: it passes */
} members[] = {
    {"\"tenant\":\"acme\"", NULL},
    {"\"tenant\":null", NULL},
    {"\"tenant\":\"\"", NULL},
    {"\"tenant\":7", "\"tenant\" must be a text"},
    {"\"tenant\":true", "\"tenant\" must be a text"},
    {"\"tenant\":[\"acme\"]", "\"tenant\" must be a text"},
    {"\"tenant\":{\"name\":\"acme\"}", "\"tenant\" must be a text"},
    {"\"Tenant\":\"acme\"", "\"Tenant\" is written \"tenant\""},
    {"\"tenant\":\"a\",\"tenant\":\"a\"", NULL},
    {"\"tenant\":\"a\",\"tenant\":\"b\"", "\"tenant\" stands there twice, with different values"},
    {"\"env\":5", "\"env\" must be a text"},
    {"\"environment\":[]", "\"environment\" must be a text"},
    {"\"env\":\"a\",\"environment\":\"b\"", "\"environment\" and \"env\" say different things"},
    {"\"id\":\"1795352400000-0\"", NULL},
    {"\"id\":\"5-1\"", NULL},
    {"\"id\":1795352400000", NULL},
    {"\"id\":\"1795352400000\",\"time_ms\":1795352400000", NULL},
    {"\"id\":\"1795352400000-3\",\"time_ms\":1795352400001",
     "\"id\" and \"time_ms\" say different things"},
    {"\"id\":17", "\"id\" must be an ID"},
    {"\"id\":-1", "\"id\" must be an ID"},
    {"\"id\":1795352400000.5", "\"id\" must be an ID"},
    {"\"id\":99999999999999999999999", "\"id\" must be an ID"},
    {"\"id\":\"1-2-3\"", "\"id\" must be an ID"},
    {"\"id\":\"0-0\"", "\"id\" must be an ID"},
    {"\"id\":\"-1\"", "\"id\" must be an ID"},
    {"\"id\":\"\"", "\"id\" must be an ID"},
    {"\"id\":\"18446744073709551616-0\"", "\"id\" must be an ID"},
    {"\"id\":\"f47ac10b\"", "\"id\" must be an ID"},
    {"\"id\":true", "\"id\" must be an ID"},
    {"\"id\":[1]", "\"id\" must be an ID"},
    {"\"time_ms\":\"1795352400000\"", NULL},
    {"\"time_ms\":0", "\"time_ms\" must be milliseconds since 1970"},
    {"\"time_ms\":1.5", "\"time_ms\" must be milliseconds since 1970"},
    {"\"time_ms\":\"5-1\"", "\"time_ms\" must be milliseconds since 1970"},
    {"\"time_ms\":\"soon\"", "\"time_ms\" must be milliseconds since 1970"},
    {"\"ws\":\"2026-11-22T13:00:00\",\"we\":1795352460", NULL},
    {"\"ws\":\"as told\"", NULL},
    {"\"ws\":5", "\"ws\" must be a text, or a time since 1970"},
    {"\"ws\":{}", "\"ws\" must be a text, or a time since 1970"},
    {"\"window_end\":false", "\"window_end\" must be a text, or a time since 1970"},
    {"\"we\":\"0123456789012345678901234567890123456789012345678901234567890123x\"",
     "\"we\" has more than 64 bytes"},
    {"\"ws\":\"a\",\"window_start\":\"a\"", NULL},
    {"\"ws\":\"a\",\"window_start\":\"b\"", "\"window_start\" and \"ws\" say different things"},
    {"\"timestamp\":1795352460.25", NULL},
    {"\"timestamp\":{}", "\"timestamp\" must be a time"},
    {"\"created_at\":true", "\"created_at\" must be a time"},
    {"\"window\":{\"start\":\"2026-11-22\",\"end\":\"2026-11-23\"}", NULL},
    {"\"window\":[\"2026-11-22\",\"2026-11-23\"]", NULL},
    {"\"window\":\"2026-11-22/2026-11-23\"", NULL},
    {"\"window\":[1]", "\"window\" must hold two times"},
    {"\"window\":{\"start\":\"2026-11-22\"}", "\"window\" must hold two times"},
    {"\"degraded\":[\"a\"],\"warned\":\"\"", NULL},
    {"\"degraded\":null,\"warned\":[\"\"]", NULL},
    {"\"degraded\":7", "\"degraded\" must be a list of names"},
    {"\"warned\":[\"a\",7]", "\"warned\" must be a list of names"},
    {"\"warned\":{\"a\":1}", "\"warned\" must be a list of names"},
    {"\"warned\":[\"a|b\"]", "\"warned\" has a name with a '|' that no dimension has"},
    {"\"warned\":\"a|b\"", NULL},
    {"\"dimensions\":[]", "\"dimensions\" and \"dims\" say different things"},
    {"\"report\":7", "\"report\" must be a list of dimensions"},
    {"\"report\":\"[\"", "\"report\" must be a list of dimensions"},
};

START_TEST(a_member_of_a_line_is_of_its_type_and_said_once)
{
    char line[400];

    snprintf(line, sizeof(line), "{%s,%s}", DIMS, members[_i].member);
    bool passed = passes(line);
    ck_assert_msg(passed == (members[_i].reason == NULL), "%s: %s", line, passed ? "" : error.text);
    if (!passed)
        ck_assert_msg(strstr(error.text, members[_i].reason) != NULL, "%s", error.text);
}
END_TEST

static const struct {
    const char *dimension;
    const char *reason; /* NULL: it passes */
} dimensions[] = {
    {"{\"name\":\"a\",\"severity\":null,\"value\":null,\"metadata\":{\"k\":[1]}}", NULL},
    {"{\"name\":\"a\",\"value\":\"0.91\",\"sample_count\":\"12\"}", NULL},
    {"{\"name\":\"a\",\"value\":NaN,\"baseline\":-Infinity,\"z_score\":\"nan\"}", NULL},
    {"{\"name\":\"a\",\"value\":1e999,\"sample_size\":12.0,\"detail\":\"x\"}", NULL},
    {"7", "dimension 2 must be an object"},
    {"[]", "dimension 2 must be an object"},
    {"{}", "dimension 2 has no \"name\""},
    {"{\"name\":null}", "dimension 2 has no \"name\""},
    {"{\"name\":\"\"}", "dimension 2: \"name\" must be a text that is not empty"},
    {"{\"name\":5}", "dimension 2: \"name\" must be a text that is not empty"},
    {"{\"name\":\"a\",\"severity\":2}", "dimension 2: \"severity\" must be a text"},
    {"{\"name\":\"a\",\"value\":\"n/a\"}", "dimension 2: \"value\" must be a number"},
    {"{\"name\":\"a\",\"value\":true}", "dimension 2: \"value\" must be a number"},
    {"{\"name\":\"a\",\"baseline\":[1]}", "dimension 2: \"baseline\" must be a number"},
    {"{\"name\":\"a\",\"z_score\":{}}", "dimension 2: \"z_score\" must be a number"},
    {"{\"name\":\"a\",\"sample_count\":12.5}", "dimension 2: \"sample_count\" must be a whole"},
    {"{\"name\":\"a\",\"sample_count\":-1}", "dimension 2: \"sample_count\" must be a whole"},
    {"{\"name\":\"a\",\"sample_size\":\"many\"}", "dimension 2: \"sample_size\" must be a whole"},
    {"{\"name\":\"a\",\"sample_size\":1,\"sample_count\":2}",
     "dimension 2: \"sample_count\" and \"sample_size\" say different things"},
    {"{\"name\":\"a\",\"metadata\":1,\"detail\":2}",
     "dimension 2: \"detail\" and \"metadata\" say different things"},
    {"{\"name\":\"a\",\"metadata\":null,\"detail\":2}", NULL},
    {"{\"name\":\"a\",\"name\":\"b\"}", "dimension 2: \"name\" stands there twice"},
    {"{\"name\":\"a\",\"Value\":1}", "dimension 2: \"Value\" is written \"value\""},
};

START_TEST(a_member_of_a_dimension_is_of_its_type_and_said_once)
{
    char line[400];

    snprintf(line, sizeof(line), "{\"dims\":[{\"name\":\"first\"},%s]}", dimensions[_i].dimension);
    bool passed = passes(line);
    ck_assert_msg(passed == (dimensions[_i].reason == NULL), "%s: %s", line,
                  passed ? "" : error.text);
    if (!passed)
        ck_assert_msg(strstr(error.text, dimensions[_i].reason) != NULL, "%s", error.text);
}
END_TEST

START_TEST(what_is_too_large_is_refused_by_name)
{
    static const struct {
        const char *before, *after, *reason;
        size_t limit;
    } cases[] = {
        {"{\"dims\":[{\"name\":\"", "\"}]}", "\"name\" has more than 256 bytes", 256},
        {"{\"dims\":[{\"name\":\"a\",\"severity\":\"", "\"}]}",
         "\"severity\" has more than 256 bytes", 256},
        {"{\"dims\":[{\"name\":\"a\",\"metadata\":\"", "\"}]}",
         "\"metadata\" has more than 16384 bytes", 16382},
        {"{\"dims\":[],\"degraded\":[\"", "\"]}", "\"degraded\" has more than 16384 bytes", 16384},
        {"{\"dims\":[],\"warned\":\"", "\"}", "\"warned\" has more than 16384 bytes", 16384},
    };
    struct buffer line = {0};

    for (size_t i = 0; i < 2 * sizeof(cases) / sizeof(cases[0]); i++) {
        size_t size = cases[i / 2].limit + i % 2;
        buffer_clear(&line);
        buffer_string(&line, cases[i / 2].before);
        while (size-- > 0)
            buffer_char(&line, 'x');
        buffer_string(&line, cases[i / 2].after);
        ck_assert_int_eq(passes(buffer_text(&line)), i % 2 == 0);
        if (i % 2 == 1)
            ck_assert_ptr_nonnull(strstr(error.text, cases[i / 2].reason));
    }
    buffer_free(&line);
}
END_TEST

START_TEST(what_has_no_room_in_a_report_is_named)
{
    ck_assert(passes("{\"host\":1,\"host\":2,\"dims\":[{\"name\":\"a\",\"unit\":\"ms\"},"
                     "{\"name\":\"b\",\"unit\":\"s\"}],\"window\":\"1h\",\"date\":\"today\"}"));
    ck_assert_str_eq(buffer_text(&check.left_out),
                     "\"host\", \"unit\" of dimensions, \"window\", \"date\"");
    ck_assert(passes("{" DIMS "}"));
    ck_assert_uint_eq(check.left_out.size, 0);
}
END_TEST

START_TEST(what_is_no_json_is_told_with_its_byte)
{
    ck_assert(!passes("{\"tenant\":\"a\""));
    ck_assert_str_eq(error.text, "byte 13: the text ends too early");
    ck_assert(!passes("[]"));
    ck_assert_str_eq(error.text, "byte 0: expected an object");
    ck_assert(!passes("{\"tenant\":\"a\"} x"));
    ck_assert_str_eq(error.text, "byte 15: something follows the value");
}
END_TEST

/* Whatever passes is passed on whole: what is written of it says the same, and passes. */
START_TEST(what_passes_is_passed_on_whole)
{
    static const char *const parts[] = {
        "\"tenant\":\"x\"",
        "\"degraded\":[\"a|b\"]",
        "\"warned\":[\"c\"]",
        "\"ws\":\"w\"",
        "\"we\":1795352460",
        "\"id\":\"1795352400000-1\"",
        "\"id\":7",
        "\"window\":[1,2]",
        "\"dimensions\":[{\"name\":\"a|b\"}]",
        "\"dims\":[{\"name\":\"c\",\"severity\":\"warn\",\"value\":\"0.5\"}]",
        "\"dims\":[{\"name\":\"a|b\",\"severity\":\"degraded\",\"value\":2},{\"name\":\"c\"}]",
    };
    struct dice dice = {7};
    struct buffer line = {0};
    struct buffer first = {0};
    struct buffer second = {0};

    for (int i = 0; i < 3000; i++) {
        buffer_clear(&line);
        buffer_clear(&first);
        buffer_clear(&second);
        for (size_t count = 1 + dice_below(&dice, 5); count > 0; count--)
            buffer_printf(&line, "%c%s", line.size > 0 ? ',' : '{',
                          parts[dice_below(&dice, sizeof(parts) / sizeof(parts[0]))]);
        buffer_char(&line, '}');
        if (!passes(buffer_text(&line)))
            continue;
        ndjson_format(&first, report.tenant, &report);
        first.data[first.size - 1] = ' ';
        ck_assert_msg(passes(buffer_text(&first)), "%s: %s", buffer_text(&first), error.text);
        ndjson_format(&second, report.tenant, &report);
        second.data[second.size - 1] = ' ';
        ck_assert_str_eq(buffer_text(&first), buffer_text(&second));
    }
    buffer_free(&line);
    buffer_free(&first);
    buffer_free(&second);
}
END_TEST

Suite *suite_ndjson_check(void)
{
    Suite *suite = suite_create("ndjson_check");
    TCase *tcase = tcase_create("check");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, a_member_of_a_line_is_of_its_type_and_said_once, 0,
                        sizeof(members) / sizeof(members[0]));
    tcase_add_loop_test(tcase, a_member_of_a_dimension_is_of_its_type_and_said_once, 0,
                        sizeof(dimensions) / sizeof(dimensions[0]));
    tcase_add_test(tcase, what_is_too_large_is_refused_by_name);
    tcase_add_test(tcase, what_has_no_room_in_a_report_is_named);
    tcase_add_test(tcase, what_is_no_json_is_told_with_its_byte);
    tcase_add_test(tcase, what_passes_is_passed_on_whole);
    suite_add_tcase(suite, tcase);
    return suite;
}
