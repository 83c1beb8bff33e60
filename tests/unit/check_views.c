#include "config.h"

#include "base/text.h"
#include "dashboard.h"
#include "input.h"
#include "support/drift_fixture.h"
#include "support/environment.h"
#include "unit/suites.h"

#include <stdlib.h>
#include <string.h>

#define NOW AT(60)
#define CLOCK ((struct dashboard_clock){NOW, NOW})

static struct fleet fleet;
static struct source_status status;
static struct dashboard dashboard;

static struct tenant *add_tenant(const char *name)
{
    struct tenant *tenant = fleet_tenant(&fleet, slice_of(name));

    tenant->looked_at = true;
    tenant->load = LOAD_DONE;
    return tenant;
}

static void open_dashboard(enum glyph_set glyphs, int columns, int rows)
{
    dashboard_init(&dashboard, &(struct dashboard_setup){.fleet = &fleet,
                                                         .status = &status,
                                                         .source = "redis://host:6379/0",
                                                         .glyphs = glyphs_get(glyphs),
                                                         .ascii = glyphs == GLYPHS_ASCII,
                                                         .window_ms = MS_PER_HOUR,
                                                         .refresh_ms = 2000,
                                                         .zone = ZONE_UTC});
    frame_resize(&dashboard.frame, columns, rows);
}

static void setup(void)
{
    environment_utf8();
    fleet = (struct fleet){0};
    status = (struct source_status){
        .phase = SOURCE_LIVE, .answered_ms = NOW, .discovered = true, .progress = 1};
    open_dashboard(GLYPHS_BLOCK, 80, 24);
}

static void teardown(void)
{
    dashboard_free(&dashboard);
    fleet_free(&fleet);
    environment_restore();
}

/* One tenant in each state that tenants can be in. */
static void fill_fleet(void)
{
    struct tenant *acme = add_tenant("acme");

    fixture_fill(acme, 0, 20, "relevance=O-0.5 faithfulness=O0.25 judge=O");
    fixture_fill(acme, 20, 40, "relevance=O-0.5 faithfulness=W-2.5 judge=O");
    fixture_fill(acme, 40, 60, "relevance=N faithfulness=D-4.25 judge=O");
    fixture_fill(add_tenant("globex"), 0, 60, "relevance=O0.5");
    fixture_fill(add_tenant("quiet"), 0, 30, "relevance=O1");
    fixture_fill(add_tenant("unsure"), 0, 60, "ResponseQuality.groundedness=W-2.25");
    add_tenant("new");
}

static void press(uint32_t key)
{
    dashboard_key(&dashboard, key, CLOCK);
}

static void type(const char *keys)
{
    for (; *keys != '\0'; keys++)
        press((unsigned char)*keys);
}

/* Draws, and compares one row of the screen. */
static void assert_row(int row, const char *expected)
{
    struct buffer text = {0};

    dashboard_draw(&dashboard, CLOCK);
    frame_print(&dashboard.frame, &text);
    struct slice rest = {text.data, text.size};
    struct slice line = slice_split(&rest, '\n');
    for (int i = 0; i < row; i++)
        line = slice_split(&rest, '\n');
    char *shown = strndup(line.data, line.size);
    ck_assert_str_eq(shown, expected);
    free(shown);
    buffer_free(&text);
}

/* Draws, and looks for a text anywhere on the screen. */
static bool is_shown(const char *text)
{
    struct buffer screen = {0};

    dashboard_draw(&dashboard, CLOCK);
    frame_print(&dashboard.frame, &screen);
    bool found = strstr(buffer_text(&screen), text) != NULL;
    buffer_free(&screen);
    return found;
}

/* Returns the role of the cell where a text begins. */
static enum role role_at(const char *text)
{
    const struct frame *frame = &dashboard.frame;
    size_t length = strlen(text);

    dashboard_draw(&dashboard, CLOCK);
    for (int row = 0; row < frame->rows; row++) {
        for (int column = 0; column + (int)length <= frame->columns; column++) {
            size_t same = 0;
            while (same < length &&
                   frame_cell(frame, row, column + (int)same)->character == (unsigned char)text[same])
                same++;
            if (same == length)
                return (enum role)frame_cell(frame, row, column)->role;
        }
    }
    ck_abort_msg("'%s' is not shown", text);
    return ROLE_TEXT;
}

/* --- the fleet --- */

