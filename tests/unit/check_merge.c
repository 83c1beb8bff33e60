#include "config.h"

#include "source/merge.h"
#include "unit/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LANES 5

static struct merge merge;
static struct merge_lane lanes[LANES];

static void setup(void)
{
    merge = (struct merge){0};
    memset(lanes, 0, sizeof(lanes));
}

static void teardown(void)
{
    for (size_t i = 0; i < LANES; i++)
        merge_lane_free(&lanes[i]);
    merge_free(&merge);
}

static void add(size_t lane, uint64_t ms, const char *text)
{
    buffer_string(&lanes[lane].bytes, text);
    merge_add(&merge, &lanes[lane], (struct stream_id){ms, 0}, strlen(text));
}

/* Checks that the oldest record that is let past is that one. */
static void takes(size_t lane, uint64_t ms, const char *text)
{
    struct stream_id id;
    struct slice bytes;

    ck_assert_ptr_eq(merge_take(&merge, &id, &bytes), &lanes[lane]);
    ck_assert_uint_eq(id.ms, ms);
    ck_assert_msg(slice_is(bytes, text), "%.*s", (int)bytes.size, bytes.data);
}

static void takes_none(void)
{
    struct stream_id id;
    struct slice bytes;

    ck_assert_ptr_null(merge_take(&merge, &id, &bytes));
}

START_TEST(nothing_comes_out_of_nothing)
{
    takes_none();
    merge_wait(&merge, &lanes[0], true);
    takes_none();
    merge_wait(&merge, &lanes[0], false);
    takes_none();
}
END_TEST

START_TEST(records_come_in_order_of_their_ids)
{
    add(0, 1, "a");
    add(0, 4, "bb");
    add(1, 2, "");
    add(1, 3, "ccc");
    takes(0, 1, "a");
    takes(1, 2, "");
    takes(1, 3, "ccc");
    takes(0, 4, "bb");
    takes_none();
}
END_TEST

START_TEST(an_empty_lane_that_waits_holds_all_others_back)
{
    merge_wait(&merge, &lanes[0], true);
    merge_wait(&merge, &lanes[1], true);
    add(0, 1, "a");
    takes_none();
    add(1, 5, "b");
    takes(0, 1, "a");
    takes_none(); /* the first lane is empty now, and may still bring 2 */
    add(0, 3, "c");
    takes(0, 3, "c");
    merge_wait(&merge, &lanes[0], false);
    takes(1, 5, "b");
    takes_none();
}
END_TEST

START_TEST(waiting_may_be_said_twice)
{
    merge_wait(&merge, &lanes[0], true);
    merge_wait(&merge, &lanes[0], true);
    merge_wait(&merge, &lanes[0], false);
    merge_wait(&merge, &lanes[0], false);
    ck_assert_uint_eq(merge.held_back, 0);
    add(1, 1, "a");
    takes(1, 1, "a");
}
END_TEST

START_TEST(a_lane_with_records_may_begin_and_cease_to_wait)
{
    add(0, 1, "a");
    merge_wait(&merge, &lanes[0], true);
    takes(0, 1, "a");
    ck_assert_uint_eq(merge.held_back, 1);
    add(0, 2, "b");
    merge_wait(&merge, &lanes[0], false);
    takes(0, 2, "b");
    ck_assert_uint_eq(merge.held_back, 0);
}
END_TEST

START_TEST(many_records_of_many_lanes_stay_in_order_and_in_bounded_memory)
{
    uint64_t next[LANES] = {0};
    uint64_t last = 0;
    size_t taken = 0;
    char text[32];

    srand(1);
    for (size_t i = 0; i < LANES; i++)
        merge_wait(&merge, &lanes[i], true);
    while (taken < 20000) {
        for (size_t i = 0; i < LANES; i++) {
            for (int more = rand() % 5; lanes[i].count < 10 && more > 0; more--) {
                next[i] += (uint64_t)(rand() % 20);
                snprintf(text, sizeof(text), "%zu:%llu", i, (unsigned long long)next[i]);
                add(i, next[i]++, text);
            }
        }
        struct stream_id id;
        struct slice bytes;
        struct merge_lane *lane;
        while ((lane = merge_take(&merge, &id, &bytes)) != NULL) {
            snprintf(text, sizeof(text), "%zu:%llu", (size_t)(lane - lanes),
                     (unsigned long long)id.ms);
            ck_assert(slice_is(bytes, text));
            ck_assert_uint_ge(id.ms, last);
            last = id.ms;
            taken++;
        }
    }
    for (size_t i = 0; i < LANES; i++) {
        ck_assert_uint_lt(lanes[i].bytes.capacity, 2048);
        ck_assert_uint_lt(lanes[i].capacity, 64);
    }
}
END_TEST

Suite *suite_merge(void)
{
    Suite *suite = suite_create("merge");
    TCase *tcase = tcase_create("merge");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, nothing_comes_out_of_nothing);
    tcase_add_test(tcase, records_come_in_order_of_their_ids);
    tcase_add_test(tcase, an_empty_lane_that_waits_holds_all_others_back);
    tcase_add_test(tcase, waiting_may_be_said_twice);
    tcase_add_test(tcase, a_lane_with_records_may_begin_and_cease_to_wait);
    tcase_add_test(tcase, many_records_of_many_lanes_stay_in_order_and_in_bounded_memory);
    suite_add_tcase(suite, tcase);
    return suite;
}
