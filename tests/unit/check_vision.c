/* The yardstick of the themes' colours, held against published figures. */
#include "config.h"

#include "support/vision.h"
#include "unit/suites.h"

#include <math.h>

/* Of the supplementary data of Sharma, Wu and Dalal: each of them catches another mistake. */
static const struct {
    struct lab a;
    struct lab b;
    double difference;
} differences[] = {
    {{50, 2.6772, -79.7751}, {50, 0, -82.7485}, 2.0425},
    {{50, 3.1571, -77.2803}, {50, 0, -82.7485}, 2.8615},
    {{50, -1.3802, -84.2814}, {50, 0, -82.7485}, 1.0000},
    {{50, 0, 0}, {50, -1, 2}, 2.3669},
    {{50, -1, 2}, {50, 0, 0}, 2.3669},
    {{50, 2.4900, -0.0010}, {50, -2.4900, 0.0009}, 7.1792},
    {{50, 2.4900, -0.0010}, {50, -2.4900, 0.0011}, 7.2195},
    {{50, -0.0010, 2.4900}, {50, 0.0009, -2.4900}, 4.8045},
    {{50, 2.5, 0}, {50, 0, -2.5}, 4.3065},
    {{50, 2.5, 0}, {73, 25, -18}, 27.1492},
    {{50, 2.5, 0}, {61, -5, 29}, 22.8977},
    {{50, 2.5, 0}, {56, -27, -3}, 31.9030},
    {{50, 2.5, 0}, {58, 24, 15}, 19.4535},
    {{60.2574, -34.0099, 36.2677}, {60.4626, -34.1751, 39.4387}, 1.2644},
    {{2.0776, 0.0795, -1.1350}, {0.9033, -0.0636, -0.5514}, 0.9082},
};

START_TEST(the_difference_is_ciede2000)
{
    double difference = vision_difference(differences[_i].a, differences[_i].b);

    ck_assert_msg(fabs(difference - differences[_i].difference) < 0.00005, "%f", difference);
}
END_TEST

START_TEST(black_and_white_look_alike_to_all)
{
    for (int vision = 0; vision < VISION_COUNT; vision++) {
        struct lab black = vision_see((enum vision)vision, (struct colour){0, 0, 0});
        struct lab white = vision_see((enum vision)vision, (struct colour){255, 255, 255});
        ck_assert(fabs(black.lightness) < 0.01);
        ck_assert(fabs(white.lightness - 100) < 0.01);
        ck_assert(fabs(vision_difference(black, white) - 100) < 0.1);
    }
}
END_TEST

static double apart(enum vision vision, struct colour a, struct colour b)
{
    return vision_difference(vision_see(vision, a), vision_see(vision, b));
}

START_TEST(who_lacks_a_cone_confuses_what_only_that_tells_apart)
{
    const struct colour olive = {128, 128, 0};
    const struct colour brown = {175, 95, 0};
    const struct colour teal = {0, 135, 135};
    const struct colour blue = {0, 120, 175};

    ck_assert_double_gt(apart(VISION_FULL, olive, brown), 20);
    ck_assert_double_lt(apart(VISION_DEUTERANOPIA, olive, brown), 10);
    ck_assert_double_lt(apart(VISION_PROTANOPIA, olive, brown), 20);
    ck_assert_double_gt(apart(VISION_TRITANOPIA, olive, brown), 20);
    ck_assert_double_gt(apart(VISION_FULL, teal, blue), 20);
    ck_assert_double_lt(apart(VISION_TRITANOPIA, teal, blue), 10);
}
END_TEST

Suite *suite_vision(void)
{
    Suite *suite = suite_create("vision");
    TCase *tcase = tcase_create("vision");

    tcase_add_loop_test(tcase, the_difference_is_ciede2000, 0,
                        (int)(sizeof(differences) / sizeof(differences[0])));
    tcase_add_test(tcase, black_and_white_look_alike_to_all);
    tcase_add_test(tcase, who_lacks_a_cone_confuses_what_only_that_tells_apart);
    suite_add_tcase(suite, tcase);
    return suite;
}