static const char *const fleet_rows_shown[] = {
    " driftop  redis://host:6379/0                               last 1h   01:00 UTC",
    " 1 degraded   1 silent   1 warn   1 empty   1 ok                      5 tenants",
    " STATE▼   TENANT          WORST DIMENSION         Z  FOR NEWEST Z OVER 1h",
    " degraded acme            faithfulness         -4.2  40m     1m ▁▁▁▁▅▅▅▅▅▇▇▇▇▇",
    " silent   quiet           relevance            +1.0  31m    31m ▂▂▂▂▂▂▂········",
    " warn     unsure          …groundedness        -2.2  >1h     1m ▄▄▄▄▄▄▄▄▄▄▄▄▄▄",
    " empty    new             -                               never",
    " ok       globex          relevance            +0.5          1m ▁▁▁▁▁▁▁▁▁▁▁▁▁▁",
};

START_TEST(every_tenant_has_a_row_the_worst_first)
{
    fill_fleet();
    assert_row(_i, fleet_rows_shown[_i]);
}
END_TEST

START_TEST(states_have_their_words_and_their_roles)
{
    fill_fleet();
    ck_assert_int_eq(role_at("degraded acme"), ROLE_DEGRADED);
    ck_assert_int_eq(role_at("silent   quiet"), ROLE_SILENT);
    ck_assert_int_eq(role_at("warn     unsure"), ROLE_WARN);
    ck_assert_int_eq(role_at("empty    new"), ROLE_EMPTY);
    ck_assert_int_eq(role_at("ok       globex"), ROLE_OK);
    ck_assert_int_eq(role_at("-4.2  40m"), ROLE_DEGRADED);
    ck_assert_int_eq(role_at("+0.5"), ROLE_MUTED);
}
END_TEST

START_TEST(the_first_row_is_selected_up_to_its_sparkline)
{
    fill_fleet();
    assert_row(3, fleet_rows_shown[3]);
    ck_assert(frame_cell(&dashboard.frame, 3, 0)->selected);
    ck_assert(frame_cell(&dashboard.frame, 3, 40)->selected);
    ck_assert(!frame_cell(&dashboard.frame, 3, 70)->selected);
    ck_assert(!frame_cell(&dashboard.frame, 4, 0)->selected);
}
END_TEST

START_TEST(what_is_not_loaded_is_blank_and_not_a_gap)
{
    struct tenant *tenant = add_tenant("acme");

    fixture_fill(tenant, 30, 60, "x=O1");
    tenant->load = LOAD_RUNNING;
    tenant->loaded_since_ms = AT(30);
    assert_row(3, " ok       acme            x                    +1.0          1m       ▂▂▂▂▂▂▂▂");
    tenant->load = LOAD_NONE;
    assert_row(3, " ok       acme            x                    +1.0          1m");
    tenant->load = LOAD_DONE;
    tenant->loaded_since_ms = AT(0);
    assert_row(3, " ok       acme            x                    +1.0          1m ······▂▂▂▂▂▂▂▂");
}
END_TEST

START_TEST(a_tenant_that_cannot_be_read_says_why)
{
    struct tenant *tenant = add_tenant("acme");

    tenant->load = LOAD_FAILED;
    strcpy(tenant->trouble, "WRONGTYPE it is");
    ck_assert(is_shown("WRONGTYPE it is"));
}
END_TEST

START_TEST(the_pane_shows_the_selected_tenant_where_there_is_room)
{
    fill_fleet();
    ck_assert(is_shown(" acme  degraded for 40m "));
    ck_assert(is_shown("00:40  faithfulness         warn → degraded      20m so far  z -4.2"));
    press('j');
    ck_assert(is_shown(" quiet  silent for 31m "));
    frame_resize(&dashboard.frame, 80, 20);
    ck_assert(!is_shown("SEVERITY"));
}
END_TEST

START_TEST(more_tenants_than_rows_are_counted)
{
    for (int i = 0; i < 100; i++) {
        char name[32];
        snprintf(name, sizeof(name), "tenant-%02d", i);
        fixture_fill(add_tenant(name), 50, 60, "x=O1");
    }
    ck_assert(is_shown("1-19 of 100"));
    press(INPUT_END);
    ck_assert(is_shown("82-100 of 100"));
    ck_assert(is_shown("tenant-99"));
}
END_TEST

