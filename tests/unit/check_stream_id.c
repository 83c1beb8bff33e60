#include "config.h"

#include "base/stream_id.h"
#include "unit/suites.h"

#include <string.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))
#define MAX64 "18446744073709551615"

static void assert_id(struct stream_id id, uint64_t ms, uint64_t seq)
{
    ck_assert_uint_eq(id.ms, ms);
    ck_assert_uint_eq(id.seq, seq);
}

static const struct {
    const char *text;
    struct stream_id id;
} readable[] = {
    {"0-0", {0, 0}},
    {"0", {0, 0}},
    {"1795000000000-0", {UINT64_C(1795000000000), 0}},
    {"1795000000000", {UINT64_C(1795000000000), 0}},
    {"1795000000000-17", {UINT64_C(1795000000000), 17}},
    {"007-007", {7, 7}},
    {"9007199254740993-9007199254740995",
     {UINT64_C(9007199254740993), UINT64_C(9007199254740995)}}, /* no double holds these */
    {MAX64 "-" MAX64, {UINT64_MAX, UINT64_MAX}},
    {"00000" MAX64 "-0", {UINT64_MAX, 0}},
};

START_TEST(ids_are_read)
{
    struct stream_id id = {1, 1};

    ck_assert(stream_id_parse(slice_of(readable[_i].text), &id));
    assert_id(id, readable[_i].id.ms, readable[_i].id.seq);
}
END_TEST

static const char *const unreadable[] = {
    "",
    "-",
    "-1",
    "1-",
    "1-2-3",
    "1--2",
    "1-*",
    "*",
    "$",
    "+",
    "(1-1",
    " 1-1",
    "1-1 ",
    "1 -1",
    "+1-1",
    "1-+1",
    "1.5",
    "1e3-0",
    "0x10-0",
    "1-0x1",
    "a-b",
    "1\n",
    "18446744073709551616",
    "18446744073709551616-0",
    "0-18446744073709551616",
    "99999999999999999999999999-0",
    "0-99999999999999999999999999",
};

START_TEST(anything_else_is_refused_and_leaves_the_id)
{
    struct stream_id id = {3, 4};

    ck_assert(!stream_id_parse(slice_of(unreadable[_i]), &id));
    assert_id(id, 3, 4);
}
END_TEST

START_TEST(a_slice_is_read_up_to_its_end)
{
    struct stream_id id;

    ck_assert(stream_id_parse((struct slice){"12-345", 4}, &id));
    assert_id(id, 12, 3);
    ck_assert(!stream_id_parse((struct slice){"1\0-2", 4}, &id));
    ck_assert(!stream_id_parse((struct slice){0}, &id));
}
END_TEST

START_TEST(format_writes_both_halves_and_reads_back)
{
    static const struct stream_id ids[] = {
        {0, 0}, {1, 2}, {UINT64_C(9007199254740993), 1}, {UINT64_MAX, UINT64_MAX}};
    char text[STREAM_ID_SIZE];

    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
        struct stream_id back;
        stream_id_format(ids[i], text);
        ck_assert_ptr_nonnull(strchr(text, '-'));
        ck_assert(stream_id_parse(slice_of(text), &back));
        assert_id(back, ids[i].ms, ids[i].seq);
    }
    ck_assert_str_eq(text, MAX64 "-" MAX64);
}
END_TEST

START_TEST(order_is_by_time_then_by_sequence)
{
    static const struct stream_id ascending[] = {{0, 0},
                                                 {0, 1},
                                                 {0, UINT64_MAX},
                                                 {1, 0},
                                                 {UINT64_C(1) << 63, 5},
                                                 {UINT64_MAX, 0},
                                                 {UINT64_MAX, UINT64_MAX}};
    const size_t count = sizeof(ascending) / sizeof(ascending[0]);

    for (size_t a = 0; a < count; a++) {
        for (size_t b = 0; b < count; b++) {
            int order = stream_id_compare(ascending[a], ascending[b]);
            ck_assert_int_eq((order > 0) - (order < 0), (a > b) - (a < b));
        }
    }
}
END_TEST

START_TEST(neighbours_carry_over_the_sequence)
{
    assert_id(stream_id_next((struct stream_id){5, 6}), 5, 7);
    assert_id(stream_id_next((struct stream_id){5, UINT64_MAX}), 6, 0);
    assert_id(stream_id_previous((struct stream_id){5, 6}), 5, 5);
    assert_id(stream_id_previous((struct stream_id){5, 0}), 4, UINT64_MAX);
}
END_TEST

