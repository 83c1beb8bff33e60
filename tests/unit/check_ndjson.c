#include "config.h"

#include "support/wire_fixture.h"
#include "unit/suites.h"
#include "wire/ndjson.h"

#include <string.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct report report;
static struct buffer out;

static void release(void)
{
    report_free(&report);
    buffer_free(&out);
}

static void parse(const char *line)
{
    struct error error = {0};

    ck_assert_msg(wire_read_line(&report, line, strlen(line), &error), "%s: %s", line, error.text);
}

#define A_OK "{\"name\":\"a\",\"severity\":\"ok\",\"value\":1}"
#define B_WARN "{\"name\":\"b\",\"severity\":\"warn\",\"value\":2}"
#define C_DEGRADED "{\"name\":\"c\",\"severity\":\"degraded\",\"value\":3}"
#define D_DEGRADED "{\"name\":\"d\",\"severity\":\"degraded\",\"value\":4}"
#define TIMES "\"window_start\":\"2026-11-22T14:30:00Z\",\"window_end\":\"2026-11-22T14:31:00Z\","
#define LISTS "\"degraded\":[],\"warned\":[],"

/* --- The shapes that sinks write --- */

START_TEST(a_line_of_export_is_read)
{
    parse("{\"tenant\":\"acme\",\"env\":\"prod\",\"id\":\"1795000000000-7\",\"time_ms\":"
          "1795000000000,"
          "\"window_start\":\"2026-11-22T14:30:00Z\",\"window_end\":\"2026-11-22T14:31:00Z\","
          "\"degraded\":[\"c\",\"d\"],\"warned\":[\"b\"],\"dimensions\":[" A_OK "," B_WARN
          "," C_DEGRADED "," D_DEGRADED "]}");
    wire_assert_text(report.tenant, "acme");
    wire_assert_text(report.environment, "prod");
    ck_assert_uint_eq(report.id.ms, 1795000000000);
    ck_assert_uint_eq(report.id.seq, 7);
    wire_assert_text(report.window_start, "2026-11-22T14:30:00Z");
    wire_assert_text(report.window_end, "2026-11-22T14:31:00Z");
    wire_assert_text(report.degraded, "c|d");
    wire_assert_text(report.warned, "b");
    ck_assert_uint_eq(report.count, 4);
    ck_assert_int_eq(report.dialect, DIALECT_LINE);
    wire_assert_no_flaws(&report);
}
END_TEST

START_TEST(a_line_of_the_jsonl_sink_is_read)
{
    parse("{\"window_start\": \"2026-11-22T14:30:00\", \"window_end\": \"2026-11-22T14:31:00\", "
          "\"degraded\": [], \"warned\": [], \"dimensions\": [{\"name\": \"JudgeDrift\", "
          "\"severity\": \"ok\", \"value\": NaN, \"baseline\": 0, \"z_score\": null, "
          "\"sample_size\": 12, \"detail\": \"no verdicts\"}]}\r");
    ck_assert_uint_eq(report.count, 1);
    ck_assert_int_eq(report.readings[0].severity, SEVERITY_NO_DATA);
    ck_assert_uint_eq(report.readings[0].sample_count, 12);
    ck_assert_uint_eq(report.tenant.size, 0);
    ck_assert_uint_eq(report.flaws.count[FLAW_NUMBERS_NOT_FINITE], 1);
}
END_TEST

START_TEST(a_stream_entry_written_field_by_field_is_read)
{
    parse(
        "{\"id\":\"5-6\",\"ws\":\"2026-11-22T14:30:00Z\",\"we\":\"2026-11-22T14:31:00Z\","
        "\"degraded\":\"c|d\",\"warned\":\"\",\"dims\":\"[{\\\"name\\\":\\\"c\\\",\\\"severity\\\":"
        "\\\"degraded\\\",\\\"value\\\":1},{\\\"name\\\":\\\"d\\\",\\\"severity\\\":"
        "\\\"degraded\\\","
        "\\\"value\\\":NaN}]\"}");
    ck_assert_uint_eq(report.count, 2);
    wire_assert_text(report.readings[1].name, "d");
    wire_assert_text(report.degraded, "c|d");
    ck_assert_uint_eq(report.id.seq, 6);
    ck_assert_uint_eq(report_flaws_total(&report.flaws), 1);
}
END_TEST

START_TEST(an_entry_of_the_original_sink_as_a_line_is_read)
{
    parse("{" TIMES "\"degraded\":\"c,d\",\"warned\":\"\",\"report\":[" C_DEGRADED "," D_DEGRADED
          "]}");
    wire_assert_text(report.degraded, "c|d");
    ck_assert_int_eq(report.dialect, DIALECT_COMMA);
    wire_assert_no_flaws(&report);
}
END_TEST

