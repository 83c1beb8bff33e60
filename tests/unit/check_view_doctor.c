/* The page of what the doctor found, and what the status line says of it. */
#include "config.h"

#include "base/text.h"
#include "input.h"
#include "screen/screens.h"
#include "setup.h"
#include "support/checkup_fixture.h"
#include "support/environment.h"
#include "support/frame_check.h"
#include "support/quick.h"
#include "support/view_fixture.h"
#include "unit/suites.h"

#include <string.h>

#define STATUS_ROW 22
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void open_ill(void)
{
    view_fill_fleet();
    checkup_fixture_ill();
    view_type("x");
}

static const char *top(void)
{
    return stack_top(&fixture.dashboard.state.stack)->screen->name;
}

static void assert_copied(const char *expected)
{
    struct buffer copied = {0};

    dashboard_copied(&fixture.dashboard, VIEW_CLOCK, &copied);
    ck_assert_str_eq(buffer_text(&copied), expected);
    buffer_free(&copied);
}

/* --- the page --- */

START_TEST(the_worst_stands_first_with_its_cure)
{
    open_ill();
    view_assert_row(1, " DOCTOR  2 errors  3 warnings  1 note  1 not checked");
    view_assert_row(2, " 12 streams, 4m ago");
    view_assert_row(3, " SEVERITY▼ FINDING                               ABOUT                    "
                       "FOUND");
    view_assert_row(4, " error     streams can be evicted                the server               "
                       "   4m");
    view_assert_row(5, " error     a stream has a TTL                    acme                     "
                       "   4m");
    view_assert_row(10, " unknown   anybody can connect                   needs +acl|getuser");
    view_assert_row(12, " evictable of the server");
    view_assert_row(15, " CURE      CONFIG SET maxmemory-policy volatile-lru");
    ck_assert_int_eq(view_role_at("error "), ROLE_DEGRADED);
    ck_assert_int_eq(view_role_at("warning "), ROLE_WARN);
    ck_assert_int_eq(view_role_at("note  "), ROLE_NO_DATA);
    ck_assert_int_eq(view_role_at("unknown "), ROLE_MUTED);
}
END_TEST

START_TEST(what_is_selected_is_told_at_length_whole)
{
    open_ill();
    view_type("j");
    ck_assert(view_shows(" ttl in rag:drift:acme"));
    ck_assert(view_shows("EVIDENCE  the stream ends in 9m"));
    ck_assert(view_shows("CURE      PERSIST rag:drift:acme"));
    ck_assert(view_shows("NOTE      Whoever sets it does so again"));
    view_type("G");
    ck_assert(view_shows(" default-user was not checked"));
    ck_assert(view_shows("it needs +acl|getuser"));
}
END_TEST

START_TEST(enter_opens_the_tenant_and_back_is_the_same_row)
{
    open_ill();
    view_press(INPUT_ENTER);
    ck_assert_str_eq(top(), "doctor");
    ck_assert(view_shows("this is about no single tenant"));
    view_type("jj\r");
    ck_assert_str_eq(top(), "tenant");
    ck_assert(view_shows(" globex  ok"));
    view_press(INPUT_ESCAPE);
    ck_assert_str_eq(top(), "doctor");
    ck_assert(view_shows("unbounded in rag:drift:globex"));
    view_type("j\r");
    ck_assert(view_shows("there is no tenant of that stream"));
}
END_TEST

/* Rows that are about none, and about the same, are passed over. */
START_TEST(the_next_of_a_tenant_is_that_of_the_next_finding_about_another)
{
    open_ill();
    view_type("j\r");
    ck_assert(view_shows(" acme  degraded"));
    view_type("]");
    ck_assert(view_shows(" globex  ok"));
    view_type("]");
    ck_assert(view_shows(" acme  degraded"));
    view_type("[");
    ck_assert(view_shows(" globex  ok"));
}
END_TEST

START_TEST(y_copies_the_cure)
{
    open_ill();
    ck_assert_uint_ne(
        view_event(&(struct input_event){.kind = INPUT_KEY, .key = 'y'}) & REACTION_COPY, 0);
    assert_copied("CONFIG SET maxmemory-policy volatile-lru");
    view_type("j");
    assert_copied("PERSIST rag:drift:acme");
    view_type("G");
    ck_assert_uint_eq(
        view_event(&(struct input_event){.kind = INPUT_KEY, .key = 'y'}) & REACTION_COPY, 0);
    ck_assert(view_shows("there is no cure to copy"));
    assert_copied("");
}
END_TEST