START_TEST(the_column_that_sorts_is_marked)
{
    fill_fleet();
    press('s');
    ck_assert(is_shown("TENANT▼"));
    ck_assert_int_eq(role_at("TENANT"), ROLE_SORTED);
    press('R');
    ck_assert(is_shown("TENANT▲"));
}
END_TEST

/* --- one tenant --- */

static const char *const tenant_rows_shown[] = {
    " acme  degraded for 40m                 newest 1m, 59 reports, every 1m  1 of 5",
    " STATE    DIMENSION            VALUE BASELINE    CHANGE      Z COUNT Z OVER 1h",
    " degraded faithfulness         0.500    0.750  -0.250 ▼   -4.2    10 ▁▁▅▅▅▇▇▇▇",
    " no data  relevance                -        -       -        -     - ▁▁▁▁▁▁╌╌╌",
    " ok       judge                0.500    0.750  -0.250 ▼      -    10 ╌╌╌╌╌╌╌╌╌",
    "",
    " SEVERITY                           00:10   00:20    00:30   00:40   00:50",
    " faithfulness                ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇",
    " relevance                   ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌",
    " judge                       ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁",
    "",
    " EVENTS",
    " 00:40  relevance            ok → no data         20m so far",
    " 00:40  faithfulness         warn → degraded      20m so far  z -4.2",
    " 00:20  faithfulness         ok → warn            20m         z -2.5",
};

START_TEST(a_tenants_page_has_table_timeline_and_events)
{
    fill_fleet();
    press(INPUT_ENTER);
    assert_row(1 + _i, tenant_rows_shown[_i]);
}
END_TEST

START_TEST(what_is_unknown_is_never_zero_or_ok)
{
    fill_fleet();
    press(INPUT_ENTER);
    ck_assert_int_eq(role_at("no data  relevance"), ROLE_NO_DATA);
    ck_assert(!is_shown("0.0"));
    dashboard_draw(&dashboard, CLOCK);
    ck_assert_int_eq(frame_cell(&dashboard.frame, 9, 70)->role, ROLE_NO_DATA);
}
END_TEST

START_TEST(a_silence_is_a_gap_and_an_event)
{
    fixture_fill(add_tenant("quiet"), 0, 20, "x=O1");
    fixture_fill(fleet_find(&fleet, SLICE("quiet")), 50, 60, "x=O1");
    press(INPUT_ENTER);
    ck_assert(is_shown("▁···"));
    ck_assert(is_shown("···▁"));
    ck_assert(is_shown("00:19  was silent"));
    ck_assert(is_shown("31m\n"));
}
END_TEST

START_TEST(with_many_dimensions_all_can_be_scrolled_to)
{
    struct tenant *tenant = add_tenant("wide");
    char readings[512] = "";

    for (int i = 0; i < 30; i++)
        snprintf(readings + strlen(readings), sizeof(readings) - strlen(readings), "%sd%02d=O1",
                 i > 0 ? " " : "", i);
    fixture_fill(tenant, 50, 60, readings);
    press(INPUT_ENTER);
    ck_assert(is_shown("DIMENSION 1-7/30"));
    ck_assert(is_shown(" d06 "));
    ck_assert(!is_shown(" d07 "));
    press(INPUT_END);
    ck_assert(is_shown("DIMENSION 24-30/30"));
    ck_assert(is_shown(" d29 "));
}
END_TEST

START_TEST(seven_dimensions_leave_room_for_three_events)
{
    struct tenant *tenant = add_tenant("acme");

    fixture_fill(tenant, 0, 30, "a=O1 b=O1 c=O1 d=O1 e=O1 f=O1 g=O1");
    fixture_fill(tenant, 30, 60, "a=W2 b=W2 c=D4 d=D4 e=O1 f=O1 g=O1");
    press(INPUT_ENTER);
    assert_row(10, " SEVERITY                           00:10   00:20    00:30   00:40   00:50");
    assert_row(18, " EVENTS  newest 3 of 4");
    assert_row(22, " • live");
}
END_TEST

START_TEST(trouble_is_told_in_one_line)
{
    struct tenant *tenant = add_tenant("acme");

    fixture_fill(tenant, 0, 59, "x=O1");
    tenant_add_unreadable(tenant, stream_id_at(AT(59)), "dims: byte 3", true);
    tenant->flaws.not_finite = 2;
    tenant->flaws.unreadable_dimensions = 1;
    press(INPUT_ENTER);
    assert_row(21, " 1 entries skipped, 1 dimensions unreadable, 2 flaws in reports: dims: byte 3");
}
END_TEST

