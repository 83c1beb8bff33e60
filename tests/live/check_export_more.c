/* driftop export where the source is a file, a reader holds it up, or the stream is trimmed
 * meanwhile; and what the snapshot writes for other programs. */
#include "config.h"

#include "base/duration.h"
#include "base/timestamp.h"
#include "live/producer.h"
#include "live/suites.h"
#include "support/child.h"
#include "support/die.h"
#include "support/has.h"
#include "support/redis_server.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY(tenant) PRODUCER_PREFIX tenant
#define PATH_SIZE (SCRATCH_SIZE + 32)

#define LINE(tenant, id)                                                                           \
    "{\"tenant\":\"" tenant "\",\"id\":\"" id                                                      \
    "\",\"window_start\":\"s\",\"window_end\":\"e\",\"dimensions\":[{\"name\":\"x\","              \
    "\"severity\":\"ok\",\"value\":1}]}\n"

static struct child child;
static char directory[SCRATCH_SIZE];
static char path[PATH_SIZE];

static void set_up(void)
{
    child = (struct child){0};
    scratch_create(directory);
    snprintf(path, sizeof(path), "%s/reports.jsonl", directory);
}

static void tear_down(void)
{
    child_free(&child);
}

static size_t count_lines(const char *text)
{
    size_t count = 0;

    for (; *text != '\0'; text++)
        count += *text == '\n';
    return count;
}

static void add(const char *text)
{
    FILE *file = fopen(path, "a");

    if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0)
        die_errno("%s", path);
}

START_TEST(all_of_a_file_is_exported_unless_a_window_is_named)
{
    add(LINE("a", "1000-0") LINE("b", "5000-0"));
    ck_assert_int_eq(child_run(&child, "\"$DRIFTOP\" export %s", path), 0);
    ck_assert_uint_eq(count_lines(child_out(&child)), 2);
    has(child_out(&child), "{\"tenant\":\"a\",\"id\":\"1000-0\",\"time_ms\":1000,");
    child_free(&child);
    ck_assert_int_eq(child_run(&child, "\"$DRIFTOP\" export -w 24h %s", path), 0);
    ck_assert_str_eq(child_out(&child), "");
    child_free(&child);
    ck_assert_int_eq(child_run(&child,
                               "\"$DRIFTOP\" export --utc --since 1970-01-01T00:00:01Z "
                               "--until 1970-01-01T00:00:05Z %s",
                               path),
                     0);
    ck_assert_uint_eq(count_lines(child_out(&child)), 1);
}
END_TEST

START_TEST(an_export_of_an_export_is_the_same)
{
    ck_assert_int_eq(
        child_run(&child, "\"$DRIFTOP\" export -w 6h --now 2026-11-22T14:00 demo: >one && "
                          "\"$DRIFTOP\" export - <one >two && cmp one two && "
                          "gzip -c one >three.jsonl.gz && \"$DRIFTOP\" export three.jsonl.gz | "
                          "cmp one - && test $(wc -l <one) -gt 1000"),
        0);
}
END_TEST

START_TEST(several_files_are_exported_in_the_order_of_time)
{
    ck_assert_int_eq(
        child_run(&child,
                  "\"$DRIFTOP\" export -w 6h --now 2026-11-22T14:00 demo: >all && mkdir parts && "
                  "awk '{print > (\"parts/\" NR * 7919 %% 5 \".jsonl\")}' all && "
                  "gzip parts/3.jsonl && \"$DRIFTOP\" export parts >one && "
                  "\"$DRIFTOP\" export parts/4.jsonl 'parts/[0-2].jsonl' parts >two && "
                  "cmp one two && sort all >a && sort one >b && cmp a b && "
                  "sed 's/.*\"time_ms\":\\([0-9]*\\).*/\\1/' one | sort -nc"),
        0);
}
END_TEST

START_TEST(bad_lines_are_told_and_left_out)
{
    add(LINE("a", "1000-0") "oops\n" LINE("b", "5000-0"));
    ck_assert_int_eq(child_run(&child, "\"$DRIFTOP\" export -f csv %s", path), 0);
    ck_assert_uint_eq(count_lines(child_out(&child)), 3);
    has(child_err(&child), "reports.jsonl:2: ");
}
END_TEST

START_TEST(the_environment_of_a_line_stays)
{
    add("{\"tenant\":\"a\",\"env\":\"prod\",\"time_ms\":7,\"dims\":[]}\n");
    ck_assert_int_eq(child_run(&child, "\"$DRIFTOP\" export -t a/prod %s", path), 0);
    has(child_out(&child), "{\"tenant\":\"a\",\"env\":\"prod\",\"id\":\"7-0\"");
}
END_TEST

