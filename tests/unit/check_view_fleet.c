#include "config.h"

#include "input.h"
#include "support/view_fixture.h"
#include "unit/suites.h"

#include <stdio.h>
#include <string.h>

static const char *const fleet_rows_shown[] = {
    " driftop  redis://host:6379/0                               last 1h   01:00 UTC",
    " 1 degraded   1 warn   1 silent   1 empty   1 ok          5 tenants, all judged",
    " STATE▼   TENANT         WORST DIMENSION    CHANGE     Z  FOR  NEW SEV 1h",
    " degraded acme           faithfulness         -33%  -4.2  20m   1m ▁▁▁▅▅▅▇▇▇",
    " silent   quiet          none since 00:29                 31m  31m ▂▂▂▂▂·····",
    " warn     unsure         …groundedness        -33%  -2.2   1h   1m ▄▄▄▄▄▄▄▄▄",
    " empty    new            -                                       - ··········",
    " ok       globex         relevance            -33%  +0.5        1m ▁▁▁▁▁▁▁▁▁",
};

START_TEST(every_tenant_has_a_row_the_worst_first)
{
    view_fill_fleet();
    view_assert_row(_i, fleet_rows_shown[_i]);
}
END_TEST

START_TEST(states_have_their_words_and_their_roles)
{
    view_fill_fleet();
    ck_assert_int_eq(view_role_at("degraded acme"), ROLE_DEGRADED);
    ck_assert_int_eq(view_role_at("silent   quiet"), ROLE_SILENT);
    ck_assert_int_eq(view_role_at("warn     unsure"), ROLE_WARN);
    ck_assert_int_eq(view_role_at("empty    new"), ROLE_EMPTY);
    ck_assert_int_eq(view_role_at("ok       globex"), ROLE_OK);
    ck_assert_int_eq(view_role_at("-4.2  20m"), ROLE_DEGRADED);
    ck_assert_int_eq(view_role_at("+0.5"), ROLE_MUTED);
}
END_TEST

START_TEST(the_first_row_is_selected_up_to_its_picture)
{
    view_fill_fleet();
    view_assert_row(3, fleet_rows_shown[3]);
    ck_assert(frame_cell(&fixture.dashboard.frame, 3, 0)->selected);
    ck_assert(frame_cell(&fixture.dashboard.frame, 3, 40)->selected);
    ck_assert(frame_cell(&fixture.dashboard.frame, 3, 65)->selected);
    ck_assert_uint_eq(frame_cell(&fixture.dashboard.frame, 3, 67)->character, U'▁');
    for (int column = 66; column < 80; column++)
        ck_assert(!frame_cell(&fixture.dashboard.frame, 3, column)->selected);
    ck_assert(!frame_cell(&fixture.dashboard.frame, 4, 0)->selected);
}
END_TEST

START_TEST(the_marked_have_a_sign_and_are_counted)
{
    view_fill_fleet();
    view_type(" ");
    view_press(INPUT_DOWN);
    view_assert_row(
        1, " 1 degraded   1 warn   1 silent   1 empty   1 ok           1 marked, all judged");
    ck_assert_uint_eq(frame_cell(&fixture.dashboard.frame, 3, 0)->character, U'•');
    ck_assert_uint_eq(frame_cell(&fixture.dashboard.frame, 4, 0)->character, ' ');
    view_type("M");
    ck_assert(view_shows("marked, 1 of 5"));
    ck_assert(!view_shows("unsure"));
    view_press(INPUT_ENTER);
    ck_assert(view_shows("1 of 1"));
    ck_assert_uint_eq(frame_cell(&fixture.dashboard.frame, 1, 0)->character, U'•');
}
END_TEST

START_TEST(what_is_not_loaded_is_blank_and_not_a_gap)
{
    struct tenant *tenant = view_tenant("acme");

    fixture_fill(tenant, 30, 60, "x=O1");
    history_live(&tenant->history)->known.start_ms = AT(30);
    view_assert_row(3,
                    " ok       acme           x                    -33%  +1.0        1m     ▂▂▂▂▂");
    tenant_clear_history(tenant);
    view_assert_row(3, " ok       acme           x                    -33%  +1.0        1m");
    fixture_fill(tenant, 30, 60, "x=O1");
    history_reach(&tenant->history, HISTORY_LIVE, AT(0));
    view_assert_row(3,
                    " ok       acme           x                    -33%  +1.0        1m ····▂▂▂▂▂");
}
END_TEST

START_TEST(a_tenant_that_cannot_be_read_says_why)
{
    struct tenant *tenant = view_tenant("acme");

    tenant->failed = true;
    tenant_set_trouble(tenant, "WRONGTYPE it is");
    ck_assert(view_shows("WRONGTYPE"));
}
END_TEST

