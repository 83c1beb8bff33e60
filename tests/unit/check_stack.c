#include "config.h"

#include "screen/screens.h"
#include "stack.h"
#include "unit/suites.h"

static struct stack stack;

static void setup(void)
{
    stack_init(&stack, screen_root());
}

static void teardown(void)
{
    stack_free(&stack);
}

START_TEST(the_root_is_never_left)
{
    ck_assert_ptr_eq(stack_top(&stack)->screen, screen_root());
    ck_assert(!stack_pop(&stack));
    stack_unwind(&stack);
    ck_assert_uint_eq(stack.count, 1);
    ck_assert_ptr_null(stack_below(&stack, stack_top(&stack)));
    ck_assert_ptr_null(stack_subject(&stack, stack_top(&stack)));
}
END_TEST

START_TEST(each_place_keeps_its_own)
{
    stack_top(&stack)->top = 3;
    place_select(stack_top(&stack), "acme");
    ck_assert(stack_push(&stack, screen_find("tenant")));
    ck_assert_uint_eq(stack_top(&stack)->top, 0);
    ck_assert_ptr_null(stack_top(&stack)->selected);
    stack_top(&stack)->top = 5;
    ck_assert(stack_push(&stack, screen_find("help")));
    stack_top(&stack)->top = 7;
    ck_assert(stack_pop(&stack));
    ck_assert_uint_eq(stack_top(&stack)->top, 5);
    ck_assert(stack_pop(&stack));
    ck_assert_uint_eq(stack_top(&stack)->top, 3);
    ck_assert_str_eq(stack_top(&stack)->selected, "acme");
}
END_TEST

START_TEST(a_screen_is_about_what_is_selected_below)
{
    place_select(stack_top(&stack), "acme");
    stack_push(&stack, screen_find("tenant"));
    ck_assert_str_eq(stack_subject(&stack, stack_top(&stack)), "acme");
    place_select(stack_below(&stack, stack_top(&stack)), "globex");
    ck_assert_str_eq(stack_subject(&stack, stack_top(&stack)), "globex");
    place_select(stack_below(&stack, stack_top(&stack)), NULL);
    ck_assert_ptr_null(stack_subject(&stack, stack_top(&stack)));
}
END_TEST

START_TEST(a_name_may_be_selected_again_from_itself)
{
    place_select(stack_top(&stack), "acme");
    place_select(stack_top(&stack), stack_top(&stack)->selected);
    ck_assert_str_eq(stack_top(&stack)->selected, "acme");
}
END_TEST

START_TEST(there_is_room_for_so_many_and_no_more)
{
    for (size_t i = 1; i < STACK_LIMIT; i++)
        ck_assert(stack_push(&stack, screen_find("help")));
    ck_assert(!stack_push(&stack, screen_find("help")));
    ck_assert_uint_eq(stack.count, STACK_LIMIT);
    stack_unwind(&stack);
    ck_assert_ptr_eq(stack_top(&stack)->screen, screen_root());
}
END_TEST

static const struct {
    size_t top;
    struct extent extent;
    size_t settled;
} extents[] = {
    {0, {.rows = 5, .count = 3, .selected = NO_ROW}, 0},
    {9, {.rows = 5, .count = 3, .selected = NO_ROW}, 0},
    {9, {.rows = 5, .count = 12, .selected = NO_ROW}, 7},
    {4, {.rows = 5, .count = 12, .selected = NO_ROW}, 4},
    {4, {.rows = 5, .count = 12, .selected = 2}, 2},
    {4, {.rows = 5, .count = 12, .selected = 8}, 4},
    {4, {.rows = 5, .count = 12, .selected = 9}, 5},
    {4, {.rows = 5, .count = 12, .selected = 11}, 7},
    {4, {.rows = 0, .count = 12, .selected = 11}, 11},
    {4, {.rows = 5, .count = 0, .selected = 0}, 0},
    {SIZE_MAX, {.rows = 5, .count = 12, .selected = NO_ROW}, 7},
};

START_TEST(a_place_is_scrolled_to_its_selection_and_not_beyond_its_end)
{
    struct place place = {.top = extents[_i].top};

    place_settle(&place, &extents[_i].extent);
    ck_assert_uint_eq(place.top, extents[_i].settled);
}
END_TEST

Suite *suite_stack(void)
{
    Suite *suite = suite_create("stack");
    TCase *tcase = tcase_create("stack");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, the_root_is_never_left);
    tcase_add_test(tcase, each_place_keeps_its_own);
    tcase_add_test(tcase, a_screen_is_about_what_is_selected_below);
    tcase_add_test(tcase, a_name_may_be_selected_again_from_itself);
    tcase_add_test(tcase, there_is_room_for_so_many_and_no_more);
    tcase_add_loop_test(tcase, a_place_is_scrolled_to_its_selection_and_not_beyond_its_end, 0,
                        (int)(sizeof(extents) / sizeof(extents[0])));
    suite_add_tcase(suite, tcase);
    return suite;
}
