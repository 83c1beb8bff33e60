/* Data that comes in many small pieces is shown in a few frames a second. How many frames there
 * were is told by what they wrote, against what one wrote that shows one change; how many there may
 * be, by the time that it took: a machine that is slow has more of it. */
#include "config.h"

#include "base/duration.h"
#include "screen/program.h"
#include "screen/suites.h"
#include "support/scratch.h"
#include "support/wait.h"

#include <inttypes.h>
#include <stdio.h>

#define CHANGES 300
#define FRAMES_A_SECOND 10
#define QUIET_MS 300
#define REPORT                                                                                     \
    "{\"tenant\":\"acme\",\"id\":\"%" PRId64 "-0\",\"dimensions\":[{\"name\":\"psi\","             \
    "\"severity\":\"ok\",\"value\":0.1,\"baseline\":0.1,\"z_score\":%d.5,\"sample_count\":9}]}\n"

static char path[SCRATCH_SIZE + 32];
static struct terminal *terminal;

/* Adds a report to the file; its z is another than that of the one before. */
static void append_report(int number)
{
    FILE *file = fopen(path, "a");

    ck_assert_ptr_nonnull(file);
    fprintf(file, REPORT, INT64_C(1795600000000) + number, number % 10);
    ck_assert_int_eq(fclose(file), 0);
}

static void setup(void)
{
    char directory[SCRATCH_SIZE];

    scratch_create(directory);
    snprintf(path, sizeof(path), "%s/acme.ndjson", directory);
    append_report(0);
    terminal = program_start(80, 24, path, "--utc");
    ck_assert(terminal_wait_text(terminal, "acme", PATIENCE_MS));
    ck_assert(terminal_wait_quiet(terminal, QUIET_MS, PATIENCE_MS));
}

static void teardown(void)
{
    terminal_free(terminal);
}

/* Returns how much is written to show one change. */
static size_t bytes_of_a_change(void)
{
    size_t before = terminal_bytes(terminal);

    append_report(1);
    ck_assert(terminal_wait_bytes(terminal, before, PATIENCE_MS));
    ck_assert(terminal_wait_quiet(terminal, QUIET_MS, PATIENCE_MS));
    return terminal_bytes(terminal) - before;
}

START_TEST(many_quick_changes_are_shown_in_few_frames)
{
    size_t one = bytes_of_a_change();
    size_t before = terminal_bytes(terminal);
    int64_t start_us = wait_clock_us();

    for (int i = 2; i < 2 + CHANGES; i++) {
        append_report(i);
        terminal_run(terminal, 2);
    }
    int64_t took_ms = (wait_clock_us() - start_us) / 1000;
    size_t frames = 2 + (size_t)(took_ms * FRAMES_A_SECOND / MS_PER_SECOND);
    ck_assert_uint_gt(terminal_bytes(terminal), before);
    ck_assert_uint_lt(terminal_bytes(terminal) - before, 3 * frames * one);
}
END_TEST

Suite *suite_frames(void)
{
    Suite *suite = suite_create("frames");
    TCase *tcase = tcase_create("frames");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, many_quick_changes_are_shown_in_few_frames);
    suite_add_tcase(suite, tcase);
    return suite;
}