START_TEST(r_asks_for_an_examination_and_its_progress_is_shown)
{
    open_ill();
    ck_assert_uint_ne(
        view_event(&(struct input_event){.kind = INPUT_KEY, .key = 'r'}) & REACTION_EXAMINE, 0);
    fixture.checkup.runs = true;
    view_assert_row(
        2, " examining                                              below: as it was 4m ago");
    fixture.checkup.done = 20;
    view_assert_row(
        2, " examining, 20 streams found                            below: as it was 4m ago");
    fixture.checkup.total = 40;
    view_assert_row(
        2, " examining, 20 of 40 streams                            below: as it was 4m ago");
    view_resize(60, 12);
    ck_assert(view_shows(" examining"));
}
END_TEST

START_TEST(of_when_and_of_what_it_is_is_told)
{
    open_ill();
    fixture.checkup.nodes = 3;
    fixture.checkup.streams = 6000;
    fixture.checkup.sampled = 500;
    fixture.checkup.next_ms = VIEW_NOW + 6 * MS_PER_MINUTE;
    view_assert_row(2, " 6000 streams on 3 servers, entries of 500 of them, 4m ago, again in 6m");
    ck_assert(view_shows("all servers"));
    view_wait(2 * MS_PER_MINUTE);
    view_assert_row(2, " 6000 streams on 3 servers, entries of 500 of them, 6m ago, again in 4m");
}
END_TEST

/* A frame holds no longer than what it says. */
START_TEST(a_frame_is_made_anew_when_the_age_reads_otherwise)
{
    open_ill();
    ck_assert_int_le(dashboard_draw(&fixture.dashboard, VIEW_CLOCK), VIEW_NOW + MS_PER_MINUTE);
}
END_TEST

START_TEST(a_failure_is_told_and_what_was_found_before_stays)
{
    struct error error;

    open_ill();
    error_set(&error, ERROR_RETRY, "connect to cache: no answer");
    checkup_fail(&fixture.checkup, &error, VIEW_NOW);
    ck_assert(view_shows(" could not be examined just now: connect to"));
    ck_assert(view_shows("  below: as it was 4m ago"));
    ck_assert(view_shows("streams can be evicted"));
    checkup_fixture_ill();
    view_assert_row(2, " 12 streams, 4m ago");
}
END_TEST

START_TEST(where_there_is_nothing_that_is_explained)
{
    struct error error;

    view_type("x");
    ck_assert(view_shows("  It was not examined yet."));
    ck_assert(view_shows("  That begins some seconds after all tenants are known."));
    fixture.status.phase = SOURCE_STOPPED;
    ck_assert(view_shows("  It cannot be read, for the reason in the line below."));
    fixture.status.phase = SOURCE_LIVE;
    ck_assert(view_shows("  r examines it now."));
    fixture.checkup.runs = true;
    ck_assert(view_shows("  It is being examined for the first time."));
    fixture.checkup.runs = false;
    error_set(&error, ERROR_RETRY, "no answer");
    checkup_fail(&fixture.checkup, &error, VIEW_NOW);
    ck_assert(view_shows(" could not be examined just now: no answer"));
    checkup_fixture_take(&(struct made_checkup){.streams = 1, .ended_ms = VIEW_NOW});
    ck_assert(
        view_shows("  Nothing is wrong with it: no error, no warning, no note, in 1 stream."));
    ck_assert(view_shows(" DOCTOR  0 errors  0 warnings  0 notes"));
}
END_TEST

START_TEST(what_is_no_redis_is_not_examined)
{
    fixture.checkup.unable = "There is no Redis to examine: this is a simulation.";
    view_type("x");
    ck_assert(view_shows("  There is no Redis to examine: this is a simulation."));
    ck_assert_uint_eq(
        view_event(&(struct input_event){.kind = INPUT_KEY, .key = 'r'}) & REACTION_EXAMINE, 0);
    view_assert_row(STATUS_ROW, " There is no Redis to examine: this is a simulation.  • live");
}
END_TEST