START_TEST(keys_come_in_any_order_and_unknown_ones_are_passed_over)
{
    parse("{\"dims\":[" A_OK "],\"extra\":{\"tenant\":\"x\"},\"w\\u0065\":\"2026-11-22T14:31:00Z\","
          "\"ws\":\"2026-11-22T14:30:00Z\",\"Tenant\":\"y\",\"tenant\":\"acme\"," LISTS
          "\"v\":NaN}");
    wire_assert_text(report.tenant, "acme");
    ck_assert_uint_eq(report.count, 1);
    wire_assert_no_flaws(&report);
}
END_TEST

START_TEST(dims_win_over_dimensions_and_those_over_report)
{
    parse("{\"dimensions\":[" A_OK "],\"dims\":[" B_WARN "],\"report\":[1,2]}");
    wire_assert_text(report.readings[0].name, "b");
    ck_assert_uint_eq(report.count, 1);
    parse("{\"report\":[1,2],\"dimensions\":[" A_OK "],\"dims\":null}");
    wire_assert_text(report.readings[0].name, "a");
    ck_assert_uint_eq(report.count, 1);
    ck_assert_uint_eq(report.flaws.count[FLAW_UNREADABLE_DIMENSIONS], 0);
}
END_TEST

START_TEST(a_line_keeps_nothing_of_the_one_before)
{
    parse("{\"tenant\":\"acme\",\"id\":\"5-6\"," TIMES LISTS "\"dims\":[" B_WARN ",1]}");
    parse("{\"dims\":[" A_OK "]}");
    ck_assert_uint_eq(report.tenant.size, 0);
    ck_assert_uint_eq(report.count, 1);
    ck_assert_uint_eq(report.flaws.count[FLAW_UNREADABLE_DIMENSIONS], 0);
    ck_assert_uint_eq(report.id.ms, 0);
    ck_assert_uint_eq(report.id.seq, 0);
}
END_TEST

/* --- Lists --- */

START_TEST(missing_lists_are_derived_and_counted)
{
    parse("{" TIMES "\"degraded\":null,\"dims\":[" B_WARN "," C_DEGRADED "]}");
    wire_assert_text(report.degraded, "c");
    wire_assert_text(report.warned, "b");
    ck_assert_uint_eq(report.flaws.count[FLAW_MISSING_FIELDS], 2);
}
END_TEST

START_TEST(what_is_no_name_in_a_list_is_passed_over)
{
    parse("{" TIMES
          "\"degraded\":[null,\"c\",7,[\"x\"],\"\",\"\\u0064\"],\"warned\":[],\"dims\":[" C_DEGRADED
          "," D_DEGRADED "]}");
    wire_assert_text(report.degraded, "c|d");
    wire_assert_no_flaws(&report);
}
END_TEST

START_TEST(trap_10_disagreements_are_counted_in_lines_too)
{
    parse("{" TIMES "\"degraded\":[\"a\"],\"warned\":[],\"dims\":[" A_OK "," B_WARN "]}");
    ck_assert_uint_eq(report.flaws.count[FLAW_CONTRADICTORY_LISTS], 2);
    ck_assert_int_eq(report.readings[0].severity, SEVERITY_OK);
}
END_TEST

/* --- The place in time --- */

