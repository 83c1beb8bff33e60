#include "config.h"

#include "base/buffer.h"
#include "support/wire_fixture.h"
#include "unit/suites.h"
#include "wire/complete.h"

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
#define E_CRITICAL "{\"name\":\"e\",\"severity\":\"critical\",\"value\":5}"

static const struct {
    const char *degraded;
    const char *warned;
    const char *dims;
    uint32_t disagreements;
} lists[] = {
    {"", "", "[]", 0},
    {"", "", "[" A_OK "]", 0},
    {"c", "b", "[" A_OK "," B_WARN "," C_DEGRADED "]", 0},
    {"d|c", "", "[" C_DEGRADED "," D_DEGRADED "]", 0},
    /* A list names what dims call otherwise. */
    {"a", "", "[" A_OK "]", 1},
    {"", "a", "[" A_OK "]", 1},
    {"b", "", "[" B_WARN "]", 1},
    {"", "c", "[" C_DEGRADED "]", 1},
    {"a|x", "y", "[" A_OK "]", 3},
    {"c|c", "", "[" C_DEGRADED "]", 0},
    /* A dimension in trouble is in no list. */
    {"", "", "[" B_WARN "]", 1},
    {"c", "", "[" C_DEGRADED "," D_DEGRADED "]", 1},
    {"", "", "[" B_WARN "," C_DEGRADED "," D_DEGRADED "]", 3},
    /* Both. */
    {"a", "", "[" A_OK "," C_DEGRADED "]", 2},
    /* Where the word is not understood, either list may be right. */
    {"e", "", "[" E_CRITICAL "]", 0},
    {"", "e", "[" E_CRITICAL "]", 0},
    {"", "", "[" E_CRITICAL "]", 0},
    {"c|e", "b", "[" B_WARN "," E_CRITICAL "," C_DEGRADED "]", 0},
    {"e|x", "", "[" E_CRITICAL "]", 1},
    /* A name that is the beginning of another. */
    {"cc", "", "[" C_DEGRADED "]", 2},
    {"c|", "", "[" C_DEGRADED "]", 0},
    {"||c", "", "[" C_DEGRADED "]", 0},
};

START_TEST(trap_10_dims_are_believed_and_disagreements_counted)
{
    wire_read_entry(&report, lists[_i].degraded, lists[_i].warned, lists[_i].dims);
    ck_assert_uint_eq(report.flaws.disagreements, lists[_i].disagreements);
    wire_assert_text(report.degraded, lists[_i].degraded);
    wire_assert_text(report.warned, lists[_i].warned);
}
END_TEST

START_TEST(trap_10_a_disagreement_changes_no_severity)
{
    wire_read_entry(&report, "a", "c", "[" A_OK "," C_DEGRADED "]");
    ck_assert_int_eq(report.readings[0].severity, SEVERITY_OK);
    ck_assert_int_eq(report.readings[1].severity, SEVERITY_DEGRADED);
}
END_TEST

START_TEST(lists_that_are_missing_are_derived_and_counted)
{
    wire_begin_entry(&report);
    wire_field(&report, "ws", WIRE_START);
    wire_field(&report, "we", WIRE_END);
    wire_field(&report, "dims",
               "[" A_OK "," B_WARN "," C_DEGRADED "," D_DEGRADED "," E_CRITICAL "]");
    wire_end_entry(&report);
    wire_assert_text(report.degraded, "c|d");
    wire_assert_text(report.warned, "b|e");
    ck_assert_uint_eq(report.flaws.missing_fields, 2);
    ck_assert_uint_eq(report.flaws.disagreements, 0);
}
END_TEST

#define COMMA_WARN "{\"name\":\"latency, p95\",\"severity\":\"warn\",\"value\":2}"
#define BAR_WARN "{\"name\":\"x|y\",\"severity\":\"warn\",\"value\":2}"

