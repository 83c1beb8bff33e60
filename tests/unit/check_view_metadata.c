#include "config.h"

#include "input.h"
#include "support/view_fixture.h"
#include "unit/suites.h"
#include "wire/metadata.h"

#include <stdio.h>
#include <string.h>

#define EMBEDDING "{\"model\":\"e5-v2\",\"k\":5}"
#define OTHER_EMBEDDING "{\"model\":\"e5-v3\",\"k\":5}"
#define LONG_A "an-index-of-all-manuals-of-all-products-that-were-ever-sold-to-anybody-in-the-north"
#define LONG_B "an-index-of-all-manuals-of-all-products-that-were-ever-sold-to-anybody-in-the-south"

static struct report report;

static void teardown(void)
{
    view_fixture_teardown();
    report_free(&report);
    report = (struct report){0};
}

static void name_dimension(const char *name, const char *metadata)
{
    struct reading *reading = report_add(&report);

    reading->name = slice_of(name);
    reading->severity = SEVERITY_OK;
    reading->severity_word = SLICE("ok");
    reading->value = 0.5;
    reading->baseline = 0.75;
    reading->metadata = slice_of(metadata);
}

/* A report a minute from `first` to before `end`, each with the metadata of drift and of `others`
 * dimensions of a family. */
static void fill(int first, int end, const char *drift, size_t others, const char *other)
{
    static const char *const names[] = {"quality.a", "quality.b", "quality.c"};

    for (int i = first; i < end; i++) {
        report_reset(&report);
        report.id = stream_id_at(AT(i));
        report.split_metadata = metadata_split;
        name_dimension("drift", drift);
        for (size_t j = 0; j < others; j++)
            name_dimension(names[j], other);
        tenant_add(view_tenant("acme"), &report, true);
    }
}

static void open_tenant(void)
{
    view_press(INPUT_ENTER);
}

START_TEST(a_tenants_page_tells_what_changed_before_all_else)
{
    fill(0, 30, EMBEDDING, 0, "");
    fill(30, 60, OTHER_EMBEDDING, 0, "");
    open_tenant();
    view_assert_row(2, " METADATA 00:30:00  model e5-v2 \u2192 e5-v3  drift");
    ck_assert_int_eq(view_role_at("model e5-v2"), ROLE_STRONG);
}
END_TEST

START_TEST(nothing_is_said_of_what_did_not_change)
{
    fill(0, 60, EMBEDDING, 2, "{\"judge\":\"r7\"}");
    open_tenant();
    ck_assert(!view_shows("METADATA"));
    ck_assert(!view_shows("\u25c6"));
}
END_TEST

START_TEST(what_several_say_in_one_report_is_told_once)
{
    fill(0, 30, EMBEDDING, 2, "{\"judge\":\"r7\"}");
    fill(30, 60, EMBEDDING, 2, "{\"judge\":\"r8\"}");
    open_tenant();
    ck_assert(view_shows("00:30:00  judge r7 \u2192 r8  quality.a, .b"));
}
END_TEST

START_TEST(more_than_two_dimensions_are_counted)
{
    fill(0, 30, EMBEDDING, 3, "{\"judge\":\"r7\"}");
    fill(30, 60, EMBEDDING, 3, "{\"judge\":\"r8\"}");
    open_tenant();
    ck_assert(view_shows("00:30:00  judge r7 \u2192 r8  3 dimensions"));
}
END_TEST

START_TEST(a_long_change_is_told_whole)
{
    fill(0, 30, "{\"index\":\"" LONG_A "\"}", 0, "");
    fill(30, 60, "{\"index\":\"" LONG_B "\"}", 0, "");
    open_tenant();
    view_assert_row(2, " METADATA 00:30:00  index");
    view_assert_row(
        3, "                    an-index-of-all-manuals-of-all-products-that-were-ever-sold");
    view_assert_row(4, "                    -to-anybody-in-the-north \u2192");
    view_assert_row(
        5, "                    an-index-of-all-manuals-of-all-products-that-were-ever-sold");
    view_assert_row(6, "                    -to-anybody-in-the-south  drift");
}
END_TEST

