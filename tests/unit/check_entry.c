#include "config.h"

#include "support/wire_fixture.h"
#include "unit/suites.h"
#include "wire/complete.h"
#include "wire/entry.h"

#include <string.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct report report;

static void release(void)
{
    report_free(&report);
}

#define A_OK "{\"name\":\"a\",\"severity\":\"ok\",\"value\":1}"
#define B_WARN "{\"name\":\"b\",\"severity\":\"warn\",\"value\":2}"
#define C_DEGRADED "{\"name\":\"c\",\"severity\":\"degraded\",\"value\":3}"
#define D_DEGRADED "{\"name\":\"d\",\"severity\":\"degraded\",\"value\":4}"

/* --- Both dialects --- */

START_TEST(an_entry_of_stream_drift_sink_is_read)
{
    wire_read_entry(&report, "c|d", "b", "[" A_OK "," B_WARN "," C_DEGRADED "," D_DEGRADED "]");
    ck_assert_uint_eq(report.id.ms, 1795000000000);
    ck_assert_uint_eq(report.id.seq, 3);
    wire_assert_text(report.window_start, WIRE_START);
    wire_assert_text(report.window_end, WIRE_END);
    wire_assert_text(report.degraded, "c|d");
    wire_assert_text(report.warned, "b");
    ck_assert_uint_eq(report.count, 4);
    ck_assert_int_eq(report.dialect, DIALECT_BAR);
    ck_assert_uint_ne(report.fingerprint, 0);
    wire_assert_no_flaws(&report);
}
END_TEST

START_TEST(an_entry_of_the_original_redis_sink_is_read)
{
    wire_read_original(&report, "c,d", "b", "[" A_OK "," B_WARN "," C_DEGRADED "," D_DEGRADED "]");
    wire_assert_text(report.window_start, WIRE_START);
    wire_assert_text(report.window_end, WIRE_END);
    wire_assert_text(report.degraded, "c|d");
    wire_assert_text(report.warned, "b");
    ck_assert_uint_eq(report.count, 4);
    ck_assert_int_eq(report.dialect, DIALECT_COMMA);
    wire_assert_no_flaws(&report);
}
END_TEST

START_TEST(fields_come_in_any_order)
{
    wire_begin_entry(&report);
    wire_field(&report, "degraded", "c,d");
    wire_field(&report, "report", "[" C_DEGRADED "," D_DEGRADED "]");
    wire_field(&report, "warned", "");
    wire_field(&report, "window_end", WIRE_END);
    wire_field(&report, "window_start", WIRE_START);
    wire_end_entry(&report);
    wire_assert_text(report.degraded, "c|d");
    wire_assert_no_flaws(&report);
}
END_TEST

START_TEST(fields_that_are_not_known_are_passed_over)
{
    wire_begin_entry(&report);
    wire_field(&report, "ws", WIRE_START);
    wire_field(&report, "we", WIRE_END);
    wire_field(&report, "degraded", "");
    wire_field(&report, "warned", "");
    wire_field(&report, "host", "worker-7");
    wire_field(&report, "", "");
    wire_field(&report, "dims", "[" A_OK "]");
    wire_field(&report, "DIMS", "broken");
    wire_end_entry(&report);
    ck_assert_uint_eq(report.count, 1);
    wire_assert_no_flaws(&report);
}
END_TEST

static const char *const dims_first[] = {"dims", "report"};

START_TEST(dims_win_over_report_whichever_comes_first)
{
    const char *first = dims_first[_i];
    const char *second = dims_first[1 - _i];

    wire_begin_entry(&report);
    wire_field(&report, "ws", WIRE_START);
    wire_field(&report, "we", WIRE_END);
    wire_field(&report, "degraded", "");
    wire_field(&report, "warned", "b");
    wire_field(&report, first, _i == 0 ? "[" B_WARN "]" : "[1, " A_OK "]");
    wire_field(&report, second, _i == 0 ? "[1, " A_OK "]" : "[" B_WARN "]");
    wire_end_entry(&report);
    ck_assert_uint_eq(report.count, 1);
    wire_assert_text(report.readings[0].name, "b");
    wire_assert_no_flaws(&report);
}
END_TEST