START_TEST(what_can_be_examined_is_a_redis_of_now)
{
    const char *files[] = {"a.jsonl"};
    struct options options = {.source = "redis://host:6379/0"};

    ck_assert_ptr_null(setup_unexaminable(&options));
    options.source = "unix:///run/redis.sock";
    ck_assert_ptr_null(setup_unexaminable(&options));
    options.frozen_now_ms = VIEW_NOW;
    ck_assert_ptr_nonnull(strstr(setup_unexaminable(&options), "the clock stands"));
    options.source = "demo:?tenants=4";
    ck_assert_ptr_nonnull(strstr(setup_unexaminable(&options), "simulation"));
    options.source = "a.jsonl";
    ck_assert_ptr_nonnull(strstr(setup_unexaminable(&options), "files"));
    options.files.items = files;
    options.files.count = 1;
    ck_assert_ptr_nonnull(strstr(setup_unexaminable(&options), "files"));
}
END_TEST

START_TEST(colon_doctor_opens_it)
{
    view_type(":doctor\r");
    ck_assert_str_eq(top(), "doctor");
    view_type("x");
    ck_assert(view_shows("this is what the doctor found"));
}
END_TEST

/* Of the new ones, too: a row is found again by what it is about. */
START_TEST(the_selection_stays_when_rows_come)
{
    static const struct made_finding more[] = {
        {"cluster-state", FINDING_ERROR, NULL, 0, NULL, "fail", NULL, NULL, NULL},
        {"ttl", FINDING_ERROR, "rag:drift:acme", 0, NULL, "8m", "PERSIST rag:drift:acme", NULL,
         NULL},
    };

    open_ill();
    view_type("j");
    checkup_fixture_take(&(struct made_checkup){more, COUNT(more), 1, 1, VIEW_NOW});
    assert_copied("PERSIST rag:drift:acme");
    checkup_fixture_take(&(struct made_checkup){more, 1, 1, 1, VIEW_NOW});
    ck_assert(view_shows("cluster-state of the server"));
}
END_TEST

/* As several groups of one stream have. */
START_TEST(findings_about_the_same_are_selected_one_by_one)
{
    static const struct made_finding groups[] = {
        {"group-lag", FINDING_WARNING, "rag:drift:acme", 0, NULL, "group a", "XGROUP a", NULL,
         NULL},
        {"group-lag", FINDING_WARNING, "rag:drift:acme", 0, NULL, "group b", "XGROUP b", NULL,
         NULL},
        {"group-lag", FINDING_WARNING, "rag:drift:acme", 0, NULL, "group c", "XGROUP c", NULL,
         NULL},
        {"group-lag", FINDING_WARNING, "rag:drift:acme\0x", 16, NULL, "nul", "XGROUP d", NULL,
         NULL},
    };

    checkup_fixture_take(&(struct made_checkup){groups, COUNT(groups), 1, 1, VIEW_NOW});
    view_type("x");
    assert_copied("XGROUP a");
    view_type("j");
    assert_copied("XGROUP b");
    view_type("j");
    assert_copied("XGROUP c");
    view_type("j");
    assert_copied("XGROUP d");
}
END_TEST

/* The one that stays has been there for as long as before. */
START_TEST(of_two_groups_of_a_stream_each_has_a_row_of_its_own)
{
    static const char *const groups[] = {"old", "stays", "young"};
    const struct checkup *checkup = &fixture.checkup;

    checkup_fixture_groups(groups, 2, 1000);
    checkup_fixture_groups(groups + 1, 2, 2000);
    ck_assert_uint_eq(checkup->count, 2);
    ck_assert_str_eq(checkup->rows[0].finding->part, "stays");
    ck_assert_int_eq(checkup->rows[0].since_ms, 1000);
    ck_assert_int_eq(checkup->rows[1].since_ms, 2000);
}
END_TEST

/* --- the status line --- */

START_TEST(errors_are_told_in_the_status_line_with_the_key)
{
    view_fill_fleet();
    view_assert_row(STATUS_ROW, " • live");
    checkup_fixture_ill();
    view_assert_row(STATUS_ROW,
                    " • live  2 errors: streams can be evicted, a stream has a TTL  x shows");
    ck_assert_int_eq(view_role_at("2 errors"), ROLE_DEGRADED);
    view_resize(60, 24);
    view_assert_row(STATUS_ROW, " • live  2 errors: streams can be evicted, a stre…  x shows");
}
END_TEST

