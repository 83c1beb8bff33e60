#include "config.h"

#include "dashboard_open.h"
#include "input.h"
#include "screen/screens.h"
#include "source/selection.h"
#include "support/environment.h"
#include "support/view_fixture.h"
#include "unit/suites.h"

#include <string.h>

static void lose(enum source_phase phase, const char *reason)
{
    fixture.status.phase = phase;
    error_set(&fixture.status.error, ERROR_RETRY, "%s", reason);
    fixture.status.away_since_ms = VIEW_NOW - 12400;
    fixture.status.retry_at_ms = VIEW_NOW + 2300;
}

START_TEST(away_tells_since_when_why_and_when_it_is_tried_again)
{
    view_fill_fleet();
    lose(SOURCE_AWAY, "Connection refused");
    view_assert_row(22, "  AWAY 12s  Connection refused, next try in 3s");
    ck_assert_int_eq(view_role_at("AWAY"), ROLE_AWAY);
    ck_assert_int_eq(dashboard_draw(&fixture.dashboard, VIEW_CLOCK), VIEW_NOW + 300);
    fixture.status.retry_at_ms = VIEW_NOW;
    view_assert_row(22, "  AWAY 12s  Connection refused, trying now");
    ck_assert(view_shows("degraded acme"));
}
END_TEST

/* The note gives way to what is wrong; the mark stays, whatever stands in the line. */
START_TEST(the_mark_of_a_connection_that_is_not_checked_stays)
{
    source_remark(&fixture.status, NOTE_UNCHECKED, "certificates are not checked");
    ck_assert_int_eq(view_role_at("INSECURE"), ROLE_WARN);
    lose(SOURCE_AWAY, "Connection refused");
    ck_assert_int_eq(view_role_at("INSECURE"), ROLE_WARN);
    lose(SOURCE_STOPPED,
         "a reason that is so long that it fills the line and would go on for ever");
    ck_assert_int_eq(view_role_at("INSECURE"), ROLE_WARN);
}
END_TEST

START_TEST(stopped_tells_why)
{
    lose(SOURCE_STOPPED, "WRONGPASS invalid username-password pair");
    view_assert_row(22, "  STOPPED  WRONGPASS invalid username-password pair");
    ck_assert(view_shows("redis://host:6379/0 cannot be read."));
}
END_TEST

/* The line below has no room for it. */
START_TEST(a_long_reason_stands_whole_where_there_are_no_tenants)
{
    static const char reason[] = "the certificate's signer is not trusted: --cacert names its CA's "
                                 "certificate, a file or a folder";

    lose(SOURCE_STOPPED, reason);
    ck_assert(view_shows("\n  redis://host:6379/0 cannot be read.\n"
                         "  the certificate's signer is not trusted: --cacert names its CA's "
                         "certificate,\n  a file or a folder\n  r tries again."));
    lose(SOURCE_AWAY, reason);
    ck_assert(view_shows("certificate,\n  a file or a folder\n"
                         "  It is tried again and again. r tries now."));
    view_resize(60, 12);
    ck_assert(view_shows("  the certificate's signer is not trusted: --cacert names\n"
                         "  its CA's certificate, a file or a folder\n"));
}
END_TEST

START_TEST(a_reason_of_one_long_word_is_broken_and_of_many_lines_is_cut)
{
    char reason[] = "so: ________________________________________________________________________"
                    "____________________________________________________________________________"
                    "____________________________________________________________________ end";

    view_resize(60, 16);
    lose(SOURCE_STOPPED, reason);
    ck_assert(view_shows("\n  so:\n  _________________________________________________________\n"));
    ck_assert(
        view_shows("\n  _____________________________________________ end\n  r tries again."));
    view_resize(60, 12);
    ck_assert(view_shows("\n  so:\n  ___"));
    ck_assert(view_shows("_ end\n  STOPPED  so: ____"));
}
END_TEST