START_TEST(a_broken_report_beside_good_dims_does_not_matter)
{
    wire_begin_entry(&report);
    wire_field(&report, "report", "[{");
    wire_field(&report, "dims", "[" A_OK "]");
    wire_field(&report, "report", "[{");
    wire_end_entry(&report);
    ck_assert_uint_eq(report.count, 1);
}
END_TEST

START_TEST(an_entry_keeps_nothing_of_the_one_before)
{
    wire_read_entry(&report, "c", "", "[" C_DEGRADED ",1]");
    wire_begin_entry(&report);
    wire_field(&report, "dims", "[" A_OK "]");
    wire_end_entry(&report);
    ck_assert_uint_eq(report.count, 1);
    wire_assert_text(report.degraded, "");
    ck_assert_ptr_null(report.window_start.data);
    ck_assert_uint_eq(report.flaws.count[FLAW_UNREADABLE_DIMENSIONS], 0);
}
END_TEST

/* --- What cannot be read at all --- */

static const struct {
    const char *name;
    const char *value;
    const char *error;
} unreadable[] = {
    {"ws", WIRE_START, "the entry has neither 'dims' nor 'report'"},
    {"dims", "", "dims: byte 0: expected an array"},
    {"dims", "null", "dims: byte 0: expected an array"},
    {"dims", "[{\"name\": \"a\", ", "dims: byte 15: expected a string"},
    {"report", "not json", "report: byte 0: expected an array"},
    {"dims", "[{\"name\": \"\x1b[2J\x07\"}]", "dims: byte 11: control character in a string"},
};

START_TEST(an_entry_that_cannot_be_read_says_why)
{
    struct error error = {0};

    wire_begin_entry(&report);
    wire_field(&report, "degraded", "a");
    wire_field(&report, unreadable[_i].name, unreadable[_i].value);
    ck_assert(!entry_end(&report, &error));
    ck_assert_int_eq(error.class, ERROR_INPUT);
    ck_assert_str_eq(error.text, unreadable[_i].error);
    ck_assert_uint_eq(report.id.ms, 1795000000000);
}
END_TEST

START_TEST(an_entry_without_fields_cannot_be_read)
{
    wire_begin_entry(&report);
    ck_assert(!entry_end(&report, NULL));
}
END_TEST

/* --- The traps of production --- */

START_TEST(trap_5_growing_samples_in_one_window_are_no_duplicate)
{
    wire_read_entry(&report, "", "",
                    "[{\"name\":\"a\",\"severity\":\"ok\",\"value\":1,\"sample_count\":10}]");
    uint64_t first = report.fingerprint;
    wire_read_entry(&report, "", "",
                    "[{\"name\":\"a\",\"severity\":\"ok\",\"value\":1,\"sample_count\":11}]");
    ck_assert_uint_ne(report.fingerprint, first);
}
END_TEST

START_TEST(trap_6_times_are_kept_as_written_and_the_id_is_the_place_in_time)
{
    wire_begin_entry(&report);
    wire_field(&report, "ws", "2019-01-01T00:00:00"); /* naive, and a backfill of years ago */
    wire_field(&report, "we", "2019-01-01T00:00:00.5+05:30");
    wire_field(&report, "dims", "[" A_OK "]");
    wire_end_entry(&report);
    wire_assert_text(report.window_start, "2019-01-01T00:00:00");
    wire_assert_text(report.window_end, "2019-01-01T00:00:00.5+05:30");
    ck_assert_uint_eq(report.id.ms, 1795000000000);
    ck_assert_int_eq(report_window(&report).length_ms, 0);
}
END_TEST

