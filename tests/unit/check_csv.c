#include "config.h"

#include "headless/csv.h"
#include "headless/export.h"
#include "unit/suites.h"

#include <math.h>
#include <string.h>

static struct buffer out;
static struct csv_row row;

static void setup(void)
{
    out = (struct buffer){0};
    row = (struct csv_row){.out = &out};
}

static void teardown(void)
{
    buffer_free(&out);
}

START_TEST(text_is_quoted_where_it_must_be_and_disarmed_where_it_could_act)
{
    static const struct {
        const char *text;
        const char *cell;
    } cases[] = {
        {"", ""},
        {"plain text", "plain text"},
        {"a,b", "\"a,b\""},
        {"say \"x\"", "\"say \"\"x\"\"\""},
        {"a\nb", "\"a\\u000ab\""},
        {"\r", "\"\\u000d\""},
        {"\t=1", "\"\\u0009=1\""},
        {" a ", "\"\\x20a\\x20\""},
        {"a\\b", "\"a\\b\""},
        {"a\\u001b", "\"a\\\\u001b\""},
        {"\\\\", "\"\\\\\\\""},
        {"\\\x1b", "\"\\\\\\u001b\""},
        {"=1+1", "'=1+1"},
        {"+x", "'+x"},
        {"-x", "'-x"},
        {"@SUM(A1)", "'@SUM(A1)"},
        {"=\"a,b\"", "\"'=\"\"a,b\"\"\""},
        {"a=1", "a=1"},
        {"'", "'"},
        {"Qualit\xC3\xA4t", "\"Qualit\xC3\xA4t\""},
        {"'=1", "''=1"},
        {"''-", "'''-"},
        {"'a", "'a"},
        {"\x1b[31m", "\"\\u001b[31m\""},
        {"\xC2\x9B"
         "31m",
         "\"\\u009b31m\""},
        {"\xFF", "\"\\xff\""},
        {"\xE2\x80\xAE", "\"\\u202e\""},
        {"\xF3\xA0\x80\x81", "\"\\U000e0001\""},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        buffer_clear(&out);
        row.cells = 0;
        csv_text(&row, slice_of(cases[i].text));
        ck_assert_str_eq(buffer_text(&out), cases[i].cell);
    }
}
END_TEST

START_TEST(unknown_numbers_are_empty_and_negative_ones_are_numbers)
{
    csv_number(&row, NAN);
    csv_number(&row, INFINITY);
    csv_number(&row, -4.2);
    csv_number(&row, 0.1);
    csv_number(&row, 1e-5);
    csv_unsigned(&row, UINT64_MAX);
    csv_signed(&row, INT64_MIN);
    csv_end(&row);
    ck_assert_str_eq(buffer_text(&out),
                     ",,-4.2,0.1,1e-05,18446744073709551615,-9223372036854775808\r\n");
}
END_TEST

START_TEST(each_row_begins_without_a_comma)
{
    csv_text(&row, (struct slice){0});
    csv_text(&row, SLICE("a"));
    csv_end(&row);
    csv_text(&row, SLICE("b"));
    csv_text(&row, SLICE("c"));
    csv_end(&row);
    ck_assert_str_eq(buffer_text(&out), ",a\r\nb,c\r\n");
}
END_TEST

START_TEST(a_nul_in_a_text_is_made_visible)
{
    csv_text(&row, (struct slice){"a\0b", 3});
    ck_assert_str_eq(buffer_text(&out), "\"a\\u0000b\"");
}
END_TEST

START_TEST(a_report_has_a_row_for_each_dimension)
{
    struct report report = {.id = {1795356000000, 3}};

    report.window_start = SLICE("2026-11-22T13:00:00+00:00");
    struct reading *reading = report_add(&report);
    reading->name = SLICE("faithfulness");
    reading->severity_word = SLICE("DEGRADED");
    reading->value = 0.71;
    reading->z = -4.2;
    reading->sample_count = 312;
    reading->metadata = SLICE("{\"k\": 5}");
    report_add(&report)->name = SLICE("=x");
    export_csv_format.record(&out, SLICE("acme"), &report);
    ck_assert_str_eq(buffer_text(&out),
                     "acme,1795356000000-3,2026-11-22T14:00:00.000Z,2026-11-22T13:00:00+00:00,,"
                     "faithfulness,DEGRADED,0.71,,-4.2,312,\"{\"\"k\"\": 5}\"\r\n"
                     "acme,1795356000000-3,2026-11-22T14:00:00.000Z,2026-11-22T13:00:00+00:00,,"
                     "'=x,,,,,,\r\n");
    report_free(&report);
}
END_TEST

START_TEST(the_header_names_as_many_columns_as_a_row_has)
{
    struct report report = {0};
    size_t commas = 0;

    report_add(&report);
    export_csv_format.header(&out);
    for (const char *at = buffer_text(&out); *at != '\0'; at++)
        commas += *at == ',';
    buffer_clear(&out);
    export_csv_format.record(&out, SLICE("a"), &report);
    for (const char *at = buffer_text(&out); *at != '\0'; at++)
        commas -= *at == ',';
    ck_assert_uint_eq(commas, 0);
    report_free(&report);
}
END_TEST

Suite *suite_csv(void)
{
    Suite *suite = suite_create("csv");
    TCase *tcase = tcase_create("csv");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, text_is_quoted_where_it_must_be_and_disarmed_where_it_could_act);
    tcase_add_test(tcase, unknown_numbers_are_empty_and_negative_ones_are_numbers);
    tcase_add_test(tcase, each_row_begins_without_a_comma);
    tcase_add_test(tcase, a_nul_in_a_text_is_made_visible);
    tcase_add_test(tcase, a_report_has_a_row_for_each_dimension);
    tcase_add_test(tcase, the_header_names_as_many_columns_as_a_row_has);
    suite_add_tcase(suite, tcase);
    return suite;
}