START_TEST(a_part_that_is_away_is_told_whole_where_there_are_no_tenants)
{
    source_remark(&fixture.status, NOTE_PART_AWAY,
                  "a part of the tenants is unknown: 127.0.0.1:7001: no answer to PING within 3s, "
                  "and 1 more");
    fixture.status.discovered = false;
    ck_assert(view_shows("  Looking for tenants\n  a part of the tenants is unknown: "
                         "127.0.0.1:7001: no answer to PING within\n  3s, and 1 more\n"));
}
END_TEST

START_TEST(a_late_answer_is_told)
{
    fixture.status.answered_ms = VIEW_NOW - 5999;
    view_assert_row(22, " • live");
    fixture.status.answered_ms = VIEW_NOW - 7000;
    view_assert_row(22, " • no answer for 7s");
}
END_TEST

START_TEST(loading_tells_how_far_it_is_and_how_to_leave)
{
    struct tenant *tenant = view_tenant("acme");

    fixture_fill(tenant, 0, 60, "x=O1");
    history_live(&tenant->history)->known.start_ms = AT(-1);
    fixture.status.loading = 1;
    fixture.status.progress = 0.345;
    view_assert_row(22, " • live  loading 1h 34%");
    view_type("5");
    view_assert_row(22, " • live  loading 7d 34%, Esc returns to 1h");
    view_press(INPUT_ESCAPE);
    view_assert_row(22, " • live  loading 1h 34%");
}
END_TEST

START_TEST(notes_of_the_source_are_shown)
{
    source_remark(&fixture.status, NOTE_IGNORED_KEYS, "3 keys are no tenants");
    source_remark(&fixture.status, NOTE_CLOCK, "the server's clock is 4m ahead");
    view_assert_row(22, " • live  3 keys are no tenants; the server's clock is 4m ahead");
}
END_TEST

START_TEST(an_empty_screen_says_why)
{
    ck_assert(view_shows("There are no tenants here."));
    ck_assert(view_shows(
        "  no stream has a key like {ns}:{app}:{tenant}, with the namespace diagnostics,\n"
        "  app billing\n"
        "  New ones will show up;"));
    fixture.status.discovered = false;
    ck_assert(view_shows("Looking for tenants"));
    fixture.status.phase = SOURCE_CONNECTING;
    ck_assert(view_shows("Connecting to redis://host:6379/0"));
    view_assert_row(22, " • connecting");
    lose(SOURCE_AWAY, "Connection refused");
    ck_assert(view_shows("redis://host:6379/0 cannot be read now."));
    fixture.status.phase = SOURCE_LIVE;
    view_fill_fleet();
    view_type("/zzz");
    ck_assert(view_shows("No tenant passes \"zzz\"."));
}
END_TEST

START_TEST(where_nothing_is_found_other_places_are_named)
{
    struct source_elsewhere *places = fixture.status.elsewhere;

    snprintf(places[0].option, sizeof(places[0].option), "--ns prod:rag:drift");
    snprintf(places[0].example, sizeof(places[0].example), "prod:rag:drift:acme");
    places[0].streams = 12;
    snprintf(places[1].option, sizeof(places[1].option), "redis://host:6379/3");
    places[1].keys = 40;
    places[1].database = 3;
    fixture.status.elsewhere_count = 2;
    fixture.status.elsewhere_more = 5;
    ck_assert(view_shows("There are no tenants here."));
    ck_assert(view_shows("--ns prod:rag:drift\n"));
    ck_assert(view_shows("prod:rag:drift:acme"));
    ck_assert(view_shows("redis://host:6379/3\n"));
    ck_assert(view_shows("and in 5 more places"));
    view_resize(60, 12);
    ck_assert(view_shows("--ns prod:rag:drift"));
}
END_TEST