START_TEST(trap_6_what_is_too_long_for_a_time_is_missing)
{
    char text[WINDOW_TEXT_MAX + 2];

    memset(text, '1', sizeof(text));
    text[WINDOW_TEXT_MAX + 1] = '\0';
    wire_begin_entry(&report);
    wire_field(&report, "ws", text);
    wire_field(&report, "we", text + 1);
    wire_field(&report, "degraded", "");
    wire_field(&report, "warned", "");
    wire_field(&report, "dims", "[]");
    wire_end_entry(&report);
    ck_assert_ptr_null(report.window_start.data);
    ck_assert_uint_eq(report.window_end.size, WINDOW_TEXT_MAX);
    ck_assert_uint_eq(report.flaws.count[FLAW_MISSING_FIELDS], 1);
}
END_TEST

START_TEST(missing_and_empty_times_are_counted)
{
    wire_begin_entry(&report);
    wire_field(&report, "ws", "");
    wire_field(&report, "degraded", "");
    wire_field(&report, "warned", "");
    wire_field(&report, "dims", "[]");
    wire_end_entry(&report);
    ck_assert_uint_eq(report.flaws.count[FLAW_MISSING_FIELDS], 2);
    ck_assert_uint_eq(report.fingerprint, 0);
}
END_TEST

/* --- Fingerprints --- */

#define DIMENSION(name, severity, value, baseline, z, count)                                       \
    "[{\"name\":\"" name "\",\"severity\":\"" severity "\",\"value\":" value                       \
    ",\"baseline\":" baseline ",\"z_score\":" z ",\"sample_count\":" count "}]"

static uint64_t fingerprint_of(const char *dims)
{
    wire_read_entry(&report, "", "", dims);
    ck_assert_uint_ne(report.fingerprint, 0);
    return report.fingerprint;
}

#define METADATA(json) "[{\"name\":\"a\",\"severity\":\"ok\",\"value\":1,\"metadata\":" json "}]"

static const char *const different[] = {
    DIMENSION("a", "ok", "1", "2", "3", "4"),
    DIMENSION("b", "ok", "1", "2", "3", "4"),
    DIMENSION("a", "warn", "1", "2", "3", "4"),
    DIMENSION("a", "high", "1", "2", "3", "4"),
    DIMENSION("a", "higher", "1", "2", "3", "4"),
    DIMENSION("a", "ok", "2", "1", "3", "4"),
    DIMENSION("a", "ok", "1.0000000000000002", "2", "3", "4"),
    DIMENSION("a", "ok", "1", "null", "3", "4"),
    DIMENSION("a", "ok", "1", "2", "-3", "4"),
    DIMENSION("a", "ok", "1", "2", "3", "5"),
    DIMENSION("a", "ok", "1", "2", "3", "null"),
    DIMENSION("a\\u0000", "ok", "1", "2", "3", "4"),
    DIMENSION("aaaaaaaaa", "ok", "1", "2", "3", "4"),
    DIMENSION("aaaaaaaab", "ok", "1", "2", "3", "4"),
    METADATA("1"),
    METADATA("1.0"),
    METADATA("\"1\""),
    METADATA("true"),
    METADATA("\"null\""),
    METADATA("[]"),
    METADATA("{}"),
    METADATA("[null]"),
    METADATA("[[1],2]"),
    METADATA("[[1,2]]"),
    METADATA("[[1],[2]]"),
    METADATA("{\"a\":{\"b\":1}}"),
    METADATA("{\"a\":{},\"b\":1}"),
    METADATA("{\"judge\":\"v2\"}"),
    METADATA("{\"judge\":\"v3\"}"),
    "[]",
    "[" A_OK "]",
    "[" A_OK "," A_OK "]",
    "[" A_OK "," B_WARN "]",
    "[" B_WARN "," A_OK "]",
};

