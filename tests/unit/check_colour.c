#include "config.h"

#include "colour.h"
#include "unit/suites.h"

#include <math.h>

static const struct {
    int index;
    struct colour colour;
} indices[] = {
    {0, {0, 0, 0}},    {9, {255, 0, 0}},    {15, {255, 255, 255}},  {16, {0, 0, 0}},
    {21, {0, 0, 255}}, {59, {95, 95, 95}},  {202, {255, 95, 0}},    {231, {255, 255, 255}},
    {232, {8, 8, 8}},  {235, {38, 38, 38}}, {255, {238, 238, 238}},
};

static bool same(struct colour a, struct colour b)
{
    return a.red == b.red && a.green == b.green && a.blue == b.blue;
}

START_TEST(an_index_is_the_colour_of_xterm)
{
    ck_assert(same(colour_of_index(indices[_i].index), indices[_i].colour));
}
END_TEST

static const struct {
    const char *text;
    struct colour colour;
} written[] = {
    {"rgb:0000/0000/0000", {0, 0, 0}},
    {"rgb:ffff/ffff/ffff", {255, 255, 255}},
    {"rgb:1e1e/2f2f/AAAA", {30, 47, 170}},
    {"rgb:1e/2f/aa", {30, 47, 170}},
    {"rgb:1/f/8", {17, 255, 136}},
    {"rgb:fff/000/800", {255, 0, 128}},
    {"rgba:1e1e/2f2f/aaaa/ffff", {30, 47, 170}},
};

START_TEST(what_a_terminal_writes_is_read)
{
    struct colour colour;

    ck_assert(colour_parse(slice_of(written[_i].text), &colour));
    ck_assert(same(colour, written[_i].colour));
}
END_TEST

static const char *const nonsense[] = {
    "",
    "rgb:",
    "rgb:1/2",
    "rgb:1/2/3/4",
    "rgb:1//3",
    "rgb:11111/0/0",
    "rgb:g/0/0",
    "rgb:1/2/ 3",
    "rgba:1/2/3",
    "rgba:1/2/3/x",
    "#123456",
    "cmyk:1/2/3",
    "rgb:1/2/\x10",
    "rgb1/2/3",
    "rgb:-1/0/0",
};

START_TEST(what_is_no_colour_is_refused)
{
    struct colour colour;

    ck_assert(!colour_parse(slice_of(nonsense[_i]), &colour));
}
END_TEST

/* The examples that WebAIM and the W3C give. */
static const struct {
    struct colour a;
    struct colour b;
    double contrast;
} contrasts[] = {
    {{0, 0, 0}, {255, 255, 255}, 21.0},       {{255, 255, 255}, {255, 255, 255}, 1.0},
    {{119, 119, 119}, {255, 255, 255}, 4.48}, {{118, 118, 118}, {255, 255, 255}, 4.54},
    {{255, 0, 0}, {255, 255, 255}, 4.0},      {{255, 255, 0}, {0, 0, 0}, 19.56},
};

START_TEST(contrast_is_that_of_wcag)
{
    double contrast = colour_contrast(contrasts[_i].a, contrasts[_i].b);

    ck_assert_msg(fabs(contrast - contrasts[_i].contrast) < 0.005, "%f", contrast);
    ck_assert_double_eq(contrast, colour_contrast(contrasts[_i].b, contrasts[_i].a));
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *suite_colour(void)
{
    Suite *suite = suite_create("colour");
    TCase *tcase = tcase_create("colour");

    tcase_add_loop_test(tcase, an_index_is_the_colour_of_xterm, 0, COUNT(indices));
    tcase_add_loop_test(tcase, what_a_terminal_writes_is_read, 0, COUNT(written));
    tcase_add_loop_test(tcase, what_is_no_colour_is_refused, 0, COUNT(nonsense));
    tcase_add_loop_test(tcase, contrast_is_that_of_wcag, 0, COUNT(contrasts));
    suite_add_tcase(suite, tcase);
    return suite;
}
