/* A chart is held against one that asks of every dot of the screen, by itself, whether a value
 * stands there. */
#include "config.h"

#include "support/dice.h"
#include "support/quick.h"
#include "unit/suites.h"
#include "view/chart.h"

#include <math.h>

#define CELLS 40
#define LEFT 5
#define ROWS_MAX 20

static struct frame frame;
static struct trace_point points[2 * CELLS];

static void setup(void)
{
    frame = (struct frame){0};
    frame_resize(&frame, LEFT + CELLS + 1, ROWS_MAX);
}

static void teardown(void)
{
    frame_free(&frame);
}

static double random_value(struct dice *dice)
{
    return dice_once_in(dice, 8) ? NAN : (double)dice_below(dice, 1000) / 100;
}

static void throw_points(struct dice *dice)
{
    for (size_t i = 0; i < 2 * CELLS; i++) {
        double value = random_value(dice);
        points[i] = (struct trace_point){
            .count = dice_once_in(dice, 5) ? 0 : 1,
            .worst = (enum severity)(SEVERITY_OK + dice_below(dice, 4)),
            .value_min = value,
            .value_max = dice_once_in(dice, 3) ? value + (double)dice_below(dice, 3) : value,
            .baseline = random_value(dice),
            .z = random_value(dice),
            .samples = dice_once_in(dice, 6) ? SPAN_COUNT_UNKNOWN : (uint32_t)dice_below(dice, 90)};
        if (points[i].count == 0)
            points[i] = (struct trace_point){.value_min = NAN,
                                             .value_max = NAN,
                                             .baseline = NAN,
                                             .z = NAN,
                                             .samples = SPAN_COUNT_UNKNOWN};
    }
}

static struct chart chart_with(enum glyph_set set, struct dice *dice)
{
    struct chart chart = {
        .points = points, .cells = CELLS, .left = LEFT, .glyphs = glyphs_get(set)};

    chart.per_cell = chart_points_per_cell(chart.glyphs);
    chart.end = dice_below(dice, CELLS * chart.per_cell + 1);
    chart.first = dice_below(dice, chart.end + 1);
    return chart;
}

static int rows_of_cell(enum glyph_set set)
{
    return set == GLYPHS_ASCII ? 1 : set == GLYPHS_BLOCK ? 2 : 4;
}

/* Says whether a point of the chart covers a level. */
static bool covers(const struct chart *chart, size_t point, const struct scale *scale, int level,
                   int levels)
{
    if (point < chart->first || point >= chart->end || isnan(points[point].value_min))
        return false;
    return level >= scale_level(scale, points[point].value_min, levels) &&
           level <= scale_level(scale, points[point].value_max, levels);
}

/* The dots that a character stands for: bit `side * 4 + subrow`, counted from below. */
static unsigned dots_of(uint32_t character, enum glyph_set set)
{
    static const unsigned bits[] = {3, 2, 1, 7, 6, 5, 0, 4}; /* by the order of braille dots */
    unsigned dots = 0;

    if (set == GLYPHS_ASCII)
        return character == '*' ? 1 : 0;
    if (set == GLYPHS_BLOCK)
        return character == U'█' ? 3 : character == U'▀' ? 2 : character == U'▄' ? 1 : 0;
    if (character < 0x2800 || character > 0x28ff)
        return 0;
    for (unsigned i = 0; i < 8; i++)
        dots |= (character - 0x2800) >> i & 1 ? 1u << bits[i] : 0;
    return dots;
}

static unsigned plain_dots(const struct chart *chart, const struct scale *scale, size_t cell,
                           int lowest, int levels)
{
    int rows = rows_of_cell(chart->glyphs->set);
    unsigned dots = 0;

    for (size_t side = 0; side < chart->per_cell; side++) {
        for (int i = 0; i < rows; i++)
            dots |= covers(chart, cell * chart->per_cell + side, scale, lowest + i, levels)
                        ? 1u << (side * 4 + (size_t)i)
                        : 0;
    }
    return dots;
}

static bool has_baseline(const struct chart *chart, const struct scale *scale, size_t cell,
                         int lowest, int levels)
{
    for (size_t side = 0; side < chart->per_cell; side++) {
        size_t point = cell * chart->per_cell + side;
        if (point < chart->first || point >= chart->end || isnan(points[point].baseline))
            continue;
        int level = scale_level(scale, points[point].baseline, levels);
        if (level >= lowest && level < lowest + rows_of_cell(chart->glyphs->set))
            return true;
    }
    return false;
}