START_TEST(a_recording_says_so_and_of_which_day_its_end_is)
{
    view_fill_fleet();
    fixture.clock.recorded = true;
    view_assert_row(
        0, " driftop  redis://host:6379/0        recording   last 1h   2023-11-14 01:00 UTC");
    view_assert_row(22, " • a recording, up to its end");
}
END_TEST

START_TEST(a_fleet_that_stopped_at_once_is_one_sentence)
{
    for (int i = 0; i < 5; i++) {
        char name[16];
        snprintf(name, sizeof(name), "tenant-%d", i);
        fixture_fill(view_tenant(name), 0, 30, "x=O1");
    }
    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    fixture.dashboard.judgement.stopped = true;
    fixture.dashboard.judgement.stopped_ms = AT(29);
    view_assert_row(21, " everything stopped at 00:29: 5 of 5 tenants silent");
    view_resize(60, 12);
    view_assert_row(9, " everything stopped at 00:29: 5 of 5 tenants silent");
}
END_TEST

START_TEST(a_paused_view_is_marked_and_stands)
{
    view_fill_fleet();
    view_type("p");
    ck_assert(view_shows("1h until 01:00:00"));
    view_assert_row(22, " PAUSED for <30s");
    struct dashboard_clock later = {.now_ms = VIEW_NOW + 5 * MS_PER_MINUTE,
                                    .own_ms = VIEW_NOW + 5 * MS_PER_MINUTE};
    fixture_add(fleet_find(&fixture.fleet, SLICE("globex")), AT(64), "relevance=D9");
    fixture.status.answered_ms = later.own_ms;
    dashboard_draw(&fixture.dashboard, later);
    ck_assert_uint_eq(fixture.dashboard.judgement.by_state[STATE_OK], 1);
    view_type("p");
    dashboard_draw(&fixture.dashboard, later);
    ck_assert_uint_eq(fixture.dashboard.judgement.by_state[STATE_OK], 0);
}
END_TEST

START_TEST(a_view_that_stands_is_never_called_live)
{
    fixture.dashboard.state.range = range_fixed(MS_PER_HOUR, VIEW_NOW - MS_PER_DAY);
    view_assert_row(22, " fixed range");
    lose(SOURCE_AWAY, "Connection refused");
    view_assert_row(22, " fixed range   AWAY 12s  Connection refused, next try in 3s");
    fixture.status.phase = SOURCE_LIVE;
    view_type("p");
    view_assert_row(22, " • live");
    view_type("p");
    view_assert_row(22, " PAUSED for <30s");
}
END_TEST

START_TEST(lengths_under_a_minute_are_whole_sentences)
{
    static const struct {
        int64_t age_ms;
        const char *paused;
    } lengths[] = {
        {0, "PAUSED for <30s"},    {14999, "PAUSED for <30s"}, {15000, "PAUSED for 30s"},
        {59999, "PAUSED for 30s"}, {60000, "PAUSED for 1m"},
    };

    fixture.dashboard.state.range.mode = RANGE_PAUSED;
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        fixture.dashboard.state.range.end_ms = VIEW_NOW - lengths[i].age_ms;
        ck_assert(view_shows(lengths[i].paused));
    }
}
END_TEST

START_TEST(a_filter_stays_on_the_screen_whatever_else_is_told)
{
    view_fill_fleet();
    view_type("/quiet");
    view_press(INPUT_ENTER);
    view_assert_row(
        1, " 1 degraded   1 warn   1 silent   1 empty   1 ok          5 tenants, all judged");
    lose(SOURCE_AWAY,
         "a reason that is far too long to leave any room for what else there is to tell");
    ck_assert(view_shows("  filter: quiet, 1 of 5"));
    view_press(INPUT_ENTER);
    ck_assert(view_shows("  filter: quiet, 1 of 5"));
    view_press(INPUT_ESCAPE);
    view_press(INPUT_ESCAPE);
    ck_assert(!view_shows("filter:"));
}
END_TEST

