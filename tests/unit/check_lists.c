#include "config.h"

#include "base/buffer.h"
#include "support/wire_fixture.h"
#include "unit/suites.h"
#include "wire/complete.h"
#include "wire/lists.h"

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
#define E_HIGH "{\"name\":\"e\",\"severity\":\"high\",\"value\":5}"

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
    {"e", "", "[" E_HIGH "]", 0},
    {"", "e", "[" E_HIGH "]", 0},
    {"", "", "[" E_HIGH "]", 0},
    {"c|e", "b", "[" B_WARN "," E_HIGH "," C_DEGRADED "]", 0},
    {"e|x", "", "[" E_HIGH "]", 1},
    /* A name that is the beginning of another. */
    {"cc", "", "[" C_DEGRADED "]", 2},
    {"c|", "", "[" C_DEGRADED "]", 0},
    {"||c", "", "[" C_DEGRADED "]", 0},
};

START_TEST(trap_10_dims_are_believed_and_disagreements_counted)
{
    wire_read_entry(&report, lists[_i].degraded, lists[_i].warned, lists[_i].dims);
    ck_assert_uint_eq(report.flaws.count[FLAW_CONTRADICTORY_LISTS], lists[_i].disagreements);
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
    wire_field(&report, "dims", "[" A_OK "," B_WARN "," C_DEGRADED "," D_DEGRADED "," E_HIGH "]");
    wire_end_entry(&report);
    wire_assert_text(report.degraded, "c|d");
    wire_assert_text(report.warned, "b|e");
    ck_assert_uint_eq(report.flaws.count[FLAW_MISSING_FIELDS], 2);
    ck_assert_uint_eq(report.flaws.count[FLAW_CONTRADICTORY_LISTS], 0);
}
END_TEST

static const struct {
    const char *degraded; /* NULL: no such field */
    const char *warned;
    const char *severity; /* with the comma in front of it */
    enum severity is;
} decided[] = {
    /* A word that is known is believed; a list that contradicts it is a flaw. */
    {"e", "", ",\"severity\":\"ok\"", SEVERITY_OK},
    {"", "", ",\"severity\":\"critical\"", SEVERITY_DEGRADED},
    /* Of one that is not the lists decide, and never that it is ok. */
    {"e", "", ",\"severity\":\"high\"", SEVERITY_DEGRADED},
    {"", "e", ",\"severity\":\"high\"", SEVERITY_WARN},
    {"e", "e", ",\"severity\":\"high\"", SEVERITY_DEGRADED},
    {"", "", ",\"severity\":\"high\"", SEVERITY_WARN},
    {NULL, NULL, ",\"severity\":\"high\"", SEVERITY_WARN},
    {"x|e|y", NULL, ",\"severity\":\"high\"", SEVERITY_DEGRADED},
    {"ee|", "", ",\"severity\":\"high\"", SEVERITY_WARN},
    /* Without a word it is ok where somebody could have said otherwise. */
    {"e", "", "", SEVERITY_DEGRADED},
    {"", "e", "", SEVERITY_WARN},
    {"", "", "", SEVERITY_OK},
    {"", NULL, "", SEVERITY_OK},
    {NULL, "", ",\"severity\":null", SEVERITY_OK},
    {NULL, NULL, "", SEVERITY_NO_DATA},
};

static void read_decided(const char *degraded, const char *warned, const char *dims)
{
    wire_begin_entry(&report);
    wire_field(&report, "ws", WIRE_START);
    wire_field(&report, "we", WIRE_END);
    if (degraded != NULL)
        wire_field(&report, "degraded", degraded);
    if (warned != NULL)
        wire_field(&report, "warned", warned);
    wire_field(&report, "dims", dims);
    wire_end_entry(&report);
}

START_TEST(the_lists_decide_what_the_word_does_not)
{
    struct buffer dims = {0};

    buffer_printf(&dims, "[{\"name\":\"e\",\"value\":1%s}]", decided[_i].severity);
    read_decided(decided[_i].degraded, decided[_i].warned, dims.data);
    ck_assert_int_eq(report.readings[0].severity, decided[_i].is);
    buffer_free(&dims);
}
END_TEST

START_TEST(where_nothing_says_how_a_dimension_is_no_list_is_derived)
{
    read_decided(NULL, NULL, "[{\"name\":\"a\",\"value\":1}," C_DEGRADED "]");
    ck_assert_ptr_null(report.degraded.data);
    ck_assert_ptr_null(report.warned.data);
    ck_assert_uint_eq(report.flaws.count[FLAW_MISSING_FIELDS], 3);
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

static const struct {
    const char *list;
    const char *names; /* each with a ';' behind it */
} barred[] = {
    {"x|y|b", "x|y;b;"},   {"b|x|y", "b;x|y;"},    {"x|y", "x|y;"},
    {"x|yy|b", "x;yy;b;"}, {"|b||x|y|", "b;x|y;"}, {"", ""},
    {"c|x", "c;x;"},
};

START_TEST(a_name_with_a_bar_stays_whole)
{
    struct buffer out = {0};
    struct slice name;

    wire_read_entry(&report, "", barred[_i].list, "[" BAR_WARN "," B_WARN "," C_DEGRADED "]");
    struct list_names names = list_names(&report, report.warned, SEVERITY_WARN);
    while (list_next(&names, &name))
        buffer_printf(&out, "%.*s;", (int)name.size, name.data);
    ck_assert_str_eq(buffer_text(&out), barred[_i].names);
    buffer_free(&out);
}
END_TEST

/* Of two ways to read a list it is the one that agrees with the dimensions. */
START_TEST(a_bar_parts_names_that_are_in_trouble_before_one_that_is_not)
{
    struct slice name;

    wire_read_entry(&report, "x|y", "",
                    "[{\"name\":\"x|y\",\"severity\":\"ok\",\"value\":2},"
                    "{\"name\":\"x\",\"severity\":\"degraded\",\"value\":2},"
                    "{\"name\":\"y\",\"severity\":\"degraded\",\"value\":2}]");
    wire_assert_no_flaws(&report);
    struct list_names names = list_names(&report, report.degraded, SEVERITY_DEGRADED);
    ck_assert(list_next(&names, &name));
    wire_assert_text(name, "x");
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
    ck_assert_uint_eq(report.flaws.count[FLAW_CONTRADICTORY_LISTS], 2);
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
    ck_assert_uint_eq(report.flaws.count[FLAW_CONTRADICTORY_LISTS], 0);
    ck_assert_uint_eq(report.flaws.count[FLAW_OVERSIZED], 1);
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
    ck_assert_uint_eq(report.flaws.count[FLAW_MISSING_FIELDS], 1);
    ck_assert_uint_eq(report.flaws.count[FLAW_CONTRADICTORY_LISTS], 0);
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
    tcase_add_loop_test(tcase, the_lists_decide_what_the_word_does_not, 0, COUNT(decided));
    tcase_add_test(tcase, where_nothing_says_how_a_dimension_is_no_list_is_derived);
    tcase_add_loop_test(tcase, a_name_with_a_bar_stays_whole, 0, COUNT(barred));
    tcase_add_test(tcase, a_bar_parts_names_that_are_in_trouble_before_one_that_is_not);
    tcase_add_test(tcase, commas_beside_dims_are_understood_where_the_names_show_them);
    tcase_add_test(tcase, commas_of_the_original_are_separators_even_where_the_names_disagree);
    tcase_add_test(tcase, a_name_that_was_cut_still_agrees_with_its_list);
    tcase_add_test(tcase, a_list_that_is_too_long_is_missing);
    suite_add_tcase(suite, tcase);
    return suite;
}