START_TEST(a_tenant_that_is_gone_is_told)
{
    fill_fleet();
    press(INPUT_ENTER);
    fleet_remove(&fleet, SLICE("acme"));
    ck_assert(is_shown("There is no tenant \"acme\"."));
    press(INPUT_ESCAPE);
    ck_assert(is_shown("silent   quiet"));
}
END_TEST

START_TEST(an_empty_tenant_has_a_page_too)
{
    add_tenant("new");
    press(INPUT_ENTER);
    ck_assert(is_shown("There is no report in this window."));
}
END_TEST

/* --- status, prompts and what else there is --- */

static void lose(enum source_phase phase, const char *reason)
{
    status.phase = phase;
    error_set(&status.error, ERROR_RETRY, "%s", reason);
    status.away_since_ms = NOW - 12400;
    status.retry_at_ms = NOW + 2300;
}

START_TEST(away_tells_since_when_why_and_when_it_is_tried_again)
{
    fill_fleet();
    lose(SOURCE_AWAY, "Connection refused");
    assert_row(22, "  AWAY 12s  Connection refused, next try in 3s");
    ck_assert_int_eq(role_at("AWAY"), ROLE_AWAY);
    ck_assert_int_eq(dashboard_draw(&dashboard, CLOCK), NOW + 300);
    status.retry_at_ms = NOW;
    assert_row(22, "  AWAY 12s  Connection refused, trying now");
    assert_row(3, fleet_rows_shown[3]);
}
END_TEST

START_TEST(stopped_tells_why)
{
    lose(SOURCE_STOPPED, "WRONGPASS invalid username-password pair");
    assert_row(22, "  STOPPED  WRONGPASS invalid username-password pair");
    ck_assert(is_shown("redis://host:6379/0 cannot be read."));
}
END_TEST

START_TEST(a_late_answer_is_told)
{
    status.answered_ms = NOW - 5999;
    assert_row(22, " • live");
    status.answered_ms = NOW - 7000;
    assert_row(22, " • no answer for 7s");
}
END_TEST

START_TEST(loading_tells_how_far_it_is_and_how_to_leave)
{
    struct tenant *tenant = add_tenant("acme");

    fixture_fill(tenant, 0, 60, "x=O1");
    tenant->loaded_since_ms = AT(-1);
    status.loading = 1;
    status.progress = 0.345;
    assert_row(22, " • live  loading 1h 34%");
    type("5");
    assert_row(22, " • live  loading 7d 34%, Esc returns to 1h");
    press(INPUT_ESCAPE);
    assert_row(22, " • live  loading 1h 34%");
}
END_TEST

START_TEST(notes_of_the_source_are_shown)
{
    status.ignored_keys = 3;
    strcpy(status.note, "the server's clock is 4m ahead");
    assert_row(22, " • live  3 other keys ignored  the server's clock is 4m ahead");
}
END_TEST

START_TEST(an_empty_screen_says_why)
{
    ck_assert(is_shown("There are no tenants here."));
    status.discovered = false;
    ck_assert(is_shown("Looking for tenants"));
    status.phase = SOURCE_CONNECTING;
    ck_assert(is_shown("Connecting to redis://host:6379/0"));
    assert_row(22, " • connecting");
    lose(SOURCE_AWAY, "Connection refused");
    ck_assert(is_shown("redis://host:6379/0 does not answer."));
    status.phase = SOURCE_LIVE;
    fill_fleet();
    type("/zzz");
    ck_assert(is_shown("No tenant's name contains \"zzz\"."));
}
END_TEST

START_TEST(a_paused_view_is_marked_and_stands)
{
    fill_fleet();
    type("p");
    ck_assert(is_shown("1h until 01:00:00"));
    assert_row(22, " • live  PAUSED for now");
    struct dashboard_clock later = {NOW + 5 * MS_PER_MINUTE, NOW + 5 * MS_PER_MINUTE};
    fixture_add(fleet_find(&fleet, SLICE("globex")), AT(64), "relevance=D9");
    status.answered_ms = later.own_ms;
    dashboard_draw(&dashboard, later);
    ck_assert_uint_eq(dashboard.listing.by_state[STATE_OK], 1);
    type("p");
    dashboard_draw(&dashboard, later);
    ck_assert_uint_eq(dashboard.listing.by_state[STATE_OK], 0);
}
END_TEST

