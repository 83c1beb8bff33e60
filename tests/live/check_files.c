/* Files as a source, through the program: several as one, and recordings. */
#include "config.h"

#include "live/suites.h"
#include "support/child.h"
#include "support/die.h"
#include "support/has.h"

#include <stdio.h>
#include <string.h>

static struct child child;

static void tear_down(void)
{
    child_free(&child);
}

#define REPORT                                                                                     \
    "\"ws\":\"2026-11-22T13:00:00Z\",\"we\":\"2026-11-22T13:01:00Z\",\"degraded\":\"\","           \
    "\"warned\":\"\",\"dims\":[{\"name\":\"x\",\"severity\":\"ok\",\"value\":0.5}]"

#define SNAPSHOT "\"$DRIFTOP\" snapshot -w 6h -f json "
#define BARE "| sed 's/\"source\":\"[^\"]*\"//; s/\"notes\":\\[[^]]*\\]//'"

START_TEST(the_order_of_lines_and_files_makes_no_difference)
{
    ck_assert_int_eq(
        child_run(&child,
                  "\"$DRIFTOP\" export -w 6h --now 2026-11-22T14:00 --seed %d demo: >all.jsonl "
                  "&&" SNAPSHOT "all.jsonl " BARE " >one && mkdir parts &&"
                  "awk 'BEGIN {srand(%d)} {print rand() \"\\t\" $0}' all.jsonl | sort | cut -f2- |"
                  "awk '{print > (\"parts/\" NR * 7919 %% 5 \".jsonl\")}' && gzip parts/2.jsonl "
                  "&&" SNAPSHOT "parts " BARE " >two && cmp one two &&" SNAPSHOT
                  "parts/3.jsonl 'parts/[0-4].jsonl' all.jsonl parts " BARE " >three &&"
                  "cmp one three",
                  _i, _i),
        0);
    has(child_err(&child), "far out of order and put into place");
    has(child_err(&child), "there twice and read once");
}
END_TEST

START_TEST(a_recording_ends_with_its_newest_report)
{
    ck_assert_int_eq(
        child_run(&child, "echo '{" REPORT "}' >a.jsonl; \"$DRIFTOP\" snapshot --utc a.jsonl"), 0);
    has(child_out(&child), "2026-11-22 12:01:00 to 2026-11-22 13:01:00 UTC");
    has(child_out(&child), "a.jsonl, recorded until 2026-11-22 13:01:00 UTC");
    child_free(&child);
    ck_assert_int_eq(
        child_run(&child, "echo '{" REPORT "}' | \"$DRIFTOP\" snapshot --utc -f json -"), 0);
    has(child_out(&child), "\"end_ms\":1795352460001}");
    has(child_out(&child), "\"age_ms\":1,");
}
END_TEST

START_TEST(until_and_now_go_before_the_end_of_a_recording)
{
    ck_assert_int_eq(child_run(&child,
                               "echo '{" REPORT "}' >a.jsonl; \"$DRIFTOP\" snapshot --utc "
                               "--until 2026-11-22T14:00 a.jsonl && \"$DRIFTOP\" snapshot --utc "
                               "--now 2026-11-22T15:00 a.jsonl"),
                     0);
    has(child_out(&child), "2026-11-22 13:00:00 to 2026-11-22 14:00:00 UTC");
    has(child_out(&child), "2026-11-22 14:00:00 to 2026-11-22 15:00:00 UTC");
    ck_assert_str_eq(child_err(&child), "");
}
END_TEST

START_TEST(a_file_that_is_written_now_is_judged_by_the_clock)
{
    ck_assert_int_eq(
        child_run(&child,
                  "echo '{\"time_ms\":'$(($(date +%%s) - 7200))000',\"dims\":[{\"name\":\"x\","
                  "\"severity\":\"ok\",\"value\":1}]}' >a.jsonl; \"$DRIFTOP\" snapshot "
                  "--exit-code a.jsonl"),
        3);
    ck_assert_ptr_null(strstr(child_err(&child), "recording"));
}
END_TEST

START_TEST(what_names_no_file_is_told_with_the_way_out)
{
    static const struct {
        const char *words;
        int status;
        const char *text;
    } cases[] = {
        {"'none/*.jsonl'", 1, "no file matches none/*.jsonl"},
        {"empty", 1, "the folder empty holds no file that ends in .jsonl, .ndjson or .gz"},
        {"none.jsonl", 1, "none.jsonl: cannot open: No such file or directory"},
        {"a.jsonl none.jsonl", 1, "none.jsonl: cannot open: No such file or directory"},
        {"a.jsonl none", 2, "\"none\" is no file"},
        {"a.jsonl redis://localhost", 2, "\"redis://localhost\" is no file"},
        {"--exit-code 'none/*.jsonl'", 3, "no file matches none/*.jsonl"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        for (int export = 0; export < 2 && (export == 0 || cases[i].status < 3); export ++) {
            ck_assert_int_eq(child_run(&child,
                                       "mkdir empty; echo '{" REPORT "}' >a.jsonl;"
                                       "\"$DRIFTOP\" %s %s",
                                       export ? "export" : "snapshot", cases[i].words),
                             cases[i].status);
            has(child_err(&child), cases[i].text);
            child_free(&child);
        }
    }
}
END_TEST

START_TEST(names_with_spaces_and_without_an_ending_are_files)
{
    ck_assert_int_eq(child_run(&child,
                               "mkdir 'my logs'; echo '{" REPORT "}' >'my logs/a b.jsonl';"
                               "echo '{" REPORT "}' >drift.log; \"$DRIFTOP\" snapshot -f json "
                               "drift.log 'my logs'"),
                     0);
    has(child_out(&child), "\"source\":\"drift.log, my logs (2 files)\"");
    has(child_out(&child), "\"tenant\":\"a b\"");
    has(child_out(&child), "\"tenant\":\"drift.log\"");
}
END_TEST

Suite *suite_files(void)
{
    Suite *suite = suite_create("files");
    TCase *tcase = tcase_create("files");

    tcase_add_checked_fixture(tcase, NULL, tear_down);
    tcase_add_loop_test(tcase, the_order_of_lines_and_files_makes_no_difference, 1, 5);
    tcase_add_test(tcase, a_recording_ends_with_its_newest_report);
    tcase_add_test(tcase, until_and_now_go_before_the_end_of_a_recording);
    tcase_add_test(tcase, a_file_that_is_written_now_is_judged_by_the_clock);
    tcase_add_test(tcase, what_names_no_file_is_told_with_the_way_out);
    tcase_add_test(tcase, names_with_spaces_and_without_an_ending_are_files);
    suite_add_tcase(suite, tcase);
    return suite;
}
