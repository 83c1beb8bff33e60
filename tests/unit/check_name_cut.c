/* Name cut: where names lose their middle. Above the examples: of random names of one pattern as
 * few look alike as with any other cut. */
#include "config.h"

#include "support/dice.h"
#include "support/environment.h"
#include "support/quick.h"
#include "unit/suites.h"
#include "view/name_cut.h"

#include <stdio.h>
#include <string.h>

#define WIDTH 14
#define NAMES 12

static struct frame frame;

static void setup(void)
{
    environment_utf8();
    frame = (struct frame){.ellipsis = U'…'};
    frame_resize(&frame, 40, NAMES);
}

static void teardown(void)
{
    frame_free(&frame);
    environment_restore();
}

/* Cuts the names, the one in each row, with that head. */
static void cut(const char *const *names, size_t count, int head)
{
    frame_clear(&frame);
    for (size_t i = 0; i < count; i++)
        name_cut_draw(&frame, (int)i, 0, WIDTH, slice_of(names[i]), head, ROLE_TEXT);
}

static int best_head(const char *const *names, size_t count)
{
    struct slice slices[NAMES];

    for (size_t i = 0; i < count; i++)
        slices[i] = slice_of(names[i]);
    return name_cut_head(slices, count, WIDTH);
}

static size_t count_alike(size_t count)
{
    size_t alike = 0;

    for (int i = 0; i < (int)count; i++) {
        for (int j = 0; j < i; j++) {
            int column = 0;
            while (column < WIDTH && frame_cell(&frame, i, column)->character ==
                                         frame_cell(&frame, j, column)->character)
                column++;
            alike += column == WIDTH;
        }
    }
    return alike;
}

static const struct {
    const char *names[4];
    const char *shown[4];
} examples[] = {
    {{"acme", "a-name-of-14-c"}, {"acme", "a-name-of-14-c"}},
    {{"team10-service-350", "team10-service-351"}, {"team10…ice-350", "team10…ice-351"}},
    {{"prod-acme-europe-west", "prod-bank-europe-west"}, {"prod-a…pe-west", "prod-b…pe-west"}},
    {{"a-very-long-beginning-1-end-of-it", "a-very-long-beginning-2-end-of-it"},
     {"a-…1-end-of-it", "a-…2-end-of-it"}},
    {{"\x1b[31m-and-some-more", ""}, {"�[31m-…me-more", ""}},
    {{"日本日本日本日本日本", ""}, {"日本日…本日本", ""}},
};

START_TEST(names_are_cut_where_they_do_not_differ)
{
    size_t count = examples[_i].names[1] != NULL ? 2 : 1;
    int head = best_head(examples[_i].names, count);

    cut(examples[_i].names, count, head);
    for (size_t i = 0; i < count; i++) {
        struct buffer shown = {0};
        int columns = 0;
        for (int column = 0; column < WIDTH; column++) {
            const struct cell *cell = frame_cell(&frame, (int)i, column);
            columns += cell->character != ' ';
            frame_print_cell(cell, &shown);
        }
        while (shown.size > 0 && shown.data[shown.size - 1] == ' ')
            shown.data[--shown.size] = '\0';
        ck_assert_str_eq(buffer_text(&shown), examples[_i].shown[i]);
        buffer_free(&shown);
        ck_assert_int_le(columns, WIDTH);
    }
    ck_assert_uint_eq(count_alike(count), 0);
}
END_TEST

/* Names of one pattern that differ somewhere, as the seed has it. */
static void roll_names(struct dice *dice, char names[NAMES][64], size_t count)
{
    size_t length = 8 + dice_below(dice, 30);
    size_t place = dice_below(dice, length);
    size_t places = 1 + dice_below(dice, 4);

    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < length; j++) {
            bool differs = j >= place && j < place + places;
            names[i][j] = (char)('a' + (differs ? dice_below(dice, 6) : j % 26));
        }
        names[i][length] = '\0';
    }
}

START_TEST(no_other_cut_tells_more_of_them_apart)
{
    struct dice dice = {.state = 1};
    char names[NAMES][64];
    const char *texts[NAMES];

    for (int round = 0; round < 200; round++) {
        size_t count = 2 + dice_below(&dice, NAMES - 2);
        roll_names(&dice, names, count);
        for (size_t i = 0; i < count; i++)
            texts[i] = names[i];
        cut(texts, count, best_head(texts, count));
        size_t alike = count_alike(count);
        for (int head = 0; head < WIDTH; head++) {
            cut(texts, count, head);
            QUICK_ASSERT(count_alike(count) >= alike);
        }
    }
}
END_TEST

Suite *suite_name_cut(void)
{
    Suite *suite = suite_create("name_cut");
    TCase *tcase = tcase_create("name_cut");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, names_are_cut_where_they_do_not_differ, 0,
                        (int)(sizeof(examples) / sizeof(examples[0])));
    tcase_add_test(tcase, no_other_cut_tells_more_of_them_apart);
    suite_add_tcase(suite, tcase);
    return suite;
}