START_TEST(a_prompt_has_the_cursor)
{
    fill_fleet();
    type("/ac");
    assert_row(22, " Filter: ac   1 of 5");
    ck_assert_int_eq(dashboard.frame.cursor_row, 22);
    ck_assert_int_eq(dashboard.frame.cursor_column, 11);
    press(INPUT_ENTER);
    assert_row(22, " • live");
    ck_assert_int_eq(dashboard.frame.cursor_row, -1);
    assert_row(23, " Enter open  Esc back  / filter  s sort  w window  p pause  ? help  q quit");
}
END_TEST

START_TEST(going_to_a_tenant_shows_what_enter_would_open)
{
    fill_fleet();
    type("tu");
    assert_row(22, " Go to tenant: u   unsure  1 of 2, Tab for the next");
    press(INPUT_TAB);
    assert_row(22, " Go to tenant: u   quiet  2 of 2, Tab for the next");
    type("x");
    assert_row(22, " Go to tenant: ux   no tenant matches");
}
END_TEST

START_TEST(a_wrong_window_is_explained)
{
    type("W5");
    press(INPUT_ENTER);
    ck_assert(is_shown(" Window: 5   "));
    ck_assert_int_eq(role_at("5   "), ROLE_INPUT);
}
END_TEST

START_TEST(keys_are_those_of_the_page)
{
    fill_fleet();
    assert_row(23, " Enter open  / filter  s sort  w window  p pause  u UTC/local  ? help  q quit");
    press(INPUT_ENTER);
    assert_row(23, " Esc back  ] next  [ previous  w window  p pause  u UTC/local  ? help  q quit");
}
END_TEST

START_TEST(help_names_every_key_and_state)
{
    frame_resize(&dashboard.frame, 120, 40);
    type("?");
    ck_assert(is_shown("Enter Right       open the selected tenant"));
    ck_assert(is_shown("D  degraded       far from its baseline"));
    ck_assert(is_shown("q F10 Ctrl-C      leave driftop"));
    type("x");
    ck_assert(!is_shown("leave driftop"));
}
END_TEST

START_TEST(a_small_screen_says_what_it_needs_and_the_worst)
{
    fill_fleet();
    frame_resize(&dashboard.frame, 40, 10);
    assert_row(0, " driftop  needs 60 x 12, has 40 x 10");
    assert_row(2, " 1 degraded   1 silent   1 warn   1 em…");
    assert_row(3, " degraded acme faithfulness        -4.2");
}
END_TEST

START_TEST(times_are_told_in_the_zone_that_was_chosen)
{
    environment_time_zone(ZONE_BERLIN);
    fill_fleet();
    ck_assert(is_shown("01:00 UTC"));
    type("u");
    ck_assert(is_shown("02:00 CET"));
    ck_assert(is_shown("01:40  faithfulness"));
}
END_TEST

START_TEST(ascii_has_no_other_characters)
{
    environment_c_locale();
    dashboard_free(&dashboard);
    open_dashboard(GLYPHS_ASCII, 120, 40);
    fill_fleet();
    add_tenant("日本");
    dashboard_draw(&dashboard, CLOCK);
    for (int row = 0; row < dashboard.frame.rows; row++) {
        for (int column = 0; column < dashboard.frame.columns; column++) {
            uint32_t character = frame_cell(&dashboard.frame, row, column)->character;
            ck_assert(character >= ' ' && character <= '~');
        }
    }
    ck_assert(is_shown(" > degraded"));
}
END_TEST

/* --- what is hostile --- */

static const char hostile[] = "\x1b]0;own\x07\x1b[31m\xc2\x9b\xe2\x80\xae\xff\n日本.";

static void add_hostile_tenant(void)
{
    struct tenant *tenant = add_tenant(hostile);
    char readings[128];

    snprintf(readings, sizeof(readings), "%s=D-4 plain=O", hostile);
    fixture_fill(tenant, 0, 60, readings);
    snprintf(tenant->trouble, sizeof(tenant->trouble), "%s", hostile);
    error_set(&status.error, ERROR_RETRY, "%s", hostile);
    snprintf(status.note, sizeof(status.note), "%s", hostile);
}