START_TEST(a_prompt_has_the_cursor)
{
    view_fill_fleet();
    view_type("/ac");
    view_assert_row(22, " Filter: ac   1 of 5");
    view_assert_row(23, " Enter keep  Esc show all  Ctrl-W delete word  Ctrl-U delete all");
    ck_assert_int_eq(fixture.dashboard.frame.cursor_row, 22);
    ck_assert_int_eq(fixture.dashboard.frame.cursor_column, 11);
    view_press(INPUT_ENTER);
    view_assert_row(
        22, " • live                                                      filter: ac, 1 of 5");
    ck_assert_int_eq(fixture.dashboard.frame.cursor_row, -1);
    view_assert_row(23, " Enter open  Esc back  / filter  s sort  m map  e events  ? help  q quit");
}
END_TEST

START_TEST(going_to_a_tenant_shows_what_enter_would_open)
{
    view_fill_fleet();
    view_type("tu");
    view_assert_row(22, " Go to tenant: u   unsure  1 of 2, Tab for the next");
    view_assert_row(23, " Enter open  Esc cancel  Tab next  Ctrl-W delete word  Ctrl-U delete all");
    view_press(INPUT_TAB);
    view_assert_row(22, " Go to tenant: u   quiet  2 of 2, Tab for the next");
    view_type("x");
    view_assert_row(22, " Go to tenant: ux   no tenant matches");
}
END_TEST

START_TEST(of_a_long_text_the_end_is_shown_and_what_is_wrong_with_it)
{
    view_fill_fleet();
    view_type("/");
    for (int i = 0; i < 200; i++)
        view_type(i % 2 == 0 ? "a" : "b");
    ck_assert(view_shows("Filter: "));
    ck_assert(view_shows("abababa   there is no more room"));
    ck_assert_int_lt(fixture.dashboard.frame.cursor_column, 60);
    view_press(INPUT_BACKSPACE);
    ck_assert(view_shows("ababab   0 of 5"));
}
END_TEST

START_TEST(a_wrong_window_is_explained)
{
    view_type("W5");
    view_press(INPUT_ENTER);
    ck_assert(view_shows(" Window: 5   "));
    ck_assert_int_eq(view_role_at("5   "), ROLE_INPUT);
}
END_TEST

START_TEST(keys_are_those_of_the_page)
{
    view_fill_fleet();
    view_assert_row(23, " Enter open  / filter  s sort  m map  e events  w window  ? help  q quit");
    view_press(INPUT_ENTER);
    view_assert_row(23,
                    " Enter open  Esc back  ] next  m map  e events  c compare  ? help  q quit");
}
END_TEST

START_TEST(help_names_every_key_and_state)
{
    view_resize(120, 90);
    view_type("?");
    ck_assert(view_shows("On the fleet"));
    ck_assert(view_shows("Enter             open the selected row"));
    ck_assert(view_shows("D  degraded       by the producer's own word"));
    ck_assert(view_shows("FOR               how long it has been in this state"));
    ck_assert(view_shows(">1h               longer: before all that was read"));
    ck_assert(view_shows("q F10 Ctrl-C      leave driftop"));
    view_type("x");
    ck_assert(!view_shows("leave driftop"));
}
END_TEST

/* Returns the row on which a text stands. */
static int row_with(const char *text)
{
    for (int row = 0; row < fixture.dashboard.frame.rows; row++) {
        struct buffer line = {0};
        for (int column = 0; column < fixture.dashboard.frame.columns; column++)
            frame_print_cell(frame_cell(&fixture.dashboard.frame, row, column), &line);
        bool found = strstr(buffer_text(&line), text) != NULL;
        buffer_free(&line);
        if (found)
            return row;
    }
    return -1;
}

