/* Files of lines stay whole, whatever happens to a disk, to a reader, and to their names. */
#include "config.h"

#include "route/line_file.h"
#include "support/scratch.h"
#include "unit/suites.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE SLICE("{\"edge\":\"firing\"}\n")

static char directory[SCRATCH_SIZE];
static char path[SCRATCH_SIZE + 16];
static struct line_file file;
static struct error error;

static void setup(void)
{
    scratch_create(directory);
    snprintf(path, sizeof(path), "%s/alerts", directory);
    line_file_init(&file, path, 200);
    error = (struct error){0};
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

static void teardown(void)
{
    line_file_close(&file);
}

static void append(struct slice line)
{
    ck_assert_msg(line_file_append(&file, line, &error), "%s", error.text);
}

static void assert_content(const char *name, const char *expected)
{
    struct buffer text = {0};

    ck_assert_str_eq(scratch_read(name, &text), expected);
    buffer_free(&text);
}

START_TEST(a_line_is_appended_to_what_is_there)
{
    scratch_write(directory, "alerts", "old\n");
    append(LINE);
    append(SLICE("second\n"));
    assert_content(path, "old\n{\"edge\":\"firing\"}\nsecond\n");
}
END_TEST

START_TEST(a_file_that_ends_within_a_line_gets_its_end_first)
{
    scratch_write(directory, "alerts", "{\"edge\":\"fi");
    append(LINE);
    append(LINE);
    assert_content(path, "{\"edge\":\"fi\n{\"edge\":\"firing\"}\n{\"edge\":\"firing\"}\n");
}
END_TEST

START_TEST(what_was_moved_away_is_left_alone)
{
    char moved[SCRATCH_SIZE + 32];

    snprintf(moved, sizeof(moved), "%s.1", path);
    append(SLICE("one\n"));
    ck_assert_int_eq(rename(path, moved), 0);
    append(SLICE("two\n"));
    ck_assert_int_eq(unlink(path), 0);
    append(SLICE("three\n"));
    assert_content(moved, "one\n");
    assert_content(path, "three\n");
}
END_TEST

START_TEST(one_that_was_cut_to_nothing_is_gone_on_with)
{
    append(SLICE("one\n"));
    ck_assert_int_eq(truncate(path, 0), 0);
    append(SLICE("two\n"));
    assert_content(path, "two\n");
}
END_TEST

/* As on a disk that is full: a part of the line has room. */
static void limit(rlim_t size)
{
    struct rlimit now;

    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &now), 0);
    now.rlim_cur = size;
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &now), 0);
}

START_TEST(no_half_of_a_line_is_left_where_there_is_no_room)
{
    append(SLICE("one\n"));
    limit(10);
    ck_assert(!line_file_append(&file, LINE, &error));
    ck_assert_str_eq(error.text + strlen(error.text) - 14, "File too large");
    assert_content(path, "one\n");
    ck_assert(!line_file_append(&file, LINE, &error));
    limit(RLIM_INFINITY);
    append(LINE);
    assert_content(path, "one\n{\"edge\":\"firing\"}\n");
}
END_TEST

static void assert_told(bool made, const char *before, const char *behind)
{
    char whole[256];

    snprintf(whole, sizeof(whole), "%s %s%s", before, path, behind);
    ck_assert(!made);
    ck_assert_str_eq(error.text, whole);
}

START_TEST(what_can_never_be_written_is_told_when_it_is_opened)
{
    ck_assert_int_eq(mkdir(path, 0777), 0);
    assert_told(line_file_open(&file, &error), "open", ": Is a directory");
    ck_assert_int_eq(error.class, ERROR_SYSTEM);
    ck_assert_int_eq(rmdir(path), 0);
    ck_assert_int_eq(rmdir(directory), 0);
    assert_told(line_file_open(&file, &error), "open", ": No such file or directory");
    ck_assert_int_eq(mkdir(directory, 0777), 0);
}
END_TEST

START_TEST(a_pipe_without_a_reader_is_tried_again)
{
    char line[64] = "";

    ck_assert_int_eq(mkfifo(path, 0600), 0);
    assert_told(line_file_append(&file, LINE, &error), "write to", ": nobody reads from it");
    ck_assert_int_eq(error.class, ERROR_RETRY);
    int reader = open(path, O_RDONLY | O_NONBLOCK);
    append(LINE);
    ck_assert_int_eq(read(reader, line, sizeof(line)), LINE.size);
    close(reader);
    assert_told(line_file_append(&file, LINE, &error), "write to", ": Broken pipe");
    reader = open(path, O_RDONLY | O_NONBLOCK);
    append(LINE);
    ck_assert_int_eq(read(reader, line, sizeof(line)), LINE.size);
    ck_assert_mem_eq(line, LINE.data, LINE.size);
    close(reader);
}
END_TEST

/* 64 KiB is what a pipe holds; the long line is cut, the next one still begins a line. */
START_TEST(a_reader_that_takes_nothing_is_given_up_and_gets_whole_lines_again)
{
    static char lines[100000];
    static char read_back[200000];
    size_t size = 0;

    ck_assert_int_eq(mkfifo(path, 0600), 0);
    int reader = open(path, O_RDONLY | O_NONBLOCK);
    memset(lines, 'x', sizeof(lines));
    lines[sizeof(lines) - 1] = '\n';
    assert_told(line_file_append(&file, (struct slice){lines, sizeof(lines)}, &error), "write to",
                ": its reader takes nothing");
    for (ssize_t got = 1; got > 0; size += got > 0 ? (size_t)got : 0)
        got = read(reader, read_back + size, sizeof(read_back) - size);
    append(LINE);
    ssize_t got = read(reader, read_back + size, sizeof(read_back) - size);
    ck_assert_int_eq(got, LINE.size + 1);
    ck_assert_int_eq(read_back[size], '\n');
    ck_assert_mem_eq(read_back + size + 1, LINE.data, LINE.size);
    close(reader);
}
END_TEST

START_TEST(standard_output_is_written_to_and_never_closed)
{
    ck_assert_ptr_nonnull(freopen(path, "w", stdout));
    line_file_init(&file, "-", 200);
    append(LINE);
    line_file_close(&file);
    append(LINE);
    assert_content(path, "{\"edge\":\"firing\"}\n{\"edge\":\"firing\"}\n");
}
END_TEST

Suite *suite_line_file(void)
{
    Suite *suite = suite_create("line_file");
    TCase *tcase = tcase_create("line_file");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_line_is_appended_to_what_is_there);
    tcase_add_test(tcase, a_file_that_ends_within_a_line_gets_its_end_first);
    tcase_add_test(tcase, what_was_moved_away_is_left_alone);
    tcase_add_test(tcase, one_that_was_cut_to_nothing_is_gone_on_with);
    tcase_add_test(tcase, no_half_of_a_line_is_left_where_there_is_no_room);
    tcase_add_test(tcase, what_can_never_be_written_is_told_when_it_is_opened);
    tcase_add_test(tcase, a_pipe_without_a_reader_is_tried_again);
    tcase_add_test(tcase, a_reader_that_takes_nothing_is_given_up_and_gets_whole_lines_again);
    tcase_add_test(tcase, standard_output_is_written_to_and_never_closed);
    suite_add_tcase(suite, tcase);
    return suite;
}
