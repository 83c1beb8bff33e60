/* Screens that are saved from the dashboard. */
#include "config.h"

#include "base/memory.h"
#include "base/slice.h"
#include "screen/program.h"
#include "screen/suites.h"
#include "support/scratch.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROPOSED "driftop-20261122-143015-fleet.svg"

static char directory[SCRATCH_SIZE];
static struct terminal *terminal;
static struct buffer content;

static void expect(const char *text)
{
    ck_assert_msg(terminal_wait_text(terminal, text, PATIENCE_MS), "'%s' is not shown", text);
}

/* Waits until the last row is drawn whole, and all above it. */
static void expect_loaded(const char *last)
{
    expect(last);
    ck_assert(terminal_wait_no_text(terminal, "loading", PATIENCE_MS));
}

/* Starts the frozen demo in the scratch directory, under a limit of the shell's ulimit. */
static void start(const char *limit)
{
    char script[4096];

    snprintf(script, sizeof(script),
             "cd %s && ulimit %s && exec \"$DRIFTOP\" demo: --utc --now 2026-11-22T14:30:15Z",
             directory, limit);
    terminal = program_start_script(script);
    expect_loaded("<30s ▂▂▂▂▄▄▂▂▂▂▂");
}

static void setup(void)
{
    scratch_create(directory);
    content = (struct buffer){0};
    start("-c 0");
}

static void teardown(void)
{
    terminal_free(terminal);
    buffer_free(&content);
}

/* Saves under a name of the scratch directory, and returns what is in it then. */
static const char *save_as(const char *name)
{
    char path[4096];

    terminal_type(terminal, "S\x15");
    terminal_type(terminal, name);
    terminal_type(terminal, "\r");
    snprintf(path, sizeof(path), "saved %s in ", name);
    expect(path);
    snprintf(path, sizeof(path), "%s/%s", directory, name);
    return scratch_read(path, &content);
}

static int count_files(void)
{
    DIR *files = opendir(directory);
    int count = 0;

    ck_assert_ptr_nonnull(files);
    for (struct dirent *entry = readdir(files); entry != NULL; entry = readdir(files))
        count += entry->d_name[0] != '.';
    closedir(files);
    return count;
}

START_TEST(the_name_that_is_proposed_says_when_and_what)
{
    char path[4096];
    char told[4096];

    terminal_type(terminal, "S");
    expect("Save as: " PROPOSED);
    terminal_type(terminal, "\r");
    snprintf(told, sizeof(told), "saved %s in %s", PROPOSED, directory);
    expect(told);
    snprintf(path, sizeof(path), "%s/%s", directory, PROPOSED);
    const char *svg = scratch_read(path, &content);
    ck_assert_ptr_nonnull(strstr(svg, "<title>driftop: the fleet, demo:, 2026-11-22 14:30:15 UTC"));
    ck_assert_ptr_nonnull(strstr(svg, "billing-faq"));
    ck_assert_ptr_null(strstr(svg, "Save as"));
    ck_assert_str_eq(svg + strlen(svg) - 7, "</svg>\n");
}
END_TEST

/* All rows but that of the status, which tells of the saving by now. */
static bool is_shown(struct terminal *shown, void *context)
{
    struct slice saved = slice_of(context);
    bool same = true;

    for (int row = 0; row < 24 && same; row++) {
        char *text = terminal_row(shown, row);
        struct slice line = slice_split(&saved, '\n');
        same = row == 22 || slice_is(line, text);
        free(text);
    }
    return same;
}

static void expect_shown(const char *saved)
{
    char *copy = mem_strdup(saved);

    ck_assert_msg(terminal_wait(terminal, is_shown, copy, PATIENCE_MS), "saved:\n%s", saved);
    ck_assert_ptr_null(strstr(saved, "Save as"));
    free(copy);
}

START_TEST(a_saved_text_is_the_screen_without_the_prompt)
{
    expect_shown(save_as("fleet.txt"));
}
END_TEST

START_TEST(another_screen_is_saved_as_it_is_shown)
{
    terminal_type(terminal, "\r");
    expect_loaded("RetrievalRelevance            ▁▁▁▁▁▁▁▁▁▁");
    expect_shown(save_as("tenant.txt"));
    const char *ansi = save_as("tenant.ansi");
    ck_assert_ptr_nonnull(strstr(ansi, "\x1b[0;1;38;5;"));
}
END_TEST

START_TEST(a_typed_command_saves_too)
{
    char path[4096];

    terminal_type(terminal, ":save word.txt\r");
    expect("saved word.txt in ");
    snprintf(path, sizeof(path), "%s/word.txt", directory);
    ck_assert_ptr_nonnull(strstr(scratch_read(path, &content), "billing-faq"));
    terminal_type(terminal, ":save\r");
    expect("Save as: driftop-");
}
END_TEST

START_TEST(what_is_there_already_is_not_touched)
{
    char path[4096];

    scratch_write(directory, "kept.svg", "mine");
    terminal_type(terminal, "S\x15kept.svg\r");
    expect("it exists: type another name");
    expect("Save as: kept.svg");
    snprintf(path, sizeof(path), "%s/kept.svg", directory);
    ck_assert_str_eq(scratch_read(path, &content), "mine");
    terminal_type(terminal, "\x7f\x7f\x7f"
                            "txt\r");
    expect("saved kept.txt in ");
}
END_TEST

START_TEST(a_name_that_cannot_be_written_is_told_and_asked_for_again)
{
    terminal_type(terminal, "S\x15nowhere/fleet.svg\r");
    expect("Save as: nowhere/fleet.svg   No such file or directory");
    terminal_type(terminal, "\x15"
                            "fleet.png\r");
    expect("its end says how: .svg, .ansi or .txt");
    terminal_type(terminal, "\x1b");
    expect("live");
    ck_assert_int_eq(count_files(), 0);
}
END_TEST

START_TEST(the_home_of_the_user_can_be_meant)
{
    terminal_type(terminal, "S\x15~/at-home.svg\r");
    expect("saved at-home.svg in ");
    ck_assert_int_eq(count_files(), 0);
}
END_TEST

START_TEST(nothing_is_left_of_a_file_that_has_no_room)
{
    terminal_free(terminal);
    start("-f 16");
    terminal_type(terminal, "S\r");
    expect("File too large");
    ck_assert_int_eq(count_files(), 0);
    terminal_type(terminal, "\x1bq");
    program_expect_exit(terminal, 0);
}
END_TEST

Suite *suite_save(void)
{
    Suite *suite = suite_create("save");
    TCase *tcase = tcase_create("save");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, the_name_that_is_proposed_says_when_and_what);
    tcase_add_test(tcase, a_saved_text_is_the_screen_without_the_prompt);
    tcase_add_test(tcase, another_screen_is_saved_as_it_is_shown);
    tcase_add_test(tcase, a_typed_command_saves_too);
    tcase_add_test(tcase, what_is_there_already_is_not_touched);
    tcase_add_test(tcase, a_name_that_cannot_be_written_is_told_and_asked_for_again);
    tcase_add_test(tcase, the_home_of_the_user_can_be_meant);
    tcase_add_test(tcase, nothing_is_left_of_a_file_that_has_no_room);
    suite_add_tcase(suite, tcase);
    return suite;
}