START_TEST(what_was_looked_at_steps_back_until_something_new_comes)
{
    static const struct made_finding findings[] = {
        {"evictable", FINDING_ERROR, NULL, 0, NULL, "1", NULL, NULL, NULL},
        {"evictable", FINDING_ERROR, NULL, 0, NULL, "2", NULL, NULL, NULL},
        {"clock-skew", FINDING_ERROR, NULL, 0, NULL, "3", NULL, NULL, NULL},
    };
    struct made_checkup made = {findings, 2, 1, 1, VIEW_NOW - 3 * MS_PER_MINUTE};

    view_fill_fleet();
    checkup_fixture_take(&made);
    view_assert_row(STATUS_ROW, " • live  2 errors: streams can be evicted  x shows");
    view_type("x");
    view_assert_row(STATUS_ROW, " • live");
    view_press(INPUT_ESCAPE);
    view_assert_row(STATUS_ROW, " • live  2 errors, seen  x");
    ck_assert_int_eq(view_role_at("2 errors"), ROLE_MUTED);
    made.ended_ms += MS_PER_MINUTE;
    checkup_fixture_take(&made);
    view_assert_row(STATUS_ROW, " • live  2 errors, seen  x");
    made.ended_ms += MS_PER_MINUTE;
    made.count = 3;
    checkup_fixture_take(&made);
    view_assert_row(STATUS_ROW, " • live  1 new of 3 errors: clocks are apart  x shows");
    made.count = 0;
    checkup_fixture_take(&made);
    view_assert_row(STATUS_ROW, " • live");
}
END_TEST

/* A warning that was seen is news as an error. */
START_TEST(what_gets_worse_is_new)
{
    struct made_finding finding = {"group-lag", FINDING_WARNING, NULL, 0, NULL, "900", NULL, NULL,
                                   NULL};
    struct made_checkup made = {&finding, 1, 1, 1, VIEW_NOW - 3 * MS_PER_MINUTE};

    checkup_fixture_take(&made);
    view_type("x");
    view_press(INPUT_ESCAPE);
    view_assert_row(STATUS_ROW, " • live");
    finding.severity = FINDING_ERROR;
    made.ended_ms += MS_PER_MINUTE;
    checkup_fixture_take(&made);
    view_assert_row(STATUS_ROW, " • live  1 error: a group is behind  x shows");
}
END_TEST

START_TEST(what_is_more_urgent_stands_in_its_place)
{
    view_fill_fleet();
    checkup_fixture_ill();
    view_type("p");
    view_type("u");
    ck_assert(!view_shows("2 errors"));
    fixture.status.phase = SOURCE_AWAY;
    fixture.status.away_since_ms = VIEW_NOW - 3 * MS_PER_SECOND;
    error_set(&fixture.status.error, ERROR_RETRY, "connect");
    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    ck_assert(!view_shows("2 errors"));
    fixture.status.phase = SOURCE_LIVE;
    source_remark(&fixture.status, NOTE_PART_AWAY, "1 of 3 tenants is away");
    ck_assert(!view_shows("2 errors"));
}
END_TEST

START_TEST(what_the_source_says_too_is_said_once)
{
    view_fill_fleet();
    view_resize(160, 24);
    source_remark(&fixture.status, NOTE_EVICTION, "streams may go");
    source_remark(&fixture.status, NOTE_REPLICA, "it is a replica");
    ck_assert(view_shows("streams may go; it is a replica"));
    checkup_fixture_ill();
    ck_assert(view_shows("x shows  it is a replica"));
}
END_TEST

/* --- any size, any bytes --- */

static const int columns[] = {1, 2, 20, 59, 60, 61, 79, 80, 99, 100, 120, 160, 200};
static const int rows[] = {1, 2, 3, 11, 12, 13, 15, 16, 17, 24, 35, 50};

static size_t selected_rows(void)
{
    const struct frame *frame = &fixture.dashboard.frame;
    size_t count = 0;

    for (int row = 0; row < frame->rows; row++)
        count += frame_cell(frame, row, 0)->selected;
    return count;
}

static void check_sizes(size_t findings)
{
    for (size_t i = 0; i < COUNT(columns) * COUNT(rows); i++) {
        int width = columns[i % COUNT(columns)];
        int height = rows[i / COUNT(columns)];
        view_resize(width, height);
        dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
        frame_check_characters(&fixture.dashboard.frame);
        if (width >= 60 && height >= 12)
            QUICK_ASSERT(selected_rows() == (findings > 0));
        view_type(i % 3 == 0 ? "G" : i % 3 == 1 ? "k" : "g");
    }
}