/* Whatever screens and actions there are: each action once, those of the screen first. */
START_TEST(help_is_that_of_the_screen)
{
    const struct screen *screen = screen_table(&(size_t){0})[_i];
    char title[64];

    if (strcmp(screen->name, "help") == 0)
        return;
    view_fill_fleet();
    view_resize(119, 200);
    dashboard_open(&fixture.dashboard, screen, VIEW_CLOCK);
    view_type("?");
    snprintf(title, sizeof(title), "On %s", screen->title);
    ck_assert(view_shows(title));
    ck_assert_int_eq(row_with(title), 1);
    for (enum action action = ACTION_NONE + 1; action < ACTION_COUNT; action++)
        ck_assert_msg(row_with(action_info(action)->help) > 1, "%s", action_info(action)->name);
    for (size_t i = 0; i < screen->answer_count; i++)
        ck_assert_int_lt(row_with(action_info(screen->answers[i].action)->help),
                         row_with(action_info(ACTION_HELP)->help));
}
END_TEST

START_TEST(a_page_says_by_which_commands_it_comes_without_a_screen)
{
    view_fill_fleet();
    view_type("y");
    ck_assert(
        view_shows("driftop snapshot -f ansi --screen fleet --size 80x24 --utc -w 1h redis://"));
    ck_assert(view_shows("driftop export -w 1h redis://host:6379/0"));
    view_press(INPUT_ESCAPE);
    view_resize(200, 30);
    view_type("\r\ry");
    ck_assert(
        view_shows("--screen dimension --size 200x30 --utc -t acme --dimension faithfulness"));
    view_type("\x7f\x7f\x7f");
    view_type("\r:until 00:50\ry");
    ck_assert(view_shows("driftop snapshot -f json -t acme -w 1h --until 2023-11-14T0"));
    view_press(INPUT_ESCAPE);
    view_press(INPUT_ESCAPE);
    view_type("ML My");
    ck_assert(view_shows("driftop export -t acme -w 1h redis://host:6379/0"));
}
END_TEST

START_TEST(a_command_that_lacks_the_filter_says_so)
{
    view_fill_fleet();
    view_type("y");
    ck_assert(!view_shows("The filter is not in them"));
    view_press(INPUT_ESCAPE);
    view_type("/acme\ry");
    ck_assert(view_shows("The filter is not in them: it is the screen's alone."));
    view_press(INPUT_ESCAPE);
    view_type("\ry");
    ck_assert(!view_shows("The filter is not in them"));
}
END_TEST

/* What would be a pattern is written so that it is none. */
START_TEST(a_command_means_the_tenant_that_is_seen_and_no_other)
{
    static const char *const names[] = {"a*c?[1]\\d", "abc11d", "a*c?[1]d"};
    static const char pattern[] = "a\\*c\\?\\[1]\\\\d";
    const char *const patterns[] = {pattern};

    fixture_fill(view_tenant(names[0]), 0, 60, "x=D5");
    for (size_t i = 1; i < sizeof(names) / sizeof(names[0]); i++)
        fixture_fill(view_tenant(names[i]), 0, 60, "x=O1");
    view_resize(120, 24);
    view_type("\ry");
    ck_assert(view_shows("driftop snapshot -f json -t 'a\\*c\\?\\[1]\\\\d' -w 1h"));
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        ck_assert_int_eq(selection_matches(patterns, 1, slice_of(names[i])), i == 0);
    view_press(INPUT_ESCAPE);
    view_press(INPUT_ESCAPE);
    view_type(" My");
    ck_assert(view_shows("driftop snapshot -f json -t 'a\\*c\\?\\[1]\\\\d' -w 1h"));
}
END_TEST

START_TEST(a_small_screen_says_what_it_needs_and_the_worst)
{
    view_fill_fleet();
    view_resize(40, 10);
    view_assert_row(0, " driftop  needs 60 x 12, has 40 x 10");
    view_assert_row(2, " D1  W1  S1  E1  ok1         all judged");
    view_assert_row(3, " degraded acme faithfulness        -4.2");
}
END_TEST