START_TEST(a_comma_in_a_name_does_not_cut_it)
{
    wire_read_original(&report, "", "latency, p95,b", "[" COMMA_WARN "," B_WARN "]");
    wire_assert_text(report.warned, "latency, p95|b");
    wire_assert_no_flaws(&report);
}
END_TEST

START_TEST(a_comma_in_a_name_of_stream_drift_sink_stays)
{
    wire_read_entry(&report, "", "latency, p95|b", "[" COMMA_WARN "," B_WARN "]");
    wire_assert_text(report.warned, "latency, p95|b");
    wire_assert_no_flaws(&report);
}
END_TEST

START_TEST(a_bar_in_a_name_is_no_disagreement)
{
    wire_read_entry(&report, "", "x|y|b", "[" BAR_WARN "," B_WARN "]");
    wire_assert_no_flaws(&report);
}
END_TEST

START_TEST(commas_beside_dims_are_understood_where_the_names_show_them)
{
    wire_read_entry(&report, "c,d", "", "[" C_DEGRADED "," D_DEGRADED "]");
    wire_assert_text(report.degraded, "c|d");
    wire_assert_no_flaws(&report);
}
END_TEST

START_TEST(commas_of_the_original_are_separators_even_where_the_names_disagree)
{
    wire_read_original(&report, "d,c", "x,y", "[" C_DEGRADED "," D_DEGRADED "]");
    wire_assert_text(report.degraded, "d|c");
    wire_assert_text(report.warned, "x|y");
    ck_assert_uint_eq(report.flaws.disagreements, 2);
}
END_TEST

START_TEST(a_name_that_was_cut_still_agrees_with_its_list)
{
    struct buffer name = {0};
    struct buffer dims = {0};

    for (int i = 0; i < 1000; i++)
        buffer_string(&name, "x");
    buffer_printf(&dims, "[{\"name\":\"%s\",\"severity\":\"degraded\",\"value\":1}]", name.data);
    wire_read_entry(&report, name.data, "", dims.data);
    ck_assert_uint_eq(report.flaws.disagreements, 0);
    ck_assert_uint_eq(report.flaws.oversized, 1);
    buffer_free(&name);
    buffer_free(&dims);
}
END_TEST

START_TEST(a_list_that_is_too_long_is_missing)
{
    struct buffer list = {0};

    while (list.size <= LIST_TEXT_MAX)
        buffer_string(&list, "abc|");
    wire_read_entry(&report, list.data, "", "[" C_DEGRADED "]");
    wire_assert_text(report.degraded, "c");
    ck_assert_uint_eq(report.flaws.missing_fields, 1);
    ck_assert_uint_eq(report.flaws.disagreements, 0);
    buffer_free(&list);
}
END_TEST

Suite *suite_lists(void)
{
    Suite *suite = suite_create("lists");
    TCase *tcase = tcase_create("lists");

    tcase_add_checked_fixture(tcase, NULL, release);
    tcase_add_loop_test(tcase, trap_10_dims_are_believed_and_disagreements_counted, 0,
                        COUNT(lists));
    tcase_add_test(tcase, trap_10_a_disagreement_changes_no_severity);
    tcase_add_test(tcase, lists_that_are_missing_are_derived_and_counted);
    tcase_add_test(tcase, a_comma_in_a_name_does_not_cut_it);
    tcase_add_test(tcase, a_comma_in_a_name_of_stream_drift_sink_stays);
    tcase_add_test(tcase, a_bar_in_a_name_is_no_disagreement);
    tcase_add_test(tcase, commas_beside_dims_are_understood_where_the_names_show_them);
    tcase_add_test(tcase, commas_of_the_original_are_separators_even_where_the_names_disagree);
    tcase_add_test(tcase, a_name_that_was_cut_still_agrees_with_its_list);
    tcase_add_test(tcase, a_list_that_is_too_long_is_missing);
    suite_add_tcase(suite, tcase);
    return suite;
}