START_TEST(nothing_is_torn_at_any_size)
{
    static const size_t counts[] = {0, 1, 7, 1000};

    view_fill_fleet();
    view_open(_i % 2 == 0 ? GLYPHS_BLOCK : GLYPHS_ASCII, 80, 24);
    checkup_fixture_hostile(counts[_i / 2]);
    view_type("x");
    check_sizes(counts[_i / 2]);
}
END_TEST

START_TEST(a_thousand_are_scrolled_through)
{
    checkup_fixture_hostile(1000);
    view_type("x");
    ck_assert(view_shows("1-9 of 1000"));
    view_type("G");
    ck_assert(view_shows("992-1000 of 1000"));
    ck_assert(view_shows(" unknown"));
    view_type("k");
    ck_assert(view_shows("992-1000 of 1000"));
    view_type("g");
    ck_assert(view_shows("1-9 of 1000"));
}
END_TEST

START_TEST(ascii_has_no_other_characters)
{
    environment_c_locale();
    view_open(GLYPHS_ASCII, 120, 40);
    checkup_fixture_hostile(40);
    view_type("x");
    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    for (int row = 0; row < fixture.dashboard.frame.rows; row++) {
        for (int column = 0; column < fixture.dashboard.frame.columns; column++) {
            uint32_t character = frame_cell(&fixture.dashboard.frame, row, column)->character;
            QUICK_ASSERT(character >= ' ' && character <= '~');
        }
    }
}
END_TEST

/* Where there is little room, letters stand for severities, and the cure is told all the same. */
START_TEST(a_small_page_tells_the_cure)
{
    open_ill();
    view_resize(60, 12);
    view_assert_row(1, " DOCTOR  2 errors  3 warnings  1 note                4m ago");
    view_assert_row(3, " E streams can be evicted                the server      4m");
    view_assert_row(8, " CURE      CONFIG SET maxmemory-policy volatile-lru");
}
END_TEST

Suite *suite_view_doctor(void)
{
    Suite *suite = suite_create("view_doctor");
    TCase *tcase = tcase_create("view_doctor");

    tcase_add_checked_fixture(tcase, view_fixture_setup, view_fixture_teardown);
    tcase_add_test(tcase, the_worst_stands_first_with_its_cure);
    tcase_add_test(tcase, what_is_selected_is_told_at_length_whole);
    tcase_add_test(tcase, enter_opens_the_tenant_and_back_is_the_same_row);
    tcase_add_test(tcase, the_next_of_a_tenant_is_that_of_the_next_finding_about_another);
    tcase_add_test(tcase, y_copies_the_cure);
    tcase_add_test(tcase, r_asks_for_an_examination_and_its_progress_is_shown);
    tcase_add_test(tcase, of_when_and_of_what_it_is_is_told);
    tcase_add_test(tcase, a_frame_is_made_anew_when_the_age_reads_otherwise);
    tcase_add_test(tcase, a_failure_is_told_and_what_was_found_before_stays);
    tcase_add_test(tcase, where_there_is_nothing_that_is_explained);
    tcase_add_test(tcase, what_is_no_redis_is_not_examined);
    tcase_add_test(tcase, what_can_be_examined_is_a_redis_of_now);
    tcase_add_test(tcase, colon_doctor_opens_it);
    tcase_add_test(tcase, the_selection_stays_when_rows_come);
    tcase_add_test(tcase, findings_about_the_same_are_selected_one_by_one);
    tcase_add_test(tcase, of_two_groups_of_a_stream_each_has_a_row_of_its_own);
    tcase_add_test(tcase, errors_are_told_in_the_status_line_with_the_key);
    tcase_add_test(tcase, what_was_looked_at_steps_back_until_something_new_comes);
    tcase_add_test(tcase, what_gets_worse_is_new);
    tcase_add_test(tcase, what_is_more_urgent_stands_in_its_place);
    tcase_add_test(tcase, what_the_source_says_too_is_said_once);
    tcase_add_loop_test(tcase, nothing_is_torn_at_any_size, 0, 8);
    tcase_add_test(tcase, a_thousand_are_scrolled_through);
    tcase_add_test(tcase, ascii_has_no_other_characters);
    tcase_add_test(tcase, a_small_page_tells_the_cure);
    suite_add_tcase(suite, tcase);
    return suite;
}
