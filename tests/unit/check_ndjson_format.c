#include "config.h"

#include "support/wire_fixture.h"
#include "unit/suites.h"
#include "wire/entry.h"
#include "wire/json_scan.h"
#include "wire/ndjson.h"

#include <math.h>
#include <string.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct report report;
static struct report again;
static struct buffer out;

static void release(void)
{
    report_free(&report);
    report_free(&again);
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

/* --- Writing --- */

START_TEST(a_report_is_written_in_the_form_of_export)
{
    parse("{\"id\":\"1795000000000-7\",\"ws\":\"2026-11-22T14:30:00Z\",\"we\":\"2026-11-22T14:31:"
          "00Z\","
          "\"dims\":[{\"name\":\"a\",\"severity\":\"DEGRADED\",\"value\":0.71,\"baseline\":1.0,"
          "\"z_score\":NaN,\"sample_count\":312,\"metadata\":{\"psi\": NaN,\n\"n\": 1.50}},"
          "{\"name\":\"b\",\"severity\":\"ok\",\"value\":null,\"sample_count\":null}]}");
    ndjson_format(&out, SLICE("acme"), &report);
    ck_assert_str_eq(
        buffer_text(&out),
        "{\"tenant\":\"acme\",\"id\":\"1795000000000-7\",\"time_ms\":1795000000000,"
        "\"window_start\":\"2026-11-22T14:30:00Z\",\"window_end\":\"2026-11-22T14:31:00Z\","
        "\"degraded\":[\"a\"],\"warned\":[],\"dimensions\":["
        "{\"name\":\"a\",\"severity\":\"DEGRADED\",\"value\":0.71,\"baseline\":1,\"z_score\":null,"
        "\"sample_count\":312,\"metadata\":{\"psi\":null,\"n\":1.50}},"
        "{\"name\":\"b\",\"severity\":\"ok\",\"value\":null,\"baseline\":null,\"z_score\":null,"
        "\"sample_count\":null,\"metadata\":null}]}\n");
}
END_TEST

START_TEST(what_a_program_made_without_words_is_written)
{
    struct reading *reading = report_add(&report);

    report.id = (struct stream_id){UINT64_MAX, 0};
    reading->name = SLICE("a");
    reading->severity = SEVERITY_NO_DATA;
    reading->metadata = SLICE("no json");
    reading = report_add(&report);
    reading->name = SLICE("b");
    reading->severity = SEVERITY_DEGRADED;
    reading->sample_count = UINT64_MAX - 1;
    ndjson_format(&out, SLICE(""), &report);
    ck_assert_str_eq(
        buffer_text(&out),
        "{\"tenant\":\"\",\"id\":\"18446744073709551615-0\","
        "\"time_ms\":18446744073709551615,\"window_start\":null,\"window_end\":null,"
        "\"degraded\":null,\"warned\":null,\"dimensions\":["
        "{\"name\":\"a\",\"severity\":\"ok\",\"value\":null,\"baseline\":null,"
        "\"z_score\":null,\"sample_count\":null,\"metadata\":null},"
        "{\"name\":\"b\",\"severity\":\"degraded\",\"value\":null,\"baseline\":null,"
        "\"z_score\":null,\"sample_count\":18446744073709551614,\"metadata\":null}]}\n");
}
END_TEST

START_TEST(trap_9_hostile_text_cannot_break_the_line_or_the_terminal)
{
    struct json_scan scan;

    parse("{\"env\":\"\\n\",\"id\":\"1-2\",\"ws\":\"\\u001b[2J\",\"warned\":[\"\\u009b|\xff\"],"
          "\"dims\":"
          "[{\"name\":\"\\u001b]0;x\\u0007\xff\\\"\\u202e\",\"severity\":\"\\u0000\",\"value\":1,"
          "\"metadata\":{\"\xC2\x9B\":\"\xfe\"}}]}");
    ndjson_format(&out, SLICE("\x1b[31m\n\xC3"), &report);

    ck_assert_ptr_eq(strchr(out.data, '\n'), out.data + out.size - 1);
    for (size_t i = 0; i + 1 < out.size; i++) {
        unsigned char byte = (unsigned char)out.data[i];
        ck_assert_uint_ge(byte, 0x20);
        ck_assert_uint_ne(byte, 0x7F);
        /* What is not ASCII here is no UTF-8, or harmful. */
        ck_assert_uint_lt(byte, 0x80);
    }
    json_begin(&scan, (struct slice){out.data, out.size});
    ck_assert(json_skip(&scan, NULL));
    ck_assert(json_finish(&scan));
}
END_TEST

/* --- There and back --- */

static void assert_same_number(double a, double b)
{
    ck_assert(memcmp(&a, &b, sizeof(a)) == 0 || (isnan(a) && isnan(b)));
}

static void assert_same_reading(const struct reading *a, const struct reading *b)
{
    ck_assert(slice_equals(a->name, b->name));
    ck_assert_int_eq(a->severity, b->severity);
    assert_same_number(a->value, b->value);
    assert_same_number(a->baseline, b->baseline);
    assert_same_number(a->z, b->z);
    ck_assert_uint_eq(a->sample_count, b->sample_count);
}

/* Writes the report, reads it back and compares. */
static void assert_round_trip(void)
{
    struct error error = {0};

    ndjson_format(&out, SLICE("acme"), &report);
    ck_assert_msg(wire_read_line(&again, out.data, out.size - 1, &error), "%s: %s", out.data,
                  error.text);
    wire_assert_text(again.tenant, "acme");
    ck_assert_int_eq(stream_id_compare(report.id, again.id), 0);
    ck_assert(slice_equals(report.window_start, again.window_start));
    ck_assert(slice_equals(report.window_end, again.window_end));
    ck_assert(slice_equals(report.degraded, again.degraded));
    ck_assert(slice_equals(report.warned, again.warned));
    ck_assert_uint_eq(report.count, again.count);
    for (size_t i = 0; i < report.count; i++)
        assert_same_reading(&report.readings[i], &again.readings[i]);
    ck_assert_uint_eq(report.fingerprint, again.fingerprint);
}

static const char *const dims_to_carry[] = {
    "[]",
    "[" A_OK "," B_WARN "," C_DEGRADED "," D_DEGRADED "]",
    ("[{\"name\":\"a\",\"severity\":\"ok\",\"value\":0.30000000000000004,\"baseline\":-0.0,"
     "\"z_score\":5e-324,\"sample_count\":9007199254740993}]"),
    "[{\"name\":\"a\",\"severity\":\"ok\",\"value\":NaN,\"baseline\":1e999,\"z_score\":-Infinity}]",
    "[{\"name\":\"a\",\"severity\":\"critical\",\"value\":1.7976931348623157e308}]",
    "[{\"name\":\"a\",\"severity\":\"OK\",\"value\":1}]",
    "[{\"name\":\"a\",\"value\":1}]",
    "[{\"name\":\"a\",\"value\":null}]",
    "[{\"name\":\"a\"}]",
    "[{\"name\":\"caf\\u00e9 \\u202e\\u0000 \\ud83d\\ude00\",\"severity\":\"ok\",\"value\":1}]",
};

START_TEST(an_entry_survives_export_and_emit_with_its_fingerprint)
{
    struct error error = {0};

    entry_begin(&report, (struct stream_id){1795000000000, 7});
    entry_field(&report, SLICE("ws"), SLICE("2026-11-22T14:30:00"));
    entry_field(&report, SLICE("we"), SLICE("2026-11-22T14:31:00+00:00"));
    entry_field(&report, SLICE("dims"), slice_of(dims_to_carry[_i]));
    ck_assert_msg(entry_end(&report, &error), "%s", error.text);
    ck_assert_uint_ne(report.fingerprint, 0);
    assert_round_trip();
}
END_TEST

START_TEST(an_entry_without_a_window_survives_too)
{
    entry_begin(&report, (struct stream_id){UINT64_MAX, UINT64_MAX});
    entry_field(&report, SLICE("dims"), SLICE("[" A_OK "]"));
    ck_assert(entry_end(&report, NULL));
    assert_round_trip();
    ck_assert_uint_eq(again.fingerprint, 0);
}
END_TEST

Suite *suite_ndjson_format(void)
{
    Suite *suite = suite_create("ndjson_format");
    TCase *tcase = tcase_create("ndjson format");

    tcase_add_checked_fixture(tcase, NULL, release);
    tcase_add_test(tcase, a_report_is_written_in_the_form_of_export);
    tcase_add_test(tcase, what_a_program_made_without_words_is_written);
    tcase_add_test(tcase, trap_9_hostile_text_cannot_break_the_line_or_the_terminal);
    tcase_add_loop_test(tcase, an_entry_survives_export_and_emit_with_its_fingerprint, 0,
                        COUNT(dims_to_carry));
    tcase_add_test(tcase, an_entry_without_a_window_survives_too);
    suite_add_tcase(suite, tcase);
    return suite;
}
