/* Which files the words of a command line name. */
#include "config.h"

#include "base/buffer.h"
#include "source/file/list.h"
#include "source/file/name.h"
#include "support/die.h"
#include "support/scratch.h"
#include "unit/suites.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char directory[SCRATCH_SIZE];
static struct file_list list;
static struct error error;

static void set_up(void)
{
    scratch_create(directory);
    if (chdir(directory) != 0 || mkdir("logs", 0755) != 0 || mkdir("logs/old.jsonl", 0755) != 0 ||
        mkdir("empty", 0755) != 0)
        die_errno("%s", directory);
    static const char *const names[] = {"a.jsonl",
                                        "b c.ndjson",
                                        "drift.log",
                                        "q[1].jsonl",
                                        "logs/2.jsonl.gz",
                                        "logs/1.ndjson",
                                        "logs/3.gz",
                                        "logs/x.txt",
                                        "logs/.hidden.jsonl",
                                        "logs/old.jsonl/9.jsonl",
                                        "empty/notes.txt"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        scratch_write(directory, names[i], "");
}

static void tear_down(void)
{
    file_list_free(&list);
}

#define MAKE(...) make((const char *const[]){__VA_ARGS__, NULL})

static bool make(const char *const *words)
{
    size_t count = 0;

    while (words[count] != NULL)
        count++;
    file_list_free(&list);
    return file_list_make(&list, words, count, &error);
}

/* Joins the paths with '|'. */
static const char *paths(void)
{
    static char text[512];

    text[0] = '\0';
    for (size_t i = 0; i < list.count; i++)
        snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s", i > 0 ? "|" : "",
                 list.paths[i]);
    return text;
}

START_TEST(words_name_files_in_their_order)
{
    ck_assert(MAKE("b c.ndjson", "file:drift.log", "a.jsonl", "-"));
    ck_assert_str_eq(paths(), "b c.ndjson|drift.log|a.jsonl|-");
    file_list_sort(&list);
    ck_assert_str_eq(paths(), "-|a.jsonl|b c.ndjson|drift.log");
}
END_TEST

START_TEST(a_folder_stands_for_the_reports_in_it_by_name)
{
    ck_assert(MAKE("logs"));
    ck_assert_str_eq(paths(), "logs/1.ndjson|logs/2.jsonl.gz|logs/3.gz");
    ck_assert(MAKE("file:logs/"));
    ck_assert_str_eq(paths(), "logs/1.ndjson|logs/2.jsonl.gz|logs/3.gz");
}
END_TEST

START_TEST(a_glob_stands_for_what_it_matches)
{
    ck_assert(MAKE("logs/*.ndjson"));
    ck_assert_str_eq(paths(), "logs/1.ndjson");
    ck_assert(MAKE("*.log", "[ab]*"));
    ck_assert_str_eq(paths(), "drift.log|a.jsonl|b c.ndjson");
    ck_assert(MAKE("log*"));
    ck_assert_str_eq(paths(), "logs/1.ndjson|logs/2.jsonl.gz|logs/3.gz");
    ck_assert(MAKE("q[1].jsonl")); /* there is a file of that very name */
    ck_assert_str_eq(paths(), "q[1].jsonl");
}
END_TEST

START_TEST(a_file_that_is_named_twice_is_read_once)
{
    ck_assert_int_eq(symlink("a.jsonl", "link.jsonl"), 0);
    ck_assert(MAKE("a.jsonl", "./a.jsonl", "link.jsonl", "a.*", "logs", "logs/1.ndjson", "new",
                   "new", "-", "-"));
    ck_assert_str_eq(paths(), "a.jsonl|logs/1.ndjson|logs/2.jsonl.gz|logs/3.gz|new|-");
}
END_TEST

START_TEST(a_file_that_is_not_there_may_come)
{
    ck_assert(MAKE("later.jsonl"));
    ck_assert_str_eq(paths(), "later.jsonl");
}
END_TEST

START_TEST(a_folder_without_reports_is_told_with_the_way_out)
{
    ck_assert(!MAKE("empty"));
    ck_assert_int_eq(error.class, ERROR_STOP);
    ck_assert_str_eq(error.text,
                     "the folder empty holds no file that ends in .jsonl, .ndjson or .gz; files "
                     "with other names are named by a pattern in quotes, as in 'empty/*.log'");
    ck_assert(!MAKE("a.jsonl", "empty"));
}
END_TEST