START_TEST(the_ends_of_the_axis_stay)
{
    assert_id(stream_id_next(STREAM_ID_MAX), UINT64_MAX, UINT64_MAX);
    assert_id(stream_id_previous(STREAM_ID_MIN), 0, 0);
}
END_TEST

START_TEST(time_is_cut_to_what_is_signed)
{
    ck_assert_int_eq(stream_id_time((struct stream_id){UINT64_C(1795000000000), 9}),
                     INT64_C(1795000000000));
    ck_assert_int_eq(stream_id_time((struct stream_id){INT64_MAX, 0}), INT64_MAX);
    ck_assert_int_eq(stream_id_time((struct stream_id){(uint64_t)INT64_MAX + 1, 0}), INT64_MAX);
    ck_assert_int_eq(stream_id_time(STREAM_ID_MAX), INT64_MAX);
}
END_TEST

START_TEST(a_moment_has_a_first_id)
{
    assert_id(stream_id_at(1234), 1234, 0);
    assert_id(stream_id_at(0), 0, 0);
    assert_id(stream_id_at(-1), 0, 0);
    assert_id(stream_id_at(INT64_MIN), 0, 0);
    assert_id(stream_id_at(INT64_MAX), INT64_MAX, 0);
}
END_TEST

START_TEST(bounds_are_inclusive_and_end_before_the_end)
{
    struct stream_id first, last;

    ck_assert(stream_id_bounds((struct time_range){1000, 2000}, &first, &last));
    assert_id(first, 1000, 0);
    assert_id(last, 1999, UINT64_MAX);
    ck_assert_int_lt(stream_id_compare(last, stream_id_at(2000)), 0);
    ck_assert(stream_id_bounds((struct time_range){1000, 1001}, &first, &last));
    assert_id(first, 1000, 0);
    assert_id(last, 1000, UINT64_MAX);
}
END_TEST

START_TEST(bounds_begin_at_the_epoch_at_the_earliest)
{
    struct stream_id first, last;

    ck_assert(stream_id_bounds((struct time_range){-500, 1}, &first, &last));
    assert_id(first, 0, 0);
    assert_id(last, 0, UINT64_MAX);
    ck_assert(stream_id_bounds((struct time_range){INT64_MIN, INT64_MAX}, &first, &last));
    assert_id(first, 0, 0);
    assert_id(last, INT64_MAX - 1, UINT64_MAX);
}
END_TEST

START_TEST(an_empty_window_has_no_bounds)
{
    static const struct time_range empty[] = {{1000, 1000}, {1000, 999}, {-10, 0},
                                              {-10, -5},    {0, 0},      {INT64_MAX, INT64_MIN}};
    struct stream_id first, last;

    for (size_t i = 0; i < sizeof(empty) / sizeof(empty[0]); i++)
        ck_assert_msg(!stream_id_bounds(empty[i], &first, &last), "window %zu", i);
}
END_TEST

Suite *suite_stream_id(void)
{
    Suite *suite = suite_create("stream_id");

    TCase *text = tcase_create("text");
    tcase_add_loop_test(text, ids_are_read, 0, COUNT(readable));
    tcase_add_loop_test(text, anything_else_is_refused_and_leaves_the_id, 0, COUNT(unreadable));
    tcase_add_test(text, a_slice_is_read_up_to_its_end);
    tcase_add_test(text, format_writes_both_halves_and_reads_back);
    suite_add_tcase(suite, text);

    TCase *axis = tcase_create("axis");
    tcase_add_test(axis, order_is_by_time_then_by_sequence);
    tcase_add_test(axis, neighbours_carry_over_the_sequence);
    tcase_add_test(axis, the_ends_of_the_axis_stay);
    tcase_add_test(axis, time_is_cut_to_what_is_signed);
    tcase_add_test(axis, a_moment_has_a_first_id);
    tcase_add_test(axis, bounds_are_inclusive_and_end_before_the_end);
    tcase_add_test(axis, bounds_begin_at_the_epoch_at_the_earliest);
    tcase_add_test(axis, an_empty_window_has_no_bounds);
    suite_add_tcase(suite, axis);
    return suite;
}