START_TEST(a_stream_with_nothing_readable_is_told_and_is_no_tenant)
{
    struct tenant *tenant = view_tenant("acme");

    tenant_add_unreadable(tenant, stream_id_at(AT(59)), "dims: byte 3", true);
    fixture_fill(view_tenant("beta"), 0, 60, "x=O1");
    ck_assert(view_shows("1 stream without one readable report"));
    ck_assert(!view_shows("acme"));
}
END_TEST

START_TEST(what_is_remarkable_stands_in_the_row)
{
    struct tenant *tenant = view_tenant("acme");

    view_resize(120, 24);
    tenant->failed = true;
    tenant_set_trouble(tenant, "NOPERM No permissions to access a key");
    ck_assert(view_shows("no permission "));
    ck_assert(view_shows(" ? "));
    ck_assert(!view_shows("never"));
    tenant_set_trouble(tenant, "WRONGTYPE Operation against a key");
    ck_assert(view_shows("wrong type "));
    tenant->failed = false;
    tenant_set_trouble(tenant, "");
    tenant->gone_ms = AT(50);
    tenant_note(tenant, NOTICE_GONE, AT(50), "the key is gone");
    ck_assert(view_shows("gone since 00:50 "));
    ck_assert(!view_shows("1 empty"));
    ck_assert(!view_shows("1 tenant"));
    view_press(INPUT_ENTER);
    ck_assert(view_shows("gone since 00:50"));
    ck_assert(view_shows("00:50  the key is gone"));
    tenant->gone_ms = 0;
    tenant->ahead_ms = 2 * MS_PER_MINUTE;
    ck_assert(view_shows("clock ahead by 2m"));
}
END_TEST

START_TEST(silence_stands_beside_an_alarm)
{
    fixture_fill(view_tenant("dead"), 0, 30, "a=D-6 b=O");
    ck_assert(view_shows(" degraded dead           a silent "));
    ck_assert_int_eq(view_role_at("silent "), ROLE_SILENT);
}
END_TEST

START_TEST(the_pane_shows_the_selected_tenant_where_there_is_room)
{
    view_fill_fleet();
    ck_assert(view_shows(" acme  degraded 20m, warn since 40m "));
    ck_assert(view_shows(" 0.500 of 0.750 "));
    ck_assert(view_shows(" -33%  z -4.2 "));
    ck_assert(view_shows(" since 00:40:00 "));
    view_press('j');
    ck_assert(view_shows(" quiet  silent for 3"));
    view_resize(80, 20);
    ck_assert(!view_shows("0.500 of 0.750"));
}
END_TEST

/* Three tenants that turn bad within a minute, and enough others that there is no pane. */
static void fill_incident(void)
{
    static const char *const names[] = {"able", "bond", "cord"};

    for (int i = 0; i < 3; i++) {
        fixture_fill(view_tenant(names[i]), 0, 40, "Quality.a=O1 Quality.b=O1");
        fixture_fill(view_tenant(names[i]), 40, 60, "Quality.a=D-4 Quality.b=O1");
    }
    for (int i = 0; i < 8; i++) {
        char name[16];
        snprintf(name, sizeof(name), "well-%d", i);
        fixture_fill(view_tenant(name), 0, 60, "Quality.a=O1");
    }
}

START_TEST(what_several_tenants_have_in_common_is_told_and_opened)
{
    fill_incident();
    view_assert_row(
        17, " NOW  3 tenants turned bad 00:40, all in Quality.a: able, bond, …  i shows them");
    view_type("i");
    ck_assert(view_shows(" ONLY  tenants that turned bad 00:40 "));
    ck_assert(view_shows(" Esc shows all"));
    ck_assert(!view_shows("well-1"));
    ck_assert_uint_eq(fixture.dashboard.listing.count, 3);
    view_press(INPUT_ESCAPE);
    ck_assert(view_shows("well-1"));
    view_type("i");
    view_type("i");
    ck_assert(view_shows("well-1"));
}
END_TEST

START_TEST(without_anything_in_common_the_key_says_so)
{
    view_fill_fleet();
    ck_assert(!view_shows("NOW "));
    view_type("i");
    ck_assert(view_shows("no tenants turned bad together"));
}
END_TEST

START_TEST(the_selected_tenant_is_told_in_three_lines)
{
    fill_incident();
    fixture_add(view_tenant("able"), AT(60) - 1, "Quality.a=D-4 Quality.b=W2 EmbeddingDrift=W2");
    view_assert_row(19, " able  Quality.a 0.500 of 0.750 (-33%)  since 00:40:00  n 10");
    ck_assert(view_shows("\n   also "));
    ck_assert(view_shows("Quality.b -33%"));
    view_type("G");
    view_assert_row(19, " well-7  Quality.a 0.500 of 0.750 (-33%)  n 10");
}
END_TEST

