/* A report's page: what it shows of an entry, and what of one that is not there. */
#include "config.h"

#include "input.h"
#include "support/view_fixture.h"
#include "unit/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OLD_DIMS                                                                                   \
    "[{\"name\":\"faithfulness\",\"severity\":\"warn\",\"value\":0.8,\"baseline\":0.75,"           \
    "\"z_score\":-2.5,\"sample_count\":70,\"metadata\":{\"k\":5,\"model\":\"e5-v2\"}}]"
#define NEW_DIMS                                                                                   \
    "[{\"name\":\"faithfulness\",\"severity\":\"degraded\",\"value\":0.5,\"baseline\":0.75,"       \
    "\"z_score\":-4.25,\"sample_count\":66,\"metadata\":{\"k\":5,\"model\":\"e5-v3\"}}]"
#define FIELDS(dims)                                                                               \
    ((const char *const[]){"ws", "1970-01-01T00:58:00Z", "we", "1970-01-01T00:59:00Z", "degraded", \
                           "faithfulness", "note", "by hand", "dims", dims, NULL})

/* Opens the newest report of acme; the one before it is answered first. */
static void open_report(const char *dims)
{
    view_fill_fleet();
    view_press(INPUT_ENTER);
    view_press(INPUT_ENTER);
    view_press(INPUT_ENTER);
    view_press('[');
    view_answer(FIELDS(OLD_DIMS));
    view_press(']');
    view_answer(FIELDS(dims));
}

START_TEST(enter_opens_the_newest_report_and_esc_leads_back)
{
    view_fill_fleet();
    view_press(INPUT_ENTER);
    view_press(INPUT_ENTER);
    view_press(INPUT_ENTER);
    ck_assert(view_shows(" acme \u203a "));
    ck_assert(view_shows("59 of 59 in this window"));
    ck_assert(view_shows("Asking for it."));
    view_press(INPUT_ESCAPE);
    ck_assert(view_shows(" acme > faithfulness  degraded"));
    view_press(INPUT_ESCAPE);
    ck_assert(view_shows("SEVERITY"));
    ck_assert(view_shows(" acme  degraded"));
}
END_TEST

START_TEST(a_report_says_what_it_is_and_what_of_it_is_not_read)
{
    open_report(NEW_DIMS);
    ck_assert(view_shows("window 00:58:00-00:59:00 (1m)   lag "));
    ck_assert(view_shows(" 5 fields, "));
    ck_assert(view_shows("dims: as StreamDriftSink writes it"));
    ck_assert(view_shows("passed over  note"));
    ck_assert(view_shows("faithfulness            degraded   0.500    0.750   -33%   -4.2    66"));
    ck_assert(view_shows("we  1970-01-01T00:59:00Z"));
}
END_TEST

START_TEST(what_changed_in_the_metadata_stands_before_what_did_not)
{
    view_resize(120, 35);
    open_report(NEW_DIMS);
    ck_assert(view_shows("CHANGED since the report before"));
    ck_assert(view_shows("faithfulness  model: e5-v2 \u2192 e5-v3"));
    ck_assert(view_shows("faithfulness  warn \u2192 degraded"));
    ck_assert(view_shows("model=e5-v3 k=5"));
    ck_assert_int_eq(view_role_at("e5-v3"), ROLE_WARN);
}
END_TEST

START_TEST(a_key_shows_the_differences_of_figures)
{
    view_resize(120, 35);
    open_report(NEW_DIMS);
    ck_assert(!view_shows("DIFFERENCES"));
    view_press('=');
    ck_assert(view_shows("value 0.8 \u2192 0.5   z -2.5 \u2192 -4.25   n 70 \u2192 66"));
    ck_assert(view_shows("all else is the same"));
    view_press('=');
    ck_assert(!view_shows("DIFFERENCES"));
}
END_TEST

START_TEST(next_and_previous_go_from_entry_to_entry_to_the_ends)
{
    view_fill_fleet();
    view_press(INPUT_ENTER);
    view_press(INPUT_ENTER);
    view_press(INPUT_ENTER);
    view_press(']');
    ck_assert(view_shows("this is the newest report"));
    for (int i = 58; i >= 1; i--) {
        char number[32];
        view_press('[');
        snprintf(number, sizeof(number), " %d of 59 in this window", i);
        ck_assert(view_shows(number));
    }
    view_press('['); /* in front of the window */
    ck_assert(!view_shows("in this window"));
    view_press('[');
    ck_assert(view_shows("this is the oldest report that is loaded"));
    view_press(']');
    ck_assert(view_shows(" 1 of 59 in this window"));
}
END_TEST