START_TEST(changes_without_room_are_counted)
{
    char text[32];

    for (int i = 0; i < 12; i++) {
        snprintf(text, sizeof(text), "{\"model\":\"m%d\"}", i);
        fill(i * 5, i * 5 + 5, text, 0, "");
    }
    open_tenant();
    view_assert_row(2, " METADATA 00:55:00  model m10 \u2192 m11  drift");
    view_assert_row(3, " +9 more  00:50:00  model m9 \u2192 m10  drift");
    view_resize(80, 20);
    view_assert_row(2, " META +10 00:55:00  model m10 \u2192 m11  drift");
}
END_TEST

START_TEST(a_dimensions_page_tells_what_changed_before_what_did_not)
{
    fill(0, 30, EMBEDDING, 0, "");
    fill(30, 60, OTHER_EMBEDDING, 0, "");
    open_tenant();
    view_press(INPUT_ENTER);
    view_assert_row(20, " METADATA 00:30:00  model e5-v2 \u2192 e5-v3");
    view_assert_row(21, "          k 5   unchanged");
    ck_assert(view_shows("\u25c6"));
}
END_TEST

START_TEST(metadata_that_did_not_change_is_said_to_be_so)
{
    fill(0, 60, EMBEDDING, 0, "");
    open_tenant();
    view_press(INPUT_ENTER);
    view_assert_row(21, " METADATA model e5-v2, k 5   unchanged in this window");
    ck_assert(!view_shows("\u25c6"));
}
END_TEST

START_TEST(a_mark_stands_in_the_column_of_its_moment)
{
    fill(0, 30, EMBEDDING, 0, "");
    fill(30, 60, OTHER_EMBEDDING, 0, "");
    view_open(GLYPHS_ASCII, 80, 24);
    open_tenant();
    view_press(INPUT_ENTER);
    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    const struct axis *axis = &fixture.dashboard.sight.axis;
    int column = axis->left + (int)axis_cell(axis, AT(30));
    int found = 0;
    for (int row = 0; row < 24; row++)
        found += frame_cell(&fixture.dashboard.frame, row, column)->character == '#';
    ck_assert_int_eq(found, 1);
}
END_TEST

START_TEST(a_report_tells_when_metadata_changed_last)
{
    fill(0, 30, EMBEDDING, 2, "{\"judge\":\"r7\"}");
    fill(30, 60, OTHER_EMBEDDING, 2, "{\"judge\":\"r8\"}");
    open_tenant();
    view_press(INPUT_ENTER);
    view_press(INPUT_ENTER);
    view_answer((const char *const[]){
        "dims", "[{\"name\":\"drift\",\"severity\":\"ok\",\"value\":1}]", NULL});
    ck_assert(view_shows("METADATA  changed last at 00:30:00  29m before this report"));
    ck_assert(view_shows(" model e5-v2 \u2192 e5-v3  drift"));
    ck_assert(view_shows(" judge r7 \u2192 r8  quality.a, .b"));
}
END_TEST

Suite *suite_view_metadata(void)
{
    Suite *suite = suite_create("view_metadata");
    TCase *tcase = tcase_create("view_metadata");

    tcase_add_checked_fixture(tcase, view_fixture_setup, teardown);
    tcase_add_test(tcase, a_tenants_page_tells_what_changed_before_all_else);
    tcase_add_test(tcase, nothing_is_said_of_what_did_not_change);
    tcase_add_test(tcase, what_several_say_in_one_report_is_told_once);
    tcase_add_test(tcase, more_than_two_dimensions_are_counted);
    tcase_add_test(tcase, a_long_change_is_told_whole);
    tcase_add_test(tcase, changes_without_room_are_counted);
    tcase_add_test(tcase, a_dimensions_page_tells_what_changed_before_what_did_not);
    tcase_add_test(tcase, metadata_that_did_not_change_is_said_to_be_so);
    tcase_add_test(tcase, a_mark_stands_in_the_column_of_its_moment);
    tcase_add_test(tcase, a_report_tells_when_metadata_changed_last);
    suite_add_tcase(suite, tcase);
    return suite;
}
