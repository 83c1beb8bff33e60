/* What the dashboard costs, in words. */
#include "config.h"

#include "stats.h"
#include "unit/suites.h"

#include "base/duration.h"

#include <string.h>

static struct stats stats;
static struct stats_beside beside;

static void setup(void)
{
    stats = (struct stats){.since_ms = 5000};
    beside = (struct stats_beside){.now_ms = 5000, .polls = 3, .peak_kib = 10 * 1024 + 512};
}

static void assert_told(const char *expected)
{
    struct buffer text = {0};

    stats_tell(&stats, &beside, &text);
    ck_assert_str_eq(buffer_text(&text), expected);
    buffer_free(&text);
}

START_TEST(nothing_is_told_as_nothing)
{
    assert_told("0 frames in 0s: 0 bytes, 0 a second, 0 at most in one behind the first; drawn in "
                "0.00 ms each, 0.00 at most; 3 polls; 10.5 MiB of memory at most");
}
END_TEST

START_TEST(frames_are_summed)
{
    stats_frame(&stats, 3000, 5000);
    stats_frame(&stats, 500, 100);
    stats_frame(&stats, 1000, 60);
    beside.now_ms += 90 * MS_PER_SECOND + 999;
    assert_told("3 frames in 1m30s: 5160 bytes, 57 a second, 100 at most in one behind the first; "
                "drawn in 1.50 ms each, 3.00 at most; 3 polls; 10.5 MiB of memory at most");
}
END_TEST

START_TEST(a_row_has_them_all)
{
    struct frame frame = {.ellipsis = '~'};
    struct buffer text = {0};

    stats_frame(&stats, 1500, 5000);
    beside.now_ms += 2 * MS_PER_SECOND;
    frame_resize(&frame, 100, 1);
    stats_draw(&frame, 0, &stats, &beside);
    frame_print(&frame, &text);
    ck_assert_str_eq(buffer_text(&text), " 1 frames  5000 B  last 5000  2500 B/s  draw 1.50 ms  "
                                         "max 1.5  3 polls  10.5 MiB  2s\n");
    buffer_free(&text);
    frame_free(&frame);
}
END_TEST

START_TEST(memory_is_known)
{
    ck_assert_uint_gt(stats_peak_kib(), 100);
}
END_TEST

Suite *suite_stats(void)
{
    Suite *suite = suite_create("stats");
    TCase *tcase = tcase_create("stats");

    tcase_add_checked_fixture(tcase, setup, NULL);
    tcase_add_test(tcase, nothing_is_told_as_nothing);
    tcase_add_test(tcase, frames_are_summed);
    tcase_add_test(tcase, a_row_has_them_all);
    tcase_add_test(tcase, memory_is_known);
    suite_add_tcase(suite, tcase);
    return suite;
}