static void assert_safe(void)
{
    const struct frame *frame = &dashboard.frame;

    dashboard_draw(&dashboard, CLOCK);
    for (int row = 0; row < frame->rows; row++) {
        for (int column = 0; column < frame->columns; column++) {
            uint32_t character = frame_cell(frame, row, column)->character;
            ck_assert_uint_eq(text_safe_character(character), character);
        }
    }
}

START_TEST(nothing_from_outside_acts_on_the_terminal)
{
    add_hostile_tenant();
    assert_safe();
    press(INPUT_ENTER);
    assert_safe();
    status.phase = SOURCE_AWAY;
    assert_safe();
    type("t");
    press(0x9b);
    press(0x202e);
    assert_safe();
}
END_TEST

START_TEST(every_size_can_be_drawn)
{
    static const char *const pages[] = {"", "\r", "?", "/a", "\rWx", "p"};

    fill_fleet();
    add_hostile_tenant();
    type(pages[_i]);
    for (int rows = 1; rows <= 60; rows += 1 + rows / 16) {
        for (int columns = 1; columns <= 260; columns += 1 + columns / 16) {
            frame_resize(&dashboard.frame, columns, rows);
            dashboard_draw(&dashboard, CLOCK);
        }
    }
}
END_TEST

START_TEST(any_keys_at_all_are_survived)
{
    static const uint32_t keys[] = {
        'j', 'k', 'g', 'G', 's', 'R', '/', 't', 'a', 'q', 'w', '1', '5', 'W', '9', 'm', 'p', 'u', '?',
        ']', '[', INPUT_ENTER, INPUT_ESCAPE, INPUT_BACKSPACE, INPUT_TAB, INPUT_PAGE_DOWN,
        INPUT_PAGE_UP, INPUT_END, INPUT_HOME};
    unsigned random = (unsigned)_i;

    fill_fleet();
    add_hostile_tenant();
    for (int i = 0; i < 500; i++) {
        random = random * 1103515245u + 12345u;
        press(keys[(random >> 16) % (sizeof(keys) / sizeof(keys[0]))]);
        if (random >> 28 == 0)
            fleet_remove(&fleet, SLICE("quiet"));
        if (random >> 28 == 1)
            fixture_fill(add_tenant("quiet"), i, i + 1, "x=W2");
        frame_resize(&dashboard.frame, 20 + (int)(random >> 24), 5 + (int)(random >> 26));
        dashboard_draw(&dashboard, CLOCK);
    }
}
END_TEST

/* --- what is loaded, and when to look again --- */

START_TEST(only_tenants_on_the_screen_are_watched)
{
    size_t count;
    int64_t since_ms;

    for (int i = 0; i < 100; i++) {
        char name[32];
        snprintf(name, sizeof(name), "tenant-%02d", i);
        fixture_fill(add_tenant(name), 50, 60, "x=O1");
    }
    dashboard_draw(&dashboard, CLOCK);
    const char **names = dashboard_watched(&dashboard, CLOCK, &count, &since_ms);
    ck_assert_uint_eq(count, 19);
    ck_assert_str_eq(names[0], "tenant-00");
    ck_assert_int_le(since_ms, NOW - MS_PER_HOUR);
    ck_assert_int_gt(since_ms, NOW - MS_PER_HOUR - 10 * MS_PER_MINUTE);
    free(names);
    press(INPUT_END);
    press(INPUT_ENTER);
    dashboard_draw(&dashboard, CLOCK);
    names = dashboard_watched(&dashboard, CLOCK, &count, &since_ms);
    ck_assert_uint_eq(count, 19);
    ck_assert_str_eq(names[0], "tenant-99");
    ck_assert_str_eq(names[1], "tenant-81");
    free(names);
}
END_TEST

START_TEST(what_is_watched_changes_seldom)
{
    size_t count;
    int64_t first_ms;
    int64_t then_ms;

    dashboard_draw(&dashboard, CLOCK);
    free(dashboard_watched(&dashboard, CLOCK, &count, &first_ms));
    struct dashboard_clock later = {NOW + MS_PER_MINUTE, NOW + MS_PER_MINUTE};
    free(dashboard_watched(&dashboard, later, &count, &then_ms));
    ck_assert_int_eq(first_ms, then_ms);
}
END_TEST