static void check_dots(const struct chart *chart, const struct scale *scale, int rows)
{
    int subrows = rows_of_cell(chart->glyphs->set);

    for (size_t cell = 0; cell < CELLS; cell++) {
        for (int above = 0; above < rows; above++) {
            int lowest = (rows - 1 - above) * subrows;
            unsigned dots = plain_dots(chart, scale, cell, lowest, rows * subrows);
            uint32_t shown = frame_cell(&frame, above, LEFT + (int)cell)->character;
            QUICK_ASSERT(dots_of(shown, chart->glyphs->set) == dots);
            if (dots == 0)
                QUICK_ASSERT((shown == '-') ==
                             has_baseline(chart, scale, cell, lowest, rows * subrows));
        }
    }
}

START_TEST(every_dot_is_where_its_value_is)
{
    struct dice dice = {(uint64_t)_i + 1};

    for (int round = 0; round < 60; round++) {
        struct chart chart = chart_with((enum glyph_set)dice_below(&dice, 3), &dice);
        int rows = 1 + (int)dice_below(&dice, ROWS_MAX);
        struct scale scale = {0};
        double low;
        double high;
        throw_points(&dice);
        frame_clear(&frame);
        if (!chart_limits(&chart, &low, &high))
            continue;
        scale_fit(&scale, low, high);
        chart_draw(&frame, 0, rows, &chart, &scale);
        check_dots(&chart, &scale, rows);
    }
}
END_TEST

static struct chart simple_chart(enum glyph_set set)
{
    struct chart chart = {
        .points = points, .cells = CELLS, .end = CELLS, .left = LEFT, .glyphs = glyphs_get(set)};

    chart.per_cell = 1;
    for (size_t i = 0; i < CELLS; i++)
        points[i] = (struct trace_point){.count = 1,
                                         .worst = SEVERITY_OK,
                                         .value_min = 1,
                                         .value_max = 1,
                                         .baseline = 2,
                                         .z = 1,
                                         .samples = 40};
    return chart;
}

START_TEST(what_is_unknown_is_blank_and_a_gap_is_a_gap)
{
    struct chart chart = simple_chart(GLYPHS_BLOCK);

    points[4] = (struct trace_point){.value_min = NAN, .z = NAN, .samples = SPAN_COUNT_UNKNOWN};
    chart.first = 2;
    chart.end = 6;
    chart_draw_severity(&frame, 0, &chart);
    chart_draw_z(&frame, 1, &chart, 5);
    chart_draw_samples(&frame, 2, &chart, 50, 20);
    for (int row = 0; row < 3; row++) {
        ck_assert_uint_eq(frame_cell(&frame, row, LEFT + 1)->character, ' ');
        ck_assert_uint_ne(frame_cell(&frame, row, LEFT + 2)->character, ' ');
        ck_assert_uint_eq(frame_cell(&frame, row, LEFT + 4)->character, U'·');
        ck_assert_uint_eq(frame_cell(&frame, row, LEFT + 6)->character, ' ');
    }
}
END_TEST

START_TEST(few_samples_are_marked_and_unknown_ones_are_not_few)
{
    struct chart chart = simple_chart(GLYPHS_ASCII);

    points[3].samples = 19;
    points[4].samples = SPAN_COUNT_UNKNOWN;
    points[5].samples = 0;
    ck_assert_uint_eq(chart_few_samples(&chart), 20);
    ck_assert_uint_eq(chart_most_samples(&chart), 40);
    chart_draw_samples(&frame, 0, &chart, 50, chart_few_samples(&chart));
    ck_assert_uint_eq(frame_cell(&frame, 0, LEFT + 3)->character, '!');
    ck_assert_int_eq(frame_cell(&frame, 0, LEFT + 3)->role, ROLE_WARN);
    ck_assert_uint_eq(frame_cell(&frame, 0, LEFT + 4)->character, '~');
    ck_assert_uint_eq(frame_cell(&frame, 0, LEFT + 5)->character, '!');
    ck_assert_uint_eq(frame_cell(&frame, 0, LEFT + 6)->character, '#');
}
END_TEST

START_TEST(without_a_value_there_are_no_limits)
{
    struct chart chart = simple_chart(GLYPHS_BLOCK);
    double low;
    double high;

    ck_assert(chart_limits(&chart, &low, &high));
    ck_assert_double_eq(low, 1);
    ck_assert_double_eq(high, 2);
    chart.first = chart.end;
    ck_assert(!chart_limits(&chart, &low, &high));
    ck_assert_uint_eq(chart_few_samples(&chart), 0);
    ck_assert_uint_eq(chart_most_samples(&chart), 0);
}
END_TEST

Suite *suite_chart(void)
{
    Suite *suite = suite_create("chart");
    TCase *tcase = tcase_create("chart");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, every_dot_is_where_its_value_is, 0, 6);
    tcase_add_test(tcase, what_is_unknown_is_blank_and_a_gap_is_a_gap);
    tcase_add_test(tcase, few_samples_are_marked_and_unknown_ones_are_not_few);
    tcase_add_test(tcase, without_a_value_there_are_no_limits);
    suite_add_tcase(suite, tcase);
    return suite;
}