START_TEST(a_file_that_grows_is_followed)
{
    add(LINE("a", "1000-0"));
    child_start(&child, "exec \"$DRIFTOP\" export --follow -r 100ms %s", path);
    child_expect_out(&child, "\"id\":\"1000-0\"");
    add(LINE("a", "2000-0") LINE("b", "2000-0"));
    child_expect_out(&child, "\"tenant\":\"b\"");
    child_signal(&child, SIGINT);
    ck_assert_int_eq(child_wait(&child), 128 + SIGINT);
    ck_assert_uint_eq(count_lines(child_out(&child)), 3);
}
END_TEST

/* Puts a file with a text in the place of the one that is followed. */
static void replace(const char *text)
{
    char other[PATH_SIZE + 8];

    scratch_write(directory, "other", text);
    snprintf(other, sizeof(other), "%s/other", directory);
    if (rename(other, path) != 0)
        die_errno("%s", path);
}

START_TEST(a_longer_copy_of_a_followed_file_is_read_on_and_another_file_from_its_beginning)
{
    add(LINE("a", "1000-0") LINE("a", "2000-0"));
    child_start(&child, "exec \"$DRIFTOP\" export --follow -r 100ms %s", path);
    child_expect_out(&child, "\"id\":\"2000-0\"");
    replace(LINE("a", "1000-0") LINE("a", "2000-0") LINE("a", "3000-0"));
    child_expect_out(&child, "\"id\":\"3000-0\"");
    ck_assert_uint_eq(count_lines(child_out(&child)), 3);
    replace(LINE("a", "4000-0") LINE("a", "5000-0"));
    child_expect_out(&child, "\"id\":\"5000-0\"");
    child_expect_err(&child, "the file was replaced; read on in the new one");
    ck_assert_uint_eq(count_lines(child_out(&child)), 5);
}
END_TEST

START_TEST(what_is_no_file_in_the_place_of_a_followed_one_is_waited_out)
{
    add(LINE("a", "1000-0"));
    child_start(&child, "exec \"$DRIFTOP\" export --follow -r 100ms %s", path);
    child_expect_out(&child, "\"id\":\"1000-0\"");
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    child_expect_err(&child, "it is no regular file, which is tried again");
    ck_assert_int_eq(unlink(path), 0);
    replace(LINE("a", "1000-0") LINE("a", "2000-0"));
    child_expect_out(&child, "\"id\":\"2000-0\"");
    child_expect_err(&child, "the file is there again; read on where it was");
    ck_assert_uint_eq(count_lines(child_out(&child)), 2);
}
END_TEST

START_TEST(a_pipe_that_was_named_is_read_to_its_end)
{
    add(LINE("a", "1000-0") LINE("a", "2000-0"));
    ck_assert_int_eq(
        child_run(&child, "mkfifo in; cat %s >in & exec \"$DRIFTOP\" export --follow in", path), 0);
    ck_assert_uint_eq(count_lines(child_out(&child)), 2);
}
END_TEST

/* Lines that cannot be read are told as soon as they are read. */
START_TEST(what_was_read_of_a_pipe_is_written_when_a_signal_ends_it)
{
    add(LINE("a", "1000-0") "oops\n");
    child_start(&child,
                "mkfifo in; (cat %s; exec sleep 60) >in & "
                "exec \"$DRIFTOP\" export --follow - <in",
                path);
    child_expect_err(&child, "standard input:2: ");
    child_signal(&child, SIGTERM);
    ck_assert_int_eq(child_wait(&child), 128 + SIGTERM);
    ck_assert_uint_eq(count_lines(child_out(&child)), 1);
}
END_TEST

START_TEST(a_file_that_ends_too_early_is_exported_so_far_and_a_failure)
{
    ck_assert_int_eq(
        child_run(&child, "\"$DRIFTOP\" export -w 6h --now 2026-11-22T14:00 demo: | gzip >all.gz;"
                          "head -c $(($(wc -c <all.gz) / 2)) all.gz >half.gz;"
                          "\"$DRIFTOP\" snapshot -f json half.gz >json; echo $?;"
                          "\"$DRIFTOP\" export half.gz >got; echo $?;"
                          "test $(gzip -dc half.gz 2>/dev/null | wc -l) = $(wc -l <got) &&"
                          "grep -q '\"id\":\"file_cut\"' json"),
        0);
    ck_assert_str_eq(child_out(&child), "1\n1\n");
    has(child_err(&child), "half.gz: the gzip data ends too early");
}
END_TEST

START_TEST(a_last_line_that_is_cut_off_is_a_failure_and_one_without_a_newline_is_not)
{
    add(LINE("a", "1000-0") "{\"tenant\":\"a\",\"id\":\"2000-0\",\"dims\":[");
    ck_assert_int_eq(child_run(&child,
                               "\"$DRIFTOP\" export %s >got; echo $?; wc -l <got;"
                               "\"$DRIFTOP\" snapshot %s >got; echo $?;"
                               "\"$DRIFTOP\" snapshot --exit-code %s >got; echo $?;"
                               "printf ']}' >>%s; \"$DRIFTOP\" export %s >got; echo $?; wc -l <got;"
                               "\"$DRIFTOP\" snapshot --exit-code %s >got; echo $?;"
                               "printf '\\n{}' >>%s; \"$DRIFTOP\" export %s >got; echo $?",
                               path, path, path, path, path, path, path, path),
                     0);
    ck_assert_str_eq(child_out(&child), "1\n1\n1\n3\n0\n2\n0\n0\n");
    has(child_err(&child), "the last line is cut off: ");
}
END_TEST