START_TEST(a_quiet_screen_holds_until_an_age_or_the_clock_changes)
{
    struct dashboard_clock clock = {AT(60) + 3000, AT(60) + 3000};

    status.answered_ms = clock.own_ms + MS_PER_HOUR;
    ck_assert_int_eq(dashboard_draw(&dashboard, clock), AT(61));
    fixture_fill(add_tenant("a"), 0, 60, "x=O1");
    fixture_add(fleet_find(&fleet, SLICE("a")), AT(60) - 12000, "x=O1");
    ck_assert_int_eq(dashboard_draw(&dashboard, clock), AT(60) + 8000);
}
END_TEST

static TCase *fleet_case(void)
{
    TCase *tcase = tcase_create("fleet");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, every_tenant_has_a_row_the_worst_first, 0,
                        (int)(sizeof(fleet_rows_shown) / sizeof(fleet_rows_shown[0])));
    tcase_add_test(tcase, states_have_their_words_and_their_roles);
    tcase_add_test(tcase, the_first_row_is_selected_up_to_its_sparkline);
    tcase_add_test(tcase, what_is_not_loaded_is_blank_and_not_a_gap);
    tcase_add_test(tcase, a_tenant_that_cannot_be_read_says_why);
    tcase_add_test(tcase, the_pane_shows_the_selected_tenant_where_there_is_room);
    tcase_add_test(tcase, more_tenants_than_rows_are_counted);
    tcase_add_test(tcase, the_column_that_sorts_is_marked);
    return tcase;
}

static TCase *tenant_case(void)
{
    TCase *tcase = tcase_create("tenant");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, a_tenants_page_has_table_timeline_and_events, 0,
                        (int)(sizeof(tenant_rows_shown) / sizeof(tenant_rows_shown[0])));
    tcase_add_test(tcase, what_is_unknown_is_never_zero_or_ok);
    tcase_add_test(tcase, a_silence_is_a_gap_and_an_event);
    tcase_add_test(tcase, with_many_dimensions_all_can_be_scrolled_to);
    tcase_add_test(tcase, seven_dimensions_leave_room_for_three_events);
    tcase_add_test(tcase, trouble_is_told_in_one_line);
    tcase_add_test(tcase, a_tenant_that_is_gone_is_told);
    tcase_add_test(tcase, an_empty_tenant_has_a_page_too);
    return tcase;
}

static TCase *bars_case(void)
{
    TCase *tcase = tcase_create("bars");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, away_tells_since_when_why_and_when_it_is_tried_again);
    tcase_add_test(tcase, stopped_tells_why);
    tcase_add_test(tcase, a_late_answer_is_told);
    tcase_add_test(tcase, loading_tells_how_far_it_is_and_how_to_leave);
    tcase_add_test(tcase, notes_of_the_source_are_shown);
    tcase_add_test(tcase, an_empty_screen_says_why);
    tcase_add_test(tcase, a_paused_view_is_marked_and_stands);
    tcase_add_test(tcase, a_prompt_has_the_cursor);
    tcase_add_test(tcase, going_to_a_tenant_shows_what_enter_would_open);
    tcase_add_test(tcase, a_wrong_window_is_explained);
    tcase_add_test(tcase, keys_are_those_of_the_page);
    tcase_add_test(tcase, help_names_every_key_and_state);
    tcase_add_test(tcase, a_small_screen_says_what_it_needs_and_the_worst);
    tcase_add_test(tcase, times_are_told_in_the_zone_that_was_chosen);
    tcase_add_test(tcase, ascii_has_no_other_characters);
    return tcase;
}

static TCase *robust_case(void)
{
    TCase *tcase = tcase_create("robust");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, nothing_from_outside_acts_on_the_terminal);
    tcase_add_loop_test(tcase, every_size_can_be_drawn, 0, 6);
    tcase_add_loop_test(tcase, any_keys_at_all_are_survived, 0, 8);
    tcase_add_test(tcase, only_tenants_on_the_screen_are_watched);
    tcase_add_test(tcase, what_is_watched_changes_seldom);
    tcase_add_test(tcase, a_quiet_screen_holds_until_an_age_or_the_clock_changes);
    return tcase;
}

Suite *suite_views(void)
{
    Suite *suite = suite_create("views");

    suite_add_tcase(suite, fleet_case());
    suite_add_tcase(suite, tenant_case());
    suite_add_tcase(suite, bars_case());
    suite_add_tcase(suite, robust_case());
    return suite;
}