static const struct {
    const char *members;
    uint64_t ms;
    uint64_t seq;
} places[] = {
    {"\"id\":\"1795000000000-7\"", 1795000000000, 7},
    {"\"id\":\"1795000000000\"", 1795000000000, 0},
    {"\"id\":1795000000000", 1795000000000, 0},
    {"\"id\":\"18446744073709551615-18446744073709551615\"", UINT64_MAX, UINT64_MAX},
    {"\"time_ms\":1795000000000", 1795000000000, 0},
    {"\"time_ms\":1.795e12", 1795000000000, 0},
    {"\"time_ms\":\"1795000000000\"", 1795000000000, 0},
    {"\"time_ms\":9007199254740993", 9007199254740993, 0},
    {"\"time_ms\":5,\"id\":\"1795000000000-7\"", 1795000000000, 7},
    {"\"id\":\"1795000000000-7\",\"time_ms\":5", 1795000000000, 7},
    {"\"id\":\"0b7e-uuid\",\"time_ms\":5", 5, 0},
    {"\"id\":null,\"time_ms\":5", 5, 0},
    {"\"id\":{\"ms\":1},\"time_ms\":5", 5, 0},
    {"\"id\":\"5-6\",\"id\":\"x\",\"time_ms\":7", 7, 0},
    {"\"id\":-5,\"time_ms\":-5,\"we\":\"1970-01-01T00:00:01Z\"", 1000, 0},
    {"\"time_ms\":5.5,\"we\":\"1970-01-01T00:00:01Z\"", 1000, 0},
    {"\"time_ms\":NaN,\"we\":\"1970-01-01T00:00:01Z\"", 1000, 0},
    {"\"we\":\"1970-01-01T01:00:01.25+01:00\"", 1250, 0},
    {"\"window_end\":\"1970-01-01T00:00:01\"", 1000, 0},
    {"\"ws\":\"1970-01-01T00:00:01\"", 0, 0},
    {"\"we\":\"yesterday\"", 0, 0},
    {"\"we\":\"1969-01-01T00:00:01\"", 0, 0},
    {"\"we\":1000", 0, 0},
    {"\"x\":1", 0, 0},
    /* A number that counts lines is no place. */
    {"\"id\":17,\"we\":\"1970-01-01T00:00:01Z\"", 1000, 0},
    {"\"id\":\"17\",\"we\":\"1970-01-01T00:00:01Z\"", 1000, 0},
    {"\"id\":\"17-0\",\"we\":\"1970-01-01T00:00:01Z\"", 17, 0},
    /* What others call it. */
    {"\"timestamp\":\"2026-11-22T14:30:15.123456+00:00\"", 1795357815123, 0},
    {"\"ts\":1795357815", 1795357815000, 0},
    {"\"ts\":1795357815.123456", 1795357815123, 0},
    {"\"ts\":1.795357815e9", 1795357815000, 0},
    {"\"ts\":\"1795357815123\"", 1795357815123, 0},
    {"\"time\":1795357815123", 1795357815123, 0},
    {"\"time\":1795357815123456", 1795357815123, 0},
    {"\"time\":1795357815123456789", 1795357815123, 0},
    {"\"@timestamp\":\"2026-11-22T14:30:15Z\"", 1795357815000, 0},
    {"\"generated_at\":\"2026-11-22 14:30:15\"", 1795357815000, 0},
    {"\"date\":\"2026-11-22\"", 1795305600000, 0},
    {"\"end_time\":1795357815", 1795357815000, 0},
    {"\"window\":{\"start\":1,\"end\":1795357815}", 1795357815000, 0},
    {"\"window\":[1795357755,1795357815]", 1795357815000, 0},
    {"\"window\":\"2026-11-22T14:30:00Z/2026-11-22T14:30:15Z\"", 1795357815000, 0},
    /* The best name counts, wherever it stands: of those that tell a time. */
    {"\"created_at\":1795357000,\"timestamp\":1795357815", 1795357815000, 0},
    {"\"timestamp\":1795357815,\"created_at\":1795357000", 1795357815000, 0},
    {"\"timestamp\":\"later\",\"created_at\":1795357815", 1795357815000, 0},
    {"\"timestamp\":5,\"created_at\":1795357815", 1795357815000, 0},
    {"\"timestamp\":{\"$date\":1},\"we\":\"1970-01-01T00:00:01Z\"", 1000, 0},
    {"\"timestamp\":1795357815,\"we\":\"1970-01-01T00:00:01Z\"", 1795357815000, 0},
    {"\"timestamp\":1795357815,\"time_ms\":5", 5, 0},
    {"\"timestamp\":NaN,\"ts\":-5,\"time\":true,\"window\":3600", 0, 0},
    {"\"window\":\"1h\",\"start\":0,\"end\":\"\"", 0, 0},
};

START_TEST(the_place_in_time_is_id_then_time_then_the_end_of_the_window)
{
    buffer_printf(&out, "{%s,\"dims\":[]}", places[_i].members);
    parse(out.data);
    ck_assert_uint_eq(report.id.ms, places[_i].ms);
    ck_assert_uint_eq(report.id.seq, places[_i].seq);
}
END_TEST

static const struct {
    const char *members;
    const char *start; /* "": none */
    const char *end;
} line_windows[] = {
    {"\"ws\":\"a\",\"we\":\"b\"", "a", "b"},
    {"\"ws\":1795357815,\"we\":1795357815123.5", "1795357815", "1795357815123.5"},
    {"\"ws\":5,\"we\":true", "", ""},
    {"\"window_start\":\"a\",\"ws\":null,\"window_end\":\"\"", "", ""},
    {"\"start\":1795357815,\"end\":\"2026-11-22\"", "1795357815", "2026-11-22"},
    {"\"from\":\"acme\",\"to\":\"us\"", "", ""},
    {"\"ws\":\"a\",\"start\":1795357815,\"window\":{\"start\":1795357000}", "a", ""},
    {"\"start\":1795357815,\"ws\":\"a\"", "a", ""},
    {"\"window\":{\"x\":[{}],\"windowStart\":1795357815,\"to\":1795357816}", "1795357815",
     "1795357816"},
    {"\"window\":[1795357815,1795357816,[7]]", "1795357815", "1795357816"},
    {"\"window\":[]", "", ""},
    {"\"window\":\"2026-11-22/2026-11-23\"", "2026-11-22", "2026-11-23"},
    {"\"window\":\"2026-11-22\"", "2026-11-22", ""},
    {"\"window\":null,\"period_start\":1795357815", "1795357815", ""},
};