START_TEST(a_name_that_is_cut_everywhere_stands_whole_beside_the_status)
{
    for (int i = 0; i < 20; i++) {
        char name[40];
        snprintf(name, sizeof(name), "team10-service-with-a-name-%03d", 350 + i);
        fixture_fill(view_tenant(name), 0, 60, "x=O1");
    }
    ck_assert(view_shows(" team10…ame-350 "));
    ck_assert(view_shows(" team10…ame-351 "));
    view_press('j');
    ck_assert(view_shows("  team10-service-with-a-name-351\n"));
}
END_TEST

/* As many of the last parts as there is room for: the very last alone may be that of many. */
START_TEST(dimensions_of_many_parts_are_told_apart)
{
    fixture_fill(view_tenant("twins"), 0, 60,
                 "answers.faithfulness.of.context.v2=D5 questions.coverage.of.queries.v2=D4");
    view_resize(100, 24);
    ck_assert(view_shows(" …faithfulness.of.context.v2 "));
    view_type("\r");
    ck_assert(view_shows(" …faithfulness.of.context.v2 "));
    ck_assert(view_shows(" …coverage.of.queries.v2 "));
    view_resize(80, 24);
    ck_assert(view_shows(" …of.context.v2 "));
    ck_assert(view_shows(" …of.queries.v2 "));
}
END_TEST

START_TEST(the_title_by_which_is_sorted_is_whole)
{
    for (int columns = 60; columns <= 200; columns++) {
        view_open(GLYPHS_BLOCK, columns, 24);
        fixture_fill(view_tenant("acme"), 0, 60, "x=O1");
        view_type("ss");
        ck_assert_msg(view_shows(" NEW▼") || view_shows(" NEWEST▼"), "%d columns", columns);
    }
}
END_TEST

START_TEST(more_tenants_than_rows_are_counted)
{
    for (int i = 0; i < 100; i++) {
        char name[32];
        snprintf(name, sizeof(name), "tenant-%02d", i);
        fixture_fill(view_tenant(name), 50, 60, "x=O1");
    }
    ck_assert(view_shows("1-19 of 100"));
    view_press(INPUT_END);
    ck_assert(view_shows("82-100 of 100"));
    ck_assert(view_shows("tenant-99"));
}
END_TEST

START_TEST(the_column_that_sorts_is_marked)
{
    view_fill_fleet();
    view_press('s');
    ck_assert(view_shows("TENANT▼"));
    ck_assert_int_eq(view_role_at("TENANT"), ROLE_SORTED);
    view_press('R');
    ck_assert(view_shows("TENANT▲"));
}
END_TEST

Suite *suite_view_fleet(void)
{
    Suite *suite = suite_create("view_fleet");
    TCase *tcase = tcase_create("fleet");

    tcase_add_checked_fixture(tcase, view_fixture_setup, view_fixture_teardown);
    tcase_add_loop_test(tcase, every_tenant_has_a_row_the_worst_first, 0,
                        (int)(sizeof(fleet_rows_shown) / sizeof(fleet_rows_shown[0])));
    tcase_add_test(tcase, states_have_their_words_and_their_roles);
    tcase_add_test(tcase, the_first_row_is_selected_up_to_its_picture);
    tcase_add_test(tcase, the_marked_have_a_sign_and_are_counted);
    tcase_add_test(tcase, what_is_not_loaded_is_blank_and_not_a_gap);
    tcase_add_test(tcase, silence_stands_beside_an_alarm);
    tcase_add_test(tcase, a_tenant_that_cannot_be_read_says_why);
    tcase_add_test(tcase, a_stream_with_nothing_readable_is_told_and_is_no_tenant);
    tcase_add_test(tcase, what_is_remarkable_stands_in_the_row);
    tcase_add_test(tcase, the_pane_shows_the_selected_tenant_where_there_is_room);
    tcase_add_test(tcase, what_several_tenants_have_in_common_is_told_and_opened);
    tcase_add_test(tcase, without_anything_in_common_the_key_says_so);
    tcase_add_test(tcase, the_selected_tenant_is_told_in_three_lines);
    tcase_add_test(tcase, a_name_that_is_cut_everywhere_stands_whole_beside_the_status);
    tcase_add_test(tcase, dimensions_of_many_parts_are_told_apart);
    tcase_add_test(tcase, the_title_by_which_is_sorted_is_whole);
    tcase_add_test(tcase, more_tenants_than_rows_are_counted);
    tcase_add_test(tcase, the_column_that_sorts_is_marked);
    suite_add_tcase(suite, tcase);
    return suite;
}
