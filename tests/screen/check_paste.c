/* Text that is pasted, at the whole program: it is never taken for keys. */
#include "config.h"

#include "base/buffer.h"
#include "screen/program.h"
#include "screen/suites.h"

#include <signal.h>
#include <string.h>

#define BEGIN "\x1b[200~"
#define END "\x1b[201~"
#define IGNORED "pasted text is ignored"

static struct terminal *terminal;

static void setup(void)
{
    terminal = program_start_demo();
}

static void teardown(void)
{
    terminal_free(terminal);
}

static void expect(const char *text)
{
    ck_assert_msg(terminal_wait_text(terminal, text, PATIENCE_MS), "'%s' is not shown", text);
}

/* The program is there, and has left neither the fleet nor its first row. */
static void expect_unchanged(void)
{
    terminal_type(terminal, "/");
    expect("Filter:");
    expect("s:degraded");
    terminal_type(terminal, "\x1b");
    expect("WORST DIMENSION");
    expect("last 1h");
}

START_TEST(without_a_prompt_pasted_text_is_ignored_with_a_word)
{
    terminal_paste(terminal, "acme quarterly\r5?q\x1b[B");
    expect(IGNORED);
    expect_unchanged();
}
END_TEST

START_TEST(in_a_prompt_pasted_text_is_text)
{
    terminal_type(terminal, "/");
    expect("Filter:");
    terminal_paste(terminal, "acme\tsup\nq\x07port\n");
    expect("Filter: acme sup q\xef\xbf\xbdport   0 of 12");
    terminal_type(terminal, "\x15");
    terminal_paste(terminal, "acme-support\n");
    expect("Filter: acme-support   1 of 12");
    terminal_type(terminal, "\r");
    expect("filter: acme-support, 1 of 12");
}
END_TEST

START_TEST(a_paste_may_be_cut_anywhere)
{
    const char *bytes = BEGIN "q5?q" END;

    for (size_t cut = 1; cut < strlen(bytes); cut++) {
        struct buffer first = {0};
        buffer_append(&first, bytes, cut);
        ck_assert(terminal_type_through(terminal, buffer_text(&first), PATIENCE_MS));
        ck_assert(terminal_type_through(terminal, bytes + cut, PATIENCE_MS));
        expect(IGNORED);
        terminal_type(terminal, "p");
        expect("PAUSED");
        terminal_type(terminal, "p");
        ck_assert(terminal_wait_no_text(terminal, IGNORED, PATIENCE_MS));
        buffer_free(&first);
    }
    expect_unchanged();
}
END_TEST

START_TEST(a_megabyte_is_a_paste_too)
{
    struct buffer text = {0};

    for (int i = 0; i < (1 << 20); i++)
        buffer_char(&text, "q\r5j"[i % 4]);
    terminal_paste(terminal, buffer_text(&text));
    expect(IGNORED);
    terminal_type(terminal, "/");
    terminal_paste(terminal, buffer_text(&text));
    expect("only the beginning");
    terminal_type(terminal, "\x1b");
    expect_unchanged();
    buffer_free(&text);
}
END_TEST

START_TEST(a_paste_without_an_end_says_how_to_go_on)
{
    terminal_type(terminal, BEGIN "acme q");
    expect("a paste has not ended; Esc ends it");
    terminal_type(terminal, "q");
    terminal_type(terminal, "\x1b");
    expect(IGNORED);
    expect_unchanged();
}
END_TEST

START_TEST(help_ignores_it_as_well)
{
    terminal_type(terminal, "?");
    expect("open the selected row");
    terminal_paste(terminal, "q");
    expect(IGNORED);
    expect("open the selected row");
}
END_TEST

START_TEST(the_brackets_are_asked_for_and_given_back)
{
    ck_assert(terminal_brackets_pastes(terminal));
    terminal_type(terminal, "q");
    program_expect_exit(terminal, 0);
    program_expect_restored(terminal);
}
END_TEST

START_TEST(the_brackets_are_given_back_by_a_crash)
{
    ck_assert(terminal_brackets_pastes(terminal));
    kill(terminal_pid(terminal), SIGSEGV);
    ck_assert(terminal_wait_exit(terminal, &(int){0}, PATIENCE_MS));
    ck_assert(!terminal_brackets_pastes(terminal));
}
END_TEST

Suite *suite_paste(void)
{
    Suite *suite = suite_create("paste");
    TCase *tcase = tcase_create("paste");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, without_a_prompt_pasted_text_is_ignored_with_a_word);
    tcase_add_test(tcase, in_a_prompt_pasted_text_is_text);
    tcase_add_test(tcase, a_paste_may_be_cut_anywhere);
    tcase_add_test(tcase, a_megabyte_is_a_paste_too);
    tcase_add_test(tcase, a_paste_without_an_end_says_how_to_go_on);
    tcase_add_test(tcase, help_ignores_it_as_well);
    tcase_add_test(tcase, the_brackets_are_asked_for_and_given_back);
    tcase_add_test(tcase, the_brackets_are_given_back_by_a_crash);
    suite_add_tcase(suite, tcase);
    return suite;
}
