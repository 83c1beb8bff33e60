#include "config.h"

#include "support/dice.h"
#include "support/quick.h"
#include "unit/suites.h"
#include "view/scale.h"

#include <float.h>
#include <math.h>
#include <string.h>

static double random_value(struct dice *dice)
{
    double value = ((double)dice_below(dice, 2000001) - 1000000) / 1000000;

    return value * pow(10, (double)dice_below(dice, 616) - 308);
}

static void check_scale(const struct scale *scale, double low, double high)
{
    QUICK_ASSERT(isfinite(scale->low) && isfinite(scale->high) && isfinite(scale->step));
    QUICK_ASSERT(scale->low < scale->high && scale->step > 0);
    QUICK_ASSERT(scale->low <= low && scale->high >= high);
}

START_TEST(every_value_is_within_its_scale)
{
    struct dice dice = {(uint64_t)_i + 1};

    for (int i = 0; i < 5000; i++) {
        double a = random_value(&dice);
        double b = dice_once_in(&dice, 4) ? a : random_value(&dice);
        struct scale scale = {0};
        scale_fit(&scale, fmin(a, b), fmax(a, b));
        check_scale(&scale, fmin(a, b), fmax(a, b));
        QUICK_ASSERT((scale.high / 2 - scale.low / 2) / (scale.step / 2) < 12);
    }
}
END_TEST

static const struct {
    double low, high;
} hard[] = {{0, 0},
            {1, 1},
            {-DBL_MAX, DBL_MAX},
            {DBL_MAX, DBL_MAX},
            {DBL_TRUE_MIN, DBL_TRUE_MIN},
            {-DBL_TRUE_MIN, DBL_TRUE_MIN},
            {DBL_MIN, 2 * DBL_MIN},
            {1e16, 1e16 + 2},
            {0.1, 0.1 + 1e-17},
            {-1e-300, 1e300}};

START_TEST(no_values_are_too_great_or_too_alike)
{
    struct scale scale = {0};
    char label[SCALE_LABEL_SIZE];

    scale_fit(&scale, hard[_i].low, hard[_i].high);
    check_scale(&scale, hard[_i].low, hard[_i].high);
    ck_assert_int_ge(scale_level(&scale, hard[_i].low, 20), 0);
    ck_assert_int_lt(scale_level(&scale, hard[_i].high, 20), 20);
    scale_label(&scale, scale.high, label);
    ck_assert_uint_le(strlen(label), 7);
}
END_TEST

START_TEST(a_value_within_moves_nothing_and_one_outside_grows_it)
{
    struct scale scale = {0};

    scale_fit(&scale, 0.62, 0.79);
    struct scale before = scale;
    scale_fit(&scale, 0.7, 0.71);
    ck_assert_double_eq(scale.low, before.low);
    ck_assert_double_eq(scale.high, before.high);
    scale_fit(&scale, 0.3, 0.71);
    ck_assert_double_le(scale.low, 0.3);
    ck_assert_double_ge(scale.high, 0.79);
}
END_TEST

START_TEST(it_shrinks_only_when_something_else_is_looked_at)
{
    struct scale_memo memo = {0};
    struct scale_view of = {.tenant = 1, .dimension = 2, .length_ms = 3600000};

    scale_memo_fit(&memo, &of, 0, 100);
    ck_assert_double_ge(scale_memo_fit(&memo, &of, 0, 1)->high, 100);
    of.length_ms *= 2;
    ck_assert_double_lt(scale_memo_fit(&memo, &of, 0, 1)->high, 2);
}
END_TEST

START_TEST(levels_go_from_the_bottom_to_the_top)
{
    struct scale scale = {.low = 0, .high = 10, .step = 2};

    ck_assert_int_eq(scale_level(&scale, 0, 11), 0);
    ck_assert_int_eq(scale_level(&scale, 5, 11), 5);
    ck_assert_int_eq(scale_level(&scale, 10, 11), 10);
    ck_assert_int_eq(scale_level(&scale, -3, 11), 0);
    ck_assert_int_eq(scale_level(&scale, 30, 11), 10);
}
END_TEST

static const struct {
    double step, value;
    const char *label;
} labels[] = {{0.05, 0.75, "0.75"}, {0.25, 0.5, "0.50"},   {2.5, 7.5, "7.5"},
              {5, 10, "10"},        {100, 1500, "1500"},   {0.1, -1e-17, "0.0"},
              {1e9, 3e9, "3.0e9"},  {1e-7, 3e-7, "3.0e-7"}};

START_TEST(labels_have_the_decimals_of_the_step)
{
    struct scale scale = {.low = 0, .high = 10 * labels[_i].step, .step = labels[_i].step};
    char label[SCALE_LABEL_SIZE];

    scale_label(&scale, labels[_i].value, label);
    ck_assert_str_eq(label, labels[_i].label);
}
END_TEST

Suite *suite_scale(void)
{
    Suite *suite = suite_create("scale");
    TCase *tcase = tcase_create("scale");

    tcase_add_loop_test(tcase, every_value_is_within_its_scale, 0, 4);
    tcase_add_loop_test(tcase, no_values_are_too_great_or_too_alike, 0,
                        (int)(sizeof(hard) / sizeof(hard[0])));
    tcase_add_test(tcase, a_value_within_moves_nothing_and_one_outside_grows_it);
    tcase_add_test(tcase, it_shrinks_only_when_something_else_is_looked_at);
    tcase_add_test(tcase, levels_go_from_the_bottom_to_the_top);
    tcase_add_loop_test(tcase, labels_have_the_decimals_of_the_step, 0,
                        (int)(sizeof(labels) / sizeof(labels[0])));
    suite_add_tcase(suite, tcase);
    return suite;
}