START_TEST(different_reports_have_different_fingerprints)
{
    uint64_t fingerprint = fingerprint_of(different[_i]);

    for (int i = 0; i < COUNT(different); i++) {
        if (i != _i)
            ck_assert_uint_ne(fingerprint, fingerprint_of(different[i]));
    }
}
END_TEST

START_TEST(the_fingerprint_depends_on_what_was_said_and_not_how)
{
    uint64_t expected = fingerprint_of(DIMENSION("a", "ok", "0.5", "null", "NaN", "40"));

    ck_assert_uint_eq(expected, fingerprint_of("[ {\"sample_size\": 40.0, \"detail\": null, "
                                               "\"value\": 5e-1, \"severity\": \"OK\", "
                                               "\"z_score\": Infinity, \"name\": \"\\u0061\"} ]"));
    wire_read_original(&report, "", "", DIMENSION("a", "ok", "0.5", "null", "null", "40"));
    ck_assert_uint_eq(report.fingerprint, expected);
}
END_TEST

START_TEST(metadata_is_the_same_however_it_is_spelled)
{
    uint64_t expected = fingerprint_of(METADATA("{\"\\u00e9\":[1.50,null,\"a/b\"],\"x\":NaN}"));

    ck_assert_uint_eq(expected, fingerprint_of(METADATA(" { \"\xC3\xA9\" : [ 1.50 , Infinity, "
                                                        "\"a\\/b\" ], \"x\":null } ")));
}
END_TEST

START_TEST(the_fingerprint_depends_on_the_window)
{
    uint64_t expected = fingerprint_of("[" A_OK "]");

    wire_begin_entry(&report);
    wire_field(&report, "ws", WIRE_END);
    wire_field(&report, "we", WIRE_START);
    wire_field(&report, "dims", "[" A_OK "]");
    wire_end_entry(&report);
    ck_assert_uint_ne(report.fingerprint, expected);
    wire_begin_entry(&report);
    wire_field(&report, "we", WIRE_END);
    wire_field(&report, "dims", "[" A_OK "]");
    wire_end_entry(&report);
    ck_assert_uint_ne(report.fingerprint, expected);
    ck_assert_uint_ne(report.fingerprint, 0);
}
END_TEST

Suite *suite_entry(void)
{
    Suite *suite = suite_create("entry");
    TCase *tcase = tcase_create("entry");

    tcase_add_checked_fixture(tcase, NULL, release);
    tcase_add_test(tcase, an_entry_of_stream_drift_sink_is_read);
    tcase_add_test(tcase, an_entry_of_the_original_redis_sink_is_read);
    tcase_add_test(tcase, fields_come_in_any_order);
    tcase_add_test(tcase, fields_that_are_not_known_are_passed_over);
    tcase_add_loop_test(tcase, dims_win_over_report_whichever_comes_first, 0, COUNT(dims_first));
    tcase_add_test(tcase, a_broken_report_beside_good_dims_does_not_matter);
    tcase_add_test(tcase, an_entry_keeps_nothing_of_the_one_before);
    tcase_add_loop_test(tcase, an_entry_that_cannot_be_read_says_why, 0, COUNT(unreadable));
    tcase_add_test(tcase, an_entry_without_fields_cannot_be_read);
    tcase_add_test(tcase, trap_5_growing_samples_in_one_window_are_no_duplicate);
    tcase_add_test(tcase, trap_6_times_are_kept_as_written_and_the_id_is_the_place_in_time);
    tcase_add_test(tcase, trap_6_what_is_too_long_for_a_time_is_missing);
    tcase_add_test(tcase, missing_and_empty_times_are_counted);
    tcase_add_loop_test(tcase, different_reports_have_different_fingerprints, 0, COUNT(different));
    tcase_add_test(tcase, the_fingerprint_depends_on_what_was_said_and_not_how);
    tcase_add_test(tcase, metadata_is_the_same_however_it_is_spelled);
    tcase_add_test(tcase, the_fingerprint_depends_on_the_window);
    suite_add_tcase(suite, tcase);
    return suite;
}
