#include "config.h"

#include "axis.h"
#include "base/duration.h"
#include "support/dice.h"
#include "support/quick.h"
#include "unit/suites.h"

#define NOW INT64_C(1795357815000)

static struct axis live_axis(int64_t now_ms, int64_t length_ms, size_t cells)
{
    return axis_make((struct time_range){now_ms - length_ms, now_ms},
                     (struct axis_room){.cells = cells, .per_cell = 1}, true, ZONE_UTC);
}

START_TEST(an_axis_that_runs_stands_still_and_then_jumps_by_a_quarter)
{
    struct axis axis = live_axis(NOW, MS_PER_HOUR, 60);
    int64_t jump_ms = 15 * axis.grid.width_ms;
    int jumps = 0;

    for (int64_t now_ms = NOW; now_ms < NOW + 10 * jump_ms; now_ms += 1000) {
        struct axis next = live_axis(now_ms, MS_PER_HOUR, 60);
        int64_t moved_ms = next.grid.start_ms - axis.grid.start_ms;
        QUICK_ASSERT(moved_ms == 0 || moved_ms == jump_ms);
        jumps += moved_ms != 0;
        axis = next;
    }
    ck_assert_int_eq(jumps, 10);
}
END_TEST

START_TEST(an_axis_holds_its_window_and_begins_at_a_round_time)
{
    struct dice dice = {(uint64_t)_i + 1};

    for (int i = 0; i < 2000; i++) {
        int64_t length_ms = 1000 + (int64_t)dice_below(&dice, 8 * MS_PER_DAY);
        int64_t end_ms = NOW + (int64_t)dice_below(&dice, 40 * MS_PER_DAY);
        size_t cells = 16 + dice_below(&dice, 300);
        size_t per_cell = 1 + dice_below(&dice, 2);
        bool runs = dice_once_in(&dice, 2);
        struct time_range window = {end_ms - length_ms, end_ms};
        struct axis axis = axis_make(
            window, (struct axis_room){.cells = cells, .per_cell = per_cell}, runs, ZONE_UTC);
        struct time_range shown = grid_range(&axis.grid);
        QUICK_ASSERT(axis.grid.count == cells * per_cell);
        QUICK_ASSERT(shown.start_ms <= window.start_ms && shown.end_ms >= window.end_ms);
        QUICK_ASSERT(shown.start_ms % (axis.grid.width_ms * (int64_t)per_cell) == 0);
        QUICK_ASSERT(runs || shown.end_ms < window.end_ms + axis.grid.width_ms * (int64_t)per_cell);
        QUICK_ASSERT(axis_cell(&axis, end_ms - 1) < cells);
        QUICK_ASSERT(axis_cell(&axis, shown.end_ms) == cells);
        QUICK_ASSERT(axis_cell(&axis, shown.start_ms - 1) == cells);
    }
}
END_TEST

START_TEST(looking_back_keeps_the_width_of_columns)
{
    struct time_range window = {NOW - MS_PER_HOUR, NOW};
    struct axis_room room = {.cells = 69, .per_cell = 1};
    struct axis live = axis_make(window, room, true, ZONE_UTC);
    struct axis back = axis_make(window, room, false, ZONE_UTC);

    ck_assert_int_eq(live.grid.width_ms, back.grid.width_ms);
    ck_assert_int_eq(axis_cell_range(&back, 68).start_ms,
                     back.grid.start_ms + 68 * back.grid.width_ms);
}
END_TEST

START_TEST(labels_stand_at_round_times)
{
    struct time_grid grid = {.width_ms = MS_PER_MINUTE, .count = 60};

    ck_assert_int_eq(axis_label_step(&grid, 8), 10 * MS_PER_MINUTE);
    ck_assert_int_eq(axis_first_label(NOW, 10 * MS_PER_MINUTE, ZONE_UTC) % (10 * MS_PER_MINUTE), 0);
    ck_assert_int_ge(axis_first_label(NOW, 10 * MS_PER_MINUTE, ZONE_UTC), NOW);
    ck_assert_int_lt(axis_first_label(NOW, 10 * MS_PER_MINUTE, ZONE_UTC), NOW + 10 * MS_PER_MINUTE);
    ck_assert_int_eq(axis_first_label(MS_PER_HOUR, MS_PER_HOUR, ZONE_UTC), MS_PER_HOUR);
    ck_assert_int_eq(axis_first_label(-1, MS_PER_HOUR, ZONE_UTC), 0);
}
END_TEST

START_TEST(no_axis_holds_nothing)
{
    struct axis none = {0};

    ck_assert_uint_eq(axis_cell(&none, NOW), 0);
}
END_TEST

/* A column of the sparklines is a whole number of the page's, at the same time and the same place.
 */
START_TEST(sparklines_have_the_time_of_their_page)
{
    struct dice dice = {5};

    for (int i = 0; i < 2000; i++) {
        const struct axis_room sparks = {.left = 20 + (int)dice_below(&dice, 100),
                                         .cells = 1 + dice_below(&dice, 80),
                                         .per_cell = 1 + dice_below(&dice, 2)};
        int first = (int)dice_below(&dice, 120);
        struct axis_room room = axis_room_of_sparks(sparks, first);
        int end = sparks.left + (int)sparks.cells;
        QUICK_ASSERT(room.left + (int)room.cells == end && room.sparks == sparks.cells);
        QUICK_ASSERT(room.left >= first || room.left == sparks.left);
        QUICK_ASSERT(room.left - (int)sparks.cells < first || room.left == sparks.left);
        struct axis axis = axis_make((struct time_range){NOW - MS_PER_HOUR, NOW}, room,
                                     dice_once_in(&dice, 2), ZONE_UTC);
        struct axis coarse = axis_of_sparks(&axis);
        struct time_range shown = grid_range(&axis.grid);
        struct time_range same = grid_range(&coarse.grid);
        QUICK_ASSERT(same.start_ms == shown.start_ms && same.end_ms == shown.end_ms);
        QUICK_ASSERT(coarse.left == sparks.left && coarse.cells == sparks.cells);
        size_t times = axis.cells / coarse.cells;
        size_t cell = dice_below(&dice, axis.cells);
        int64_t time_ms = axis_cell_range(&axis, cell).start_ms;
        QUICK_ASSERT(axis_cell(&coarse, time_ms) == cell / times);
    }
}
END_TEST

START_TEST(without_sparklines_there_is_no_axis_of_theirs)
{
    struct axis none = {0};

    ck_assert_uint_eq(axis_of_sparks(&none).cells, 0);
    ck_assert_uint_eq(axis_room_of_sparks((struct axis_room){.left = 5}, 3).cells, 0);
}
END_TEST

Suite *suite_axis(void)
{
    Suite *suite = suite_create("axis");
    TCase *tcase = tcase_create("axis");

    tcase_add_test(tcase, an_axis_that_runs_stands_still_and_then_jumps_by_a_quarter);
    tcase_add_loop_test(tcase, an_axis_holds_its_window_and_begins_at_a_round_time, 0, 4);
    tcase_add_test(tcase, looking_back_keeps_the_width_of_columns);
    tcase_add_test(tcase, labels_stand_at_round_times);
    tcase_add_test(tcase, no_axis_holds_nothing);
    tcase_add_test(tcase, sparklines_have_the_time_of_their_page);
    tcase_add_test(tcase, without_sparklines_there_is_no_axis_of_theirs);
    suite_add_tcase(suite, tcase);
    return suite;
}
