/* What curses writes, said in fewer bytes. That both look the same on a terminal is the matter of
 * the suite of the same name of check_screen. */
#include "config.h"

#include "squeeze.h"
#include "unit/suites.h"

static struct squeeze state;
static struct buffer out;

static void setup(void)
{
    state = (struct squeeze){0};
    out = (struct buffer){0};
    squeeze(&state, slice_of("\x1b[mx"), &out);
    ck_assert_str_eq(buffer_text(&out), "\x1b[mx");
    buffer_clear(&out);
}

static void teardown(void)
{
    buffer_free(&out);
}

static const struct {
    const char *written;
    const char *squeezed;
} cases[] = {
    {"plain", "plain"},
    {"\x1b(B\x1b[0;1m\x1b[38;5;202mword\x1b(B\x1b[0m next", "\x1b[1;38;5;202mword \x1b[mnext"},
    {"\x1b[31ma\x1b[39;49m b", "\x1b[31ma \x1b[39mb"},
    {"\x1b[31ma\x1b[39m \x1b[31mb", "\x1b[31ma b"},
    {"\x1b[7m \x1b[m ", "\x1b[7m \x1b[m "},
    {"\x1b[4m \x1b[m ", "\x1b[4m \x1b[m "},
    {"\x1b[44m \x1b[31m x", "\x1b[44m  \x1b[31mx"},
    {"\x1b[39m\x1b[48;5;18m \x1b[38;5;228m\x1b[48;5;18mw", "\x1b[48;5;18m \x1b[38;5;228mw"},
    {"\x1b[1m\x1b[31mx\x1b[m\x1b[32my", "\x1b[1;31mx\x1b[0;32my"},
    {"\x1b[48;2;1;2;3ma\x1b[91;107mb", "\x1b[48;2;1;2;3ma\x1b[91;107mb"},
    {"\x1b[31m\x1b[5d\x1b[mx", "\x1b[5dx"},
    {"\x1b[44m\x1b[K\x1b[m\x1b[Kx", "\x1b[44m\x1b[K\x1b[49m\x1b[Kx"},
    {"\x1b[0;10mx\x0f", "x\x0f"},
    {"\x1b[6mx", "\x1b[6m\x1b[mx"},
    {"\x1b]0;a\x1b[31mb\ax", "\x1b]0;a\x1b[31mb\ax"},
    {"\x1b[38;5mx", "\x1b[38;5m\x1b[mx"},
    {"\x1b[38;5;202;1mx", "\x1b[1;38;5;202mx"},
    {"\x1b[31m\xc3\xa4\r\n", "\x1b[31m\xc3\xa4\r\n"},
    {"\x1b[31m\x1b[r\x1b[9;1H\x1bM\x1b[32mx", "\x1b[r\x1b[9;1H\x1bM\x1b[32mx"},
    {"\x1b[44m\x1b[9;1H\x1bMx", "\x1b[9;1H\x1b[44m\x1bMx"},
};

START_TEST(looks_are_told_once_and_where_they_are_seen)
{
    squeeze(&state, slice_of(cases[_i].written), &out);
    ck_assert_str_eq(buffer_text(&out), cases[_i].squeezed);
}
END_TEST

static const struct {
    const char *written;
    const char *squeezed;
} turned_off[] = {
    {"\x1b[0;1;38;5;202;48;5;235ma\x1b[0;38;5;252;48;5;235mb",
     "\x1b[1;38;5;202;48;5;235ma\x1b[22;38;5;252mb"},
    {"\x1b[0;1;2;31;44ma\x1b[0;2;31;44mb", "\x1b[1;2;31;44ma\x1b[22;2mb"},
    {"\x1b[0;3;4;7;31;44ma\x1b[0;31;44mb", "\x1b[3;4;7;31;44ma\x1b[0;31;44mb"},
    {"\x1b[0;1;31ma\x1b[0;31mb", "\x1b[1;31ma\x1b[22mb"},
    {"\x1b[0;1;31ma\x1b[0;32mb", "\x1b[1;31ma\x1b[0;32mb"},
    {"\x1b[0;1ma\x1b[mb", "\x1b[1ma\x1b[mb"},
    {"\x1b[0;3;34ma\x1b[0;34mb", "\x1b[3;34ma\x1b[23mb"},
    {"\x1b[0;4;34ma\x1b[0;34mb", "\x1b[4;34ma\x1b[24mb"},
    {"\x1b[0;7;34ma\x1b[0;34mb", "\x1b[7;34ma\x1b[27mb"},
};

START_TEST(an_attribute_is_turned_off_alone_where_that_is_shorter)
{
    state.turns_off = true;
    squeeze(&state, slice_of(turned_off[_i].written), &out);
    ck_assert_str_eq(buffer_text(&out), turned_off[_i].squeezed);
}
END_TEST