START_TEST(all_in_front_of_damage_is_exported_and_so_are_other_files)
{
    ck_assert_int_eq(child_run(&child,
                               "\"$DRIFTOP\" export -w 6h --now 2026-11-22T14:00 demo: >all;"
                               "gzip -c all >bad.gz; printf XXXX | "
                               "dd of=bad.gz bs=1 seek=$(($(wc -c <bad.gz) - 8)) conv=notrunc 2>&-;"
                               "\"$DRIFTOP\" export bad.gz >got; echo $?; cmp all got;"
                               "\"$DRIFTOP\" export bad.gz all none.jsonl >got; echo $?;"
                               "test $(wc -l <got) = $(cat all all | wc -l)"),
                     0);
    ck_assert_str_eq(child_out(&child), "1\n1\n");
    has(child_err(&child), "bad.gz: the gzip data is damaged: incorrect data check");
    has(child_err(&child), "none.jsonl: cannot open: ");
}
END_TEST

START_TEST(a_missing_file_is_a_failure)
{
    ck_assert_int_eq(child_run(&child, "\"$DRIFTOP\" export %s", path), 1);
    has(child_err(&child), "reports.jsonl: cannot open: No such file or directory");
}
END_TEST

START_TEST(a_snapshot_of_a_file_tells_of_its_bad_lines)
{
    add(LINE("a", "1000-0") "oops\n");
    ck_assert_int_eq(child_run(&child, "\"$DRIFTOP\" snapshot %s", path), 0);
    has(child_out(&child), "a: ");
    has(child_err(&child), "reports.jsonl:2: ");
}
END_TEST

/* A reader that waits in the middle holds the export up; what goes meanwhile is lost, and told. */
START_TEST(entries_trimmed_in_front_of_the_reader_are_told)
{
    struct redis_server *server = redis_server_create(NULL);
    char go[PATH_SIZE];

    produce_many(server, KEY("a"), 1000000000000, 1000, 20000);
    child_start(
        &child,
        "{ \"$DRIFTOP\" export --since 1970-01-02 %s; echo \"status $?\" >&2; } | { head -c 1; "
        "echo started >&2; while [ ! -e go ]; do sleep 0.01; done; cat; } | wc -l",
        server->unix_url);
    child_expect_err(&child, "started\n");
    redis_server_command(server, "XTRIM " KEY("a") " MAXLEN 10");
    snprintf(go, sizeof(go), "%s", child.directory);
    scratch_write(go, "go", "");
    ck_assert_int_eq(child_wait(&child), 0);
    has(child_err(&child), "driftop: a: trimming has overtaken the reader: entries behind ");
    has(child_err(&child), "status 1\n");
    redis_server_free(server);
}
END_TEST

Suite *suite_export_more(void)
{
    Suite *suite = suite_create("export_more");
    TCase *tcase = tcase_create("export_more");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, all_of_a_file_is_exported_unless_a_window_is_named);
    tcase_add_test(tcase, an_export_of_an_export_is_the_same);
    tcase_add_test(tcase, several_files_are_exported_in_the_order_of_time);
    tcase_add_test(tcase, bad_lines_are_told_and_left_out);
    tcase_add_test(tcase, the_environment_of_a_line_stays);
    tcase_add_test(tcase, a_file_that_grows_is_followed);
    tcase_add_test(tcase,
                   a_longer_copy_of_a_followed_file_is_read_on_and_another_file_from_its_beginning);
    tcase_add_test(tcase, what_is_no_file_in_the_place_of_a_followed_one_is_waited_out);
    tcase_add_test(tcase, a_pipe_that_was_named_is_read_to_its_end);
    tcase_add_test(tcase, what_was_read_of_a_pipe_is_written_when_a_signal_ends_it);
    tcase_add_test(tcase, a_file_that_ends_too_early_is_exported_so_far_and_a_failure);
    tcase_add_test(tcase,
                   a_last_line_that_is_cut_off_is_a_failure_and_one_without_a_newline_is_not);
    tcase_add_test(tcase, all_in_front_of_damage_is_exported_and_so_are_other_files);
    tcase_add_test(tcase, a_missing_file_is_a_failure);
    tcase_add_test(tcase, a_snapshot_of_a_file_tells_of_its_bad_lines);
    tcase_add_test(tcase, entries_trimmed_in_front_of_the_reader_are_told);
    suite_add_tcase(suite, tcase);
    return suite;
}