START_TEST(the_window_is_known_by_many_names)
{
    buffer_printf(&out, "{%s,\"dims\":[]}", line_windows[_i].members);
    parse(out.data);
    ck_assert(slice_is(report.window_start, line_windows[_i].start));
    ck_assert(slice_is(report.window_end, line_windows[_i].end));
}
END_TEST

/* --- What cannot be read --- */

static const struct {
    const char *line;
    const char *error;
} unreadable[] = {
    {"", "byte 0: expected an object"},
    {"[]", "byte 0: expected an object"},
    {"null", "byte 0: expected an object"},
    {"# comment", "byte 0: expected an object"},
    {"{}", "the line has no dimensions"},
    {"{\"dims\":null}", "the line has no dimensions"},
    {"{\"dims\":{}}", "the line has no dimensions"},
    {"{\"dims\":[]", "byte 10: the text ends too early"},
    {"{\"dims\":[]} {}", "byte 12: something follows the value"},
    {"{\"dims\":[{]}", "byte 10: expected a string"},
    {"{\"dims\":\"\"}", "byte 10: the dimensions are a string that holds no JSON array"},
    {"{\"dims\":\"[{]\"}", "byte 13: the dimensions are a string that holds no JSON array"},
    {"{\"degraded\":[\"a\" \"b\"],\"dims\":[]}", "byte 17: expected ',' or ']'"},
    {"{\"tenant\":\"a\nb\",\"dims\":[]}", "byte 12: control character in a string"},
};

START_TEST(a_line_that_cannot_be_read_says_why)
{
    struct error error = {0};
    const char *line = unreadable[_i].line;

    ck_assert(!wire_read_line(&report, line, strlen(line), &error));
    ck_assert_int_eq(error.class, ERROR_INPUT);
    ck_assert_str_eq(error.text, unreadable[_i].error);
}
END_TEST

START_TEST(a_line_that_is_cut_anywhere_cannot_be_read)
{
    const char *line =
        "{\"tenant\":\"\\u00e9\",\"id\":\"1-2\",\"degraded\":[\"a\"],\"dims\":[{\"name\":\"a\","
        "\"severity\":\"ok\",\"value\":-1.5e3,\"metadata\":{\"k\":[NaN,true]}}]}";

    for (size_t size = 0; size < strlen(line); size++)
        ck_assert(!wire_read_line(&report, line, size, NULL));
    ck_assert(wire_read_line(&report, line, strlen(line), NULL));
}
END_TEST

Suite *suite_ndjson(void)
{
    Suite *suite = suite_create("ndjson");
    TCase *tcase = tcase_create("ndjson");

    tcase_add_checked_fixture(tcase, NULL, release);
    tcase_add_test(tcase, a_line_of_export_is_read);
    tcase_add_test(tcase, a_line_of_the_jsonl_sink_is_read);
    tcase_add_test(tcase, a_stream_entry_written_field_by_field_is_read);
    tcase_add_test(tcase, an_entry_of_the_original_sink_as_a_line_is_read);
    tcase_add_test(tcase, keys_come_in_any_order_and_unknown_ones_are_passed_over);
    tcase_add_test(tcase, dims_win_over_dimensions_and_those_over_report);
    tcase_add_test(tcase, a_line_keeps_nothing_of_the_one_before);
    tcase_add_test(tcase, missing_lists_are_derived_and_counted);
    tcase_add_test(tcase, what_is_no_name_in_a_list_is_passed_over);
    tcase_add_test(tcase, trap_10_disagreements_are_counted_in_lines_too);
    tcase_add_loop_test(tcase, the_window_is_known_by_many_names, 0, COUNT(line_windows));
    tcase_add_loop_test(tcase, the_place_in_time_is_id_then_time_then_the_end_of_the_window, 0,
                        COUNT(places));
    tcase_add_loop_test(tcase, a_line_that_cannot_be_read_says_why, 0, COUNT(unreadable));
    tcase_add_test(tcase, a_line_that_is_cut_anywhere_cannot_be_read);
    suite_add_tcase(suite, tcase);
    return suite;
}