static const struct {
    const char *written;
    const char *squeezed;
} moves[] = {
    {"\x1b[5;20Hab\x1b[5;40Hc", "\x1b[5;20Hab\x1b[40Gc"},
    {"\x1b[5;20Hab\x1b[5;30Hc", "\x1b[5;20Hab\x1b[8Cc"},
    {"\x1b[5;20Hab\x1b[5;15Hc", "\x1b[5;20Hab\x1b[7Dc"},
    {"\x1b[5;20Hab\x1b[5;22Hc", "\x1b[5;20Habc"},
    {"\x1b[5;20H\xc3\xa4\x1b[5;30Hc", "\x1b[5;20H\xc3\xa4\x1b[30Gc"},
    {"\x1b[5;20Hab\x1b[6;30Hc", "\x1b[5;20Hab\v\x1b[8Cc"},
    {"\x1b[5;20Hab\x1b[6;20Hc", "\x1b[5;20Hab\v\b\bc"},
    {"\x1b[5;20Hab\x1b[7;20Hc", "\x1b[5;20Hab\x1b[7;20Hc"},
    {"\x1b[5;20Hab\x1b[4;20Hc", "\x1b[5;20Hab\x1b[4;20Hc"},
    {"\x1b[5;20Hab\n\x1b[5;30Hc", "\x1b[5;20Hab\n\x1b[5;30Hc"},
    {"\x1b[5;70H12345678901\x1b[5;70Hc", "\x1b[5;70H12345678901\x1b[5;70Hc"},
    {"\x1b[5;70H12345678901\x1b[30Gc", "\x1b[5;70H12345678901\x1b[30Gc"},
    {"\x1b[5;70H1234567890\x1b[5;70Hc", "\x1b[5;70H1234567890\x1b[70Gc"},
    {"\x1b[5;70H\x1b[10d\x1b[10;9Hc", "\x1b[5;70H\x1b[10d\x1b[9Gc"},
    {"\x1b[5;70Hx\b\b\x1b[74Gc", "\x1b[5;70Hx\b\b\x1b[5Cc"},
    {"\x1b[5;9H\x1b[A\x1b[5;30Hc", "\x1b[5;9H\x1b[A\x1b[5;30Hc"},
    {"\x1b[Hx\x1b[H", "\x1b[Hx\b"},
    {"\x1b[5;9H\x1b[1;24r\x1b[6;9Hx", "\x1b[5;9H\x1b[r\x1b[6;9Hx"},
    {"\x1b[1;24r\x1b[1;22r\x1b[22;1H\n\x1b[1;50r", "\x1b[r\x1b[1;22r\x1b[22;1H\n\x1b[1;50r"},
    {"\x1b[1;24r\x1b[4;22r\x1b[22;1H\n\x1b[1;50r", "\x1b[r\x1b[4;22r\x1b[22;1H\n\x1b[1;50r"},
};

START_TEST(moves_within_a_row_are_short)
{
    state.cursor = (struct squeeze_cursor){.columns = 80};
    squeeze(&state, slice_of(moves[_i].written), &out);
    ck_assert_str_eq(buffer_text(&out), moves[_i].squeezed);
}
END_TEST

START_TEST(a_terminal_without_them_is_moved_as_curses_says)
{
    squeeze(&state, slice_of(moves[0].written), &out);
    ck_assert_str_eq(buffer_text(&out), moves[0].written);
}
END_TEST

START_TEST(margins_of_the_whole_terminal_have_no_numbers)
{
    state.rows = 22;
    squeeze(&state, slice_of("\x1b[1;24r\x1b[4;9r\x1b[1;22r\x1b[1;24r"), &out);
    ck_assert_str_eq(buffer_text(&out), "\x1b[r\x1b[4;9r\x1b[r\x1b[1;24r");
}
END_TEST

START_TEST(what_was_wanted_last_is_told_at_the_end)
{
    squeeze(&state, slice_of("\x1b[1mx\x1b[m"), &out);
    squeeze_finish(&state, &out);
    squeeze_finish(&state, &out);
    ck_assert_str_eq(buffer_text(&out), "\x1b[1mx\x1b[m");
}
END_TEST

Suite *suite_squeeze(void)
{
    Suite *suite = suite_create("squeeze");
    TCase *tcase = tcase_create("squeeze");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, looks_are_told_once_and_where_they_are_seen, 0,
                        (int)(sizeof(cases) / sizeof(cases[0])));
    tcase_add_loop_test(tcase, an_attribute_is_turned_off_alone_where_that_is_shorter, 0,
                        (int)(sizeof(turned_off) / sizeof(turned_off[0])));
    tcase_add_loop_test(tcase, moves_within_a_row_are_short, 0,
                        (int)(sizeof(moves) / sizeof(moves[0])));
    tcase_add_test(tcase, a_terminal_without_them_is_moved_as_curses_says);
    tcase_add_test(tcase, margins_of_the_whole_terminal_have_no_numbers);
    tcase_add_test(tcase, what_was_wanted_last_is_told_at_the_end);
    suite_add_tcase(suite, tcase);
    return suite;
}