START_TEST(times_are_told_in_the_zone_that_was_chosen)
{
    environment_time_zone(ZONE_BERLIN);
    view_fill_fleet();
    ck_assert(view_shows("01:00 UTC"));
    view_type("u");
    ck_assert(view_shows("02:00 CET"));
    view_press(INPUT_ENTER);
    ck_assert(view_shows("01:40  faithfulness"));
}
END_TEST

START_TEST(ascii_has_no_other_characters)
{
    environment_c_locale();
    view_open(GLYPHS_ASCII, 120, 40);
    view_fill_fleet();
    view_tenant("日本");
    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    for (int row = 0; row < fixture.dashboard.frame.rows; row++) {
        for (int column = 0; column < fixture.dashboard.frame.columns; column++) {
            uint32_t character = frame_cell(&fixture.dashboard.frame, row, column)->character;
            ck_assert(character >= ' ' && character <= '~');
        }
    }
    ck_assert(view_shows(" -> degraded"));
}
END_TEST

static int screen_count(void)
{
    size_t count;

    screen_table(&count);
    return (int)count;
}

Suite *suite_view_bars(void)
{
    Suite *suite = suite_create("view_bars");
    TCase *tcase = tcase_create("bars");

    tcase_add_checked_fixture(tcase, view_fixture_setup, view_fixture_teardown);
    tcase_add_test(tcase, away_tells_since_when_why_and_when_it_is_tried_again);
    tcase_add_test(tcase, the_mark_of_a_connection_that_is_not_checked_stays);
    tcase_add_test(tcase, stopped_tells_why);
    tcase_add_test(tcase, a_long_reason_stands_whole_where_there_are_no_tenants);
    tcase_add_test(tcase, a_reason_of_one_long_word_is_broken_and_of_many_lines_is_cut);
    tcase_add_test(tcase, a_part_that_is_away_is_told_whole_where_there_are_no_tenants);
    tcase_add_test(tcase, a_late_answer_is_told);
    tcase_add_test(tcase, loading_tells_how_far_it_is_and_how_to_leave);
    tcase_add_test(tcase, notes_of_the_source_are_shown);
    tcase_add_test(tcase, an_empty_screen_says_why);
    tcase_add_test(tcase, where_nothing_is_found_other_places_are_named);
    tcase_add_test(tcase, a_recording_says_so_and_of_which_day_its_end_is);
    tcase_add_test(tcase, a_fleet_that_stopped_at_once_is_one_sentence);
    tcase_add_test(tcase, a_paused_view_is_marked_and_stands);
    tcase_add_test(tcase, a_view_that_stands_is_never_called_live);
    tcase_add_test(tcase, lengths_under_a_minute_are_whole_sentences);
    tcase_add_test(tcase, a_filter_stays_on_the_screen_whatever_else_is_told);
    tcase_add_test(tcase, a_prompt_has_the_cursor);
    tcase_add_test(tcase, going_to_a_tenant_shows_what_enter_would_open);
    tcase_add_test(tcase, of_a_long_text_the_end_is_shown_and_what_is_wrong_with_it);
    tcase_add_test(tcase, a_wrong_window_is_explained);
    tcase_add_test(tcase, keys_are_those_of_the_page);
    tcase_add_test(tcase, help_names_every_key_and_state);
    tcase_add_loop_test(tcase, help_is_that_of_the_screen, 0, screen_count());
    tcase_add_test(tcase, a_page_says_by_which_commands_it_comes_without_a_screen);
    tcase_add_test(tcase, a_command_that_lacks_the_filter_says_so);
    tcase_add_test(tcase, a_command_means_the_tenant_that_is_seen_and_no_other);
    tcase_add_test(tcase, a_small_screen_says_what_it_needs_and_the_worst);
    tcase_add_test(tcase, times_are_told_in_the_zone_that_was_chosen);
    tcase_add_test(tcase, ascii_has_no_other_characters);
    suite_add_tcase(suite, tcase);
    return suite;
}