START_TEST(a_glob_that_matches_nothing_is_told)
{
    ck_assert(!MAKE("logs/*.json"));
    ck_assert_int_eq(error.class, ERROR_STOP);
    ck_assert_str_eq(error.text, "no file matches logs/*.json; a pattern knows *, ? and [abc], and "
                                 "a folder is named as it is");
    ck_assert(!MAKE("empt?"));
    ck_assert_ptr_nonnull(strstr(error.text, "no file of reports matches empt?"));
}
END_TEST

START_TEST(a_word_without_a_path_is_refused)
{
    ck_assert(!MAKE("file:"));
    ck_assert_int_eq(error.class, ERROR_USAGE);
}
END_TEST

static const char *show(const char *const *words, size_t count)
{
    static char text[64];

    ck_assert(make(words));
    file_list_show(&list, words, count, text, sizeof(text));
    return text;
}

#define SHOW(...)                                                                                  \
    show((const char *const[]){__VA_ARGS__, NULL},                                                 \
         sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

START_TEST(what_is_read_is_shown_with_the_number_of_files)
{
    ck_assert_str_eq(SHOW("a.jsonl"), "a.jsonl");
    ck_assert_str_eq(SHOW("-"), "standard input");
    ck_assert_str_eq(SHOW("logs"), "logs (3 files)");
    ck_assert_str_eq(SHOW("*.log"), "*.log (1 file)");
    ck_assert_str_eq(SHOW("a.jsonl", "file:drift.log"), "a.jsonl, drift.log (2 files)");
    const char *text = SHOW("a.jsonl", "./././././././././././././././././a.jsonl", "logs");
    ck_assert_ptr_nonnull(strstr(text, " (4 files)"));
}
END_TEST

START_TEST(words_that_can_only_be_files_are_told)
{
    static const struct {
        const char *word;
        bool is_file;
    } cases[] = {
        {"drift.log", true},    {"logs", true},         {"logs/*", true},
        {"./none", true},       {"/no/where", true},    {"*.log", true},
        {"none.log", false},    {"localhost", false},   {"127.0.0.1:6379", false},
        {"host:6379/0", false}, {"redis://a/b", false}, {"", false},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        ck_assert_msg(file_source_looks_like(cases[i].word) == cases[i].is_file, "%s",
                      cases[i].word);
}
END_TEST

START_TEST(a_place_is_told_as_file_and_line)
{
    char text[FILE_LINE_SIZE];
    char path[256] = "";

    file_name_line("logs/a.jsonl", 12, text);
    ck_assert_str_eq(text, "logs/a.jsonl:12");
    file_name_line("-", 1, text);
    ck_assert_str_eq(text, "standard input:1");
    for (int i = 0; i < 60; i++)
        strcat(path, "ä/");
    strcat(path, "end.jsonl");
    file_name_line(path, UINT64_MAX, text);
    ck_assert_ptr_nonnull(strstr(text, "/end.jsonl:18446744073709551615"));
}
END_TEST

Suite *suite_file_list(void)
{
    Suite *suite = suite_create("file_list");
    TCase *tcase = tcase_create("file_list");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, words_name_files_in_their_order);
    tcase_add_test(tcase, a_folder_stands_for_the_reports_in_it_by_name);
    tcase_add_test(tcase, a_glob_stands_for_what_it_matches);
    tcase_add_test(tcase, a_file_that_is_named_twice_is_read_once);
    tcase_add_test(tcase, a_file_that_is_not_there_may_come);
    tcase_add_test(tcase, a_folder_without_reports_is_told_with_the_way_out);
    tcase_add_test(tcase, a_glob_that_matches_nothing_is_told);
    tcase_add_test(tcase, a_word_without_a_path_is_refused);
    tcase_add_test(tcase, what_is_read_is_shown_with_the_number_of_files);
    tcase_add_test(tcase, words_that_can_only_be_files_are_told);
    tcase_add_test(tcase, a_place_is_told_as_file_and_line);
    suite_add_tcase(suite, tcase);
    return suite;
}