START_TEST(a_report_stands_still_when_newer_ones_come)
{
    open_report(NEW_DIMS);
    fixture_add(fleet_find(&fixture.fleet, SLICE("acme")), AT(60), "faithfulness=O");
    ck_assert(view_shows(" 59 of 60 in this window"));
    size_t count;
    const struct original_wish *wishes = dashboard_fetched(&fixture.dashboard, &count);
    ck_assert_uint_eq(count, 2);
    ck_assert_int_eq(stream_id_time(wishes[0].id), AT(59));
    ck_assert_int_eq(stream_id_time(wishes[1].id), AT(58));
}
END_TEST

START_TEST(nothing_is_asked_for_that_nobody_has_opened)
{
    size_t count;

    view_fill_fleet();
    view_press(INPUT_ENTER);
    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    dashboard_fetched(&fixture.dashboard, &count);
    ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(what_is_gone_is_said_to_be_gone)
{
    open_report(NEW_DIMS);
    original_is_gone(&fixture.originals.items[fixture.originals.count - 1]);
    original_is_gone(&fixture.originals.items[0]);
    ck_assert(view_shows("It is no longer there: trimmed or deleted since."));
    ck_assert(view_shows("degraded   0.500"));
    originals_free(&fixture.originals);
    size_t count;
    const struct original_wish *wishes = dashboard_fetched(&fixture.dashboard, &count);
    originals_want(&fixture.originals, wishes, count);
    original_is_gone(&fixture.originals.items[0]);
    ck_assert(view_shows("It is no longer there: trimmed or deleted."));
}
END_TEST

START_TEST(what_was_trimmed_meanwhile_is_told_without_asking)
{
    open_report(NEW_DIMS);
    ck_assert(!view_shows("no longer there"));
    history_drop(&fleet_find(&fixture.fleet, SLICE("acme"))->history, stream_id_at(AT(60)));
    ck_assert(view_shows("It is no longer there: trimmed or deleted since."));
    ck_assert(view_shows("degraded   0.500"));
}
END_TEST

START_TEST(a_refusal_is_shown_in_its_own_words)
{
    view_fill_fleet();
    view_press(INPUT_ENTER);
    view_press(INPUT_ENTER);
    view_press(INPUT_ENTER);
    view_answer(FIELDS(NEW_DIMS));
    originals_ask_again(&fixture.originals);
    fixture.originals.items[0].held = false;
    original_is_refused(&fixture.originals.items[0], false, SLICE("NOPERM \x1b no rights"));
    ck_assert(view_shows("Refused  NOPERM \ufffd no rights"));
}
END_TEST

START_TEST(what_is_no_report_is_shown_with_the_reason)
{
    open_report("[{\"name\"");
    ck_assert(view_shows("not a report  dims: "));
    ck_assert(view_shows("dims  [{\"name\""));
    ck_assert(!view_shows("DIMENSION"));
}
END_TEST

START_TEST(raw_is_the_text_as_it_lies)
{
    view_resize(120, 35);
    open_report(NEW_DIMS);
    ck_assert(view_shows("\"severity\": \"degraded\","));
    view_press('v');
    ck_assert(
        view_shows("dims  [{\"name\":\"faithfulness\",\"severity\":\"degraded\",\"value\":0.5"));
    view_press('-');
    ck_assert(view_shows("raw: nothing is folded"));
    view_press('v');
    view_press('-');
    ck_assert(view_shows("\"metadata\": { 2 members }"));
    view_press('-');
    view_press('-');
    ck_assert(view_shows("dims  [ 1 element ]"));
    view_press('-');
    ck_assert(view_shows("all is folded"));
    view_press('+');
    ck_assert(view_shows("{ 7 members }"));
}
END_TEST

START_TEST(an_entry_of_64_kb_scrolls_to_its_end)
{
    struct buffer dims = {0};

    buffer_string(&dims, "[");
    for (int i = 0; dims.size < (size_t)64 * 1024; i++)
        buffer_printf(&dims,
                      "%s{\"name\":\"d%03d\",\"severity\":\"ok\",\"value\":%d,\"baseline\":1,"
                      "\"z_score\":0,\"sample_count\":5,\"metadata\":{\"text\":\"%0200d\"}}",
                      i > 0 ? "," : "", i, i, i);
    buffer_string(&dims, "]");
    open_report(buffer_text(&dims));
    view_press(INPUT_END);
    ck_assert(view_shows("     }\n   ]\n"));
    view_press('v');
    view_press(INPUT_HOME);
    ck_assert(view_shows("d000 "));
    view_press(INPUT_END);
    ck_assert(view_shows("\"}}]\n"));
    buffer_free(&dims);
}
END_TEST

START_TEST(the_command_is_shown_and_a_key_asks_for_its_copy)
{
    open_report(NEW_DIMS);
    view_press('y');
    ck_assert(view_shows("there is no command that shows this report"));
    for (size_t i = 0; i < fixture.originals.count; i++)
        buffer_string(&fixture.originals.items[i].command, "redis-cli XRANGE k 1-0 1-0");
    ck_assert(view_shows(" redis-cli XRANGE k 1-0 1-0"));
    view_resize(60, 24);
    for (size_t i = 0; i < fixture.originals.count; i++)
        buffer_printf(&fixture.originals.items[i].command, "%060d", 1);
    ck_assert(view_shows("XRANGE k 1-0 1-000000"));
    ck_assert(view_shows("\n   0000000000000000000000000001\n"));
    ck_assert_uint_ne(
        view_event(&(struct input_event){.kind = INPUT_KEY, .key = 'y'}) & REACTION_COPY, 0);
}
END_TEST

START_TEST(a_wide_screen_shows_the_entry_beside_its_readings)
{
    view_resize(200, 50);
    open_report(NEW_DIMS);
    ck_assert(view_shows("degraded  faithfulness "));
    ck_assert(view_shows("ENTRY  laid out, as read in the stream"));
}
END_TEST

START_TEST(hostile_entries_are_drawn_at_every_size)
{
    open_report("[{\"name\":\"\\u001b]0;x\\u0007\",\"severity\":\"\\u202eok\",\"value\":1,"
                "\"metadata\":{\"\\u009b\":\"\x1b[2J\xff\"}}]");
    for (int rows = 1; rows <= 60; rows += 1 + rows / 16) {
        for (int columns = 1; columns <= 260; columns += 1 + columns / 16) {
            view_resize(columns, rows);
            dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
        }
    }
    ck_assert(!view_shows("\x1b"));
}
END_TEST

Suite *suite_view_report(void)
{
    Suite *suite = suite_create("view_report");
    TCase *tcase = tcase_create("view_report");

    tcase_add_checked_fixture(tcase, view_fixture_setup, view_fixture_teardown);
    tcase_add_test(tcase, enter_opens_the_newest_report_and_esc_leads_back);
    tcase_add_test(tcase, a_report_says_what_it_is_and_what_of_it_is_not_read);
    tcase_add_test(tcase, what_changed_in_the_metadata_stands_before_what_did_not);
    tcase_add_test(tcase, a_key_shows_the_differences_of_figures);
    tcase_add_test(tcase, next_and_previous_go_from_entry_to_entry_to_the_ends);
    tcase_add_test(tcase, a_report_stands_still_when_newer_ones_come);
    tcase_add_test(tcase, nothing_is_asked_for_that_nobody_has_opened);
    tcase_add_test(tcase, what_is_gone_is_said_to_be_gone);
    tcase_add_test(tcase, what_was_trimmed_meanwhile_is_told_without_asking);
    tcase_add_test(tcase, a_refusal_is_shown_in_its_own_words);
    tcase_add_test(tcase, what_is_no_report_is_shown_with_the_reason);
    tcase_add_test(tcase, raw_is_the_text_as_it_lies);
    tcase_add_test(tcase, an_entry_of_64_kb_scrolls_to_its_end);
    tcase_add_test(tcase, the_command_is_shown_and_a_key_asks_for_its_copy);
    tcase_add_test(tcase, a_wide_screen_shows_the_entry_beside_its_readings);
    tcase_add_test(tcase, hostile_entries_are_drawn_at_every_size);
    suite_add_tcase(suite, tcase);
    return suite;
}
